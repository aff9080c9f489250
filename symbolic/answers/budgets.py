"""The size at which each of several subjects meets one budget, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbolic.answers.bytes import find_quantity
from symbolic.answers.solve import read_asked_budget
from symbolic.answers.subject import Subject
from symbolic.derive.quantity import Counted, shared_sizes
from symbolic.derive.solve import Solution, solve_size
from symbolic.display import Answered
from symbolic.errors import SizeError, UsageError
from symbolic.record import Record


class Budgets(Answered, Record):
    """The largest size of each subject within ``budget``, and what it comes to."""

    budget: int
    sizes: Mapping[str, Any]
    solutions: tuple[Solution, ...]


def find_budgets(
    *subjects: Subject | str,
    budget: int | str,
    of: str = "parameters",
    dtype: str | None = None,
    step: int | str = 1,
    **sizes: Any,
) -> Budgets:
    """For each subject the largest whole size, a multiple of ``step``, that is within the budget.

    The unknown of each is the one size that is left open. Raises `SizeError` where that is none or several,
    `UsageError` for a budget below the smallest.

    >>> [(solution.letter, solution.size) for solution in find_budgets("lstm", "gru", budget="100k", n=40).solutions]
    [('m', 138), ('m', 163)]
    """
    of, most = read_asked_budget(budget, of)
    made = tuple(find_quantity(subject, of, dtype) for subject in subjects)
    known = [shared_sizes(subject, made, sizes) for subject in made]
    unknown = [_open_letter(subject, numbers) for subject, numbers in zip(made, known, strict=True)]
    solutions = []
    for subject, letter, numbers in zip(made, unknown, known, strict=True):
        try:
            solutions.append(solve_size(subject, letter, most, step=step, **numbers))
        except UsageError as error:
            raise UsageError(f"{subject.label}: {error}") from None
    return Budgets(most, sizes, tuple(solutions))


def _open_letter(subject: Counted, sizes: Mapping[str, int]) -> str:
    left = [letter for letter in subject.counted_letters if letter not in sizes]
    if len(left) != 1:
        problem = f"{' and '.join(left)} of {subject.label} are open" if left else f"{subject.label} has no open size"
        raise SizeError(f"{problem}; a budget is for one size of each, so give the others and leave that open")
    return left[0]
