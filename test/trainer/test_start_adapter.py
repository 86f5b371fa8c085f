"""A training that goes on from the adapter of another."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from blindspot_trainer.config import Config
from blindspot_trainer.reporting import TrainerError

from conftest import elsewhere, folder_in, told, train, write_rows, rows


@pytest.mark.parametrize("head", ["labels", "score"])
def test_it_begins_with_what_the_other_has_learnt(config: Config, tmp_path: Path, head: str) -> None:
    first = dataclasses.replace(config, head=head, validation=config.training)
    train(first)
    # One step at a rate of next to nothing: what is measured after it is what it began with.
    second = dataclasses.replace(elsewhere(first, tmp_path, "second"), start_adapter=first.adapter, max_steps=1, learning_rate=1e-12)
    train(second)
    learnt, begun = told(first.folder, "validation")[-1], told(second.folder, "validation")[-1]
    assert {key: begun[key] for key in ("loss", "accuracy", "mass")} == pytest.approx({key: learnt[key] for key in ("loss", "accuracy", "mass")}, abs=1e-5)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [({"rank": 8}, r"\(8, 64\) here and \(4, 64\) there"), ({"alpha": 3.0}, "its alpha is 16, and 3 is wanted"), ({"targets": ["q_proj"]}, "which is not trained here"), ({"head": "score"}, "it has no output.weight.lora_b")],
)
def test_an_adapter_of_other_settings_is_refused(config: Config, tmp_path: Path, settings: dict, reason: str) -> None:
    short = dataclasses.replace(config, max_steps=1)
    train(short)
    with pytest.raises(TrainerError, match=reason):
        train(dataclasses.replace(elsewhere(short, tmp_path, "second"), start_adapter=short.adapter, **settings))


def test_a_file_that_is_no_adapter_is_refused(config: Config, tmp_path: Path) -> None:
    for file, reason in [(write_rows(tmp_path / "rows.gguf", rows(3)), "no adapter that can be read"), (folder_in(tmp_path, "x") + "/none.gguf", "is not there")]:
        with pytest.raises(TrainerError, match=reason):
            train(dataclasses.replace(config, start_adapter=file))
