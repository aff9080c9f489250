"""What the layers around the recurrence compute, as equations, so that their cost is derived like a cell's."""

from __future__ import annotations

from functools import cache

from symbolic._cell import Cell
from symbolic.frameworks.layer_spec import Sublayer
from symbolic.language.sizes.size import Size

NORMS = {
    "layer_norm": "layernorm(x[t])",
    "batch_norm": "(x[t] - mean) / sqrt(variance + 0.001)",
}


def dense(bias: bool, reads: Size | None = None) -> Sublayer:
    """A product with a kernel and a bias; ``reads`` is put for the input size.

    >>> str(dense(True, Size.letter("k") * Size.letter("n")).work.operations.macs)
    'k*m*n'
    """
    cell = _cell("W @ x[t] + b" if bias else "W @ x[t]", "m")
    return Sublayer(cell, {} if reads is None else {"n": reads})


def normalised(word: str, gain: bool, bias: bool) -> Sublayer:
    """A layer norm, or a batch norm with the statistics that it has stored.

    >>> normalised("batch_norm", True, True).cell.text
    'y[t] = (x[t] - mean) / sqrt(variance + 0.001) * gain + bias'
    """
    text = f"{NORMS[word]}{' * gain' if gain else ''}{' + bias' if bias else ''}"
    return Sublayer(_cell(text, "n"))


@cache
def _cell(text: str, gives: str) -> Cell:
    return Cell(f"y[t] = {text}", {"x": "n", "y": gives})
