"""Tracks of one channel: what overlaps lies apart, in an order that crosses little."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, combinations
from typing import NamedTuple

from symbolic.diagram.wires import Slot


class Interval(NamedTuple):
    """A track from its first to its last place; at each of ``turns`` a line leaves it, up (1) or down (-1)."""

    slot: Slot
    start: int
    end: int
    turns: tuple[tuple[int, int], ...]


TRACK_GAP = 6
SIFTED, MANY_TRACKS = 2, 40
"""How often each track is taken out and put in again, and up to how many tracks of a channel."""


def assign_tracks(intervals: Sequence[Interval], together: Sequence[Sequence[Slot]]) -> list[tuple[int, Slot]]:
    """The number of each track from the top, from 1 on; those ``together`` have the same one where they can.

    >>> first, second = Interval(("a",), 0, 9, ((9, 1),)), Interval(("b",), 5, 20, ((20, -1),))
    >>> assign_tracks([first, second], [])
    [(1, ('a',)), (2, ('b',))]
    """
    units = _units(intervals, together)
    gains = _gains(units)
    order: list[int] = []
    for number in range(len(units)):
        _insert(number, order, gains)
    # What came early saw few of the others.
    for number in [*range(len(units))] * SIFTED if len(units) <= MANY_TRACKS else ():
        order.remove(number)
        _insert(number, order, gains)
    return _numbered([units[number] for number in order])


def _numbered(order: Sequence[Sequence[Interval]]) -> list[tuple[int, Slot]]:
    """Each track as high as those above it that it overlaps leave it."""
    numbers: list[int] = []
    for place, unit in enumerate(order):
        above = [number for number, other in zip(numbers, order[:place], strict=True) if _overlap(unit, other)]
        numbers.append(1 + max(above, default=0))
    return [(number, part.slot) for number, unit in zip(numbers, order, strict=True) for part in unit]


def _gains(units: Sequence[Sequence[Interval]]) -> list[list[int]]:
    """For each track and each other, how many crossings more there are with the other above it than below it."""
    gains = [[0] * len(units) for _ in units]
    for first, second in combinations(range(len(units)), 2):
        gain = _crossings(units[second], units[first]) - _crossings(units[first], units[second])
        gains[first][second], gains[second][first] = gain, -gain
    return gains


def _insert(number: int, order: list[int], gains: Sequence[Sequence[int]]) -> None:
    """Put a track where it crosses the others least, at the lowest of the best places."""
    costs = [*accumulate((gains[number][other] for other in order), initial=0)]
    best = min(costs)
    order.insert(max(place for place, cost in enumerate(costs) if cost == best), number)


def _units(intervals: Sequence[Interval], together: Sequence[Sequence[Slot]]) -> list[list[Interval]]:
    by_slot = {interval.slot: interval for interval in intervals}
    units: list[list[Interval]] = []
    for slots in together:
        unit: list[Interval] = []
        for slot in dict.fromkeys(slots):
            interval = by_slot.get(slot)
            # A join begins where what enters it ends.
            if interval and not any(part.start < interval.end and interval.start < part.end for part in unit):
                unit.append(by_slot.pop(slot))
        if unit:
            units.append(unit)
    return units + [[interval] for interval in intervals if interval.slot in by_slot]


def _overlap(first: Sequence[Interval], second: Sequence[Interval]) -> bool:
    return any(a.start - TRACK_GAP < b.end and b.start - TRACK_GAP < a.end for a in first for b in second)


def _crossings(upper: Sequence[Interval], lower: Sequence[Interval]) -> int:
    """How often lines cross where the one lies above the other."""
    down = sum(1 for a in upper for place, way in a.turns if way < 0 for b in lower if b.start <= place <= b.end)
    up = sum(1 for b in lower for place, way in b.turns if way > 0 for a in upper if a.start <= place <= a.end)
    return down + up
