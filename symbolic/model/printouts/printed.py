"""What a printed table says: a row for each layer, and the totals below it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symbolic.language.sizes.size import Size
from symbolic.record import Record

PrintedShape = tuple[int | None, ...]
COLOUR_CODE = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
PRINTED_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
PRINTED_SHAPE = re.compile(r"[(\[]([^()\[\]]*\d[^()\[\]]*|None|\?)[)\]]")
TOTAL = re.compile(
    r"\W*((?:Total|Total Trainable|Trainable|Non-trainable)\s+(?:params|parameters))\W*?:\s*([\d,]+)(?!\.?\d)",
    re.IGNORECASE,
)
LARGEST_DIGITS = 40


class PrintedRow(Record):
    """A layer of a table; ``line`` is where it stands, from 1.

    ``shape`` is what it gives, with None for a size that is not printed, ``reads`` what it reads where the table says
    it, ``sources`` the names of the layers that it reads, ``most`` the end of the range of a rounded number; ``loose``
    rows may read another layer than the one above.
    """

    name: str
    kind: str
    line: int
    count: int | None
    shape: PrintedShape = ()
    reads: PrintedShape = ()
    sources: tuple[str, ...] | None = None
    most: int | None = None
    trained: bool = True
    loose: bool = False


class Printout(Record):
    """A table: ``framework`` says whose it is, ``totals`` are the numbers below it by their words and lines.

    ``in_order`` is true where each layer reads the one above it; ``notes`` are sentences on the table.
    """

    framework: str
    rows: tuple[PrintedRow, ...]
    totals: tuple[tuple[str, int, int], ...] = ()
    in_order: bool = False
    notes: tuple[str, ...] = ()


def letter_for(name: str) -> Size:
    """The letter that stands for the parameters of a layer whose number is not printed.

    >>> str(letter_for("decoder.out"))
    'P_decoder_out'
    """
    return Size.letter("P_" + "".join(character if character.isalnum() else "_" for character in name))


def whole(text: str) -> int | None:
    """The whole number that a cell begins with, None for a cell without one.

    >>> whole("4,457,472 (17.00 MB)"), whole("0 (unused)"), whole("--")
    (4457472, 0, None)
    """
    match = PRINTED_NUMBER.match(text.strip())
    return int(match[0].replace(",", "")) if match and len(match[0]) <= LARGEST_DIGITS else None


def extents(text: str) -> PrintedShape:
    """The first shape in a cell, without the axis of the batch.

    >>> extents("[(None, 16, 256), (None, 256)]"), extents("[-1, 10]"), extents("(?, ?, 8)"), extents("multiple")
    ((16, 256), (10,), (None, 8), ())
    """
    match = PRINTED_SHAPE.search(text)
    parts = match[1].split(",") if match else []
    numbers = [number(part) for part in parts if part.strip()]
    return tuple(numbers[1:])


def number(part: str) -> int | None:
    """A size of a shape; None for one that is left open."""
    text = part.strip()
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= LARGEST_DIGITS else None


def totals(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """The numbers below a table, with their words and lines."""
    for place, text in enumerate(lines, 1):
        if (match := TOTAL.match(text)) and (value := whole(match[2])) is not None:
            yield re.sub(r"\s+", " ", match[1]), value, place
