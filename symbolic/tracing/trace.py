"""A trace: values of a graph as they are computed, the signals that they are named by, and what is declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from keyword import iskeyword

from symbolic.language import nodes as n
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.roles import is_constant
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.tracing import algebra
from symbolic.tracing.extents import Extents
from symbolic.tracing.parts import Parts
from symbolic.tracing.traced import ONE_AXIS, Traced, TracedAxis, Untraceable, places

IDENTITY = "I"


class Trace:
    """What one pass over a graph collects; ``parts`` and ``extents`` last over several passes.

    ``given`` are the inputs, which may be read by their members as states are.
    """

    def __init__(self, extents: Extents, parts: Parts, taken: Iterable[str], batch: int, given: Iterable[str] = ()):
        self.extents, self.parts, self.batch = extents, parts, batch
        self.given = frozenset(given)
        self.taken = {*taken}
        self.equations: dict[str, n.Node] = {}
        self.shapes: dict[str, tuple[Size, ...]] = {}
        self.activations: dict[str, str] = {}
        self.identity: dict[str, Size] = {}
        self.families: set[str] = set()
        self.stored_axes: dict[str, tuple[TracedAxis, ...]] = {}
        self.by_members = False
        self.elements: dict[n.Node, set[int]] = {}

    def name(self, wanted: str) -> str:
        """A name that nothing has yet, as near as possible to the one that is wanted."""
        wanted = clean(wanted)
        name, number = wanted, 1
        while name in self.taken:
            number += 1
            name = f"{wanted}_{number}"
        self.taken.add(name)
        return name

    def signal(self, wanted: str, value: Traced) -> Traced:
        """The value under a name of its own."""
        name = self.name(wanted)
        self.equations[name] = value.node
        self.shapes[name] = value.shape
        self.parts.ranks[name] = value.rank
        if isinstance(value.node, n.Call) and value.node.name == "stack":
            self.families.add(name)
        return value._replace(node=n.Signal(name))

    def held(self, value: Traced) -> Traced:
        """The value under a name, where it is computed and is about to be read more than once."""
        short = isinstance(value.node, n.Signal | n.Parameter | n.Number) or is_constant(value.node)
        return value if short else self.signal("a", value)

    def activation(self, name: str, formula: str) -> str:
        """Declare a function of one number that the language does not have."""
        wanted, number = name, 1
        while self.activations.get(name, formula) != formula:
            number += 1
            name = f"{wanted}_{number}"
        self.activations[name] = formula
        return name

    def eye(self, size: Size) -> Traced:
        """The identity matrix, a fixed parameter."""
        name = next((known for known, own in self.identity.items() if own == size), None)
        if name is None:
            name = self.name(IDENTITY)
            self.identity[name] = size
            self.parts.ranks[name] = 2
        return Traced(n.Parameter(name), (size, size))

    def cut(self, value: Traced, place: int, start: Size, length: Size) -> Traced:
        """The elements from ``start`` on, ``length`` of them, along an axis."""
        place = place % len(value.axes)
        whole = value.axes[place]
        if not isinstance(whole, Size):
            raise Untraceable(
                "it cuts the samples of a batch" if whole != ONE_AXIS else "it cuts an axis of one element"
            )
        axes = (*value.axes[:place], length, *value.axes[place + 1 :])
        if value.single or (self.extents.at(whole) == self.extents.at(length)):
            return Traced(value.node, axes if value.single else value.axes, value.single)
        start, length, whole = map(self.extents.solved, (start, length, whole))
        count, at = _ratio(whole, length), _ratio(start, length)
        first = places(value).index(place) == 0
        if value.rank > 2 and not (first and count is not None and at is not None and _is_of_maps(value.node)):
            raise Untraceable("it cuts an array of three axes")
        node = value.node if first else algebra.transpose(value.node)
        if (pieces := self._pieces(node, start, length)) is not None:
            node = pieces
        elif count is not None and at is not None:
            node = self.parts.row(node, at, count)
        else:
            bounds = (start, start + length)
            node = (
                n.Call("rows", (node,), bounds)
                if value.rank == 1
                else n.Transpose(n.Call("rows", (algebra.transpose(node),), bounds))
            )
        return Traced(node if first else algebra.transpose(node), axes)

    def _pieces(self, node: n.Node, start: Size, length: Size) -> n.Node | None:
        """The one of several joined arrays that is cut out again, where its extent is no other letter's."""
        if not isinstance(node, n.Call) or node.name != "concat":
            return None
        before = NO_SIZE
        for part, size in zip(node.arguments, map(self.extents.solved, node.sizes), strict=True):
            same = self.extents.at(before), self.extents.at(size)
            if same == (self.extents.at(start), self.extents.at(length)):
                if size != length and {*size.letters} <= {*self.extents.known}:
                    return None
                self.extents.tie(size, length)
                return part
            before = before + size
        return None

    def select(self, value: Traced, place: int, index: int) -> Traced:
        """One element along an axis, which is then gone."""
        place = place % len(value.axes)
        whole = value.axes[place]
        axes = (*value.axes[:place], *value.axes[place + 1 :])
        if whole == ONE_AXIS or value.single:
            return Traced(value.node, axes, value.single)
        if not isinstance(whole, Size):
            raise Untraceable("it takes one sample out of a batch")
        count = self.extents.at(whole)
        index = index % count
        if places(value).index(place) == 0:
            member = self.parts.member(value.node, index, count)
            if member is not None:
                self.extents.tie(whole, Size.of(count))
                return Traced(member, axes)
        if value.rank == 1:
            self._read_out(value.node, whole, index, count)
            return Traced(n.Call("element", (value.node,), (Size.of(index),)), axes)
        if value.rank == 2:
            self.extents.tie(whole, Size.of(count))
            node = value.node if places(value).index(place) else algebra.transpose(value.node)
            return Traced(n.Call("element", (node,), (Size.of(index),)), axes)
        raise Untraceable("it takes a slice out of an array of three axes")

    def _read_out(self, node: n.Node, whole: Size, index: int, count: int) -> None:
        """Note an element; a vector of which each is written out has as many at all sizes."""
        seen = self.elements.setdefault(node, set())
        seen.add(index)
        self.by_members = True
        if len(seen) == count:
            self.extents.tie(whole, Size.of(count))

    def total(self, value: Traced, place: int, keep: bool) -> Traced:
        """The sum along an axis."""
        place = place % len(value.axes)
        axis = value.axes[place]
        after = (ONE_AXIS,) if keep else ()
        axes = (*value.axes[:place], *after, *value.axes[place + 1 :])
        if axis == ONE_AXIS:
            return Traced(value.node, axes, value.single)
        if not isinstance(axis, Size) or value.single:
            raise Untraceable("it sums over the samples of a batch, or over an array of equal numbers")
        node, first = value.node, places(value).index(place) == 0
        if value.rank == 1 and isinstance(node, n.Multiply) and all(self.parts.rank(p) == 1 for p in n.children(node)):
            return Traced(algebra.call("dot", node.left, node.right), axes)
        if value.rank == 2:
            node = algebra.transpose(node) if first else node
            left, right = (node.left, node.right) if isinstance(node, n.Product) else (node, node)
            if isinstance(right, n.Call) and right.name == "diag":
                return Traced(algebra.product(left, right.arguments[0]), axes)
            if isinstance(node, n.Transpose) and isinstance(node.value, n.Product):
                inner = node.value.left
                if isinstance(inner, n.Call) and inner.name == "diag":
                    return Traced(algebra.product(algebra.transpose(node.value.right), inner.arguments[0]), axes)
        if value.rank > 2:
            raise Untraceable("it sums an array of three axes")
        return Traced(n.Call("total", (node,), (ONE,)), axes)


