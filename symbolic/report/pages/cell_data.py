"""A cell as data: what ``symbolic show --json`` prints."""

from __future__ import annotations

from typing import Any

from symbolic._cell import Cell
from symbolic.catalog import consulted
from symbolic.derive.derivation import Derivation
from symbolic.derive.table import Table
from symbolic.report.pages.step_table import told
from symbolic.report.writing.operation_rows import operation_data


def cell_data(cell: Cell, sizes: dict[str, int], steps: str = "short") -> dict[str, Any]:
    """Everything that `symbolic.report.pages.cell_text.show_cell` shows; formulas are SymPy's own text."""
    derivation = told(cell.derivation(**sizes), steps)
    answer: dict[str, Any] = {
        "cell": cell.name,
        "modifiers": cell.modifiers,
        "title": cell.title,
        "source": cell.source,
        "summary": cell.summary,
        "note": cell.note,
        "consulted": consulted(cell),
        "equations": cell.text.splitlines(),
        "sizes": sizes,
        "letters": cell.letters,
        "aliases": cell.aliases,
        "inputs": list(cell.definition.names.inputs),
        "states": list(cell.definition.names.states),
        "parameters": [
            {
                "name": parameter.name,
                "shape": [str(extent) for extent in parameter.shape],
                "size": str(parameter.size),
                "gate": parameter.gate,
                "role": parameter.role,
                "trainable": parameter.trainable,
            }
            for parameter in cell.parameters
        ],
        "table": table_data(cell.table),
        "steps": step_data(derivation),
        "forms": {name: str(form.expression) for name, form in cell.forms.items()},
        "formula": str(cell.count),
        "step": operation_data(cell.work),
    }
    if derivation.number is not None:
        answer["count"] = derivation.number
    return answer


def table_data(table: Table) -> dict[str, Any]:
    """The gate × role table with its margins."""
    return {
        "cells": {gate: {role: str(size) for role, size in row.items()} for gate, row in table.cells.items()},
        "by_gate": {gate: str(size) for gate, size in table.by_gate.items()},
        "by_role": {role: str(size) for role, size in table.by_role.items()},
        "total": str(table.total),
    }


def step_data(derivation: Derivation) -> list[dict[str, Any]]:
    """The steps, each with its rule; where it finds a shape, with the names that have it."""
    return [
        {"rule": step.rule, "words": step.words, "expression": str(step.expression)}
        | ({"names": step.names, "shape": list(map(str, step.extents))} if step.members else {})
        | ({} if step.number is None else {"number": step.number})
        for step in derivation.steps
    ]
