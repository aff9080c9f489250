"""A framework's layer as a person reads it in a terminal, and as data."""

from __future__ import annotations

import textwrap
from math import prod
from typing import Any

from symbolic._cell import Cell
from symbolic.derive.simplify import common_factor, simplified
from symbolic.frameworks.derivation import layer_steps
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.packing import Array, whole_number
from symbolic.frameworks.table import Row, framework_rows
from symbolic.language.sizes.size import Size
from symbolic.report.pages.cell_context import full_title
from symbolic.report.pages.cell_text import STEPS, WIDTH, equation_lines, letter_line, work_table
from symbolic.report.writing.blocks import aligned
from symbolic.report.writing.operation_rows import operation_data
from symbolic.report.writing.polynomials import text_of, with_commas


def show_layer(layer: Layer, sizes: dict[str, int]) -> str:
    """The equations of its sublayers, its arrays as stored, the cost of a step, the derivation and the number."""
    parts = [_heading(layer), *_equations(layer), _letters(layer, sizes), _arrays(layer, sizes)]
    parts += [work_table(layer.work, sizes), _steps(layer, sizes)]
    return "\n\n".join(part for part in parts if part) + "\n"


def layer_data(layer: Layer, sizes: dict[str, int]) -> dict[str, Any]:
    """Everything that `show_layer` shows; formulas are SymPy's own text."""
    answer: dict[str, Any] = {
        "layer": layer.name,
        "arguments": layer.words,
        "sizes": sizes,
        "letters": layer.letters,
        "sublayers": [
            {
                "cell": part.cell.label,
                "level": part.level,
                "backward": part.backward,
                "equations": part.cell.text.splitlines(),
                "sizes": {letter: str(size) for letter, size in part.sizes.items()},
                "added": dict(part.offsets),
                "count": str(part.size),
            }
            for part in layer.sublayers
        ],
        "arrays": [
            {"name": array.name, "shape": list(map(str, array.shape(layer.sublayers))), "blocks": array.blocks}
            for array in layer.arrays
        ],
        "formula": str(layer.count),
        "step": operation_data(layer.work),
    }
    if sizes:
        answer["count"] = whole_number(layer.size, sizes)
    return answer


def framework_table(cell: Cell, sizes: dict[str, int]) -> str:
    """What each framework counts for the cell, and a sentence where that is another number."""
    rows = framework_rows(cell)
    if not rows:
        return ""
    lines = [["framework layer", "parameters", "difference"]]
    for row in rows:
        count = with_commas(whole_number(row.size, sizes)) if sizes else _product(row.size)
        lines.append([row.layer.label, count, _difference(row, sizes)])
    sentences = [
        textwrap.fill(f"{row.layer.label}: {row.why}.", WIDTH - 2, initial_indent="  ", subsequent_indent="    ")
        for row in rows
        if row.difference != Size.of(0)
    ]
    return "\n".join([aligned(lines), "", *sentences]).rstrip()


def framework_data(cell: Cell, sizes: dict[str, int]) -> list[dict[str, Any]]:
    """The same table as data."""
    return [
        {"layer": row.layer.name, "arguments": row.layer.words, "formula": str(row.size), "why": row.why}
        | {"difference": str(row.difference)}
        | ({"count": whole_number(row.size, sizes)} if sizes else {})
        for row in framework_rows(cell)
    ]


def _difference(row: Row, sizes: dict[str, int]) -> str:
    if row.difference == Size.of(0):
        return "none"
    value = text_of(common_factor(row.difference))
    signed = f"- {value[1:]}" if value.startswith("-") else f"+ {value}"
    return f"{signed} = {with_commas(abs(whole_number(row.difference, sizes)))}" if sizes else signed


def _product(size: Size) -> str:
    return text_of(simplified(size))


def _heading(layer: Layer) -> str:
    cell = layer.sublayers[0].cell
    title = full_title(cell) if cell.title else ""
    return layer.label + " " * max(2, WIDTH - len(layer.label) - len(title)) + title


def _equations(layer: Layer) -> list[str]:
    texts = {}
    for part in layer.sublayers:
        lines = [f"  {line}" for line in equation_lines(part.cell)]
        lines += [f"  the layer adds {value:g} to {name} when it computes" for name, value in part.offsets.items()]
        texts["\n".join(lines)] = True
    return list(texts)


def _letters(layer: Layer, sizes: dict[str, int]) -> str:
    letters = letter_line({letter: layer.letters[letter] for letter in layer.counted_letters}, sizes)
    return f"{letters}\n  {STEPS}"


def _arrays(layer: Layer, sizes: dict[str, int]) -> str:
    rows = [["array", "shape", "holds", "numbers"]]
    for array in layer.arrays:
        shape = array.shape(layer.sublayers)
        extents = [str(whole_number(size, sizes)) if sizes else _product(size) for size in shape]
        size = prod(shape, start=Size.of(1))
        number = with_commas(whole_number(size, sizes)) if sizes else _product(size)
        rows.append([array.name, f"({', '.join(extents)})", _blocks(array), number])
    return aligned(rows)


def _blocks(array: Array) -> str:
    matrix = len(array.axes) == 2
    return array.blocks + (", transposed" if matrix else "")


def _steps(layer: Layer, sizes: dict[str, int]) -> str:
    rows = []
    for place, step in enumerate(layer_steps(layer, sizes), 1):
        result = text_of(step.formula, step.sizes)
        if step.rule == "substitute":
            result = f"{result} = {with_commas(whole_number(layer.size, sizes))}"
        rows.append([str(place), step.words, result])
    return aligned(rows, {0})
