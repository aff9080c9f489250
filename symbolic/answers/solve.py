"""The largest size within a budget of parameters, of a cell that is named."""

from __future__ import annotations

from typing import Any

from symbolic.answers.subject import Subject, find_subject
from symbolic.derive.solve import Solution, solve_size


def solve(
    subject: Subject | str,
    letter: str,
    /,
    budget: int | str,
    *,
    of: str = "parameters",
    step: int | str = 1,
    **sizes: Any,
) -> Solution:
    """The exact largest whole size, a multiple of ``step``, whose count is at most ``budget``.

    ``budget`` may be written as ``10M``; it is ``of`` parameters, or of the ``macs`` or ``flops`` of one step of one
    sequence. Raises `SizeError` for sizes that are missing or unknown,
    `UsageError` for a budget below the smallest count.

    >>> solution = solve("lstm", "m", "10M", n=300)
    >>> solution.size, solution.count, solution.following
    (1437, 9990024, (1438, 10002728))
    """
    return solve_size(find_subject(subject), letter, budget, of=of, step=step, **sizes)
