"""One training, from its configuration to its adapter."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from accelerate import Accelerator
from peft import get_peft_model_state_dict

from . import checkpoint
from .adapter_file import Heads, gguf_tensors, head_tensors, write_adapter
from .base import check_base, check_same_model, is_gguf, load_model, load_vocabulary
from .config import Config
from .examples import EVALUATION_BATCH, Examples, answer_probes, read_examples, validate
from .means import Means, means_of, memory_used, optimizer_of
from .model_file import output_rows, read_model
from .plan import Plan
from .quick_lora import quicken
from .reporting import Reporter, Stopped, TrainerError
from .start_adapter import begin_with
from .tuned import Tuned


@dataclass
class Training:
    config: Config
    reporter: Reporter
    stop_wanted: Callable[[], bool]
    means: Means = field(init=False)

    def run(self) -> None:
        """Trains from the checkpoint on if there is one, and writes the adapter. Raises TrainerError or Stopped."""
        config = self.config
        self.means = means_of(config)
        if config.threads is not None:
            torch.set_num_threads(config.threads)
        self.accelerator = Accelerator(cpu=self.means.device == "cpu", mixed_precision="bf16" if self.means.precision == "bfloat16" else "no")
        check_base(config.base, config.head)
        if config.gguf is not None:
            check_base(config.gguf, config.head)
            check_same_model(config.base, config.gguf)
        self.vocabulary = load_vocabulary(config.base, self.reporter.warn)
        label_tokens = list(self.vocabulary.label_tokens(config.labels).values())
        training = read_examples(config.training, config, self.vocabulary, self.reporter)
        self.validation = None if config.validation is None else read_examples(config.validation, config, self.vocabulary, self.reporter)
        earlier = checkpoint.load(self.folder, config.identity)
        self.done = 0 if earlier is None else earlier["step"]
        self.plan = Plan(config, training.lengths, self.accelerator.process_index, self.accelerator.num_processes)
        if self.accelerator.is_main_process:
            self.reporter.keep_in(self.folder, self.done)
        self._leave_if_wanted(nothing_done=True)

        self.model = Tuned.to_train(load_model(config.base, self.means.quantization, self.means.dtype), config, label_tokens)
        if config.start_adapter is not None and earlier is None:
            begin_with(config.start_adapter, self.model, config.alpha, lambda: self._label_rows(label_tokens))
        self.model.to(self.accelerator.device)
        if self.means.device == "cpu" and self.means.precision == "float32":
            quicken(self.model.adapted)
        self.optimizer = optimizer_of(self.model.trained().values(), config, self.means)
        if earlier is not None:
            self._restore(earlier)
        self.reporter.say(
            "started",
            examples=len(training.tokens),
            steps=self.plan.steps,
            step=self.done,
            parameters=sum(parameter.numel() for parameter in self.model.trained().values()),
            sharedTokens=training.shared,
            processes=self.accelerator.num_processes,
            device=self.means.device,
            precision=self.means.precision,
            quantization=self.means.quantization,
            optimizer=self.means.optimizer,
        )
        self._train(training)
        if self.accelerator.is_main_process:
            self._finish(label_tokens)

    @property
    def folder(self) -> Path:
        return Path(self.config.folder)

    def _train(self, examples: Examples) -> None:
        model, optimizer = self.accelerator.prepare(self.model, self.optimizer)
        first, began, tokens, kept = self.done, time.monotonic(), 0, time.monotonic()
        while self.done < self.plan.steps:
            loss = self._step(model, optimizer, examples)
            tokens += sum(len(examples.tokens[place]) for places in self.plan.batches(self.done - 1) for place in places)
            seconds = time.monotonic() - began
            self.reporter.say(
                "progress",
                step=self.done,
                steps=self.plan.steps,
                loss=loss,
                learningRate=self.plan.learning_rate(self.done - 1),
                tokensPerSecond=self.accelerator.num_processes * tokens / seconds,
                memoryBytes=memory_used(self.means.device),
                secondsLeft=(self.plan.steps - self.done) * seconds / (self.done - first),
            )
            last = self.done == self.plan.steps
            if self.validation is not None and (last or self.done % self.plan.evaluate_every == 0) and self.accelerator.is_main_process:
                paused = time.monotonic()
                found = validate(self.model, self.validation, EVALUATION_BATCH, self.accelerator.device)
                if not math.isfinite(found["loss"]):
                    raise self._diverged("the validation")
                self.reporter.say("validation", step=self.done, **found)
                began += time.monotonic() - paused
            self._leave_if_wanted()
            if last or time.monotonic() - kept >= 60 * self.config.checkpoint_minutes:
                self._keep_or_warn()
                kept = time.monotonic()

    def _step(self, model: torch.nn.Module, optimizer: torch.optim.Optimizer, examples: Examples) -> float:
        """Carries out the next step and returns the mean loss of its batches."""
        self.model.train()
        batches = self.plan.batches(self.done)
        torch.manual_seed(self.plan.seed(self.done))
        for group in optimizer.param_groups:
            group["lr"] = self.plan.learning_rate(self.done)
        total = 0.0
        for at, places in enumerate(batches):
            # Processes exchange their gradients with a step's last batch.
            with nullcontext() if at == len(batches) - 1 else self.accelerator.no_sync(model):
                loss = model(examples.batch(places, self.accelerator.device)) / len(batches)
                self.accelerator.backward(loss)
            total += loss.item()
        norm = self.accelerator.clip_grad_norm_(model.parameters(), self.config.gradient_norm)
        if not math.isfinite(total) or not math.isfinite(norm):
            raise self._diverged(f"step {self.done + 1}")
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        self.done += 1
        return total

    def _diverged(self, place: str) -> TrainerError:
        return TrainerError("diverged", f"The loss of {place} is no number any more. Begin again with a lower learning rate (it was {self.config.learning_rate}) or a longer warm-up; the last checkpoint is from before.")

    def _restore(self, earlier: dict) -> None:
        trained = self.model.trained()
        with torch.no_grad():
            for name, values in earlier["parameters"].items():
                trained[name].copy_(values)
        self.optimizer.load_state_dict(earlier["optimizer"])

    def _keep(self) -> None:
        """Raises TrainerError `disk`; the last checkpoint is then still there."""
        if not self.accelerator.is_main_process:
            return
        checkpoint.save(
            self.folder,
            {
                "identity": self.config.identity,
                "step": self.done,
                "parameters": {name: values.detach() for name, values in self.model.trained().items()},
                "optimizer": self.optimizer.state_dict(),
            },
        )
        self.reporter.say("checkpoint", step=self.done)

    def _keep_or_warn(self) -> None:
        # A disk that is full now may have room at the next checkpoint: hours of training are worth the wait.
        try:
            self._keep()
        except TrainerError as error:
            self.reporter.warn(f"{error} The training goes on and tries again.")

    def _leave_if_wanted(self, nothing_done: bool = False) -> None:
        wanted = self.stop_wanted()
        if self.accelerator.num_processes > 1:
            # All leave at the same step, or the others would wait for the one that left.
            wanted = self.accelerator.reduce(torch.tensor(float(wanted), device=self.accelerator.device)).item() > 0
        if not wanted:
            return
        if not nothing_done:
            self._keep()
        raise Stopped

    def _finish(self, label_tokens: list[int]) -> None:
        began = time.monotonic()
        config, model = self.config, self.model
        peft = {name: values.detach().float().cpu().numpy() for name, values in get_peft_model_state_dict(model.adapted, save_embedding_layers=False).items()}
        shape = model.adapted.get_base_model().config
        tensors = gguf_tensors(peft, Heads(shape.num_attention_heads, shape.num_key_value_heads))
        if model.score is not None:
            vocabulary = len(model.adapted.get_base_model().get_output_embeddings().weight)
            tensors |= head_tensors(model.score.weight.detach().float().cpu().numpy(), self._label_rows(label_tokens), label_tokens, vocabulary, config.alpha)
        write_adapter(Path(config.adapter), tensors, config.alpha, config.adapter_type, config.provenance)
        seconds = time.monotonic() - began
        if config.probes is not None:
            self._probe(config.probes, label_tokens)
        self.reporter.say("result", step=self.done, adapter=config.adapter, tensors=len(tensors), exportSeconds=seconds)

    @property
    def evaluated(self) -> str:
        """The model that the adapter is evaluated with."""
        return self.config.gguf or self.config.base

    def _label_rows(self, label_tokens: list[int]) -> np.ndarray:
        """(3, width): the rows of the evaluated model's output matrix that the study's head stands in for."""
        if is_gguf(self.evaluated):
            return output_rows(read_model(self.evaluated), label_tokens)
        return self.model.adapted.get_base_model().get_output_embeddings().weight[label_tokens].detach().float().cpu().numpy()

    def _probe(self, file: str, label_tokens: list[int]) -> None:
        """Leaves the prompts' label log-probabilities beside them, for the engine's to be held against."""
        config, model, device = self.config, self.model, self.accelerator.device
        if self.evaluated != config.base or self.means.quantization != "none" or self.means.precision != "float32":
            # What the adapter is held against has the evaluated model's own weights, in full precision.
            full = Tuned.to_train(load_model(self.evaluated, "none", torch.float32), config, label_tokens)
            with torch.no_grad():
                for name, values in full.trained().items():
                    values.copy_(model.trained()[name])
            self.model, model, device = full, full, torch.device("cpu")
        answer_probes(model, self.vocabulary, list(config.labels), file, self.folder / "probes.scores.jsonl", device)
