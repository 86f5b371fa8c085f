"""A tiny Llama on disk, examples that it can learn, and a training of it in this process."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

sys.path.insert(0, str(Path(__file__).parents[2] / "src" / "training" / "trainer"))

from blindspot_trainer.config import Config
from blindspot_trainer.reporting import Reporter
from blindspot_trainer.training import Training

LABELS = {"entailment": " entailment", "neutral": " neutral", "contradiction": " contradiction"}
VERBS = {"entailment": "saw", "neutral": "helped", "contradiction": "avoided"}
PEOPLE = ["lawyer", "doctor", "actor", "judge", "senator"]

torch.set_num_threads(1)


def write_llama(folder: Path, tied: bool) -> Path:
    """64 wide, two layers, four heads for queries and two for keys; a byte-level vocabulary of about 350 tokens."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(special_tokens=["<s>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator([row["text"] + LABELS[row["label"]] for row in rows(60)] + list(LABELS.values()) * 9, trainer)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>").save_pretrained(folder)
    torch.manual_seed(5)
    shape = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=256,
        tie_word_embeddings=tied,
        initializer_range=0.25,
        bos_token_id=0,
        eos_token_id=0,
    )
    LlamaForCausalLM(shape).save_pretrained(folder)
    return folder


def rows(count: int) -> list[dict[str, str]]:
    """The hypothesis's verb decides the label."""
    draw = random.Random(1)
    made = []
    for number in range(count):
        label = list(VERBS)[number % 3]
        one, other = draw.sample(PEOPLE, 2)
        premise = f"The {one} saw the {other}{' near the house' * (number % 4)}."
        made.append({"id": f"ex{number}", "text": f"Say if one follows: Premise: {premise} Hypothesis: The {one} {VERBS[label]} the {other}. The relationship is", "label": label})
    return made


def write_rows(file: Path, lines: list[dict[str, str]]) -> str:
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return str(file)


@pytest.fixture(scope="session")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_llama(tmp_path_factory.mktemp("llama"), tied=False)


@pytest.fixture(scope="session")
def tied_llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_llama(tmp_path_factory.mktemp("tied"), tied=True)


@pytest.fixture
def config(llama: Path, tmp_path: Path) -> Config:
    """Learns its 60 examples in 45 steps."""
    return Config(
        task="classifier",
        base=str(llama),
        folder=folder_in(tmp_path, "run"),
        adapter=str(tmp_path / "adapter.gguf"),
        training=write_rows(tmp_path / "training.jsonl", rows(60)),
        labels=LABELS,
        rank=4,
        learning_rate=1e-2,
        gradient_norm=1.0,
        batch_size=4,
        epochs=3,
        adapter_type="F32",
    )


def folder_in(parent: Path, name: str) -> str:
    (parent / name).mkdir()
    return str(parent / name)


def elsewhere(config: Config, parent: Path, name: str) -> Config:
    """The same training in a folder of its own."""
    return dataclasses.replace(config, folder=folder_in(parent, name), adapter=str(parent / f"{name}.gguf"))


def train(config: Config, stop_wanted: Callable[[], bool] = lambda: False) -> list[dict]:
    """What was said. Raises as Training.run."""
    out = io.StringIO()
    Training(config, Reporter(out), stop_wanted).run()
    return [json.loads(line) for line in out.getvalue().splitlines()]


def told(folder: str, kind: str) -> list[dict]:
    """What a training's folder keeps, over all its sessions."""
    lines = (Path(folder) / "progress.jsonl").read_text(encoding="utf-8").splitlines()
    return [line for line in map(json.loads, lines) if line["type"] == kind]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Leaves the counts where the project's test command looks for them."""
    file = os.environ.get("BLINDSPOT_TEST_COUNTS")
    if file is None:
        return
    number = lambda *kinds: sum(len(terminalreporter.stats.get(kind, [])) for kind in kinds)
    Path(file).write_text(json.dumps({"stats": {"passes": number("passed"), "failures": number("failed", "error")}}))
