"""The quick LoRA layers against PEFT's own."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import torch
from blindspot_trainer.quick_lora import quicken
from peft import LoraConfig, PeftModel, get_peft_model
from torch import Tensor
from transformers import AutoModelForCausalLM

TOKENS = torch.tensor([[5, 9, 30, 7, 12], [3, 3, 8, 40, 2]])


def adapted(llama: Path, dropout: float) -> tuple[PeftModel, PeftModel]:
    """A model with an adapter that says something, and a quick one with the same weights."""
    torch.manual_seed(4)
    lora = LoraConfig(r=4, lora_alpha=6, lora_dropout=dropout, target_modules=["q_proj", "v_proj", "down_proj"], task_type="CAUSAL_LM")
    plain = get_peft_model(AutoModelForCausalLM.from_pretrained(llama, dtype=torch.float32), lora).train()
    for name, parameter in plain.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.1)
    quick = copy.deepcopy(plain)
    quicken(quick)
    return plain, quick


def logits_and_gradients(model: PeftModel) -> dict[str, Tensor]:
    logits = model(TOKENS).logits
    logits.pow(2).mean().backward()
    return {"logits": logits.detach()} | {name: parameter.grad for name, parameter in model.named_parameters() if parameter.requires_grad}


def test_they_compute_what_peft_computes_and_the_same_gradients(llama: Path) -> None:
    plain, quick = adapted(llama, dropout=0.0)
    wanted, found = logits_and_gradients(plain), logits_and_gradients(quick)
    assert len(found) == 13
    for name, values in wanted.items():
        torch.testing.assert_close(found[name], values, rtol=1e-4, atol=1e-6, msg=lambda text, name=name: f"{name}: {text}")


def test_nothing_is_dropped_where_nothing_is_learnt(llama: Path) -> None:
    plain, quick = adapted(llama, dropout=0.5)
    torch.testing.assert_close(quick.eval()(TOKENS).logits, plain.eval()(TOKENS).logits, rtol=1e-4, atol=1e-6)


def test_the_gradients_are_those_of_what_the_seed_dropped(llama: Path) -> None:
    """Against differences of the loss itself, along each matrix's own gradient."""
    _, quick = adapted(llama, dropout=0.5)

    def loss() -> Tensor:
        torch.manual_seed(9)
        return quick(TOKENS).logits.double().pow(2).mean()

    loss().backward()
    for name, parameter in quick.named_parameters():
        if not parameter.requires_grad:
            continue
        direction = parameter.grad / parameter.grad.norm()
        step = 1e-2
        with torch.no_grad():
            parameter += step * direction
            above = loss()
            parameter -= 2 * step * direction
            below = loss()
            parameter += step * direction
        assert ((above - below) / (2 * step)).item() == pytest.approx(parameter.grad.norm().item(), rel=0.02), name


def test_an_input_is_dropped_as_often_as_the_rate_says_and_the_rest_made_up_for() -> None:
    width = 40_000
    layer = torch.nn.Sequential()
    layer.add_module("linear", torch.nn.Linear(width, 1, bias=False))
    model = get_peft_model(layer, LoraConfig(r=1, lora_alpha=1, lora_dropout=0.05, target_modules=["linear"])).train()
    quicken(model)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.fill_(0.0 if "base_layer" in name else 1.0)
    torch.manual_seed(1)
    seen = model(torch.eye(1, 1).expand(1, width)).item() / width
    # What is left counts 1/.95; four standard errors of a mean of 40,000 are .0046.
    assert seen == pytest.approx(1, abs=0.0046)
    assert seen != 1
