"""What FLOP counters report for an LSTM, beside the multiply-accumulates that its equations have.

    pip install torch fvcore thop torchinfo ptflops calflops torch-summary
    python tests/benchmarks/counters.py

A counter that is not installed is left out. Each number is what the counter calls its count, over the exact
multiply-accumulates of the matrix products: 1 is right for MACs, 2 for FLOPs, 0 is a layer that was not seen. Some
add biases or activations, which makes a little more than 1 or 2.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import torch
from torch import nn

from symbolic.frameworks import layer

N, M, R, STEPS, BATCH = 10, 20, 5, 7, 3


class Loop(nn.Module):
    """An LSTM written as a loop over its cell, as those do who want another cell."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = nn.LSTMCell(N, M)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        state = None
        for step in x:
            state = self.cell(step, state)
        return state[0]


MODULES: dict[str, tuple[Callable[[], nn.Module], dict[str, Any]]] = {
    "LSTM": (lambda: nn.LSTM(N, M), {}),
    "bidirectional": (lambda: nn.LSTM(N, M, bidirectional=True), {"bidirectional": True}),
    "projected": (lambda: nn.LSTM(N, M, proj_size=R), {"proj_size": R}),
    "loop of cells": (Loop, {}),
}
"""How each is made in PyTorch, and its arguments beside the sizes."""


def exact(arguments: dict[str, Any]) -> int:
    return layer("torch.nn.LSTM", input_size=N, hidden_size=M, **arguments).cost(BATCH, STEPS).macs


def torch_flops(module: nn.Module, device: str) -> float:
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        module.to(device)(torch.zeros(STEPS, BATCH, N, device=device))
    return counter.get_total_flops()


def fvcore_flops(module: nn.Module, x: torch.Tensor) -> float:
    from fvcore.nn import FlopCountAnalysis

    return FlopCountAnalysis(module, (x,)).total()


def thop_macs(module: nn.Module, x: torch.Tensor) -> float:
    import thop

    return thop.profile(module, (x,), verbose=False)[0]


def torchinfo_mult_adds(module: nn.Module, x: torch.Tensor) -> float:
    import torchinfo

    return torchinfo.summary(module, input_data=x, verbose=0).total_mult_adds


def torch_summary_mult_adds(module: nn.Module, x: torch.Tensor) -> float:
    import torchsummary

    return torchsummary.summary(module, x, verbose=0).total_mult_adds


def ptflops_macs(module: nn.Module, backend: str) -> float:
    import ptflops

    options = {"as_strings": False, "print_per_layer_stat": False, "verbose": False, "backend": backend}
    shape = (STEPS, BATCH, N)
    return ptflops.get_model_complexity_info(module, shape, input_constructor=torch.zeros, **options)[0]


def calflops_count(module: nn.Module, x: torch.Tensor, place: int) -> float:
    import calflops

    return calflops.calculate_flops(module, args=[x], print_results=False, output_as_string=False)[place]


COUNTERS: dict[str, Callable[[nn.Module, torch.Tensor], float]] = {
    "torch FlopCounterMode, meta device": lambda module, x: torch_flops(module, "meta"),
    "torch FlopCounterMode, CPU": lambda module, x: torch_flops(module, "cpu"),
    "fvcore FlopCountAnalysis": fvcore_flops,
    "thop MACs": thop_macs,
    "torchinfo mult-adds": torchinfo_mult_adds,
    "torch-summary mult-adds": torch_summary_mult_adds,
    "ptflops, by modules": lambda module, x: ptflops_macs(module, "pytorch"),
    "ptflops, by operators": lambda module, x: ptflops_macs(module, "aten"),
    "calflops MACs": lambda module, x: calflops_count(module, x, 1),
    "calflops FLOPs": lambda module, x: calflops_count(module, x, 0),
}


def main() -> None:
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    print(f"{N} inputs, {M} units, projection {R}, {STEPS} steps of {BATCH} sequences; count / exact MACs\n")
    print(f"{'':36}" + "".join(f"{name:>16}" for name in MODULES))
    right = {name: exact(arguments) for name, (_, arguments) in MODULES.items()}
    print(f"{'cost(B, T).macs':36}" + "".join(f"{macs:>16,}" for macs in right.values()))
    for title, count in COUNTERS.items():
        try:
            with redirect_stdout(StringIO()):
                counts = [count(make(), torch.zeros(STEPS, BATCH, N)) for make, _ in MODULES.values()]
        except ImportError as missing:
            print(f"{title:36}  not installed: {missing.name}")
            continue
        ratios = (value / macs for value, macs in zip(counts, right.values(), strict=True))
        print(f"{title:36}" + "".join(f"{ratio:>16.2f}" for ratio in ratios))


if __name__ == "__main__":
    main()
