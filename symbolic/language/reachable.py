"""Search in a graph that is not stored as one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def reachable(starts: Iterable[Node], successors: Callable[[Node], Iterable[Node]]) -> set[Node]:
    """The nodes that can be reached from ``starts`` in one step or more.

    >>> sorted(reachable("a", {"a": "b", "b": "bc", "c": ""}.__getitem__))
    ['b', 'c']
    """
    reached: set[Node] = set()
    waiting = [*starts]
    while waiting:
        for node in successors(waiting.pop()):
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return reached
