"""The equations as SymPy objects: matrix expressions in the author's order, unevaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Eq, Expr, HadamardProduct, Integer, MatAdd, MatMul, MatrixExpr, MatrixSymbol, Rational, Symbol
from sympy.core.symbol import Str
from sympy.matrices.expressions.hadamard import HadamardPower

from symbolic.derive.algebra import Symbols
from symbolic.language import nodes as n
from symbolic.language.inference import Shapes, infer
from symbolic.language.spelling import SOURCE, spell

if TYPE_CHECKING:
    from symbolic._cell import Cell


class Applied(MatrixExpr):
    """An operation of the language on matrix expressions, kept as it is written.

    >>> from sympy import MatrixSymbol, Symbol
    >>> Applied.make("tanh", (MatrixSymbol("c", Symbol("m"), 1),), (Symbol("m"), Integer(1)))
    tanh(c)
    """

    @classmethod
    def make(cls, name: str, arguments: tuple[Expr, ...], shape: tuple[Expr, Expr]) -> Applied:
        return cls(Str(name), *shape, *arguments)

    @property
    def name(self) -> str:
        return str(self.args[0])

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return self.args[1], self.args[2]

    @property
    def arguments(self) -> tuple[Expr, ...]:
        return self.args[3:]

    def doit(self, **hints: object) -> Applied:
        return self

    def _sympystr(self, printer) -> str:
        return f"{self.name}({', '.join(printer._print(argument) for argument in self.arguments)})"

    def _latex(self, printer) -> str:
        inner = ", ".join(printer._print(argument) for argument in self.arguments)
        return rf"\mathrm{{{self.name}}}\left({inner}\right)".replace("_", r"\_", 1 if "_" in self.name else 0)


def find_equations(cell: Cell) -> tuple[Eq, ...]:
    """One SymPy ``Eq`` an equation; a vector is a matrix of one column.

    Signals are named as they are read (``h[t-1]``); parameters carry their own names. Arrays of
    more than two axes, as in convolutions, are opaque scalars here.

    >>> from symbolic import cell
    >>> cell("lstm").equations[4]
    Eq(c[t], f[t].*c[t-1] + i[t].*g[t])
    """
    writer = _Writer(infer(cell.definition, Symbols()))
    return tuple(
        Eq(writer.write(equation.target), writer.write(equation.value), evaluate=False)
        for equation in cell.definition.program.equations
    )


class _Writer:
    def __init__(self, shapes: Shapes):
        self.shapes = shapes

    def write(self, node: n.Node) -> Expr:
        match node:
            case n.Number():
                return Integer(node.value) if isinstance(node.value, int) else Rational(str(node.value))
            case n.Parameter() | n.Signal():
                return self.leaf(spell(node, SOURCE), self.shapes.names[node.name])
            case n.Add():
                return self.add(node)
            case n.Multiply():
                return self.multiply(self.write(node.left), self.write(node.right))
            case n.Divide():
                return self.multiply(self.write(node.left), self.power(self.write(node.right), -1))
            case n.Product():
                return MatMul(self.write(node.left), self.write(node.right), evaluate=False)
            case n.Negate():
                return self.negative(self.write(node.value))
            case n.Power():
                return self.power(self.write(node.base), node.exponent)
            case n.Transpose():
                return self.write(node.value).T
            case n.Call():
                arguments = (*(self.write(a) for a in node.arguments), *map(Symbols().size, node.sizes))
                return self.applied(node.name, arguments, node)
            case n.Over():
                loops = [Symbol(f"{loop.index} in {loop.start}..{loop.stop - 1}") for loop in node.loops]
                return self.applied(node.name, (self.write(node.body), *loops), node)
        raise TypeError(node)

    def leaf(self, name: str, shape: tuple[Expr, ...]) -> Expr:
        if len(shape) in (1, 2):
            return MatrixSymbol(name, shape[0], shape[1] if len(shape) == 2 else 1)
        return Symbol(name)

    def applied(self, name: str, arguments: tuple[Expr, ...], node: n.Node) -> Expr:
        shape = self.shapes.nodes[id(node)]
        rows, columns = (*shape, Integer(1), Integer(1))[:2] if shape else (Integer(1), Integer(1))
        return Applied.make(name, arguments, (rows, columns))

    def add(self, node: n.Add) -> Expr:
        terms = [self.write(term) for term in node.terms]
        shaped = [term for term in terms if isinstance(term, MatrixExpr)]
        if shaped:
            rows, columns = shaped[0].shape
            terms = [t if isinstance(t, MatrixExpr) else self.everywhere(t, rows, columns) for t in terms]
        signed = [t if sign > 0 else self.negative(t) for t, sign in zip(terms, node.signs, strict=True)]
        if shaped:
            return MatAdd(*signed, evaluate=False)
        from symbolic.derive.algebra import total

        return total(*signed)

    def everywhere(self, value: Expr, rows: Expr, columns: Expr) -> MatrixExpr:
        """A scalar that stands for every element."""
        from sympy import OneMatrix

        ones = OneMatrix(rows, columns)
        return ones if value == 1 else MatMul(value, ones, evaluate=False)

    def multiply(self, left: Expr, right: Expr) -> Expr:
        if isinstance(left, MatrixExpr) and isinstance(right, MatrixExpr):
            if left.shape == right.shape:
                return HadamardProduct(left, right, evaluate=False)
            return Applied.make("multiply", (left, right), left.shape)
        if isinstance(left, MatrixExpr) or isinstance(right, MatrixExpr):
            scalar, matrix = (right, left) if isinstance(left, MatrixExpr) else (left, right)
            return MatMul(scalar, matrix, evaluate=False)
        from symbolic.derive.algebra import times

        return times(left, right)

    def negative(self, value: Expr) -> Expr:
        return MatMul(Integer(-1), value, evaluate=False) if isinstance(value, MatrixExpr) else -value

    def power(self, base: Expr, exponent: int) -> Expr:
        return HadamardPower(base, Integer(exponent)) if isinstance(base, MatrixExpr) else base**exponent
