"""A picture as data: rectangles, circles, lines and labels in whole numbers, y going down."""

from __future__ import annotations

from typing import NamedTuple

from symbolic.diagram.geometry import Point
from symbolic.display import Drawn
from symbolic.record import Record

START, MIDDLE, END_ANCHOR = "start", "middle", "end"


class Rect(NamedTuple):
    """A rectangle by its upper left corner."""

    x: int
    y: int
    width: int
    height: int
    role: str
    radius: int = 0


class Circle(NamedTuple):
    """A circle by its centre."""

    x: int
    y: int
    radius: int
    role: str


class Stroke(NamedTuple):
    """A line from corner to corner; its corners are round, but for those in ``sharp``."""

    points: tuple[Point, ...]
    role: str
    arrow: bool = False
    sharp: frozenset[Point] = frozenset()


class Label(NamedTuple):
    """A text on a base line: a formula in LaTeX, or plain text where ``plain``; ``size`` in units of the picture."""

    x: int
    y: int
    text: str
    size: int = 14
    anchor: str = MIDDLE
    plain: bool = False
    halo: bool = False


GraphicsElement = Rect | Circle | Stroke | Label


class Picture(Drawn, Record):
    """Items from back to front, a plain title, and a name for its file.

    ``notes`` are sentences on what it does not show, with formulas between ``$``.
    """

    title: str
    width: int
    height: int
    items: tuple[GraphicsElement, ...]
    name: str = ""
    notes: tuple[str, ...] = ()


ROLE_COLOURS: dict[str, tuple[str, str]] = {
    "learned": ("8A6D00", "FFF1C2"),
    "operation": ("A0413D", "FADADD"),
    "block": ("2F5D8C", "DCE9F7"),
    "state": ("1F4E79", ""),
    "input": ("2E7D32", ""),
    "line": ("404040", ""),
    "frame": ("B0B0B0", ""),
    "input kernel": ("2E7D32", "CFE8CF"),
    "recurrent kernel": ("1F4E79", "CBDDF0"),
    "joint kernel": ("00696B", "C4E5E4"),
    "inner kernel": ("6A3D9A", "E1D4EE"),
    "peephole": ("B3541E", "F8D9C4"),
    "projection": ("8C2D5F", "F1D0E0"),
    "scale": ("7A6A00", "EEE7B0"),
    "bias": ("A0413D", "F5C9C6"),
    "fixed": ("707070", "E4E4E4"),
}
"""What is drawn around and within each role, as RRGGBB; one colour means one role in all pictures."""
