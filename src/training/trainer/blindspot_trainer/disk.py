"""Files that are written as a whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from .reporting import TrainerError


def write_whole(file: Path, content: bytes) -> None:
    """Writes a file as a whole or not at all. Raises TrainerError `disk`; what was there is then as it was."""
    beside = file.with_name(file.name + ".partial")
    try:
        with beside.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise disk_error(file, error) from error


def disk_error(file: Path, error: OSError) -> TrainerError:
    # numpy gives no number where the disk took less than it was given.
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, None)
    reason = f"the disk is full ({_free(file)} left). Make room" if full else f"{error.strerror}. Mend that"
    return TrainerError("disk", f"Cannot write {file}: {reason}; what was written before is kept.")


def _free(file: Path) -> str:
    return f"{shutil.disk_usage(file.parent).free / 1e6:.0f} MB"
