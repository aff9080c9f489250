"""The other sides of an equation as sentences: which are right, which are not, and which were not checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symbolic.answers.stated import Stated
from symbolic.report.writing.blocks import Piece

LONGEST_QUOTE = 60


def stated_sentences(sides: tuple[Stated, ...]) -> Iterator[tuple[Piece, ...]]:
    """One sentence for each side, what is wrong first."""
    for side in sorted(sides, key=lambda side: (side.right is not False, side.right is None)):
        text = side.text if len(side.text) <= LONGEST_QUOTE else side.text[:LONGEST_QUOTE] + " ..."
        if side.right:
            yield (f"Its {'number' if side.formula is not None else 'other side'} is right: {text}.",)
        elif side.right is False and side.formula is not None:
            yield ("The number beside it is wrong: it is ", _number(side.formula), f", not {text}.")
        elif side.right is False:
            yield (f"The other side is another formula: {text}.",)
        elif side.missing:
            yield (f"{text} was not checked: that needs numbers for {' and '.join(side.missing)}.",)
        else:
            yield (f"{text} was not read, and not checked.",)


def stated_data(sides: tuple[Stated, ...]) -> list[dict[str, Any]]:
    """Everything of the sides as plain data; ``right`` is null where a side was not checked."""
    return [
        {
            "text": side.text,
            "right": side.right,
            "formula": None if side.formula is None else _number(side.formula),
            "missing": list(side.missing),
        }
        for side in sides
    ]


def _number(value: Any) -> int | str:
    return int(value) if value.denominator == 1 else str(value)
