"""What each framework counts for a cell of the catalogue."""

from __future__ import annotations

from functools import cache

from symbolic._cell import Cell
from symbolic.catalog import is_catalogued
from symbolic.frameworks import kinds
from symbolic.frameworks.layer import Layer
from symbolic.language.sizes.size import Size
from symbolic.record import Record

OPTIONS = ("peepholes", "project", "couple")
"""Modifiers that are options of some layers, in the order in which `TableRow` names them behind a cell."""


class Row(Record):
    """A layer beside a cell: its count and how much that is more, both in the letters of the cell."""

    layer: Layer
    size: Size
    difference: Size
    why: str


def framework_rows(cell: Cell) -> list[Row]:
    """The layers that frameworks have for a cell of the catalogue, those with an equal count first.

    >>> from symbolic import cell
    >>> [(row.layer.name, str(row.difference)) for row in framework_rows(cell("lstm")) if "torch" in row.layer.name]
    [('torch.nn.LSTM', '4*m')]
    """
    if not is_catalogued(cell):
        return []
    modified = " ".join([cell.name, *(word for word in OPTIONS if word in cell.modifiers)])
    rows = []
    for kind in kinds():
        places = [place for place, shown in enumerate(kind.shown) if modified in shown.cells]
        places = places or [place for place, shown in enumerate(kind.shown) if cell.name in shown.cells]
        rows += [_row(cell, _made(kind.name, place), kind.shown[place].why) for place in places]
    return sorted(rows, key=lambda row: row.difference != Size.of(0))


def _row(cell: Cell, layer: Layer, why: str) -> Row:
    own = {letter: word for word, letter in layer.aliases.items() if word in cell.aliases}
    top, bottom = layer.size.evaluate(
        lambda letter: Size.letter(cell.aliases[own[letter]] if letter in own else letter)
    )
    size = top / bottom
    return Row(layer, size, size - cell.size, why)


@cache
def _made(name: str, place: int) -> Layer:
    """The layer of one line of the table, made once for all cells that it stands beside."""
    kind = next(kind for kind in kinds() if kind.name == name)
    return Layer(kind, kind.shown[place].words)
