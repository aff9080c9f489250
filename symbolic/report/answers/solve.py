"""What `symbolic.answers.solve` found, as sentences and a table."""

from __future__ import annotations

from typing import Any

from symbolic.derive.quantity import quantity_of, unit_of
from symbolic.derive.solve import Solution
from symbolic.limits import LARGEST_SIZE
from symbolic.report.writing.blocks import Block, Piece, a_step, at_sizes, grid, line
from symbolic.report.writing.polynomials import Maths


def blocks(found: Solution, format: str = "text") -> list[Block]:
    """The size first, then that it fits and the next does not, then the closed form and how it comes about."""
    x = found.letter
    rows: list[tuple[Piece, ...]] = [(f"{x} = {found.size}", found.count, f"{found.count - found.budget:+,}")]
    if found.following:
        size, count = found.following
        rows.append((f"{x} = {size}", count, f"{count - found.budget:+,}"))
    given = at_sizes(found.sizes)
    step = a_step(found.subject)
    words = [
        f"budget {found.budget:,}{f' {unit_of(found.subject)}{step}' if step else ''}",
        *([given] if given else []),
    ]
    words += [f"multiples of {found.step}"] if found.step > 1 else []
    made: list[Block] = [
        line(f"{x} = {found.size}"),
        line(f"the largest for {found.subject.label}: ", ", ".join(words), indent=2),
        grid(("", unit_of(found.subject), "over the budget"), rows, right=(1, 2)),
    ]
    closed = found.closed
    if closed is None:
        return [
            *made,
            line(f"The count is of a higher degree in {x}: found by bisection on whole numbers.", indent=2),
        ]
    steps = [(words, _equation(left, right)) for words, left, right in closed.steps]
    return [
        *made,
        grid(("", ""), steps),
        line(_ending(found), indent=2),
    ]


def data(found: Solution) -> dict[str, Any]:
    """Everything of `blocks` as plain data."""
    closed = found.closed
    return {
        "subject": found.subject.label,
        "of": quantity_of(found.subject),
        "letter": found.letter,
        "budget": found.budget,
        "step": found.step,
        "sizes": dict(found.sizes),
        "size": found.size,
        "count": found.count,
        "next": list(found.following) if found.following else None,
        "closed_form": str(closed.value) if closed else None,
    }


def _ending(found: Solution) -> str:
    if found.following is None:
        return f"The answer is the largest size that there is here: sizes go up to {LARGEST_SIZE:,}."
    kind = "whole number" if found.step == 1 else f"multiple of {found.step}"
    skipped = found.following[0] != found.size + found.step
    return (
        f"The answer is the largest {kind}{' at which all shapes are whole' if skipped else ''} that is not above it."
    )


def _equation(left: Any, right: Any) -> Maths:
    from symbolic.report.writing.expressions import expression_latex, expression_text

    return Maths(*(f"{write(left)} = {write(right)}" for write in (expression_text, expression_latex)))
