"""Which pictures there are of a cell or layer, and how each is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symbolic._cell import Backward, Cell
from symbolic.errors import UsageError
from symbolic.frameworks.layer import Layer
from symbolic.report.pictures.diagram import diagram
from symbolic.report.pictures.figure import figure
from symbolic.report.pictures.picture import Picture
from symbolic.report.pictures.svg import svg
from symbolic.report.pictures.tikz import tikz
from symbolic.report.pictures.weights import layer_map, weight_map
from symbolic.report.writing.options import find_options

PICTURE_WRITERS: dict[str, Callable[[Picture], str]] = {"svg": svg, "tex": figure, "tikz": tikz}
"""How a picture is written, by the ending of its file: ``tex`` is a float for a paper, ``tikz`` the picture alone."""


def draw(shown: Cell | Layer, kind: str, *, notation: str = "own", sizes: Mapping[str, Any] | None = None) -> Picture:
    """The picture of a cell or layer, ``kind`` is ``diagram`` or ``map``.

    Raises `UsageError` for a diagram of a layer that repeats several cells, `SizeError` for the sizes of a map.
    """
    spelling = find_options(notation).notation
    if kind == "map":
        numbers = shown.read_sizes(sizes) if sizes else {}
        return layer_map(shown, numbers) if isinstance(shown, Layer) else weight_map(shown, numbers, spelling)
    if isinstance(shown, Backward):
        raise UsageError("a diagram is of a cell, not of its backward pass")
    return diagram(_cell_of(shown) if isinstance(shown, Layer) else shown, spelling)


def _cell_of(layer: Layer) -> Cell:
    cells = {part.cell.definition: part.cell for part in layer.sublayers}
    if len(cells) > 1:
        named = " or ".join(cell.name for cell in cells.values())
        raise UsageError(f"{layer.name} is made of several cells; write the one to draw, {named}")
    return next(iter(cells.values()))
