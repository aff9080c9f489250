"""The largest size within a budget of parameters, of a cell that is named."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from symbolic.answers.bytes import find_quantity
from symbolic.answers.subject import Subject
from symbolic.derive.solve import Solution, read_budget, solve_size
from symbolic.errors import UsageError

BYTES = re.compile(r"(\d{1,30}(?:[,_]\d{3})*(?:\.\d{1,12})?)\s*(?:([kmgtKMGT])(i?)[bB]|bytes?)", re.ASCII)
"""A number with a unit of bytes."""


def solve(
    subject: Subject | str,
    letter: str,
    /,
    budget: int | str,
    *,
    of: str = "parameters",
    dtype: str | None = None,
    step: int | str = 1,
    **sizes: Any,
) -> Solution:
    """The exact largest whole size, a multiple of ``step``, whose count is at most ``budget``.

    ``budget`` may be written as ``10M``; it is ``of`` parameters, or of the ``macs`` or ``flops`` of one step of one
    sequence, or of ``bytes``, as ``400KB`` and ``256KiB`` are: those of all stored numbers of the kind ``dtype``,
    ``float32`` where it is not said, ``recurrent:int8,float32`` for several kinds. Raises `SizeError`
    for sizes that are missing or unknown, `UsageError` for a budget below the smallest count.

    >>> solution = solve("lstm", "m", "10M", n=300)
    >>> solution.size, solution.count, solution.following
    (1437, 9990024, (1438, 10002728))
    >>> solve("lstm", "m", "400KB", dtype="int8", n=40).count
    399008
    """
    of, most = read_asked_budget(budget, of)
    return solve_size(find_quantity(subject, of, dtype), letter, most, step=step, **sizes)


def read_asked_budget(budget: int | str, of: str) -> tuple[str, int]:
    """What a budget is of, and how much it is: with a unit such as KB it is of bytes; raises `UsageError`.

    >>> read_asked_budget("400KB", "parameters"), read_asked_budget("1.5KiB", "bytes"), read_asked_budget("10M", "macs")
    (('bytes', 400000), ('bytes', 1536), ('macs', 10000000))
    """
    text = str(budget).strip()
    if of == "bytes" and re.fullmatch(r"[\d.,_]+[bB]", text):
        raise UsageError(f"{text[:40]} may be bytes or a billion of them; write it without the B, or with GB")
    match = BYTES.fullmatch(text)
    if not match:
        return of, read_budget(budget)
    if of not in ("parameters", "bytes"):
        raise UsageError(f"a budget of {of} is a number without a unit, such as 10M, not {text[:40]!r}")
    number, power, binary = match.groups()
    factor = (1024 if binary else 1000) ** " KMGT".index((power or " ").upper())
    return "bytes", read_budget(int(Fraction(number.replace(",", "").replace("_", "")) * factor))
