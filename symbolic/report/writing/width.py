"""The width that a document is written for: that of a column, of a text, or a length."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from symbolic.errors import SymbolicError, UsageError
from symbolic.record import Record

Fitted = TypeVar("Fitted")
QUAD = 10.95
"""Points of a quad in type of 11 points, the largest that a text is set in."""
LENGTH_UNITS = {"pt": 1.0, "mm": 2.845274, "cm": 28.45274, "in": 72.27, "em": QUAD}
TEX_LENGTH = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*(pt|mm|cm|in|em)")
NAMED_WIDTHS = {"column": "77mm", "text": "160mm"}
"""A column as the narrowest of the usual classes has it, and the text of a page."""
LEAST_WIDTH, MOST_WIDTH = 5.0, 500.0
SAFE_SHARE, FREE_SHARE = 0.985, 0.15
"""What the widths of letters are not certain by, and what is left free."""


class Width(Record):
    """A width in quads; what does not fit one that was ``asked`` for is an error, else it is set smaller."""

    quads: float
    asked: bool = False

    @property
    def room(self) -> float:
        """What a line may take of it."""
        return self.quads * SAFE_SHARE - FREE_SHARE


TEXT_WIDTH = Width(160 * LENGTH_UNITS["mm"] / QUAD)


class TooWide(SymbolicError):
    """A line that fits no narrower width than ``need``, in quads."""

    def __init__(self, need: float, line: str):
        super().__init__(need, line)
        self.need, self.line = need, line

    def sentence(self) -> str:
        return f"{self.line} needs {length(self.need)}"


def find_width(text: str) -> Width:
    """``column``, ``text`` or a length; raises `UsageError`.

    >>> find_width("84mm").quads < find_width("text").quads
    True
    """
    match = TEX_LENGTH.fullmatch(NAMED_WIDTHS.get(text.strip(), text.strip()))
    quads = float(match[1]) * LENGTH_UNITS[match[2]] / QUAD if match else 0
    if not LEAST_WIDTH <= quads <= MOST_WIDTH:
        raise UsageError(f"a width is column, text or a length such as 84mm or 241pt, not {text[:40]!r}")
    return Width(quads, asked=True)


def length(quads: float) -> str:
    """A width in whole millimetres, which it fits.

    >>> length(20.0)
    '77mm'
    """
    return f"{_millimetres(quads)}mm"


def needed(room: float) -> float:
    """The width in quads of which a line may take this much."""
    return (room + FREE_SHARE) / SAFE_SHARE


def at_width(make: Callable[[Width], Fitted], width: Width) -> Fitted:
    """What is made for a width; raises `UsageError` with the line that is too wide, and the narrowest that is right."""
    try:
        return make(width)
    except TooWide as error:
        refused, millimetres = error, _millimetres(error.need)
    while (error := _refusal(make, millimetres)) is not None:
        refused, millimetres = error, max(_millimetres(error.need), millimetres + 1)
    # What a line needs is told from its parts; with others beside it, less may do.
    while millimetres > _millimetres(width.quads) and (error := _refusal(make, millimetres - 1)) is None:
        millimetres -= 1
    problem = f"{length(width.quads)} is too narrow for {refused.line}"
    raise UsageError(f"{problem}; the narrowest width is {millimetres}mm")


def _refusal(make: Callable[[Width], object], millimetres: int) -> TooWide | None:
    """What is too wide for so many millimetres, or nothing."""
    try:
        make(find_width(f"{millimetres}mm"))
    except TooWide as error:
        return error
    return None


def _millimetres(quads: float) -> int:
    return int(quads * QUAD / LENGTH_UNITS["mm"] - 1e-9) + 1
