"""Equations as trees that can be held against each other: sums and products flat, gates put in where they are read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from symbolic._cell import Cell
from symbolic.answers.equations.split import split_equations
from symbolic.language import nodes as n
from symbolic.language.nodes import Node
from symbolic.language.printer import SOURCE, spell
from symbolic.record import Record

SUM_LABEL, TIMES_LABEL, PRODUCT_LABEL, NUMBER_LABEL, PARAMETER, SIGNAL_LABEL, CALL, TRANSPOSE_LABEL, OTHER_LABEL = (
    *("sum", "times", "product", "number", "parameter", "signal", "call", "transpose", "other"),
)

COUNTED_CALLS = ("repeat", "runs", "conv")
"""Calls whose sizes are numbers of copies and extents of kernels."""


class Tree(Record):
    """One expression: its kind, what it is called, what is below it with the sign of each in a sum.

    ``gate`` is the signal that was put in here, ``node`` how the author writes it.
    """

    kind: str
    name: str
    below: tuple[Tree, ...]
    signs: tuple[int, ...]
    node: Node
    gate: str = ""

    @cached_property
    def size(self) -> int:
        """The number of leaves, by which differences are weighed."""
        return max(1, sum(part.size for part in self.below))

    @property
    def text(self) -> str:
        return self.gate + "[t]" if self.gate else spell(self.node, SOURCE)


def _told(node: n.Call) -> str:
    """The sizes that a call is told apart by: which part it takes, how often it repeats, where that is a number."""
    if node.name in ("part", "rows", "element"):
        return ", ".join(map(str, node.sizes))
    numbers = [size.constant for size in node.sizes] if node.name in COUNTED_CALLS else []
    return ", ".join(map(str, numbers)) if None not in numbers else ""


def stored(node: Node) -> str:
    """The name of the parameter that a node is, or is a part of; nothing for what is computed."""
    if isinstance(node, n.Call) and node.name in ("part", "rows"):
        node = node.arguments[0]
    return node.name if isinstance(node, n.Parameter) else ""


class Trees:
    """The trees of a cell by the name of each signal; ``ends`` are the states and what nothing reads.

    >>> own = Cell("z[t] = sigmoid(W @ x[t])\\nh[t] = z[t] * h[t-1]", {"x": "n", "h": "m"})
    >>> tree = Trees(own).tree("h")
    >>> tree.kind, [part.gate for part in tree.below]
    ('times', ['z', ''])
    """

    def __init__(self, cell: Cell):
        self.cell = cell
        self.values = split_equations(cell)
        self.known: dict[str, Tree] = {}
        turned = [stored(part.value) for part in self._nodes(n.Transpose) if isinstance(part, n.Transpose)]
        read = [stored(part) for part in self._nodes(n.Parameter)]
        # Of an array that is only ever read transposed it is not known which way it is stored.
        self.transposed = {name for name in turned if name and turned.count(name) == read.count(name)}

    def _nodes(self, kind: type[Node]) -> Iterator[Node]:
        return (part for value in self.values.values() for part in n.walk(value) if isinstance(part, kind))

    @cached_property
    def ends(self) -> tuple[str, ...]:
        names = self.cell.definition.names
        read = {part.name for value in self.values.values() for part in n.walk(value) if isinstance(part, n.Signal)}
        outputs = {*self.cell.definition.output}
        return tuple(name for name in self.values if name in names.states or name not in read or name in outputs)

    def tree(self, name: str) -> Tree:
        """The tree of a signal, the others of the step put in, but for states."""
        if name not in self.known:
            self.known[name] = self._of(self.values[name])
        return self.known[name]

    def _of(self, node: Node) -> Tree:
        match node:
            case n.Number():
                return Tree(NUMBER_LABEL, str(float(node.value)), (), (), node)
            case n.Parameter() | n.Position():
                return Tree(PARAMETER, spell(node, SOURCE), (), (), node)
            case n.Signal():
                inner = not node.lag and not node.index and node.name in self.values and node.name not in self.ends
                if not inner:
                    return Tree(SIGNAL_LABEL, spell(node, SOURCE), (), (), node)
                tree = self.tree(node.name)
                return Tree(tree.kind, tree.name, tree.below, tree.signs, tree.node, node.name)
            case n.Add():
                return self._sum(node)
            case n.Negate():
                return self._flat(SUM_LABEL, node, [(self._of(node.value), -1)])
            case n.Multiply():
                return self._flat(TIMES_LABEL, node, [(self._of(node.left), 1), (self._of(node.right), 1)])
            case n.Divide():
                below = Tree(CALL, "1/", (self._of(node.right),), (1,), node.right)
                return self._flat(TIMES_LABEL, node, [(self._of(node.left), 1), (below, 1)])
            case n.Product():
                return self._product(node)
            case n.Transpose() if stored(node.value) in self.transposed:
                return Tree(PARAMETER, spell(node.value, SOURCE), (), (), node)
            case n.Call() if stored(node):
                return Tree(PARAMETER, spell(node, SOURCE), (), (), node)
            case n.Transpose():
                return Tree(TRANSPOSE_LABEL, "", (self._of(node.value),), (1,), node)
            case n.Call():
                sizes = _told(node)
                below = tuple(map(self._of, node.arguments))
                return Tree(CALL, f"{node.name}{'(' if sizes else ''}{sizes}", below, (1,) * len(below), node)
        below = tuple(map(self._of, n.children(node)))
        extra = str(getattr(node, "exponent", "")) or " ".join(loop.index for loop in getattr(node, "loops", ()))
        return Tree(OTHER_LABEL, f"{type(node).__name__} {extra}", below, (1,) * len(below), node)

    def _sum(self, node: n.Add) -> Tree:
        return self._flat(SUM_LABEL, node, [(self._of(t), s) for t, s in zip(node.terms, node.signs, strict=True)])

    def _flat(self, kind: str, node: Node, parts: list[tuple[Tree, int]]) -> Tree:
        """A sum within a sum, a product within a product; a gate stays one piece."""
        flat: list[tuple[Tree, int]] = []
        for part, sign in parts:
            if part.kind == kind and not part.gate:
                flat += [(inner, sign * own) for inner, own in zip(part.below, part.signs, strict=True)]
            else:
                flat.append((part, sign))
        return Tree(kind, "", tuple(part for part, _ in flat), tuple(sign for _, sign in flat), node)

    def _product(self, node: n.Product) -> Tree:
        right = node.right
        if isinstance(right, n.Call) and right.name == "concat" and isinstance(node.left, n.Parameter):
            # One kernel on joined vectors is a kernel on each of them.
            blocks = [
                Tree(PARAMETER, f"{spell(node.left, SOURCE)}:{place}", (), (), node.left)
                for place in range(len(right.arguments))
            ]
            products = [
                (Tree(PRODUCT_LABEL, "", (block, self._of(part)), (1, 1), n.Product(node.left, part)), 1)
                for block, part in zip(blocks, right.arguments, strict=True)
            ]
            return self._flat(SUM_LABEL, node, products)
        return Tree(PRODUCT_LABEL, "", (self._of(node.left), self._of(right)), (1, 1), node)
