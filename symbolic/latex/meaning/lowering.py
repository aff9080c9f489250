"""Printed mathematics to the language: one reading of a block, as equations whose places point into the LaTeX."""

from __future__ import annotations

import re

from symbolic.language import nodes as n
from symbolic.language.size_parser import parse_size
from symbolic.latex.meaning.columns import is_functions
from symbolic.latex.meaning.context import Context, TypedNode
from symbolic.latex.meaning.delays import read_back
from symbolic.latex.meaning.functions import linear, lower_function, settled, vector_of
from symbolic.latex.meaning.letters import is_capital
from symbolic.latex.meaning.lone_kernels import refuse_lone_kernels
from symbolic.latex.meaning.lost_braces import refuse_lost_braces
from symbolic.latex.meaning.products import check_signs, combine, declare, settle
from symbolic.latex.meaning.row_lookups import is_row_of
from symbolic.latex.meaning.sides import SymbolKey
from symbolic.latex.meaning.step_letters import is_step_letter
from symbolic.latex.printed.errors import fault
from symbolic.latex.printed.matrix_sums import spread
from symbolic.latex.printed.syntax import (
    Applied,
    Chain,
    Figure,
    Fraction,
    Function,
    Group,
    Joined,
    Printed,
    Raised,
    Stacked,
    Summed,
    Symbol,
    Total,
    Transposed,
)
from symbolic.latex.printed.words import GREEKS

VALUE_KINDS = ("scalar", "", "vector", "matrix")

_NO_POWER = r"-\d+|-top|-T|\d+\.\d+|-?\d+/\d+|\\?frac.*"
"""Exponents that are not the label of a name: negative ones, decimals and fractions."""


