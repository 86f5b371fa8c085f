"""What the trainer says, and keeps of it."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

from blindspot_trainer.reporting import Reporter


def test_a_full_disk_costs_lines_of_the_progress_and_nothing_that_is_said(tmp_path: Path) -> None:
    out = io.StringIO()
    reporter = Reporter(out)
    reporter.keep_in(tmp_path, 0)
    reporter.say("progress", step=1)
    # Whatever is written to this device finds no room.
    kept, reporter._file = reporter._file, open("/dev/full", "a", encoding="utf-8")
    for step in range(2, 2000):
        reporter.say("progress", step=step)
    with contextlib.suppress(OSError):
        reporter._file.close()
    reporter._file = kept
    reporter.say("progress", step=2000)
    assert [json.loads(line)["step"] for line in out.getvalue().splitlines()] == list(range(1, 2001))
    assert [json.loads(line)["step"] for line in (tmp_path / "progress.jsonl").read_text().splitlines()] == [1, 2000]
