"""Search in a graph that is not stored as one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
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
