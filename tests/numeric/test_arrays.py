"""Arrays that do not fit a cell, and what is read off those that do."""

from __future__ import annotations

import numpy as np
import pytest
from cell_arrays import BATCH, arrays

from symbolic import Cell, cell
from symbolic.errors import ArrayError, SymbolicError
from symbolic.numeric.arrays import check_arrays


def spoil(p, x, state, what):
    kind, name, value = what
    groups = {"p": dict(p), "x": dict(x), "s": dict(state)}
    if value is None:
        groups[kind].pop(name)
    else:
        groups[kind][name] = value
    return groups["p"], groups["x"], groups["s"]


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (("p", "W_i", None), "W_i is missing; the parameters are W_i, "),
        (("p", "V", np.zeros(3)), "V is not an array of the parameters; the cell has W_i, "),
        (("p", "U_f", np.zeros((12, 11))), r"U_f has the shape \(12, 11\); \(12, 12\) is expected"),
        (("p", "b_o", np.zeros((12, 1))), r"b_o has the shape \(12, 1\); \(m\) is expected"),
        (("p", "b_o", np.zeros(12, np.float32)), "b_o holds float32; float64 is expected, as in the arrays before it"),
        (("p", "b_o", np.zeros(12, int)), "b_o holds int64; float32 or float64 is expected"),
        (("x", "x", None), "x is missing; the inputs are x"),
        (("x", "x", np.zeros(8)), r"x has the shape \(8,\); \(T, n\) or \(T, B, n\) is expected"),
        (("s", "c", None), "c is missing; the states are c, h"),
        (("s", "h", np.zeros((BATCH, 11))), r"h has the shape \(2, 11\); \(2, 12\) is expected"),
    ],
)
def test_arrays_that_do_not_fit(what, sentence):
    own = cell("lstm")
    with pytest.raises(ArrayError, match=sentence):
        own.run(*spoil(*arrays(own), what))


def test_two_nodes_of_a_tree_are_not_one_run():
    own = cell("treelstm_childsum")
    with pytest.raises(ArrayError, match="h reads several predecessors, so it can be run one step at a time only"):
        own.run(*arrays(own, steps=2))


def test_numpy_is_asked_for_where_it_is_missing(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "numpy", None)
    with pytest.raises(SymbolicError, match=r"numpy is needed to run a cell on arrays: pip install 'symbolic-cells"):
        cell("rnn").run({}, {})


def test_letters_are_read_off_the_arrays():
    own = cell("on_lstm")
    assert check_arrays(np, own.definition, *arrays(own)).sizes == {"n": 8, "m": 12, "C": 4}


def test_a_family_without_members():
    own = Cell("for d in range(k, g): h[t, d] = tanh(W[d] @ x[t])", {"x": "n", "h": "m"})
    with pytest.raises(ArrayError, match="h has no members at these sizes"):
        own.run({"W": np.zeros((0, 2, 3))}, {"x": np.zeros((1, 3))}, sizes={"k": 4, "g": 4})


def test_a_member_that_no_equation_assigns_at_these_sizes():
    text = "for i in g: h[t, i] = tanh(x[t] + sum(R[i, j] @ h[t-1, j] for j in range(-i, g)))"
    own = Cell(text, {"x": "m", "h": "m"})
    with pytest.raises(ArrayError, match="h has no member -1 at these sizes"):
        own.run({"R": np.zeros((5, 2, 2))}, {"x": np.zeros((1, 2))}, sizes={"g": 2})
