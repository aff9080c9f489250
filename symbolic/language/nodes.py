"""The syntax of equations: a closed set of nodes, in the author's order.

Nodes compare by what they say; ``at`` is where it was written and takes no part in that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple

from symbolic.language.sizes import Size


class Place(NamedTuple):
    """Line (from 1), first column and end column (from 0) of a piece of text."""

    line: int = 0
    column: int = 0
    end: int = 0


@dataclass(frozen=True, kw_only=True)
class Node:
    """What every node has: its place in the text."""

    at: Place = field(default=Place(), compare=False, repr=False)


@dataclass(frozen=True)
class Number(Node):
    """A number; it stands for every element."""

    value: int | float


@dataclass(frozen=True)
class Parameter(Node):
    """``W_i``, or a member of a family, ``U[k]``."""

    name: str
    index: tuple[Size, ...] = ()


@dataclass(frozen=True)
class Signal(Node):
    """``h[t-1]`` (lag 1), or one of several, ``h[t-1, k]``."""

    name: str
    lag: int = 0
    index: tuple[Size, ...] = ()


@dataclass(frozen=True)
class Add(Node):
    """A sum in the author's order; each sign is 1 or -1."""

    terms: tuple[Node, ...]
    signs: tuple[int, ...]


@dataclass(frozen=True)
class Multiply(Node):
    """``a * b``, element by element."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Divide(Node):
    """``a / b``, element by element."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Product(Node):
    """``W @ x``, the matrix product."""

    left: Node
    right: Node


@dataclass(frozen=True)
class Power(Node):
    """``a ** 2``, element by element, with a small whole exponent."""

    base: Node
    exponent: int


@dataclass(frozen=True)
class Negate(Node):
    """``-a``."""

    value: Node


@dataclass(frozen=True)
class Transpose(Node):
    """``a.T``."""

    value: Node


@dataclass(frozen=True)
class Call(Node):
    """An operation of the table, or an activation of the cell's own; sizes come last in the text."""

    name: str
    arguments: tuple[Node, ...]
    sizes: tuple[Size, ...] = ()


@dataclass(frozen=True)
class Loop:
    """``for index in range(start, stop)``."""

    index: str
    start: Size
    stop: Size


@dataclass(frozen=True)
class Over(Node):
    """An operation over a family: ``sum(U[k] @ h[t-1, k] for k in N)``."""

    name: str
    body: Node
    loops: tuple[Loop, ...]


@dataclass(frozen=True)
class Equation:
    """``target = value`` for each member of ``loops``, outermost first."""

    target: Signal
    value: Node
    loops: tuple[Loop, ...] = ()

    @property
    def name(self) -> str:
        return self.target.name


@dataclass(frozen=True)
class Program:
    """Equations in the author's order, with the lines that they were read from."""

    equations: tuple[Equation, ...]
    lines: tuple[str, ...] = field(default=(), compare=False, repr=False)
    file: str = field(default="", compare=False, repr=False)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in reading order."""
    below: list[Node] = []
    for name in _fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, Node):
            below.append(value)
        elif isinstance(value, tuple):
            below.extend(part for part in value if isinstance(part, Node))
    return tuple(below)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with ``change`` applied to each node directly below."""
    changed = {}
    for name in _fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, Node):
            changed[name] = change(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changed[name] = tuple(change(part) for part in value)
    return replace(node, **changed) if changed else node


def _fields(kind: type[Node]) -> tuple[str, ...]:
    names = _FIELDS.get(kind)
    if names is None:
        names = _FIELDS[kind] = tuple(f.name for f in fields(kind) if f.name != "at")
    return names


_FIELDS: dict[type[Node], tuple[str, ...]] = {}
