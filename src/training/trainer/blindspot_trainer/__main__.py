"""`python -m blindspot_trainer train CONFIG.json`, `… float-base BASE.gguf OUT.gguf`, and `… merge JOB`, `… import-adapter JOB`
and `… probe JOB` with a job in JSON.

JSON Lines on standard output; whatever the libraries print goes to standard error. Exit codes: 0 done, 1 failed,
2 wrong use, 130 stopped by SIGTERM or SIGINT (a training with a checkpoint written).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import traceback
from pathlib import Path

# Nothing is fetched and nobody is told: the base is a file of the user's.
os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "TOKENIZERS_PARALLELISM": "false"}

from .config import Config, read_config
from .reporting import Reporter, Stopped, TrainerError


class StopRequest:
    """Whether a signal has asked for an end. The step under way is finished first."""

    def __init__(self) -> None:
        self.came = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._take)

    def _take(self, *_: object) -> None:
        self.came = True


def main() -> int:
    stop = StopRequest()
    arguments = _parser().parse_args()
    # Only our lines may be on standard output, whatever a library prints there.
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    reporter = Reporter(lines if os.environ.get("RANK", "0") == "0" else None)
    config: Config | None = None

    def told(done: int, of: int) -> None:
        reporter.say("tensor", done=done, of=of)
        if stop.came:
            raise Stopped

    try:
        match arguments.command:
            case "float-base":
                from .model_file import write_float_base

                write_float_base(arguments.base, arguments.out, told)
            case "merge":
                from .merge import merge

                reporter.say("merged", **merge(arguments.job, told))
            case "import-adapter":
                from .import_adapter import import_adapter

                reporter.say("imported", **import_adapter(arguments.job, reporter))
            case "probe":
                from .import_adapter import probe

                probe(arguments.job, reporter)
            case "train":
                config = read_config(arguments.config)
                # Loads torch, which takes seconds: a wrong configuration is told before.
                from .training import Training

                Training(config, reporter, lambda: stop.came).run()
        return 0
    except Stopped:
        reporter.say("stopped")
        return 130
    except TrainerError as error:
        reporter.say("error", code=error.code, message=str(error))
        return 2 if error.code == "usage" else 1
    except Exception as error:
        traceback.print_exc()
        reporter.say("error", **_explained(error, config))
        return 1


def _explained(error: Exception, config: Config | None) -> dict[str, str]:
    from .means import describe_out_of_memory, is_out_of_memory

    if config is not None and is_out_of_memory(error):
        return {"code": "memory", "message": describe_out_of_memory(config)}
    return {"code": "trainer", "message": f"The trainer failed: {type(error).__name__}: {error}"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="blindspot_trainer", description="LoRA fine-tuning of Llama-family models, to an adapter GGUF.")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train, or go on from the checkpoint in the configuration's folder")
    train.add_argument("config", type=Path)
    float_base = commands.add_parser("float-base", help="write a GGUF out with 32-bit weights")
    float_base.add_argument("base", type=Path)
    float_base.add_argument("out", type=Path)
    for name, help in (
        ("merge", "write a base with an adapter's change in it"),
        ("import-adapter", "write an adapter GGUF of a folder that PEFT has saved"),
        ("probe", "answer prompts with such a folder"),
    ):
        commands.add_parser(name, help=help).add_argument("job", type=json.loads)
    return parser


if __name__ == "__main__":
    sys.exit(main())
