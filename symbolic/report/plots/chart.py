"""Curves and bars as data: what is drawn, before it is known how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from symbolic.display import Drawn
from symbolic.record import Record

CURVE_COLOURS = ("0072B2", "D55E00", "009E73", "CC79A7", "B8860B", "000000", "56B4E9", "7F7F7F")
"""The colours of curves, RRGGBB; Okabe and Ito's, which those with another sight for colours tell apart."""
DASHES = ((), (6, 2), (2, 2), (8, 2, 2, 2))
"""How curves are dashed, in points: on, off, and so on."""


class Curve(NamedTuple):
    """A name and a value at each place."""

    name: str
    values: tuple[float, ...]


class Curves(NamedTuple):
    """Curves ``over`` a size, at ``places``; ``of`` is the unit of the values."""

    over: str
    of: str
    places: tuple[int, ...]
    curves: tuple[Curve, ...]


class Bars(NamedTuple):
    """A bar for each of ``names``, made of a part for each role: its value in each bar."""

    of: str
    names: tuple[str, ...]
    parts: tuple[Curve, ...]


class Chart(Drawn, Record):
    """Panels side by side, a plain title, and a name for its file."""

    title: str
    name: str
    panels: tuple[Curves | Bars, ...]


def dash(place: int) -> tuple[int, ...]:
    """How the curve of this place is dashed: other than its neighbours, and those of its colour.

    >>> dash(0), dash(1), dash(0) == dash(len(CURVE_COLOURS))
    ((), (6, 2), False)
    """
    return DASHES[(place + place // len(CURVE_COLOURS)) % len(DASHES)]


def ticks(most: float, least: float = 0, number: int = 5) -> Sequence[float]:
    """About so many round numbers from at least ``least`` to at most ``most``.

    >>> ticks(4_457_472), ticks(7, number=3), ticks(4096, 64)
    ([0, 1000000, 2000000, 3000000, 4000000], [0, 5], [1000, 2000, 3000, 4000])
    """
    if most <= least:
        return [least]
    rough, step = (most - least) / number, 1
    while step * 10 <= rough:
        step *= 10
    step *= next((times for times in (1, 2, 5) if step * times >= rough), 10)
    first = -(-int(least) // step)
    return [step * place for place in range(first, int(most) // step + 1)]


def short(value: float) -> str:
    """A number with a letter for thousands, millions and so on.

    >>> short(0), short(4_457_472), short(2_000_000), short(1e30)
    ('0', '4.46M', '2M', '1e+30')
    """
    for letter in ("", "k", "M", "G", "T", "P", "E"):
        if value < 999.5:
            return f"{value:.3g}{letter}"
        value /= 1000
    return f"{value * 1e21:.3g}"
