"""A path as a product of matrices, from left to right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from itertools import product

from symbolic.backward.edges import SEED_SIGNAL, Edge
from symbolic.backward.products import ONE_NODE, GradientTerm, term_of, transposed
from symbolic.backward.routes import Route
from symbolic.errors import DerivativeError
from symbolic.language import nodes as n
from symbolic.language.inference import Shapes
from symbolic.language.operations.shape_rules import elementwise
from symbolic.language.operations.table import OPERATIONS
from symbolic.record import Record, replace

MOST_FACTORS = 50
"""Factors of a product in one pair of brackets."""
ROW_OPERATIONS = ("element", "rows", "pad", "part", "repeat", "runs", "mean", "tailsum")


def find_matrices(shapes: Shapes, route: Route, of: str, by: str, identity: n.Node) -> Iterator[n.Node]:
    """The matrices whose sum a route is; raises `DerivativeError` where it is none of vectors by vectors."""
    writer = _MatrixWriter(shapes, identity)
    rank = len(shapes.names[of])
    if rank > 1 or len(shapes.names[by]) != rank:
        raise DerivativeError("a Jacobian is of a vector by a vector")
    for factors in product(*map(writer.edge, route.edges)):
        whole = writer.product([factor for part in factors for factor in part], rank)
        yield n.Family("sum", whole, route.loops) if route.loops else whole


class _OnRows(Record):
    """An operation of vectors that is applied to each row of the product before it."""

    call: n.Call


Factors = tuple["GradientTerm | n.Node | _OnRows", ...]
"""A product from left to right: what stands on a diagonal as a term, matrices as nodes."""


class _MatrixWriter:
    def __init__(self, shapes: Shapes, identity: n.Node):
        self.shapes, self.identity = shapes, identity
        self.seed_rank = self.read_rank = 1

    def edge(self, edge: Edge) -> list[Factors]:
        """The products whose sum an edge is."""
        self.seed_rank, self.read_rank = len(self.shapes.names[edge.of]), len(self.shapes.names[edge.read.name])
        return [factors for term in edge.terms for factors in self.matrices(term, edge.of)]

    def matrices(self, term: GradientTerm, name: str) -> list[Factors]:
        """The transpose of what a term does to its seed, from left to right; a sum in it makes several."""
        parts = [term.head, *term.factors, *term.divisors]
        seeded = [place for place, part in enumerate(parts) if _holds_seed(part)]
        if len(seeded) != 1 or seeded[0] > len(term.factors):
            raise DerivativeError(f"the Jacobian through {name}[t] is not a product of matrices: it is not linear")
        inner = parts[seeded[0]]
        if isinstance(inner, n.Add):
            place = seeded[0]
            spread = any(self.rank(part) for part in inner.terms if not _holds_seed(part))
            if spread and all(self.is_number(part) for part in inner.terms if _holds_seed(part)):
                problem = "one number is used for every element on the way"
                raise DerivativeError(f"the Jacobian through {name}[t] is not a product of matrices: {problem}")
            return [
                factors
                for part, sign in zip(inner.terms, inner.signs, strict=True)
                if _holds_seed(part)
                for factors in self.matrices(self.in_place(term, place, part).signed_by(sign), name)
            ]
        rest = [part for place, part in enumerate(parts[: 1 + len(term.factors)]) if place != seeded[0]]
        factors = tuple(part for part in rest if part != ONE_NODE)
        number = self.is_number(inner)
        scale = GradientTerm(term.value, ONE_NODE, factors, term.divisors)
        if number and not self.is_scalar(scale):
            # A number for each row times a vector is their outer product.
            row = n.Transpose(replace(scale, value=1).node)
            return [(*before, replace(scale, factors=(), divisors=()), row) for before in self.linear(inner, name)]
        if number and self.read_rank and self.seed_rank:
            problem = "one number is used for every element on the way"
            raise DerivativeError(f"the Jacobian through {name}[t] is not a product of matrices: {problem}")
        return [(*before, scale) for before in self.linear(inner, name)]

    def in_place(self, term: GradientTerm, place: int, part: n.Node) -> GradientTerm:
        """The product with a part in the place of its head or of one of its factors."""
        split = term_of(part)
        factors = [factor for at, factor in enumerate(term.factors, 1) if at != place]
        head = () if place == 0 or term.head == ONE_NODE else (term.head,)
        divisors = (*split.divisors, *term.divisors)
        return GradientTerm(term.value * split.value, split.head, (*head, *split.factors, *factors), divisors)

    def linear(self, node: n.Node, name: str) -> list[Factors]:
        """The matrices of what is done to the seed in a node."""
        if node == SEED_SIGNAL:
            return [()]
        whole = term_of(node)
        if whole.head != node or whole.factors or whole.divisors or isinstance(node, n.Add):
            return self.matrices(whole, name)
        match node:
            case n.Product() if _holds_seed(node.right) and not _holds_seed(node.left):
                return [(*before, transposed(node.left)) for before in self.linear(node.right, name)]
            case n.Call(name="dot"):
                inner, other = sorted(node.arguments, key=_holds_seed, reverse=True)
                if not _holds_seed(other):
                    return [(*before, other) for before in self.linear(inner, name)]
            case n.Call() if node.name in ROW_OPERATIONS or (node.name == "total" and node.sizes == (n.Size.of(1),)):
                return [(*before, _OnRows(node)) for before in self.linear(node.arguments[0], name)]
            case n.Family(name="sum"):
                inner = [self.product(before) for before in self.linear(node.body, name)]
                return [(n.Family("sum", part, node.loops),) for part in inner]
        word = node.name if isinstance(node, n.Call | n.Family) else "what it does with a matrix or a scalar"
        raise DerivativeError(f"the Jacobian through {name}[t] is not a product of matrices: {word} is on the way")

    def is_number(self, node: n.Node) -> bool:
        """Whether what holds the seed is one number, of a vector or of a number."""
        if node == SEED_SIGNAL:
            return self.seed_rank == 0
        match node:
            case n.Call(name="dot" | "total" | "element"):
                return True
            case n.Multiply() | n.Divide():
                return self.is_number(node.left) and self.is_number(node.right)
            case n.Negate():
                return self.is_number(node.value)
            case n.Add():
                return all(map(self.is_number, node.terms))
        return not _holds_seed(node) and self.rank(node) == 0

    def product(self, factors: Sequence[GradientTerm | n.Node | _OnRows], rank: int = 1) -> n.Node:
        """The matrices one after the other, neighbours on the diagonal as one."""
        scale = GradientTerm(1, ONE_NODE)
        merged: list[list[GradientTerm] | n.Node | _OnRows] = []
        for factor in factors:
            if isinstance(factor, GradientTerm):
                scale = replace(scale, value=scale.value * factor.value)
                factor = replace(factor, value=1)
                if rank and self.is_scalar(factor):
                    scale = scale.times(factor.node) if factor.node != ONE_NODE else scale
                elif merged and isinstance(merged[-1], list):
                    merged[-1].append(factor)
                else:
                    merged.append([factor])
            else:
                merged.append(factor)
        nodes: list[n.Node] = []
        for part in merged:
            if isinstance(part, _OnRows):
                before = _folded(nodes, n.Product) if nodes else self.identity
                nodes = [replace(part.call, arguments=(before,))]
            elif isinstance(part, list):
                diagonal = _diagonal(part)
                nodes.append(n.Call("diag", (diagonal,)) if rank else diagonal)
            elif isinstance(part, n.Transpose) and nodes:
                nodes[-1] = n.Product(nodes[-1], part)
            else:
                nodes.append(part)
        if not nodes:
            nodes = [self.identity] if rank else [ONE_NODE]
        whole = _folded(nodes, n.Product if rank else n.Multiply)
        if not scale.factors and not scale.divisors:
            return GradientTerm(scale.value, whole).signed
        return scale.times(whole).signed

    def is_scalar(self, term: GradientTerm) -> bool:
        return all(self.rank(part) == 0 for part in (*term.factors, *term.divisors))

    def rank(self, node: n.Node) -> int:
        """How many axes a factor of a diagonal has."""
        if isinstance(node, n.Parameter | n.Signal):
            return len(self.shapes.names[node.name])
        if isinstance(node, n.Number | n.Position):
            return 0
        if isinstance(node, n.Product) or (isinstance(node, n.Family) and node.name != "sum"):
            return 1
        if isinstance(node, n.Call) and (row := OPERATIONS.get(node.name)) and row.shape is not elementwise:
            return 0 if node.name in ("dot", "total") else 1
        return max(map(self.rank, n.children(node)))


def _folded(nodes: Sequence[n.Node], join: Callable[[n.Node, n.Node], n.Node]) -> n.Node:
    """The product from left to right, a long one of parts in brackets."""
    if len(nodes) > MOST_FACTORS:
        groups = [nodes[place : place + MOST_FACTORS] for place in range(0, len(nodes), MOST_FACTORS)]
        return _folded([_folded(group, join) for group in groups], join)
    return reduce(join, nodes)


def _diagonal(terms: Sequence[GradientTerm]) -> n.Node:
    """What stands on the diagonal of a product of diagonal matrices."""
    factors = [factor for term in terms for factor in term.factors]
    divisors = [divisor for term in terms for divisor in term.divisors]
    above = (
        _folded(factors, n.Multiply) if len(factors) > MOST_FACTORS else GradientTerm(1, ONE_NODE, tuple(factors)).node
    )
    if not divisors:
        return above
    if len(divisors) > MOST_FACTORS:
        return n.Divide(above, _folded(divisors, n.Multiply))
    return reduce(n.Divide, divisors, above)


def _holds_seed(node: n.Node) -> bool:
    return any(part == SEED_SIGNAL for part in n.walk(node))