class Lowering:
    """The right sides of one block under one reading."""

    def __init__(self, context: Context):
        self.context, self.block = context, context.block

    def value(self, node: Printed) -> TypedNode:
        """What a piece is in the language; raises `LatexError` with its place where it is nothing."""
        at = self.context.at(node)
        match node:
            case Figure():
                return TypedNode(n.Number(node.value, at=at), "scalar")
            case Symbol():
                return self.symbol(node)
            case Total():
                return self.total(node)
            case Chain():
                return self.chain(node)
            case Group():
                return self.group(node)
            case Function():
                return lower_function(self.context, node, self.value)
            case Applied():
                return self.applied(node)
            case Fraction():
                return self.fraction(node)
            case Raised():
                base = self.value(node.base)
                power = base.node if node.exponent == 1 else n.Power(base.node, node.exponent, at=at)
                return TypedNode(power, base.kind or "vector")
            case Transposed():
                inner = self.value(node.value)
                return TypedNode(n.Transpose(inner.node, at=at), inner.kind, inner.key, not inner.transposed)
            case Summed():
                body = self.value(node.body)
                loop = self.block.loop_over(node.range, node.body)
                return TypedNode(n.Family("sum", body.node, (loop,), at=at), body.kind or "vector")
            case Joined():
                loop = self.block.loop_over(node.range)
                body = self.value(node.body)
                return TypedNode(
                    n.Family(node.name, body.node, (loop,), at=at), "matrix" if node.name == "blockdiag" else "vector"
                )
            case Stacked():
                return self.column(node)
        raise fault(self.block.source, "this is not part of a cell", node.start, node.end)

    def symbol(self, node: Symbol) -> TypedNode:
        context, block = self.context, self.block
        if node.base == "...":
            raise fault(block.source, "dots are read only between members that are joined", node.start, node.end)
        name = block.read(node)
        at = context.at(node)
        bold_one = node.base == "1" or re.fullmatch(r"1|one|bb_1", node.base)
        if bold_one and not name.timed:
            return TypedNode(n.Number(1, at=at), "scalar")
        power = 0
        key = name.key
        if node.above and not block.naming.is_label(node):
            last, bare = key[2][-1] if key[2] else "", (key[0], key[1], key[2][:-1])
            powered = last and node.above[-1] == last
            if powered and re.fullmatch(_NO_POWER, last):
                problem = "an inverse is not read" if last in ("-1", "-top", "-T") else "this power is not read"
                raise fault(block.source, problem, node.start, node.end)
            if powered and re.fullmatch(r"[2-9]", last) and (name.timed or bare in block.present):
                if not name.timed and is_capital(key[0]):
                    raise fault(block.source, "a power of a matrix is not read", node.start, node.end)
                power, key = int(last), bare
        index = tuple(parse_size(text) for text in name.index)
        called = block.naming.called(key)
        if name.timed or key in block.untimed_inputs or self.is_input_member(key, node):
            if name.lag < 0:
                raise fault(block.source, f"{called} is read at a later step", node.start, node.end, "time")
            kind = context.kinds.get(key) or self.declared_kind(key) or "vector"
            if index and block.in_components:
                kind = "scalar"
                context.sizes[called] = ()
            signal = read_back(context, called, name, index, at)
            return TypedNode(n.Power(signal, power, at=at) if power else signal, kind)
        if key in block.identities:
            context.fixed.add(called)
            return TypedNode(n.Parameter(called, at=at), "matrix")
        shape = block.shape_of(key)
        kind = ""
        if index and block.in_components:
            kind = "scalar"
            context.sizes[called] = ()
        if shape is not None and len(shape) == 0:
            kind = "scalar"
            declare(context, key, "fixed" if block.called(block.prose.fixed, key) else "number")
        parameter = n.Parameter(called, index, at=at)
        return TypedNode(n.Power(parameter, power, at=at) if power else parameter, kind, key)

    def is_input_member(self, key: SymbolKey, node: Symbol) -> bool:
        """Whether a member of a weighted sum is an input, which is asked where the text does not say it."""
        block = self.block
        if key not in block.open_members or block.in_components:
            return False
        if block.called(block.prose.inputs, key):
            return True
        letter = block.naming.called(key)
        word = self.context.ask(
            letter,
            node,
            ("input", f"{letter} are inputs, one for each member of the sum"),
            ("trained", f"{letter} are trained, one for each member of the sum"),
        )
        return word == "input"

    def declared_kind(self, key) -> str:
        shape = self.block.shape_of(key)
        return "" if shape is None else ("scalar", "vector", "matrix")[min(len(shape), 2)]

    def total(self, node: Total) -> TypedNode:
        refuse_lone_kernels(self.block, node)
        values = [self.term(part, node) for part in node.terms]
        has_product = any(isinstance(part, n.Product | n.Call | n.Family) for value in values for part in [value.node])
        settled = []
        for value, printed in zip(values, node.terms, strict=True):
            if (key := value.undecided) and key[0] in GREEKS and not key[0][0].isupper() and not has_product:
                from symbolic.latex.meaning.products import greek

                nature = greek(self.context, key, printed)
                settled.append(TypedNode(value.node, "vector" if nature == "vector" else "scalar"))
            else:
                settled.append(value)
        kind = self.kind_of_sum(settled)
        if kind == "vector":
            # ``x^T W + b^T``: a bias of rows.
            settled = [
                TypedNode(_untransposed(part.node), part.kind, part.key) if part.key else part for part in settled
            ]
        if len(settled) == 1:
            only = settled[0]
            return (
                TypedNode(n.Negate(only.node, at=self.context.at(node)), only.kind, only.key)
                if node.signs[0] < 0
                else only
            )
        added = n.Add(tuple(value.node for value in settled), node.signs, at=self.context.at(node))
        return TypedNode(added, kind)

    def kind_of_sum(self, values: list[TypedNode]) -> str:
        """A bias and a number take the kind of what they are added to; alone a bias is a vector."""
        rest = [value.kind for value in values if value.key is None and not isinstance(value.node, n.Number)]
        if rest:
            return max(rest, key=VALUE_KINDS.index)
        return "vector" if any(value.key is not None and value.kind != "scalar" for value in values) else "scalar"

    def term(self, part: Printed, total: Total) -> TypedNode:
        if isinstance(part, Chain):
            return self.chain(part, peephole=self.is_peephole(part, total))
        return self.value(part)

    def is_peephole(self, part: Chain, total: Total) -> bool:
        """Whether this term scales a gated state beside another recurrent product, as a peephole does."""
        block = self.block
        if len(part.factors) != 2 or not block.is_kernel(part.factors[0]) or not isinstance(part.factors[1], Symbol):
            return False
        state = block.read(part.factors[1])
        if state.key not in block.gated.get(part.signs[0], set()):
            return False
        others = []
        for other in total.terms:
            if other is part or not isinstance(other, Chain) or not block.is_kernel(other.factors[0]):
                continue
            if isinstance(other.factors[-1], Symbol):
                name = block.read(other.factors[-1])
                if name.timed and name.key in block.assigned and name.key != state.key:
                    others.append(name.key)
        gated = block.gated.get(part.signs[0], set())
        return any(key not in gated for key in others)

    def chain(self, node: Chain, *, peephole: bool = False) -> TypedNode:
        """Factors from the right, as a kernel is applied to what stands behind it; side by side binds first."""
        refuse_lost_braces(self.block, node)
        runs: list[list[Printed]] = [[node.factors[0]]]
        signs: list[str] = []
        for sign, factor in zip(node.signs, node.factors[1:], strict=True):
            if sign == "" or sign == "/":
                runs[-1].append(factor) if sign == "" else None
                if sign == "/":
                    runs.append([factor])
                    signs.append(sign)
            else:
                runs.append([factor])
                signs.append(sign)
        # A fraction binds to the factor before it.
        values: list[tuple[TypedNode, Printed]] = []
        operators: list[str] = []
        for place, run in enumerate(runs):
            value = self.run(run, peephole)
            if place and signs[place - 1] == "/":
                before, printed = values.pop()
                both = self.span(printed, run[-1])
                values.append((combine(self.context, before, "/", value, both), both))
                continue
            if place:
                operators.append(signs[place - 1])
            values.append((value, self.span(run[0], run[-1])))
        if self.block.rows and len(values) > 1 and values[-1][0].undecided:
            return self.fold_left(values, operators)
        value, printed = values[-1]
        for (left, before), sign in zip(values[-2::-1], reversed(operators), strict=True):
            printed = self.span(before, printed)
            value = combine(self.context, left, sign, value, printed, peephole=peephole)
        return value

    def fold_left(self, values: list[tuple[TypedNode, Printed]], operators: list[str]) -> TypedNode:
        value, printed = values[0]
        for (right, after), sign in zip(values[1:], operators, strict=True):
            printed = self.span(printed, after)
            value = combine(self.context, value, sign, right, printed)
        return value

    def run(self, factors: list[Printed], peephole: bool) -> TypedNode:
        """Factors side by side."""
        sum_of_products = spread(factors, self.block.is_kernel, rows=self.block.rows)
        if sum_of_products is not None:
            return self.value(sum_of_products)
        check_signs(self.context, factors)
        joined = self.activations_column(factors) or self.blocks_row(factors) or self.affine_map(factors)
        if joined is not None:
            return joined
        values = [self.value(factor) for factor in factors]
        if len(values) == 1:
            return values[0]
        if self.block.rows and values[-1].undecided and values[0].kind == "vector":
            return self.fold_left(list(zip(values, factors, strict=True)), [""] * (len(values) - 1))
        value, printed = values[-1], factors[-1]
        for left, before in zip(values[-2::-1], factors[-2::-1], strict=True):
            printed = self.span(before, printed)
            value = combine(self.context, left, "", value, printed, peephole=peephole)
        return value

    def span(self, first: Printed, last: Printed) -> Printed:
        return Printed(start=first.start, end=max(first.end, last.end))

    def group(self, node: Group) -> TypedNode:
        if len(node.parts) == 1:
            return self.value(node.parts[0])
        at = self.context.at(node)
        parts = [vector_of(self.value(part)) for part in node.parts]
        return TypedNode(n.Call("concat", tuple(part.node for part in parts), at=at), "vector")

    def column(self, node: Stacked) -> TypedNode:
        """A column of vectors is one below the other."""
        if any(len(row) != 1 for row in node.rows):
            if len(node.rows) == 1:
                parts = [vector_of(self.value(part)) for part in node.rows[0]]
                return TypedNode(
                    n.Call("concat", tuple(part.node for part in parts), at=self.context.at(node)), "vector"
                )
            raise fault(
                self.block.source, "a matrix of blocks is not read; write its rows as equations", node.start, node.end
            )
        parts = [vector_of(self.value(row[0])) for row in node.rows]
        if len(parts) == 1:
            return parts[0]
        return TypedNode(n.Call("concat", tuple(part.node for part in parts), at=self.context.at(node)), "vector")

    def applied(self, node: Applied) -> TypedNode:
        """A symbol before brackets: an activation, an affine map, or a product."""
        block = self.block
        key = block.read(node.symbol).key
        at = self.context.at(node)
        affine = self.affine_map([node.symbol, node.group])
        if affine is not None:
            return affine
        is_sigma = node.symbol.base in ("sigma", "varsigma") and key not in block.assigned
        if key in block.functions and block.called(block.prose.dropout, key):
            return self.value(node.group.parts[0])
        if key in block.functions or is_sigma:
            inner = settled(self.context, self.group(node.group), node.group)
            name = "sigmoid" if is_sigma else self.activation(key, node)
            return TypedNode(n.Call(name, (inner.node,), at=at), inner.kind or "vector")
        if is_step_letter(self.context, node):
            inner = self.group(node.group)
            return TypedNode(n.Call("heaviside", (inner.node,), at=at), inner.kind or "vector")
        if is_row_of(self.context, node):
            kernel, inner = self.value(node.symbol), self.group(node.group)
            return TypedNode(n.Product(n.Transpose(kernel.node, at=at), inner.node, at=at), "vector")
        chain = Chain((node.symbol, node.group), ("",), start=node.start, end=node.end)
        return self.chain(chain)

    def activation(self, key, node: Applied) -> str:
        """An activation that the text names by a letter: it has no parameters, whatever it is."""
        name = f"act_{self.block.naming.called(key)}"
        self.context.activations[name] = "tanh(x)"
        letter = self.block.naming.called(key)
        message = f"{letter} is read as an activation, element by element; tanh is taken in its place"
        self.context.remark("question", message, node.symbol)
        return name

    def affine_map(self, factors: list[Printed]) -> TypedNode | None:
        """``T_{2n,4n}`` before a column: a map from so many numbers to so many."""
        if len(factors) != 2:
            return None
        symbol, inner = factors
        if not isinstance(symbol, Symbol) or len(symbol.below) != 2 or symbol.above:
            return None
        from symbolic.latex.printed.ranges import size_text

        name = self.block.read(symbol)
        before, after = (size_text(_spaced(text)) for text in symbol.below)
        if name.timed or name.index or symbol.base != "T" or not before or not after:
            return None
        return linear(self.context, self.span(symbol, inner), [self.value(inner)], "T", (after, before))

    def activations_column(self, factors: list[Printed]) -> TypedNode | None:
        """A column of activations before a packed product; which of them is whose is known to who assigns the gates."""
        if len(factors) < 2 or not isinstance(factors[0], Stacked) or not is_functions(factors[0]):
            return None
        return self.run(factors[1:], False)

    def blocks_row(self, factors: list[Printed]) -> TypedNode | None:
        """``[W U] [x; h]``: a row of kernels before a column."""
        if len(factors) != 2 or not isinstance(factors[0], Stacked | Group):
            return None
        row = factors[0].rows[0] if isinstance(factors[0], Stacked) and len(factors[0].rows) == 1 else None
        row = factors[0].parts if isinstance(factors[0], Group) and len(factors[0].parts) > 1 else row
        column = None
        if isinstance(factors[1], Stacked) and all(len(part) == 1 for part in factors[1].rows):
            column = [part[0] for part in factors[1].rows]
        elif isinstance(factors[1], Group) and len(factors[1].parts) > 1:
            column = list(factors[1].parts)
        if row is None or column is None or len(row) != len(column) or not all(map(self.block.is_kernel, row)):
            return None
        terms = [
            combine(self.context, self.value(kernel), "", self.value(part), self.span(kernel, part))
            for kernel, part in zip(row, column, strict=True)
        ]
        node = n.Add(tuple(term.node for term in terms), (1,) * len(terms), at=self.context.at(factors[0]))
        return TypedNode(node, "vector")

    def fraction(self, node: Fraction) -> TypedNode:
        above, under = self.value(node.above), self.value(node.under)
        at = self.context.at(node)
        if isinstance(above.node, n.Number) and isinstance(under.node, n.Number) and under.node.value:
            return TypedNode(n.Number(above.node.value / under.node.value, at=at), "scalar")
        under = settle(self.context, under, node.under)
        return TypedNode(
            n.Divide(above.node, under.node, at=at), max(above.kind, under.kind, key=VALUE_KINDS.index) or "vector"
        )


def _untransposed(node: n.Node) -> n.Node:
    return node.value if isinstance(node, n.Transpose) else node


def _spaced(text: str) -> str:
    return re.sub(r"(?<=\d)(?=[A-Za-z])", " ", text)
