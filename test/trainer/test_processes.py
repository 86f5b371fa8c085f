"""The trainer as a program: what it prints, how it ends, and what is left when it is ended."""

from __future__ import annotations

import dataclasses
import json
import signal
import subprocess
import sys
from pathlib import Path

import blindspot_trainer
import pytest
from blindspot_trainer.config import Config

from conftest import elsewhere, told, train

TRAINER = Path(blindspot_trainer.__file__).parents[1]


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def write_config(config: Config, **wrong: object) -> Path:
    file = Path(config.folder) / "config.json"
    file.write_text(json.dumps({camel(name): value for name, value in dataclasses.asdict(config).items()} | wrong))
    return file


def start(config: Config) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "blindspot_trainer", "train", write_config(config)]
    return subprocess.Popen(command, cwd=TRAINER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def read_until(child: subprocess.Popen[str], wanted: str) -> list[dict]:
    said = []
    for line in child.stdout:
        said.append(json.loads(line))
        if said[-1]["type"] == wanted:
            return said
    raise AssertionError(f"It ended without {wanted}: {said}")


@pytest.fixture
def long(config: Config) -> Config:
    """Some seconds: enough for a signal to come in between."""
    return dataclasses.replace(config, epochs=20, learning_rate=1e-3, checkpoint_minutes=0)


def losses(config: Config) -> list[float]:
    return [line["loss"] for line in told(config.folder, "progress")]


def test_asked_to_end_it_writes_a_checkpoint_exits_with_130_and_goes_on_later(long: Config, tmp_path: Path) -> None:
    stopped = elsewhere(dataclasses.replace(long, checkpoint_minutes=10), tmp_path, "stopped")
    child = start(stopped)
    read_until(child, "progress")
    child.send_signal(signal.SIGTERM)
    rest = [json.loads(line) for line in child.stdout]
    assert child.wait() == 130
    assert [line["type"] for line in rest[-2:]] == ["checkpoint", "stopped"]
    assert 0 < rest[-2]["step"] < 300
    train(long), train(stopped)
    assert losses(stopped) == pytest.approx(losses(long), abs=1e-5)


def test_killed_it_goes_on_from_its_checkpoint(long: Config, tmp_path: Path) -> None:
    killed = elsewhere(long, tmp_path, "killed")
    child = start(killed)
    read_until(child, "checkpoint")
    read_until(child, "progress")
    child.kill()
    child.wait()
    train(long)
    assert 0 < train(killed)[0]["step"] < 300
    assert losses(killed) == pytest.approx(losses(long), abs=1e-5)


def test_wrong_use_exits_with_2_before_anything_is_loaded(config: Config) -> None:
    ended = subprocess.run([sys.executable, "-m", "blindspot_trainer", "train", write_config(config, rank="many")], cwd=TRAINER, capture_output=True, text=True)
    assert ended.returncode == 2
    assert json.loads(ended.stdout) == {"type": "error", "code": "usage", "message": 'The setting rank is wrong: "many" is not of the kind that is expected.'}
