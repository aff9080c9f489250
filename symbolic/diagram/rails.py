"""The rails: a state that is carried on element by element runs straight through the diagram."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.diagram.graph import FUNCTION, OPERATION, OUT_EDGE, STATE_EDGE, DiagramNode

Rail = tuple[int, ...]
"""The state that comes in, the nodes it goes through, and the state that goes out."""
CARRIED = (OPERATION, FUNCTION)


def find_rails(nodes: Sequence[DiagramNode]) -> list[Rail]:
    """The rails from the highest to the lowest; no node is on two of them.

    A state has one where only operations lie between what it was and what it becomes; of several ways it
    takes the shortest.
    """
    readers: list[list[int]] = [[] for _ in nodes]
    for place, node in enumerate(nodes):
        for read in node.reads:
            readers[read.source].append(place)
    taken: set[int] = set()
    rails: list[Rail] = []
    for place, node in enumerate(nodes):
        if node.kind != STATE_EDGE or node.stack:
            continue
        goals = [
            other
            for other, out in enumerate(nodes)
            if out.kind == OUT_EDGE and _name(out) == _name(node) and out.reads[0].source not in taken
        ]
        for goal in goals:
            path = _path(nodes, readers, place, goal, taken)
            if path:
                taken.update(path)
                rails.append(path)
                break
    return rails


def _path(
    nodes: Sequence[DiagramNode], readers: list[list[int]], start: int, goal: int, taken: set[int]
) -> Rail | None:
    """The shortest way from reader to reader, first found first."""
    before = {start: start}
    waiting = [start]
    for place in waiting:
        for reader in readers[place]:
            if reader == goal:
                path = [goal, place]
                while path[-1] != start:
                    path.append(before[path[-1]])
                return tuple(path[::-1])
            if reader not in before and reader not in taken and nodes[reader].kind in CARRIED:
                before[reader] = place
                waiting.append(reader)
    return None


def _name(node: DiagramNode) -> str:
    return getattr(node.named, "name", "")
