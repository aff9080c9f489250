"""A framework's layer as a person reads it in a terminal, and as data."""

from __future__ import annotations

from typing import Any

from symbolic._cell import Cell
from symbolic.frameworks.derivation import layer_steps
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.packing import whole_number
from symbolic.frameworks.table import framework_rows
from symbolic.report.pages.cell_names import full_title
from symbolic.report.pages.cell_text import NO_STEPS_IN_COUNT, equations_text, heading, letter_line
from symbolic.report.pages.step_table import step_table, step_tables
from symbolic.report.pages.tables import array_table, framework_table, work_table
from symbolic.report.writing.blocks import Block, line, written
from symbolic.report.writing.layout import filled
from symbolic.report.writing.operation_rows import operation_data


def show_layer(layer: Layer, sizes: dict[str, int], steps: str = "short") -> str:
    """The equations of its sublayers, its arrays as stored, the cost of a step, the derivation and the number."""
    parts = [_heading(layer), *_equations(layer), _letters(layer, sizes)]
    inner = _inner(layer) if steps == "all" else []
    tables = [array_table(layer, sizes), work_table(layer.work, sizes), *inner, step_table(layer_steps(layer, sizes))]
    parts += [written([table]).rstrip("\n") for table in tables]
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


def framework_part(cell: Cell, sizes: dict[str, int]) -> str:
    """What each framework counts for the cell, and a sentence where that is another number."""
    rows = framework_rows(cell)
    if not rows:
        return ""
    reasons = [filled(f"{row.layer.label}: {row.why}.", indent=2) for row in rows if row.difference.terms]
    return "\n".join([written([framework_table(rows, sizes)]), *reasons]).rstrip()


def framework_data(cell: Cell, sizes: dict[str, int]) -> list[dict[str, Any]]:
    """The same table as data."""
    return [
        {"layer": row.layer.name, "arguments": row.layer.words, "formula": str(row.size), "why": row.why}
        | {"difference": str(row.difference)}
        | ({"count": whole_number(row.size, sizes)} if sizes else {})
        for row in framework_rows(cell)
    ]


def _heading(layer: Layer) -> str:
    cell = layer.sublayers[0].cell
    title = full_title(cell) if cell.title else ""
    return heading(layer.label, title)


def _inner(layer: Layer) -> list[Block]:
    """How one sublayer of each kind is counted, in the letters of its own cell."""
    cells = {part.cell.text: part.cell for part in layer.sublayers}
    blocks: list[Block] = []
    for cell in cells.values():
        blocks += [line(f"one sublayer, {cell.title or cell.name}, in letters of its own:", indent=2)]
        blocks += step_tables(cell.derivation().long)
    return blocks


def _equations(layer: Layer) -> list[str]:
    texts = {}
    for part in layer.sublayers:
        lines = [equations_text(part.cell)]
        lines += [
            filled(f"the layer adds {value:g} to {name} when it computes", indent=2)
            for name, value in part.offsets.items()
        ]
        texts["\n".join(lines)] = True
    return list(texts)


def _letters(layer: Layer, sizes: dict[str, int]) -> str:
    letters = letter_line({letter: layer.letters[letter] for letter in layer.counted_letters}, sizes)
    return f"{letters}\n{filled(NO_STEPS_IN_COUNT, indent=2)}"
