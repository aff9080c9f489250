"""The gate × role table of a cell."""

from __future__ import annotations

from typing import Any

from symbolic.derive.table import Table
from symbolic.report.pages.cell_data import table_data
from symbolic.report.pages.tables import gate_table
from symbolic.report.writing.blocks import Block, line


def blocks(table: Table, format: str = "text") -> list[Block]:
    """The table; a sentence where nothing is trained."""
    return [gate_table(table, table.latex_names) if table.gates else line("no trainable parameters", indent=2)]


def data(table: Table) -> dict[str, Any]:
    """The same sizes; formulas are SymPy's own text."""
    return table_data(table)
