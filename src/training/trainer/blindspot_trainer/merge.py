"""An adapter's change put into its base's weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type

from .config import checked
from .model_file import read_model, size_of, weights_of, write_model
from .reporting import TrainerError

FILE_TYPES = {
    "Q8_0": gguf.LlamaFileType.MOSTLY_Q8_0,
    "Q4_0": gguf.LlamaFileType.MOSTLY_Q4_0,
    "F16": gguf.LlamaFileType.MOSTLY_F16,
}


@dataclass(frozen=True)
class MergeJob:
    """Paths are absolute."""

    base: str
    adapter: str
    out: str
    type: Literal["Q8_0", "Q4_0", "F16"]
    scale: float
    provenance: dict[str, str]
    """Goes into the metadata under `blindspot.merged.`."""


@dataclass(frozen=True)
class Factors:
    """(rank, columns) and (rows, rank): the change is `scale` times their product."""

    first: np.ndarray
    second: np.ndarray
    scale: float

    def added_to(self, weights: np.ndarray) -> np.ndarray:
        change = self.second @ self.first
        change *= self.scale
        change += weights
        return change


def merge(values: Any, told: Callable[[int, int], None]) -> dict[str, int]:
    """What came of it. Raises TrainerError, or what `told` raises; the file at `out` is then as it was."""
    job = checked(MergeJob, values, "The order to merge")
    base, adapter = read_model(job.base), read_model(job.adapter)
    factors = factors_of(adapter, job)
    sizes = {tensor.name: size_of(tensor) for tensor in base.tensors}
    for name, pair in factors.items():
        made = (len(pair.second), pair.first.shape[1])
        if sizes.get(name) != made:
            there = " x ".join(map(str, sizes[name])) if name in sizes else "no such matrix"
            raise TrainerError("bad-adapter", f"{job.adapter} changes {name} by {made[0]} x {made[1]} numbers, and {job.base} has {there}. Choose the adapter's own base.")
    # Of two tables for words, the one that the answer is read from is kept finer, as llama.cpp's own quantiser does.
    output = "output.weight" if "output.weight" in sizes else "token_embd.weight"
    fields = {f"blindspot.merged.{name}": text for name, text in job.provenance.items()}
    fields |= {f"blindspot.merged.adapter.{field.name.removeprefix('blindspot.')}": str(field.contents()) for field in adapter.fields.values() if field.name.startswith("blindspot.")}
    write_model(
        base,
        Path(job.out),
        FILE_TYPES[job.type],
        lambda tensor: type_of(tensor, Type[job.type], tensor.name == output),
        {name: pair.added_to for name, pair in factors.items()},
        fields,
        told,
    )
    return {"tensors": len(sizes), "changed": len(factors)}


def type_of(tensor: gguf.ReaderTensor, wanted: Type, is_output: bool) -> Type:
    if len(tensor.shape) < 2:
        return Type.F32
    if wanted == Type.Q4_0 and is_output:
        wanted = Type.Q8_0
    # A row is cut into whole blocks.
    return wanted if tensor.shape[0] % gguf.GGML_QUANT_SIZES[wanted][0] == 0 else Type.F16


def factors_of(adapter: gguf.GGUFReader, job: MergeJob) -> dict[str, Factors]:
    """By the name of the matrix that they change. llama.cpp multiplies by alpha over the rank, or by nothing where alpha is 0."""
    if "adapter.lora.alpha" not in adapter.fields:
        raise TrainerError("bad-adapter", f"{job.adapter} is no LoRA adapter. Choose a GGUF that blindspot train or llama.cpp's convert_lora_to_gguf.py wrote.")
    alpha = float(adapter.fields["adapter.lora.alpha"].contents())
    tensors = {tensor.name: weights_of(tensor) for tensor in adapter.tensors}
    names = {name.removesuffix(".lora_a").removesuffix(".lora_b") for name in tensors}
    found = {}
    for name in sorted(names):
        first, second = tensors.get(f"{name}.lora_a"), tensors.get(f"{name}.lora_b")
        if first is None or second is None or name == "token_embd.weight":
            raise TrainerError("bad-adapter", f"{job.adapter} has {name} in a form that cannot be merged: matrices with a lora_a and a lora_b are expected, and not the embedding table. Use it at run time.")
        found[name] = Factors(first, second, job.scale * (alpha / len(first) if alpha != 0 else 1))
    return found
