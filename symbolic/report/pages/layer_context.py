"""What a template gets of frameworks: a layer, and the layers that there are for a cell."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

from symbolic._cell import Cell
from symbolic.derive.simplify import common_factor, simplified
from symbolic.frameworks.derivation import layer_steps
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.packing import Array, whole_number
from symbolic.frameworks.table import framework_rows
from symbolic.language.latex_names import latex_name
from symbolic.language.sizes.size import Size
from symbolic.record import replace
from symbolic.report.pages.cell_context import equation_rows, file_name, listed, work_rows
from symbolic.report.writing.notation import NONE, OWN, Notation, grouped, noted
from symbolic.report.writing.operation_rows import letter_names
from symbolic.report.writing.polynomials import latex_of

NO_NAMES: Mapping[str, str] = {}


def layer_context(layer: Layer, sizes: Mapping[str, int] | None = None, notation: Notation = OWN) -> dict[str, Any]:
    """Everything that a document says about one layer; keys that end in ``latex`` are for math mode.

    Without ``sizes``, they are those of the layer's own arguments, where these say all that the count asks for.
    """
    own = layer.read_sizes({}) if {*layer.counted_letters} <= {*layer.given} else {}
    sizes = dict(sizes or own)
    # The arrays hold the parameters of the equations as they stand, so nothing is rewritten here.
    notation = replace(notation, modifiers=NONE)
    cells = {part.cell.text: noted(part.cell, notation) for part in layer.sublayers}
    names = cells[layer.sublayers[0].cell.text].definition.latex
    added = layer.sublayers[0].offsets
    return {
        "label": layer.label,
        "file": file_name(layer),
        "title": layer.sublayers[0].cell.title,
        "equations": [equation_rows(cell, notation) for cell in cells.values()],
        "letters": [
            {"latex": latex_name(letter, names), "meaning": meaning}
            for letter, meaning in layer.letters.items()
            if letter in layer.counted_letters
        ],
        "added": [{"latex": latex_name(name, names), "value": f"{value:g}"} for name, value in added.items()],
        "arrays": [_array(array, layer, names) for array in layer.arrays],
        "steps": _steps(layer, sizes, names, notation),
        "cost": work_rows(layer.work, sizes, letter_names(layer), notation),
        "count_latex": _formula(layer.size, names),
        "number": whole_number(layer.size, sizes) if sizes else None,
    }


def framework_context(cell: Cell, notation: Notation = OWN) -> list[dict[str, str]]:
    """What each framework counts for the cell, how much that is more, and why."""
    names = noted(cell, replace(notation, modifiers=NONE)).definition.latex
    return [
        {
            "label": row.layer.label,
            "count_latex": _formula(row.size, names),
            "difference_latex": _difference(row.difference, names),
            "why": row.why,
        }
        for row in framework_rows(cell)
    ]


def _difference(size: Size, names: Mapping[str, str]) -> str:
    if size == Size.of(0):
        return "0"
    latex = latex_of(common_factor(size), names)
    return latex if latex.startswith("-") else f"+{latex}"


def _formula(size: Size, names: Mapping[str, str]) -> str:
    return latex_of(simplified(size), names)


def _array(array: Array, layer: Layer, names: Mapping[str, str]) -> dict[str, Any]:
    shape = array.shape(layer.sublayers)
    return {
        "name": array.name,
        "shape_latex": rf"({', '.join(_formula(extent, names) for extent in shape)})",
        "holds": _held(array, names),
        "size_latex": _formula(prod(shape, start=Size.of(1)), names),
    }


def _held(array: Array, names: Mapping[str, str]) -> list[dict[str, str]]:
    """The blocks of an array as words: a formula a block, so that a line can break between two."""
    words: list[dict[str, str]] = []
    for stacked in array.grid:
        for place, row in enumerate(stacked):
            words += [{"text": ", " if place else "; "}, {"latex": _row(row, names)}]
    return [*words[1:], {"text": ", transposed"}] if len(array.axes) == 2 else words[1:]


def _row(row: tuple[str, ...], names: Mapping[str, str]) -> str:
    spelled = [latex_name(name.strip("()"), names) for name in row]
    shown = [f"({latex})" if name.startswith("(") else latex for name, latex in zip(row, spelled, strict=True)]
    return shown[0] if len(shown) == 1 else "[" + r",\,".join(shown) + "]"


def _steps(layer: Layer, sizes: dict[str, int], names: Mapping[str, str], notation: Notation) -> list[dict[str, Any]]:
    rows = []
    for step in layer_steps(layer, sizes):
        result = latex_of(step.formula, names, sizes=step.sizes)
        words = [{"text": step.words}]
        if step.rule == "substitute":
            result = f"{result} = {grouped(whole_number(layer.size, sizes), notation)}"
            pairs = [f"{latex_name(letter, names)} = {sizes[letter]}" for letter in layer.counted_letters]
            words = listed(pairs)
        rows.append({"rule": step.rule, "words": words, "latex": result})
    return rows
