"""The trainer's configuration. Whoever starts it has checked it; here it is checked once more, where it is used."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import types
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from .reporting import TrainerError

TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")

Checked = TypeVar("Checked")

# What may differ between two sessions of one training: where things lie, how it is watched, and by how many threads and in
# how much memory it computes the same sums.
NO_PART_OF_IDENTITY = ("folder", "training", "validation", "start_adapter", "probes", "base", "gguf", "adapter", "adapter_type", "checkpoint_minutes", "evaluate_every", "threads", "gradient_checkpointing")


@dataclass(frozen=True)
class Config:
    """In JSON the names are in camelCase. Paths are absolute."""

    task: Literal["classifier", "generator"]
    base: str
    """A GGUF, or a folder in Hugging Face's format."""
    folder: str
    """Checkpoints and progress go here, and everything that is made on the way."""
    adapter: str
    """The GGUF to write."""
    training: str
    """JSON Lines: `{"id", "text", "label"}`, without the label for a generator."""
    labels: dict[str, str]
    """The text of each label as it follows the prompt, leading space included."""
    gguf: str | None = None
    """The GGUF that is evaluated, where the base is a folder: its weights are those that the engine's answers are held against."""
    validation: str | None = None
    start_adapter: str | None = None
    """A GGUF of ours to go on from; its SHA-256 is in the provenance."""
    probes: str | None = None
    """Prompts, as `{"id", "text"}`, whose label log-probabilities are wanted with the finished adapter."""
    head: Literal["labels", "score"] = "labels"
    softmax: Literal["vocabulary", "labels"] = "vocabulary"
    rank: int = 64
    alpha: float = 16
    dropout: float = 0.1
    targets: list[str] = dataclasses.field(default_factory=lambda: list(TARGETS))
    learning_rate: float = 2e-5
    schedule: Literal["cosine", "linear", "constant"] = "cosine"
    warmup_ratio: float = 0.3
    gradient_norm: float = 0.3
    weight_decay: float = 0.001
    batch_size: int = 2
    accumulation: int = 1
    epochs: int = 1
    max_steps: int | None = None
    group_by_length: bool = True
    max_tokens: int = 512
    seed: int = 1
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    quantization: Literal["auto", "none", "nf4"] = "auto"
    optimizer: Literal["auto", "adamw", "paged_adamw_32bit"] = "auto"
    gradient_checkpointing: bool = False
    threads: int | None = None
    checkpoint_minutes: float = 10
    evaluate_every: int | None = None
    """Steps; a tenth of the training where it is left out."""
    adapter_type: Literal["F16", "F32"] = "F16"
    provenance: dict[str, str] = dataclasses.field(default_factory=dict)
    """Goes into the adapter's metadata under `blindspot.`."""

    def __post_init__(self) -> None:
        unknown = [target for target in self.targets if target not in TARGETS]
        if unknown or not self.targets:
            raise _wrong("targets", f"choose among {', '.join(TARGETS)}")
        if len(self.labels) != 3:
            raise _wrong("labels", "three are expected")
        if self.head == "score" and self.task == "generator":
            raise _wrong("head", "a generator has no labels to score")
        for name in ("rank", "batch_size", "accumulation", "epochs", "max_steps", "max_tokens", "threads", "evaluate_every"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise _wrong(name, "a whole number of at least 1 is expected")
        for name in ("alpha", "learning_rate", "gradient_norm"):
            if getattr(self, name) <= 0:
                raise _wrong(name, "a number above 0 is expected")

    @property
    def identity(self) -> str:
        """SHA-256 of what decides the outcome: a checkpoint of another training is not gone on with."""
        decisive = {name: value for name, value in dataclasses.asdict(self).items() if name not in NO_PART_OF_IDENTITY}
        # A newer version of the product goes on with what an older one began.
        decisive["provenance"] = {name: value for name, value in self.provenance.items() if name != "version"}
        return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()


def read_config(file: Path) -> Config:
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainerError("usage", f"{file} is no configuration that can be read: {error}") from error
    return checked(Config, values, str(file))


def checked(kind: type[Checked], values: Any, place: str) -> Checked:
    """A dataclass of JSON whose names are in camelCase. Raises TrainerError `usage` that names the setting."""
    if not isinstance(values, dict):
        raise TrainerError("usage", f"{place} is no configuration: an object is expected.")
    hints = get_type_hints(kind)
    given: dict[str, Any] = {}
    for key, value in values.items():
        name = re.sub(r"[A-Z]", lambda letter: "_" + letter[0].lower(), key)
        if name not in hints:
            raise TrainerError("usage", f"{place}: there is no setting {key}.")
        if not _fits(value, hints[name]):
            raise _wrong(name, f"{json.dumps(value)} is not of the kind that is expected")
        given[name] = value
    required = [field.name for field in dataclasses.fields(kind) if field.default is field.default_factory is dataclasses.MISSING]
    missing = [name for name in required if name not in given]
    if missing:
        raise TrainerError("usage", f"{place}: {', '.join(map(_camel, missing))} must be given.")
    return kind(**given)


def _fits(value: Any, hint: Any) -> bool:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return any(_fits(value, each) for each in get_args(hint))
    if origin is Literal:
        return value in get_args(hint)
    if origin is list:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if origin is dict:
        return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    if hint is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint)


def _wrong(name: str, reason: str) -> TrainerError:
    return TrainerError("usage", f"The setting {_camel(name)} is wrong: {reason}.")


def _camel(name: str) -> str:
    return re.sub(r"_(.)", lambda found: found[1].upper(), name)
