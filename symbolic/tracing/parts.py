"""Parts of what is computed in one piece: of a fused kernel, of gates that are cut into chunks."""

from __future__ import annotations

from symbolic.language import nodes as n
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.tracing.algebra import add, divide, is_elementwise, multiply, negative, product, transpose
from symbolic.tracing.extents import Extents


class Parts:
    """How parameters are cut: into members of a family, ``W[0]`` to ``W[3]``, or kept whole, with ``part`` around.

    ``ranks`` are the numbers of axes of parameters and signals; ``whole`` names the parameters that are read in more
    than one way, ``heads`` states that are read by their members wherever they are read. With ``columns`` a part is
    taken of a transposed matrix too. The index of a member holds its place, how many there are, and 1 where it has an
    axis less.
    """

    def __init__(self, ranks: dict[str, int], columns: bool = False, extents: Extents | None = None):
        self.ranks, self.columns, self.extents = ranks, columns, extents
        self.whole: set[str] = set()
        self.heads: set[str] = set()

    def row(self, node: n.Node, place: int, count: int) -> n.Node:
        """The ``place``-th of ``count`` equal parts of a vector, or of the rows of a matrix."""
        inner = [part if not self.rank(part) else self.row(part, place, count) for part in _elementwise_parts(node)]
        match node:
            case n.Number():
                return node
            case n.Parameter(index=()) if node.name not in self.whole:
                return n.Parameter(node.name, (Size.of(place), Size.of(count), NO_SIZE))
            case n.Parameter(index=(at, of, axes)) if axes == NO_SIZE and node.name not in self.whole:
                # A part of a part: of the queries those of one head.
                return n.Parameter(node.name, (at * count + place, of * count, axes))
            case n.Add():
                result: n.Node = n.Number(0)
                for part, sign in zip(inner, node.signs, strict=True):
                    result = add(result, part, sign)
                return result
            case n.Negate():
                return negative(inner[0])
            case n.Multiply():
                return multiply(*inner)
            case n.Divide():
                return divide(*inner)
            case n.Power():
                return n.Power(inner[0], node.exponent)
            case n.Call() if inner:
                return n.Call(node.name, tuple(inner))
            case n.Call(name="conv"):
                # Of the maps of a fused kernel, those of one gate.
                kernel, value = node.arguments
                return n.Call("conv", (self.row(kernel, place, count), value), node.sizes)
            case n.Call(name="concat") if self._are_equal(node, count):
                return node.arguments[place]
            case n.Product() if self.rank(node.left) == 2:
                left = self.row(node.left, place, count)
                if self.columns or not _is_turned(left):
                    return product(left, node.right)
        if self.rank(node) == 2:
            return n.Transpose(_part(transpose(node), place, count))
        return _part(node, place, count)

    def _are_equal(self, node: n.Call, count: int) -> bool:
        """Whether as many arrays were joined, of one extent; then they are tied, where they are no two letters."""
        if self.extents is None or len(node.sizes) != count:
            return False
        first, *rest = map(self.extents.solved, node.sizes)
        known = {*self.extents.known}
        if any(self.extents.at(first) != self.extents.at(size) for size in rest):
            return False
        if any(size != first and {*size.letters, *first.letters} <= known for size in rest):
            return False
        for size in rest:
            self.extents.tie(first, size)
        return True

    def member(self, node: n.Node, place: int, count: int) -> n.Node | None:
        """The ``place``-th of what lies along the first axis of a parameter, or None for what is not a parameter."""
        if isinstance(node, n.Parameter) and not node.index and node.name not in self.whole:
            return n.Parameter(node.name, (Size.of(place), Size.of(count), ONE))
        return None

    def rank(self, node: n.Node) -> int:
        """The number of axes of an expression."""
        match node:
            case n.Number():
                return 0
            case n.Parameter():
                return self.ranks[node.name] - (1 if node.index[2:] == (ONE,) else 0)
            case n.Signal():
                return self.ranks[node.name] - len(node.index)
            case n.Product():
                return 2 if isinstance(node.right, n.Transpose) else self.rank(node.right)
            case n.Call(name="dot"):
                return 0
            case n.Call(name="diag"):
                return 2
            case n.Call(name="conv"):
                return self.rank(node.arguments[1])
            case n.Call(name="element" | "total"):
                return self.rank(node.arguments[0]) - 1
        return max(map(self.rank, n.children(node)))


def _elementwise_parts(node: n.Node) -> tuple[n.Node, ...]:
    if isinstance(node, n.Add | n.Negate | n.Multiply | n.Divide | n.Power):
        return n.children(node)
    return node.arguments if isinstance(node, n.Call) and is_elementwise(node.name) else ()


def _part(node: n.Node, place: int, count: int) -> n.Call:
    return n.Call("part", (node,), (Size.of(place), Size.of(count)))


def _is_turned(node: n.Node) -> bool:
    """Rows of a matrix that is read whole."""
    return isinstance(node, n.Transpose) and isinstance(node.value, n.Call) and node.value.name == "part"
