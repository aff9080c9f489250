"""The equations as SymPy objects."""

from __future__ import annotations

from pathlib import Path

import pytest
from sympy import (
    Add,
    Eq,
    HadamardProduct,
    Integer,
    MatAdd,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Rational,
    Symbol,
    Transpose,
    latex,
    srepr,
    symbols,
)

from symbolic import Cell, cell, cells
from symbolic.derive.equations import AppliedMatrix, AppliedScalar

n, m = symbols("n m")
VECTOR = {"x": "n", "h": "m"}
WRITTEN = [
    ("h[t] = b + W @ x[t] + U @ h[t-1] - 0.5", VECTOR),
    ("h[t] = (W @ x[t]) / (1 + h[t-1] ** 2)", VECTOR),
    ("h[t] = -h[t-1] * 2 + 0.1 * (W @ x[t])", VECTOR),
    ("C[t] = C[t-1] + (V @ x[t]) @ (K @ x[t]).T\nh[t] = C[t] @ (Q @ x[t])", {"x": "n", "C": ("m", "k")}),
    ("h[t] = softmax(W @ x[t]) * dot(w, x[t])", VECTOR),
    ("h[t] = concat(W @ x[t], V @ x[t]) + h[t-1]", {"x": "n", "h": "2*m", "W": ("m", "n")}),
    ("a[t] = dot(w, x[t]) ** 2 - dot(v, x[t]) / 3\nh[t] = a[t] * h[t-1] + W @ x[t]", VECTOR),
    ("a[t] = x[t].T @ (K @ x[t])\nh[t] = h[t-1] / a[t] + W @ x[t]", VECTOR),
    ("a[t] = -(u + v) * 2\nh[t] = a[t] * x[t] + u", {"x": "n", "u": 1, "v": 1}),
    ("C[t] = a * C[t-1] + b + x[t]", {"x": ("n", "k"), "a": "n", "b": "n"}),
    ("C[t] = a * C[t-1] + b * x[t] + 1", {"x": ("n", "k", "l"), "a": "n", "b": "n"}),
    ("h[t] = diag(a) @ h[t-1] + repeat(W @ x[t], C)", {"x": "n", "h": "m"}),
    ("h[t] = max(W @ x[t], 0) + abs(h[t-1])", VECTOR),
    ("h[t] = my_own_gate(W @ x[t])", VECTOR),
]
CELLS = [
    *map(cell, cells()),
    *map(Cell.load, sorted((Path(__file__).parent / "cells").glob("*.toml"))),
    *(Cell(text, sizes, name=text, activations={"my_own_gate": "1 / (1 + x)"}) for text, sizes in WRITTEN),
]
every_cell = pytest.mark.parametrize("own", CELLS, ids=lambda own: own.name)


def right(text: str, **sizes: object):
    return Cell(text, {**VECTOR, **sizes}).equations[0].rhs


def vector(name: str, rows: Symbol = m) -> MatrixSymbol:
    return MatrixSymbol(name, rows, 1)


def matrix(name: str, rows: Symbol, columns: Symbol) -> MatrixSymbol:
    return MatrixSymbol(name, rows, columns)


@every_cell
def test_one_equation_each_in_the_order_of_the_text(own):
    assert all(isinstance(equation, Eq) for equation in own.equations)
    written = [line.strip().split(" = ")[0] for line in own.text.splitlines() if " = " in line]
    static = {name: f"{name}[t]" for name in own.definition.program.static}
    assert [str(equation.lhs) for equation in own.equations] == [static.get(name, name) for name in written]


@every_cell
def test_both_sides_have_one_shape(own):
    for equation in own.equations:
        assert isinstance(equation.lhs, MatrixExpr) == isinstance(equation.rhs, MatrixExpr)
        if isinstance(equation.lhs, MatrixExpr):
            assert equation.lhs.shape == equation.rhs.shape


@every_cell
def test_sympy_can_work_with_them(own):
    for equation in own.equations:
        assert isinstance(equation.doit(), Eq)
        assert equation.func(*equation.args) == equation
        assert srepr(equation)
        assert str(equation)
        assert latex(equation).count("{") == latex(equation).count("}")
        assert equation.lhs in equation.free_symbols
        assert equation.subs(m, 8).lhs.func == equation.lhs.func


@every_cell
def test_a_parameter_is_written_as_its_symbol(own):
    written = set().union(*(equation.free_symbols for equation in own.equations))
    for parameter in own.parameters:
        if not parameter.members and len(parameter.member) <= 2:
            assert parameter.symbol in written


