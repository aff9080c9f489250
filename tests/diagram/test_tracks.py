"""Tracks and columns are put where they are best: held against counting every crossing and every length anew."""

from itertools import pairwise
from random import Random

import pytest

from symbolic.diagram.order import cost, improve
from symbolic.diagram.tracks import TRACK_GAP, Interval, _gains, assign_tracks


def crossings_of(upper, lower):
    down = sum(1 for a in upper for place, way in a.turns if way < 0 for b in lower if b.start <= place <= b.end)
    return down + sum(1 for b in lower for place, way in b.turns if way > 0 for a in upper if a.start <= place <= a.end)


def drawn_units(draw):
    units = []
    for number in range(draw.randint(1, 9)):
        parts = []
        for part in range(draw.randint(1, 3)):
            places = sorted(draw.randint(0, 40) for _ in range(draw.randint(2, 5)))
            turns = tuple((place, draw.choice((-1, 1))) for place in places)
            parts.append(Interval((number, part), places[0], places[-1], turns))
        units.append(parts)
    return units


@pytest.mark.parametrize("seed", range(60))
def test_a_track_gains_what_it_crosses_less(seed):
    units = drawn_units(Random(seed))
    expected = [[crossings_of(other, one) - crossings_of(one, other) for other in units] for one in units]
    assert _gains(units) == expected


@pytest.mark.parametrize("seed", range(30))
def test_what_overlaps_has_another_number(seed):
    parts = [part for unit in drawn_units(Random(seed)) for part in unit]
    numbers = {slot: number for number, slot in assign_tracks(parts, [])}
    for one in parts:
        for other in parts:
            if one is not other and one.start - TRACK_GAP < other.end and other.start - TRACK_GAP < one.end:
                assert numbers[one.slot] != numbers[other.slot]
        assert numbers[one.slot] == 1 or numbers[one.slot] - 1 in numbers.values()


@pytest.mark.parametrize("seed", range(40))
def test_columns_move_as_long_as_all_lines_get_shorter(seed):
    draw = Random(seed)
    size = draw.randint(2, 14)
    order = draw.sample(range(size), size)
    ends = [-1, -2, *range(size)]
    weights = {(draw.choice(ends), draw.choice(ends)): draw.randint(1, 3) for _ in range(3 * size)}
    edges = [(source, sink, weight) for (source, sink), weight in weights.items()]
    before = {pair for pair in pairwise(order) if draw.random() < 0.2}
    assert improve(list(order), edges, before) == improved_anew(order, edges, before)


def improved_anew(order, edges, before):
    """The same, with the lengths of all lines for each trial."""
    reach = len(order) if len(order) <= 10 else 5

    def length(trial):
        return cost(edges, {chain: place for place, chain in enumerate(trial)} | {-1: -1, -2: len(trial)})

    for _ in range(8):
        start = order
        for chain in list(order):
            place = order.index(chain)
            for target in range(max(0, place - reach), min(len(order) - 1, place + reach) + 1):
                trial = [other for other in order if other != chain]
                trial.insert(target, chain)
                kept = all(trial.index(a) < trial.index(b) for a, b in before)
                if kept and length(trial) < length(order):
                    order = trial
        if order == start:
            break
    return order
