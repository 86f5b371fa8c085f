"""LoRA layers on a CPU: the same arithmetic as PEFT's, in fewer passes over memory."""

from __future__ import annotations

import torch
from peft import PeftModel
from peft.tuners.lora import Linear
from torch import Tensor, nn

ADAPTER = "default"


def quicken(model: PeftModel) -> None:
    """Replaces the forward pass of the model's LoRA layers. They must be in float32 on a CPU, and their base in full precision."""
    for module in model.modules():
        if isinstance(module, Linear):
            module.forward = _Quick(module)


class _Quick:
    def __init__(self, layer: Linear) -> None:
        self.layer = layer
        dropout = layer.lora_dropout[ADAPTER]
        self.rate = dropout.p if isinstance(dropout, nn.Dropout) else 0.0

    def __call__(self, inputs: Tensor) -> Tensor:
        """inputs: (…, width in) → (…, width out)."""
        layer = self.layer
        base = layer.get_base_layer()
        kept = _kept(inputs, self.rate) if layer.training and self.rate > 0 else None
        return _AdaptedLinear.apply(inputs, base.weight, base.bias, layer.lora_A[ADAPTER].weight, layer.lora_B[ADAPTER].weight, layer.scaling[ADAPTER], kept, 1 / (1 - self.rate))


class _AdaptedLinear(torch.autograd.Function):
    """x Wᵀ + b + s · drop(x) Aᵀ Bᵀ (Hu et al. 2022, section 4.1), with a frozen W and b.

    PEFT's layer computes each sum and product on its own, and autograd keeps the dropped input and the mask as floats.
    """

    @staticmethod
    def forward(ctx, inputs: Tensor, weight: Tensor, bias: Tensor | None, down: Tensor, up: Tensor, scaling: float, kept: Tensor | None, share: float) -> Tensor:
        rows = inputs.reshape(-1, inputs.shape[-1])
        made = nn.functional.linear(rows, weight, bias)
        narrow = _dropped(rows, kept, share) @ down.t()
        made.addmm_(narrow, up.t(), alpha=scaling)
        ctx.save_for_backward(inputs, weight, down, up, narrow, kept)
        ctx.scaling, ctx.share = scaling, share
        return made.view(*inputs.shape[:-1], -1)

    @staticmethod
    def backward(ctx, gradient: Tensor):
        inputs, weight, down, up, narrow, kept = ctx.saved_tensors
        rows = inputs.reshape(-1, inputs.shape[-1])
        wide = gradient.reshape(-1, gradient.shape[-1])
        to_narrow = (wide @ up).mul_(ctx.scaling)
        of_up = (wide.t() @ narrow).mul_(ctx.scaling)
        of_down = to_narrow.t() @ _dropped(rows, kept, ctx.share)
        of_inputs = None
        if ctx.needs_input_grad[0]:
            through = to_narrow @ down
            of_inputs = (through if kept is None else through.mul_(kept.view_as(rows)).mul_(ctx.share)).addmm_(wide, weight).view_as(inputs)
        return of_inputs, None, None, of_down, of_up, None, None, None


def _dropped(rows: Tensor, kept: Tensor | None, share: float) -> Tensor:
    return rows if kept is None else (rows * kept.view_as(rows)).mul_(share)


def _kept(inputs: Tensor, rate: float) -> Tensor:
    """(as inputs): which stay, each with a probability of 1 - rate, to a 65,536th.

    Sixteen bits of one random number decide of each: torch draws a number of 64 bits for each instead, which took a sixth of the training's time.
    """
    count = inputs.numel()
    numbers = torch.empty((count + 3) // 4, dtype=torch.int64).random_(-(2**63), None)
    # From -32,768 to 32,767.
    return (numbers.view(torch.int16)[:count] >= round(65_536 * rate) - 32_768).view(inputs.shape)
