"""``layer_norm``: a gain and a shift a gate, and one pair for the cell state where it is squashed."""

from __future__ import annotations

import re

import pytest
from sympy import expand, symbols

from symbolic import Cell, cell, cells
from symbolic.errors import ModifierError
from symbolic.language.nodes import Call, walk

n, m = symbols("n m")
SIZES = {"x": "n", "h": "m"}


def normalised(own: Cell) -> list[Call]:
    """The layer normalisations of a cell, in reading order."""
    nodes = [node for equation in own.definition.program.equations for node in walk(equation.value)]
    return [node for node in nodes if isinstance(node, Call) and node.name == "layernorm"]


REFUSED = {
    "ln_lstm": "the cell has layer normalisation already",
    "convlstm": "it is open which of its axes are normalised",
    "convlstm_peephole": "it is open which of its axes are normalised",
    "s4d": "the cell has no gate whose sum could be normalised",
    "ltc": "the cell has no gate whose sum could be normalised",
    "xlstm_mlstm": r"i\[t\] is a number, without a mean to take",
}
KINDS = ("the cell has layer normalisation already", "is a number, without a mean to take", *REFUSED.values())


def normalised_cell(name: str) -> Cell:
    """The cell with layer normalisation; the test of one that is refused, for a reason of these, is skipped."""
    try:
        return cell(name, layer_norm="true")
    except ModifierError as refusal:
        if not re.search("|".join(KINDS), str(refusal)):
            raise
        pytest.skip(str(refusal))


@pytest.mark.parametrize("name", REFUSED)
def test_a_cell_that_is_refused_with_the_reason(name):
    with pytest.raises(ModifierError, match=REFUSED[name]):
        cell(name, layer_norm="true")


@pytest.mark.parametrize(
    ("name", "modifiers", "total"),
    [
        ("lstm", {}, 4 * m * (n + m + 1) + 10 * m),
        ("lstm", {"bias": "none"}, 4 * m * (n + m) + 10 * m),
        ("gru", {}, 3 * m * (n + m + 1) + 6 * m),
        ("rnn", {}, m * (n + m + 1) + 2 * m),
        ("coupled_lstm", {}, 3 * m * (n + m + 1) + 8 * m),
        ("treelstm_childsum", {}, 4 * m * (n + m + 1) + 10 * m),
        ("delta_rnn", {}, m * (n + m) + 9 * m),
        ("gru_d", {}, 3 * m**2 + 7 * m * n + 4 * m + 2 * n + 6 * m),
        ("lstmp", {}, 4 * m * (n + symbols("r") + 1) + 3 * m + symbols("r") * m + 10 * m),
    ],
)
def test_the_total(name, modifiers, total):
    assert expand(cell(name, layer_norm="true", **modifiers).count - total) == 0


def test_the_sum_of_each_gate_and_the_squashed_state():
    lines = cell("lstm", layer_norm="true").text.splitlines()
    assert lines[0] == "i[t] = sigmoid(layernorm(W_i @ x[t] + U_i @ h[t-1] + b_i, gain_i, shift_i))"
    assert lines[4:] == ["c[t] = f[t] * c[t-1] + i[t] * g[t]", "h[t] = o[t] * tanh(layernorm(c[t], gain_c, shift_c))"]


def test_a_gate_whose_products_stand_in_other_equations_is_normalised_as_a_whole():
    assert cell("delta_rnn", layer_norm="true").text.splitlines()[2:4] == [
        "z[t] = tanh(layernorm(d_1[t] + d_2[t] + b, gain_z, shift_z))",
        "r[t] = sigmoid(layernorm(W @ x[t] + b_r, gain_r, shift_r))",
    ]


def test_a_decay_is_no_sum_to_be_normalised():
    changed = set(cell("gru_d", layer_norm="true").text.splitlines()) - set(cell("gru_d").text.splitlines())
    assert {line.partition("[")[0] for line in changed} == {"z", "r", "u"}


@pytest.mark.parametrize("name", cells())
def test_no_two_share_a_gain(name):
    subject = normalised_cell(name)
    own = [argument for node in normalised(subject) for argument in node.arguments[1:]]
    assert len(set(own)) == len(own) > 0
    assert {subject.roles[parameter.name] for parameter in own} == {"scale", "bias"}


@pytest.mark.parametrize("name", cells())
def test_what_was_there_keeps_its_shape(name):
    subject = normalised_cell(name)
    before, after = cell(name).shapes, subject.shapes
    assert {key: after[key] for key in before} == before


def test_two_gates_of_one_equation_have_their_own():
    own = Cell("h[t] = sigmoid(W @ x[t]) * tanh(U @ h[t-1])", SIZES).modified(layer_norm="true")
    assert own.text == "h[t] = sigmoid(layernorm(W @ x[t], gain, shift)) * tanh(layernorm(U @ h[t-1], gain2, shift2))"
    assert expand(own.count - (m * n + m * m + 4 * m)) == 0


def test_a_gate_and_a_state_of_one_name_have_their_own():
    own = Cell("c[t] = c[t-1] + tanh(W @ x[t])\nh[t] = tanh(c[t])", {"x": "n", "c": "m"}).modified(layer_norm="true")
    assert [p.name for p in own.parameters] == ["W", "gain_c", "shift_c", "gain_c2", "shift_c2"]


def test_a_sum_that_is_a_state_is_normalised_once():
    own = Cell("a[t] = W @ x[t] + U @ a[t-1]\nh[t] = tanh(a[t])", {"x": "n", "a": "m"}).modified(layer_norm="true")
    assert own.text.splitlines() == ["a[t] = layernorm(W @ x[t] + U @ a[t-1], gain_a, shift_a)", "h[t] = tanh(a[t])"]


def test_names_that_are_taken_are_left_alone():
    own = Cell("h[t] = tanh(W @ x[t] + gain * h[t-1])", SIZES).modified(layer_norm="true")
    assert [p.name for p in own.parameters] == ["W", "gain", "gain2", "shift"]


def test_a_family_gets_one_each():
    text = "for k in N: s[t, k] = tanh(W[k] @ x[t] + U[k] @ s[t-1, k])\nh[t] = sum(s[t, k] for k in N)"
    own = Cell(text, {"x": "n", "s": "m"})
    assert expand(own.modified(layer_norm="true").count - own.count - 2 * symbols("N") * m) == 0


@pytest.mark.parametrize("name", ["ln_lstm"])
def test_once_is_enough(name):
    with pytest.raises(ModifierError, match="the cell has layer normalisation already"):
        cell(name, layer_norm="true")
    with pytest.raises(ModifierError, match="the cell has layer normalisation already"):
        cell("lstm", layer_norm="true").modified(layer_norm="true")


def test_no_gate_no_normalisation():
    with pytest.raises(ModifierError, match="no gate whose sum could be normalised"):
        Cell("h[t] = W @ x[t] + a * h[t-1]", SIZES).modified(layer_norm="true")


@pytest.mark.parametrize("choice", ["true", "yes", "1", "True", True, 1])
def test_words_for_yes(choice):
    assert cell("rnn", layer_norm=choice).text == cell("rnn", layer_norm="true").text


@pytest.mark.parametrize("choice", ["false", "no", "0", "", "both", 2])
def test_another_word_is_refused(choice):
    with pytest.raises(ModifierError, match="layer_norm must be true or left out, not"):
        cell("rnn", layer_norm=choice)
