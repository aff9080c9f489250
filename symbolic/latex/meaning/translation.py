"""A block under one reading: its equations in the language, the sizes that the text gives, what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping

from symbolic.language import nodes as n
from symbolic.language.roles import holds_parameter
from symbolic.language.size_parser import parse_size
from symbolic.language.sizes.size import Size
from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.meaning.columns import functions_of, holds_groups, pick
from symbolic.latex.meaning.context import Context
from symbolic.latex.meaning.lowering import Lowering
from symbolic.latex.meaning.member_softmax import softmax_over_members
from symbolic.latex.meaning.open_indices import refuse_open_index
from symbolic.latex.meaning.questions import Decisions
from symbolic.latex.meaning.scalar_gates import as_said
from symbolic.latex.meaning.sides import SymbolKey
from symbolic.latex.printed.errors import Finding, LatexError, fault
from symbolic.latex.printed.syntax import (
    Applied,
    Figure,
    Function,
    Group,
    Printed,
    Range,
    Stacked,
    Statement,
    Symbol,
    symbols_in,
)
from symbolic.latex.printed.words import FUNCTION_SPELLINGS
from symbolic.record import Record

FIRST_STEP = frozenset({"0", "(0)", "init", "t0", "t=0"})
"""What stands at a state for the one before all steps."""


SPLITS = frozenset({"?split", "?chunk", "?unstack", "?unpack"})
"""Names for the cutting of a vector into the signals that stand on the left."""


class Translation(Record):
    """Equations with what else a cell needs; ``start`` names trained first states by the state that each is of."""

    equations: tuple[n.Equation, ...]
    sizes: Mapping[str, tuple[str, ...]]
    fixed: frozenset[str]
    activations: Mapping[str, str]
    start: tuple[str, ...]
    extents: int
    remarks: tuple[Finding, ...]
    matrices: frozenset[str] = frozenset()


def translate(block: StatementBlock, decisions: Decisions) -> Translation:
    """Read every equation of a block; raises `LatexError` with a place, and `Undecided` for an open question."""
    kinds: dict[SymbolKey, str] = {}
    translation = _Translator(Context(block, decisions, kinds)).run()
    for _ in range(3):
        before = dict(kinds)
        translation = _Translator(Context(block, decisions, kinds)).run()
        if kinds == before:
            break
    return translation


class _Translator:
    def __init__(self, context: Context):
        self.context, self.block = context, context.block
        self.lowering = Lowering(context)
        self.equations: list[n.Equation] = []
        self.start: list[str] = []

    def run(self) -> Translation:
        for statement in self.block.statements:
            self.statement(statement)
        self.put_parts()
        self.equations, vectors = softmax_over_members(self.equations)
        for name in vectors:
            self.context.sizes.pop(name, None)
        self.usual_gates()
        self.usual_biases()
        context = self.context
        conv = [
            node
            for equation in self.equations
            for node in n.walk(equation.value)
            if isinstance(node, n.Call) and node.name == "conv"
        ]
        extents = len(conv[0].sizes) if conv else 0
        return Translation(
            tuple(self.equations),
            context.sizes,
            frozenset(context.fixed),
            context.activations,
            tuple(self.start),
            extents,
            tuple(context.remarks.values()),
            frozenset(self.block.naming.called(key) for key, kind in context.kinds.items() if kind == "matrix"),
        )

    def put_parts(self) -> None:
        """``g_i`` of a signal ``g`` that is read in parts only: one of so many equal parts."""
        for whole, keys in self.block.packed_parts.items():
            name = self.block.naming.called(whole)
            places = {self.block.naming.called(key): place for place, key in enumerate(keys)}
            self.equations = [
                n.Equation(part.target, _with_parts(part.value, name, places), part.loops) for part in self.equations
            ]

    def usual_gates(self) -> None:
        """The equations of gates that the text calls usual and does not write."""
        missing = self.block.missing_gates
        if not missing:
            return
        names = [self.block.naming.called(key) for key in missing]
        listed = ", ".join(names)
        first = next(node for node in self.block.symbols if self.block.read(node).key == missing[0])
        word = self.context.ask(
            "gates",
            first,
            ("inputs", f"{listed}: inputs of the cell, as printed"),
            ("usual", f"{listed}: gates as usual, each with kernels for the input and the state, and a bias"),
        )
        product = next(
            (
                node
                for equation in self.equations
                for node in n.walk(equation.value)
                if isinstance(node, n.Add) and _is_affine(node)
            ),
            None,
        )
        if word == "inputs" or product is None:
            return
        for key, name in zip(missing, names, strict=True):
            terms = [_with_other_parameters(term, name) for term in product.terms]
            gate = n.Call("sigmoid", (n.Add(tuple(terms), product.signs, at=product.at),), at=product.at)
            self.equations.append(n.Equation(n.Signal(name, at=product.at), gate))
            self.context.kinds[key] = "vector"

    def usual_biases(self) -> None:
        """The biases that the text says it omits."""
        if not self.block.prose.biases_omitted:
            return
        first = self.block.statements[0].right
        word = self.context.ask(
            "bias",
            first,
            ("none", "there are no biases, as printed"),
            ("usual", "each sum of kernels under an activation has a bias that is not printed"),
        )
        if word == "usual":
            self.equations = [
                n.Equation(part.target, self.with_biases(part.value, part.name), part.loops) for part in self.equations
            ]

    def with_biases(self, node: n.Node, name: str) -> n.Node:
        node = n.rebuild(node, lambda part: self.with_biases(part, name))
        if not (
            isinstance(node, n.Call)
            and node.name in (*FUNCTION_SPELLINGS.values(), *self.context.activations)
            and node.arguments
        ):
            return node
        inner = node.arguments[0]
        terms = inner.terms if isinstance(inner, n.Add) else (inner,)
        signs = inner.signs if isinstance(inner, n.Add) else (1,)
        if any(isinstance(term, n.Parameter) for term in terms) or not any(
            isinstance(term, n.Product) for term in terms
        ):
            return node
        bias = n.Parameter(self.context.new_name(f"b_{name}"), at=node.at)
        return n.Call(node.name, (n.Add((*terms, bias), (*signs, 1), at=node.at),), node.sizes, at=node.at)

    def statement(self, statement: Statement) -> None:
        left = statement.left
        if isinstance(left, Group) and len(left.parts) == 1:
            left = left.parts[0]
        if isinstance(left, Group | Stacked):
            self.packed(left, statement)
            return
        if not isinstance(left, Symbol):
            message = "this is not an equation of one signal; it is left aside"
            self.context.remark("not a cell", message, left)
            return
        name = self.block.read(left)
        if self.is_first_step(left):
            self.first_state(left, statement)
            return
        if not name.timed and self.block.naming.time:
            raise fault(self.block.source, "this signal has no time", left.start, left.end, "time")
        if name.lag:
            text = "earlier" if name.lag > 0 else "later"
            raise fault(
                self.block.source, f"this equation assigns an {text} step than the others", left.start, left.end, "time"
            )
        refuse_open_index(self.block, statement)
        value = as_said(self.context, name.key, self.lowering.value(statement.right), left)
        self.assign(name.key, name.index, value.node, statement)
        if value.kind == "scalar":
            self.check_scalar(name.key, value.node)
        if value.kind == "scalar" or (name.index and self.block.in_components):
            self.context.sizes[self.block.naming.called(name.key)] = ()
        self.context.kinds[name.key] = self.lowering.declared_kind(name.key) or value.kind or "vector"

    def check_scalar(self, key: SymbolKey, value: n.Node) -> None:
        """Raise `LatexError` where the text declares a vector, and its equation gives one number by a dot product."""
        dots = any(isinstance(node, n.Call) and node.name == "dot" for node in n.walk(value))
        shape = next((shape for shape in self.block.prose.shapes if self.block.read(shape.symbol).key == key), None)
        if dots and shape is not None and shape.dims and set(shape.dims) != {"1"}:
            called, dims = self.block.naming.called(key), ", ".join(shape.dims)
            problem = f"{called} is declared with the shape ({dims}), and its equation gives one number"
            raise fault(self.block.source, problem, shape.start, shape.end, "shape")

    def assign(self, key: SymbolKey, index: tuple[str, ...], value: n.Node, statement: Statement) -> None:
        called = self.block.naming.called(key)
        indices = tuple(parse_size(text) for text in index)
        target = n.Signal(called, 0, indices, at=self.context.at(statement.left))
        running = [text for text in index if text.isidentifier()]
        spans = [next((span for span in statement.ranges if span.index == text), Range(text)) for text in running]
        loops = tuple(self.block.loop_over(span) for span in spans)
        equation = n.Equation(target, value, loops)
        if any(other.name == called and other.value == value for other in self.equations):
            return
        self.equations.append(equation)

    def packed(self, left: Printed, statement: Statement) -> None:
        """``[i; f; o; g] = [sigma; sigma; sigma; tanh] W [x; h]``: equal parts of one product."""
        parts = parts_in(left)
        targets = [part for part in parts if isinstance(part, Symbol)]
        if len(targets) != len(parts):
            raise fault(self.block.source, "only signals can be assigned", left.start, left.end)
        right = statement.right
        outer = ""
        if isinstance(right, Function) and right.name.lower() in SPLITS and right.arguments:
            right = right.arguments[0]
        if isinstance(right, Function) and right.name in FUNCTION_SPELLINGS and len(right.arguments) == 1:
            outer, right = FUNCTION_SPELLINGS[right.name], right.arguments[0]
        elif isinstance(right, Applied) and right.symbol == Symbol("sigma"):
            # ``[z; r] = sigma([W x + b; V x + c])``: one row for each.
            column = right.group.parts[0] if len(right.group.parts) == 1 else None
            outer, right = ("sigmoid", column) if isinstance(column, Stacked) else (outer, right)
        functions = functions_of(statement.right)
        if holds_groups(statement.right, targets, self.block.is_signal):
            # ``[i, f] = sigma([W_i, W_f] x)``: each group has one part for each signal.
            for place, target in enumerate(targets):
                piece = pick(statement.right, place, len(parts), self.block.is_signal)
                single = Statement(target, piece, start=target.start, end=target.end)
                self.assign(self.block.read(target).key, (), self.lowering.value(piece).node, single)
            return
        if isinstance(right, Stacked | Group) and len(parts_in(right)) == len(parts) and not functions:
            for target, piece in zip(targets, parts_in(right), strict=True):
                value = self.lowering.value(piece)
                node = n.Call(outer, (value.node,), at=self.context.at(piece)) if outer else value.node
                single = Statement(target, piece, start=target.start, end=piece.end)
                self.assign(self.block.read(target).key, (), node, single)
            return
        value = self.lowering.value(right)
        if isinstance(left, Group) and isinstance(value.node, n.Multiply) and not holds_parameter(value.node):
            # ``y_t, h_t = o_t * tanh(c_t)``: two names of one signal.
            for target in targets:
                single = Statement(target, right, start=target.start, end=target.end)
                self.assign(self.block.read(target).key, (), value.node, single)
            return
        key = ("packed", (), ("".join(self.block.read(target).base for target in targets),))
        called = self.block.naming.called(key)
        at = self.context.at(statement.right)
        self.equations.append(n.Equation(n.Signal(called, at=self.context.at(left)), value.node))
        if functions and len(functions) not in (1, len(targets)):
            message = f"{len(targets)} signals and {len(functions)} activations"
            raise fault(self.block.source, message, statement.start, statement.end, "shape")
        for place, target in enumerate(targets):
            part: n.Node = n.Call("part", (n.Signal(called, at=at),), (Size.of(place), Size.of(len(targets))), at=at)
            function = functions[place] if len(functions) == len(targets) else functions[0] if functions else outer
            if function:
                word = "sigmoid" if function == "sigma" else FUNCTION_SPELLINGS.get(function, function)
                part = n.Call(word, (part,), at=at)
            target_key = self.block.read(target).key
            self.assign(target_key, (), part, Statement(target, statement.right, start=target.start, end=target.end))
            self.context.kinds[target_key] = "vector"

    def is_first_step(self, left: Symbol) -> bool:
        """``h_0``: the state before the first step."""
        name = self.block.read(left)
        scripts = ("0",) if left.time == "0" else name.key[2]
        zero = FIRST_STEP & set(scripts)
        if not zero:
            return False
        bare = (name.key[0], name.key[1], tuple(text for text in scripts if text not in zero))
        return bare in self.block.assigned - {name.key} or not self.block.naming.time

    def first_state(self, left: Symbol, statement: Statement) -> None:
        right = statement.right
        symbols = symbols_in(right)
        learned = [symbol for symbol in symbols if symbol.base not in ("0", "bb_0")]
        if isinstance(right, Figure) or not learned:
            return
        called = self.block.naming.called(
            (
                left.base,
                tuple(left.accents),
                tuple(t for t in self.block.read(left).key[2] if t not in FIRST_STEP),
            )
        )
        subject = self.block.naming.called(self.block.read(learned[0]).key)
        word = self.context.ask(
            subject,
            statement.right,
            ("start", "with the first state"),
            ("cell", "the cell alone"),
        )
        if word == "start":
            self.start.append(called)


def _with_parts(node: n.Node, whole: str, places: dict[str, int]) -> n.Node:
    if isinstance(node, n.Signal) and node.name in places:
        sizes = (Size.of(places[node.name]), Size.of(len(places)))
        return n.Call("part", (n.Signal(whole, node.lag, node.index, at=node.at),), sizes, at=node.at)
    return n.rebuild(node, lambda part: _with_parts(part, whole, places))


def _is_affine(node: n.Add) -> bool:
    """Whether a sum has a product with an input and one with a state."""
    products = [term.right for term in node.terms if isinstance(term, n.Product)]
    lags = [{part.lag for part in n.walk(right) if isinstance(part, n.Signal)} for right in products]
    return any(1 in read for read in lags) and any(read == {0} for read in lags)


def _with_other_parameters(node: n.Node, gate: str) -> n.Node:
    if isinstance(node, n.Parameter):
        return n.Parameter(f"{node.name}_{gate}", node.index, at=node.at)
    if isinstance(node, n.Multiply):
        # ``U (r * h[t-1])`` is ``U h[t-1]`` in a gate.
        states = [part for part in (node.left, node.right) if isinstance(part, n.Signal) and part.lag]
        return states[0] if states else node
    return n.rebuild(node, lambda part: _with_other_parameters(part, gate))


def parts_in(node: Printed) -> tuple[Printed, ...]:
    """The parts of a column or of a group."""
    if isinstance(node, Group):
        return node.parts
    return tuple(cell for row in node.rows for cell in row) if isinstance(node, Stacked) else ()


def no_recurrence(block: StatementBlock) -> LatexError:
    """The error for equations in which nothing is read at an earlier step."""
    first = block.statements[0] if block.statements else None
    problem = "this is not a recurrent cell: no signal is read at an earlier step, such as h_{t-1}"
    if first is None:
        return LatexError("there is no equation to read")
    return fault(block.source, problem, first.start, first.end, "not a cell")
