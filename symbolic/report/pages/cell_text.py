"""A cell as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from symbolic._cell import Cell
from symbolic.language.nodes import Equation
from symbolic.language.printer import Style, spell_equation
from symbolic.record import replace
from symbolic.report.pages.cell_names import full_title
from symbolic.report.pages.step_table import step_tables, told
from symbolic.report.pages.tables import form_table, gate_table, work_table
from symbolic.report.writing.blocks import line, written
from symbolic.report.writing.layout import apart, filled, tied
from symbolic.report.writing.scalars import scalar_test, scalars_of
from symbolic.report.writing.styles import TEXT_STYLE
from symbolic.terminal import columns, legible

NO_STEPS_IN_COUNT = "the count does not depend on the number of time steps"


def show_cell(cell: Cell, sizes: dict[str, int], steps: str = "short") -> str:
    """Equations, letters, the gate × role table, the derivation and, with sizes, the number."""
    derivation = told(cell.derivation(**sizes), steps)
    table = gate_table(cell.table) if cell.table.gates else line("no trainable parameters", indent=2)
    tables = [*step_tables(derivation), form_table(cell.forms.values())]
    parts = [heading(full_title(cell), cell.source), equations_text(cell), _letters(cell, sizes)]
    parts += [written([block]).rstrip("\n") for block in (table, *tables, work_table(cell.work, sizes))]
    return "\n\n".join(part for part in parts if part) + "\n"


def equation_lines(cell: Cell) -> list[str]:
    """The equations, one line for each."""
    style = replace(TEXT_STYLE, is_scalar=scalar_test(scalars_of(cell)), static=cell.definition.program.static)
    return [equation_line(equation, style) for equation in cell.definition.program.equations]


def equation_line(equation: Equation, style: Style = TEXT_STYLE) -> str:
    """An equation with the ranges of its family behind it."""
    ranges = [f"{loop.index} = {loop.start}..{loop.stop - 1}" for loop in equation.loops]
    return spell_equation(equation, style) + (f"    for {', '.join(ranges)}" if ranges else "")


def equations_text(cell: Cell) -> str:
    """The equations as a page has them."""
    return "\n".join(filled(tied(equation), indent=2, hanging=4) for equation in equation_lines(cell))


def heading(title: str, beside: str) -> str:
    """A title with what stands at the other end of its line, or below it where both are too long."""
    title, beside = legible(title), legible(beside)
    gap = columns() - len(title) - len(beside)
    if not beside or gap >= 2:
        return title + " " * gap + beside if beside else filled(title)
    return f"{filled(title)}\n{filled(beside, indent=2)}"


def letter_line(letters: Mapping[str, str], sizes: Mapping[str, int]) -> str:
    """What the letters stand for, with the numbers that they have."""
    words = [
        f"{letter} = {sizes[letter]} {meaning}" if letter in sizes else f"{letter} {meaning}"
        for letter, meaning in letters.items()
    ]
    return apart(words)


def _letters(cell: Cell, sizes: dict[str, int]) -> str:
    names = cell.definition.names
    kinds = [f"input {', '.join(names.inputs)}"] if names.inputs else []
    kinds += [f"state {', '.join(names.states)}"] if names.states else []
    fixed = [name for name in names.parameters if name in cell.definition.fixed - cell.definition.size_values]
    kinds += [f"fixed, not counted: {', '.join(fixed)}"] if fixed else []
    lines = [letter_line(cell.letters, sizes), *([apart(kinds)] if kinds else []), filled(NO_STEPS_IN_COUNT, indent=2)]
    return "\n".join(lines)
