"""Numbers for the slots: columns and risers from left to right, rows and tracks from the top down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from symbolic.diagram.arrangement import Arrangement, on_grid
from symbolic.diagram.geometry import Point
from symbolic.diagram.graph import JOIN, OUT_EDGE, STATE_EDGE, DiagramNode
from symbolic.diagram.tracks import Interval, assign_tracks
from symbolic.diagram.wires import LEFT_SIDE, RIGHT_SIDE, STRAIGHT, Slot, Wires

GUTTER, TRACK, LANE, MARGIN, RISER = 10, 14, 20, 12, 16
EDGES = ("left", "right")
PORT, SIDE = 16, 9
"""The distance between lines that enter a node from below, and at its side."""
COLUMN_DISTANCE = 16
"""The least distance of two columns."""


class Places(NamedTuple):
    """What each slot is in numbers; y goes down."""

    x: dict[Slot, int]
    y: dict[Slot, int]
    width: int
    height: int
    sizes: dict[int, Point]


def find_places(
    arranged: Arrangement, order: Sequence[int], wiring: Wires, sizes: Mapping[int, Point], edge: int
) -> Places:
    """Numbers for all slots; ``sizes`` are width and height of each node, ``edge`` the width of labels at the sides."""
    grown = _grown(arranged, wiring, {place: size for place, size in sizes.items() if on_grid(arranged.nodes[place])})
    x, width = _columns(arranged, order, wiring, {**sizes, **grown}, edge)
    y, height = _rows(arranged, wiring, grown, x)
    return Places(x, y, width, height, grown)


def _grown(arranged: Arrangement, wiring: Wires, sizes: Mapping[int, Point]) -> dict[int, Point]:
    """Nodes large enough for the lines that enter them."""
    grown: dict[int, Point] = {}
    for place, (width, height) in sizes.items():
        offsets = [abs(o) for side in (LEFT_SIDE, RIGHT_SIDE) for o in _offsets(arranged, wiring, place, side).values()]
        below = len(wiring.below.get(place, ()))
        wide = PORT * below + 4 if below > 1 else 0
        tall = 2 * max(offsets, default=0) + 6
        grown[place] = max(width, wide + wide % 2), max(height, tall + tall % 2)
    return grown


def _offsets(arranged: Arrangement, wiring: Wires, place: int, side: str) -> dict[Slot, int]:
    """How far below the middle of a node each line meets its side; the middle may be taken by a straight line."""
    keys = wiring.beside.get((place, side))
    if not keys:
        return {}
    others = [key for key in keys if key != STRAIGHT]
    if len(others) < len(keys) or any(place in rail for rail in arranged.rails):
        return {key: SIDE * (number // 2 + 1) * (-1) ** number for number, key in enumerate(others)}
    return {key: (2 * number - len(others) + 1) * SIDE // 2 for number, key in enumerate(others)}


def _columns(
    arranged: Arrangement, order: Sequence[int], wiring: Wires, sizes: Mapping[int, Point], edge: int
) -> tuple[dict[Slot, int], int]:
    x: dict[Slot, int] = {("left",): edge}
    slots = dict.fromkeys(across for wire in wiring.wires for across, _ in wire.points)
    gutters: dict[tuple[int, str], list[Slot]] = {}
    for slot in slots:
        if slot[0] == "gutter":
            gutters.setdefault(slot[1:3], []).append(slot)
    columns = {place: column for column, number in enumerate(order) for place in arranged.chains[number]}
    now = edge + MARGIN
    labelled = {wire.points[0][0]: sizes[wire.source][0] for wire in wiring.wires if wire.points[0][1] == ("bottom",)}
    # The risers of what is joined lie before the join.
    before = 0
    for slot in _risers(slots, columns, wiring):
        width = labelled.get(slot, 0)
        now += max(0, (before + width) // 4 * 2 + 6 - RISER) if before and width else 0
        x[slot] = now
        now += RISER
        before = width
    now += 4
    for column, number in enumerate(order):
        chain = arranged.chains[number]
        half = max(sizes[place][0] for place in chain) // 2
        left, right = gutters.get((column, LEFT_SIDE), []), gutters.get((column, RIGHT_SIDE), [])
        for slot in left:
            now += GUTTER
            x[slot] = now
        now += (GUTTER if left else 0) + half
        for place in chain:
            x["at", place] = now
            ports = wiring.below.get(place, [])
            for rank, port in enumerate(_by_source(arranged.nodes[place], columns, ports)):
                x["port", place, port] = now + (2 * rank - len(ports) + 1) * PORT // 2
        now += half
        for slot in right:
            now += GUTTER
            x[slot] = now
        now += COLUMN_DISTANCE
    x["right",] = now + MARGIN
    return x, now + MARGIN + edge


def _risers(slots: Iterable[Slot], columns: Mapping[int, int], wiring: Wires) -> list[Slot]:
    """The risers, those first that lead least far to the right, then the places of the joins."""
    reach: dict[Slot, int] = {}
    for wire in wiring.wires:
        for across, _ in wire.points:
            if across[0] == "riser":
                reach[across] = max(reach.get(across, 0), columns.get(wire.sink, 0))
    own = [slot for slot in slots if slot[0] in ("riser", "join")]
    return sorted(own, key=lambda slot: (slot[0] == "join", reach.get(slot, 0), str(slot)))


def _by_source(node: DiagramNode, columns: Mapping[int, int], ports: Sequence[int]) -> list[int]:
    """The reads from below in the order in which their sources lie."""
    return sorted(ports, key=lambda read: (columns.get(node.reads[read].source, -1), read))


def _rows(
    arranged: Arrangement, wiring: Wires, sizes: Mapping[int, Point], x: Mapping[Slot, int]
) -> tuple[dict[Slot, int], int]:
    rows = arranged.rows
    highest = max(rows.values(), default=0)
    tracks = _tracks(arranged, wiring, x)
    edges = {wire.points[place][1] for wire in wiring.wires for place in (0, -1) if wire.points[place][0][0] in EDGES}
    named = {channel: {lane for lane, slot in lanes if slot in edges} for channel, lanes in tracks.items()}
    heights = dict.fromkeys(range(1, highest + 1), 20)
    for place, (_, height) in sizes.items():
        heights[rows[place]] = max(heights[rows[place]], height)
    # From the top down: the upper edge, then rows and the channels below them.
    y: dict[Slot, int] = {("top",): 22}
    top = any(wire.points[-1][1] == ("top",) for wire in wiring.wires)
    now = 22 + MARGIN if top else MARGIN
    for row in range(highest, -1, -1):
        lanes = tracks.get(row, [])
        now += TRACK if lanes else 10
        deepest = 0
        for lane, slot in sorted(lanes):
            if lane > deepest:
                # Names at the edges need more room.
                now += 0 if not deepest else LANE if {lane, lane - 1} <= named.get(row, set()) else TRACK
                deepest = lane
            y[slot] = now
        now += TRACK if lanes else 0
        if row:
            now += heights[row] // 2
            y["row", row] = now
            now += heights[row] - heights[row] // 2
    y["bottom",] = now + 6
    for place, side in wiring.beside:
        for key, offset in _offsets(arranged, wiring, place, side).items():
            y["side", place, side, key] = y["row", rows[place]] + offset
    return y, now + 6 + 22


def _tracks(arranged: Arrangement, wiring: Wires, x: Mapping[Slot, int]) -> dict[int, list[tuple[int, Slot]]]:
    """The tracks of each channel with their numbers from the top."""
    ends: dict[Slot, list[int]] = {}
    rises: dict[Slot, list[tuple[int, int]]] = {}
    for wire in wiring.wires:
        for number, (across, height) in enumerate(wire.points):
            if height[0] != "track":
                continue
            ends.setdefault(height, []).append(x[across])
            for near in (number - 1, number + 1):
                if 0 <= near < len(wire.points) and wire.points[near][1] != height:
                    rises.setdefault(height, []).append((x[across], _direction(height, wire.points[near][1], arranged)))
    channels: dict[int, list[Interval]] = {}
    for slot, places in ends.items():
        turns = tuple(dict.fromkeys(rises.get(slot, ())))
        channels.setdefault(slot[1], []).append(Interval(slot, min(places), max(places), turns))
    lanes = _lanes(arranged)
    return {channel: assign_tracks(intervals, lanes if channel == 0 else []) for channel, intervals in channels.items()}


def _direction(track: Slot, other: Slot, arranged: Arrangement) -> int:
    """1 where a line leaves a track upward, -1 downward, 0 to another track of its channel."""
    if other[0] == "track":
        return (other[1] > track[1]) - (other[1] < track[1])
    if other[0] == "side":
        return 1 if arranged.rows[other[1]] > track[1] else -1
    if other[0] == "row":
        return 1 if other[1] > track[1] else -1
    return 1 if other == ("top",) else -1


def _lanes(arranged: Arrangement) -> list[list[Slot]]:
    """Tracks that are to lie at one height: a state that comes in, the join it enters, and the state that goes out."""
    nodes = arranged.nodes
    lanes = []
    for place, node in enumerate(nodes):
        if node.kind != STATE_EDGE or place in arranged.rows:
            continue
        joins = [
            other
            for other, join in enumerate(nodes)
            if join.kind == JOIN and not on_grid(join) and join.reads[0].source == place
        ]
        outs = [
            out.reads[0].source
            for out in nodes
            if out.kind == OUT_EDGE and getattr(out.named, "name", "") == getattr(node.named, "name", "")
        ]
        lanes.append([("track", 0, source, 0) for source in (place, *joins, *outs)])
    return lanes
