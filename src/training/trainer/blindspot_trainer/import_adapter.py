"""An adapter that PEFT has saved elsewhere, as a GGUF for a base in GGUF."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import gguf
import numpy as np
import torch
from peft import LoraConfig, get_peft_model, set_peft_model_state_dict

from .adapter_file import OUTPUT, Heads, gguf_tensors, head_tensors, write_adapter
from .base import check_base, load_model, load_vocabulary
from .config import checked
from .examples import answer_probes
from .model_file import output_rows, read_model, size_of
from .peft_folder import PeftFolder, check_complete, read_peft_folder
from .reporting import Reporter, TrainerError
from .tuned import Tuned


@dataclass(frozen=True)
class ImportJob:
    """Paths are absolute."""

    folder: str
    base: str
    """The GGUF that the adapter was trained on."""
    out: str
    labels: dict[str, str]
    """The text of each label, in the order of the rows of a sequence classifier's head."""
    adapter_type: Literal["F16", "F32"]
    provenance: dict[str, str]


@dataclass(frozen=True)
class ProbeJob:
    """Which answers the adapter gives in PEFT, without a GGUF of it."""

    folder: str
    base: str
    labels: dict[str, str]
    prompts: str
    scores: str
    threads: int | None = None


def import_adapter(values: Any, reporter: Reporter) -> dict[str, Any]:
    """What came of it. Raises TrainerError; the file at `out` is then as it was."""
    job = checked(ImportJob, values, "The order to import")
    folder = Path(job.folder)
    found = read_peft_folder(folder)
    base = read_model(job.base)
    architecture = base.fields["general.architecture"].contents()
    if architecture != "llama":
        raise TrainerError("bad-model", f'{job.base} has the architecture "{architecture}", and adapters of the Llama family ("llama") alone can be imported. Choose the base that the adapter was trained on.')
    sizes = {tensor.name: size_of(tensor) for tensor in base.tensors}
    check_complete(found, folder, int(base.fields["llama.block_count"].contents()))
    try:
        tensors = gguf_tensors({name: values.float().numpy() for name, values in found.state.items()}, _heads(base))
    except ValueError as error:
        raise TrainerError("bad-adapter", f"{folder} was trained on another model than {job.base}: its rows cannot be cut into that model's heads. Choose the adapter's own base.") from error
    _check_shapes(tensors, sizes, folder, job.base)
    if found.head is not None:
        tensors |= _head(found, job, base, sizes, reporter)
    provenance = {"imported.from": folder.name, "imported.base": str(found.settings.get("base_model_name_or_path")), **job.provenance}
    write_adapter(Path(job.out), tensors, found.alpha, job.adapter_type, provenance)
    return {"tensors": len(tensors), "rank": found.rank, "head": found.head is not None, "trainedOn": found.settings.get("base_model_name_or_path")}


def probe(values: Any, reporter: Reporter) -> None:
    """Answers prompts with PEFT's own reading of the folder, on the base in full precision."""
    job = checked(ProbeJob, values, "The order to answer")
    if job.threads is not None:
        torch.set_num_threads(job.threads)
    check_base(job.base, "labels")
    found = read_peft_folder(Path(job.folder))
    vocabulary = load_vocabulary(job.base, reporter.warn)
    label_tokens = list(vocabulary.label_tokens(job.labels).values())
    known = {field.name for field in dataclasses.fields(LoraConfig)}
    settings = {name: value for name, value in found.settings.items() if name in known} | {"task_type": "CAUSAL_LM", "modules_to_save": None, "inference_mode": True}
    adapted = get_peft_model(load_model(job.base, "none", torch.float32), LoraConfig(**settings))
    left = set_peft_model_state_dict(adapted, found.state)
    if left.unexpected_keys:
        raise TrainerError("bad-adapter", f"{job.folder} has {left.unexpected_keys[0]}, for which {job.base} has no place.")
    score = None
    if found.head is not None:
        score = torch.nn.Linear(found.head.shape[1], len(found.head), bias=False)
        score.weight = torch.nn.Parameter(found.head)
    answer_probes(Tuned(adapted, label_tokens, score), vocabulary, list(job.labels), job.prompts, Path(job.scores), torch.device("cpu"))


def _heads(base: gguf.GGUFReader) -> Heads:
    query = int(base.fields["llama.attention.head_count"].contents())
    key = base.fields.get("llama.attention.head_count_kv")
    return Heads(query, query if key is None else int(key.contents()))


def _check_shapes(tensors: dict[str, np.ndarray], sizes: dict[str, tuple[int, ...]], folder: Path, base: str) -> None:
    for name in (name.removesuffix(".lora_a") for name in tensors if name.endswith(".lora_a")):
        first, second = tensors[f"{name}.lora_a"], tensors.get(f"{name}.lora_b")
        if second is None or second.shape[1] != first.shape[0]:
            raise TrainerError("bad-adapter", f"{folder} has one factor of {name} and not the other that fits it. Copy the folder again.")
        made = (len(second), first.shape[1])
        if sizes.get(name) != made:
            there = " x ".join(map(str, sizes[name])) if name in sizes else "no such matrix"
            raise TrainerError("bad-adapter", f"{folder} was trained on another model than {base}: it changes {name} by {made[0]} x {made[1]} numbers, and the model has {there}. Choose the adapter's own base.")


def _head(found: PeftFolder, job: ImportJob, base: gguf.GGUFReader, sizes: dict[str, tuple[int, ...]], reporter: Reporter) -> dict[str, np.ndarray]:
    head = found.head.numpy()
    if OUTPUT not in sizes:
        raise TrainerError("bad-model", f"{job.folder} has a classifier's head, and {job.base} has one table for its input and its output (tied embeddings), so that an adapter cannot change the output alone. Such an adapter can be used with a base like Llama-2, which has an output matrix of its own.")
    if head.shape != (len(job.labels), sizes[OUTPUT][1]):
        raise TrainerError("bad-adapter", f"{job.folder} has a head of {head.shape[0]} x {head.shape[1]} numbers, and {len(job.labels)} x {sizes[OUTPUT][1]} are expected: a row for each of the three labels, as wide as the model.")
    check_base(job.base, "score")
    tokens = list(load_vocabulary(job.base, reporter.warn).label_tokens(job.labels).values())
    return head_tensors(head, output_rows(base, tokens), tokens, sizes[OUTPUT][0], found.alpha)
