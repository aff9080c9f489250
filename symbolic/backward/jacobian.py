"""Jacobians from one step to the next in closed form, a product of matrices for each path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from types import MappingProxyType

from symbolic.backward.flow import Flow
from symbolic.backward.formula_slope import find_slopes
from symbolic.backward.products import ONE, GradientTerm, add, collect, put, term_of, transposed
from symbolic.display import Displayed
from symbolic.errors import DerivativeError, SizeError, UnknownName
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.lags import index_at_lag, time_text
from symbolic.language.operations.shape_rules import elementwise
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.printer import SOURCE, spell
from symbolic.language.reachable import reachable
from symbolic.language.sizes.size import Size
from symbolic.limits import JACOBIAN_PATHS
from symbolic.record import Record, aside, replace

SEED = n.Signal("the seed")
"""What is handed down; no name of a cell has a blank in it."""
LONGEST = 50
"""Factors of a product in one pair of brackets."""


class Path(Record):
    """One way from a signal to another: the signals that it goes through, the last first, and its matrix."""

    through: tuple[n.Signal, ...]
    node: n.Node


class Jacobian(Record, Displayed):
    """The derivative of ``of`` at step ``t`` by ``by`` at step ``t-1``, the sum of its paths; with none it is zero.

    ``latex_names`` are the names that their author typesets; printed, it is a line for each path.
    """

    of: str
    by: str
    paths: tuple[Path, ...]
    latex_names: Mapping[str, str] = aside(default=MappingProxyType({}))

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
        """The sum as source text; ``0`` without a path."""
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
    for through, factors in search.paths(of):
        if len(paths) == JACOBIAN_PATHS:
            raise DerivativeError(f"there are more than {JACOBIAN_PATHS} paths from {by}[t-1] to {of}[t]")
        paths.append(Path(through, search.whole(factors, of)))
    ordered = tuple(sorted(paths, key=lambda path: len(path.through) > 0))
    return Jacobian(of, by, ordered, latex_names=definition.latex)


class _OnRows(Record):
    """An operation of vectors that is applied to each row of the product before it."""

    call: n.Call


Factors = tuple["GradientTerm | n.Node | _OnRows", ...]
"""A product from left to right: what stands on a diagonal as a term, matrices as nodes."""
ROW_OPERATIONS = ("rows", "pad", "part", "repeat", "runs", "mean", "tailsum")


class _Search:
    def __init__(self, definition: Definition, shapes: Shapes, by: str):
        self.definition, self.shapes, self.by = definition, shapes, by
        self.slopes = find_slopes(definition.activations)
        self.equations = {equation.name: equation for equation in definition.program.equations}
        self.edges: dict[str, list[tuple[n.Signal, list[GradientTerm]]]] = {}
        self.leading = self.lead()
        self.seed_rank = 1
        names = definition.names
        taken = {*names.inputs, *names.signals, *names.parameters, *definition.letters}
        self.identity = n.Parameter(next(name for name in ("I", "Id", "I_d", "I_of_d") if name not in taken))

    def paths(self, of: str) -> Iterator[tuple[tuple[n.Signal, ...], Factors]]:
        """Each way down from a signal, with the signals that it goes through and the factors of its matrices."""
        through: list[n.Signal] = []
        factors: list[Factors] = []
        ways = [self.steps(of, 0)]
        while ways:
            step = next(ways[-1], None)
            if step is None:
                ways.pop()
                if ways:
                    through.pop()
                    factors.pop()
                continue
            name, at, matrices = step
            if (name, at) == (self.by, 1):
                yield tuple(through), (*(factor for group in factors for factor in group), *matrices)
                continue
            through.append(n.Signal(name, at))
            factors.append(matrices)
            ways.append(self.steps(name, at))

    def steps(self, name: str, back: int) -> Iterator[tuple[str, int, Factors]]:
        """What a signal ``back`` steps before is computed from: its name, its step, and the factors on the way."""
        for read, terms in self.reads(name):
            assert isinstance(read.lag, int)
            at = back + read.lag
            if (read.name, at) == (self.by, 1) or (at <= 1 and read.name in self.leading):
                for term in terms:
                    self.seed_rank = len(self.shapes.names[name])
                    for matrices in self.matrices(_earlier_term(term, back), name):
                        yield read.name, at, matrices

    def reads(self, name: str) -> list[tuple[n.Signal, list[GradientTerm]]]:
        """What an equation reads, each with what it hands there of a seed."""
        if name not in self.edges:
            equation = self.equations[name]
            terms_of: dict[n.Signal, list[GradientTerm]] = {}

            def reach(node: n.Parameter | n.Signal, term: GradientTerm, loops: tuple[n.Loop, ...]) -> None:
                if isinstance(node, n.Signal) and isinstance(node.lag, Size):
                    for steps in (0, 1):
                        member = _member(node, steps, loops)
                        if member is not None:
                            rest = tuple(loop for loop in loops if loop.index not in member)
                            reach(replace(node, lag=steps), put(term, member), rest)
                elif isinstance(node, n.Signal):
                    if node.index:
                        raise DerivativeError(f"{node.name} is a family; a Jacobian is of signals without members")
                    term = term.within(n.Family("sum", term.bare, loops)) if loops else term
                    terms_of.setdefault(node, []).append(term)

            if equation.target.index:
                raise DerivativeError(f"{name} is a family; a Jacobian is of signals without members")
            constant = frozenset(self.definition.names.parameters)
            flow = Flow(self.shapes.nodes, constant, self.slopes, reach, lambda term, loops: term)
            flow.through(equation, GradientTerm(1, SEED))
            self.edges[name] = [(node, collect(terms)) for node, terms in terms_of.items()]
        return self.edges[name]

    def lead(self) -> set[str]:
        """The signals that depend on ``by``, at this step or later."""
        above: dict[str, set[str]] = {}
        for equation in self.definition.program.equations:
            for node in n.walk(equation.value):
                if isinstance(node, n.Signal):
                    above.setdefault(node.name, set()).add(equation.name)
        return reachable([self.by], lambda name: above.get(name, ()))

    def matrices(self, term: GradientTerm, name: str) -> list[Factors]:
        """The transpose of what a term does to its seed, from left to right; a sum in it makes several."""
        parts = [term.head, *term.factors, *term.divisors]
        seeded = [place for place, part in enumerate(parts) if _holds_seed(part)]
        if len(seeded) != 1 or seeded[0] > len(term.factors):
            raise DerivativeError(f"the Jacobian through {name}[t] is no product of matrices: it is not linear")
        inner = parts[seeded[0]]
        if isinstance(inner, n.Add):
            place = seeded[0]
            return [
                factors
                for part, sign in zip(inner.terms, inner.signs, strict=True)
                if _holds_seed(part)
                for factors in self.matrices(self.in_place(term, place, part).signed_by(sign), name)
            ]
        rest = [part for place, part in enumerate(parts[: 1 + len(term.factors)]) if place != seeded[0]]
        factors = tuple(part for part in rest if part != ONE)
        number = self.is_number(inner)
        scale = GradientTerm(term.value, ONE, factors, term.divisors)
        if number and not self.is_scalar(scale):
            # A number for each row times a vector is their outer product.
            row = n.Transpose(replace(scale, value=1).node)
            return [(*before, replace(scale, factors=(), divisors=()), row) for before in self.linear(inner, name)]
        return [(*before, scale) for before in self.linear(inner, name)]

    def in_place(self, term: GradientTerm, place: int, part: n.Node) -> GradientTerm:
        """The product with a part in the place of its head or of one of its factors."""
        split = term_of(part)
        factors = [factor for at, factor in enumerate(term.factors, 1) if at != place]
        head = () if place == 0 or term.head == ONE else (term.head,)
        divisors = (*split.divisors, *term.divisors)
        return GradientTerm(term.value * split.value, split.head, (*head, *split.factors, *factors), divisors)

    def linear(self, node: n.Node, name: str) -> list[Factors]:
        """The matrices of what is done to the seed in a node."""
        if node == SEED:
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
        raise DerivativeError(f"the Jacobian through {name}[t] is no product of matrices: {word} is on the way")

    def is_number(self, node: n.Node) -> bool:
        """Whether what holds the seed is one number, of a vector or of a number."""
        if node == SEED:
            return self.seed_rank == 0
        match node:
            case n.Call(name="dot" | "total"):
                return True
            case n.Multiply() | n.Divide():
                return self.is_number(node.left) and self.is_number(node.right)
            case n.Negate():
                return self.is_number(node.value)
            case n.Add():
                return all(map(self.is_number, node.terms))
        return not _holds_seed(node) and self.rank(node) == 0

    def whole(self, factors: Factors, of: str) -> n.Node:
        """The Jacobian of one path."""
        rank = len(self.shapes.names[of])
        for name in (of, self.by):
            if len(self.shapes.names[name]) > 1:
                problem = f"{name} is a matrix, and a derivative of more than two axes is not one matrix product"
                raise DerivativeError(f"a Jacobian is of a vector by a vector; {problem}")
        if len(self.shapes.names[self.by]) != rank:
            raise DerivativeError(f"a Jacobian is of a vector by a vector; {of} by {self.by} is not")
        return self.product(factors, rank)

    def product(self, factors: Factors, rank: int = 1) -> n.Node:
        """The matrices one after the other, neighbours on the diagonal as one."""
        scale = GradientTerm(1, ONE)
        merged: list[list[GradientTerm] | n.Node | _OnRows] = []
        for factor in factors:
            if isinstance(factor, GradientTerm):
                scale = replace(scale, value=scale.value * factor.value)
                factor = replace(factor, value=1)
                if rank and self.is_scalar(factor):
                    scale = scale.times(factor.node) if factor.node != ONE else scale
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
            nodes = [self.identity] if rank else [ONE]
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
        if isinstance(node, n.Number):
            return 0
        if isinstance(node, n.Product):
            return 1
        if isinstance(node, n.Call) and (row := OPERATIONS.get(node.name)) and row.shape is not elementwise:
            return 0 if node.name in ("dot", "total") else 1
        return max(map(self.rank, n.children(node)))


def _member(node: n.Signal, steps: int, loops: tuple[n.Loop, ...]) -> dict[str, Size] | None:
    """The member of a range of steps that reads a number of them back."""
    assert isinstance(node.lag, Size)
    try:
        return index_at_lag(node.lag, steps, loops)
    except SizeError as unknown:
        raise DerivativeError(f"the Jacobian through {node.name}[{time_text(node.lag)}]: {unknown}") from None


def _folded(nodes: Sequence[n.Node], join: Callable[[n.Node, n.Node], n.Node]) -> n.Node:
    """The product from left to right, a long one of parts in brackets."""
    if len(nodes) > LONGEST:
        groups = [nodes[place : place + LONGEST] for place in range(0, len(nodes), LONGEST)]
        return _folded([_folded(group, join) for group in groups], join)
    return reduce(join, nodes)


def _diagonal(terms: Sequence[GradientTerm]) -> n.Node:
    """What stands on the diagonal of a product of diagonal matrices."""
    factors = [factor for term in terms for factor in term.factors]
    divisors = [divisor for term in terms for divisor in term.divisors]
    above = _folded(factors, n.Multiply) if len(factors) > LONGEST else GradientTerm(1, ONE, tuple(factors)).node
    if not divisors:
        return above
    if len(divisors) > LONGEST:
        return n.Divide(above, _folded(divisors, n.Multiply))
    return reduce(n.Divide, divisors, above)


def _holds_seed(node: n.Node) -> bool:
    return any(part == SEED for part in n.walk(node))


def _earlier_term(term: GradientTerm, back: int) -> GradientTerm:
    def earlier(node: n.Node) -> n.Node:
        if isinstance(node, n.Signal):
            if node == SEED:
                return node
            lag = node.lag + back
            return replace(node, lag=lag)
        return n.rebuild(node, earlier)

    if not back:
        return term
    return GradientTerm(
        term.value, earlier(term.head), tuple(map(earlier, term.factors)), tuple(map(earlier, term.divisors))
    )


def _total(nodes: Sequence[n.Node]) -> n.Node:
    return add([term_of(node) for node in nodes]) if nodes else n.Number(0)
