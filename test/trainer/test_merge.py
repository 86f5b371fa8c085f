"""A base with an adapter's change in its weights."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import blindspot_trainer
import gguf
import numpy as np
import pytest
from blindspot_trainer.adapter_file import write_adapter
from blindspot_trainer.merge import merge
from blindspot_trainer.reporting import Stopped, TrainerError

TRAINER = Path(blindspot_trainer.__file__).parents[1]
DRAW = np.random.default_rng(1)
WIDTH, VOCABULARY = 64, 40

BASE = {
    "token_embd.weight": DRAW.standard_normal((VOCABULARY, WIDTH)),
    "blk.0.attn_q.weight": DRAW.standard_normal((WIDTH, WIDTH)),
    # Its rows cannot be cut into blocks of 32.
    "blk.0.ffn_down.weight": DRAW.standard_normal((WIDTH, 40)),
    "blk.0.attn_norm.weight": DRAW.standard_normal(WIDTH),
}
# Rank 2 and alpha 6: the product counts three times.
FACTORS = {
    "blk.0.attn_q.weight.lora_a": DRAW.standard_normal((2, WIDTH)),
    "blk.0.attn_q.weight.lora_b": DRAW.standard_normal((WIDTH, 2)),
}
CHANGED = BASE["blk.0.attn_q.weight"] + 3 * FACTORS["blk.0.attn_q.weight.lora_b"] @ FACTORS["blk.0.attn_q.weight.lora_a"]


def write_base(file: Path, extra: dict[str, np.ndarray] = {}) -> str:
    writer = gguf.GGUFWriter(file, "llama")
    writer.add_name("A base")
    writer.add_token_list(["<s>", "▁a", "é"])
    for name, values in (BASE | extra).items():
        writer.add_tensor(name, values.astype(np.float32))
    writer.write_header_to_file(), writer.write_kv_data_to_file(), writer.write_tensors_to_file(), writer.close()
    return str(file)


@pytest.fixture
def job(tmp_path: Path) -> dict:
    write_adapter(tmp_path / "adapter.gguf", FACTORS, 6, "F32", {"data.sha256": "cd" * 32})
    return {
        "base": write_base(tmp_path / "base.gguf"),
        "adapter": str(tmp_path / "adapter.gguf"),
        "out": str(tmp_path / "merged.gguf"),
        "type": "F16",
        "scale": 1,
        "provenance": {"base.sha256": "ab" * 32},
    }


def merged(job: dict, **other: object) -> tuple[dict[str, np.ndarray], dict[str, str], gguf.GGUFReader]:
    merge(job | other, lambda done, of: None)
    reader = gguf.GGUFReader(job["out"])
    weights = {tensor.name: gguf.dequantize(tensor.data, tensor.tensor_type) for tensor in reader.tensors}
    return weights, {tensor.name: tensor.tensor_type.name for tensor in reader.tensors}, reader


def refused(job: dict, **other: object) -> str:
    with pytest.raises(TrainerError) as caught:
        merge(job | other, lambda done, of: None)
    assert not Path(job["out"]).exists()
    return str(caught.value)


def test_it_has_the_change_in_its_weights_and_the_rest_as_it_was(job: dict) -> None:
    weights, types, _ = merged(job)
    assert weights["blk.0.attn_q.weight"] == pytest.approx(CHANGED, abs=0.01)
    assert all(weights[name] == pytest.approx(values, abs=0.002) for name, values in BASE.items() if name != "blk.0.attn_q.weight")
    assert types == {"token_embd.weight": "F16", "blk.0.attn_q.weight": "F16", "blk.0.ffn_down.weight": "F16", "blk.0.attn_norm.weight": "F32"}


def test_half_the_scale_is_half_the_change(job: dict) -> None:
    weights, _, _ = merged(job, scale=0.5)
    assert weights["blk.0.attn_q.weight"] == pytest.approx((CHANGED + BASE["blk.0.attn_q.weight"]) / 2, abs=0.01)


def test_in_four_bits_the_table_that_answers_are_read_from_has_eight_and_odd_rows_sixteen(job: dict, tmp_path: Path) -> None:
    weights, types, reader = merged(job, type="Q4_0")
    assert types == {"token_embd.weight": "Q8_0", "blk.0.attn_q.weight": "Q4_0", "blk.0.ffn_down.weight": "F16", "blk.0.attn_norm.weight": "F32"}
    # A block's step is an eighth of its largest number.
    assert np.abs(weights["blk.0.attn_q.weight"] - CHANGED).max() <= np.abs(CHANGED).max() / 8
    assert reader.fields["general.file_type"].contents() == gguf.LlamaFileType.MOSTLY_Q4_0
    untied = write_base(tmp_path / "untied.gguf", {"output.weight": BASE["token_embd.weight"]})
    assert {name: kind for name, kind in merged(job, base=untied, type="Q4_0")[1].items() if "blk" not in name} == {"token_embd.weight": "Q4_0", "output.weight": "Q8_0"}


def test_it_keeps_the_vocabulary_and_says_what_it_was_made_of(job: dict) -> None:
    fields = merged(job)[2].fields
    assert fields["general.name"].contents() == "A base"
    assert fields["tokenizer.ggml.tokens"].contents() == ["<s>", "▁a", "é"]
    assert fields["blindspot.merged.base.sha256"].contents() == "ab" * 32
    assert fields["blindspot.merged.adapter.data.sha256"].contents() == "cd" * 32


def test_an_adapter_of_another_model_is_refused(job: dict, tmp_path: Path) -> None:
    wide = {"blk.0.attn_q.weight.lora_a": np.ones((2, 96)), "blk.0.attn_q.weight.lora_b": np.ones((96, 2))}
    write_adapter(tmp_path / "wide.gguf", wide, 6, "F32", {})
    assert "changes blk.0.attn_q.weight by 96 x 96 numbers" in refused(job, adapter=str(tmp_path / "wide.gguf"))
    write_adapter(tmp_path / "deep.gguf", {name.replace("blk.0", "blk.7"): values for name, values in FACTORS.items()}, 6, "F32", {})
    assert "has no such matrix" in refused(job, adapter=str(tmp_path / "deep.gguf"))


def test_what_is_no_adapter_and_what_is_half_an_adapter_is_refused(job: dict, tmp_path: Path) -> None:
    assert "is no LoRA adapter" in refused(job, adapter=job["base"])
    write_adapter(tmp_path / "half.gguf", {"blk.0.attn_q.weight.lora_a": FACTORS["blk.0.attn_q.weight.lora_a"]}, 6, "F32", {})
    assert "cannot be merged" in refused(job, adapter=str(tmp_path / "half.gguf"))
    Path(tmp_path / "text.gguf").write_text("no model")
    assert "is no GGUF that can be read" in refused(job, base=str(tmp_path / "text.gguf"))


def test_a_full_disk_leaves_what_was_there(job: dict) -> None:
    Path(job["out"]).write_text("the last one")
    Path(f"{job['out']}.partial").symlink_to("/dev/full")
    with pytest.raises(TrainerError, match="the disk is full"):
        merge(job, lambda done, of: None)
    assert Path(job["out"]).read_text() == "the last one"
    assert not Path(f"{job['out']}.partial").is_symlink()


def test_it_tells_how_far_it_is_and_stopped_leaves_nothing(job: dict, tmp_path: Path) -> None:
    heard = []

    def told(done: int, of: int) -> None:
        heard.append((done, of))
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        merge(job, told)
    assert heard == [(1, 4), (2, 4)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["adapter.gguf", "base.gguf"]


def test_as_a_program_it_prints_each_tensor_and_what_came_of_it(job: dict) -> None:
    ended = subprocess.run([sys.executable, "-m", "blindspot_trainer", "merge", json.dumps(job)], cwd=TRAINER, capture_output=True, text=True)
    said = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [line["type"] for line in said] == ["tensor"] * 4 + ["merged"]
    assert said[-1] == {"type": "merged", "tensors": 4, "changed": 1}
    wrong = subprocess.run([sys.executable, "-m", "blindspot_trainer", "merge", json.dumps(job | {"type": "Q5_1"})], cwd=TRAINER, capture_output=True, text=True)
    assert wrong.returncode == 2
    assert "The setting type is wrong" in json.loads(wrong.stdout)["message"]
