"""How an adjoint flows through an expression, from its value to everything that is read in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import singledispatchmethod

from symbolic.backward.members import at_members, free_letters
from symbolic.backward.products import GradientTerm, term_of, transposed
from symbolic.backward.slope import Slopes, has_slope
from symbolic.errors import DerivativeError
from symbolic.language import nodes as n
from symbolic.language.lags import grid
from symbolic.language.node_table import NodeTable
from symbolic.language.operations import shape_rules
from symbolic.language.operations.products import is_product_or_sum
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.operations.unification import Known
from symbolic.language.running import letters_in, running
from symbolic.language.sizes.size import Size

LONG_PRODUCT = 8
"""Factors from which a product goes by a name."""
PRODUCT_RULE, ACTIVATION_RULE, MATRIX_RULE, OPERATION_RULE = "product", "activation", "matrix", "operation"

AdjointReceiver = Callable[[n.Parameter | n.Signal, GradientTerm, tuple[n.Loop, ...]], None]
AdjointNamer = Callable[[GradientTerm, tuple[n.Loop, ...]], GradientTerm]


class Flow:
    """The rules of reverse differentiation, one for each kind of node.

    ``shapes`` are those of the nodes, ``constant`` the names through which nothing flows, ``slopes`` those of
    the functions. ``read`` gets
    each name that is reached with the adjoint that arrives there; ``name`` may give a name to one that is
    needed more than once; ``shown`` is how a node of the forward pass is written in the backward pass;
    ``gathers`` says whether the members of an equation are summed at what they share.
    """

    def __init__(
        self,
        shapes: Mapping[n.Node, Known],
        constant: frozenset[str],
        slopes: Slopes,
        read: AdjointReceiver,
        name: AdjointNamer,
        shown: Callable[[n.Node], n.Node] = lambda node: node,
        gathers: bool = False,
    ):
        self.shapes, self.constant, self.slopes = shapes, constant, slopes
        self.read, self.name, self.shown, self.gathers = read, name, shown, gathers
        self.counts: NodeTable[int] = NodeTable()
        self.activity: NodeTable[bool] = NodeTable()
        self.loops: tuple[n.Loop, ...] = ()
        self.output: n.Node | None = None

    def through(self, equation: n.Equation, arriving: GradientTerm) -> None:
        """From the value of an equation to what it reads."""
        self.loops, self.output = equation.loops, equation.target
        if self.is_active(equation.value):
            self.pass_on(equation.value, self.gathered(equation.value, arriving))

    def is_active(self, node: n.Node) -> bool:
        known = self.activity.get(node)
        if known is None:
            known = self.activity[node] = self.changes(node)
        return known

    def changes(self, node: n.Node) -> bool:
        """Whether the value of a node changes with a name that is not constant."""
        if isinstance(node, n.Parameter | n.Signal):
            return node.name not in self.constant
        return not _is_flat(node, self.slopes) and any(map(self.is_active, n.children(node)))

    def rank(self, node: n.Node) -> int:
        return len(self.shapes[node])

    def into(self, child: n.Node, whole: n.Node, term: GradientTerm) -> None:
        """On to a part of an elementwise expression, summed where that stands for many elements."""
        self.enter(child, self.summed(term, whole, self.rank(child)))

    def enter(self, child: n.Node, term: GradientTerm) -> None:
        if not self.is_active(child):
            return
        output, self.output = self.output, child
        loops, term = self.loops, self.gathered(child, term)
        elementwise = isinstance(child, n.Multiply | n.Divide | n.Negate) and isinstance(term.head, n.Signal)
        short = elementwise and len(term.factors) < LONG_PRODUCT
        if not term.is_atom and not short and self.uses(child) > 1:
            term = self.name(term, self.loops)
        self.pass_on(child, term)
        self.output, self.loops = output, loops

    def gathered(self, node: n.Node, term: GradientTerm) -> GradientTerm:
        """What arrives at a node; at a product that is computed once for several members, the sum over them."""
        if not self.gathers or not self.loops or not is_product_or_sum(node):
            return term
        kept = running(node, self.loops)
        members = tuple(loop for loop in self.loops if loop not in kept)
        self.loops = kept
        return term.within(n.Family("sum", term.bare, members)) if members else term

    def summed(self, term: GradientTerm, whole: n.Node, rank: int) -> GradientTerm:
        whole_rank = self.rank(whole)
        if whole_rank == rank:
            return term
        vectors = [place for place, factor in enumerate(term.factors) if len(self.shapes.get(factor, ())) == 1]
        if whole_rank == 1 and vectors:
            last = term.factors[vectors[-1]]
            rest = (*term.factors[: vectors[-1]], *term.factors[vectors[-1] + 1 :])
            return term.within(n.Call("dot", (GradientTerm(1, term.head, rest, term.divisors).node, last)))
        return term.within(n.Call("total", (term.bare,), (Size.of(whole_rank - rank),)))

    def uses(self, node: n.Node) -> int:
        """How many times what arrives at a node is written in what its parts get."""
        count = self.counts.get(node)
        if count is None:
            count = self.counts[node] = self.counted(node)
        return count

    def counted(self, node: n.Node) -> int:
        if not self.is_active(node):
            return 0
        if isinstance(node, n.Parameter | n.Signal | n.Power):
            return 1
        if isinstance(node, n.Call):
            if has_slope(node.name):
                return 1
            return 2 if OPERATIONS[node.name].activation else sum(map(self.is_active, node.arguments))
        return sum(map(self.uses, n.children(node)))

    def result(self, node: n.Node) -> n.Node:
        """The signal that holds a node's value, or the node as it is written."""
        return self.output if isinstance(self.output, n.Signal) else self.shown(node)

    @singledispatchmethod
    def pass_on(self, node: n.Node, term: GradientTerm) -> None:
        raise TypeError(node)

    @pass_on.register
    def _(self, node: n.Parameter, term: GradientTerm) -> None:
        self.read(node, term, self.loops)

    @pass_on.register
    def _(self, node: n.Signal, term: GradientTerm) -> None:
        self.read(node, term, self.loops)

    @pass_on.register
    def _(self, node: n.Add, term: GradientTerm) -> None:
        for part, sign in zip(node.terms, node.signs, strict=True):
            self.into(part, node, term.signed_by(sign))

    @pass_on.register
    def _(self, node: n.Negate, term: GradientTerm) -> None:
        self.enter(node.value, term.signed_by(-1))

    @pass_on.register
    def _(self, node: n.Multiply, term: GradientTerm) -> None:
        self.into(node.left, node, term.by(PRODUCT_RULE).times(self.shown(node.right)))
        self.into(node.right, node, term.by(PRODUCT_RULE).times(self.shown(node.left)))

    @pass_on.register
    def _(self, node: n.Divide, term: GradientTerm) -> None:
        output, below = self.output, self.shown(node.right)
        self.into(node.left, node, term.by(PRODUCT_RULE).over(below))
        against = term.by(PRODUCT_RULE).signed_by(-1)
        if isinstance(output, n.Signal):
            against = against.times(output).over(below)
        else:
            against = against.times(self.shown(node.left)).over(n.Power(below, 2))
        self.into(node.right, node, against)

    @pass_on.register
    def _(self, node: n.Power, term: GradientTerm) -> None:
        base = self.shown(node.base)
        if isinstance(node.exponent, Size):
            factors = n.Position(node.exponent), n.Power(base, node.exponent - 1)
            self.enter(node.base, term.by(PRODUCT_RULE).times(*factors))
            return
        rest = n.Power(base, node.exponent - 1) if node.exponent > 2 else base
        factors = (n.Number(node.exponent), rest) if node.exponent > 1 else ()
        self.enter(node.base, term.by(PRODUCT_RULE).times(*factors))

    @pass_on.register
    def _(self, node: n.Transpose, term: GradientTerm) -> None:
        self.enter(node.value, term.by(MATRIX_RULE).within(transposed(term.bare)))

    @pass_on.register
    def _(self, node: n.Product, term: GradientTerm) -> None:
        term = term.by(MATRIX_RULE)
        if self.rank(node) == 0:
            # A row times a vector: the adjoint is a number.
            self.enter(node.left, term.times(_turned(self.shown(node.right))))
            self.enter(node.right, term.times(_turned(self.shown(node.left))))
            return
        self.enter(node.left, term.within(n.Product(term.bare, _turned(self.shown(node.right)))))
        self.enter(node.right, term.within(n.Product(_turned(self.shown(node.left)), term.bare)))

    @pass_on.register
    def _(self, node: n.Call, term: GradientTerm) -> None:
        if has_slope(node.name):
            slope = self.slopes(node.name).at(self.shown(node.arguments[0]), self.result(node))
            self.into(node.arguments[0], node, term.by(ACTIVATION_RULE).times(slope))
            return
        row = OPERATIONS[node.name]
        if row.derivative is None or isinstance(row.derivative, str):
            raise DerivativeError(f"{node.name} has no derivative in the table of operations")
        term = term.by(ACTIVATION_RULE if row.activation else MATRIX_RULE if row.kernel else OPERATION_RULE)
        shown = n.Call(node.name, tuple(map(self.shown, node.arguments)), node.sizes)
        handed = row.derivative(term.bare, shown, self.result(node), lambda part: self.shapes[part])
        for argument, adjoint in zip(node.arguments, handed, strict=True):
            if self.is_active(argument):
                part = term_of(adjoint)
                part = GradientTerm(part.value * term.value, part.head, part.factors, part.divisors, rules=term.rules)
                if row.shape is shape_rules.elementwise:
                    self.into(argument, node, part)
                else:
                    self.enter(argument, part)

    @pass_on.register
    def _(self, node: n.Family, term: GradientTerm) -> None:
        row, loops = OPERATIONS[node.name], self.loops
        if row.member is None:
            raise DerivativeError(f"{node.name} over a family has no derivative in the table of operations")
        if node.name == "sum":
            self.loops = (*loops, *node.loops)
            self.enter(node.body, term)
        elif node.name == "prod":
            self.loops = (*loops, *node.loops)
            self.enter(node.body, term.by(PRODUCT_RULE).times(*_other_members(node, self.shown(node.body))))
        else:
            if len(node.loops) > row.spans:
                raise DerivativeError(f"{node.name} over more than one index has no derivative")
            handed = row.member(term.bare, grid(node.loops), self.rank(node.body))
            self.loops = (*loops, *node.loops)
            self.enter(node.body, term.by(MATRIX_RULE).within(handed))
        self.loops = loops


