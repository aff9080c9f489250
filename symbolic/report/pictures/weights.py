"""A map of the weights: each matrix to scale, rows by columns, coloured by its role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import NamedTuple

from symbolic._cell import Cell
from symbolic.catalog import example_sizes
from symbolic.derive.parameters import CountedParameter
from symbolic.derive.simplify import simplified
from symbolic.errors import SymbolicError
from symbolic.frameworks.layer import Layer
from symbolic.language.latex_names import latex_name
from symbolic.language.roles import ROLES
from symbolic.language.sizes.carriers import Integers
from symbolic.language.sizes.size import Size
from symbolic.report.pages.cell_names import file_name, full_title
from symbolic.report.pictures.glyphs import text_width
from symbolic.report.pictures.picture import END, START, Item, Label, Picture, Rect
from symbolic.report.writing.notation import OWN, Notation, grouped
from symbolic.report.writing.noted import noted
from symbolic.report.writing.polynomials import latex_of

WIDTH, HEIGHT = 420, 320
"""What the matrices take at most, in units of the picture."""
LEAST = 4
"""A sliver is drawn at least as wide as this."""
GAP, EDGE, SIZE, SMALL = 8, 12, 13, 11
IN_TEX = 1.25
"""How much wider words come out in a document than on a screen."""


class Area(NamedTuple):
    """One matrix: its name in LaTeX, its role, its rows and columns in numbers."""

    label: str
    role: str
    rows: int
    columns: int


class Band(NamedTuple):
    """Matrices side by side, in columns by role, with a name in LaTeX."""

    name: str
    areas: tuple[Area, ...]
    plain: bool = False


def weight_map(cell: Cell, sizes: Mapping[str, int] | None = None, notation: Notation = OWN) -> Picture:
    """The map of a cell at these sizes, the others those of its worked example.

    >>> from symbolic import cell
    >>> weight_map(cell("lstm"), {"n": 8, "m": 4}).notes
    ('Its scale is that of n = 8, m = 4.',)
    """
    cell = noted(cell, notation)
    numbers = _example(cell)
    numbers |= {letter: size for letter, size in (sizes or {}).items() if letter in numbers}
    names = cell.definition.latex
    parameters = [parameter for parameter in cell.parameters if parameter.trainable]
    gates = dict.fromkeys(parameter.gate for parameter in parameters)
    bands = [
        Band(latex_name(gate, names), tuple(_area(p, numbers, names) for p in parameters if p.gate == gate))
        for gate in gates
    ]
    sums = {role: latex_of(size, names, flat=True) for role, size in cell.table.role_sizes.items()}
    formula = latex_of(simplified(cell.size), names, flat=True)
    total = f"{formula} = {grouped(_number(cell.size, numbers), notation)}"
    title = f"Weights of the {full_title(cell)}"
    return _drawn(bands, sums, total, title, f"{file_name(cell)}-map", numbers)


def layer_map(layer: Layer, sizes: Mapping[str, int] | None = None) -> Picture:
    """The map of a layer: each array as it is stored, one below the other."""
    numbers = dict(sizes) if sizes else {letter: {"n": 64, "m": 32}.get(letter, 2) for letter in layer.size.letters}
    bands = []
    for array in layer.arrays:
        shape = [_number(extent, numbers) for extent in array.shape(layer.sublayers)]
        cell = layer.sublayers[array.owners[0]].cell
        role = next((cell.roles[name] for name in array.names if name in cell.roles), "bias")
        rows, columns = (shape[0], prod(shape[1:])) if shape else (1, 1)
        bands.append(Band(array.name, (Area("", role, rows, columns),), plain=True))
    names = layer.sublayers[0].cell.definition.latex
    total = f"{latex_of(layer.size, names, flat=True)} = {grouped(_number(layer.size, numbers))}"
    return _drawn(bands, {}, total, f"Arrays of {layer.label}", f"{file_name(layer)}-map", numbers)


def _area(parameter: CountedParameter, numbers: Mapping[str, int], names: Mapping[str, str]) -> Area:
    extents = [_number(extent, numbers) for extent in parameter.extents]
    members = _number(parameter.polynomial, numbers) // max(1, prod(extents))
    rows, columns = (extents[0], prod(extents[1:])) if extents else (1, 1)
    # The members of a family lie one below the other.
    return Area(latex_name(parameter.name, names), parameter.role, rows * members, columns)


def _number(size: Size | int, numbers: Mapping[str, int]) -> int:
    return Integers(numbers).size(size) if isinstance(size, Size) else size


def _example(cell: Cell) -> dict[str, int]:
    """The sizes of the worked example, where the matrices have such sizes."""
    for numbers in (example_sizes(cell), dict.fromkeys(cell.definition.letters, 8)):
        try:
            for shape, members in cell.shapes.values():
                [_number(extent, numbers) for extent in (*shape, members)]
        except SymbolicError:
            continue
        return numbers
    return dict.fromkeys(cell.definition.letters, 1)


def _drawn(
    bands: Sequence[Band], sums: Mapping[str, str], total: str, title: str, name: str, numbers: Mapping[str, int]
) -> Picture:
    roles = [role for role in ROLES if any(area.role == role for band in bands for area in band.areas)]
    widest = [
        max((sum(a.columns for a in band.areas if a.role == role) for band in bands), default=0) for role in roles
    ]
    tallest = [max((area.rows for area in band.areas), default=1) for band in bands]
    # One scale for both directions.
    scale = min(WIDTH / max(1, sum(widest)), HEIGHT / max(1, sum(tallest)))
    left = max((text_width(band.name, SIZE, band.plain) for band in bands), default=0) + EDGE + 6
    items: list[Item] = []
    starts, now = [], left
    for role, columns in zip(roles, widest, strict=True):
        starts.append(now)
        parts = max(sum(1 for area in band.areas if area.role == role) for band in bands)
        drawn = max(_drawn_size(columns, scale), parts * (LEAST + 1))
        words = max(text_width(role, SMALL, plain=True), text_width(sums.get(role, ""), SIZE))
        items.append(Label(now, 16, role, SMALL, START, plain=True))
        now += max(drawn, round(words * IN_TEX)) + GAP
    top = 24
    for band, rows in zip(bands, tallest, strict=True):
        high = _drawn_size(rows, scale)
        if high >= SMALL - 2 or len(bands) * (SMALL + 2) <= HEIGHT:
            step = max(high, SMALL + 2)
            items.append(Label(left - 6, top + step // 2 + 4, band.name, SIZE, END, plain=band.plain))
        else:
            step = high
        for role, start in zip(roles, starts, strict=True):
            place = start
            for area in band.areas:
                if area.role == role:
                    items += _rectangle(area, place, top, scale)
                    place += _drawn_size(area.columns, scale) + 1
        top += step + 2
    for role, start in zip(roles, starts, strict=True):
        if role in sums:
            items.append(Label(start, top + 14, sums[role], SIZE, START))
    top += 20 if sums else 0
    items.append(Label(left, top + 16, total, SIZE, START))
    words = ", ".join(f"{letter} = {number}" for letter, number in numbers.items())
    wide = max([now, left + text_width(total, SIZE)]) + EDGE
    return Picture(title, wide, top + 26, tuple(items), name, (f"Its scale is that of {words}.",))


def _drawn_size(extent: int, scale: float) -> int:
    return max(LEAST, round(extent * scale))


def _rectangle(area: Area, x: int, y: int, scale: float) -> list[Item]:
    width, height = _drawn_size(area.columns, scale), _drawn_size(area.rows, scale)
    items: list[Item] = [Rect(x, y, width, height, area.role)]
    if height >= SIZE + 3 and width >= text_width(area.label, SIZE) + 4 and area.label:
        items.append(Label(x + width // 2, y + height // 2 + 4, area.label, SIZE))
    return items
