"""The generated LSTM layer, fused, beside careful hand-written ones in PyTorch, forward and backward: fused.py

Each round runs one after the other; the time is that of the processor, as other programs may be running.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from time import process_time
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from symbolic import cell

SIZES = ((64, 64, 16), (256, 256, 32), (512, 512, 64))
STEPS, ROUNDS, MOST = 50, 7, 1.3


class HandWritten(nn.Module):
    """As people write it: one matrix for the inputs, one for the states, the gates cut out of their sum."""

    def __init__(self, n: int, m: int, ahead: bool):
        super().__init__()
        self.W, self.U = nn.Parameter(torch.empty(4 * m, n)), nn.Parameter(torch.empty(4 * m, m))
        self.b, self.ahead = nn.Parameter(torch.empty(4 * m)), ahead

    def forward(self, x: Tensor) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        h = c = x.new_zeros(x.shape[1], self.U.shape[1])
        # With ``ahead`` what the inputs give is computed for all steps at once.
        sequence = F.linear(x, self.W, self.b) if self.ahead else x
        outputs = []
        for step in sequence.unbind(0):
            gates = (step if self.ahead else F.linear(step, self.W, self.b)) + F.linear(h, self.U)
            i, f, o, g = gates.chunk(4, dim=-1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            outputs.append(h)
        return torch.stack(outputs), (c, h)


def rows() -> Iterator[tuple[str, float]]:
    """The sizes, and the ratio to the faster of the two hand-written ones."""
    space: dict[str, Any] = {}
    exec(cell("lstm").module("torch", fused=True), space)
    for n, m, batch in SIZES:
        ours = space["LSTM"](n, m)
        theirs = [HandWritten(n, m, ahead) for ahead in (False, True)]
        x = torch.randn(STEPS, batch, n)
        for other in theirs:
            other.load_state_dict({name.removeprefix("cell."): value for name, value in ours.state_dict().items()})
            assert torch.allclose(ours(x)[0], other(x)[0], atol=1e-5)
        times = [[spent(model, x) for model in (ours, *theirs)] for _ in range(ROUNDS)]
        mine, *others = (min(column) for column in zip(*times, strict=True))
        yield f"{n} to {m}, batches of {batch}", mine / min(others)


def spent(model: Callable[..., Any], x: Tensor) -> float:
    start = process_time()
    model(x)[0].sum().backward()
    return process_time() - start


if __name__ == "__main__":
    torch.set_num_threads(1)
    slow = False
    for title, ratio in rows():
        slow |= ratio > MOST
        print(f"{title:<32} {ratio:5.2f}  (at most {MOST})")
    sys.exit(slow)
