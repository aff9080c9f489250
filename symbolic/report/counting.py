"""What `symbolic.answers.counting` found, as one table."""

from __future__ import annotations

from typing import Any

from symbolic.answers.counting import Counts
from symbolic.report.blocks import Block, grid


def blocks(found: Counts, face: str = "text") -> list[Block]:
    """A row a cell or layer: its formula and, with sizes, its number and the ratio to the first number."""
    head, rows = ["", "parameters"], [[one.label, one.size] for one in found.subjects]
    if found.sizes:
        head.append(", ".join(f"{name} = {value}" for name, value in found.sizes.items()))
        rows = [[*row, count] for row, count in zip(rows, found.counts, strict=True)]
    first = next((count for count in found.counts if isinstance(count, int)), 0)
    if first:
        head.append("ratio")
        rows = [
            [*row, f"{count / first:.4f}" if isinstance(count, int) else ""]
            for row, count in zip(rows, found.counts, strict=True)
        ]
    return [grid(head, rows, right=(2, 3))]


def data(found: Counts) -> dict[str, Any]:
    """Everything of `blocks` as plain data; formulas are Python's text."""
    return {
        "sizes": {name: str(value) for name, value in found.sizes.items()},
        "counts": [
            {"subject": one.label, "formula": str(one.size), "count": count if isinstance(count, int) else str(count)}
            for one, count in zip(found.subjects, found.counts, strict=True)
        ],
    }
