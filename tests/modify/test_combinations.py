"""Every pair of modifiers on every cell: a cell that counts alike on both routes, or a reason in a sentence."""

from __future__ import annotations

import tomllib
from itertools import combinations, product
from pathlib import Path

import pytest
from sympy import Symbol

from symbolic import Cell, cell, cells
from symbolic.derive.count import find_expanded
from symbolic.errors import ModifierError, SymbolicError, UnknownName
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


def values(own: Cell) -> dict[str, list[str]]:
    """What each modifier can be asked for: names that this cell has, where it has them."""
    gates = [*gate_names(own.definition), "i", "f"]
    shapes = own.shapes
    twins = next(((a, b) for a, b in combinations(shapes, 2) if shapes[a] == shapes[b]), ("U_f", "U_i"))
    return {
        "drop": [gates[0]],
        "couple": [f"{gates[0]}=1-{gates[1]}"],
        "peepholes": ["diagonal", "full"],
        "bias": ["none", "single", "double"],
        "project_bias": ["true"],
        "layer_norm": ["true"],
        "tie": ["{}={}".format(*twins)],
        "project": ["s"],
        "low_rank": ["q2"],
    }


def agree(own: Cell, at: dict[str, int]) -> bool:
    """Whether integers, letters and SymPy count alike."""
    sizes = {letter: at.get(letter, ELSE) for letter in own.definition.letters}
    top, bottom = own.size.at(sizes.__getitem__)
    formula = find_expanded(own).subs({Symbol(letter): number for letter, number in sizes.items()})
    return own.count_at(**sizes) * bottom == top == formula * bottom


def find(name: str) -> Cell:
    return OWN.get(name) or cell(name)


@pytest.mark.parametrize("name", [*cells(), *OWN])
def test_every_pair(name):
    own = find(name)
    choices, at = values(own), ORACLES.get(name, {}).get("at", {})
    assert set(choices) == set(MODIFIERS)
    for first, second in combinations(MODIFIERS, 2):
        for one, two in product(choices[first], choices[second]):
            try:
                changed = own.modified(**{first: one, second: two})
            except SymbolicError as error:
                assert isinstance(error, ModifierError | UnknownName)
                assert 20 < len(str(error)) < 400
                assert "\n" not in str(error)
            else:
                assert agree(changed, at), changed.label
