"""Every pair of modifiers on every cell: a cell that counts alike on both routes, or a reason in a sentence."""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path

import pytest
from sympy import Symbol, expand, parse_expr

from symbolic import Cell, cell, cells
from symbolic.errors import ModifierError, UnknownName
from symbolic.modify import MODIFIERS
from symbolic.modify.gates import gate_names

TREE = """
    s[t] = sum(h[t-1, k] for k in N)
    i[t] = sigmoid(W_i @ x[t] + U_i @ s[t] + b_i)
    for k in N: f[t, k] = sigmoid(W_f @ x[t] + U_f @ h[t-1, k] + b_f)
    c[t] = i[t] * tanh(W_u @ x[t] + U_u @ s[t]) + sum(f[t, k] * c[t-1, k] for k in N)
    h[t] = tanh(c[t])"""
LAYERS = """
    s[t, 0] = tanh(W @ x[t] + U[0] @ s[t-1, 0])
    for l in range(1, L): s[t, l] = tanh(V[l] @ s[t, l-1] + U[l] @ s[t-1, l] + b[l])
    h[t] = sum(s[t, l] for l in L)"""
HEADS = """
    a[t] = sigmoid(blockdiag(R[j] for j in H) @ h[t-1] + W_a @ x[t])
    z[t] = sigmoid(U @ concat(x[t], h[t-1]) + b)
    c[t] = a[t] * c[t-1] + z[t] * tanh(V.T @ x[t])
    h[t] = z[t] * tanh(c[t])"""
SIZES = {"x": "n", "h": "m"}
OWN = {
    "own tree": Cell(TREE, SIZES, name="own tree"),
    "own layers": Cell(LAYERS, {"x": "n", "s": "m"}, name="own layers"),
    "own heads": Cell(HEADS, SIZES, name="own heads"),
}
ORACLES = tomllib.loads((Path(__file__).parents[1] / "catalog" / "oracles.toml").read_text(encoding="utf-8"))
ELSE = 24
"""A size that is not given: it is divisible by the numbers of heads, groups and parts that are."""


EVERY = [*cells(), *OWN]


def values(own: Cell, turn: int) -> dict[str, str]:
    """What each modifier is asked for: names that this cell has, where it has them; words by turns."""
    gates = [*gate_names(own.definition), "i", "f"]
    shapes = own.shapes
    twins = next(((a, b) for a, b in combinations(shapes, 2) if shapes[a] == shapes[b]), ("U_f", "U_i"))
    return {
        "drop": gates[turn % (len(gates) - 2)] if len(gates) > 2 else "o",
        "couple": f"{gates[0]}=1-{gates[1]}",
        "peepholes": ("diagonal", "full")[turn % 2],
        "bias": ("none", "single", "double")[turn % 3],
        "project": "s",
        "project_bias": "true",
        "layer_norm": "true",
        "low_rank": "q2",
        "joint": "true",
        "tie": "{}={}".format(*twins),
    }


def agree(own: Cell, at: dict[str, int]) -> bool:
    """Whether integers, letters and SymPy count alike."""
    sizes = {letter: at.get(letter, ELSE) for letter in own.definition.letters}
    top, bottom = own.size.evaluate(sizes.__getitem__)
    formula = own.table.total.subs({Symbol(letter): number for letter, number in sizes.items()})
    return own.count_at(**sizes) * bottom == top == formula * bottom


def asked(own: Cell, modifiers: dict[str, str]) -> Cell | str:
    """The cell, or why there is none; any other exception is a failure of the test."""
    try:
        return own.modified(**modifiers)
    except (ModifierError, UnknownName) as error:
        return str(error)


def find(name: str) -> Cell:
    return OWN.get(name) or cell(name)


@pytest.mark.parametrize("name", EVERY)
def test_every_pair(name):
    own, at = find(name), ORACLES.get(name, {}).get("at", {})
    choices = values(own, EVERY.index(name))
    assert set(choices) == set(MODIFIERS)
    for first, second in combinations(choices, 2):
        answer = asked(own, {first: choices[first], second: choices[second]})
        if isinstance(answer, Cell):
            assert agree(answer, at), answer.label
        else:
            assert 20 < len(answer) < 400
            assert "\n" not in answer


