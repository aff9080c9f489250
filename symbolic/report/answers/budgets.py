"""The answer of `symbolic.answers.budgets` as one table."""

from __future__ import annotations

from typing import Any

from symbolic.answers.budgets import Budgets
from symbolic.derive.quantity import quantity_of, unit_of
from symbolic.report.answers import solve
from symbolic.report.writing.blocks import Block, a_step, at_sizes, grid, line


def blocks(answer: Budgets, format: str = "text") -> list[Block]:
    """A row for each cell, layer or network: its size, what that comes to, and its part of the budget."""
    first = answer.solutions[0].subject
    unit = f"{unit_of(first)}{a_step(first)}"
    at = at_sizes(answer.sizes)
    rows = [
        (
            solution.subject.label,
            f"{solution.letter} = {solution.size:,}",
            solution.count,
            f"{100 * solution.count / answer.budget:.2f} %",
            "" if solution.following is None else solution.following[1],
        )
        for solution in answer.solutions
    ]
    return [
        line(f"within {answer.budget:,} {unit}{f', {at}' if at else ''}"),
        grid(("", "largest size", unit_of(first), "of the budget", "the next size"), rows, right=(2, 3, 4)),
    ]


def data(answer: Budgets) -> dict[str, Any]:
    """Everything of `blocks` as plain data; formulas are Python's text."""
    return {
        "of": quantity_of(answer.solutions[0].subject),
        "budget": answer.budget,
        "sizes": {name: str(value) for name, value in answer.sizes.items()},
        "solutions": [solve.data(solution) for solution in answer.solutions],
    }
