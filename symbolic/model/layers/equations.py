"""What the layers around the recurrence compute, as equations, so that their cost is derived like a cell's."""

from __future__ import annotations

from functools import cache

from symbolic._cell import Cell
from symbolic.frameworks.layer_spec import Sublayer
from symbolic.language.sizes.size import Size

NORM_EQUATIONS = {
    "layer_norm": "layernorm(x[t])",
    "group_norm": "layernorm(x[t])",
    "rms_norm": "x[t] / sqrt(mean(x[t] * x[t]) + 0.000001)",
    "batch_norm": "(x[t] - mean) / sqrt(variance + 0.001)",
}


def dense(bias: bool, reads: Size | None = None, gives: Size | None = None) -> tuple[Sublayer]:
    """A product with a kernel and a bias; ``reads`` and ``gives`` are put for the sizes.

    >>> str(dense(True, Size.letter("k") * Size.letter("n"))[0].work.operations.macs)
    'k*m*n'
    """
    cell = _cell("W @ x[t] + b" if bias else "W @ x[t]", "m")
    sizes = {"n": reads, "m": gives}
    return (Sublayer(cell, {letter: size for letter, size in sizes.items() if size is not None}),)


def normalised(word: str, gain: bool, bias: bool, width: Size | None = None) -> tuple[Sublayer]:
    """A norm of one step, a batch norm with the statistics that it has stored; ``width`` is put for the size.

    >>> normalised("batch_norm", True, True)[0].cell.text
    'y[t] = (x[t] - mean) / sqrt(variance + 0.001) * gain + bias'
    """
    text = f"{NORM_EQUATIONS[word]}{' * gain' if gain else ''}{' + bias' if bias else ''}"
    return (Sublayer(_cell(text, "n"), {} if width is None else {"n": width}),)


@cache
def _cell(text: str, gives: str) -> Cell:
    return Cell(f"y[t] = {text}", {"x": "n", "y": gives})
