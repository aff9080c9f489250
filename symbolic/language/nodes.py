"""The syntax of equations: a closed set of nodes, in the author's order.

Nodes are equal when they say the same; ``at``, their place in the text, is not compared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from symbolic.language.sizes.size import Size
from symbolic.record import Record, aside, replace


class Place(NamedTuple):
    """Line (from 1), first column and end column (from 0) of a piece of text."""

    line: int = 0
    column: int = 0
    end: int = 0


class Node(Record):
    """Base of all nodes: each has its place in the text."""

    _below: ClassVar[tuple[str, ...]] = ()

    at: Place = aside(default=Place())

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        kinds = getattr(cls, "__annotations__", {})
        cls._below = tuple(name for name in cls._fields if "Node" in kinds.get(name, ""))


class Number(Node):
    """A number; it stands for every element."""

    value: int | float


class Position(Node):
    """The number of a member or of the step, ``j`` or ``t``; it stands for every element."""

    value: Size


class Parameter(Node):
    """``W_i``, or a member of a family, ``U[k]``."""

    name: str
    index: tuple[Size, ...] = ()

    @property
    def letters(self) -> set[str]:
        """The letters in its index."""
        return {name for part in self.index for name in part.letters}


Lag = int | Size
"""How many steps earlier: a number other than 0, or a size with the index of a family in it, ``k`` in ``h[t-k]``."""


class Signal(Node):
    """``h[t-1]`` (lag 1), or one of several, ``h[t-1, k]``; running backward, ``h[t+1]`` (lag -1)."""

    name: str
    lag: Lag = 0
    index: tuple[Size, ...] = ()

    @property
    def letters(self) -> set[str]:
        """The letters in its index and in its lag."""
        steps = self.lag.letters if isinstance(self.lag, Size) else ()
        return {*steps, *(name for part in self.index for name in part.letters)}


class Add(Node):
    """A sum in the author's order; each sign is 1 or -1."""

    terms: tuple[Node, ...]
    signs: tuple[int, ...]


class Multiply(Node):
    """``a * b``, element by element."""

    left: Node
    right: Node


class Divide(Node):
    """``a / b``, element by element."""

    left: Node
    right: Node


class Product(Node):
    """``W @ x``, the matrix product."""

    left: Node
    right: Node


class Power(Node):
    """``a ** 2``, element by element, with a small whole exponent, or one that is made of indices, ``a ** (t - j)``."""

    base: Node
    exponent: int | Size


class Negate(Node):
    """``-a``."""

    value: Node


class Transpose(Node):
    """``a.T``."""

    value: Node


class Call(Node):
    """An operation of the table, or an activation that the cell defines; sizes come last in the text."""

    name: str
    arguments: tuple[Node, ...]
    sizes: tuple[Size, ...] = ()


TIME = "t"
STEPS = "T"


class Loop(Record):
    """``for index in range(start, stop)``; over all steps where the index is the time."""

    index: str
    start: Size
    stop: Size


class Family(Node):
    """An operation over a family: ``sum(U[k] @ h[t-1, k] for k in N)``."""

    name: str
    body: Node
    loops: tuple[Loop, ...]


class Equation(Record):
    """``target = value`` for each member of ``loops``, outermost first; a total has no time."""

    target: Signal | Parameter
    value: Node
    loops: tuple[Loop, ...] = ()

    @property
    def name(self) -> str:
        return self.target.name


class Program(Record):
    """Equations in the author's order, with the lines that they were read from.

    One that runs ``backward`` goes from the last step to the first and its loops from the last member to
    the first; it reads at ``t+1`` what that step has handed over, and sums over all steps, ``for t in T``.
    ``static`` are the signals and inputs that are written without a time, as they do not change with it.
    """

    equations: tuple[Equation, ...]
    backward: bool = False
    static: frozenset[str] = frozenset()
    lines: tuple[str, ...] = aside(default=())
    file: str = aside(default="")


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in reading order."""
    names = type(node)._below
    if len(names) == 1:
        value = node.__dict__[names[0]]
        return value if isinstance(value, tuple) else (value,)
    # Of two, both are nodes.
    return tuple([node.__dict__[name] for name in names])


def walk(node: Node) -> tuple[Node, ...]:
    """The node and all below it, in reading order."""
    # What is below is kept, as the same equations are walked through for each question about them; a node that held
    # itself would only be freed by the collector.
    below: tuple[Node, ...] | None = node.__dict__.get("_walk")
    if below is None:
        parts, waiting = [], [*children(node)[::-1]]
        while waiting:
            part = waiting.pop()
            parts.append(part)
            if part._below:
                waiting += children(part)[::-1]
        below = node.__dict__["_walk"] = tuple(parts)
    return (node, *below)


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with ``change`` applied to each node directly below."""
    changed: dict[str, Node | tuple[Node, ...]] = {}
    for name in type(node)._below:
        value = node.__dict__[name]
        new = tuple([change(part) for part in value]) if isinstance(value, tuple) else change(value)
        if new is not value and new != value:
            changed[name] = new
    return replace(node, **changed) if changed else node
