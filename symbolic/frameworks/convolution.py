"""Convolutional LSTM cells over one to three dimensions: the catalogue's, with kernels of other extents."""

from __future__ import annotations

from functools import cache

from symbolic._cell import Cell
from symbolic.catalog import cell
from symbolic.frameworks.packing import PackedArray
from symbolic.frameworks.rewriting import rewritten
from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size
from symbolic.record import replace

MAP_AXES = {1: ("Ww",), 2: ("Hh", "Ww"), 3: ("Dd", "Hh", "Ww")}
LETTERS_IN_LATEX = {"Hh": "H", "Ww": "W", "Dd": "D"}
AXIS_MEANINGS = {"c": "input channels", "h": "hidden channels", "Ww": "width", "Hh": "height", "Dd": "depth"}


@cache
def convolutional(rank: int, extents: tuple[str, ...], bias: str) -> Cell:
    """The ConvLSTM over ``rank`` dimensions, its kernels with one extent for all axes or one for each.

    >>> convolutional(1, ("k",), "single").text.splitlines()[0]
    'i[t] = sigmoid(conv(W_xi, x[t], k) + conv(W_hi, h[t-1], k) + b_i)'
    """
    base = cell("convlstm", bias=bias if bias != "single" else None)
    kernel_extents = tuple(map(Size.letter, extents * rank if len(extents) == 1 else extents))

    def change(node: n.Node) -> n.Node | None:
        is_convolution = isinstance(node, n.Call) and node.name == "conv"
        return replace(node, sizes=kernel_extents) if is_convolution else None

    sizes = {
        "x": ("c", *MAP_AXES[rank]),
        "h": ("h", *MAP_AXES[rank]),
        **{name: "h" for name in base.definition.names.parameters if name.startswith("b_")},
    }
    letters = {**AXIS_MEANINGS, **dict.fromkeys(extents, "kernel extent")}
    return Cell(
        rewritten(base, change),
        sizes,
        name="convlstm",
        title=base.title,
        source=base.source,
        key=base.key,
        letters={
            letter: meaning for letter, meaning in letters.items() if letter in ("c", "h", *MAP_AXES[rank], *extents)
        },
        latex={letter: LETTERS_IN_LATEX[letter] for letter in MAP_AXES[rank]},
    )


def extents_of(value: object) -> tuple[str, ...]:
    """The letters of a kernel's extents: ``k`` for all axes, or ``k1``, ``k2``, ... where there is a size for each."""
    return tuple(f"k{axis}" for axis in range(1, len(value) + 1)) if isinstance(value, tuple) else ("k",)


def kernel(name: str, gates: str, rank: int) -> PackedArray:
    """A kernel that is stored with its extents first, then what it reads, then the units of all gates."""
    return PackedArray(name, gates, axes=(*range(2, rank + 2), 1, 0))
