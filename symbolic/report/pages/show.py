"""What ``symbolic show`` prints: of a cell or of a layer, as text or as data."""

from __future__ import annotations

from typing import Any

from symbolic._cell import Cell
from symbolic.catalog import consulted
from symbolic.frameworks.layer import Layer
from symbolic.report.pages.cell_data import cell_data
from symbolic.report.pages.cell_text import show_cell
from symbolic.report.pages.layer_text import framework_data, framework_part, layer_data, show_layer
from symbolic.report.writing.layout import filled
from symbolic.report.writing.prose import prose_text


def show_text(shown: Cell | Layer, sizes: dict[str, int], steps: str = "short") -> str:
    """Equations, table, derivation and number; of a cell also what the frameworks count for it."""
    if isinstance(shown, Layer):
        return show_layer(shown, sizes, steps)
    words = {"note": shown.note, "consulted": consulted(shown)}
    notes = [filled(f"{name}: {prose_text(text)}") for name, text in words.items() if text]
    parts = [show_cell(shown, sizes, steps), framework_part(shown, sizes), *notes]
    return "\n\n".join(part.rstrip("\n") for part in parts if part) + "\n"


def show_data(shown: Cell | Layer, sizes: dict[str, int], steps: str = "short") -> dict[str, Any]:
    """Everything that `show_text` shows; formulas are SymPy's own text."""
    if isinstance(shown, Layer):
        return layer_data(shown, sizes)
    return {**cell_data(shown, sizes, steps), "frameworks": framework_data(shown, sizes)}
