"""The adapter that a training goes on from: one that this program has written, read back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np
import torch

from .adapter_file import NAMES, OUTPUT, Heads, returned
from .reporting import TrainerError
from .tuned import Tuned


def begin_with(file: str, model: Tuned, alpha: float, label_rows: Callable[[], np.ndarray]) -> None:
    """Gives the model the adapter's weights. `label_rows` gives (3, width), those that the study's head stands in for. Raises TrainerError `not-found` or `bad-adapter`."""
    tensors = _read(file, alpha)
    base = model.adapted.get_base_model()
    heads = Heads(base.config.num_attention_heads, base.config.num_key_value_heads)
    with torch.no_grad():
        for name, parameter in model.trained().items():
            values = _head(file, tensors, label_rows()) if name == "score.weight" else _factor(file, tensors, name, heads)
            if values.shape != tuple(parameter.shape):
                raise _unfit(file, f"{name} is {tuple(parameter.shape)} here and {values.shape} there")
            parameter.copy_(torch.from_numpy(values))
    if tensors:
        raise _unfit(file, f"it changes {next(iter(tensors))}, which is not trained here")


def _read(file: str, alpha: float) -> dict[str, np.ndarray]:
    if not Path(file).exists():
        raise TrainerError("not-found", f"{file} is not there. Check the path of the adapter to begin with.")
    try:
        reader = gguf.GGUFReader(file)
        theirs = reader.fields[gguf.Keys.Adapter.LORA_ALPHA].contents()
        tensors = {tensor.name: np.array(tensor.data, np.float32) for tensor in reader.tensors}
    except Exception as error:  # Whatever the reader makes of a file that is none.
        raise TrainerError("bad-adapter", f"{file} is no adapter that can be read ({type(error).__name__}). Choose one that `blindspot train` has written.") from error
    if theirs != alpha:
        raise _unfit(file, f"its alpha is {theirs:g}, and {alpha:g} is wanted")
    return tensors


def _factor(file: str, tensors: dict[str, np.ndarray], name: str, heads: Heads) -> np.ndarray:
    found = re.search(r"layers\.(\d+)\.((?:self_attn|mlp)\.\w+)\.lora_([AB])\.", name)
    layer, module, factor = found.groups() if found else ("", "", "")
    values = _take(file, tensors, f"blk.{layer}.{NAMES.get(module)}.weight.lora_{factor.lower()}")
    if factor == "B" and module == "self_attn.q_proj":
        return returned(values, heads.query)
    if factor == "B" and module == "self_attn.k_proj":
        return returned(values, heads.key)
    return values


def _head(file: str, tensors: dict[str, np.ndarray], label_rows: np.ndarray) -> np.ndarray:
    _take(file, tensors, f"{OUTPUT}.lora_b")
    return _take(file, tensors, f"{OUTPUT}.lora_a") + label_rows


def _take(file: str, tensors: dict[str, np.ndarray], name: str) -> np.ndarray:
    if name not in tensors:
        raise _unfit(file, f"it has no {name}, which is trained here")
    return tensors.pop(name)


def _unfit(file: str, reason: str) -> TrainerError:
    return TrainerError("bad-adapter", f"The training cannot begin with {file}: {reason}. Use the rank, alpha, targets, head and base that it was trained with.")
