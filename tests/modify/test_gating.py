"""``couple``, ``drop`` and ``tie``: fewer gates, or the same numbers twice."""

from __future__ import annotations

import pytest
from sympy import expand, symbols

from symbolic import Cell, cell
from symbolic.errors import ModifierError, UnknownName

n, m = symbols("n m")
GATE = m * (n + m + 1)
SIZES = {"x": "n", "h": "m"}
CHAIN = """
    i[t] = sigmoid(W @ x[t])
    a[t] = i[t] * h[t-1]
    f[t] = sigmoid(U @ a[t])
    h[t] = f[t] * h[t-1] + i[t]"""
PARTS = """
    f[t, 0] = sigmoid(W @ x[t])
    for k in range(1, N): f[t, k] = sigmoid(U[k] @ f[t, k-1])
    e[t] = sigmoid(V @ x[t])
    h[t] = e[t] * sum(f[t, k] for k in N)"""


def shapes(own: Cell) -> dict[str, tuple]:
    return {p.name: p.shape for p in own.parameters}


@pytest.mark.parametrize(
    ("name", "modifiers", "total", "gone"),
    [
        ("lstm", {"couple": "i=1-f"}, 3 * GATE, {"W_i", "U_i", "b_i"}),
        ("lstm", {"couple": "f = 1 - i"}, 3 * GATE, {"W_f", "U_f", "b_f"}),
        ("lstm", {"drop": "o"}, 3 * GATE, {"W_o", "U_o", "b_o"}),
        ("mgu1", {"drop": "f"}, GATE, {"U_f", "b_f"}),
        ("lstm", {"drop": "o", "couple": "i=1-f"}, 2 * GATE, {"W_i", "U_i", "b_i", "W_o", "U_o", "b_o"}),
        ("lstm", {"tie": "U_f=U_i"}, 4 * GATE - m**2, {"U_f"}),
        ("lstm", {"tie": " W_f = W_i "}, 4 * GATE - m * n, {"W_f"}),
        ("lstm", {"tie": "b_f=b_i"}, 4 * GATE - m, {"b_f"}),
        ("gru", {"drop": "r"}, 2 * GATE, {"W_r", "U_r", "b_r"}),
        ("gru", {"couple": "r=1-z"}, 2 * GATE, {"W_r", "U_r", "b_r"}),
        ("peephole_lstm", {"couple": "i=1-f"}, 3 * GATE + 2 * m, {"W_i", "U_i", "p_i", "b_i"}),
    ],
)
def test_what_goes_and_what_stays(name, modifiers, total, gone):
    own, changed = cell(name), cell(name, **modifiers)
    assert expand(changed.count - total) == 0
    assert set(shapes(own)) - set(shapes(changed)) == gone
    assert shapes(changed).items() <= shapes(own).items()


@pytest.mark.parametrize(
    ("modifiers", "line"),
    [
        ({"couple": "i=1-f"}, "i[t] = 1 - f[t]"),
        ({"drop": "o"}, "o[t] = 1"),
        ({"tie": "U_f=U_i"}, "f[t] = sigmoid(W_f @ x[t] + U_i @ h[t-1] + b_f)"),
    ],
)
def test_one_line_changes_and_the_result_reads_back(modifiers, line):
    own, changed = cell("lstm"), cell("lstm", **modifiers)
    assert set(changed.text.splitlines()) - set(own.text.splitlines()) == {line}
    assert Cell(changed.text, SIZES).text == changed.text


def test_a_coupled_cell_is_that_of_the_catalogue():
    assert cell("lstm", couple="f=1-i").text == cell("coupled_lstm").text


def test_members_of_a_family():
    text = """
        for k in N: f[t, k] = sigmoid(W[k] @ x[t])
        for k in N: i[t, k] = sigmoid(V[k] @ x[t])
        h[t] = sum(f[t, k] * i[t, k] for k in N)"""
    own = Cell(text, SIZES)
    coupled = own.modified(couple="i=1-f")
    assert "i[t, k] = 1 - f[t, k]" in coupled.text
    assert expand(2 * coupled.count - own.count) == 0
    assert expand(own.modified(tie="V=W").count - coupled.count) == 0


def test_the_shape_that_was_declared_for_the_one_holds_for_the_other():
    own = Cell("h[t] = tanh(A @ x[t] + B @ x[t])", {"B": ("m", "n")})
    assert expand(own.modified(tie="B=A").count - m * n) == 0


@pytest.mark.parametrize("rule", ["A=B", "B=A"])
def test_a_trained_parameter_is_not_tied_to_a_fixed_one(rule):
    own = Cell("h[t] = tanh(A @ x[t] + B @ x[t])", SIZES, fixed=("A",))
    with pytest.raises(ModifierError, match=r"is trained and .* is fixed: they cannot be tied"):
        own.modified(tie=rule)


