"""What a size is while shapes are inferred: polynomials in letters (`Size`), or plain integers.

One rule set runs on both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from symbolic.errors import SizeError
from symbolic.language.sizes.size import Size


class Carrier(Protocol):
    """Arithmetic of one kind of size; ``+``, ``-`` and ``*`` are those of the values."""

    def size(self, written: Size) -> Any:
        """The value of a size as it is written."""
        ...

    def divide(self, value: Any, by: Any) -> Any:
        """The exact quotient, or `SizeError` where there is none."""
        ...

    def same(self, left: Any, right: Any) -> bool:
        """Whether two values are the same size."""
        ...


class Polynomials:
    """Sizes as polynomials in their letters: what a cell is checked with when it is made."""

    def size(self, written: Size) -> Size:
        return written

    def divide(self, value: Size, by: Size | int) -> Size:
        if not isinstance(by, Size):
            by = Size.of(by)
        try:
            return value / by
        except SizeError:
            raise SizeError(f"{value} cannot be divided by {by}") from None

    def same(self, left: Size, right: Size) -> bool:
        return left == right


class Integers:
    """Sizes as Python integers; where an equation needs ``m/H``, ``H`` has to divide ``m``.

    >>> Integers({"m": 12, "H": 4}).size(Size.letter("m") / Size.letter("H"))
    3
    """

    def __init__(self, values: Mapping[str, int]):
        self.values = values

    def size(self, written: Size) -> int:
        top, bottom = written.evaluate(self.values.__getitem__)
        if top % bottom:
            raise SizeError(f"{written} is not a whole number at {self._values(written.letters)}", str(written))
        return top // bottom

    def divide(self, value: int, by: int) -> int:
        if by == 0 or value % by:
            problem = f"{value} is not divisible by {by}, as the equations require"
            raise SizeError(f"{problem}; the sizes are {self._values(self.values)}")
        return value // by

    def _values(self, letters: Iterable[str]) -> str:
        return ", ".join(f"{name} = {self.values[name]}" for name in letters)

    def same(self, left: int, right: int) -> bool:
        return left == right
