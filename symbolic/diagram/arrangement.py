"""Which nodes lie in which row, and which stand one above the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from symbolic.diagram.graph import GATE_BOX, JOIN, LABELLED_BOXES, LINEAR, SINKS, SOURCES, DiagramNode
from symbolic.diagram.rails import Rail, find_rails

FLAT_BOXES = 3
"""Boxes that read one another, up to this many in a row, stand side by side; more are stacked."""
FEW_BOXES = 5
ALIGNED_READS = 3


class Arrangement(NamedTuple):
    """Row 0 is the bus below the gates; ``rows`` has a number for each node of the grid and for each state on a rail.

    ``chains`` are nodes in one column, from the lowest to the highest, each joined to the next by a straight line.
    """

    nodes: Sequence[DiagramNode]
    rails: list[Rail]
    rows: dict[int, int]
    chains: list[list[int]]

    @property
    def chain_of(self) -> dict[int, int]:
        return {place: number for number, chain in enumerate(self.chains) for place in chain}


def on_grid(node: DiagramNode) -> bool:
    """Whether it takes a place of its own: all but what comes in, what leaves, and the joins of the bus."""
    return node.kind not in SOURCES and node.kind not in SINKS and not (node.kind == JOIN and not node.function)


def arrangements(nodes: Sequence[DiagramNode]) -> list[Arrangement]:
    """The rows and chains of a panel; two ways where its boxes may stand side by side or above one another."""
    depth = _depth(nodes)
    boxes = sum(node.kind in LABELLED_BOXES for node in nodes)
    ways = [True] if depth > FLAT_BOXES else [False, True] if depth > 1 and boxes > FEW_BOXES else [False]
    rails = find_rails(nodes)
    made = []
    for stacked in ways:
        rows = _rows(nodes, rails, stacked)
        made.append(Arrangement(nodes, rails, rows, _chains(nodes, rails, rows)))
    return made


def _rows(nodes: Sequence[DiagramNode], rails: list[Rail], stacked: bool) -> dict[int, int]:
    inner = {place for rail in rails for place in rail}
    rows: dict[int, int] = {}
    hanging: dict[int, int] = {}
    for place, node in enumerate(nodes):
        if not on_grid(node) or place in inner:
            continue
        below = [rows[read.source] for read in node.reads if read.source in rows]
        carried = [read.source for read in node.reads if read.source in inner or read.source in hanging]
        above = [hanging.get(source, 0) for source in carried if on_grid(nodes[source])]
        if node.kind in LABELLED_BOXES:
            rows[place] = 1 + max(below, default=0) if stacked else 1
        elif above and not below:
            hanging[place] = 1 + max(above)
        else:
            rows[place] = 1 + max(below, default=0 if not node.reads else 1)
    highest = max(rows.values(), default=1)
    depth = max(hanging.values(), default=0)
    # What hangs from a rail lies under it, above what it is combined with.
    top = max(highest + 1, depth + 1) if hanging else highest
    rows |= {place: max(top + 1 - deep, 1) for place, deep in hanging.items()}
    for number, rail in enumerate(reversed(rails)):
        rows |= dict.fromkeys((place for place in rail if nodes[place].kind not in SINKS), top + 1 + number)
    return rows


def _depth(nodes: Sequence[DiagramNode]) -> int:
    """The longest way through gates and linear boxes, counted in these."""
    depths: list[int] = []
    for node in nodes:
        below = max((depths[read.source] for read in node.reads), default=0)
        depths.append(below + (node.kind in (GATE_BOX, LINEAR)))
    return max(depths, default=0)


def _chains(nodes: Sequence[DiagramNode], rails: list[Rail], rows: dict[int, int]) -> list[list[int]]:
    """Each node stands above or below one of those that it reads, where both have that side free."""
    inner = {place for rail in rails for place in rail}
    readers: dict[int, int] = {}
    for node in nodes:
        for read in node.reads:
            readers[read.source] = readers.get(read.source, 0) + 1
    chain = {place: [place] for place, node in enumerate(nodes) if on_grid(node)}
    for place, node in enumerate(nodes):
        if (
            place not in chain
            or len(node.reads) > ALIGNED_READS
            or (node.kind in LABELLED_BOXES and len(node.reads) > 1)
        ):
            continue
        # The last of those that only this node reads.
        wanted = [read.source for read in node.reads if read.source in chain and read.source not in inner]
        for source in sorted(wanted, key=lambda source: (readers[source] > 1, -source)):
            low, high = chain[source], chain[place]
            if rows[source] > rows[place]:
                low, high = high, low
                if node.kind in LABELLED_BOXES:
                    continue
            joined = low[-1] in (source, place) and high[0] in (source, place)
            on_rails = sum(part in inner for part in (*low, *high))
            if low is high or not joined or rows[low[-1]] >= rows[high[0]] or on_rails > 1:
                continue
            low.extend(high)
            for part in high:
                chain[part] = low
            if rows[source] < rows[place]:
                break
            # A second one may stand on the other side.
    return [part for place, part in chain.items() if part[0] == place]
