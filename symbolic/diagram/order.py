"""The order of the columns: short lines, few of them backward, rails from left to right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from symbolic.diagram.arrangement import Arrangement
from symbolic.diagram.graph import OUT_EDGE, SOURCES

ColumnEdge = tuple[int, int, int]
BACKWARD_WEIGHT = 3
"""How much longer a line counts that goes to the left."""
EDGE_WEIGHT, NEAR_COLUMNS = 1, 5
"""What a line to the edge counts, and how far a column of a wide diagram is moved to try another place."""
WIDE_COLUMN = 10


def order_columns(arranged: Arrangement) -> list[int]:
    """The chains from left to right."""
    edges, before = column_edges(arranged)
    order = _start(arranged, before)
    return improve(order, edges, before)


def improve(order: list[int], edges: list[ColumnEdge], before: set[tuple[int, int]]) -> list[int]:
    """Move one column at a time as long as it makes the lines shorter; ``before`` says what must stay left of what."""
    order, touching = list(order), {chain: set[ColumnEdge]() for chain in order}
    for edge in edges:
        for end in {edge[0], edge[1]} & touching.keys():
            touching[end].add(edge)
    places = {chain: place for place, chain in enumerate(order)} | {-1: -1, -2: len(order)}
    reach = len(order) if len(order) <= WIDE_COLUMN else NEAR_COLUMNS
    for _ in range(8):
        moved = False
        for chain in list(order):
            place = places[chain]
            for target in range(max(0, place - reach), min(len(order) - 1, place + reach) + 1):
                place = places[chain]
                first, last = min(place, target), max(place, target)
                passed = order[first : last + 1]
                if target == place or any(
                    (other, chain) in before if target < place else (chain, other) in before for other in passed
                ):
                    continue
                part = [chain, *passed[:-1]] if target < place else [*passed[1:], chain]
                # Only lines to a column that moves get longer or shorter.
                near = set().union(*(touching[each] for each in part))
                length = cost(near, places)
                places.update(zip(part, range(first, last + 1), strict=True))
                if cost(near, places) < length:
                    order[first : last + 1], moved = part, True
                else:
                    places.update(zip(passed, range(first, last + 1), strict=True))
        if not moved:
            break
    return order


def cost(edges: Iterable[ColumnEdge], places: Mapping[int, int]) -> int:
    """The length of lines between the places of columns; -1 is the left edge, -2 the right edge."""
    total = 0
    for source, sink, weight in edges:
        distance = places[sink] - places[source]
        total += weight * (distance if distance >= 0 else -BACKWARD_WEIGHT * distance)
    return total


def column_edges(arranged: Arrangement) -> tuple[list[ColumnEdge], set[tuple[int, int]]]:
    """Lines between columns with their weights, and which column must lie left of which."""
    nodes, chain_of = arranged.nodes, arranged.chain_of
    edges: dict[tuple[int, int], int] = {}
    for place, node in enumerate(nodes):
        for read in node.reads:
            sink = -2 if node.kind == OUT_EDGE else chain_of.get(place)
            source = chain_of.get(read.source)
            if source is None and sink is not None and nodes[read.source].kind in SOURCES:
                source = -1
            if source is not None and sink is not None and source != sink:
                weight = EDGE_WEIGHT if source == -1 or sink == -2 else 2
                edges[source, sink] = edges.get((source, sink), 0) + weight
    before: set[tuple[int, int]] = set()
    for rail in arranged.rails:
        chains = [chain_of[place] for place in rail if place in chain_of]
        before |= {(a, b) for number, a in enumerate(chains) for b in chains[number + 1 :]}
    return [(source, sink, weight) for (source, sink), weight in edges.items()], before


def _start(arranged: Arrangement, before: set[tuple[int, int]]) -> list[int]:
    """By the node of each chain that is drawn last, as far as the rails allow."""
    waiting = sorted(range(len(arranged.chains)), key=lambda number: max(arranged.chains[number]))
    order: list[int] = []
    while waiting:
        for chain in waiting:
            if not any((other, chain) in before for other in waiting):
                order.append(chain)
                waiting.remove(chain)
                break
    return order
