"""The steps that find shapes, and the long derivation: lines that are equal, numbers counted again."""

from __future__ import annotations

from math import prod

import pytest

from symbolic import Cell, cell, cells
from symbolic.catalog import example_sizes
from symbolic.derive.formula import polynomial
from symbolic.derive.step import Step
from symbolic.language import nodes as n
from symbolic.language.sizes.carriers import Integers
from symbolic.language.sizes.size import NO_SIZE, ONE


def steps_of(own: Cell, rule: str, **sizes: int) -> list[Step]:
    return [step for step in own.derivation(**sizes).long.steps if step.rule == rule]


@pytest.mark.parametrize("name", cells())
def test_the_shapes_of_all_parameters_add_up_to_the_count(name):
    own = cell(name)
    for derivation in (own.derivation(), own.derivation().long):
        shapes = [step for step in derivation.steps if step.rule == "shape"]
        told = [member.name for step in shapes for member in step.members]
        assert sorted(told) == sorted(parameter.name for parameter in own.parameters if parameter.trainable)
        whole = [polynomial(step.formula) for step in shapes for _ in step.members]
        assert sum(whole, NO_SIZE) == own.size
        extents = {parameter.name: parameter.extents for parameter in own.parameters}
        assert all(extents[member.name] == step.extents for step in shapes for member in step.members)


@pytest.mark.parametrize("name", cells())
def test_a_size_is_that_of_the_shapes_and_no_signal_is_told_twice(name):
    own = cell(name)
    told = [(signal, step) for step in steps_of(own, "size") for signal in step.members]
    assert len({signal.name for signal, _ in told}) == len(told)
    for signal, step in told:
        assert step.extents == own.signals[signal.name]
        assert polynomial(step.formula) == prod(step.extents, start=ONE)
    assert {signal.name for signal, _ in told} == {name for name, shape in own.signals.items() if shape}


@pytest.mark.parametrize("name", cells())
def test_what_a_reason_quotes_stands_in_the_equations(name):
    own = cell(name)
    nodes = [node for equation in own.definition.program.equations for node in n.walk(equation.value)]
    for step in steps_of(own, "shape"):
        for piece in step.reason:
            assert not isinstance(piece, n.Node) or piece in nodes


@pytest.mark.parametrize("name", cells())
def test_lines_of_the_algebra_are_equal_and_gates_are_all_there(name):
    own = cell(name)
    gates = steps_of(own, "gate")
    assert sum((polynomial(step.formula) for step in gates), NO_SIZE) == own.size
    for derivation in (own.derivation(), own.derivation().long):
        for step in derivation.steps:
            if step.rule not in ("size", "shape", "gate"):
                assert polynomial(step.formula) == own.size


@pytest.mark.parametrize("name", cells())
def test_every_number_is_counted_again(name):
    own = cell(name)
    sizes = example_sizes(own)
    count = own.count_at(**sizes)
    steps = [step for step in own.derivation(**sizes).long.steps if step.number is not None]
    assert steps[0].number == count
    for step in steps[:-1]:
        assert step.number == Integers(sizes).size(polynomial(step.formula))
    parts = [step.number for step in steps if step.rule == "hold"]
    assert not parts or sum(parts) == count == steps[-1].number


def words(own: Cell) -> list[str]:
    return [step.words for step in own.derivation().steps if step.rule in ("size", "shape")]


def test_a_projection_a_family_and_depth_say_where_their_sizes_come_from():
    assert "W_rm @ m[t] must have r numbers, m[t] has m" in words(cell("lstmp"))
    assert "U_f[k, l] @ h[t-1, l] must have m numbers, h[t-1, l] has m; there are N × N" in words(cell("treelstm_nary"))
    stacked = cell("stacked_lstm").derivation().steps
    assert stacked[5].words == "W[l, j] @ h[t, l - 1] must have m numbers, h[t, l - 1] has m; there are (L - 1) × 4"
    assert str(polynomial(stacked[5].formula)) == "4*L*m**2 - 4*m**2"


def test_kernels_of_a_map_an_inner_product_and_a_number():
    assert "k × k numbers for each pair; likewise W_xf" in words(cell("convlstm"))[2]
    assert "dot(w_i, x[t]) is one number, x[t] has n; likewise w_f" in words(cell("xlstm_mlstm"))
    assert "zeta is one number; likewise nu" in words(cell("fastgrnn"))


def test_a_size_that_an_operation_makes():
    own = Cell("v[t] = concat(x[t], h[t-1])\nh[t] = tanh(W @ v[t])", {"x": "n", "h": "m"})
    assert words(own) == ["x[t] has n numbers", "h[t] has m numbers", "W @ v[t] must have m numbers, v[t] has n + m"]
    told = [step.words for step in own.derivation().long.steps][2]
    assert told == "v[t] has n + m numbers, by its equation"


def test_a_product_from_the_other_side_and_within_another():
    own = Cell("h[t] = tanh(W.T @ x[t] + (A @ B) @ x[t])", {"x": "n", "h": "m", "B": ("s", "n")})
    assert words(own)[2:] == [
        "W.T @ x[t] must have m numbers, x[t] has n",
        "A @ B must have m rows, B has s",
        "A @ B @ x[t] must have m numbers, x[t] has n; in it B is s × n",
    ]


def test_the_number_from_what_like_parameters_hold():
    steps = steps_of(cell("lstm"), "hold", n=4096, m=256)
    assert [(step.words, step.number) for step in steps] == [
        ("W_i, W_f, W_o and W_g hold", 4194304),
        ("U_i, U_f, U_o and U_g hold", 262144),
        ("b_i, b_f, b_o and b_g hold", 1024),
    ]
