"""What the trainer says: a JSON object a line on standard output, each with its `type`."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO


class TrainerError(Exception):
    """A failure that a person can act on, in a sentence or two. `usage` ends with exit code 2, the others with 1."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Stopped(Exception):
    """Somebody asked for an end; what is to be kept is written."""


class Reporter:
    """Writes each line to `out` and, once there is a folder, to its `progress.jsonl`."""

    def __init__(self, out: TextIO | None) -> None:
        self._out = out
        self._file: TextIO | None = None

    def keep_in(self, folder: Path, step: int) -> None:
        """Goes on with the folder's file. What it holds of steps after `step` will be done again, and goes."""
        file = folder / "progress.jsonl"
        kept = [line for line in _lines(file) if _step_of(line) <= step]
        beside = file.with_suffix(".partial")
        beside.write_text("".join(kept), encoding="utf-8")
        os.replace(beside, file)
        self._file = file.open("a", encoding="utf-8")

    def say(self, type: str, **fields: Any) -> None:
        line = json.dumps({"type": type, **fields}, allow_nan=False) + "\n"
        if self._out is not None:
            _write(self._out, line)
        if self._file is not None:
            # A full disk may cost lines of a curve, and not the hours that they tell of.
            with suppress(OSError):
                _write(self._file, line)

    def warn(self, message: str) -> None:
        self.say("warning", message=message)


def _write(place: TextIO, line: str) -> None:
    place.write(line)
    place.flush()


def _lines(file: Path) -> list[str]:
    # A torn last line is what a killed process leaves.
    return [line for line in file.read_text(encoding="utf-8").splitlines(True) if line.endswith("\n")] if file.exists() else []


def _step_of(line: str) -> int:
    return int(json.loads(line).get("step", 0))
