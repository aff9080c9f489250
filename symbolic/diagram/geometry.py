"""Boxes, lines and dots in whole numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isqrt
from typing import NamedTuple

from symbolic.diagram.graph import JOIN, Panel

Point = tuple[int, int]


class Box(NamedTuple):
    """A node of the panel: its centre, width and height; what comes in or leaves is a point at the edge.

    A join of the bus is the piece of a line into which lines lead.
    """

    node: int
    x: int
    y: int
    width: int
    height: int

    @property
    def is_round(self) -> bool:
        return self.width == self.height


class RoutedEdge(NamedTuple):
    """The line of one read, corner by corner, from the edge of its source to the edge of the node that reads it."""

    source: int
    sink: int
    read: int
    points: tuple[Point, ...]


def clipped(points: Sequence[Point], source: Box, sink: Box) -> tuple[Point, ...]:
    """The line from border to border, without corners that are none.

    >>> box = Box(0, 0, 0, 20, 20)
    >>> clipped([(0, 0), (50, 0), (50, 0), (90, 0)], box, box._replace(x=90))
    ((10, 0), (80, 0))
    """
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        while len(kept) > 1 and (kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]):
            kept.pop()
        kept.append(point)
    if len(kept) < 2:
        return tuple(kept)
    first, last = _border(kept[0], kept[1], source), _border(kept[-1], kept[-2], sink)
    return (first, *kept[1:-1], last)


def _border(inner: Point, outer: Point, box: Box) -> Point:
    """Where a line from a point inside a box to one outside leaves it."""
    if not box.height:
        return inner
    (x, y), right, down = inner, box.width // 2, box.height // 2
    if y == outer[1]:
        reach = isqrt(right * right - (y - box.y) ** 2) if box.is_round else right
        return box.x + (reach if outer[0] > x else -reach), y
    reach = isqrt(down * down - (x - box.x) ** 2) if box.is_round else down
    return x, box.y + (reach if outer[1] > y else -reach)


def find_dots(panel: Panel, lines: Sequence[RoutedEdge], boxes: Sequence[Box]) -> tuple[tuple[int, Point], ...]:
    """Where a line forks, and where lines are joined, each with the node from which it goes on."""
    dots: dict[tuple[int, Point], None] = {}
    for place, node in enumerate(panel.nodes):
        own = [line for line in lines if line.source == place]
        corners = dict.fromkeys(point for line in own for point in line.points)
        for point in corners if len(own) > 1 else ():
            ways = {way for line in own for way in _ways(point, line.points)}
            if len(ways) > 2:
                dots[place, point] = None
        if node.kind == JOIN and not boxes[place].height:
            for line in lines:
                if line.sink == place and line.read:
                    dots[place, line.points[-1]] = None
    return tuple(dots)


def _ways(point: Point, points: Sequence[Point]) -> Iterator[Point]:
    """The directions in which a line leaves one of its points."""
    x, y = point
    for (a, b), (c, d) in pairwise(points):
        if (a == c == x and min(b, d) <= y <= max(b, d)) or (b == d == y and min(a, c) <= x <= max(a, c)):
            for end in ((a, b), (c, d)):
                if end != point:
                    yield (end[0] > x) - (end[0] < x), (end[1] > y) - (end[1] < y)


def crossings(lines: Sequence[RoutedEdge]) -> int:
    """How often lines of different sources cross."""
    pieces = {(line.source, *sorted(pair)) for line in lines for pair in pairwise(line.points)}
    flat = [(source, a[1], a[0], b[0]) for source, a, b in pieces if a[1] == b[1]]
    steep = [(source, a[0], a[1], b[1]) for source, a, b in pieces if a[0] == b[0]]
    points = {
        (*sorted((first, second)), x, y)
        for first, y, left, right in flat
        for second, x, low, high in steep
        if first != second and left < x < right and low < y < high
    }
    return len(points)
