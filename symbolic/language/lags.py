"""Times as they are written, and how far back one reaches that holds the index of a family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from symbolic.errors import SizeError
from symbolic.language.families import at_most, least_count
from symbolic.language.nodes import STEPS, TIME, Lag, Loop
from symbolic.language.sizes.size import Size
from symbolic.record import replace


def through_all_steps(size: Size) -> Size:
    """A size at the last step, where a range over all earlier steps has its largest end.

    >>> str(through_all_steps(Size.letter("t") - 1))
    'T - 1'
    """
    return size.substitute({TIME: Size.letter(STEPS)})


def at_last_step(sizes: Mapping[str, int]) -> dict[str, int]:
    """Numbers for letters with the last step among them, for arrays over all earlier steps.

    Where there is no earlier step these have room for one.

    >>> at_last_step({"m": 5, "T": 7}), at_last_step({"m": 5})
    ({'t': 7, 'm': 5, 'T': 7}, {'m': 5})
    """
    return {TIME: max(sizes[STEPS], 2), **sizes} if STEPS in sizes else {**sizes}


def seen_from_later(loop: Loop, lag: Size) -> Loop:
    """The range over all later steps at which a member of a range over all earlier steps reads this one.

    >>> k, t = Size.letter("k"), Size.letter("t")
    >>> str(seen_from_later(Loop("k", Size.of(1), t), k).stop)
    'T - t + 1'
    """
    if TIME not in loop.stop.letters:
        return loop
    further = (lag - Size.letter(loop.index)).constant
    ahead = (loop.stop - Size.letter(TIME)).constant
    if further is None or ahead is None or further + ahead < 0:
        return Loop(loop.index, loop.start, through_all_steps(loop.stop))
    return Loop(loop.index, loop.start, Size.letter(STEPS) - Size.letter(TIME) + (1 - further))


def step_seen_from_later(loop: Loop, lag: Size, index: str) -> tuple[Size, Loop]:
    """The member that reads this step, where members stand for steps, and the range over all later steps that have it.

    The first of them is as many steps ahead as ``index`` begins with.

    >>> j, t = Size.letter("j"), Size.letter("t")
    >>> member, later = step_seen_from_later(Loop("j", Size.of(1), t), t - j, "i")
    >>> str(member), str(later.start), str(later.stop)
    ('t', '1', 'T - t + 1')
    """
    member = lag + Size.letter(loop.index)
    first = member - loop.stop + 1
    return member, Loop(index, first, Size.letter(STEPS) - Size.letter(TIME) + 1)


def first_member(lag: Lag) -> Size | None:
    """The member that stands for the first step, where members stand for steps; None elsewhere.

    >>> j, t = Size.letter("#0"), Size.letter("t")
    >>> str(first_member(t - j + 1)), first_member(j)
    ('2', None)
    """
    running = [letter for letter in lag.letters if letter.startswith("#")] if isinstance(lag, Size) else []
    if not isinstance(lag, Size) or TIME not in lag.letters or len(running) != 1:
        return None
    return (lag + Size.letter(running[0])).substitute({TIME: Size.of(1)})


def average_over_steps(size: Size) -> Size:
    """The mean of a size over the steps from the first to the last.

    >>> str(average_over_steps(Size.letter("t") * Size.letter("m")))
    'm/2 + T*m/2'
    """
    if TIME not in size.letters:
        return size
    steps, total = Size.letter(STEPS), Size.of(0)
    for monomial, c in size.terms.items():
        power = dict(monomial).get(TIME, 0)
        rest = Size({tuple(pair for pair in monomial if pair[0] != TIME): c}, size.denominator)
        total = total + rest * _sum_of_powers(power, steps) / steps
    return total


def _sum_of_powers(power: int, steps: Size) -> Size:
    """``1**p + 2**p + ... + T**p`` as a polynomial, by Newton's forward differences."""
    values = [number**power for number in range(1, power + 2)]
    total, choose, factorial = Size.of(0), steps, 1
    for order in range(power + 1):
        factorial *= order + 1
        total = total + choose * values[0] / factorial
        values = [right - left for left, right in pairwise(values)]
        choose = choose * (steps - (order + 1))
    return total


def loops_through_all_steps(loops: Sequence[Loop]) -> list[Loop]:
    """Loops with the ranges over all earlier steps as they are at the last one."""
    return [Loop(loop.index, loop.start, through_all_steps(loop.stop)) for loop in loops]


def reaches_back(loops: Sequence[Loop]) -> bool:
    """Whether one of the loops runs over all earlier steps, so that it is longer at each step."""
    return any(TIME in loop.stop.letters for loop in loops)


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


def last_steps(index: Sequence[Size], loops: Sequence[Loop]) -> tuple[Size, ...]:
    """The ends of ranges over steps, and the last members of an index in them that run through steps.

    >>> j, t = Size.letter("j"), Size.letter("t")
    >>> [str(size) for size in last_steps([Size.letter("k")], [Loop("j", Size.of(1), t), Loop("k", Size.of(1), j)])]
    ['t', 't - 2']
    """
    ends = [loop.stop for loop in loops] + [lag_range(part, loops)[1] for part in index]
    return tuple(size for size in ends if TIME in size.letters)


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
    if TIME in lag.letters and len(inside) == 1:
        # Members stand for steps; there is an earlier one, or there is nothing to read.
        member = lag + Size.letter(inside[0].index) - steps
        ahead = (inside[0].stop - member).constant
        return {inside[0].index: member} if ahead is not None and ahead > 0 else None
    member = Size.of(steps) - lag + Size.letter(inside[0].index) if len(inside) == 1 else lag
    if len(inside) == 1 and not {*member.letters}.isdisjoint(loop.index for loop in loops):
        member = lag - steps + Size.letter(inside[0].index)
    if not inside and (least_count(lag) or 0) > steps:
        return None
    if not inside:
        raise SizeError(f"whether {time_text(lag)} comes to {time_text(steps)} depends on the sizes")
    if len(inside) != 1 or not {*member.letters}.isdisjoint(loop.index for loop in loops):
        raise SizeError(f"whether {time_text(lag)} comes to {time_text(steps)} depends on more than one index")
    (loop,) = inside
    # Of all earlier steps there are at least as many as are asked for, or that one is before the first.
    loop = replace(loop, stop=loop.stop.substitute({TIME: Size.letter(TIME) + steps}))
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