def clean(name: str) -> str:
    """A name of the language from one of Python or of a path, ``cell.0.weight``.

    >>> clean("cell.0.weight"), clean("lambda"), clean("max"), clean("_x")
    ('cell_0_weight', 'lamda', 'max_', 'x')
    """
    name = "".join(sign if sign.isascii() and (sign.isalnum() or sign == "_") else "_" for sign in name).strip("_")
    name = name.replace("lambda", "lamda") if name == "lambda" else name
    if not name or name[0].isdigit():
        name = f"p_{name}" if name else "p"
    return f"{name}_" if iskeyword(name) or name in OPERATIONS or name in ("t", "T", "range") else name


def _is_of_maps(node: n.Node) -> bool:
    """Whether all maps in it are computed by kernels, whose parts give parts of the maps."""
    if isinstance(node, n.Call) and node.name == "conv":
        return isinstance(node.arguments[0], n.Parameter)
    if isinstance(node, n.Signal):
        return False
    inner = n.children(node)
    elementwise = not isinstance(node, n.Call) or algebra.is_elementwise(node.name)
    return elementwise and all(map(_is_of_maps, inner))


def _ratio(size: Size, unit: Size) -> int | None:
    """How often a size holds another, where that does not depend on letters."""
    if size == NO_SIZE:
        return 0
    return (size / unit).constant if len(unit.terms) == 1 else _of_sums(size, unit)


def _of_sums(size: Size, unit: Size) -> int | None:
    (monomial, factor), *_ = unit.terms.items()
    count = (Size({(): size.terms.get(monomial, 0)}, size.denominator) / Size({(): factor}, unit.denominator)).constant
    return count if count and unit * count == size else None


def renamed(node: n.Node, names: Mapping[str, str]) -> n.Node:
    """With other names for some signals."""
    if isinstance(node, n.Signal) and node.name in names:
        return n.Signal(names[node.name], node.lag, node.index)
    return n.rebuild(node, lambda part: renamed(part, names))
