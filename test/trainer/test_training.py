"""What a training does, and what it says when it cannot."""

from __future__ import annotations

import dataclasses
import io
import itertools
import json
import math
from pathlib import Path

import gguf
import numpy as np
import pytest
import torch
from blindspot_trainer import checkpoint
from blindspot_trainer.config import Config
from blindspot_trainer.means import describe_out_of_memory, is_out_of_memory
from blindspot_trainer.reporting import Reporter, TrainerError
from blindspot_trainer.training import Stopped, Training

from conftest import elsewhere, rows, told, train, write_rows

# Two sessions on one machine compute the same numbers; the tolerance allows for another order of summation.
TOLERANCE = 1e-5


def losses(folder: str) -> list[float]:
    return [line["loss"] for line in told(folder, "progress")]


def tensors(adapter: str) -> dict[str, np.ndarray]:
    return {tensor.name: np.array(tensor.data) for tensor in gguf.GGUFReader(adapter).tensors}


def after(calls: int):
    """A request to stop that comes with the so-many-th question whether there is one."""
    counter = itertools.count(1)
    return lambda: next(counter) > calls


def refused(config: Config) -> str:
    with pytest.raises(TrainerError) as caught:
        train(config)
    return str(caught.value)


def test_a_classifier_learns_its_examples(config: Config) -> None:
    said = train(dataclasses.replace(config, validation=config.training))
    found = [line for line in said if line["type"] == "validation"]
    assert found[0]["loss"] > 1 > 0.2 > found[-1]["loss"]
    assert found[-1]["accuracy"] > 0.95
    # Soft-max over the whole vocabulary: the model says the labels and nothing else.
    assert found[-1]["mass"] > 0.8
    assert said[-1] == {"type": "result", "step": 45, "adapter": config.adapter, "tensors": 28, "exportSeconds": said[-1]["exportSeconds"]}


def test_over_three_labels_alone_it_learns_them_as_well(config: Config) -> None:
    train(dataclasses.replace(config, softmax="labels", validation=config.training))
    assert told(config.folder, "validation")[-1]["accuracy"] > 0.95


def test_the_studys_head_learns_them_as_well(config: Config) -> None:
    train(dataclasses.replace(config, head="score", validation=config.training))
    assert told(config.folder, "validation")[-1]["accuracy"] > 0.95


def test_a_generator_learns_its_texts(config: Config) -> None:
    train(dataclasses.replace(config, task="generator", validation=config.training))
    found = told(config.folder, "validation")
    assert found[-1]["loss"] < 0.5 * found[0]["loss"]
    assert "accuracy" not in found[-1]


def test_the_beginning_that_all_share_is_evaluated_once_and_changes_nothing(config: Config, tmp_path: Path) -> None:
    still = dataclasses.replace(config, dropout=0.0, max_steps=5)
    assert train(still)[0]["sharedTokens"] >= 8
    # With activations that are computed twice nothing is set apart.
    whole = elsewhere(dataclasses.replace(still, gradient_checkpointing=True), tmp_path, "whole")
    train(whole)
    assert losses(still.folder) == pytest.approx(losses(whole.folder), abs=1e-4)


def test_one_that_was_stopped_goes_on_as_if_it_had_not_been(config: Config, tmp_path: Path) -> None:
    train(config)
    stopped = elsewhere(config, tmp_path, "stopped")
    # Asked once before the model is loaded and once after each step.
    for steps in (1 + 17, 1 + 5):
        with pytest.raises(Stopped):
            train(stopped, after(steps - 1))
    assert train(stopped)[0]["step"] == 22
    assert losses(stopped.folder) == pytest.approx(losses(config.folder), abs=TOLERANCE)
    expected, found = tensors(config.adapter), tensors(stopped.adapter)
    assert found.keys() == expected.keys()
    assert all(np.allclose(found[name], values, atol=TOLERANCE) for name, values in expected.items())


def test_a_finished_one_is_exported_again_without_training_in_half_precision_for_example(config: Config) -> None:
    train(config)
    before = tensors(config.adapter)
    half = dataclasses.replace(config, adapter_type="F16", provenance={"version": "2"})
    assert [line["type"] for line in train(half)] == ["started", "result"]
    assert all(np.array_equal(values, before[name].astype(np.float16)) for name, values in tensors(config.adapter).items())


def test_another_seed_takes_another_way(config: Config, tmp_path: Path) -> None:
    few = dataclasses.replace(config, max_steps=3)
    other = elsewhere(dataclasses.replace(few, seed=2), tmp_path, "other")
    train(few), train(other)
    assert losses(few.folder) != pytest.approx(losses(other.folder), abs=0.01)


def test_small_batches_that_are_accumulated_weigh_as_one(config: Config, tmp_path: Path) -> None:
    large = dataclasses.replace(config, dropout=0.0, group_by_length=False, epochs=1)
    small = elsewhere(dataclasses.replace(large, batch_size=2, accumulation=2), tmp_path, "small")
    train(large), train(small)
    assert losses(small.folder) == pytest.approx(losses(large.folder), abs=1e-4)


def test_a_checkpoint_of_other_settings_is_refused(config: Config) -> None:
    train(dataclasses.replace(config, max_steps=2))
    assert "a training with other settings" in refused(dataclasses.replace(config, learning_rate=1e-3))


def test_a_loss_that_is_no_number_ends_it_and_leaves_the_checkpoint(config: Config) -> None:
    wild = dataclasses.replace(config, learning_rate=1e30, warmup_ratio=0.0, checkpoint_minutes=0)
    message = refused(wild)
    assert "no number any more. Begin again with a lower learning rate (it was 1e+30)" in message
    kept = checkpoint.load(Path(wild.folder), wild.identity)
    assert kept is not None and kept["step"] == len(losses(wild.folder))
    assert all(math.isfinite(loss) for loss in losses(wild.folder))


