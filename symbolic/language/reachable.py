"""Search in a graph that is not stored as one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import TypeVar

Vertex = TypeVar("Vertex", bound=Hashable)


def reachable(starts: Iterable[Vertex], successors: Callable[[Vertex], Iterable[Vertex]]) -> set[Vertex]:
    """The nodes that can be reached from ``starts`` in one step or more.

    >>> sorted(reachable("a", {"a": "b", "b": "bc", "c": ""}.__getitem__))
    ['b', 'c']
    """
    reached: set[Vertex] = set()
    waiting = [*starts]
    while waiting:
        for node in successors(waiting.pop()):
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return reached


def within_circles(edges: Mapping[Vertex, Collection[Vertex]]) -> dict[Vertex, set[Vertex]]:
    """The graph without the nodes from which no circle is reached, and without those that none reaches.

    In one pass, where a search from each node would take the square of their number.

    >>> within_circles({"a": "b", "b": "bc", "c": "d"})
    {'b': {'b'}}
    """
    forward = _before_circles(edges)
    turned: dict[Vertex, set[Vertex]] = {}
    for node, below in forward.items():
        for other in below:
            turned.setdefault(other, set()).add(node)
    kept = _before_circles(turned)
    return {node: below & kept.keys() for node, below in forward.items() if node in kept}


def _before_circles(edges: Mapping[Vertex, Collection[Vertex]]) -> dict[Vertex, set[Vertex]]:
    """The graph without the nodes from which no circle is reached."""
    left = {node: set(below) for node, below in edges.items()}
    above: dict[Vertex, list[Vertex]] = {}
    for node, below in left.items():
        for other in below:
            above.setdefault(other, []).append(node)
    waiting = [node for node in {**above, **left} if not left.get(node)]
    while waiting:
        node = waiting.pop()
        left.pop(node, None)
        for other in above.get(node, ()):
            left[other].discard(node)
            if not left[other]:
                waiting.append(other)
    return left
