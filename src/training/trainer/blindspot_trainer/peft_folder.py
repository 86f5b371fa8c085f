"""An adapter as PEFT's `save_pretrained` leaves it: adapter_config.json and adapter_model.safetensors."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file

from .adapter_file import NAMES
from .reporting import TrainerError

SETTINGS = "adapter_config.json"
WEIGHTS = "adapter_model.safetensors"
OLD_WEIGHTS = "adapter_model.bin"

# Settings that change what the factors mean, with the value that says "not used". What is written here has no place for them.
PLAIN = {"use_dora": False, "fan_in_fan_out": False, "bias": "none", "alpha_pattern": {}, "trainable_token_indices": None, "lora_bias": False, "megatron_config": None, "corda_config": None}
# The study's head, as older and newer versions of PEFT name it.
SCORE = re.compile(r"(^|\.)score\.(modules_to_save\.(default\.)?)?weight$")


@dataclass(frozen=True)
class PeftFolder:
    settings: dict
    state: dict[str, torch.Tensor]
    """The factors, by their names in the file."""
    head: torch.Tensor | None
    """(labels, width) of a sequence classifier."""

    @property
    def rank(self) -> int:
        return int(self.settings["r"])

    @property
    def alpha(self) -> float:
        """What llama.cpp divides by the rank."""
        alpha = float(self.settings["lora_alpha"])
        return alpha * math.sqrt(self.rank) if self.settings.get("use_rslora") else alpha


def read_peft_folder(folder: Path) -> PeftFolder:
    """Raises TrainerError `bad-adapter`."""
    settings = _settings(folder)
    state = _weights(folder)
    heads = [name for name in state if SCORE.search(name)]
    head = state.pop(heads[0]).float() if heads else None
    if settings.get("task_type") == "SEQ_CLS" and head is None:
        raise _unfit(folder, f"it is a sequence classifier (SEQ_CLS), and {WEIGHTS} has no score.weight")
    whole = next((name for name in state if ".lora_" not in name), None)
    if whole is not None:
        raise _unfit(folder, f"it has {whole}, a whole matrix in place of the base's, which a LoRA adapter cannot hold. Merge it with its base in PEFT, and convert the merged model with llama.cpp")
    return PeftFolder(settings, state, head)


def check_complete(found: PeftFolder, folder: Path, layers: int) -> None:
    """Each matrix that the settings name must have both factors in each of the base's layers."""
    targets, chosen = found.settings.get("target_modules"), found.settings.get("layers_to_transform")
    if not isinstance(targets, list) or chosen is not None:
        return
    for module in NAMES:
        if not any(module == target or module.endswith(f".{target}") for target in targets):
            continue
        for layer in range(layers):
            for factor in "AB":
                wanted = f"layers.{layer}.{module}.lora_{factor}.weight"
                if not any(name.endswith(wanted) for name in found.state):
                    raise _unfit(folder, f"its settings name {module.split('.')[1]}, and {WEIGHTS} has no {wanted}. The base has {layers} layers: choose the one that the adapter was trained on, or save the adapter again")


def _settings(folder: Path) -> dict:
    file = folder / SETTINGS
    try:
        settings = json.loads(file.read_text(encoding="utf-8"))
        kind, rank, alpha = settings["peft_type"], settings["r"], settings["lora_alpha"]
    except FileNotFoundError as error:
        raise _unfit(folder, f"it has no {SETTINGS}. Choose the folder that PEFT's save_pretrained wrote") from error
    except KeyError as error:
        raise _unfit(folder, f"{SETTINGS} does not say {error}") from error
    except (OSError, ValueError, TypeError) as error:
        raise _unfit(folder, f"{SETTINGS} cannot be read ({error})") from error
    if kind != "LORA":
        raise _unfit(folder, f'it is of the kind "{kind}", and only LORA can be made a GGUF')
    if not isinstance(rank, int) or rank < 1 or not isinstance(alpha, (int, float)):
        raise _unfit(folder, f"{SETTINGS} has the rank {rank!r} and the alpha {alpha!r}")
    for name, unused in PLAIN.items():
        value = settings.get(name, unused)
        if value != unused and value is not None:
            raise _unfit(folder, f"it was trained with {name} = {json.dumps(value)}, for which an adapter GGUF has no place. Merge it with its base in PEFT, and convert the merged model with llama.cpp")
    return settings


def _weights(folder: Path) -> dict[str, torch.Tensor]:
    file = folder / WEIGHTS
    if not file.exists():
        if (folder / OLD_WEIGHTS).exists():
            raise _unfit(folder, f"its weights are in {OLD_WEIGHTS}, which can run programs when it is opened. Load it with PEFT where it was made, and save it with save_pretrained")
        raise _unfit(folder, f"it has no {WEIGHTS}")
    try:
        return load_file(file)
    except Exception as error:  # Whatever the library makes of a damaged file.
        raise _unfit(folder, f"{WEIGHTS} cannot be read ({error}). Copy it again") from error


def _unfit(folder: Path, reason: str) -> TrainerError:
    return TrainerError("bad-adapter", f"{folder} cannot be made an adapter: {reason}.")
