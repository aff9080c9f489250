"""Signals and inputs that do not change with time: written without one, computed once a sequence."""

import numpy as np
import pytest

from symbolic import Cell
from symbolic.errors import DefinitionError, EquationError
from symbolic.language.parser import parse

GATE = """i = sigmoid(W_i @ s + b_i)
f[t] = sigmoid(W_f @ x[t] + U_f @ h[t-1] + b_f)
h[t] = f[t] * h[t-1] + i * tanh(W @ x[t])"""
SIZES = {"s": "k", "x": "n", "h": "m"}
FAMILY = """for k in N: e[k] = tanh(W[k] @ s + V @ tanh(W[k] @ s))
q = sum(e[k] for k in N)
h[t] = tanh(U @ h[t-1] + P @ s + q + V @ x[t])"""


def gate() -> Cell:
    return Cell(GATE, SIZES, static=["s"])


def test_they_are_inputs_and_signals_without_a_time():
    own = gate()
    assert own.definition.names.inputs == ("s", "x")
    assert own.definition.program.static == {"s", "i"}
    assert own.roles == {
        "W_i": "input kernel",
        "W_f": "input kernel",
        "W": "input kernel",
        "U_f": "recurrent kernel",
        "b_i": "bias",
        "b_f": "bias",
    }
    assert own.count_at(k=2, n=3, m=5) == 5 * (2 + 5 + 2 * 3 + 2)
    assert own.text == GATE
    assert parse(GATE, static=["s"]) == own.definition.program
    assert own.modified(bias="none").text.splitlines()[0] == "i = sigmoid(W_i @ s)"
    assert "  i = σ(W_i s + b_i)" in str(own).splitlines()


def test_they_are_computed_once():
    own = gate()
    assert [str(size) for size in own.work.once._values()] == ["k*m", "0", "0", "m"]
    assert str(own.work.operations.macs) == "2*m*n + m**2"
    assert own.cost(2, 10, k=3, n=4, m=5).macs == 2 * (3 * 5 + 10 * (2 * 4 * 5 + 25))
    assert (str(own.work.inputs), str(own.work.state)) == ("n", "2*m")
    assert str(own.backward_work().once.macs) == "2*k*m"


@pytest.mark.parametrize("batch", [(), (3,)])
def test_by_hand(batch):
    draw = np.random.default_rng(0)
    shapes = {"W_i": (5, 2), "b_i": (5,), "W_f": (5, 4), "U_f": (5, 5), "b_f": (5,), "W": (5, 4)}
    p = {name: draw.normal(size=shape) for name, shape in shapes.items()}
    s, x, h = draw.normal(size=(*batch, 2)), draw.normal(size=(6, *batch, 4)), np.zeros((*batch, 5))
    out = gate().run(p, {"s": s, "x": x})
    i = 1 / (1 + np.exp(-(s @ p["W_i"].T + p["b_i"])))
    np.testing.assert_allclose(out["i"], i, rtol=1e-13)
    for now, output in zip(x, out["h"], strict=True):
        f = 1 / (1 + np.exp(-(now @ p["W_f"].T + h @ p["U_f"].T + p["b_f"])))
        h = f * h + i * np.tanh(now @ p["W"].T)
        np.testing.assert_allclose(output, h, rtol=1e-12)


def test_their_adjoints_are_sums_over_the_steps():
    lines = gate().backward().text.splitlines()
    assert "d_i = sum(d_h[t] * v_1[t] for t in T)" in lines
    assert "d_net_i = d_i * i * (1 - i)" in lines
    assert "d_W_i = d_net_i @ s.T" in lines
    assert "d_s = W_i.T @ d_net_i" in lines
    # One parameter in both kinds of equations gets a sum of both.
    both = Cell(FAMILY, {"s": "n", "x": "n", "h": "n"}, static=["s"]).backward().text
    assert "d_V = (sum(d_net_h[t] @ x[t].T for t in T)) + (sum(d_net_e[k] @ v_2[k].T for k in N))" in both


REFUSED = {
    "i = W @ x[t]\nh[t] = i + x[t]": "i has no time, and x changes with it; write i[t]",
    "c = x[t]\nh[t] = c[t-1]": "c is written without a time elsewhere; write c, or its time everywhere",
    "h[t] = W @ s + x[t]": "name it in static if it is an input that does not change with time",
}


@pytest.mark.parametrize(("text", "words"), REFUSED.items())
def test_what_changes_with_time_is_refused(text, words):
    with pytest.raises(EquationError) as refused:
        Cell(text, {"x": "n", "h": "n"} | ({"s": "n"} if "s" in text.split() else {}))
    assert words in refused.value.problem
    assert refused.value.column < refused.value.end


def test_static_names_an_input():
    for name in ("z", "i"):
        with pytest.raises(DefinitionError, match=f"static: '{name}' is not an input of the equations"):
            Cell(GATE, SIZES, static=["s", name])
