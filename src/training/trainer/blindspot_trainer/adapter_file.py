"""Writes an adapter as llama.cpp reads it."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np

from .disk import written_whole
from .reporting import TrainerError

# PEFT's names of the seven matrices, and llama.cpp's.
NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
OUTPUT = "output.weight"


@dataclass(frozen=True)
class Heads:
    """Attention heads: those of queries, and those of keys and values."""

    query: int
    key: int


def gguf_tensors(peft_state: dict[str, np.ndarray], heads: Heads) -> dict[str, np.ndarray]:
    """PEFT's state, `….layers.0.self_attn.q_proj.lora_A.weight`, under llama.cpp's names and in its order of rows."""
    tensors = {}
    for name, values in peft_state.items():
        found = re.search(r"layers\.(\d+)\.((?:self_attn|mlp)\.\w+)\.lora_([AB])\.weight$", name)
        if found is None or found[2] not in NAMES:
            raise TrainerError("bad-adapter", f"The adapter has {name}, which an adapter for llama.cpp cannot hold. Train it on the seven projection matrices alone.")
        layer, module, factor = found.groups()
        if factor == "B" and module == "self_attn.q_proj":
            values = turned(values, heads.query)
        if factor == "B" and module == "self_attn.k_proj":
            values = turned(values, heads.key)
        tensors[f"blk.{layer}.{NAMES[module]}.weight.lora_{factor.lower()}"] = values
    return tensors


def turned(rows: np.ndarray, heads: int) -> np.ndarray:
    """Rows of a query or key matrix in llama.cpp's order: its rotary positions turn neighbours, Hugging Face's two halves of a head."""
    return rows.reshape(heads, 2, len(rows) // heads // 2, -1).swapaxes(1, 2).reshape(rows.shape)


def returned(rows: np.ndarray, heads: int) -> np.ndarray:
    """Rows in Hugging Face's order again."""
    return rows.reshape(heads, len(rows) // heads // 2, 2, -1).swapaxes(1, 2).reshape(rows.shape)


def head_tensors(head: np.ndarray, output_rows: np.ndarray, label_tokens: list[int], vocabulary: int, alpha: float) -> dict[str, np.ndarray]:
    """The study's head as a change of the output matrix: its rows in place of those of the labels' tokens.

    `head` and `output_rows` are (3, width). llama.cpp multiplies by alpha over the rank, which is undone here.
    """
    place = np.zeros((vocabulary, len(label_tokens)), np.float32)
    place[label_tokens, range(len(label_tokens))] = len(label_tokens) / alpha
    return {f"{OUTPUT}.lora_a": head - output_rows, f"{OUTPUT}.lora_b": place}


def write_adapter(file: Path, tensors: dict[str, np.ndarray], alpha: float, adapter_type: str, provenance: dict[str, str]) -> None:
    """Writes the file as a whole or not at all. Raises TrainerError `disk`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = adapter_type == "F16"
    with written_whole(file) as beside, closing(gguf.GGUFWriter(beside, "llama")) as writer:
        writer.add_type(gguf.GGUFType.ADAPTER)
        writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16 if half else gguf.LlamaFileType.ALL_F32)
        writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
        writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, float(alpha))
        for name, value in provenance.items():
            writer.add_string(f"blindspot.{name}", value)
        for name, values in tensors.items():
            # The head's rows are few, and are to be exact.
            small = np.float16 if half and not name.startswith(OUTPUT) else np.float32
            writer.add_tensor(name, np.ascontiguousarray(values, small))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
