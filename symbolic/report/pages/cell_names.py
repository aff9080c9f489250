"""What a cell is called in documents: its title, and its files."""

from __future__ import annotations

from symbolic._cell import Cell
from symbolic.frameworks.layer import Layer


def file_name(named: Cell | Layer) -> str:
    """A plain ASCII name for the files of a cell: ``lstm-bias-double``."""
    kept = [sign if sign.isascii() and (sign.isalnum() or sign in "_-") else "-" for sign in named.label]
    return "".join(kept).strip("-") or "cell"


def full_title(cell: Cell) -> str:
    """The title with the modifiers: ``LSTM with forget gate (bias=double)``."""
    words = ", ".join(f"{name}={value}" for name, value in cell.modifiers.items())
    return (cell.title or cell.name or "cell") + (f" ({words})" if words else "")
