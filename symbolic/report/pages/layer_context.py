"""What a template gets of frameworks: a layer, and the layers that there are for a cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symbolic._cell import Cell
from symbolic.frameworks.derivation import layer_steps
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.packing import whole_number
from symbolic.frameworks.table import framework_rows
from symbolic.language.latex_names import latex_name, size_latex
from symbolic.record import replace
from symbolic.report.pages.cell_context import equation_rows, step_data, work_data
from symbolic.report.pages.cell_names import file_name
from symbolic.report.pages.tables import array_table, framework_table, latex_cell, words_of
from symbolic.report.writing.notation import NO_CHANGES, OWN_NOTATION, Notation
from symbolic.report.writing.noted import noted
from symbolic.report.writing.operation_rows import letter_names
from symbolic.report.writing.polynomials import maths
from symbolic.report.writing.scalars import scalars_of


def layer_context(
    layer: Layer, sizes: Mapping[str, int] | None = None, notation: Notation = OWN_NOTATION, steps: str = "short"
) -> dict[str, Any]:
    """Everything that a document says about one layer; keys that end in ``latex`` are for math mode.

    Without ``sizes``, they are those of the layer's own arguments, where these say all that the count asks for.
    """
    sizes = dict(sizes or known_sizes(layer))
    # The arrays hold the parameters of the equations as they stand, so nothing is rewritten here.
    notation = replace(notation, modifiers=NO_CHANGES)
    cells = {part.cell.text: noted(part.cell, notation) for part in layer.sublayers}
    names = cells[layer.sublayers[0].cell.text].definition.latex
    added = layer.sublayers[0].offsets
    number = whole_number(layer.size, sizes) if sizes else None
    return {
        "label": layer.label,
        "file": file_name(layer),
        "title": layer.sublayers[0].cell.title,
        "equations": [equation_rows(cell.definition, notation, scalars_of(cell)) for cell in cells.values()],
        "letters": [
            {"latex": size_latex(letter, names), "meaning": meaning}
            for letter, meaning in layer.letters.items()
            if letter in layer.counted_letters
        ],
        "added": [{"latex": latex_name(name, names), "value": f"{value:g}"} for name, value in added.items()],
        "arrays": _arrays(layer, names),
        "steps": step_data(layer_steps(layer, sizes), names, notation),
        "inner": _inner(cells.values(), notation) if steps == "all" else [],
        "cost": work_data(layer.work, sizes, letter_names(layer), notation),
        "count_latex": maths(layer.size, names=names).latex,
        "number": number,
    }


def _inner(cells: Iterable[Cell], notation: Notation) -> list[dict[str, Any]]:
    """How one sublayer of each kind is counted, in the letters of its own cell."""
    derivations = [(cell, cell.derivation().long) for cell in cells]
    return [
        {
            "title": cell.title or cell.name,
            "steps": step_data(derivation.steps, cell.definition.latex, notation, derivation.static),
        }
        for cell, derivation in derivations
    ]


def known_sizes(layer: Layer) -> dict[str, int]:
    """The sizes that a layer's own arguments say, where these are all that its count depends on."""
    return layer.read_sizes({}) if {*layer.counted_letters} <= {*layer.argument_sizes} else {}


def framework_context(cell: Cell, notation: Notation = OWN_NOTATION) -> list[dict[str, str]]:
    """What each framework counts for the cell, how much that is more, and why."""
    names = noted(cell, replace(notation, modifiers=NO_CHANGES)).definition.latex
    rows = framework_rows(cell)
    return [
        {
            "label": str(label),
            "count_latex": latex_cell(count),
            "difference_latex": latex_cell(difference),
            "why": row.why,
        }
        for row, (label, count, difference) in zip(rows, framework_table(rows, names=names).rows, strict=True)
    ]


def _arrays(layer: Layer, names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": str(name),
            "shape_latex": latex_cell(shape),
            "holds": words_of(contents),
            "size_latex": latex_cell(size),
        }
        for name, shape, contents, size in array_table(layer, names=names).rows
    ]