def test_the_order_of_a_sum_is_the_author_s():
    first, second, third = vector("z"), vector("a"), MatMul(matrix("K", m, n), vector("x[t]", n), evaluate=False)
    sizes = {"a": "m", "z": "m"}
    assert right("h[t] = z + K @ x[t] + a", **sizes).args == (first, third, second)
    assert right("h[t] = K @ x[t] + a + z", **sizes).args == (third, second, first)


def test_the_order_of_a_product_is_the_author_s():
    first, second = vector("z"), vector("h[t-1]")
    assert right("h[t] = z * h[t-1] + K @ x[t]").args[0].args == (first, second)
    assert right("h[t] = h[t-1] * z + K @ x[t]").args[0].args == (second, first)


def test_nothing_is_worked_out():
    same = MatMul(matrix("K", m, n), vector("x[t]", n), evaluate=False)
    assert right("h[t] = K @ x[t] + K @ x[t]") == MatAdd(same, same, evaluate=False)
    assert len(right("h[t] = K @ x[t] - K @ x[t]").args) == 2
    a, b = symbols("a b")
    value = Cell("y[t] = (a + b) * 2 + 1", {"a": 1, "b": 1, "y": 1}).equations[0].rhs
    assert value.args == (Mul(Add(a, b), Integer(2), evaluate=False), Integer(1))


def test_a_product_is_a_matrix_product_and_a_star_element_by_element():
    value = right("h[t] = K @ x[t] + p * h[t-1]")
    assert isinstance(value.args[0], MatMul)
    assert value.args[1] == HadamardProduct(vector("p"), vector("h[t-1]"), evaluate=False)


def test_a_number_stands_for_every_element():
    value = right("h[t] = 1 - z[t]\nz[t] = sigmoid(K @ x[t])")
    assert value.args == (OneMatrix(m, 1), MatMul(Integer(-1), vector("z[t]"), evaluate=False))
    assert right("h[t] = 0.5 + K @ x[t]").args[0] == MatMul(Rational(1, 2), OneMatrix(m, 1), evaluate=False)


def test_a_scalar_is_no_matrix():
    own = Cell("a[t] = dot(w, x[t])\nh[t] = a[t] * h[t-1] + K @ x[t] + s", {**VECTOR, "s": 1})
    assert own.equations[0] == Eq(Symbol("a[t]"), AppliedScalar.make("dot", (vector("w", n), vector("x[t]", n))))
    scaled, _, spread = own.equations[1].rhs.args
    assert scaled == MatMul(Symbol("a[t]"), vector("h[t-1]"), evaluate=False)
    assert spread == MatMul(Symbol("s"), OneMatrix(m, 1), evaluate=False)


def test_a_transpose_is_one():
    value = Cell("C[t] = C[t-1] + v[t] @ k[t].T", {"v": "m", "k": "n"}).equations[0].rhs
    assert value.args[1].args == (vector("v[t]"), Transpose(vector("k[t]", n)))
    assert value.shape == (m, n)


def test_an_activation_keeps_its_name_and_argument():
    gate = cell("lstm").equations[0].rhs
    assert isinstance(gate, AppliedMatrix)
    assert (gate.name, gate.shape) == ("sigmoid", (m, 1))
    (argument,) = gate.arguments
    assert [type(term) for term in argument.args] == [MatMul, MatMul, MatrixSymbol]
    assert str(gate).startswith("sigmoid(")


def test_a_name_with_underscores_is_escaped_throughout():
    own = Cell("h[t] = my_own_gate(x[t])", {"x": "n"}, activations={"my_own_gate": "max(0, x)"})
    assert latex(own.equations[0].rhs).startswith(r"\mathrm{my\_own\_gate}\left(")


def test_a_family_is_one_operation_over_its_range():
    tree = next(own for own in CELLS if own.name == "tree")
    total = tree.equations[4].rhs.args[1]
    assert (total.name, total.shape) == ("sum", (m, 1))
    assert str(total.arguments[0]) == "HadamardProduct(f[t, l], c[t-1, l])"
    assert str(total.arguments[1]) == "l in 0..N - 1"
    heads = next(own for own in CELLS if own.name == "heads")
    assert {part.shape for part in heads.equations[0].rhs.find(AppliedMatrix) if part.name == "blockdiag"} == {(m, m)}


def test_a_vector_that_is_shared_over_a_map_is_repeated():
    value = Cell("C[t] = C[t-1] + b", {"C": ("m", "k"), "b": "m"}).equations[0].rhs
    assert value.args[1] == MatMul(vector("b"), OneMatrix(1, Symbol("k")), evaluate=False)
