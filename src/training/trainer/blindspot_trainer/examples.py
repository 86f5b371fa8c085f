"""Rows as the model takes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from .base import Vocabulary
from .config import Config
from .disk import write_whole
from .reporting import Reporter, TrainerError
from .rows import Row, read_rows
from .tuned import Batch, Tuned, shared_beginning

# Prompts evaluated side by side where nothing is learnt of them.
EVALUATION_BATCH = 16


@dataclass(frozen=True)
class Examples:
    ids: list[str]
    tokens: list[list[int]]
    labels: list[int] | None
    """Places among the labels; none for a generator and for prompts."""
    shared: int
    """Tokens with which all begin, which are evaluated once a batch."""

    def batch(self, places: list[int], device: torch.device) -> Batch:
        labels = None if self.labels is None else [self.labels[place] for place in places]
        return Batch.of([self.tokens[place] for place in places], labels, self.shared, device)

    @property
    def lengths(self) -> list[int]:
        return [len(tokens) for tokens in self.tokens]


def read_examples(file: str, config: Config, vocabulary: Vocabulary, reporter: Reporter) -> Examples:
    """Leaves out, with a warning, what is longer than the configuration allows: cut, a prompt would ask nothing."""
    names = list(config.labels) if config.task == "classifier" else []
    rows = read_rows(file, names)
    tokens = vocabulary.encode([row.text for row in rows])
    fitting = [place for place, each in enumerate(tokens) if len(each) <= config.max_tokens]
    if len(fitting) < len(rows):
        reporter.warn(f"{len(rows) - len(fitting)} of {len(rows)} examples of {file} are longer than {config.max_tokens} tokens and are left out.")
    if not fitting:
        raise TrainerError("bad-data", f"No example of {file} has {config.max_tokens} tokens or fewer. Raise maxTokens.")
    missing = [name for name in names if all(row.label != name for row in rows)]
    if missing:
        reporter.warn(f"{file} has no example of {' and '.join(missing)}: the model is not taught to say it.")
    kept = [tokens[place] for place in fitting]
    # A generator learns the beginning too, and activations that are computed twice leave no cache behind.
    apart = config.task == "classifier" and not config.gradient_checkpointing
    return _examples([rows[place] for place in fitting], kept, names, shared_beginning(kept) if apart else 0)


def read_prompts(file: str, vocabulary: Vocabulary) -> Examples:
    rows = read_rows(file, [])
    return _examples(rows, vocabulary.encode([row.text for row in rows]), [], 0)


@torch.no_grad()
def label_log_probabilities(model: Tuned, examples: Examples, batch_size: int, device: torch.device) -> Tensor:
    """(examples, labels), in the order given."""
    model.eval()
    parts = [model.label_log_probabilities(examples.batch(places, device)) for places in _in_turn(len(examples.tokens), batch_size)]
    return torch.cat(parts)


def answer_probes(model: Tuned, vocabulary: Vocabulary, labels: list[str], prompts_file: str, out: Path, device: torch.device) -> None:
    """Writes the prompts' label log-probabilities, for the engine's to be held against."""
    prompts = read_prompts(prompts_file, vocabulary)
    found = label_log_probabilities(model, prompts, EVALUATION_BATCH, device)
    lines = [
        json.dumps({"id": name, "tokens": len(tokens), "logprobs": dict(zip(labels, values))})
        for name, tokens, values in zip(prompts.ids, prompts.tokens, found.tolist())
    ]
    write_whole(out, "".join(f"{line}\n" for line in lines).encode())


@torch.no_grad()
def validate(model: Tuned, examples: Examples, batch_size: int, device: torch.device) -> dict[str, float]:
    """Mean loss of the examples, and for a classifier its accuracy and mean label mass."""
    model.eval()
    if examples.labels is None:
        losses = [(model(examples.batch(places, device)).item(), len(places)) for places in _in_turn(len(examples.tokens), batch_size)]
        return {"loss": sum(loss * count for loss, count in losses) / len(examples.tokens)}
    found = label_log_probabilities(model, examples, batch_size, device)
    wanted = torch.tensor(examples.labels, device=found.device)
    over = torch.log_softmax(found, -1) if model.score is not None or model.over_labels else found
    return {
        "loss": torch.nn.functional.nll_loss(over, wanted).item(),
        "accuracy": (found.argmax(-1) == wanted).float().mean().item(),
        "mass": found.exp().sum(-1).mean().item(),
    }


def _examples(rows: list[Row], tokens: list[list[int]], names: list[str], shared: int) -> Examples:
    labels = [names.index(row.label) for row in rows if row.label is not None] if names else None
    return Examples([row.id for row in rows], tokens, labels, shared)


def _in_turn(count: int, size: int) -> list[list[int]]:
    return [list(range(at, min(at + size, count))) for at in range(0, count, size)]
