"""A map of the weights: each matrix to scale, rows by columns, coloured by its role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

from symbolic._cell import Cell
from symbolic.catalog import example_sizes
from symbolic.derive.parameters import CountedParameter
from symbolic.derive.simplify import simplified
from symbolic.errors import SymbolicError
from symbolic.frameworks.layer import Layer
from symbolic.language.latex_names import latex_name, size_latex
from symbolic.language.roles import KERNEL_ROLES, ROLES
from symbolic.language.sizes.carriers import Integers
from symbolic.language.sizes.size import Size
from symbolic.report.pages.cell_names import file_name, full_title
from symbolic.report.pictures.areas import MAP_EDGE, MAP_TYPE_SIZE, Area, Band
from symbolic.report.pictures.glyphs import text_width
from symbolic.report.pictures.map_flow import flow
from symbolic.report.pictures.map_grid import grid
from symbolic.report.pictures.picture import START, Label, Picture
from symbolic.report.writing.notation import OWN_NOTATION, Notation, grouped
from symbolic.report.writing.noted import noted
from symbolic.report.writing.polynomials import latex_of

FULL, FEW_GATES = 0.55, 5
"""The share of gates and roles that have a matrix from which on a map is a grid, as it is of few gates."""


def weight_map(cell: Cell, sizes: Mapping[str, int] | None = None, notation: Notation = OWN_NOTATION) -> Picture:
    """The map of a cell at these sizes, the others those of its worked example.

    >>> from symbolic import cell
    >>> weight_map(cell("lstm"), {"n": 8, "m": 4}).notes
    ('Its scale is that of $n = 8$, $m = 4$.',)
    """
    cell = noted(cell, notation)
    numbers = _example(cell)
    numbers |= {letter: size for letter, size in (sizes or {}).items() if letter in numbers}
    names = cell.definition.latex
    parameters = [parameter for parameter in cell.parameters if parameter.trainable]
    gates = dict.fromkeys(parameter.gate for parameter in parameters)
    most = max((max(_sides(p, numbers)) for p in parameters if len(p.extents) > 1), default=0)
    bands = [
        Band(latex_name(gate, names), tuple(_area(p, numbers, names, most) for p in parameters if p.gate == gate))
        for gate in gates
    ]
    sums = {role: latex_of(size, names, flat=True) for role, size in cell.table.role_sizes.items()}
    formula = latex_of(simplified(cell.size), names, flat=True)
    total = f"{formula} = {grouped(_number(cell.size, numbers), notation)}"
    title = f"Weights of the {full_title(cell)}"
    return _drawn(bands, sums, total, title, f"{file_name(cell)}-map", _scale(numbers, names))


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
    return _drawn(bands, {}, total, f"Arrays of {layer.label}", f"{file_name(layer)}-map", _scale(numbers, names))


def _area(parameter: CountedParameter, numbers: Mapping[str, int], names: Mapping[str, str], most: int) -> Area:
    rows, columns = _sides(parameter, numbers)
    if len(parameter.extents) == 1 and 0 < most < rows:
        # So many vectors would be taller than any matrix: side by side, and as rows where they are multiplied by.
        length = max(1, _number(parameter.extents[0], numbers))
        rows, columns = (rows // length, length) if parameter.role in KERNEL_ROLES else (length, rows // length)
    return Area(latex_name(parameter.name, names), parameter.role, rows, columns)


def _scale(numbers: Mapping[str, int], names: Mapping[str, str]) -> str:
    """The sizes that a map is drawn at, under the letters that they have on its page."""
    sizes = ", ".join(f"${size_latex(letter, names)} = {number}$" for letter, number in numbers.items())
    return f"Its scale is that of {sizes}."


def _sides(parameter: CountedParameter, numbers: Mapping[str, int]) -> tuple[int, int]:
    """Rows and columns; the members of a family one below the other, and tall matrices side by side."""
    extents = [_number(extent, numbers) for extent in parameter.extents]
    members = _number(parameter.polynomial, numbers) // max(1, prod(extents))
    rows, columns = (extents[0], prod(extents[1:])) if extents else (1, 1)
    return (rows, columns * members) if len(extents) > 1 and rows > columns else (rows * members, columns)


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


def _drawn(bands: Sequence[Band], sums: Mapping[str, str], total: str, title: str, name: str, note: str) -> Picture:
    roles = [role for role in ROLES if any(area.role == role for band in bands for area in band.areas)]
    filled = sum(len({area.role for area in band.areas}) for band in bands)
    place = flow if sums and len(bands) > FEW_GATES and filled < FULL * len(bands) * len(roles) else grid
    items, wide, top, left = place(bands, roles, sums)
    items.append(Label(left, top + 16, total, MAP_TYPE_SIZE, START))
    wide = max(wide, left + text_width(total, MAP_TYPE_SIZE)) + MAP_EDGE
    return Picture(title, wide, top + 26, tuple(items), name, (note,))
