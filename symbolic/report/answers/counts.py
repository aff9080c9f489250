"""The answer of `symbolic.answers.counts` as one table."""

from __future__ import annotations

from typing import Any

from symbolic.answers.counts import Counts
from symbolic.derive.quantity import quantity_of, unit_of
from symbolic.report.writing.blocks import Block, a_step, at_sizes, grid


def blocks(answer: Counts, format: str = "text") -> list[Block]:
    """A row for each cell or layer: its formula and, with sizes, its number and the ratio to the first number."""
    first = answer.subjects[0]
    head, rows = (
        ["", f"{unit_of(first)}{a_step(first)}"],
        [[subject.label, subject.size] for subject in answer.subjects],
    )
    if answer.sizes:
        head.append(at_sizes(answer.sizes))
        rows = [[*row, count] for row, count in zip(rows, answer.counts, strict=True)]
    whole = next((count for count in answer.counts if isinstance(count, int)), 0)
    if whole:
        head.append("ratio")
        rows = [
            [*row, f"{count / whole:.4f}" if isinstance(count, int) else ""]
            for row, count in zip(rows, answer.counts, strict=True)
        ]
    return [grid(head, rows, right=(2, 3))]


def data(answer: Counts) -> dict[str, Any]:
    """Everything of `blocks` as plain data; formulas are Python's text."""
    return {
        "of": quantity_of(answer.subjects[0]),
        "sizes": {name: str(value) for name, value in answer.sizes.items()},
        "counts": [
            {
                "subject": subject.label,
                "formula": str(subject.size),
                "count": count if isinstance(count, int) else str(count),
            }
            for subject, count in zip(answer.subjects, answer.counts, strict=True)
        ],
    }
