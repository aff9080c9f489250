"""A cell as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from symbolic._cell import Cell
from symbolic.derive.derivation import Derivation
from symbolic.derive.simplify import simplified
from symbolic.derive.step_work import StepWork
from symbolic.language.nodes import Equation
from symbolic.language.printer import Style, spell_equation
from symbolic.language.sizes.size import Size
from symbolic.report.pages.cell_context import full_title
from symbolic.report.writing.blocks import aligned
from symbolic.report.writing.operation_rows import operation_rows
from symbolic.report.writing.polynomials import text_of, with_commas
from symbolic.report.writing.styles import TEXT

WIDTH = 88
STEPS = "the count does not depend on the number of time steps"


def show_cell(cell: Cell, sizes: dict[str, int]) -> str:
    """Equations, letters, the gate × role table, the derivation and, with sizes, the number."""
    derivation = cell.derivation(**sizes)
    parts = [
        _heading(cell),
        "\n".join(f"  {line}" for line in equation_lines(cell)),
        _letters(cell, sizes),
        _table(cell),
        _steps(derivation),
        _forms(cell),
        work_table(cell.work, sizes),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def equation_lines(cell: Cell) -> list[str]:
    """The equations, a line each."""
    return [equation_line(equation) for equation in cell.definition.program.equations]


def equation_line(equation: Equation, style: Style = TEXT) -> str:
    """An equation with the ranges of its family behind it."""
    ranges = [f"{loop.index} = {loop.start}..{loop.stop - 1}" for loop in equation.loops]
    return spell_equation(equation, style) + (f"    for {', '.join(ranges)}" if ranges else "")


def letter_line(letters: Mapping[str, str], sizes: Mapping[str, int]) -> str:
    """What the letters stand for, with the numbers that they have."""
    words = [
        f"{letter} = {sizes[letter]} {meaning}" if letter in sizes else f"{letter} {meaning}"
        for letter, meaning in letters.items()
    ]
    return f"  {'    '.join(words)}"


def work_table(work: StepWork, sizes: dict[str, int]) -> str:
    """The operations of one step of one sequence, with their numbers where there are sizes."""
    rows = [["a step of one sequence", "operations", ""]]
    for row in operation_rows(work, sizes):
        number = row["number"]
        rows.append([row["title"], row["text"], "" if number is None else with_commas(number)])
    return aligned(rows, {2})


def _heading(cell: Cell) -> str:
    title = full_title(cell)
    if not cell.source:
        return title
    gap = max(2, WIDTH - len(title) - len(cell.source))
    return title + " " * gap + cell.source


def _letters(cell: Cell, sizes: dict[str, int]) -> str:
    names = cell.definition.names
    kinds = [f"input {', '.join(names.inputs)}"] if names.inputs else []
    kinds += [f"state {', '.join(names.states)}"] if names.states else []
    fixed = [name for name in names.parameters if name in cell.definition.fixed]
    kinds += [f"fixed, not counted: {', '.join(fixed)}"] if fixed else []
    return f"{letter_line(cell.letters, sizes)}\n  {'    '.join(kinds)}\n  {STEPS}"


def _table(cell: Cell) -> str:
    table = cell.table
    if not table.gates:
        return "  no trainable parameters"
    rows = [["gate", *table.roles, "sum"]]
    for gate in table.gates:
        sizes = table.sizes[gate].values()
        rows.append([gate, *(text_of(size) if size.terms else "" for size in sizes), _sum(table.gate_sizes[gate])])
    rows.append(["sum", *map(_sum, table.role_sizes.values()), _sum(table.size)])
    return aligned(rows)


def _sum(size: Size) -> str:
    return text_of(simplified(size))


def _steps(derivation: Derivation) -> str:
    rows = []
    for place, step in enumerate(derivation.steps, 1):
        result = text_of(step.formula, step.sizes)
        if step.rule == "substitute" and derivation.number is not None:
            number = with_commas(derivation.number)
            result = number if result == str(derivation.number) else f"{result} = {number}"
        rows.append([str(place), step.words, result])
    return aligned(rows, {0})


def _forms(cell: Cell) -> str:
    seen: dict[str, list[str]] = {}
    for form in cell.forms.values():
        seen.setdefault(text_of(form.formula), []).append(form.title)
    rows = [[", ".join(titles), formula] for formula, titles in seen.items()]
    return aligned(rows)
