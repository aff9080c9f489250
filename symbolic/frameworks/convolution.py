"""Convolutional LSTM cells over one to three dimensions, the catalogue's with other extents."""

from __future__ import annotations

from functools import cache

from symbolic._cell import Cell
from symbolic.catalog import cell
from symbolic.frameworks.packing import Array

MAPS = {1: ("Ww",), 2: ("Hh", "Ww"), 3: ("Dd", "Hh", "Ww")}
MEANINGS = {"c": "input channels", "h": "hidden channels", "Ww": "width", "Hh": "height", "Dd": "depth"}


@cache
def convolutional(rank: int, extents: tuple[str, ...], bias: str) -> Cell:
    """The ConvLSTM over ``rank`` dimensions, its kernels of one extent for all or one an axis.

    >>> convolutional(1, ("k",), "single").text.splitlines()[0]
    'i[t] = sigmoid(conv(W_xi, x[t], k) + conv(W_hi, h[t-1], k) + b_i)'
    """
    base = cell("convlstm", bias=bias if bias != "single" else None)
    each = extents * rank if len(extents) == 1 else extents
    text = base.text.replace(", k, k)", f", {', '.join(each)})")
    sizes = {
        "x": ("c", *MAPS[rank]),
        "h": ("h", *MAPS[rank]),
        **{name: "h" for name in base.definition.names.parameters if name.startswith("b_")},
    }
    letters = {**MEANINGS, **dict.fromkeys(extents, "kernel extent")}
    used = {letter: meaning for letter, meaning in letters.items() if letter in (*sizes["x"], "h", *extents)}
    latex = {"Hh": "H", "Ww": "W", "Dd": "D"}
    return Cell(
        text,
        sizes,
        name="convlstm",
        title=base.title,
        source=base.source,
        key=base.key,
        letters=used,
        latex={name: shown for name, shown in latex.items() if name in MAPS[rank]},
    )


def extents_of(value: object) -> tuple[str, ...]:
    """The letters of a kernel's extents: ``k`` for all axes, or ``k1``, ``k2``, ... where several were given."""
    return tuple(f"k{axis}" for axis in range(1, len(value) + 1)) if isinstance(value, tuple) else ("k",)


def kernel(name: str, gates: str, rank: int) -> Array:
    """A kernel stored with its extents first, then what it reads, then the units of all gates."""
    return Array(name, gates, axes=(*range(2, rank + 2), 1, 0))
