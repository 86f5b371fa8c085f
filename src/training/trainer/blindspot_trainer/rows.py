"""The texts to train on, and their order."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path

from .reporting import TrainerError

# Batches of which examples of like length are drawn together, as in Hugging Face's LengthGroupedSampler.
BATCHES_SORTED_TOGETHER = 50


@dataclass(frozen=True)
class Row:
    id: str
    text: str
    label: str | None


def read_rows(file: str, labels: list[str]) -> list[Row]:
    """Reads JSON Lines of `id`, `text` and `label`.

    `labels` are those that a row may have; with an empty list rows have none.
    """
    rows = []
    try:
        lines = Path(file).read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TrainerError("bad-data", f"{file} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip() == "":
            continue
        rows.append(_row(line, labels, f"{file}, line {number}"))
    if not rows:
        raise TrainerError("bad-data", f"{file} has no example in it.")
    return rows


def _row(line: str, labels: list[str], place: str) -> Row:
    try:
        value = json.loads(line)
    except ValueError:
        raise TrainerError("bad-data", f"{place}: this is no JSON object. Mend the line or take it out.") from None
    if not isinstance(value, dict) or not isinstance(value.get("id"), str) or not isinstance(value.get("text"), str):
        raise TrainerError("bad-data", f'{place}: an object with "id" and "text" is expected.')
    label = value.get("label")
    if labels and label not in labels:
        said = "there is no label" if label is None else f"{json.dumps(label)} is no label"
        raise TrainerError("bad-data", f"{place}: {said}. It must be one of {', '.join(labels)}.")
    return Row(value["id"], value["text"], label if labels else None)


def batches_of(lengths: list[int], batch_size: int, grouped: bool, seed: int) -> list[list[int]]:
    """Places of one epoch's examples, batch by batch: the same for the same seed, whatever was interrupted.

    Grouped, the examples of a batch are about as long as each other, and the batches themselves come in random order.
    """
    order = random.Random(seed)
    places = list(range(len(lengths)))
    order.shuffle(places)
    if not grouped:
        return _cut(places, batch_size)
    batches = []
    for together in _cut(places, batch_size * BATCHES_SORTED_TOGETHER):
        batches += _cut(sorted(together, key=lambda place: lengths[place], reverse=True), batch_size)
    order.shuffle(batches)
    return batches


def _cut(places: list[int], size: int) -> list[list[int]]:
    return [places[at : at + size] for at in range(0, len(places), size)]
