"""Each rule by itself: right as it is, and noticed where it is broken on purpose."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import sympy

from symbolic import Cell
from symbolic.backward.flow import Flow
from symbolic.backward.formula_slope import find_slopes, formula_slope
from symbolic.backward.products import GradientTerm, add
from symbolic.backward.slope import OUTPUT, SLOPE_INPUT, has_slope, table_slope
from symbolic.errors import DerivativeError
from symbolic.language import nodes as n
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.parser import parse
from symbolic.language.printer import SOURCE, spell
from symbolic.record import replace

sys.path.insert(0, str(Path(__file__).parent))
from central import CLOSE, Sample
from test_random import FORMS, MAPS, kernels, split

FAMILIES = {
    "sum": "b + sum(P[k] @ a for k in 2)",
    "concat": "h[t] * 0.1 + Q @ concat(P[k] @ a for k in 2)",
    "blockdiag": "blockdiag(P[k] for k in 2) @ a",
}
SYNTAX = {
    n.Add: "a - 2 * b",
    n.Negate: "-a",
    n.Multiply: "a * b",
    n.Divide: "a / b",
    n.Power: "a ** 3",
    n.Product: "P @ a",
    n.Transpose: "(a @ b.T) @ a",
    n.Family: FAMILIES["sum"],
    n.Call: "tanh(a)",
    n.Parameter: "P * a",
    n.Signal: "a * b",
}
CONVOLUTIONS = {
    "conv": "conv(K, x[t], 3, 2) + h[t-1]",
    "conv_back": "conv_back(K, x[t], 3, 2) + h[t-1]",
    "conv_kernel": "0.01 * conv(conv_kernel(x[t], h[t-1], 3, 2), x[t], 3, 2)",
}


def built(form: str) -> Cell:
    """A cell of vectors around a form: ``a`` is what it makes of its input, ``b`` its state."""
    words = [{"a": "g[t]", "b": "h[t-1]", "P": "p_0", "Q": "p_1"}.get(word, word) for word in split(form)]
    text = f"g[t] = tanh(W @ x[t]) + 0.7\ns[t] = {''.join(words).replace('h[t] * 0.1 + ', '')}\nh[t] = sin(s[t]) + 0.3"
    sizes = {"p_0": (2, 4), "p_1": (4, 4)} if "concat(p_0[k]" in text else kernels(text)
    return Cell(text, dict.fromkeys(("x", "g", "s", "h"), 4) | sizes)


def convolving(text: str) -> Cell:
    return Cell(f"h[t] = tanh({text})", {"x": (2, 5, 4), "h": (2, 5, 4)} | ({"K": (2, 2, 3, 2)} if "K" in text else {}))


def worst(own: Cell) -> float:
    return max(Sample(own).draw().distances().values())


def cell_of(name: str) -> Cell:
    return convolving(CONVOLUTIONS[name]) if name in MAPS else built(FORMS[name])


DERIVED = [name for name, row in OPERATIONS.items() if row.derivative is not None]


@pytest.fixture
def table(monkeypatch):
    """The operation table, to be broken; slopes that were read from it are forgotten before and after."""

    def forget():
        for cached in (table_slope, formula_slope):
            cached.cache_clear()

    def change(name, **columns):
        monkeypatch.setitem(OPERATIONS, name, replace(OPERATIONS[name], **columns))
        forget()

    yield change
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize("name", DERIVED)
def test_the_rule_of_an_operation(name, table):
    own = cell_of(name)
    assert worst(own) < CLOSE
    rule = OPERATIONS[name].derivative
    if isinstance(rule, str):
        broken = f"{rule} + 0.01 * u"
    else:

        def broken(*arguments):
            return tuple(n.Multiply(n.Number(1.01), part) for part in rule(*arguments))

    table(name, derivative=broken)
    assert worst(own) > 1e-4


@pytest.mark.parametrize("name", FAMILIES)
def test_the_rule_of_a_family(name, table):
    own = built(FAMILIES[name])
    assert worst(own) < CLOSE
    rule = OPERATIONS[name].member
    table(name, member=lambda *arguments: n.Multiply(n.Number(1.01), rule(*arguments)))
    assert worst(own) > 1e-4 or name == "sum"


@pytest.mark.parametrize("kind", SYNTAX)
def test_the_rule_of_a_node(kind, monkeypatch):
    own = built(SYNTAX[kind])
    assert worst(own) < CLOSE
    registry = Flow.__dict__["pass_on"].dispatcher
    rule = registry.dispatch(kind)
    registry.register(kind, lambda self, node, term: rule(self, node, term.signed_by(1.01)))
    try:
        assert worst(own) > 1e-4
    finally:
        registry.register(kind, rule)
    assert worst(own) < CLOSE


U = sympy.Symbol("u", real=True)
FUNCTIONS = {
    "sigmoid": 1 / (1 + sympy.exp(-U)),
    "tanh": sympy.tanh(U),
    "relu": sympy.Max(U, 0),
    "silu": U / (1 + sympy.exp(-U)),
    "gelu": U * (1 + sympy.erf(U / sympy.sqrt(2))) / 2,
    "elu": sympy.Piecewise((U, U > 0), (sympy.exp(U) - 1, True)),
    "softplus": sympy.log(1 + sympy.exp(U)),
    "softsign": U / (1 + sympy.Abs(U)),
    "exp": sympy.exp(U),
    "sin": sympy.sin(U),
    "cos": sympy.cos(U),
    "identity": U,
    "log": sympy.log(U),
    "sqrt": sympy.sqrt(U),
    "abs": sympy.Abs(U),
    "sign": sympy.sign(U),
    "erf": sympy.erf(U),
    "heaviside": sympy.Heaviside(U),
}
"""What each function of one number is, for SymPy to differentiate."""


def test_every_function_of_one_number_is_held_against_sympy():
    assert {name for name in OPERATIONS if has_slope(name)} == {*FUNCTIONS}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_slope_is_the_derivative_by_sympy(name):
    points = [point for point in (-2.3, -0.8, 0.4, 1.7) if point > 0 or name not in ("log", "sqrt")]
    function, slope = FUNCTIONS[name], table_slope(name)
    values = np.array([float(function.subs(U, point)) for point in points])
    np.testing.assert_allclose(OPERATIONS[name].compute(np, np.array(points)), values, rtol=1e-12)
    derivative = [float(function.diff(U).subs(U, point).doit()) for point in points]
    text = spell(slope.at(n.Signal("x"), n.Signal("y")), SOURCE)
    own = Cell(f"h[t] = {text} + 0 * x[t] + 0 * y[t]", {"x": 1, "y": 1, "h": 1})
    computed = own.run({}, {"x": np.array(points), "y": values})["h"]
    np.testing.assert_allclose(computed, derivative, rtol=1e-12)
    assert {part for part in n.walk(slope.formula) if isinstance(part, n.Parameter)} <= {SLOPE_INPUT, OUTPUT}


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("sigmoid", "y * (1 - y)"),
        ("tanh", "1 - y ** 2"),
        ("exp", "y"),
        ("relu", "heaviside(y)"),
        ("sqrt", "0.5 / y"),
        ("softplus", "sigmoid(u)"),
        ("silu", "sigmoid(u) + u * sigmoid(u) * (1 - sigmoid(u))"),
        ("identity", "1"),
        ("sin", "cos(u)"),
        ("log", "1 / u"),
        ("abs", "sign(u)"),
    ],
)
def test_how_a_derivative_is_written(name, written):
    assert spell(table_slope(name).formula, SOURCE) == written


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("1 / (1 + exp(-z))", "exp(-u) / (1 + exp(-u)) ** 2"),
        ("2 * sigmoid(z) - 1", "2 * sigmoid(u) * (1 - sigmoid(u))"),
        ("z * sigmoid(z)", "sigmoid(u) + u * sigmoid(u) * (1 - sigmoid(u))"),
        ("max(0, min(1, 0.2*z + 0.5))", "0.2 * heaviside(min(1, 0.2 * u + 0.5)) * heaviside(1 - (0.2 * u + 0.5))"),
        ("z - tanh(z)", "tanh(u) ** 2"),
        ("heaviside(z - 1)", "0"),
        ("z ** 2", "2 * u"),
    ],
)
def test_a_function_of_the_cells_own(formula, written):
    own = {"mine": parse(f"y[t] = {formula}").equations[0].value}
    assert spell(find_slopes(own)("mine").formula, SOURCE) == written
    cell = Cell("h[t] = mine(W @ x[t] + V @ h[t-1])", {"x": 4, "h": 4}, activations={"mine": formula})
    assert worst(cell) < CLOSE


def test_an_operation_without_a_derivative_says_so(table):
    own = Cell("h[t] = tanh(diag(W @ x[t]) @ h[t-1])", {"x": 4, "h": 4})
    table("diag", derivative=None)
    with pytest.raises(DerivativeError, match=r"^diag has no derivative in the table of operations$"):
        own.backward()


def test_a_sum_begins_with_what_is_added():
    a, b = n.Signal("a"), n.Signal("b")
    terms = [GradientTerm(-1, a), GradientTerm(1, b)]
    assert spell(add(terms), SOURCE) == "b[t] - a[t]"
    assert spell(add(terms[:1]), SOURCE) == "-a[t]"


@pytest.mark.parametrize("name", [row.name for row in OPERATIONS.values() if row.across])
def test_what_goes_over_elements_goes_over_each_row_of_a_matrix(name):
    text = f"A[t] = {name}(reshape(W @ x[t] + B @ h[t-1], H, d))\nh[t] = tanh(U @ h[t-1] + V @ flatten(A[t]))"
    sizes = {"x": 4, "h": 4, "W": (6, 4), "B": (6, 4)}
    assert worst(Cell(text.replace("H, d", "2, 3"), sizes)) < CLOSE
