"""The adapter in llama.cpp's form, held against llama.cpp's own converter, which comes inside node-llama-cpp."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import gguf
import numpy as np
import pytest
import torch
from blindspot_trainer.adapter_file import Heads, gguf_tensors, head_tensors, write_adapter
from blindspot_trainer.model_file import write_float_base
from blindspot_trainer.reporting import TrainerError
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict
from transformers import AutoModelForCausalLM

ROOT = Path(__file__).parents[2]
BUNDLE = ROOT / "node_modules" / "node-llama-cpp" / "llama" / "gitRelease.bundle"


@pytest.fixture(scope="module")
def converter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("converter")
    subprocess.run(["git", "clone", "--quiet", "--bare", BUNDLE, folder / "git"], check=True)
    archive = ["git", "--git-dir", folder / "git", "archive", "HEAD", "convert_lora_to_gguf.py", "conversion", "gguf-py"]
    tarfile.open(fileobj=BytesIO(subprocess.run(archive, check=True, capture_output=True).stdout)).extractall(folder, filter="data")
    return folder / "convert_lora_to_gguf.py"


def read(file: Path) -> tuple[dict[str, np.ndarray], float]:
    reader = gguf.GGUFReader(file)
    return {tensor.name: np.array(tensor.data) for tensor in reader.tensors}, reader.fields["adapter.lora.alpha"].contents()


def test_every_tensor_is_what_llama_cpp_makes_of_it(converter: Path, llama: Path, tmp_path: Path) -> None:
    base = AutoModelForCausalLM.from_pretrained(llama)
    torch.manual_seed(3)
    # Random in both factors: as PEFT begins, the second is all zeros.
    adapted = get_peft_model(base, LoraConfig(r=4, lora_alpha=6, target_modules="all-linear", init_lora_weights=False))
    adapted.save_pretrained(tmp_path / "peft")
    command = [sys.executable, converter, tmp_path / "peft", "--base", llama, "--outtype", "f16", "--outfile", tmp_path / "theirs.gguf"]
    subprocess.run(command, check=True, capture_output=True)

    state = {name: values.numpy() for name, values in get_peft_model_state_dict(adapted).items()}
    write_adapter(tmp_path / "ours.gguf", gguf_tensors(state, Heads(query=4, key=2)), 6, "F16", {})
    (theirs, their_alpha), (ours, alpha) = read(tmp_path / "theirs.gguf"), read(tmp_path / "ours.gguf")
    assert len(ours) == 28
    assert ours.keys() == theirs.keys()
    assert all(ours[name].dtype == values.dtype and np.array_equal(ours[name], values) for name, values in theirs.items())
    assert alpha == their_alpha == 6


def test_the_head_takes_the_place_of_the_labels_rows_and_leaves_the_others() -> None:
    draw = np.random.default_rng(1)
    output, head = draw.standard_normal((20, 8)), draw.standard_normal((3, 8))
    labels, alpha = [4, 17, 9], 16.0
    found = head_tensors(head, output[labels], labels, len(output), alpha)
    # llama.cpp adds alpha over the rank times B A.
    changed = output + alpha / 3 * found["output.weight.lora_b"] @ found["output.weight.lora_a"]
    assert changed[labels] == pytest.approx(head, abs=1e-6)
    others = [row for row in range(20) if row not in labels]
    assert np.array_equal(changed[others], output[others])


def test_a_matrix_that_an_adapter_cannot_hold_is_refused() -> None:
    with pytest.raises(TrainerError, match="embed_tokens"):
        gguf_tensors({"base_model.model.model.embed_tokens.lora_A.weight": np.zeros((2, 2))}, Heads(4, 2))


def test_a_base_written_out_in_floats_has_the_same_weights_and_words(tmp_path: Path) -> None:
    draw = np.random.default_rng(1)
    weights = draw.standard_normal((4, 64)).astype(np.float32)
    writer = gguf.GGUFWriter(tmp_path / "q8.gguf", "llama")
    writer.add_context_length(77)
    writer.add_token_list(["<s>", "▁a", "é"])
    packed = gguf.quantize(weights, gguf.GGMLQuantizationType.Q8_0)
    writer.add_tensor("output.weight", packed, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    writer.add_tensor("output_norm.weight", np.ones(64, np.float32))
    writer.write_header_to_file(), writer.write_kv_data_to_file(), writer.write_tensors_to_file(), writer.close()

    write_float_base(tmp_path / "q8.gguf", tmp_path / "f32.gguf")
    reader = gguf.GGUFReader(tmp_path / "f32.gguf")
    assert [(tensor.name, tensor.tensor_type.name) for tensor in reader.tensors] == [("output.weight", "F32"), ("output_norm.weight", "F32")]
    assert np.array_equal(reader.tensors[0].data, gguf.dequantize(packed, gguf.GGMLQuantizationType.Q8_0))
    assert reader.fields["llama.context_length"].contents() == 77
    assert reader.fields["tokenizer.ggml.tokens"].contents() == ["<s>", "▁a", "é"]