def test_the_order_of_the_words_makes_no_difference():
    words = {"low_rank": "s", "layer_norm": "true", "bias": "double", "project": "r", "peepholes": "full", "drop": "o"}
    forward, backward = cell("lstm", **words), cell("lstm", **dict(reversed(words.items())))
    assert forward.text == backward.text
    assert list(words) != list(MODIFIERS)[: len(words)]


@pytest.mark.parametrize(
    ("name", "modifiers", "total"),
    [
        ("coupled_lstm", {"peepholes": "diagonal"}, "3*m*(n+m+1)+2*m"),
        ("lstm", {"couple": "i=1-f", "peepholes": "full"}, "3*m*(n+m+1)+2*m*m"),
        ("lstm", {"peepholes": "diagonal", "project": "r"}, "4*m*(n+r+1)+3*m+r*m"),
        ("lstm", {"peepholes": "full", "bias": "none"}, "4*m*(n+m)+3*m*m"),
        ("lstm", {"project": "r", "project_bias": "true", "bias": "none"}, "4*m*(n+r)+r*m+r"),
        ("lstm", {"project": "r", "project_bias": "true", "bias": "double"}, "4*m*(n+r+2)+r*m+r"),
        ("lstm", {"layer_norm": "true", "bias": "none"}, "4*m*(n+m)+10*m"),
        ("lstm", {"layer_norm": "true", "drop": "o"}, "3*m*(n+m+1)+8*m"),
        ("lstm", {"layer_norm": "true", "project": "r"}, "4*m*(n+r+1)+r*m+10*m"),
        ("lstm", {"low_rank": "s", "bias": "none"}, "4*s*(n+m)+8*s*m"),
        ("lstm", {"low_rank": "s", "project": "r"}, "4*s*(n+r)+8*s*m+4*m+r*m"),
        ("lstm", {"tie": "U_f=U_i", "bias": "none"}, "4*m*(n+m)-m*m"),
        ("gru", {"tie": "U_z=U_r", "low_rank": "s"}, None),
        ("gru", {"layer_norm": "true", "bias": "double"}, "3*m*(n+m+2)+6*m"),
        ("rnn", {"low_rank": "s", "layer_norm": "true"}, "s*(n+m)+2*s*m+3*m"),
    ],
)
def test_two_at_once_count_what_they_say(name, modifiers, total):
    if total is None:
        with pytest.raises(UnknownName, match="no parameter 'U_z'; did you mean U_z_r or U_z_l"):
            cell(name, **modifiers)
    else:
        assert expand(cell(name, **modifiers).count - parse_expr(total)) == 0


def test_what_only_the_shapes_show_is_refused_in_one_line():
    with pytest.raises(ModifierError) as caught:
        cell("convlstm", peepholes="full")
    reason = str(caught.value)
    assert reason.startswith("convlstm: peepholes=full does not fit this cell: @ is for matrices and vectors: ")
    assert reason.endswith("P_o @ c[t] + b_o)")
    assert "\n" not in reason


@pytest.mark.parametrize("modifier", ["layer_norm", "project_bias"])
def test_false_is_no_modifier(modifier):
    assert cell("lstm", **{modifier: False}).text == cell("lstm").text


@pytest.mark.parametrize(("modifier", "instead"), [("bias", 'write bias="none"'), ("project", "leave it out")])
def test_false_could_mean_that_there_is_none_or_nothing_changes(modifier, instead):
    with pytest.raises(ModifierError, match=f"lstm: {modifier} takes text, not False; {instead}"):
        cell("lstm", **{modifier: False})


def test_the_note_of_a_paper_is_not_said_of_another_cell():
    assert cell("lstm").note
    assert cell("lstm", bias="none").note == ""


def test_a_cell_of_the_catalogue_cannot_be_changed():
    with pytest.raises(AttributeError, match="frozen"):
        cell("lstm").name = "mine"
    assert cell("LSTM").name == "lstm"
