"""Which examples make up which step, and how large the step is: functions of the configuration and of the step's number
alone, so that a training that goes on takes the same way as one that was never interrupted."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from .config import Config
from .reporting import TrainerError
from .rows import batches_of


@dataclass
class Plan:
    """The steps of one process among `processes`, each with batches of its own. Steps are counted from 0."""

    config: Config
    lengths: list[int]
    process: int = 0
    processes: int = 1
    _epoch: int = field(default=-1, init=False)
    _batches: list[list[int]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        if self._share == 0:
            raise TrainerError("bad-data", f"There are fewer batches than processes ({self.processes}). Use fewer, or a smaller batch.")

    @property
    def _share(self) -> int:
        """Batches of an epoch for each process; what cannot be shared out evenly is left out."""
        return math.ceil(len(self.lengths) / self.config.batch_size) // self.processes

    @property
    def steps_an_epoch(self) -> int:
        return math.ceil(self._share / self.config.accumulation)

    @property
    def steps(self) -> int:
        whole = self.config.epochs * self.steps_an_epoch
        return whole if self.config.max_steps is None else min(whole, self.config.max_steps)

    def batches(self, step: int) -> list[list[int]]:
        """Places of the examples, batch by batch; the gradients of a step's batches are averaged."""
        epoch, within = divmod(step, self.steps_an_epoch)
        if epoch != self._epoch:
            every = batches_of(self.lengths, self.config.batch_size, self.config.group_by_length, self.config.seed + epoch)
            self._batches = every[self.process :: self.processes][: self._share]
            self._epoch = epoch
        first = within * self.config.accumulation
        return self._batches[first : first + self.config.accumulation]

    def seed(self, step: int) -> int:
        """Of the step's dropout."""
        return ((self.config.seed * 1_000_003 + step) * self.processes + self.process) % 2**63

    def learning_rate(self, step: int) -> float:
        """Rises for the warm-up's share of the steps, then falls as the schedule says, to 0 after the last."""
        warmup = math.ceil(self.steps * self.config.warmup_ratio)
        if step < warmup:
            return self.config.learning_rate * (step + 1) / (warmup + 1)
        done = (step - warmup) / max(1, self.steps - warmup)
        factor = {"constant": 1.0, "linear": 1 - done, "cosine": (1 + math.cos(math.pi * done)) / 2}[self.config.schedule]
        return self.config.learning_rate * factor

    @property
    def evaluate_every(self) -> int:
        return self.config.evaluate_every or max(1, math.ceil(self.steps / 10))
