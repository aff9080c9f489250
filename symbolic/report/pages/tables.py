"""The tables of a page, each described once: grids of words and formulas that every format writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod

from symbolic.derive.forms import Form
from symbolic.derive.formula import Formula, alike
from symbolic.derive.simplify import common_factor
from symbolic.derive.step_work import StepWork
from symbolic.derive.table import Table
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.packing import PackedArray, whole_number
from symbolic.frameworks.table import LayerCount
from symbolic.language.latex_names import latex_name
from symbolic.language.sizes.size import Size
from symbolic.report.writing.blocks import Grid, Piece, cell_pieces, grid, maths_of
from symbolic.report.writing.operation_rows import operation_rows
from symbolic.report.writing.polynomials import (
    NO_NAMES,
    NO_SIZES,
    LetterNames,
    Maths,
    latex_of,
    maths,
    text_of,
    with_commas,
)


def gate_table(table: Table, names: LetterNames = NO_NAMES) -> Grid:
    """The gate × role table; the last column and the last row are the sums."""
    rows: list[tuple[Piece, ...]] = []
    for gate in table.gates:
        cells = [_formula(size, names) if size.terms else "" for size in table.sizes[gate].values()]
        rows.append((Maths(gate, latex_name(gate, names)), *cells, maths(table.gate_sizes[gate], names=names)))
    sums = [maths(size, names=names) for size in table.role_sizes.values()]
    return grid(("gate", *table.roles, "sum"), [*rows, ("sum", *sums, maths(table.size, names=names))])


def form_table(forms: Iterable[Form], names: LetterNames = NO_NAMES) -> Grid:
    """The count in each form, those that differ in order alone in one row."""
    rows: dict[object, tuple[Maths, list[str]]] = {}
    for form in forms:
        rows.setdefault(alike(form.formula), (_formula(form.formula, names), []))[1].append(form.title)
    return grid(("", ""), [(", ".join(titles), formula) for formula, titles in rows.values()])


def work_table(work: StepWork, sizes: Mapping[str, int] = NO_SIZES, names: LetterNames = NO_NAMES) -> Grid:
    """The operations of one step of one sequence, with their numbers where there are sizes."""
    rows = [
        (row["title"], Maths(row["text"], row["latex"]), "" if row["number"] is None else row["number"])
        for row in operation_rows(work, sizes, names)
    ]
    return grid(("per step of one sequence", "operations", ""), rows, right=(2,))


def array_table(layer: Layer, sizes: Mapping[str, int] = NO_SIZES, names: LetterNames = NO_NAMES) -> Grid:
    """The arrays of a layer as they are stored, in formulas or at sizes."""
    rows = []
    for array in layer.arrays:
        shape = array.shape(layer.sublayers)
        extents = [_count(extent, sizes, names) for extent in shape]
        written = [Maths(str(extent), str(extent)) if isinstance(extent, int) else extent for extent in extents]
        shown = Maths(f"({', '.join(m.text for m in written)})", f"({', '.join(m.latex for m in written)})")
        size = _count(prod(shape, start=Size.of(1)), sizes, names)
        rows.append((array.name, shown, _contents(array, names), size))
    return grid(("array", "shape", "holds", "numbers"), rows)


def framework_table(
    rows: Iterable[LayerCount], sizes: Mapping[str, int] = NO_SIZES, names: LetterNames = NO_NAMES
) -> Grid:
    """What each framework counts for a cell, and how much more that is, in formulas or at sizes."""
    table = [
        (row.layer.label, _count(row.size, sizes, names), _difference(row.difference, sizes, names)) for row in rows
    ]
    return grid(("framework layer", "parameters", "difference"), table)


def latex_cell(cell: Piece | tuple[Piece, ...]) -> str:
    """A cell of a grid that holds one formula, or nothing, in LaTeX."""
    return "" if isinstance(cell, str) else maths_of(cell).latex if isinstance(cell, Size | Maths) else str(cell)


def words_of(cell: Piece | tuple[Piece, ...]) -> list[dict[str, str]]:
    """A cell of a grid as a template gets it: text and formulas side by side.

    >>> words_of(("gate ", Maths("h", "h")))
    [{'text': 'gate '}, {'latex': 'h'}]
    """
    return [
        {"text": piece}
        if isinstance(piece, str)
        else {"text": with_commas(piece)}
        if isinstance(piece, int)
        else {"latex": maths_of(piece).latex}
        for piece in cell_pieces(cell)
        if piece != ""
    ]


def _formula(formula: Formula, names: LetterNames, sizes: Mapping[str, int] = NO_SIZES) -> Maths:
    return Maths(text_of(formula, sizes), latex_of(formula, names, sizes=sizes))


def _count(size: Size, sizes: Mapping[str, int], names: LetterNames) -> int | Maths:
    return whole_number(size, dict(sizes)) if sizes else maths(size, names=names)


def _contents(array: PackedArray, names: LetterNames) -> tuple[Piece, ...]:
    """The blocks of an array: those side by side in one formula, so that a line can break between the others.

    An array with the axes of a matrix exchanged holds each block transposed.
    """
    pieces: list[Piece] = []
    for stacked in array.grid:
        for place, row in enumerate(stacked):
            pieces += [", " if place else "; ", _block(row, names, transposed=len(array.axes) == 2)]
    return tuple(pieces[1:])


def _block(row: tuple[str, ...], names: LetterNames, transposed: bool) -> Maths:
    spelled = [latex_name(name.strip("()"), names) for name in row]
    shown = [f"({latex})" if name.startswith("(") else latex for name, latex in zip(row, spelled, strict=True)]
    if len(row) == 1:
        block = Maths(row[0], f"{{{shown[0]}}}" if transposed else shown[0])
    else:
        block = Maths(f"[{', '.join(row)}]", "[" + r",\,".join(shown) + "]")
    return Maths(f"{block.text}ᵀ", rf"{block.latex}^{{\top}}") if transposed else block


def _difference(size: Size, sizes: Mapping[str, int], names: LetterNames) -> Maths:
    if not size.terms:
        return Maths("none", "0")
    text, latex = text_of(common_factor(size)), latex_of(common_factor(size), names)
    signed = f"- {text[1:]}" if text.startswith("-") else f"+ {text}"
    number = f" = {with_commas(abs(whole_number(size, dict(sizes))))}" if sizes else ""
    return Maths(signed + number, latex if latex.startswith("-") else f"+{latex}")
