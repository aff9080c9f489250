"""What `symbolic.answers.counting` found, as one table."""

from __future__ import annotations

from typing import Any

from symbolic.answers.counting import Counts
from symbolic.report.blocks import Block, grid


def blocks(found: Counts, face: str = "text") -> list[Block]:
    """A row a cell or layer: its formula and, with sizes, its number and the ratio to the first."""
    rows = [(one.label, one.size) for one in found.subjects]
    if not found.numbers:
        return [grid(("", "parameters"), rows)]
    ratios = [f"{number / found.numbers[0]:.4f}" for number in found.numbers]
    rows = [(*row, number, ratio) for row, number, ratio in zip(rows, found.numbers, ratios, strict=True)]
    return [grid(("", "parameters", "number", "ratio"), rows, right=(2, 3))]


def data(found: Counts) -> dict[str, Any]:
    """Everything of `blocks` as plain data; formulas are Python's text."""
    numbers = found.numbers or (None,) * len(found.subjects)
    rows = zip(found.subjects, numbers, strict=True)
    return {
        "sizes": {name: str(value) for name, value in found.sizes.items()},
        "counts": [{"subject": one.label, "formula": str(one.size), "count": number} for one, number in rows],
    }
