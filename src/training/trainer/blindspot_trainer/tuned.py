"""The model with its adapter, and what is computed of it: log-probabilities at a prompt's end, or of a text."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from torch import Tensor, nn
from transformers import DynamicCache, PreTrainedModel

from .config import Config

# A shared beginning shorter than this costs more to set apart than it saves.
SHORTEST_BEGINNING = 8

# The study's head begins as transformers' classification heads do.
HEAD_DEVIATION = 0.02


@dataclass(frozen=True)
class Batch:
    """Texts side by side, padded at their ends, where no earlier token looks.

    beginning: (tokens) that all of them share and that is left out of `tokens`; tokens: (texts, tokens);
    lengths: (texts), without the beginning; labels: (texts), places among the three, or none for a generator.
    """

    beginning: Tensor
    tokens: Tensor
    lengths: Tensor
    labels: Tensor | None

    @staticmethod
    def of(texts: list[list[int]], labels: list[int] | None, shared: int, device: torch.device) -> Batch:
        rests = [text[shared:] for text in texts]
        longest = max(map(len, rests))
        return Batch(
            torch.tensor(texts[0][:shared], dtype=torch.long, device=device),
            torch.tensor([rest + [0] * (longest - len(rest)) for rest in rests], device=device),
            torch.tensor([len(rest) for rest in rests], device=device),
            None if labels is None else torch.tensor(labels, device=device),
        )


def shared_beginning(texts: list[list[int]]) -> int:
    """Tokens with which all texts begin, with one left to each; 0 where they are too few to matter."""
    first, last = min(texts), max(texts)
    limit = min(map(len, texts)) - 1
    shared = next((at for at in range(limit) if first[at] != last[at]), limit)
    return shared if shared >= SHORTEST_BEGINNING else 0


class Tuned(nn.Module):
    """A base with a LoRA adapter, and the study's linear head where it is wanted."""

    def __init__(self, adapted: PeftModel, label_tokens: list[int], score: nn.Linear | None, over_labels: bool = False) -> None:
        super().__init__()
        self.adapted = adapted
        self.register_buffer("label_tokens", torch.tensor(label_tokens), persistent=False)
        self.score = score
        self.over_labels = over_labels

    @classmethod
    def to_train(cls, base: PreTrainedModel, config: Config, label_tokens: list[int]) -> Tuned:
        torch.manual_seed(config.seed)
        lora = LoraConfig(r=config.rank, lora_alpha=config.alpha, lora_dropout=config.dropout, target_modules=config.targets, task_type="CAUSAL_LM")
        adapted = get_peft_model(base, lora)
        if config.gradient_checkpointing:
            base.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
            base.enable_input_require_grads()
        score: nn.Linear | None = None
        if config.head == "score":
            score = nn.Linear(base.config.hidden_size, len(label_tokens), bias=False)
            nn.init.normal_(score.weight, std=HEAD_DEVIATION)
        return cls(adapted, label_tokens, score, config.softmax == "labels")

    def trained(self) -> dict[str, nn.Parameter]:
        return {name: parameter for name, parameter in self.named_parameters() if parameter.requires_grad}

    def forward(self, batch: Batch) -> Tensor:
        """The mean loss of the batch."""
        if batch.labels is None:
            return self._text_loss(batch)
        end = self._at_end(batch)
        # The study's head knows three answers, and is trained as what it is.
        if self.score is not None or self.over_labels:
            logits = self.score(end.float()) if self.score is not None else self._logits(end)[:, self.label_tokens]
            return nn.functional.cross_entropy(logits.float(), batch.labels)
        return nn.functional.cross_entropy(self._logits(end).float(), self.label_tokens[batch.labels])

    def label_log_probabilities(self, batch: Batch) -> Tensor:
        """(texts, labels): natural log over the whole vocabulary, as the engine has them."""
        end = self._at_end(batch)
        logits = self._logits(end).float()
        if self.score is not None:
            logits = logits.index_copy(1, self.label_tokens, self.score(end.float()))
        return torch.log_softmax(logits, -1)[:, self.label_tokens]

    def _at_end(self, batch: Batch) -> Tensor:
        """(texts, width): the hidden state of each text's last token."""
        hidden = self._hidden(batch)
        return hidden[torch.arange(len(hidden), device=hidden.device), batch.lengths - 1]

    def _text_loss(self, batch: Batch) -> Tensor:
        hidden = self._hidden(batch)[:, :-1]
        wanted = batch.tokens[:, 1:]
        inside = torch.arange(wanted.shape[1], device=wanted.device) < (batch.lengths - 1)[:, None]
        return nn.functional.cross_entropy(self._logits(hidden[inside]).float(), wanted[inside])

    def _hidden(self, batch: Batch) -> Tensor:
        base = self.adapted.get_base_model()
        decoder = base.get_decoder()
        if len(batch.beginning) == 0:
            return decoder(input_ids=batch.tokens, use_cache=False).last_hidden_state
        if self.training and base.is_gradient_checkpointing:
            # Layers that are computed again pass over a cache, and with it over the beginning.
            whole = torch.cat([batch.beginning.expand(len(batch.tokens), -1), batch.tokens], 1)
            return decoder(input_ids=whole, use_cache=False).last_hidden_state[:, len(batch.beginning) :]
        cache = DynamicCache(config=decoder.config)
        decoder(input_ids=batch.beginning[None], past_key_values=cache, use_cache=True)
        cache.batch_repeat_interleave(len(batch.tokens))
        return decoder(input_ids=batch.tokens, past_key_values=cache, use_cache=True).last_hidden_state

    def _logits(self, hidden: Tensor) -> Tensor:
        return self.adapted.get_base_model().get_output_embeddings()(hidden)
