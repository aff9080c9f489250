"""Families: the number of members of an index, for any kind of size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import gcd, lcm
from typing import Any

from symbolic.errors import DefinitionError, SizeError
from symbolic.language.nodes import Loop
from symbolic.language.sizes.carriers import Carrier
from symbolic.language.sizes.size import Size

Members = tuple[tuple[Size, ...], tuple[Loop, ...]]


def members(index: tuple[Size, ...], loops: Sequence[Loop]) -> Members:
    """The index with the loops that run in it, their indices renamed by position.

    Two occurrences with the same result name the same members.
    """
    return _renamed(index, tuple(loops)) if index else ((), ())


@lru_cache(maxsize=1024)
def _renamed(index: tuple[Size, ...], loops: Sequence[Loop]) -> Members:
    running = {name for part in index for name in part.letters}
    # Of two loops with one index the inner one counts.
    loops = [
        loop for place, loop in enumerate(loops) if loop.index not in {inner.index for inner in loops[place + 1 :]}
    ]
    used = [loop for loop in loops if loop.index in running]
    names = {loop.index: Size.letter(f"#{place}") for place, loop in enumerate(used)}
    outer = [loop for loop in loops if loop.index not in names]
    used = [_over_all(loop, outer) for loop in used]
    others = {loop.index for loop in outer}
    for loop in used:
        if others & {*loop.start.letters, *loop.stop.letters}:
            problem = f"the range of {loop.index} depends on an index that its members do not have"
            raise DefinitionError(f"{problem}; write that index too")
    renamed = tuple(
        Loop(f"#{place}", loop.start.substitute(names), loop.stop.substitute(names)) for place, loop in enumerate(used)
    )
    return _turned(tuple(part.substitute(names) for part in index), renamed)


def _over_all(loop: Loop, outer: Sequence[Loop]) -> Loop:
    """A range over all members of outer ones, where only one of its ends moves with them, step by step."""
    start, stop = loop.start, loop.stop
    moving = {row.index for row in outer}
    if not moving.isdisjoint(start.letters) and not moving.isdisjoint(stop.letters):
        return loop
    for row in reversed(outer):
        least, most = {row.index: row.start}, {row.index: row.stop - 1}
        for end in (start, stop):
            if row.index in end.letters and row.index in (end - Size.letter(row.index)).letters:
                return loop
        start, stop = start.substitute(least), stop.substitute(most)
    return Loop(loop.index, start, stop)


def union(occurrences: Sequence[Members]) -> list[Members]:
    """Sets of members that overlap nowhere and together hold every occurrence.

    Raises `DefinitionError` where it cannot be determined whether two occurrences overlap.
    """
    kept: list[Members] = []
    every = [*dict.fromkeys(occurrences)]
    if len(every) == 1:
        return every
    for new in every:
        # Of two that are within each other the first is kept.
        if any(_within(new, old) for old in kept) or any(_within(new, old) and not _within(old, new) for old in every):
            continue
        for old in [old for old in kept if not apart(new, old)]:
            if (whole := _both(new, old)) is not None:
                kept.remove(old)
                new = whole
        if not all(apart(new, old) for old in kept):
            raise DefinitionError(f"cannot determine whether {_spell(new)} and {_spell(kept[0])} overlap")
        kept.append(new)
    return _joined(kept)


def _both(first: Members, second: Members) -> Members | None:
    """Two ranges of one index that meet as one range; None where it is not known that they meet."""
    (index, loops), (other, rows) = first, second
    if len(loops) != 1 or len(rows) != 1 or index != other or index != (Size.letter(loops[0].index),):
        return None
    left, right = loops[0], rows[0]
    if not (at_most(left.start, right.stop) and at_most(right.start, left.stop)):
        return None
    starts = [low for low, high in ((left.start, right.start), (right.start, left.start)) if at_most(low, high)]
    stops = [high for low, high in ((left.stop, right.stop), (right.stop, left.stop)) if at_most(low, high)]
    return (index, (Loop(left.index, starts[0], stops[0]),)) if starts and stops else None


def apart(a: Members, b: Members) -> bool:
    """Whether two groups are known to share no member; groups with different numbers of indices never do."""
    for left, right in zip(a[0], b[0], strict=False):
        mine, theirs = _ends(left, a[1]), _ends(right, b[1])
        if _never_equal(left, right):
            return True
        if mine and theirs and (_below(mine[1], theirs[0]) or _below(theirs[1], mine[0])):
            return True
    return len(a[0]) != len(b[0])


def end_members(group: Members) -> list[Members]:
    """The first and the last members along each index that runs by itself, the others running on."""
    index, loops = group
    ends: list[Members] = []
    for place, part in enumerate(index):
        running = [name for name in part.letters if name.startswith("#")]
        bounds = _ends(part, loops) if running else None
        others = {name for row in loops for name in (*row.start.letters, *row.stop.letters)}
        if bounds and not others.intersection(running):
            kept = tuple(row for row in loops if row.index not in running)
            ends += [((*index[:place], end, *index[place + 1 :]), kept) for end in bounds]
    return ends


def extents(groups: Sequence[Members]) -> tuple[Size, ...]:
    """One extent per index where the members fill a block, else how many there are in all."""
    if len(groups) == 1:
        index, loops = groups[0]
        running = {loop.index for loop in loops}
        apart = not any(running & {*loop.start.letters, *loop.stop.letters} for loop in loops)
        if apart and len(loops) == len(index):
            return tuple(loop.stop - loop.start for loop in loops)
    total = Size.of(0)
    for _, loops in groups:
        total = total + _count(loops, {})
    return (total,)


def count(carrier: Carrier, loops: Sequence[Loop]) -> Any:
    """How many times nested loops run, as a value of the carrier.

    Raises `SizeError` where a range is known to run backwards.

    >>> from symbolic.language.sizes.carriers import Polynomials
    >>> g, i = Size.letter("g"), Size.letter("i")
    >>> str(count(Polynomials(), [Loop("i", Size.of(0), g), Loop("j", i, g)]))
    'g**2/2 + g/2'
    """
    _check_forward(carrier, tuple(loops), {})
    return carrier.size(_count(tuple(loops), {}))


def _count(loops: tuple[Loop, ...], at: Mapping[str, Size]) -> Size:
    if not loops:
        return Size.of(1)
    loop, inner = loops[0], loops[1:]
    start, stop = loop.start.substitute(at), loop.stop.substitute(at)
    width = stop - start
    if not any(loop.index in {*row.start.letters, *row.stop.letters} for row in inner):
        return width * _count(inner, at)
    # The inner count is a polynomial in this index, so Newton's forward differences sum it exactly.
    values = [_count(inner, {**at, loop.index: start + step}) for step in range(len(inner) + 1)]
    total, choose, factorial = Size.of(0), width, 1
    for order in range(len(inner) + 1):
        factorial *= order + 1
        total = total + values[0] * choose / factorial
        values = [right - left for left, right in pairwise(values)]
        choose = choose * (width - (order + 1))
    return total


def _check_forward(carrier: Carrier, loops: tuple[Loop, ...], at: Mapping[str, Size]) -> None:
    """Refuse a range that runs backwards.

    A range in outer indices does so first at their ends, or, where a range between is empty there,
    as many members further in as there are ranges that can be empty.
    """
    if not loops:
        return
    loop = loops[0]
    start, stop = loop.start.substitute(at), loop.stop.substitute(at)
    width = carrier.size(stop - start)
    if isinstance(width, Size):
        width = width.constant
    if not isinstance(width, int) or not width:
        return
    if width < 0:
        named = "" if loop.index.startswith("#") else f" of {loop.index}"
        raise SizeError(f"the range{named} from {start} to {stop} runs backwards")
    inner = loops[1:]
    for step in range(min(len(inner) + bool(inner), width)):
        for member in (start + step, stop - (step + 1)):
            _check_forward(carrier, inner, {**at, loop.index: member})


def least_count(size: Size) -> int | None:
    """The smallest value that a number of members can have, or None where that is unknown.

    A quotient of sizes is a number of members too, so it is whole and at least 1.

    >>> least_count(Size.letter("R") / 2 - 1)
    0
    """
    if any(c < 0 for monomial, c in size.terms.items() if monomial):
        return None
    total = sum(max(c, size.denominator) if monomial else c for monomial, c in size.terms.items())
    return None if total % size.denominator else total // size.denominator


def _never_equal(left: Size, right: Size) -> bool:
    """Whether two places never meet, as they leave different remainders: of even and odd ones."""
    running = [c for part in (left, right) for key, c in part.terms.items() if any(name[0] == "#" for name, _ in key)]
    step, fixed = gcd(*running), _without_running(left) - _without_running(right)
    if step < 2 or {left.denominator, right.denominator, fixed.denominator} != {1}:
        return False
    return fixed.terms.get((), 0) % step != 0 and not any(c % step for key, c in fixed.terms.items() if key)


def _without_running(part: Size) -> Size:
    kept = {key: c for key, c in part.terms.items() if not any(name[0] == "#" for name, _ in key)}
    return Size(kept, part.denominator)


def known_multiples(loops: Sequence[Loop]) -> dict[Any, int]:
    """What products of letters are multiples of, as each range has a whole number of members.

    >>> known_multiples([Loop("i", Size.of(1), Size.letter("R") / 2 + 1)])
    {(('R', 1),): 2}
    """
    known: dict[Any, int] = {}
    for bound in (size for loop in loops for size in (loop.start, loop.stop)):
        keys = [key for key in bound.terms if key]
        if len(keys) == 1 and bound.terms.get((), 0) % bound.denominator == 0:
            known[keys[0]] = lcm(
                known.get(keys[0], 1), bound.denominator // gcd(bound.denominator, bound.terms[keys[0]])
            )
    return known


def _one_by_one(left: Size, right: Size, loops: Sequence[Loop]) -> tuple[Size, Size] | None:
    """Two places, of which the right one runs in steps, counted in these steps; None where the left one is none."""
    running = next((name for name in right.letters if name[0] == "#"), "")
    step = right.terms.get(((running, 1),), 0)
    if step < 2:
        return left, right
    counted = (left - (right - step * Size.letter(running))) / step
    multiples = known_multiples(loops) if counted.denominator != 1 else {}
    whole = all(c * multiples.get(key, 1) % counted.denominator == 0 for key, c in counted.terms.items())
    return (counted, Size.letter(running)) if whole else None


def _ends(part: Size, loops: tuple[Loop, ...]) -> tuple[Size, Size] | None:
    """The least and the greatest value of one index, with others between left out where it has a step."""
    names = [name for name in part.letters if name.startswith("#")]
    step = part.terms.get(((names[0], 1),), 0) if names else 0
    if step < 2 or part.denominator != 1:
        return _bounds(part, loops)
    loop = next(row for row in loops if row.index == names[0])
    shift = part - step * Size.letter(names[0])
    if {name for size in (shift, loop.start, loop.stop) for name in size.letters if name.startswith("#")}:
        return None
    return step * loop.start + shift, step * (loop.stop - 1) + shift


@lru_cache(maxsize=1024)
def _bounds(part: Size, loops: tuple[Loop, ...]) -> tuple[Size, Size] | None:
    """The least and the greatest value of one index, where it is a constant or runs by itself."""
    names = [name for name in part.letters if name.startswith("#")]
    if not names:
        return part, part
    loop = next(row for row in loops if row.index == names[0])
    if len(names) > 1 or any(name.startswith("#") for row in (loop.start, loop.stop) for name in row.letters):
        return None
    if part - Size.letter(names[0]) != (part - Size.letter(names[0])).substitute({names[0]: 0}):
        return None
    shift = part - Size.letter(names[0])
    return loop.start + shift, loop.stop - 1 + shift


def _joined(groups: list[Members]) -> list[Members]:
    """Blocks that lie side by side made one: ``[0, j]`` and ``[l, j]`` from 1 on."""
    for place, a in enumerate(groups):
        for b in groups[place + 1 :]:
            block = _side_by_side(a, b) or _side_by_side(b, a)
            if block:
                return _joined([block, *(group for group in groups if group not in (a, b))])
    return groups


def _side_by_side(a: Members, b: Members) -> Members | None:
    """The block of both, where ``b`` begins in one index just after ``a`` ends and all else is the same."""
    if not (_is_block(a) and _is_block(b)):
        return None
    pairs = [(_bounds(left, a[1]), _bounds(right, b[1])) for left, right in zip(a[0], b[0], strict=True)]
    ranges: list[tuple[Size, Size]] = []
    for mine, theirs in pairs:
        if mine is None or theirs is None or (mine != theirs and mine[1] + 1 != theirs[0]):
            return None
        ranges.append((mine[0], theirs[1]))
    if sum(mine != theirs for mine, theirs in pairs) != 1:
        return None
    loops = [Loop(f"#{place}", low, high + 1) for place, (low, high) in enumerate(ranges)]
    return tuple(Size.letter(loop.index) for loop in loops), tuple(loops)


def _is_block(group: Members) -> bool:
    """Whether each index runs by itself, so that every combination is a member."""
    running = [name for part in group[0] for name in part.letters if name.startswith("#")]
    return len(running) == len(set(running)) == len(group[1])


def _within(a: Members, b: Members) -> bool:
    if a == b:
        return True
    if len(a[0]) != len(b[0]):
        return False
    for pair in (_one_by_one(left, right, b[1]) for left, right in zip(a[0], b[0], strict=True)):
        mine, theirs = (_bounds(pair[0], a[1]), _bounds(pair[1], b[1])) if pair else (None, None)
        if not mine or not theirs or not (at_most(theirs[0], mine[0]) and at_most(mine[1], theirs[1])):
            return False
    return len({loop.index for loop in b[1]}) == len(b[0])


def _turned(index: tuple[Size, ...], loops: tuple[Loop, ...]) -> Members:
    """A triangle that is read column by column, ``[k, i]`` for ``k`` up to ``i``, as it is read row by row."""
    if len(loops) != 2 or index != (Size.letter("#1"), Size.letter("#0")):
        return index, loops
    outer, inner = loops
    first, second = index[::-1]
    end, begin = inner.stop - first, inner.start - first
    to_outer = "#0" in inner.stop.letters and "#0" not in (*end.letters, *inner.start.letters)
    from_outer = "#0" in inner.start.letters and "#0" not in (*begin.letters, *inner.stop.letters)
    if to_outer and at_most(outer.start, inner.start - end + 1):
        turned = Loop("#0", inner.start, outer.stop - 1 + end), Loop("#1", first - end + 1, outer.stop)
    elif from_outer and at_most(inner.stop - begin, outer.stop):
        turned = Loop("#0", outer.start + begin, inner.stop), Loop("#1", outer.start, first - begin + 1)
    else:
        return index, loops
    return (first, second), turned


def at_most(a: Size, b: Size) -> bool:
    """Whether a size is known to be at most another."""
    least = least_count(b - a)
    return least is not None and least >= 0


def _below(a: Size, b: Size) -> bool:
    least = least_count(b - a)
    return least is not None and least > 0


def _spell(group: Members) -> str:
    return "[" + ", ".join(str(part).replace("#", "k") for part in group[0]) + "]"
