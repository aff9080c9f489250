"""What a template gets: plain data about a cell, every formula ready-made as LaTeX."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from symbolic._cell import Cell
from symbolic.catalog import consulted, example_sizes
from symbolic.catalog.sources import reference, sources
from symbolic.derive.derivation import Derivation
from symbolic.derive.formula import polynomial
from symbolic.derive.step import Step
from symbolic.derive.step_work import StepWork
from symbolic.derive.table import Table
from symbolic.errors import SymbolicError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.latex_names import latex_name, size_latex
from symbolic.language.printer import Style, spell, spell_equation
from symbolic.record import replace
from symbolic.report.pages.cell_names import file_name, full_title
from symbolic.report.pages.step_table import SHAPE_RULES, step_table, told
from symbolic.report.pages.tables import form_table, gate_table, latex_cell, words_of, work_table
from symbolic.report.writing.notation import OWN_NOTATION, Notation, grouped
from symbolic.report.writing.noted import noted
from symbolic.report.writing.operation_rows import letter_names, titled_operations
from symbolic.report.writing.polynomials import LetterNames, formula_text, latex_of, terms_of
from symbolic.report.writing.scalars import scalars_of
from symbolic.report.writing.signs import used_operations
from symbolic.report.writing.styles import latex_style, loop_range

COUNT, OTHER_COUNT = "P", r"\mathcal{P}"


def cell_context(
    cell: Cell, sizes: Mapping[str, int] | None = None, notation: Notation = OWN_NOTATION, steps: str = "short"
) -> dict[str, Any]:
    """Everything a document says about one cell.

    Values are text, numbers, lists and mappings. Keys that end in ``latex`` hold LaTeX for math
    mode; all other text is plain and is escaped by the template's ``text`` filter. Sizes that are
    not given are those of `symbolic.catalog.example_sizes`; a cell that those do
    not suit has no ``number``. `full_context` of `symbolic.report.documents.fragments` adds forms and layers.
    """
    cell = noted(cell, notation)
    derivation = told(_derivation(cell, sizes or {}), steps)
    names = cell.definition.latex
    signals = cell.definition.names
    counted = polynomial(derivation.formula).letters
    return {
        "name": cell.name or "cell",
        "label": cell.label,
        "file": file_name(cell),
        "title": full_title(cell),
        "modifiers": [f"{name}={value}" for name, value in cell.modifiers.items()],
        "source": cell.source,
        "keys": [key for key in cell.key.split() if key in sources()],
        "references": [reference(key) for key in cell.key.split() if key in sources()],
        "summary": cell.summary,
        "note": cell.note,
        "consulted": consulted(cell),
        "text": cell.text,
        "equations": equation_rows(cell.definition, notation, scalars_of(cell)),
        "letters": [
            {"latex": size_latex(letter, names), "name": letter, "meaning": meaning}
            for letter, meaning in cell.letters.items()
        ],
        "operations": used_operations(cell.definition),
        "count_sign": _count_sign(cell.definition),
        "counted": [size_latex(letter, names) for letter in cell.counted_letters],
        "inputs": [latex_name(name, names) for name in signals.inputs],
        "states": [latex_name(name, names) for name in signals.states],
        "fixed": _fixed(cell, notation),
        "table": table_data(cell.table, names),
        "steps": step_data(derivation.steps, names, notation, derivation.static),
        "cost": work_data(cell.work, derivation.sizes, letter_names(cell), notation),
        "cost_sizes_latex": _sizes(derivation.sizes, _cost_letters(cell) - {*counted}, names),
        "count_latex": latex_of(derivation.formula, names),
        "count_rows": _count_rows(cell, latex_of(derivation.formula, names)),
        "count_text": formula_text(cell.size),
        "expanded": str(cell.size),
        "terms": terms_of(cell.size),
        "counted_letters": [*cell.counted_letters],
        "number": derivation.number,
        "sizes_latex": _sizes(derivation.sizes, counted, names),
    }


def _derivation(cell: Cell, sizes: Mapping[str, int]) -> Derivation:
    example = example_sizes(cell)
    try:
        return cell.derivation(**{**example, **{name: sizes[name] for name in example if name in sizes}})
    except SymbolicError:
        if sizes:
            raise
        return cell.derivation()


def equation_rows(
    definition: Definition, notation: Notation = OWN_NOTATION, scalars: Collection[str] = ()
) -> list[dict[str, str]]:
    """A row for each equation, not broken yet; ``scalars`` are the names of numbers."""
    style = replace(latex_style(definition.latex, notation, scalars), static=definition.program.static)
    return [equation_row(equation, style) for equation in definition.program.equations]


def equation_row(equation: n.Equation, style: Style) -> dict[str, str]:
    """One equation with the ranges of its family."""
    ranges = ",\\; ".join(loop_range(loop, style.size) for loop in equation.loops)
    return {"latex": spell_equation(equation, style), "range_latex": ranges}


def _fixed(cell: Cell, notation: Notation) -> list[str]:
    style = latex_style(cell.definition.latex, notation)
    first = cell.definition.names.parameters
    return [
        spell(first[name].node, style) for name in first if name in cell.definition.fixed - cell.definition.size_values
    ]


def table_data(table: Table, names: Mapping[str, str]) -> dict[str, Any]:
    """The gate × role table with its margins."""
    described = gate_table(table, names)
    *rows, sums = [[latex_cell(cell) for cell in row] for row in described.rows]
    return {
        "roles": list(described.header[1:-1]),
        "rows": [{"gate_latex": gate, "cells": cells, "sum_latex": total} for gate, *cells, total in rows],
        "sums": sums[1:-1],
        "total_latex": sums[-1],
    }


def step_data(
    steps: Iterable[Step], names: Mapping[str, str], notation: Notation = OWN_NOTATION, static: Collection[str] = ()
) -> list[dict[str, Any]]:
    """The steps with their reasons."""
    steps = list(steps)
    rows = step_table(steps, names, notation, static).rows
    return [
        {
            "rule": step.rule,
            "words": words_of(reason),
            "latex": latex_cell(result),
            "finds": "shape" if step.rule in SHAPE_RULES else "count",
        }
        for step, (_, reason, result) in zip(steps, rows, strict=True)
    ]


def work_data(
    work: StepWork, sizes: Mapping[str, int], names: LetterNames, notation: Notation = OWN_NOTATION
) -> list[dict[str, str]]:
    """The operations of one step of one sequence, with their numbers where there are sizes."""
    return [
        {
            "title": str(title),
            "latex": latex_cell(formula),
            "number_latex": grouped(number, notation) if isinstance(number, int) else "",
        }
        for title, formula, number in work_table(work, sizes, names).rows
    ]


def form_data(cell: Cell) -> list[dict[str, str]]:
    """The count in each form, equal ones in one row."""
    rows = form_table(cell.forms.values(), cell.definition.latex).rows
    return [{"title": str(title), "latex": latex_cell(formula)} for title, formula in rows]


def _count_rows(cell: Cell, count: str) -> list[dict[str, str]]:
    """The count as an equation."""
    letters = ", ".join(size_latex(letter, cell.definition.latex) for letter in cell.counted_letters)
    return [{"latex": f"{_count_sign(cell.definition)}({letters}) &= {count}", "range_latex": ""}]


def _count_sign(definition: Definition) -> str:
    """What the number of parameters is called, which is not a sign of the cell."""
    names, latex = definition.names, definition.latex
    written = {latex_name(name, latex) for name in (*names.inputs, *names.signals, *names.parameters)}
    return COUNT if COUNT not in written | {size_latex(letter, latex) for letter in definition.letters} else OTHER_COUNT


def _sizes(sizes: Mapping[str, int], letters: Collection[str], names: Mapping[str, str]) -> str:
    return ",\\; ".join(f"{size_latex(letter, names)} = {size}" for letter, size in sizes.items() if letter in letters)


def _cost_letters(cell: Cell) -> set[str]:
    return {letter for _, size in titled_operations(cell.work) for letter in size.letters}
