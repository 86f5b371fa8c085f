"""Trains some steps and prints what they took, as one line of JSON: with our trainer, or with Hugging Face's Trainer and PEFT.

Both see the same texts, an epoch of them, in batches by length. Tokens are those of the prompts, without padding. The clock
starts after the warm-up steps; memory is the most that the process ever held.

Usage: python trainingRate.py ours|theirs CONFIG.json WARM_UP_STEPS
"""

import io
import json
import resource
import sys
import time
from pathlib import Path

import torch
from blindspot_trainer.base import load_model, load_vocabulary
from blindspot_trainer.config import Config, read_config
from blindspot_trainer.reporting import Reporter
from blindspot_trainer.rows import read_rows
from blindspot_trainer.training import Training


def ours(config: Config, warm_up: int) -> dict:
    marks, result = [], {}

    class Watch(Reporter):
        def say(self, type: str, **fields) -> None:
            if type == "progress":
                marks.append(time.perf_counter())
            if type == "result":
                result.update(fields)

    training = Training(config, Watch(io.StringIO()), lambda: False)
    training.run()
    lengths = training.plan.lengths
    tokens = [sum(lengths[place] for batch in training.plan.batches(step) for place in batch) for step in range(training.plan.steps)]
    return rate(tokens, marks, warm_up) | {"exportSeconds": result["exportSeconds"]}


def theirs(config: Config, warm_up: int) -> dict:
    """The plainest that is right: a causal loss on the label's token alone, padding to the longest of a batch."""
    from peft import LoraConfig, get_peft_model
    from transformers import Trainer, TrainerCallback, TrainingArguments

    vocabulary = load_vocabulary(config.base, print)
    labels = vocabulary.label_tokens(config.labels)
    rows = read_rows(config.training, list(labels))
    examples = [{"input_ids": [*tokens, labels[row.label]], "length": len(tokens) + 1} for row, tokens in zip(rows, vocabulary.encode([row.text for row in rows]))]
    counts, marks = [], []

    def collate(batch: list[dict]) -> dict[str, torch.Tensor]:
        longest = max(each["length"] for each in batch)
        counts.append(sum(each["length"] - 1 for each in batch))
        padded = {"input_ids": 0, "attention_mask": 0, "labels": -100}
        made = {name: torch.full((len(batch), longest), filler) for name, filler in padded.items()}
        for at, each in enumerate(batch):
            end = each["length"]
            made["input_ids"][at, :end] = torch.tensor(each["input_ids"])
            made["attention_mask"][at, :end] = 1
            made["labels"][at, end - 1] = each["input_ids"][-1]
        return made

    class Mark(TrainerCallback):
        def on_step_end(self, *_, **__) -> None:
            marks.append(time.perf_counter())

    lora = LoraConfig(r=config.rank, lora_alpha=config.alpha, lora_dropout=config.dropout, target_modules=config.targets, task_type="CAUSAL_LM")
    base = load_model(config.base, "none", torch.float32)
    # It was read out of a quantised file into float32; Trainer goes by the mark alone, and refuses.
    base.is_quantized = False
    model = get_peft_model(base, lora)
    settings = TrainingArguments(
        output_dir=str(Path(config.folder) / "theirs"),
        per_device_train_batch_size=config.batch_size,
        num_train_epochs=1,
        learning_rate=config.learning_rate,
        max_grad_norm=config.gradient_norm,
        weight_decay=config.weight_decay,
        train_sampling_strategy="group_by_length",
        remove_unused_columns=False,
        use_cpu=True,
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
        seed=config.seed,
    )
    Trainer(model=model, args=settings, train_dataset=examples, data_collator=collate, callbacks=[Mark()]).train()
    return rate(counts, marks, warm_up)


def rate(tokens: list[int], marks: list[float], warm_up: int) -> dict:
    seconds = marks[-1] - marks[warm_up - 1]
    return {"tokensPerSecond": sum(tokens[warm_up : len(marks)]) / seconds, "steps": len(marks) - warm_up}


def main(way: str, file: Path, warm_up: int) -> None:
    config = read_config(file)
    if config.threads is not None:
        torch.set_num_threads(config.threads)
    measured = {"ours": ours, "theirs": theirs}[way](config, warm_up)
    # Kilobytes on Linux.
    print(json.dumps(measured | {"peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
