"""Each rule by itself: right as it is, and noticed where it is broken on purpose."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic import Cell
from symbolic.backward import activation_slopes
from symbolic.backward.flow import Flow
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


FLAT = {"0 * u", *(row.derivative for row in OPERATIONS.values() if not isinstance(row.derivative, str))}
"""Rules that are no formula of the function: of a step no more than that it is flat, and those of whole vectors."""
DERIVED = [name for name, row in OPERATIONS.items() if row.derivative is not None]


@pytest.fixture
def table(monkeypatch):
    """The operation table, to be broken; what SymPy found is forgotten before and after."""

    def forget():
        for cached in (activation_slopes._of_table, activation_slopes._formula, activation_slopes._slope):
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
        broken = "u" if rule == "0 * u" else f"{rule} + 0.01 * u"
    else:

        def broken(*given):
            return tuple(n.Multiply(n.Number(1.01), part) for part in rule(*given))

    table(name, derivative=broken)
    assert worst(own) > 1e-4


@pytest.mark.parametrize("name", FAMILIES)
def test_the_rule_of_a_family(name, table):
    own = built(FAMILIES[name])
    assert worst(own) < CLOSE
    rule = OPERATIONS[name].member
    table(name, member=lambda *given: n.Multiply(n.Number(1.01), rule(*given)))
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


@pytest.mark.parametrize("name", [name for name in DERIVED if OPERATIONS[name].derivative not in FLAT])
def test_a_formula_is_the_function_itself(name):
    """The text that SymPy differentiates, computed, is what the operation computes."""
    values = np.linspace(-1.1, 1.7, 7) if name not in ("log", "sqrt") else np.linspace(0.3, 1.7, 7)
    text = OPERATIONS[name].derivative
    own = Cell("h[t] = " + "".join("x[t]" if word == "u" else word for word in split(text)), {"x": 7})
    found = own.run({}, {"x": values[None]})["h"][0]
    np.testing.assert_allclose(found, OPERATIONS[name].compute(np, values), rtol=1e-12)


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
    assert spell(activation_slopes.slope(name, {}).term.signed, SOURCE) == written


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("1 / (1 + exp(-z))", "y * (1 - y)"),
        ("2 * sigmoid(z) - 1", "0.5 - 0.5 * y ** 2"),
        ("z * sigmoid(z)", "sigmoid(u) + u * sigmoid(u) * (1 - sigmoid(u))"),
        ("max(0, min(1, 0.2*z + 0.5))", "0.2 * (1 - heaviside(0.2 * u - 0.5)) * heaviside(min(1, 0.2 * u + 0.5))"),
        ("z ** 2", "2 * u"),
    ],
)
def test_a_function_of_the_cells_own(formula, written):
    own = {"mine": parse(f"y[t] = {formula}").equations[0].value}
    assert spell(activation_slopes.slope("mine", own).term.signed, SOURCE) == written
    cell = Cell("h[t] = mine(W @ x[t] + U @ h[t-1])", {"x": 4, "h": 4}, activations={"mine": formula})
    assert worst(cell) < CLOSE


def test_an_operation_without_a_derivative_says_so(table):
    own = Cell("h[t] = tanh(diag(W @ x[t]) @ h[t-1])", {"x": 4, "h": 4})
    table("diag", derivative=None)
    with pytest.raises(DerivativeError, match=r"^diag has no derivative in the table of operations$"):
        own.backward()
