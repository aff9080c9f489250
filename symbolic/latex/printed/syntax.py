"""Mathematics as it is printed: what stands beside what, before anything is known about its meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeVar

from symbolic.record import Record, aside, replace


class Printed(Record):
    """A piece of mathematics; ``start`` and ``end`` are its place in the source and take no part in comparison."""

    _below: ClassVar[tuple[str, ...]] = ()

    start: int = aside(default=0)
    end: int = aside(default=0)


AnyPrinted = TypeVar("AnyPrinted", bound=Printed)


class Figure(Printed):
    """A number."""

    value: int | float


class Symbol(Printed):
    r"""``\tilde{h}^{(l)}_{t-1}``: a letter or word with accents, and scripts as texts split at their commas.

    ``time`` is what stands in brackets behind it, as in ``h(t-1)``; ``primes`` counts ``h'``.
    """

    base: str
    accents: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    time: str = ""
    primes: int = 0


class Chain(Printed):
    """Factors with the signs between them, one fewer than factors; an empty sign is juxtaposition."""

    factors: tuple[Printed, ...]
    signs: tuple[str, ...]

    _below = ("factors",)


class Total(Printed):
    """Terms, each with 1 or -1."""

    terms: tuple[Printed, ...]
    signs: tuple[int, ...]

    _below = ("terms",)


class Group(Printed):
    """What stands in brackets, one or several things; ``separator`` stands between several."""

    parts: tuple[Printed, ...]
    bracket: str = "("
    separator: str = ""

    _below = ("parts",)


class Function(Printed):
    r"""``\tanh(...)``, ``\mathrm{Linear}_1(...)``: a name that is not a symbol, with its scripts and arguments."""

    name: str
    arguments: tuple[Printed, ...]
    below: tuple[str, ...] = ()

    _below = ("arguments",)


class Applied(Printed):
    """A symbol right before brackets: a function, or a product with what stands in them."""

    symbol: Symbol
    group: Group

    _below = ("symbol", "group")


class Fraction(Printed):
    """One thing over another."""

    above: Printed
    under: Printed

    _below = ("above", "under")


class Raised(Printed):
    """A power with a whole exponent."""

    base: Printed
    exponent: int

    _below = ("base",)


class Transposed(Printed):
    """A transpose."""

    value: Printed

    _below = ("value",)


class Range(Record):
    """An index from ``first`` to before ``stop``, as sizes are written; empty where it is not printed."""

    index: str
    first: str = ""
    stop: str = ""


class Component(Printed):
    """``[W x]_j``: one element of a vector, by the letter of its index."""

    value: Printed
    index: str

    _below = ("value",)


class Summed(Printed):
    r"""``\sum_{j=1}^{N}`` of what follows."""

    range: Range
    body: Printed

    _below = ("body",)


class Joined(Printed):
    r"""``[s^1; s^2; \dots; s^K]``: all members of a family in one array, by the operation of that ``name``."""

    range: Range
    body: Printed
    name: str = "concat"

    _below = ("body",)


class Stacked(Printed):
    """A matrix or column in brackets, row by row."""

    rows: tuple[tuple[Printed, ...], ...]

    _below = ("rows",)


class Statement(Printed):
    """``left = right``, or another relation, for each member of the ranges that stand beside it."""

    left: Printed
    right: Printed
    relation: str = "="
    ranges: tuple[Range, ...] = ()
    arrow: bool = aside(default=False)

    _below = ("left", "right")


def parts_of(node: Printed) -> list[Printed]:
    """The pieces directly below, in reading order."""
    below: list[Printed] = []
    for name in type(node)._below:
        value = node.__dict__[name]
        for part in value if isinstance(value, tuple) else (value,):
            below += part if isinstance(part, tuple) else (part,)
    return below


def walk_printed(node: Printed) -> Iterator[Printed]:
    """The node and all below it, in reading order."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(parts_of(node))


def symbols_in(node: Printed) -> list[Symbol]:
    """The symbols among it and all below it, in reading order."""
    return [part for part in walk_printed(node) if isinstance(part, Symbol)]


def rebuild_printed(node: AnyPrinted, change: Callable[[Printed], Printed]) -> AnyPrinted:
    """The piece with ``change`` applied to each piece directly below."""
    changed = {}
    for name in type(node)._below:
        value = node.__dict__[name]
        if isinstance(value, tuple):
            new: Any = tuple(tuple(map(change, part)) if isinstance(part, tuple) else change(part) for part in value)
        else:
            new = change(value)
        if new != value:
            changed[name] = new
    return replace(node, **changed) if changed else node
