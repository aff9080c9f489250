"""What each framework counts for a cell of the catalogue."""

from __future__ import annotations

from functools import cache

from symbolic._cell import Cell
from symbolic.catalog import is_catalogued
from symbolic.frameworks import layer_specs
from symbolic.frameworks.layer import Layer
from symbolic.language.size_parser import parse_size
from symbolic.language.sizes.size import Size
from symbolic.record import Record

MODIFIER_OPTIONS = ("peepholes", "project", "couple")
"""Modifiers that are options of some layers, in the order in which `TableRow` names them behind a cell."""


class LayerCount(Record):
    """A layer beside a cell: its count and how much larger it is, both in the letters of the cell."""

    layer: Layer
    size: Size
    difference: Size
    why: str


def framework_rows(cell: Cell) -> list[LayerCount]:
    """The layers that frameworks have for a cell of the catalogue, those with an equal count first.

    >>> from symbolic import cell
    >>> [(row.layer.name, str(row.difference)) for row in framework_rows(cell("lstm")) if "torch" in row.layer.name]
    [('torch.nn.LSTM', '4*m')]
    """
    if not is_catalogued(cell):
        return []
    label = " ".join([cell.name, *(word for word in MODIFIER_OPTIONS if word in cell.modifiers)])
    rows = []
    for spec in layer_specs():
        places = [place for place, row in enumerate(spec.rows) if label in row.cells]
        places = places or [place for place, row in enumerate(spec.rows) if cell.name in row.cells]
        rows += [_row(cell, _made(spec.name, place), spec.rows[place].why) for place in places]
    return sorted(rows, key=lambda row: row.difference != Size.of(0))


def _row(cell: Cell, layer: Layer, why: str) -> LayerCount:
    sizes = {word: Size.letter(letter) for word, letter in cell.aliases.items()}
    if "project" in cell.modifiers:
        # No letter where it is a number, or several.
        sizes["projection"] = parse_size(cell.modifiers["project"])
    size = layer.size.substitute({letter: sizes[word] for word, letter in layer.aliases.items() if word in sizes})
    return LayerCount(layer, size, size - cell.size, why)


@cache
def _made(name: str, place: int) -> Layer:
    """The layer of one line of the table, made once for all cells that it stands beside."""
    spec = next(spec for spec in layer_specs() if spec.name == name)
    return Layer(spec, spec.rows[place].words)