def flowing(node: n.Node, slopes: Slopes) -> Iterator[n.Parameter | n.Signal]:
    """The names in a node with which its value changes: none inside a step, which is flat."""
    if isinstance(node, n.Parameter | n.Signal):
        yield node
        return
    if _is_flat(node, slopes):
        return
    for child in n.children(node):
        yield from flowing(child, slopes)


def _other_members(node: n.Family, body: n.Node) -> Iterator[n.Node]:
    """The products over the members before one and over those behind it."""
    loop, *others = node.loops
    if others:
        raise DerivativeError("prod over more than one index has no derivative; write one prod inside another")
    index = next(free_letters({*letters_in(node), *letters_in(body), loop.index, n.TIME, n.STEPS}))
    other = at_members(body, {loop.index: Size.letter(index)})
    here = Size.letter(loop.index)
    yield n.Family("prod", other, (n.Loop(index, loop.start, here),))
    yield n.Family("prod", other, (n.Loop(index, here + 1, loop.stop),))


def _is_flat(node: n.Node, slopes: Slopes) -> bool:
    return isinstance(node, n.Call) and has_slope(node.name) and slopes(node.name).is_flat


def _turned(node: n.Node) -> n.Node:
    """The transpose as it is written: of what is computed, as a whole."""
    return node.value if isinstance(node, n.Transpose) else n.Transpose(node)
