"""The way of each line, in slots that have no numbers yet: no line can lead through a node.

Nodes lie in rows and columns. Between two rows is a channel, in which each source has a track of its own; beside each
column are gutters, in which each line has a place of its own. A line runs along tracks, and up and down in gutters,
in the risers left of the columns, or in the one column of nodes in which it begins or ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from symbolic.diagram.arrangement import ALIGNED_READS, Arrangement, on_grid
from symbolic.diagram.graph import INPUT, JOIN, LABELLED_BOXES, OUT_EDGE, SINKS, STATE_EDGE, TOP_EDGE

Slot = tuple
"""A place on one axis: ``("at", node)``, ``("riser", node)``, ``("gutter", column, side, key)``, ``("track", ...)``."""
LEFT_SIDE, RIGHT_SIDE = "l", "r"
STRAIGHT: Slot = ("straight",)
"""What takes the middle of a side."""


class Wire(NamedTuple):
    """The line of one read: from its source to the node that reads it, corner by corner."""

    source: int
    sink: int
    read: int
    points: tuple[tuple[Slot, Slot], ...]


class Wires(NamedTuple):
    """All lines, with the reads that enter each node from below and at its sides."""

    wires: list[Wire]
    below: dict[int, list[int]]
    beside: dict[tuple[int, str], list[Slot]]


def find_wires(arranged: Arrangement, order: Sequence[int]) -> Wires:
    """The way of each line of a panel."""
    router = _Router(arranged, order)
    nodes = arranged.nodes
    pairs = [(place, number) for place, node in enumerate(nodes) for number in range(len(node.reads))]
    # Straight lines first, then those that may take a side or a top that is free.
    pairs.sort(key=lambda pair: router.rank(*pair))
    wires = [Wire(nodes[sink].reads[read].source, sink, read, router.points(sink, read)) for sink, read in pairs]
    return Wires(sorted(wires, key=lambda wire: (wire.sink, wire.read)), router.below, router.beside)


class _Router:
    def __init__(self, arranged: Arrangement, order: Sequence[int]):
        self.nodes, self.rows, self.rails, self.chains = arranged.nodes, arranged.rows, arranged.rails, arranged.chains
        chain_of = arranged.chain_of
        places = {chain: place for place, chain in enumerate(order)}
        self.column = {place: places[chain] for place, chain in chain_of.items()}
        self.chain = {place: arranged.chains[chain] for place, chain in chain_of.items()}
        self.next = {a: b for rail in self.rails for a, b in pairwise(rail)}
        self.filled = {(self.column[place], self.rows[place]) for place in self.column}
        self.below: dict[int, list[int]] = {}
        self.beside: dict[tuple[int, str], list[Slot]] = {}
        self.topped: set[int] = set()
        self.taken: dict[int, list[tuple[int, int, int]]] = {}
        self.straight: set[tuple[int, int]] = set()
        self.sinks: dict[int, list[int]] = {}
        for place, node in enumerate(self.nodes):
            for read in node.reads:
                self.sinks.setdefault(read.source, []).append(place)

    def rank(self, sink: int, number: int) -> tuple[int, int, int]:
        source = self.nodes[sink].reads[number].source
        if self.is_aligned(source, sink) or self.next.get(source) == sink:
            return 0, sink, number
        return (1 if source in self.rows and sink in self.rows else 2), sink, number

    def is_aligned(self, source: int, sink: int) -> bool:
        """Whether the two stand next to each other in one column, joined by a line."""
        chain = self.chain.get(sink)
        if chain is None or source not in chain:
            return False
        return abs(chain.index(source) - chain.index(sink)) == 1

    def is_highest(self, place: int) -> bool:
        return self.chain[place][-1] == place

    def is_lowest(self, place: int) -> bool:
        return self.chain[place][0] == place

    def rises(self, place: int) -> bool:
        """Whether a line leaves a node at its top."""
        return any(
            self.nodes[sink].kind == TOP_EDGE or self.rows.get(sink, 0) > self.rows[place]
            for sink in self.sinks.get(place, [])
            if self.next.get(place) != sink
        )

    def is_open(self, place: int) -> bool:
        """Whether a line can leave a node at its top."""
        if place in self.topped:
            return False
        chain = self.chain[place]
        above = chain[chain.index(place) + 1 :][:1]
        return not above or above[0] in self.sinks.get(place, [])

    def points(self, sink: int, number: int) -> tuple[tuple[Slot, Slot], ...]:
        source, node = self.nodes[sink].reads[number].source, self.nodes[sink]
        if node.kind == OUT_EDGE:
            return self.out(source, sink)
        if node.kind == TOP_EDGE:
            return self.top(source, sink)
        if node.kind == JOIN and not on_grid(node):
            return self.join(source, sink, number)
        return self.direct(source, sink, number) or self.around(source, sink, number)

    def direct(self, source: int, sink: int, number: int) -> tuple[tuple[Slot, Slot], ...] | None:
        """A line without a track: straight, or with one corner."""
        row, node = self.rows[sink], self.nodes[sink]
        if source not in self.rows:
            return None
        start, end = self.start(source), (("at", sink), ("row", row))
        if (source, sink) not in self.straight and (self.is_aligned(source, sink) or self.next.get(source) == sink):
            self.straight.add((source, sink))
            return start, end
        if node.kind in LABELLED_BOXES:
            return None
        high, column = self.rows[source], self.column.get(source, -1)
        if source in self.next and high > row and self.is_highest(sink) and not self.rises(sink):
            ahead = self.column.get(self.next[source], len(self.chains))
            if column < self.column[sink] < ahead and sink not in self.topped:
                self.topped.add(sink)
                return start, (("at", sink), ("row", high)), end
        if source not in self.column or self.column[sink] == column:
            return None
        side = LEFT_SIDE if column < self.column[sink] else RIGHT_SIDE
        if (sink, side) in self.beside or sink in self.next or not self.is_free(row, column, self.column[sink]):
            return None
        if high == row and source not in self.next:
            other = RIGHT_SIDE if side == LEFT_SIDE else LEFT_SIDE
            if (source, other) in self.beside:
                return None
            self.beside[source, other] = [STRAIGHT]
        elif not (high < row and self.is_highest(source) and self.is_open(source)):
            return None
        self.beside[sink, side] = [STRAIGHT]
        low, up = sorted((column, self.column[sink]))
        self.taken.setdefault(row, []).append((low, up, source))
        return (start, end) if high == row else (start, (("at", source), ("row", row)), end)

    def is_free(self, row: int, first: int, second: int) -> bool:
        """Whether nothing lies in a row between two columns."""
        low, high = sorted((first, second))
        if any((column, row) in self.filled for column in range(low + 1, high)):
            return False
        if any(row == self.rows[rail[0]] for rail in self.rails):
            return False
        return not any(start < high and low < end for start, end, _ in self.taken.get(row, []))

    def start(self, source: int) -> tuple[Slot, Slot]:
        if source in self.column:
            return ("at", source), ("row", self.rows[source])
        return ("left",), ("row", self.rows[source])

    def around(self, source: int, sink: int, number: int) -> tuple[tuple[Slot, Slot], ...]:
        """A line along a track."""
        row, high, node = self.rows[sink], self.rows.get(source, 0), self.nodes[sink]
        wide = node.kind in LABELLED_BOXES or len(node.reads) > ALIGNED_READS
        low = self.is_lowest(sink) and (wide or sink not in self.below)
        if source not in self.rows or high < row:
            channel, beneath = high, low
        elif low and (wide or high == row):
            channel, beneath = row - 1, True
        else:
            channel, beneath = row, False
        track = self.track(channel, source)
        trunk = self.trunk(source, channel)
        if beneath:
            self.below.setdefault(sink, []).append(number)
            port = ("port", sink, number)
            return *trunk, (port, track), (port, ("row", row))
        over = channel >= row and self.is_highest(sink) and sink not in self.topped and not self.rises(sink)
        if over and sink not in self.next:
            self.topped.add(sink)
            return *trunk, (("at", sink), track), (("at", sink), ("row", row))
        side = LEFT_SIDE if self.column.get(source, -1) < self.column[sink] else RIGHT_SIDE
        key = ("in", sink, number)
        self.beside.setdefault((sink, side), []).append(key)
        gutter, height = ("gutter", self.column[sink], side, key), ("side", sink, side, key)
        return *trunk, (gutter, track), (gutter, height), (("at", sink), height)

    def track(self, channel: int, source: int, number: int = 0) -> Slot:
        return "track", channel, source, number

    def trunk(self, source: int, channel: int, number: int = 0) -> tuple[tuple[Slot, Slot], ...]:
        """From a source to its track in a channel."""
        track, node = self.track(channel, source, number), self.nodes[source]
        if node.kind == INPUT:
            return (("riser", source), ("bottom",)), (("riser", source), track)
        if source not in self.rows:
            return (((("left",) if node.kind == STATE_EDGE else ("join", source, len(node.reads) - 1)), track),)
        start = self.start(source)
        if node.kind == STATE_EDGE:
            return start, (("riser", source), start[1]), (("riser", source), track)
        if channel == self.rows[source] and self.is_open(source):
            return start, (("at", source), track)
        return *self.exit(source), (self.gutter(source), track)

    def gutter(self, source: int) -> Slot:
        return "gutter", self.column[source], RIGHT_SIDE, ("out", source)

    def exit(self, source: int) -> tuple[tuple[Slot, Slot], ...]:
        """From the right side of a node into the gutter beside it."""
        if source in self.next:
            # The rail leaves there already.
            height: Slot = ("row", self.rows[source])
        else:
            key = ("out", source)
            keys = self.beside.setdefault((source, RIGHT_SIDE), [])
            if key not in keys:
                keys.append(key)
            height = ("side", source, RIGHT_SIDE, key)
        return (("at", source), height), (self.gutter(source), height)

    def join(self, source: int, sink: int, number: int) -> tuple[tuple[Slot, Slot], ...]:
        """Into a join of the bus, each at its own place of it."""
        place = ("join", sink, number)
        end = place, self.track(0, sink)
        if source in self.rows:
            start = self.start(source)
            return start, (place, start[1]), end
        if self.nodes[source].kind == INPUT and len(self.sinks[source]) == 1:
            return (place, ("bottom",)), end
        track = self.track(0, source)
        return *self.trunk(source, 0), (place, track), end

    def out(self, source: int, sink: int) -> tuple[tuple[Slot, Slot], ...]:
        """To the right edge, on a rail or on a track below the gates."""
        if self.next.get(source) == sink:
            return self.start(source), (("right",), ("row", self.rows[source]))
        number = [other for other in self.sinks[source] if self.nodes[other].kind in SINKS].index(sink)
        track = self.track(0, source, number)
        if number and source not in self.rows:
            # A second way out of what is not a node needs a riser of its own.
            trunk = self.trunk(source, 0)
            riser = ("riser", (source, number))
            return *trunk, (riser, trunk[-1][1]), (riser, track), (("right",), track)
        return *self.trunk(source, 0, number), (("right",), track)

    def top(self, source: int, sink: int) -> tuple[tuple[Slot, Slot], ...]:
        """To the upper edge."""
        if source in self.column:
            if self.is_highest(source) and self.is_open(source):
                return self.start(source), (("at", source), ("top",))
            return *self.exit(source), (self.gutter(source), ("top",))
        trunk, riser = self.trunk(source, 0), ("riser", (source, sink))
        if source in self.rows:
            return self.start(source), (riser, trunk[0][1]), (riser, ("top",))
        return *trunk, (riser, trunk[-1][1]), (riser, ("top",))
