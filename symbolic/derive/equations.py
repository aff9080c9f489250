"""The equations as SymPy objects: matrix expressions in the author's order, unevaluated."""

from __future__ import annotations

from typing import Any, cast

from sympy import (
    Basic,
    Eq,
    Expr,
    HadamardProduct,
    Integer,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    OneMatrix,
    Pow,
    Rational,
    Symbol,
    Transpose,
)
from sympy.core.symbol import Str
from sympy.matrices.expressions.hadamard import HadamardPower

from symbolic.derive.expressions import expression, times, total
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes, infer
from symbolic.language.printer import SOURCE, spell
from symbolic.language.sizes.size import Size


class _Operation(Basic):
    """An operation of the language, kept as it is written: its name first, its arguments last."""

    @property
    def name(self) -> str:
        return str(self.args[0])

    @property
    def arguments(self) -> tuple[Any, ...]:
        return self.args[1:]

    def doit(self, **hints: object) -> Any:
        return self

    def _sympystr(self, printer) -> str:
        return f"{self.name}({', '.join(printer._print(argument) for argument in self.arguments)})"

    def _latex(self, printer) -> str:
        inner = ", ".join(printer._print(argument) for argument in self.arguments)
        name = self.name.replace("_", r"\_")
        return rf"\mathrm{{{name}}}\left({inner}\right)"


class AppliedMatrix(_Operation, MatrixExpr):
    """An operation that gives a vector or a matrix.

    >>> from sympy import MatrixSymbol, Symbol
    >>> AppliedMatrix.make("tanh", (MatrixSymbol("c", Symbol("m"), 1),), (Symbol("m"), Integer(1)))
    tanh(c)
    """

    @classmethod
    def make(cls, name: str, arguments: tuple[Expr, ...], shape: tuple[Expr, Expr]) -> AppliedMatrix:
        return cls(Str(name), *shape, *arguments)

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[1], self.args[2]

    @property
    def arguments(self) -> tuple[Any, ...]:
        return self.args[3:]


class AppliedScalar(_Operation, Expr):
    """An operation that gives a scalar.

    >>> from sympy import MatrixSymbol, Symbol
    >>> AppliedScalar.make("dot", (MatrixSymbol("w", Symbol("n"), 1), MatrixSymbol("x", Symbol("n"), 1)))
    dot(w, x)
    """

    is_commutative = True  # whatever its arguments are

    @classmethod
    def make(cls, name: str, arguments: tuple[Expr, ...]) -> AppliedScalar:
        return cls(Str(name), *arguments)


def find_equations(definition: Definition) -> tuple[Eq, ...]:
    """One SymPy ``Eq`` for each equation; a vector is a matrix of one column.

    Signals are named as they are read (``h[t-1]``); parameters carry their own names. Arrays of
    more than two axes, as in convolutions, are opaque scalars here.

    >>> from symbolic import cell
    >>> cell("lstm").equations[4]
    Eq(c[t], HadamardProduct(f[t], c[t-1]) + HadamardProduct(i[t], g[t]))
    """
    writer = _EquationWriter(infer(definition))
    return tuple(writer.equation(equation) for equation in definition.program.equations)


