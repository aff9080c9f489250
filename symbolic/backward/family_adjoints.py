"""Adjoints of families: what arrives at each member from everywhere where some of them are read.

A member may be read by itself, ``s[t, L-1]``, along a loop, ``s[t, l-1] for l in range(1, L)``, or for each
of another family, ``h[t-1, j] for j in range(i, g)`` for each ``i``. What arrives is turned around: for each
member a sum over those who read it, one equation for all members that are read alike.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise, product

from symbolic.backward.members import free_letters
from symbolic.backward.products import GradientTerm, put
from symbolic.backward.strides import find_steps, remainders
from symbolic.errors import DerivativeError
from symbolic.language import nodes as n
from symbolic.language.families import least_count
from symbolic.language.lags import reaches_back
from symbolic.language.sizes.size import ONE, Size
from symbolic.record import Record, replace

IndexInterval = tuple[Size, Size]


class Contribution(Record):
    """What arrives at the members ``index`` of a name, for each member of ``loops``."""

    index: tuple[Size, ...]
    term: GradientTerm
    loops: tuple[n.Loop, ...] = ()


class Arrival(Record):
    """All that arrives at the members ``index``, for each of ``loops``."""

    index: tuple[Size, ...]
    loops: tuple[n.Loop, ...]
    terms: tuple[GradientTerm, ...]


class _Region(Record):
    """The members that are read: one range for each index; a single member is a range of length 1."""

    ranges: tuple[IndexInterval, ...]
    terms: tuple[GradientTerm, ...]


def gathered(
    name: str,
    reads: Sequence[Contribution],
    letters: Sequence[str],
    names: Collection[str],
    domain: Sequence[IndexInterval | None] = (),
    first: Size | None = None,
) -> list[Arrival]:
    """What arrives at a name, by groups of members; ``letters`` are the indices to write them with.

    No index takes one of the ``names``, which are those of values and of sizes. ``domain`` is the range of each
    index, where it is known: no read is outside it. Where members stand for steps, ``first`` is that of the first step.

    Raises `DerivativeError` where it cannot be told which members are read.
    """
    if not reads[0].index:
        return [Arrival((), (), tuple(_summed(read.term, read.loops) for read in reads))]
    steps = find_steps(name, [(read.index, read.loops) for read in reads])
    if any(step > 1 for step in steps):
        return _gathered_by_steps(name, reads, letters, names, steps)
    same = {(read.index, _used(read)) for read in reads}
    if len(same) == 1 and all(_is_whole(read) for read in reads):
        ((index, loops),) = same
        return [Arrival(index, loops, tuple(_summed(read.term, _rest(read)) for read in reads))]
    turned = [_turned(name, read, letters, names) for read in reads]
    if first is not None:
        if len({region.ranges[0][0] for region in turned}) > 1:
            turned = [_from_first_step(name, region, first) for region in turned]
        # All end alike, and the order of their two ends does not matter.
        domain = [*turned[0].ranges[:1], *([None] * (len(letters) - 1))]
    return _boxes(name, turned, letters, domain or [None] * len(letters))


def _gathered_by_steps(
    name: str, reads: Sequence[Contribution], letters: Sequence[str], names: Collection[str], steps: Sequence[int]
) -> list[Arrival]:
    """The same where members are read in steps of two or more: for each remainder, and there one by one."""
    alike: dict[tuple[int, ...], list[Contribution]] = {}
    loops = [loop for read in reads for loop in read.loops]
    for read in reads:
        rests = remainders(name, read.index, steps, loops)
        index = tuple((part - rest) / step for part, rest, step in zip(read.index, rests, steps, strict=True))
        alike.setdefault(rests, []).append(replace(read, index=index))
    return [
        replace(
            arrival,
            index=tuple(part * step + rest for part, step, rest in zip(arrival.index, steps, rests, strict=True)),
        )
        for rests, group in alike.items()
        for arrival in gathered(name, group, letters, names)
    ]


def indices(target: n.Parameter | n.Signal, running: set[str], names: Collection[str]) -> list[str]:
    """A letter for each index of a family, that of its equation where it is one; none of the ``names`` is taken."""
    unused: list[str] = []
    for part in target.index:
        plain = [name for name in part.letters if part == Size.letter(name) and name in running and name not in unused]
        unused.append(plain[0] if plain else "")
    if "" not in unused:
        return unused
    free = free_letters({*running, *names, *unused}, first="kl")
    return [letter or next(free) for letter in unused]


def check_member(node: n.Parameter | n.Signal, loops: Sequence[n.Loop]) -> None:
    """Refuse what has a member for each earlier step: its gradient would begin at another step for each of them."""
    if reaches_back([loop for loop in loops if loop.index in node.letters]):
        problem = f"{node.name} has a member for each earlier step, and its gradient is not derived"
        raise DerivativeError(f"{problem}; end its range at a size, such as range(1, K + 1)")


def _used(read: Contribution) -> tuple[n.Loop, ...]:
    running = {name for part in read.index for name in part.letters}
    return tuple(loop for loop in read.loops if loop.index in running)


def _rest(read: Contribution) -> tuple[n.Loop, ...]:
    used = _used(read)
    return tuple(loop for loop in read.loops if loop not in used)


def _is_whole(read: Contribution) -> bool:
    """Whether the loops in the index run by themselves, each in one place."""
    used = _used(read)
    inner = {loop.index for loop in used}
    bounds = {name for loop in used for size in (loop.start, loop.stop) for name in size.letters}
    outside = bounds & {loop.index for loop in read.loops} - inner
    plain = [part for part in read.index if part.letters and part.letters[0] in inner]
    return not outside and len(plain) == len(inner) and all(part == Size.letter(part.letters[0]) for part in plain)


def _summed(term: GradientTerm, loops: tuple[n.Loop, ...]) -> GradientTerm:
    return term.within(n.Family("sum", term.bare, loops)) if loops else term


def _turned(name: str, read: Contribution, letters: Sequence[str], names: Collection[str]) -> _Region:
    """The read as a range for each index, written with ``letters``, summed over the loops that no index contains."""
    used = _used(read)
    running = {loop.index for loop in used}
    taken = {*letters, *names, *(loop.index for loop in read.loops)}
    renamed = _fresh(_rest(read), taken, {*letters})
    values: dict[str, Size] = {}
    shifts: list[tuple[n.Loop, Size] | None] = []
    for part, letter in zip(read.index, letters, strict=True):
        inside = [loop for loop in used if loop.index in part.letters]
        if not inside:
            shifts.append(None)
            continue
        shift = part - Size.letter(inside[0].index)
        if len(inside) > 1 or inside[0].index in shift.letters or inside[0].index in values:
            raise DerivativeError(f"it cannot be told which members of {name} are read as [{part}]")
        shifts.append((inside[0], shift))
        values[inside[0].index] = Size.letter(letter) - shift
    # All letters change at once, so that none is taken for another.
    changed = {**values, **renamed}
    bounds = {
        str(renamed.get(loop.index, loop.index)): (loop.start.substitute(changed), loop.stop.substitute(changed))
        for loop in _rest(read)
    }
    ranges: list[IndexInterval] = []
    for part, letter, moved in zip(read.index, letters, shifts, strict=True):
        if moved is None:
            ranges.append((part, part + 1))
            continue
        loop, shift = moved
        turned = n.Loop(loop.index, loop.start.substitute(renamed), loop.stop.substitute(renamed))
        low, high = _independent(name, turned, Size.letter(letter) - shift, bounds)
        if not {*running, *bounds}.isdisjoint({*low.letters, *high.letters}):
            raise DerivativeError(f"the members of {name} that are read depend on one another")
        ranges.append((low + shift, high + shift))
    loops = tuple(n.Loop(index, *bound) for index, bound in bounds.items())
    return _Region(tuple(ranges), (_summed(put(read.term, changed), loops),))


def _from_first_step(name: str, region: _Region, first: Size) -> _Region:
    """The region with all steps from the first on: where it begins at the second, its sums are empty at the first."""
    (low, high), *rest = region.ranges
    if (low - first).constant not in (0, 1):
        raise DerivativeError(f"it cannot be told from which step on {name} is read")
    return replace(region, ranges=((first, high), *rest))


def _independent(name: str, loop: n.Loop, value: Size, bounds: dict[str, IndexInterval]) -> IndexInterval:
    """The range of a loop over all members of the outer ones, whose own are cut to those that reach ``value``."""
    low, high = loop.start, loop.stop
    for index, (start, stop) in list(bounds.items()):
        if index in low.letters:
            shift = _shift(name, low, index)
            bounds[index] = (start, value - shift + 1)
            low = start + shift
        if index in high.letters:
            shift = _shift(name, high, index)
            bounds[index] = (value - shift + 1, stop)
            high = stop - 1 + shift
    return low, high


def _shift(name: str, bound: Size, index: str) -> Size:
    shift = bound - Size.letter(index)
    if index in shift.letters:
        raise DerivativeError(f"the range {bound} over the members of {name} cannot be turned around")
    return shift


def _fresh(loops: Sequence[n.Loop], taken: set[str], clash: set[str]) -> dict[str, Size]:
    """New letters for the loops whose index is in use."""
    free = free_letters(taken)
    return {loop.index: Size.letter(next(free)) for loop in loops if loop.index in clash}


def _boxes(
    name: str, regions: Sequence[_Region], letters: Sequence[str], domain: Sequence[IndexInterval | None]
) -> list[Arrival]:
    """The members in boxes of those that are read alike."""
    axes = [_Axis(name, whole) for whole in domain]
    cuts = [
        axis.sorted({bound for region in regions for bound in region.ranges[place]}) for place, axis in enumerate(axes)
    ]
    boxes: list[Arrival] = []
    for box in product(*(list(pairwise(points)) for points in cuts)):
        here = [
            region
            for region in regions
            if all(axis.within(side, mine) for axis, side, mine in zip(axes, box, region.ranges, strict=True))
        ]
        if not here:
            continue
        fixed = {letter: low for letter, (low, high) in zip(letters, box, strict=True) if high - low == ONE}
        index = tuple(fixed.get(letter, Size.letter(letter)) for letter in letters)
        loops = tuple(n.Loop(letter, *side) for letter, side in zip(letters, box, strict=True) if letter not in fixed)
        terms = tuple(put(term, fixed) for region in here for term in region.terms)
        boxes.append(Arrival(index, loops, terms))
    return boxes


class _Axis(Record):
    """The order of the ends of ranges along one index, whatever the sizes are."""

    name: str
    whole: IndexInterval | None

    def ordered(self, low: Size, high: Size) -> bool:
        """Whether one end is at most another."""
        if self.whole and (low == self.whole[0] or high == self.whole[1]):
            return True
        if self.whole and (high == self.whole[0] or low == self.whole[1]):
            return low == high
        for left, right, answer in ((low, high, True), (high, low, False)):
            least = least_count(right - left)
            if least is not None and least >= 0:
                return answer
        raise DerivativeError(f"it cannot be told whether {low} is before {high} among the members of {self.name}")

    def sorted(self, bounds: set[Size]) -> list[Size]:
        ordered: list[Size] = []
        for bound in bounds:
            ordered.insert(sum(self.ordered(other, bound) for other in ordered), bound)
        return ordered

    def within(self, inner: IndexInterval, outer: IndexInterval) -> bool:
        return self.ordered(outer[0], inner[0]) and self.ordered(inner[1], outer[1])
