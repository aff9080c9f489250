"""A panel laid out: boxes, lines and dots in whole numbers, y going down; the same panel always gives the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from symbolic.diagram.arrangement import Arrangement, arrangements, on_grid
from symbolic.diagram.geometry import Box, Point, RoutedEdge, clipped, crossings, find_dots
from symbolic.diagram.graph import JOIN, SOURCES, Panel
from symbolic.diagram.kept_orders import kept_order, order_digest
from symbolic.diagram.order import column_edges, order_columns
from symbolic.diagram.places import find_places
from symbolic.diagram.wires import Wire, find_wires
from symbolic.record import Record

ORDERS_TRIED, LINES_LAID, FEW_CROSSINGS = 40, 2400, 4
"""How many orders of the columns are tried at most, and lines laid in all; how many crossings are left as they are."""
CROSSING, WIDE_PICTURE = 20, 560
"""What a crossing counts, in units of a picture, and the width from which on narrower is better."""


class Layout(Record):
    """Where everything of a panel lies."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[RoutedEdge, ...]
    dots: tuple[tuple[int, Point], ...]


def lay_out(panel: Panel, sizes: Mapping[int, Point], edge: int, tries: int = ORDERS_TRIED) -> Layout:
    """Lay out a panel whose nodes have these sizes; ``edge`` is the width of the labels left and right.

    At most ``tries`` orders of its columns are tried.

    >>> from symbolic import cell
    >>> from symbolic.diagram.reading import find_panels
    >>> panel = find_panels(cell("rnn").definition, ["h"])[0]
    >>> made = lay_out(panel, {place: (40, 40) for place in range(5)}, 40)
    >>> len(made.lines), made == lay_out(panel, {place: (40, 40) for place in range(5)}, 40)
    (4, True)
    """
    drafts = [_drafted(panel, arranged, sizes, edge, tries) for arranged in arrangements(panel.nodes)]
    best = min(drafts, key=_cost)
    return Layout(best.width, best.height, best.boxes, best.lines, find_dots(panel, best.lines, best.boxes))


def searched_orders(panel: Panel, sizes: Mapping[int, Point], edge: int) -> dict[str, list[int]]:
    """The orders of columns that are searched for a panel, by their digests."""
    orders: dict[str, list[int]] = {}
    for arranged in arrangements(panel.nodes):
        first, order = _first(panel, arranged, sizes, edge)
        if first.crossed > FEW_CROSSINGS:
            orders[order_digest(arranged, sizes, edge)] = _searched(
                panel, arranged, first, order, sizes, edge, ORDERS_TRIED
            )[1]
    return orders


class _Draft(NamedTuple):
    """A layout without its dots, and how often its lines cross."""

    crossed: int
    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[RoutedEdge, ...]


def _drafted(panel: Panel, arranged: Arrangement, sizes: Mapping[int, Point], edge: int, tries: int) -> _Draft:
    """The layout of the shortest lines; where many of them cross, that of another order of the columns."""
    first, order = _first(panel, arranged, sizes, edge)
    if first.crossed <= FEW_CROSSINGS:
        return first
    if kept := kept_order(arranged, sizes, edge):
        return _placed(panel, arranged, kept, sizes, edge)
    return _searched(panel, arranged, first, order, sizes, edge, tries)[0]


def _first(panel: Panel, arranged: Arrangement, sizes: Mapping[int, Point], edge: int) -> tuple[_Draft, list[int]]:
    order = order_columns(arranged)
    return _placed(panel, arranged, order, sizes, edge), order


def _searched(
    panel: Panel,
    arranged: Arrangement,
    best: _Draft,
    order: list[int],
    sizes: Mapping[int, Point],
    edge: int,
    tries: int,
) -> tuple[_Draft, list[int]]:
    """A layout whose columns change places as long as fewer lines cross, with their order."""
    _, before = column_edges(arranged)
    tries = min(tries, LINES_LAID // (1 + len(best.lines)))
    improved = True
    while improved:
        improved = False
        for place in range(len(order) - 1):
            if best.crossed <= FEW_CROSSINGS or tries <= 0:
                return best, order
            if tuple(order[place : place + 2]) in before:
                continue
            trial = [*order[:place], order[place + 1], order[place], *order[place + 2 :]]
            made = _placed(panel, arranged, trial, sizes, edge)
            tries -= 1
            if _cost(made) < _cost(best):
                best, order, improved = made, trial, True
    return best, order


def _cost(draft: _Draft) -> int:
    return CROSSING * draft.crossed + max(0, draft.width - WIDE_PICTURE) + draft.height // 4


def _placed(panel: Panel, arranged: Arrangement, order: list[int], sizes: Mapping[int, Point], edge: int) -> _Draft:
    """The layout of one order of the columns."""
    wiring = find_wires(arranged, order)
    places = find_places(arranged, order, wiring, sizes, edge)
    ends = [tuple((places.x[x], places.y[y]) for x, y in wire.points) for wire in wiring.wires]
    boxes = []
    for place, node in enumerate(panel.nodes):
        if on_grid(node):
            center = places.x["at", place], places.y["row", arranged.rows[place]]
            boxes.append(Box(place, *center, *places.sizes[place]))
        elif node.kind == JOIN:
            first, last = places.x["join", place, 0], places.x["join", place, len(node.reads) - 1]
            height = next(y[-1][1] for wire, y in zip(wiring.wires, ends, strict=True) if wire.sink == place)
            boxes.append(Box(place, (first + last) // 2, height, last - first, 0))
        else:
            boxes.append(Box(place, *_edge(place, node.kind, wiring.wires, ends), 0, 0))
    lines = [
        RoutedEdge(wire.source, wire.sink, wire.read, clipped(points, boxes[wire.source], boxes[wire.sink]))
        for wire, points in zip(wiring.wires, ends, strict=True)
    ]
    return _Draft(crossings(lines), places.width, places.height, tuple(boxes), tuple(lines))


def _edge(place: int, kind: str, wires: Sequence[Wire], ends: Sequence[Sequence[Point]]) -> Point:
    """Where what comes in or leaves touches the edge."""
    if kind in SOURCES:
        return next(points[0] for wire, points in zip(wires, ends, strict=True) if wire.source == place)
    return next(points[-1] for wire, points in zip(wires, ends, strict=True) if wire.sink == place)
