"""The derivation: from the gates to the formula and to the number, each step proved."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Add, expand, sstr, symbols

from symbolic import Cell, cell, cells
from symbolic.derive.derivation import derive
from symbolic.derive.expressions import as_written
from symbolic.derive.formula import polynomial
from symbolic.derive.gate_groups import GateGroup
from symbolic.derive.step import Step
from symbolic.errors import ProofError

CELLS = [
    *map(cell, cells()),
    *(cell(name, bias=bias) for name in ("rnn", "lstm", "gru") for bias in ("none", "double")),
    *map(Cell.load, sorted((Path(__file__).parent / "cells").glob("*.toml"))),
    Cell("h[t] = W @ x[t] + b", {"x": "n", "h": "n"}, name="square"),
    Cell("s[t] = dot(w, x[t]) + dot(v, y[t-1])\ny[t] = s[t] * y[t-1]", {"x": "z", "y": "k"}, name="nothing shared"),
    Cell("h[t] = a * tanh(x[t]) + b", {"x": "n", "a": 1, "b": 1}, name="two scalars"),
    Cell("h[t] = a * x[t] + p * h[t-1] + b", {"x": "n"}, name="three vectors"),
    Cell(
        "h[t] = tanh(W @ x[t] + p * h[t-1] + b)\ny[t] = relu(V @ h[t] + d)", {"x": "n", "h": "m", "y": "k"}, name="two"
    ),
    Cell("h[t] = tanh(W @ x[t])\ny[t] = relu(V @ h[t])", {"x": "n", "h": "m", "y": "n"}, name="there and back"),
]
every_cell = pytest.mark.parametrize("own", CELLS, ids=lambda own: own.label)
n, m, H = symbols("n m H")
ALGEBRA = ("equal gates", "sum", "expand", "common factor", "factor")


def named(name: str) -> Cell:
    return next(own for own in CELLS if own.name == name)


def counting(own: Cell, **sizes: int) -> list[Step]:
    """The steps behind those that find the shapes."""
    return [step for step in own.derivation(**sizes).steps if step.rule not in ("size", "shape")]


def shown(own: Cell, **sizes: int) -> list[tuple[str, str]]:
    return [(step.rule, sstr(step.expression, order="none")) for step in counting(own, **sizes)]


@every_cell
def test_every_step_is_the_total(own):
    for step in own.derivation().steps:
        if step.rule in ALGEBRA:
            assert expand(step.expression.doit() - own.count) == 0, step


@every_cell
def test_the_gates_are_those_of_the_table(own):
    derivation = own.derivation()
    gates = [gate for group in derivation.groups for gate in group.gates]
    assert sorted(gates) == sorted(own.table.gates)
    for group in derivation.groups:
        for gate in group.gates:
            assert polynomial(group.gate_formula) == own.table.gate_sizes[gate]
    sums = [polynomial(group.gate_formula) for group in derivation.groups]
    assert len(set(sums)) == len(sums)


@every_cell
def test_the_last_step_is_the_result(own):
    derivation = own.derivation()
    assert Counter(Add.make_args(derivation.steps[-1].expression)) == Counter(Add.make_args(derivation.result))
    assert expand(derivation.result - own.count) == 0
    assert derivation.number is None
    assert derivation.sizes == {}


@every_cell
def test_no_step_repeats_or_only_sorts_the_one_before(own):
    derivation = own.derivation()
    algebra = [step.expression for step in counting(own) if step.rule != "gate"]
    start = [as_written(group.gate_formula) for group in derivation.groups] if len(derivation.groups) == 1 else []
    for before, after in pairwise([*start, *algebra]):
        assert Counter(Add.make_args(before)) != Counter(Add.make_args(after))


@every_cell
def test_the_rule_says_what_happened(own):
    steps_of = [step for step in own.derivation().steps if step.rule in ALGEBRA]
    for before, after in pairwise(steps_of):
        if after.rule == "expand":
            assert all(not term.has(Add) for term in Add.make_args(after.expression))
        else:
            assert after.rule in ("common factor", "factor")
            assert len(Add.make_args(after.expression)) < len(Add.make_args(before.expression.doit().expand()))


@every_cell
def test_the_number_is_the_last_step(own):
    sizes = dict.fromkeys(own.counted_letters, 24)
    derivation = own.derivation(**sizes)
    if sizes:
        assert derivation.number == own.count_at(**sizes)
        assert derivation.steps[-1].rule == "substitute"
        assert derivation.steps[-1].expression.doit() == derivation.number
        assert derivation.sizes == sizes


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_the_number_is_exact(inputs, units):
    assert cell("lstm").derivation(n=inputs, m=units).number == 4 * units * (inputs + units + 1)


def test_how_the_lstm_is_derived():
    assert shown(cell("lstm"), n=4096, m=256) == [
        ("gate", "m*n + m**2 + m"),
        ("equal gates", "4*(m*n + m**2 + m)"),
        ("common factor", "4*m*(m + n + 1)"),
        ("substitute", "4*256*(256 + 4096 + 1)"),
    ]
    words = [step.words for step in cell("lstm").derivation(input=4096, units=256).steps]
    assert words == [
        "x[t] has n numbers",
        "h[t] has m numbers; so have i[t], f[t], o[t], g[t] and c[t]",
        "W_i @ x[t] must have m numbers, x[t] has n; likewise W_f, W_o and W_g",
        "U_i @ h[t-1] must have m numbers, h[t-1] has m; likewise U_f, U_o and U_g",
        "b_i is added to m numbers; likewise b_f, b_o and b_g",
        "each of i, f, o and g",
        "four equal gates",
        "common factor m",
        "n = 4096, m = 256",
    ]


def test_unequal_gates_are_summed_first():
    rules = [rule for rule, _ in shown(cell("gru_reset_after"))]
    assert rules == ["gate", "gate", "sum", "expand", "common factor"]


def test_a_family_and_a_rational_size():
    assert shown(named("tree"))[-1] == ("common factor", "m*(N**2*m + 3*N*m + 4*n + 4)")
    assert shown(named("heads"))[-1] == ("common factor", "4*m*(n + 1 + m/H)")
    assert shown(named("clockwork"))[-1] == ("common factor", "m*(m + 2*n + m/g)/2")
    assert shown(named("heads"), n=8, m=12, H=4)[-1] == ("substitute", "4*12*(8 + 1 + 12/4)")


def test_like_terms_are_added_up():
    assert shown(named("two scalars")) == [("gate", "1 + 1"), ("expand", "2")]
    assert shown(named("three vectors")) == [("gate", "n + n + n"), ("expand", "3*n")]
    assert named("three vectors").derivation().steps[-1].words == "added up"
    assert [rule for rule, _ in shown(named("two"))] == ["gate", "gate", "sum", "expand"]


def test_a_cell_without_parameters_has_no_steps():
    assert Cell("h[t] = tanh(x[t] + h[t-1])", {"x": "n"}).derivation().steps == ()


def made(own, **changes):
    data = {"parameters": own.parameters, "groups": own.groups, "size": own.size, "sizes": {}, "number": None}
    return derive(own.definition, own._shapes, **{**data, **changes})


def test_a_wrong_count_is_caught():
    own = cell("peephole_lstm")
    with pytest.raises(ProofError, match="the shapes of the parameters do not add up to the count: a fault of"):
        made(own, size=own.size + 1)


def test_a_wrong_group_is_caught():
    own = cell("lstm")
    with pytest.raises(ProofError, match="a step of the derivation is not equal to the count"):
        made(own, groups=(GateGroup(("i", "f", "o"), own.groups[0].terms),))


def test_a_wrong_number_is_caught():
    with pytest.raises(ProofError, match="the formula and the shapes give different numbers"):
        made(cell("lstm"), sizes={"n": 3, "m": 5}, number=181)
    assert made(cell("lstm"), sizes={"n": 3, "m": 5}, number=180).number == 180
