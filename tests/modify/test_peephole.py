"""``peepholes``: the logistic gates see the cell state, one step back or the new one."""

from __future__ import annotations

import pytest
from sympy import expand, symbols

from symbolic import Cell, cell
from symbolic.errors import ModifierError

n, m = symbols("n m")
LSTM = 4 * m * (n + m + 1)
CONV = {"x": ("a", "H", "W"), "h": ("b", "H", "W")}


def added(own: Cell, changed: Cell) -> dict[str, tuple]:
    """The parameters that are new; those that were there have kept shape, gate and role."""
    before = {p.name: (p.shape, p.gate, p.role) for p in own.parameters}
    after = {p.name: (p.shape, p.gate, p.role) for p in changed.parameters}
    assert before.items() <= after.items()
    return {name: row for name, row in after.items() if name not in before}


@pytest.mark.parametrize(
    ("name", "choice", "total"),
    [
        ("lstm", "diagonal", LSTM + 3 * m),
        ("lstm", "full", LSTM + 3 * m**2),
        ("lstm_1997", "diagonal", 3 * m * (n + m + 1) + 2 * m),
        ("coupled_lstm", "diagonal", 3 * m * (n + m + 1) + 2 * m),
        ("coupled_lstm", "full", 3 * m * (n + m + 1) + 2 * m**2),
    ],
)
def test_the_total(name, choice, total):
    assert expand(cell(name, peepholes=choice).count - total) == 0


def test_it_is_the_cell_of_the_catalogue():
    for choice, name in (("diagonal", "peephole_lstm"), ("full", "full_peephole_lstm")):
        assert cell("lstm", peepholes=choice).text == cell(name).text


def test_only_the_logistic_gates_see_the_cell():
    own, changed = cell("lstm"), cell("lstm", peepholes="diagonal")
    assert added(own, changed) == {f"p_{gate}": ((m,), gate, "peephole") for gate in "ifo"}


def test_the_gate_that_the_cell_state_is_not_made_of_sees_the_new_one():
    lines = cell("lstm", peepholes="diagonal").text.splitlines()
    assert [line.partition("[")[0] for line in lines] == ["i", "f", "g", "c", "o", "h"]
    assert "p_f * c[t-1]" in lines[1]
    assert "p_o * c[t] " in lines[4]


def test_names_that_are_taken_are_left_alone():
    text = "i[t] = sigmoid(W @ x[t] + p_i)\nc[t] = c[t-1] + i[t]\nh[t] = tanh(c[t])"
    own = Cell(text, {"x": "n", "h": "m"})
    changed = own.modified(peepholes="diagonal")
    assert [p.name for p in changed.parameters] == ["W", "p_i2", "p_i"]
    assert changed.roles == {**own.roles, "p_i2": "peephole"}


def test_a_map_has_one_for_each_place():
    text = """
        i[t] = sigmoid(conv(W, x[t], 3, 3) + conv(U, h[t-1], 3, 3) + b_i)
        c[t] = c[t-1] + i[t]
        h[t] = tanh(c[t])"""
    own = Cell(text, {**CONV, "b_i": "b"})
    changed = own.modified(peepholes="diagonal")
    assert added(own, changed)["p_i"][0] == symbols("b H W")
    assert changed.count_at(a=2, b=3, H=4, W=5) == own.count_at(a=2, b=3, H=4, W=5) + 3 * 4 * 5


def test_a_family_of_gates_gets_one_each():
    text = """
        for j in N: f[t, j] = sigmoid(W[j] @ x[t] + U[j] @ h[t-1] + b[j])
        c[t] = c[t-1] * sum(f[t, j] for j in N)
        h[t] = tanh(c[t])"""
    own = Cell(text, {"x": "n", "h": "m"})
    changed = own.modified(peepholes="diagonal")
    assert "p_f[j] * c[t-1]" in changed.text
    assert expand(changed.count - own.count - symbols("N") * m) == 0


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gru", "no cell state for peepholes"),
        ("rnn", "no cell state for peepholes"),
        ("indrnn", "no cell state for peepholes"),
        ("hgrn", "no cell state for peepholes"),
        ("janet", r"no sigmoid gate has the size of the cell state c\[t\] and an equation of its own"),
        ("peephole_lstm", "the cell has peepholes already"),
        ("lstmp", "the cell has peepholes already"),
        ("nested_lstm", "the cell has the states c_1 and c; it is not clear which the gates would read"),
        ("xlstm_slstm", "the cell has the states c and n; it is not clear which the gates would read"),
        ("treelstm_childsum", r"c\[t\] is a family; there is no single cell state to read"),
    ],
)
@pytest.mark.parametrize("choice", ["diagonal", "full"])
def test_where_they_make_no_sense(name, reason, choice):
    with pytest.raises(ModifierError, match=reason):
        cell(name, peepholes=choice)


def test_no_gate_of_that_size():
    own = Cell("f[t] = sigmoid(dot(w, x[t]))\nc[t] = f[t] * c[t-1] + W @ x[t]\nh[t] = tanh(c[t])", {"x": "n", "c": "m"})
    with pytest.raises(ModifierError, match=r"no sigmoid gate has the size of the cell state c\[t\] and an equation"):
        own.modified(peepholes="diagonal")


@pytest.mark.parametrize("choice", ["yes", "", "Diagonal", "x" * 500, 1, True])
def test_another_word_is_refused_with_those_that_serve(choice):
    with pytest.raises(ModifierError, match="peepholes is one of diagonal, full, not") as caught:
        cell("lstm", peepholes=choice)
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize("choice", [1.5, ["full"], b"full"])
def test_a_value_is_text(choice):
    with pytest.raises(ModifierError, match="peepholes takes text"):
        cell("lstm", peepholes=choice)
