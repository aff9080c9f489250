"""``joint``: one kernel per gate on the state and the input side by side, the same numbers as before."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from sympy import expand

from symbolic import Cell, cell, cells
from symbolic.errors import ModifierError

REFUSED = "no gate of the cell is a sum with an input kernel and a recurrent kernel"
LSTM_LIKE = ["rnn", "lstm", "peephole_lstm", "coupled_lstm", "lstmp", "gru", "gru_reset_after", "janet", "mut1", "lem"]


def taken() -> list[str]:
    """The cells that have such a gate."""
    names = []
    for name in cells():
        with suppress(ModifierError):
            cell(name, joint="true")
            names.append(name)
    return names


@pytest.mark.parametrize("name", taken())
def test_the_count_stays_what_it_is(name):
    own, changed = cell(name), cell(name, joint="true")
    assert len(changed.trainable) < len(own.trainable)
    assert changed.size == own.size
    assert expand(changed.count - own.count) == 0


def test_these_cells_take_it_and_these_do_not():
    assert set(LSTM_LIKE) <= set(taken())
    for name in ("indrnn", "mi_lstm", "sru", "s4d"):
        with pytest.raises(ModifierError, match=REFUSED):
            cell(name, joint="true")


def test_a_gated_state_is_joined_too():
    lines = cell("gru", joint="true").text.splitlines()
    assert lines[2] == "hc[t] = tanh(W @ concat(r[t] * h[t-1], x[t]) + b)"


@pytest.mark.parametrize("name", ["rnn", "lstm", "peephole_lstm", "gru"])
def test_it_computes_what_the_two_kernels_compute(name):
    own, changed = cell(name), cell(name, joint="true")
    sizes, random = {"n": 3, "m": 4}, np.random.default_rng(5)
    made = {p.name: random.normal(size=[int(axis.subs(sizes)) for axis in p.shape]) for p in own.parameters}
    inputs = {"x": random.normal(size=(5, 3))}
    before = own.run(made, inputs)
    gone = set(own.shapes) - set(changed.shapes)
    for kernel in [key for key, role in changed.roles.items() if role == "joint kernel"]:
        recurrent = kernel.replace("W", "U", 1)
        assert recurrent in gone
        made[kernel] = np.concatenate([made[recurrent], made[kernel]], axis=1)
    after = changed.run({key: value for key, value in made.items() if key in changed.shapes}, inputs)
    assert np.allclose(before["h"], after["h"], atol=1e-12)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("h[t] = tanh(U @ h[t-1] - b + W @ x[t])", "h[t] = tanh(-b + W @ concat(h[t-1], x[t]))"),
        ("h[t] = tanh(W @ x[t] - U @ h[t-1])", None),
        ("h[t] = tanh(W @ x[t] + U @ h[t-1]) + U @ h[t-1]", None),
    ],
)
def test_what_is_joined(text, line):
    own = Cell(text, {"x": "n", "h": "m", "b": "m"} if "b" in text else {"x": "n", "h": "m"})
    if line:
        assert own.modified(joint="true").text == line
    else:
        with pytest.raises(ModifierError, match=REFUSED):
            own.modified(joint="true")


def test_of_two_states_the_one_of_the_step_before_is_joined():
    assert cell("scrn", joint="true").text.splitlines()[1] == "h[t] = sigmoid(P @ s[t] + A @ concat(h[t-1], x[t]))"


@pytest.mark.parametrize("choice", ["true", "yes", "1"])
def test_words_for_yes(choice):
    assert cell("rnn", joint=choice).text == "h[t] = tanh(W @ concat(h[t-1], x[t]) + b)"


@pytest.mark.parametrize("choice", ["no", "0", "x" * 500])
def test_another_word_is_refused(choice):
    with pytest.raises(ModifierError, match="joint must be true or left out, not") as caught:
        cell("lstm", joint=choice)
    assert len(str(caught.value)) < 100
