"""The steps of a layer: sublayers, sum, number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import expand

from symbolic.frameworks import layer, layers
from symbolic.frameworks.derivation import layer_steps


def words(made, sizes=None):
    return [step.words for step in layer_steps(made, sizes or {})]


def test_equal_sublayers_are_one_step():
    made = layer("torch.nn.LSTM", num_layers=4, bidirectional=True)
    assert words(made) == [
        "layer 0, both directions",
        "layers 1 to 3, each, both directions, reading 2·m",
        "sum",
        "like terms",
    ]


def test_a_single_layer_has_one_step_and_the_number():
    assert words(layer("torch.nn.GRU"), {"n": 3, "m": 5}) == ["one layer", "n = 3, m = 5"]


@given(st.integers(1, 6), st.booleans(), st.booleans())
def test_every_formula_step_of_a_stack_is_equal_to_the_sum_of_its_sublayers(depth, both, bias):
    made = layer("torch.nn.LSTM", num_layers=depth, bidirectional=both, bias=bias)
    steps = layer_steps(made, {})
    parts = [step.expression for step in steps if step.rule in ("sublayer", "unused")]
    assert expand(sum(part.doit() for part in parts) - made.count) == 0
    assert expand(steps[-1].expression.doit() - made.count) == 0


@pytest.mark.parametrize("name", layers())
def test_the_last_step_is_the_number(name):
    made = layer(name)
    sizes = {letter: 6 + place for place, letter in enumerate(made.counted_letters)}
    assert layer_steps(made, sizes)[-1].expression.doit() == made.count_at(**sizes)
