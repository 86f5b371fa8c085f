"""Writes a LoRA adapter with small random weights for a Llama GGUF: what it says is noise, what it costs is real."""

import sys

import gguf
import numpy as np

PROJECTIONS = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")


def main(model: str, adapter: str, rank: int) -> None:
    reader = gguf.GGUFReader(model)
    random = np.random.default_rng(0)
    writer = gguf.GGUFWriter(adapter, "llama")
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(2 * rank))
    for tensor in reader.tensors:
        if tensor.name.removesuffix(".weight").split(".")[-1] not in PROJECTIONS:
            continue
        inputs, outputs = (int(size) for size in tensor.shape)  # GGUF names the fastest dimension first
        lora_a = random.normal(0, 0.01, (rank, inputs)).astype(np.float16)
        lora_b = random.normal(0, 0.01, (outputs, rank)).astype(np.float16)
        writer.add_tensor(f"{tensor.name}.lora_a", lora_a)
        writer.add_tensor(f"{tensor.name}.lora_b", lora_b)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
