"""The members of families one by one, at sizes that are numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from symbolic.language.nodes import Loop
from symbolic.language.sizes.carriers import Integers
from symbolic.language.sizes.size import Size

Index = tuple[int, ...]
Bound = dict[str, int]
"""A number for each index of a family that runs."""


def unrolled(loops: Sequence[Loop], sizes: Mapping[str, int], at: Bound | None = None) -> Iterator[Bound]:
    """The values of the indices, as nested loops run through them."""
    at = at or {}
    if not loops:
        yield at
        return
    loop, *inner = loops
    for value in range(*index_at((loop.start, loop.stop), sizes, at)):
        yield from unrolled(inner, sizes, {**at, loop.index: value})


def index_at(parts: Sequence[Size], sizes: Mapping[str, int], at: Bound) -> Index:
    """The numbers that an index stands for."""
    return tuple(map(Integers({**sizes, **at}).size, parts)) if parts else ()


def number_at(size: Size, sizes: Mapping[str, int], at: Bound) -> float:
    """The number that a size stands for as a value, which need not be whole.

    >>> number_at(Size.letter("k") / 2, {}, {"k": 3}), number_at(Size.letter("k"), {}, {"k": 3})
    (1.5, 3)
    """
    top, bottom = size.evaluate({**sizes, **at}.__getitem__)
    return top // bottom if top % bottom == 0 else top / bottom
