"""Between which numbers the sizes are looked for that a question leaves open."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import prod
from typing import Any

from symbolic.errors import SizeError
from symbolic.language.sizes.numbers import read_size_number
from symbolic.limits import IDENTIFY_LEVELS, IDENTIFY_SIZE, IDENTIFY_TRIES, LARGEST_SIZE

Bounds = tuple[int, int]


def read_sizes_and_bounds(sizes: Mapping[str, Any]) -> tuple[dict[str, int], dict[str, Bounds]]:
    """The sizes that are numbers, and the bounds of the others; raises `SizeError`."""
    known: dict[str, int] = {}
    ranges: dict[str, Bounds] = {}
    for name, value in sizes.items():
        if isinstance(value, tuple) or (isinstance(value, str) and ":" in value):
            ranges[name] = read_bounds(name, value)
        else:
            known[name] = read_size_number(name, value)
    tries = prod(sorted(high - low + 1 for low, high in ranges.values())[:-1])
    if tries > IDENTIFY_TRIES:
        raise SizeError(
            f"all unknown sizes but the widest have at most {IDENTIFY_TRIES:,} values together, not {tries:,}"
        )
    return known, ranges


def read_bounds(name: str, value: Any) -> Bounds:
    """``(1, 4096)`` or ``"1:4096"``, both ends included; raises `SizeError`."""
    ends = value if isinstance(value, tuple) else value.split(":")
    if len(ends) != 2 or not all(str(end).strip() for end in ends):
        raise SizeError(f"{name} is a number or two with a colon, {name}=1:4096, not {str(value)[:40]!r}", name)
    low, high = (read_size_number(name, end) for end in ends)
    if low > high:
        raise SizeError(f"{name}={low}:{high} is empty: {low} is more than {high}", name)
    return low, high


def default_bounds(
    letters: Collection[str], levels: Collection[str], known_bounds: Collection[Bounds], number: int, label: str
) -> dict[str, Bounds]:
    """Bounds for letters that nobody gave any, those of ``levels`` numbers of layers; raises `SizeError`.

    One size alone may be as large as the number; of several the more there are, the narrower the bounds.

    >>> default_bounds(["m", "L"], ["L"], [], 10**6, "")
    {'m': (1, 1000000), 'L': (1, 12)}
    """
    sizes = [letter for letter in letters if letter not in levels]
    tries = IDENTIFY_TRIES // (prod(high - low + 1 for low, high in known_bounds) * IDENTIFY_LEVELS ** len(levels) or 1)
    most = min(number, LARGEST_SIZE)
    if len(sizes) > 1 or (sizes and known_bounds):
        several = len(sizes) - (not known_bounds)
        while most > 1 and (most > IDENTIFY_SIZE or most**several > tries):
            most = 2 ** ((most - 1).bit_length() - 1)
    if most < min(8, number) or tries < 1:
        raise SizeError(f"too many sizes of {label} are open: give numbers or bounds for some, such as m=1:256")
    return {letter: (1, IDENTIFY_LEVELS if letter in levels else most) for letter in letters}
