"""Jacobians from one step to the next in closed form, a product of matrices for each path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symbolic.backward.flow import Flow
from symbolic.backward.formula_slope import find_slopes
from symbolic.backward.products import ONE, Term, add, collect, term_of, transposed
from symbolic.errors import DerivativeError, UnknownName
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.operations.shape_rules import elementwise
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.printer import SOURCE, spell
from symbolic.record import Record, replace

MOST_PATHS = 1000
SEED = n.Signal("d")


class Path(Record):
    """One way from a signal to another: the signals that it goes through, the last first, and its matrix."""

    through: tuple[n.Signal, ...]
    node: n.Node


class Jacobian(Record):
    """The derivative of ``of`` at step ``t`` by ``by`` at step ``t-1``, the sum of its paths; with none it is zero."""

    of: str
    by: str
    paths: tuple[Path, ...]

    @property
    def direct(self) -> n.Node:
        """The part that goes through no other signal."""
        return _total([path.node for path in self.paths if not path.through])

    @property
    def through_others(self) -> n.Node:
        """The part that goes through gates and other signals."""
        return _total([path.node for path in self.paths if path.through])

    @property
    def node(self) -> n.Node:
        return _total([path.node for path in self.paths])

    @property
    def text(self) -> str:
        """The sum as source text; ``0`` where there is no path."""
        return spell(self.node, SOURCE)


def find_jacobian(definition: Definition, shapes: Shapes, of: str, by: str) -> Jacobian:
    """The Jacobian of a signal by another one step earlier.

    Every way is followed on which ``of[t]`` depends on ``by[t-1]``: of an LSTM's ``c`` the direct one and
    those through each gate, which reads ``h[t-1]``, which reads ``c[t-1]``. It is a matrix of ``of``'s size
    by ``by``'s. Raises `UnknownName`, and `DerivativeError` where a path goes through a family or through
    an operation that is written as no product of matrices.

    >>> from symbolic import cell
    >>> print(cell("lstm").jacobian("c", "c").text.replace(" + diag", " +\\ndiag"))
    diag(f[t]) +
    diag(c[t-1] * f[t] * (1 - f[t])) @ U_f @ diag(o[t-1] * (1 - tanh(c[t-1]) ** 2)) +
    diag(g[t] * i[t] * (1 - i[t])) @ U_i @ diag(o[t-1] * (1 - tanh(c[t-1]) ** 2)) +
    diag(i[t] * (1 - g[t] ** 2)) @ U_g @ diag(o[t-1] * (1 - tanh(c[t-1]) ** 2))
    """
    names = definition.names
    for name, known in ((of, names.signals), (by, (*names.signals, *names.inputs))):
        if name not in known:
            raise UnknownName("signal", name, known)
    search = _Search(definition, shapes, by)
    paths = []
    for through, factors in search.paths(of, 0, ()):
        if len(paths) == MOST_PATHS:
            raise DerivativeError(f"there are more than {MOST_PATHS} paths from {by}[t-1] to {of}[t]")
        paths.append(Path(through, search.product(factors, of)))
    return Jacobian(of, by, tuple(sorted(paths, key=lambda path: len(path.through) > 0)))


Factors = tuple[Term | n.Node, ...]
"""A product from left to right: what stands on a diagonal as a term, matrices as nodes."""


class _Search:
    def __init__(self, definition: Definition, shapes: Shapes, by: str):
        self.definition, self.shapes, self.by = definition, shapes, by
        self.slopes = find_slopes(definition.activations)
        self.equations = {one.name: one for one in definition.program.equations}
        self.edges: dict[str, list[tuple[n.Signal, list[Term]]]] = {}

    def paths(
        self, name: str, back: int, above: tuple[n.Signal, ...]
    ) -> Iterator[tuple[tuple[n.Signal, ...], Factors]]:
        """Each way down from a signal ``back`` steps before, with the factors of its matrices."""
        for read, terms in self.reads(name):
            at = back + read.lag
            arrived = (read.name, at) == (self.by, 1)
            if not arrived and (at > 1 or read.name not in self.equations or not self.leads(read.name)):
                continue
            here = [self.factors(_earlier_term(term, back), name) for term in terms]
            if arrived:
                yield from ((above, factors) for factors in here)
                continue
            for through, rest in self.paths(read.name, at, (*above, n.Signal(read.name, at))):
                yield from ((through, (*factors, *rest)) for factors in here)

    def reads(self, name: str) -> list[tuple[n.Signal, list[Term]]]:
        """What an equation reads, each with what it hands there of a seed."""
        if name not in self.edges:
            equation = self.equations[name]
            found: dict[n.Signal, list[Term]] = {}

            def reach(node: n.Parameter | n.Signal, term: Term, loops: tuple[n.Loop, ...]) -> None:
                if isinstance(node, n.Signal):
                    if node.index or loops:
                        raise DerivativeError(f"{node.name} is a family; a Jacobian is of signals without members")
                    found.setdefault(node, []).append(term)

            if equation.target.index:
                raise DerivativeError(f"{name} is a family; a Jacobian is of signals without members")
            definition = self.definition
            constant = frozenset(definition.names.parameters)
            flow = Flow(
                self.shapes.nodes, constant, find_slopes(definition.activations), reach, lambda term, loops: term
            )
            flow.through(equation, Term(1, SEED))
            self.edges[name] = [(node, collect(terms)) for node, terms in found.items()]
        return self.edges[name]

    def leads(self, name: str) -> bool:
        """Whether a signal can depend on what is asked for at all."""
        seen, waiting = {name}, [name]
        while waiting:
            current = waiting.pop()
            if current == self.by:
                return True
            if current in self.equations:
                below = {part.name for part in n.walk(self.equations[current].value) if isinstance(part, n.Signal)}
                waiting += below - seen
                seen |= below
        return False

    def factors(self, term: Term, name: str) -> Factors:
        """The transpose of what a term does to its seed, from left to right."""
        found: list[Term | n.Node] = []
        node: n.Node = term.head
        outer = self.on_diagonal(replace(term, head=ONE))
        while node != SEED:
            inner = term_of(node)
            if inner.head != node:
                found.append(self.on_diagonal(replace(inner, head=ONE)))
                node = inner.head
            elif isinstance(node, n.Product) and _holds_seed(node.right):
                found.append(transposed(node.left))
                node = node.right
            else:
                word = node.name if isinstance(node, n.Call | n.Family) else "what it does with a matrix or a scalar"
                raise DerivativeError(f"the Jacobian through {name}[t] is no product of matrices: {word} is on the way")
        return (*reversed(found), outer)

    def on_diagonal(self, term: Term) -> Term:
        if any(_holds_seed(part) for part in (*term.factors, *term.divisors)):
            raise DerivativeError("a Jacobian through a function of the whole vector is no product of matrices")
        return term

    def product(self, factors: Factors, of: str) -> n.Node:
        """The matrices one after the other, neighbours on the diagonal as one."""
        rank = len(self.shapes.names[of])
        if rank > 1 or len(self.shapes.names[self.by]) != rank:
            raise DerivativeError(f"a Jacobian is of a vector by a vector; {of} by {self.by} is not")
        scale = Term(1, ONE)
        merged: list[Term | n.Node] = []
        for factor in factors:
            if isinstance(factor, Term):
                scale = replace(scale, value=scale.value * factor.value)
                factor = replace(factor, value=1)
                if rank and self.is_scalar(factor):
                    scale = scale.times(factor.node) if factor.node != ONE else scale
                    continue
                if merged and isinstance(merged[-1], Term):
                    last = merged[-1]
                    merged[-1] = Term(1, ONE, (*last.factors, *factor.factors), (*last.divisors, *factor.divisors))
                    continue
            merged.append(factor)
        matrices = [
            (n.Call("diag", (part.node,)) if rank else part.node) if isinstance(part, Term) else part for part in merged
        ]
        if not matrices:
            matrices = [n.Parameter("I")] if rank else []
        whole = matrices[0] if matrices else ONE
        for matrix in matrices[1:]:
            whole = n.Product(whole, matrix) if rank else n.Multiply(whole, matrix)
        if not scale.factors and not scale.divisors:
            return Term(scale.value, whole).signed
        return scale.times(whole).signed

    def is_scalar(self, term: Term) -> bool:
        return all(self.rank(part) == 0 for part in (*term.factors, *term.divisors))

    def rank(self, node: n.Node) -> int:
        """How many axes a factor of a diagonal has."""
        if isinstance(node, n.Parameter | n.Signal):
            return len(self.shapes.names[node.name])
        if isinstance(node, n.Number):
            return 0
        if isinstance(node, n.Product):
            return 1
        if isinstance(node, n.Call) and (row := OPERATIONS.get(node.name)) and row.shape is not elementwise:
            return 0 if node.name in ("dot", "total") else 1
        return max(map(self.rank, n.children(node)))


def _holds_seed(node: n.Node) -> bool:
    return any(part == SEED for part in n.walk(node))


def _earlier_term(term: Term, back: int) -> Term:
    def earlier(node: n.Node) -> n.Node:
        if isinstance(node, n.Signal):
            return node if node == SEED else replace(node, lag=node.lag + back)
        return n.rebuild(node, earlier)

    if not back:
        return term
    return Term(term.value, earlier(term.head), tuple(map(earlier, term.factors)), tuple(map(earlier, term.divisors)))


def _total(nodes: Sequence[n.Node]) -> n.Node:
    return add([term_of(node) for node in nodes]) if nodes else n.Number(0)
