"""What a training runs on, where the configuration leaves it open: the study's choices on a CUDA GPU, plain ones elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable

import psutil
import torch
from torch import nn
from torch.optim import AdamW, Optimizer

from .config import Config
from .reporting import TrainerError


@dataclass(frozen=True)
class Means:
    device: str
    precision: str
    quantization: str
    optimizer: str

    @property
    def dtype(self) -> torch.dtype:
        return torch.bfloat16 if self.precision == "bfloat16" else torch.float32


def means_of(config: Config) -> Means:
    """Raises TrainerError `usage` for what this machine does not have."""
    device = config.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if not there[device]:
        raise TrainerError("usage", f'"device": "{device}" was asked for, and torch finds none on this machine. Choose "auto" or "cpu".')
    cuda = device == "cuda"
    means = Means(
        device=device,
        # On a CPU without its own instructions for it, bfloat16 is twenty times slower.
        precision=("bfloat16" if cuda else "float32") if config.precision == "auto" else config.precision,
        quantization=("nf4" if cuda else "none") if config.quantization == "auto" else config.quantization,
        optimizer=("paged_adamw_32bit" if cuda else "adamw") if config.optimizer == "auto" else config.optimizer,
    )
    if not cuda and (means.quantization == "nf4" or means.optimizer != "adamw"):
        raise TrainerError("usage", 'NF4 and the paged optimizer need a CUDA GPU. Set "quantization": "none" and "optimizer": "adamw", or leave both out.')
    return means


def optimizer_of(parameters: Iterable[nn.Parameter], config: Config, means: Means) -> Optimizer:
    options = {"lr": config.learning_rate, "weight_decay": config.weight_decay}
    if means.optimizer == "adamw":
        return AdamW(parameters, **options)
    from bitsandbytes.optim import PagedAdamW32bit  # There only with CUDA.

    return PagedAdamW32bit(parameters, **options)


def memory_used(device: str) -> int:
    """Bytes: on a CUDA GPU the most that were taken so far, elsewhere what the process holds now."""
    return torch.cuda.max_memory_allocated() if device == "cuda" else psutil.Process().memory_info().rss


def describe_out_of_memory(config: Config) -> str:
    advice = []
    if not config.gradient_checkpointing:
        advice.append('"gradientCheckpointing": true, which is slower by a third and goes on from the last checkpoint')
    if config.batch_size > 1:
        smaller = config.batch_size // 2
        advice.append(f'"batchSize": {smaller} with "accumulation": {config.accumulation * config.batch_size // smaller}, which begins anew')
    advice.append(f'"maxTokens" below {config.max_tokens}, which begins anew and leaves out the longest examples')
    advice.append("a smaller base")
    return f"The memory did not suffice. Try, in this order: {'; '.join(advice)}."


def is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in ("can't allocate memory", "not enough memory", "out of memory"))