class _EquationWriter:
    def __init__(self, shapes: Shapes):
        self.shapes = shapes

    def equation(self, equation: n.Equation) -> Eq:
        name = equation.name
        target = self.leaf(spell(equation.target, SOURCE), self.shapes.names[name])
        value = self.fit(self.write(equation.value), _extents(self.shapes.names[name]))
        return cast(Eq, Eq(target, value, evaluate=False))

    def write(self, node: n.Node) -> Expr:
        match node:
            case n.Number():
                return Integer(node.value) if isinstance(node.value, int) else Rational(str(node.value))
            case n.Position():
                return expression(node.value)
            case n.Parameter() | n.Signal():
                return self.leaf(spell(node, SOURCE), self.shapes.names[node.name])
            case n.Add():
                terms = [self.fit(self.write(term), self.extents(node)) for term in node.terms]
                return self.sum(
                    [t if sign > 0 else self.negative(t) for t, sign in zip(terms, node.signs, strict=True)]
                )
            case n.Multiply():
                return self.multiply(self.write(node.left), self.write(node.right), node)
            case n.Divide():
                return self.multiply(self.write(node.left), self.power(self.write(node.right), Integer(-1)), node)
            case n.Product():
                return self.product(self.write(node.left), self.write(node.right), node)
            case n.Negate():
                return self.negative(self.write(node.value))
            case n.Power():
                of = node.exponent
                exponent = Integer(of) if isinstance(of, int) else expression(of)
                return self.power(self.write(node.base), exponent)
            case n.Transpose():
                return cast(MatrixExpr, self.write(node.value)).T
            case n.Call():
                arguments = (*(self.write(a) for a in node.arguments), *map(expression, node.sizes))
                return self.applied(node.name, arguments, node)
            case n.Family():
                loops = [Symbol(f"{loop.index} in {loop.start}..{loop.stop - 1}") for loop in node.loops]
                return self.applied(node.name, (self.write(node.body), *loops), node)
        raise TypeError(node)

    def extents(self, node: n.Node) -> tuple[Expr, Expr] | None:
        return _extents(self.shapes.nodes.get(node, ()))

    def leaf(self, name: str, shape: tuple[Size, ...]) -> Expr:
        extents = _extents(shape)
        return MatrixSymbol(name, *extents) if extents else Symbol(name)

    def applied(self, name: str, arguments: tuple[Expr, ...], node: n.Node) -> Expr:
        extents = self.extents(node)
        return AppliedMatrix.make(name, arguments, extents) if extents else AppliedScalar.make(name, arguments)

    def fit(self, value: Expr, extents: tuple[Expr, Expr] | None) -> Expr:
        """The value at the extents of what it stands in: a scalar, or a shared vector, for every element."""
        if extents is None:
            return AppliedScalar.make("map", (value,)) if isinstance(value, MatrixExpr) else value
        if not isinstance(value, MatrixExpr):
            ones = OneMatrix(*extents)
            return ones if value == 1 else MatMul(value, ones, evaluate=False)
        if value.shape[1] == 1 != extents[1]:
            return MatMul(value, OneMatrix(1, extents[1]), evaluate=False)
        return value

    def sum(self, terms: list[Expr]) -> Expr:
        return MatAdd(*terms, evaluate=False) if isinstance(terms[0], MatrixExpr) else total(*terms)

    def multiply(self, left: Expr, right: Expr, node: n.Node) -> Expr:
        extents = self.extents(node)
        if isinstance(left, MatrixExpr) and isinstance(right, MatrixExpr) and extents:
            return HadamardProduct(self.fit(left, extents), self.fit(right, extents), evaluate=False)
        if extents:
            scalar, matrix = (right, left) if isinstance(left, MatrixExpr) else (left, right)
            return MatMul(scalar, self.fit(matrix, extents), evaluate=False)
        return times(self.fit(left, None), self.fit(right, None))

    def product(self, left: Expr, right: Expr, node: n.Node) -> Expr:
        if self.extents(node) is None:
            return AppliedScalar.make("dot", (Transpose(left).doit(), right))
        return MatMul(left, right, evaluate=False)

    def negative(self, value: Expr) -> Expr:
        if isinstance(value, MatrixExpr):
            return MatMul(Integer(-1), value, evaluate=False)
        return -value if value.is_Number else times(Integer(-1), value)

    def power(self, base: Expr, exponent: Expr) -> Expr:
        if isinstance(base, MatrixExpr):
            return HadamardPower(base, exponent)
        return Pow(base, exponent, evaluate=False)


def _extents(shape: tuple[Size | int, ...]) -> tuple[Expr, Expr] | None:
    """Rows and columns of a vector or a matrix, None for a scalar and for more than two axes."""
    if len(shape) not in (1, 2):
        return None
    rows, *columns = (Integer(extent) if isinstance(extent, int) else expression(extent) for extent in shape)
    return rows, columns[0] if columns else Integer(1)
