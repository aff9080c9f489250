"""Levels of a layer, ``num_layers``: how many a layer that may have several has when a count is looked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from symbolic.answers.candidates import Candidate
from symbolic.answers.search_bounds import Bounds, read_bounds
from symbolic.errors import SizeError
from symbolic.language.sizes.numbers import read_size_number
from symbolic.limits import IDENTIFY_LEVELS
from symbolic.record import replace

LEVEL_COUNT_NAMES = ("num_layers", "numLayers", "layers", "n_layers", "depth")
"""What the number of levels is called."""


def read_levels(sizes: Mapping[str, Any], letters: Collection[str]) -> tuple[Bounds | None, dict[str, Any]]:
    """The bounds of the number of levels, where they are among the sizes, and the other sizes; raises `SizeError`.

    >>> read_levels({"n": 4, "num_layers": "1:8"}, [])
    ((1, 8), {'n': 4})
    """
    words = [name for name in sizes if name in LEVEL_COUNT_NAMES and name not in letters]
    if not words:
        return None, dict(sizes)
    if len(words) > 1:
        raise SizeError(f"{words[0]} and {words[1]} name the same number; give one of them", words[1])
    value = sizes[words[0]]
    if isinstance(value, tuple) or ":" in str(value):
        bounds = read_bounds(words[0], value)
    else:
        number = read_size_number(words[0], value)
        bounds = number, number
    if bounds[1] > 1000:
        raise SizeError(f"{words[0]} is at most 1,000 here, not {bounds[1]:,}", words[0])
    return bounds, {name: size for name, size in sizes.items() if name not in words}


def levels_of(bounds: Bounds | None) -> Bounds:
    """The bounds, or those that are taken where none are given."""
    return bounds or (1, IDENTIFY_LEVELS)


def at_levels(rows: Iterable[Candidate], bounds: Bounds | None) -> list[Candidate]:
    """The candidates, with more levels where they may have several; with bounds, those within them alone.

    Each level past the first has as many parameters as the second. The fewest words come first, and the fewest levels.
    """
    rows = list(rows)
    low, high = levels_of(bounds)
    levels = [(row, *_levels(row)) for row in rows]
    single = {(row.name, row.words): row for row in rows}
    made = [(row, number) for row, _, number in levels if bounds is None or low <= number <= high]
    for double, word, number in levels:
        rest = tuple(words for words in double.words if not words.startswith(f"{word}="))
        if number == 2 and (first := single.get((double.name, rest))):
            inner = double.size - first.size
            for more in range(max(3, low), high + 1):
                words = tuple(f"{word}={more}" if words.startswith(f"{word}=") else words for words in double.words)
                made.append((replace(double, words=words, size=double.size + inner * (more - 2)), more))
    return [row for row, _ in sorted(made, key=lambda pair: (not pair[0].is_own, len(pair[0].words), pair[1]))]


def _levels(row: Candidate) -> tuple[str, int]:
    """The word for the number of levels, and the number; one where no word says it."""
    for word in row.words:
        name, _, value = word.partition("=")
        if name in LEVEL_COUNT_NAMES and value.isdigit():
            return name, int(value)
    return "", 1
