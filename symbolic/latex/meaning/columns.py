r"""Columns of activations before a packed product, ``[\sigma; \sigma; \tanh] W [x; h]``."""

from __future__ import annotations

from symbolic.latex.printed.syntax import Function, Printed, Stacked, Symbol, walk_printed


def functions_of(node: Printed) -> list[str]:
    """The activations of a column before a packed product, from the top."""
    for part in walk_printed(node):
        if isinstance(part, Stacked) and is_functions(part):
            return [
                cell.name if isinstance(cell, Function) else "sigma" if isinstance(cell, Symbol) else ""
                for row in part.rows
                for cell in row
            ]
    return []


def is_functions(node: Stacked) -> bool:
    """Whether a column holds activations only."""
    cells = [cell for row in node.rows for cell in row]
    return all(isinstance(cell, Function) and not cell.arguments for cell in cells) or all(
        isinstance(cell, Symbol) and cell.base in ("sigma", "phi", "f", "g") for cell in cells
    )