@pytest.mark.parametrize(
    ("own", "modifiers", "problem"),
    [
        (cell("lstm"), {"couple": "i=1-ff"}, "there is no gate 'ff'; did you mean f?"),
        (cell("lstm"), {"couple": "q=1-f"}, "there is no gate 'q'; known: f, i, o"),
        (cell("lstm"), {"couple": "c=1-f"}, "there is no gate 'c'; known: f, i, o"),
        (cell("lstm"), {"drop": "out"}, "there is no gate 'out'"),
        (cell("lstm"), {"drop": ""}, "there is no gate ''; known: f, i, o"),
        (cell("lstm"), {"drop": "g"}, "there is no gate 'g'; known: f, i, o"),
        (cell("gru"), {"couple": "hc=1-z"}, "there is no gate 'hc'; known: r, z"),
        (cell("lstm"), {"drop": "x" * 500}, "there is no gate 'xxx"),
        (cell("coupled_lstm"), {"drop": "f"}, "there is no gate 'f'; known: i, o"),
        (Cell("h[t] = W @ x[t]", SIZES), {"drop": "h"}, "no gate 'h'; no signal of the cell is a gate by itself"),
        (cell("lstm"), {"tie": "U_f=U_q"}, "there is no parameter 'U_q'; did you mean U_"),
        (cell("lstm"), {"tie": "h=U_f"}, "there is no parameter 'h'"),
    ],
)
def test_a_name_that_is_not_there_gets_the_nearest(own, modifiers, problem):
    with pytest.raises(UnknownName) as caught:
        own.modified(**modifiers)
    assert problem in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("own", "modifiers", "problem"),
    [
        (cell("lstm"), {"couple": "i=1-i"}, "i cannot be coupled to itself"),
        (Cell(CHAIN, SIZES), {"couple": "i=1-f"}, "f[t] is computed from i[t]; it cannot be coupled to it"),
        (cell("treelstm_childsum"), {"couple": "i=1-f"}, "i[t] and f[t] have different shapes"),
        (cell("lstm"), {"couple": "i=f"}, "couple is written i=1-f, not 'i=f'"),
        (cell("lstm"), {"couple": "i=2-f"}, "couple is written i=1-f"),
        (cell("lstm"), {"couple": ""}, "couple is written i=1-f, not ''"),
        (cell("lstm"), {"couple": "x" * 900}, "couple is written i=1-f"),
        (Cell(PARTS, SIZES), {"drop": "f"}, "f[t] is assigned in several equations; it is not a single gate"),
        (Cell(PARTS, SIZES), {"couple": "e=1-f"}, "f[t] is assigned in several equations"),
        (cell("gru"), {"drop": "z"}, "with z[t] = 1 nothing new reaches h[t]"),
        (cell("qrnn"), {"drop": "f"}, "with f[t] = 1 nothing new reaches c[t]"),
        (cell("gru"), {"drop": "r,z"}, "with z[t] = 1 nothing new reaches h[t]"),
        (cell("lstm"), {"tie": "U_f=W_f"}, "U_f and W_f have different shapes; they cannot be tied"),
        (cell("treelstm_childsum"), {"tie": "W_f=b_f"}, "W_f and b_f have different shapes"),
        (cell("treelstm_nary"), {"tie": "U_f=U_i"}, "U_f and U_i have different shapes"),
        (cell("lstm"), {"tie": "U_f=U_f"}, "U_f and U_f are the same parameter already"),
        (cell("lstm"), {"tie": "U_f"}, "tie is written U_f=U_i, not 'U_f'"),
        (cell("lstm"), {"tie": "U_f=U_i=U_o"}, "tie is written U_f=U_i"),
        (cell("lstm"), {"tie": ["U_f", "U_i"]}, "tie takes text"),
        (cell("lstm"), {"couple": 1.5}, "couple takes text"),
        (cell("lstm"), {"drop": b"o"}, "drop takes text"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(own, modifiers, problem):
    with pytest.raises(ModifierError) as caught:
        own.modified(**modifiers)
    assert problem in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_gate_that_kernels_read_cannot_be_the_number_one():
    own = Cell("o[t] = sigmoid(W @ x[t])\nh[t] = tanh(U @ o[t-1])", {"x": "n", "o": "q", "h": "m"})
    with pytest.raises(ModifierError, match="drop=o does not fit this cell: ") as caught:
        own.modified(drop="o")
    assert "\n" not in str(caught.value)


def test_several_gates_at_once():
    twice = cell("lstm").modified(drop="i").modified(drop="f")
    assert cell("lstm", drop="i,f").text == twice.text
    assert twice.label == "lstm drop=i,f"
    assert cell("lstm", couple="i=1-f, o=1-f").count_at(n=3, m=5) == 2 * 5 * (3 + 5 + 1)
