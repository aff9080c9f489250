"""A table with a row for each node of an expression."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import TypeVar

from symbolic.language.nodes import Node

NodeValue = TypeVar("NodeValue")


class NodeTable(MutableMapping[Node, NodeValue]):
    """A mapping from nodes, by identity and not by equality.

    Two equal nodes may differ in their shape: they may be in ranges with different starts. The table
    keeps its nodes alive, so that no new node gets the identity of an old one.

    >>> from symbolic.language.nodes import Signal
    >>> first, second = Signal("h"), Signal("h")
    >>> table = NodeTable({first: "vector"})
    >>> table[first], table.get(second), first == second
    ('vector', None, True)
    """

    def __init__(self, rows: Mapping[Node, NodeValue] | None = None):
        self._rows: dict[int, tuple[Node, NodeValue]] = {}
        self.update(rows or {})

    def __getitem__(self, node: Node) -> NodeValue:
        return self._rows[id(node)][1]

    def __setitem__(self, node: Node, value: NodeValue) -> None:
        self._rows[id(node)] = node, value

    def __delitem__(self, node: Node) -> None:
        del self._rows[id(node)]

    def __iter__(self) -> Iterator[Node]:
        return (node for node, _ in self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)
