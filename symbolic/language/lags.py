"""Times as they are written, and how far back one reaches that holds the index of a family."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from symbolic.errors import SizeError
from symbolic.language.families import at_most, least_count
from symbolic.language.nodes import TIME, Lag, Loop
from symbolic.language.sizes.size import Size


@lru_cache(maxsize=1024)
def time_text(lag: Lag) -> str:
    """``t-1``, ``t-k``, or ``t+1`` where a program runs backward.

    >>> time_text(1), time_text(Size.letter("k") + 1), time_text(Size.of(0) - Size.letter("k"))
    ('t-1', 't-k-1', 't+k')
    """
    return str(Size.letter(TIME) - lag).replace(" ", "")


def lag_range(lag: Lag, loops: Sequence[Loop]) -> tuple[Size, Size]:
    """The least and the greatest number of steps over the members of loops, outermost first.

    >>> k, K = Size.letter("k"), Size.letter("K")
    >>> [str(end) for end in lag_range(k, [Loop("k", Size.of(1), K + 1)])]
    ['1', 'K']
    """
    least = greatest = lag if isinstance(lag, Size) else Size.of(lag)
    for loop in reversed(loops):
        ends = loop.start, loop.stop - 1
        least = least.substitute({loop.index: ends[not _grows(least, loop.index)]})
        greatest = greatest.substitute({loop.index: ends[_grows(greatest, loop.index)]})
    return least, greatest


def least_lag(lag: Lag, loops: Sequence[Loop]) -> int | None:
    """The least number of steps over the members of loops, or None where that is unknown."""
    return lag if isinstance(lag, int) else least_count(lag_range(lag, loops)[0])


def grid(loops: Sequence[Loop]) -> list[tuple[Size, Size]]:
    """The place of a member, from 0, and of how many, for each index of a family, whatever the others are.

    >>> g, i = Size.letter("g"), Size.letter("i")
    >>> [(str(place), str(count)) for place, count in grid([Loop("i", Size.of(1), g), Loop("j", i, g)])]
    [('i - 1', 'g - 1'), ('j - 1', 'g - 1')]
    """
    ends = [(loop, *lag_range(Size.letter(loop.index), loops)) for loop in loops]
    return [(Size.letter(loop.index) - low, high - low + 1) for loop, low, high in ends]


def index_at_lag(lag: Size, steps: int, loops: Sequence[Loop]) -> dict[str, Size] | None:
    """The member of a loop that reads a number of steps back, or None where none does.

    Raises `SizeError` where that depends on the sizes.

    >>> k, K = Size.letter("k"), Size.letter("K")
    >>> str(index_at_lag(k + 1, 3, [Loop("k", Size.of(0), K + 2)])["k"])
    '2'
    """
    inside = [loop for loop in loops if loop.index in lag.letters]
    member = Size.of(steps) - lag + Size.letter(inside[0].index) if len(inside) == 1 else lag
    if len(inside) == 1 and not {*member.letters}.isdisjoint(loop.index for loop in loops):
        member = lag - steps + Size.letter(inside[0].index)
    if len(inside) != 1 or not {*member.letters}.isdisjoint(loop.index for loop in loops):
        raise SizeError(f"whether {time_text(lag)} comes to {time_text(steps)} depends on more than one index")
    (loop,) = inside
    if any(
        known is not None and known > 0 for known in map(least_count, (loop.start - member, member - loop.stop + 1))
    ):
        return None
    if at_most(loop.start, member) and at_most(member, loop.stop - 1):
        return {loop.index: member}
    raise SizeError(f"whether {time_text(lag)} comes to {time_text(steps)} depends on the sizes")


def _grows(size: Size, index: str) -> bool:
    """Whether a size is greater for a greater index."""
    step = least_count(size.substitute({index: Size.letter(index) + 1}) - size)
    return step is not None and step >= 0
