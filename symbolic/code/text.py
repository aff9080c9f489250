"""Code for one value, and how tightly it binds."""

from __future__ import annotations

from typing import NamedTuple

SUM_RANK, TERM_RANK, SIGN_RANK, POWER, ATOM_RANK = range(5)


class Text(NamedTuple):
    """Code for a value: how tightly it binds, how many axes it has, whether a batch stands in front of these.

    ``number`` is its value where it is a plain number.
    """

    text: str
    level: int
    rank: int
    batched: bool
    number: float | None = None

    def at(self, level: int) -> str:
        return self.text if self.level >= level else f"({self.text})"

    @property
    def atom(self) -> str:
        return self.at(ATOM_RANK)


def closed(text: str) -> bool:
    """Whether the last bracket closes the first: ``f(a)``, not ``f(a) * g(b)``."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if depth == 0 and sign in ")]":
            return place == len(text) - 1
    return False
