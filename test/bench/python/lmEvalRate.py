"""Scores prompts.jsonl with lm-evaluation-harness and prints how long its model took, as one line of JSON.

The clock runs only inside the model's `loglikelihood`: loading, reading the data and building the
requests do not count. Usage: python lmEvalRate.py MODEL.gguf BATCH_SIZE
"""

import json
import sys
import time
from pathlib import Path

import lm_eval
from lm_eval.models.huggingface import HFLM
from lm_eval.tasks import TaskManager

TASK = "blindspot_prompts"
LABELS = ("entailment", "neutral", "contradiction")


def main(gguf_file: Path, batch_size: int) -> None:
    model = HFLM(
        pretrained=str(gguf_file.parent),
        gguf_file=gguf_file.name,
        device="cpu",
        dtype="float32",
        batch_size=batch_size,
    )
    loglikelihood = model.loglikelihood
    seconds = 0.0

    def timed(requests, *args, **kwargs):
        nonlocal seconds
        started = time.perf_counter()
        answers = loglikelihood(requests, *args, **kwargs)
        seconds += time.perf_counter() - started
        return answers

    model.loglikelihood = timed
    tasks = TaskManager(include_path=str(Path(__file__).parent), include_defaults=False)
    results = lm_eval.simple_evaluate(model=model, tasks=[TASK], task_manager=tasks, bootstrap_iters=0)
    answers = {}
    for sample in results["samples"][TASK]:
        scores = [float(response[0]) for response in sample["filtered_resps"]]
        answers[sample["doc"]["id"]] = LABELS[scores.index(max(scores))]
    print(json.dumps({"seconds": seconds, "answers": answers}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
