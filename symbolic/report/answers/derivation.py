"""The derivation of a count, step by step."""

from __future__ import annotations

from typing import Any

from symbolic.derive.derivation import Derivation
from symbolic.report.pages.cell_data import step_data
from symbolic.report.pages.step_table import step_tables
from symbolic.report.writing.blocks import Block


def blocks(derivation: Derivation, format: str = "text") -> list[Block]:
    """A row for each step, those that find the shapes apart from those that count; the last ends in the number."""
    return [*step_tables(derivation)]


def data(derivation: Derivation) -> dict[str, Any]:
    """The same steps; formulas are SymPy's own text."""
    return {"sizes": derivation.sizes, "steps": step_data(derivation), "count": derivation.number}
