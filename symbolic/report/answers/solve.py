"""The answer of `symbolic.answers.solve` as sentences and a table."""

from __future__ import annotations

from typing import Any

from symbolic.derive.quantity import quantity_of, unit_of
from symbolic.derive.solve import Solution
from symbolic.limits import LARGEST_SIZE
from symbolic.report.writing.blocks import Block, Piece, a_step, at_sizes, grid, line
from symbolic.report.writing.polynomials import Maths


def blocks(answer: Solution, format: str = "text") -> list[Block]:
    """The size first, then that it fits and the next does not, then the closed form and how it comes about."""
    x = answer.letter
    rows: list[tuple[Piece, ...]] = [(f"{x} = {answer.size}", answer.count, f"{answer.count - answer.budget:+,}")]
    if answer.following:
        size, count = answer.following
        rows.append((f"{x} = {size}", count, f"{count - answer.budget:+,}"))
    at = at_sizes(answer.sizes)
    step = a_step(answer.subject)
    words = [
        f"budget {answer.budget:,}{f' {unit_of(answer.subject)}{step}' if step else ''}",
        *([at] if at else []),
    ]
    words += [f"multiples of {answer.step}"] if answer.step > 1 else []
    made: list[Block] = [
        line(f"{x} = {answer.size}"),
        line(f"the largest for {answer.subject.label}: ", ", ".join(words), indent=2),
        grid(("", unit_of(answer.subject), "over the budget"), rows, right=(1, 2)),
    ]
    closed = answer.closed
    if closed is None:
        return [
            *made,
            line(f"The count is of a higher degree in {x}: found by bisection on whole numbers.", indent=2),
        ]
    steps = [(words, _equation(left, right)) for words, left, right in closed.steps]
    return [
        *made,
        grid(("", ""), steps),
        line(_ending(answer), indent=2),
    ]


def data(answer: Solution) -> dict[str, Any]:
    """Everything of `blocks` as plain data."""
    closed = answer.closed
    return {
        "subject": answer.subject.label,
        "of": quantity_of(answer.subject),
        "letter": answer.letter,
        "budget": answer.budget,
        "step": answer.step,
        "sizes": dict(answer.sizes),
        "size": answer.size,
        "count": answer.count,
        "next": list(answer.following) if answer.following else None,
        "closed_form": str(closed.value) if closed else None,
    }


def _ending(answer: Solution) -> str:
    if answer.following is None:
        return f"The answer is the largest size that there is here: sizes go up to {LARGEST_SIZE:,}."
    kind = "whole number" if answer.step == 1 else f"multiple of {answer.step}"
    skipped = answer.following[0] != answer.size + answer.step
    return (
        f"The answer is the largest {kind}{' at which all shapes are whole' if skipped else ''} that is not above it."
    )


def _equation(left: Any, right: Any) -> Maths:
    from symbolic.report.writing.expressions import expression_latex, expression_text

    return Maths(*(f"{write(left)} = {write(right)}" for write in (expression_text, expression_latex)))
