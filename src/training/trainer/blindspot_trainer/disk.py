"""Files that are written as a whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .reporting import TrainerError


@contextmanager
def written_whole(file: Path) -> Iterator[Path]:
    """Where to write a file, which has its name once it is on the disk. What is opened there must be closed.

    Raises TrainerError `disk`, or what the block raises; what was there is then as it was.
    """
    beside = file.with_name(file.name + ".partial")
    try:
        yield beside
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        os.replace(beside, file)
    except OSError as error:
        raise _disk_error(file, error) from error
    finally:
        beside.unlink(missing_ok=True)


def write_whole(file: Path, content: bytes) -> None:
    """Raises TrainerError `disk`; what was there is then as it was."""
    with written_whole(file) as beside:
        beside.write_bytes(content)


def _disk_error(file: Path, error: OSError) -> TrainerError:
    # numpy gives no number where the disk took less than it was given.
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, None)
    reason = f"the disk is full ({_free(file)} left). Make room" if full else f"{error.strerror}. Mend that"
    return TrainerError("disk", f"Cannot write {file}: {reason}; what was written before is kept.")


def _free(file: Path) -> str:
    return f"{shutil.disk_usage(file.parent).free / 1e6:.0f} MB"