def test_a_validation_that_is_no_number_ends_it_with_the_same_sentence(config: Config) -> None:
    wild = dataclasses.replace(config, learning_rate=1e30, warmup_ratio=0.0, max_steps=1, validation=config.training)
    assert "The loss of the validation is no number any more. Begin again with a lower learning rate (it was 1e+30)" in refused(wild)


def test_a_full_disk_leaves_the_last_checkpoint_as_it_was_and_the_training_goes_on(config: Config) -> None:
    each_step = dataclasses.replace(config, max_steps=6, checkpoint_minutes=0)
    with pytest.raises(Stopped):
        train(each_step, after(3))
    # Whatever is written to this device finds no room.
    (Path(config.folder) / "checkpoint.pt.partial").symlink_to("/dev/full")
    kept_at_warning = []

    class Watch(Reporter):
        def warn(self, message: str) -> None:
            kept_at_warning.append((message, checkpoint.load(Path(each_step.folder), each_step.identity)["step"]))

    Training(each_step, Watch(io.StringIO()), lambda: False).run()
    ((message, step),) = kept_at_warning
    assert "the disk is full" in message and "goes on and tries again" in message
    assert step == 3
    assert checkpoint.load(Path(each_step.folder), each_step.identity)["step"] == 6


def test_a_full_disk_leaves_the_last_adapter_as_it_was(config: Config) -> None:
    Path(config.adapter).write_text("the last one")
    Path(f"{config.adapter}.partial").symlink_to("/dev/full")
    assert "the disk is full" in refused(dataclasses.replace(config, max_steps=1))
    assert Path(config.adapter).read_text() == "the last one"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"id": "a", "text": "half of', "this is no JSON object"),
        ('{"id": "a", "text": "x"}', "there is no label"),
        ('{"id": "a", "text": "x", "label": "maybe"}', '"maybe" is no label. It must be one of entailment, neutral, contradiction.'),
        ('{"id": "a", "label": "neutral"}', 'an object with "id" and "text" is expected'),
    ],
)
def test_a_bad_line_is_named_by_its_number(config: Config, line: str, problem: str) -> None:
    with Path(config.training).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    message = refused(config)
    assert f"training.jsonl, line 61: {problem}" in message


def test_a_label_without_examples_is_warned_of(config: Config, tmp_path: Path) -> None:
    two = [row for row in rows(30) if row["label"] != "neutral"]
    said = train(dataclasses.replace(config, training=write_rows(tmp_path / "two.jsonl", two), max_steps=1))
    assert "has no example of neutral" in said[0]["message"]


def test_examples_that_are_too_long_are_counted_and_left_out(config: Config) -> None:
    said = train(dataclasses.replace(config, max_tokens=30, max_steps=1))
    warning, started = said[0], said[1]
    assert warning["message"].startswith(f"{60 - started['examples']} of 60 examples")
    assert 0 < started["examples"] < 60


def test_the_head_is_refused_before_training_where_the_embeddings_are_tied(config: Config, tied_llama: Path) -> None:
    message = refused(dataclasses.replace(config, base=str(tied_llama), head="score"))
    assert "tied embeddings" in message and '"head": "labels"' in message
    assert not Path(config.folder, "progress.jsonl").exists()


def test_without_enough_memory_it_says_what_to_change(config: Config) -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(10**15)
    assert is_out_of_memory(caught.value)
    message = describe_out_of_memory(dataclasses.replace(config, batch_size=6))
    assert '"batchSize": 3 with "accumulation": 2' in message
    assert '"gradientCheckpointing": true' in message


def test_what_spares_memory_alone_goes_on_from_the_checkpoint_and_computes_the_same(config: Config, tmp_path: Path) -> None:
    # Dropout draws for each text's beginning what it else draws once for all.
    config = dataclasses.replace(config, dropout=0.0)
    undisturbed = elsewhere(config, tmp_path, "undisturbed")
    train(undisturbed)
    with pytest.raises(Stopped):
        train(config, after(5))
    train(dataclasses.replace(config, gradient_checkpointing=True))
    assert losses(config.folder) == pytest.approx(losses(undisturbed.folder), abs=TOLERANCE)


def test_a_graphics_card_that_is_not_there_is_told(config: Config) -> None:
    if torch.cuda.is_available():
        pytest.skip("there is one")
    assert '"device": "cuda" was asked for' in refused(dataclasses.replace(config, device="cuda"))


def test_the_adapter_says_what_it_was_made_of(config: Config) -> None:
    train(dataclasses.replace(config, max_steps=1, provenance={"base.sha256": "ab" * 32, "seed": "1"}))
    fields = gguf.GGUFReader(config.adapter).fields
    assert fields["blindspot.base.sha256"].contents() == "ab" * 32
    assert fields["adapter.type"].contents() == "lora"


def test_prompts_are_answered_with_the_finished_adapter(config: Config, tmp_path: Path) -> None:
    prompts = [{"id": row["id"], "text": row["text"]} for row in rows(9)]
    train(dataclasses.replace(config, probes=write_rows(tmp_path / "probes.jsonl", prompts)))
    found = [json.loads(line) for line in Path(config.folder, "probes.scores.jsonl").read_text().splitlines()]
    assert [max(line["logprobs"], key=line["logprobs"].get) for line in found] == [row["label"] for row in rows(9)]
