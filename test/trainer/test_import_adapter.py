"""Adapters that PEFT has saved elsewhere, made GGUFs. What they then answer is held against PEFT in the product's own test."""

from __future__ import annotations

import io
import json
import math
import re
from pathlib import Path

import gguf
import numpy as np
import pytest
import torch
from blindspot_trainer.import_adapter import import_adapter
from blindspot_trainer.reporting import Reporter, TrainerError
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

from conftest import LABELS

SHAPES = {"attn_q": (64, 64), "attn_k": (32, 64), "attn_v": (32, 64), "attn_output": (64, 64), "ffn_gate": (128, 64), "ffn_up": (128, 64), "ffn_down": (64, 128)}


def write_base(file: Path, layers: int = 2, architecture: str = "llama", tied: bool = False, query: tuple[int, int] = SHAPES["attn_q"]) -> str:
    """The header and the shapes of conftest's Llama, which are all that is looked at."""
    writer = gguf.GGUFWriter(file, architecture)
    writer.add_block_count(layers), writer.add_head_count(4), writer.add_head_count_kv(2)
    for layer in range(layers):
        for name, shape in (SHAPES | {"attn_q": query}).items():
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.zeros(shape, np.float32))
    if not tied:
        writer.add_tensor("output.weight", np.zeros((20, 64), np.float32))
    writer.write_header_to_file(), writer.write_kv_data_to_file(), writer.write_tensors_to_file(), writer.close()
    return str(file)


@pytest.fixture
def folder(llama: Path, tmp_path: Path) -> Path:
    torch.manual_seed(3)
    lora = LoraConfig(r=4, lora_alpha=6, target_modules=["q_proj", "k_proj", "down_proj"], init_lora_weights=False, task_type="CAUSAL_LM")
    get_peft_model(AutoModelForCausalLM.from_pretrained(llama), lora).save_pretrained(tmp_path / "peft")
    return tmp_path / "peft"


def settle(folder: Path, **settings: object) -> None:
    file = folder / "adapter_config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | settings))


def change(folder: Path, more: dict[str, torch.Tensor] = {}, without: str = "nothing") -> None:
    file = folder / "adapter_model.safetensors"
    save_file({name: values for name, values in load_file(file).items() if without not in name} | more, file)


def imported(folder: Path, **base: object) -> dict:
    job = {"folder": str(folder), "base": write_base(folder.parent / "base.gguf", **base), "out": str(folder.parent / "made.gguf"), "labels": LABELS, "adapterType": "F32", "provenance": {"base.sha256": "ab" * 32}}
    return import_adapter(job, Reporter(io.StringIO()))


def refused(folder: Path, **base: object) -> str:
    with pytest.raises(TrainerError) as caught:
        imported(folder, **base)
    assert not (folder.parent / "made.gguf").exists()
    return str(caught.value)


def test_the_factors_come_under_llama_cpps_names_with_rank_alpha_and_base(folder: Path, llama: Path) -> None:
    assert imported(folder) == {"tensors": 12, "rank": 4, "head": False, "trainedOn": str(llama)}
    reader = gguf.GGUFReader(folder.parent / "made.gguf")
    tensors = {tensor.name: tensor.data for tensor in reader.tensors}
    saved = load_file(folder / "adapter_model.safetensors")
    down = saved["base_model.model.model.layers.1.mlp.down_proj.lora_B.weight"].numpy()
    assert np.array_equal(tensors["blk.1.ffn_down.weight.lora_b"], down)
    # A head of 16 rows: Hugging Face turns row 0 with row 8, llama.cpp with row 1.
    query = saved["base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight"].numpy()
    assert np.array_equal(tensors["blk.0.attn_q.weight.lora_b"][[0, 1, 16, 17]], query[[0, 8, 16, 24]])
    assert reader.fields["adapter.lora.alpha"].contents() == 6
    assert reader.fields["blindspot.base.sha256"].contents() == "ab" * 32


def test_rank_stabilised_scaling_is_kept(folder: Path) -> None:
    settle(folder, use_rslora=True)
    imported(folder)
    # PEFT multiplies by alpha over the root of the rank, llama.cpp by what stands here over the rank.
    assert gguf.GGUFReader(folder.parent / "made.gguf").fields["adapter.lora.alpha"].contents() / 4 == pytest.approx(6 / math.sqrt(4))


def test_a_folder_that_is_none_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "it has no adapter_config.json" in refused(tmp_path / "empty")
    (folder / "adapter_model.safetensors").rename(folder / "adapter_model.bin")
    assert "which can run programs when it is opened" in refused(folder)
    (folder / "adapter_model.bin").unlink()
    assert "it has no adapter_model.safetensors" in refused(folder)
    (folder / "adapter_model.safetensors").write_bytes(b"half of it")
    assert "adapter_model.safetensors cannot be read" in refused(folder)
    (folder / "adapter_config.json").write_text("{")
    assert "adapter_config.json cannot be read" in refused(folder)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [({"peft_type": "IA3"}, 'of the kind "IA3"'), ({"use_dora": True}, "use_dora = true"), ({"bias": "all"}, 'bias = "all"'), ({"alpha_pattern": {"q_proj": 3}}, "alpha_pattern"), ({"r": "many"}, "the rank 'many'"), ({"task_type": "SEQ_CLS"}, "no score.weight")],
)
def test_what_an_adapter_gguf_cannot_say_is_refused(folder: Path, settings: dict, reason: str) -> None:
    settle(folder, **settings)
    assert reason in refused(folder)


def test_a_missing_factor_is_named(folder: Path) -> None:
    change(folder, without="layers.1.self_attn.k_proj.lora_B")
    assert re.search(r"its settings name k_proj, and .* has no layers\.1\.self_attn\.k_proj\.lora_B\.weight", refused(folder))


def test_whole_matrices_are_refused(folder: Path) -> None:
    change(folder, {"base_model.model.lm_head.weight": torch.zeros(3, 64)})
    assert "lm_head.weight, a whole matrix" in refused(folder)


def test_another_base_is_refused(folder: Path) -> None:
    assert "The base has 3 layers" in refused(folder, layers=3)
    assert re.search(r"it changes blk\.1\.\w+\.weight by 64 x \d+ numbers, and the model has no such matrix", refused(folder, layers=1))
    assert "by 64 x 64 numbers, and the model has 96 x 96" in refused(folder, query=(96, 96))
    assert 'the architecture "gemma"' in refused(folder, architecture="gemma")


def test_a_classifiers_head_needs_an_output_matrix_and_three_rows(folder: Path) -> None:
    change(folder, {"base_model.model.score.weight": torch.zeros(3, 64)})
    assert "tied embeddings" in refused(folder, tied=True)
    change(folder, {"base_model.model.score.weight": torch.zeros(2, 64)})
    assert "a head of 2 x 64 numbers, and 3 x 64 are expected" in refused(folder)
