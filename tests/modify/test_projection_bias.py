"""``project_bias``: each projection gets the bias that it does not have."""

from __future__ import annotations

import pytest
from sympy import expand, symbols

from symbolic import Cell, cell
from symbolic.errors import ModifierError

n, m, r, q = symbols("n m r q")


@pytest.mark.parametrize(
    ("name", "modifiers", "added"),
    [
        ("lstmp", {}, r),
        ("lstmp_nonrec", {}, r + q),
        ("lstm", {"project": "r"}, r),
        ("gru_reset_after", {"project": "r"}, r),
        ("lstmp", {"bias": "double"}, r),
        ("lstmp", {"bias": "none"}, r),
    ],
)
def test_a_bias_of_the_size_of_the_projection(name, modifiers, added):
    own, changed = cell(name, **modifiers), cell(name, project_bias="true", **modifiers)
    assert expand(changed.count - own.count - added) == 0
    assert {p.name: p.shape for p in own.parameters}.items() <= {p.name: p.shape for p in changed.parameters}.items()


def test_the_line_reads_back():
    changed = cell("lstmp", project_bias="true")
    assert changed.text.splitlines()[-1] == "r[t] = W_rm @ m[t] + b_r"
    assert changed.roles["W_rm"] == "projection"
    assert changed.roles["b_r"] == "bias"
    assert Cell(changed.text, {"x": "n", "c": "m", "r": "r"}).text == changed.text


def test_a_family_gets_one_each():
    text = "for k in N: s[t, k] = tanh(W[k] @ x[t] + U[k] @ p[t-1, k])\nfor k in N: p[t, k] = P[k] @ s[t, k]"
    own = Cell(text, {"x": "n", "s": "m", "p": "r"})
    changed = own.modified(project_bias="true")
    assert "P[k] @ s[t, k] + b_p[k]" in changed.text
    assert expand(changed.count - own.count - symbols("N") * r) == 0


def test_a_name_that_is_taken_is_left_alone():
    own = Cell("s[t] = tanh(W @ x[t] + b_p)\np[t] = P @ s[t]", {"x": "n", "s": "m", "p": "r"})
    assert [p.name for p in own.modified(project_bias="true").parameters] == ["W", "b_p", "P", "b_p2"]


@pytest.mark.parametrize("name", ["lstm", "rnn", "gru", "convlstm", "treelstm_nary"])
def test_no_projection_no_bias(name):
    with pytest.raises(ModifierError, match="the cell has no projection without a bias"):
        cell(name, project_bias="true")


def test_once_is_enough():
    with pytest.raises(ModifierError, match="the cell has no projection without a bias"):
        cell("lstmp", project_bias="true").modified(project_bias="true")


@pytest.mark.parametrize("choice", ["true", "yes", "1", "True", True, 1])
def test_words_for_yes(choice):
    assert cell("lstmp", project_bias=choice).text == cell("lstmp", project_bias="true").text


@pytest.mark.parametrize("choice", ["false", "r", "", "none", 2])
def test_another_word_is_refused(choice):
    with pytest.raises(ModifierError, match="project_bias must be true or left out, not"):
        cell("lstmp", project_bias=choice)
