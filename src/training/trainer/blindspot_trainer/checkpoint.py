"""What a training can be gone on from."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import torch

from .disk import write_whole
from .reporting import TrainerError

NAME = "checkpoint.pt"


def save(folder: Path, state: dict[str, Any]) -> None:
    """Writes beside the last checkpoint and then takes its place, so that one of the two is always whole."""
    packed = io.BytesIO()
    torch.save(state, packed)
    write_whole(folder / NAME, packed.getvalue())


def load(folder: Path, identity: str) -> dict[str, Any] | None:
    file = folder / NAME
    if not file.exists():
        return None
    try:
        state = torch.load(file, map_location="cpu", weights_only=True)
    except Exception as error:  # Whatever the unpacker makes of a damaged file.
        raise TrainerError("bad-run", f"The checkpoint {file} is damaged ({type(error).__name__}). Delete it to begin anew.") from error
    if state["identity"] != identity:
        raise TrainerError("different-run", f"{file} is the checkpoint of a training with other settings. Choose another folder, or delete it to begin anew.")
    return state
