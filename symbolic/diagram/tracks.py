"""Tracks of one channel: what overlaps lies apart, in an order that crosses little."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
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
    above: list[tuple[int, int, int]] = []
    numbered: list[tuple[int, Slot]] = []
    for unit in order:
        highest = 0
        for part in unit:
            start, end = part.start - TRACK_GAP, part.end + TRACK_GAP
            for number, low, high in above:
                if number > highest and start < high and low < end:
                    highest = number
        above += [(highest + 1, part.start, part.end) for part in unit]
        numbered += [(highest + 1, part.slot) for part in unit]
    return numbered


def _gains(units: Sequence[Sequence[Interval]]) -> list[list[int]]:
    """For each track and each other, how many crossings more there are with the other above it than below it."""
    turns = sorted((*turn, number) for number, unit in enumerate(units) for part in unit for turn in part.turns)
    places = [place for place, _, _ in turns]
    # A line that leaves one track upward crosses another where that lies above it, and saves it where it lies below.
    within = [[0] * len(units) for _ in units]
    for number, unit in enumerate(units):
        row = within[number]
        for part in unit:
            for _, way, other in turns[bisect_left(places, part.start) : bisect_right(places, part.end)]:
                row[other] += way
    columns = zip(*within, strict=True)
    return [[a - b for a, b in zip(column, row, strict=True)] for column, row in zip(columns, within, strict=True)]


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
