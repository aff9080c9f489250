"""The cost of a run: symbols and numbers, sequences and steps, kinds of numbers, and what is refused."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Symbol, expand, symbols

from symbolic import cell, cells
from symbolic.derive.cost import Cost
from symbolic.derive.precision import BITS_BY_DTYPE
from symbolic.errors import SizeError, UnfitSize, UnknownName, UsageError
from symbolic.frameworks import layer, layers

B, T, n, m = symbols("B T n m")
WHOLE = st.integers(1, 5000)
SMALL = {"H": 2, "g": 4, "C": 2, "k": 3, "N": 2, "R": 2, "L": 4, "G": 4}
"""Sizes that others have to be divisible by, or that are even."""


def same(left, right) -> bool:
    return expand(left - right) == 0


@cache
def formulas(name: str) -> Cost:
    return cell(name).cost()


def test_an_lstm_in_symbols():
    cost = cell("lstm").cost()
    assert same(cost.macs, 4 * B * T * m * (m + n))
    assert (cost.additions, cost.multiplications, cost.activations) == (B * T * m, 3 * B * T * m, 5 * B * T * m)
    assert same(cost.flops, 2 * cost.macs + 9 * B * T * m)
    assert same(cost.parameter_memory, 16 * m * (m + n + 1))
    assert cost.state_memory == 8 * B * m
    assert cost.training_memory == T * cost.activation_memory == 24 * B * T * m
    assert same(cost.traffic, 4 * T * (4 * m * (m + n + 1) + B * (n + 8 * m)))
    assert cost.intensity == cost.flops / cost.traffic


def test_an_lstm_in_numbers():
    cost = cell("lstm").cost(B=32, T=100, n=4096, m=256)
    assert cost.macs == 4 * 32 * 100 * 256 * (256 + 4096)
    assert cost.flops == 2 * cost.macs + 32 * 100 * 9 * 256
    assert cost.parameter_memory == 4 * 4457472
    assert all(type(value) is int for value in cost._values())
    assert cost.intensity == pytest.approx(15.3245, rel=1e-5)


def test_sequences_and_steps_go_by_place_by_name_or_as_symbols():
    lstm = cell("lstm")
    assert lstm.cost(32, 100, n=3, m=5) == lstm.cost(batch=32, steps=100, input=3, units=5)
    assert lstm.cost(32, "100", n=3, m=5) == lstm.cost(B="32", seq_len=100, n=3, m=5)
    assert same(lstm.cost(*symbols("b t")).macs, 4 * Symbol("b") * Symbol("t") * m * (m + n))
    assert same(lstm.cost(B, 7).macs, 28 * B * m * (m + n))
    assert same(lstm.cost(2, 7, m=5).macs, 280 * (n + 5))


def test_a_cell_with_a_size_called_b_has_its_sequences_called_batch():
    cfc = cell("cfc")
    assert {*cfc.cost().macs.free_symbols} == {*symbols("batch T B n m")}
    assert cfc.cost(3, 4, B=5, n=6, m=7).macs == 3 * 4 * (5 * 6 + 5 * 5 * 7)
    assert cfc.cost(batch=3, T=4, B=5, n=6, m=7) == cfc.cost(3, 4, B=5, n=6, m=7)


@pytest.mark.parametrize(("dtype", "bits"), BITS_BY_DTYPE.items())
def test_memory_is_of_the_kind_of_number(dtype, bits):
    first, second = (cell("gru").cost(2, 3, n=4, m=5, dtype=kind) for kind in (dtype, "float8"))
    for name in ("parameter_memory", "state_memory", "activation_memory", "training_memory", "traffic"):
        assert getattr(first, name) == -(-bits * getattr(second, name) // 8)
    assert first.flops == second.flops


def test_activations_are_weighed():
    light, heavy = (cell("lstm").cost(1, 1, n=3, m=5, activation=weight) for weight in (0, 10))
    assert heavy.flops - light.flops == 10 * light.activations == 10 * 25
    assert light.flops == 2 * light.macs + light.additions + light.multiplications


@given(name=st.sampled_from(cells()), batch=WHOLE, steps=WHOLE, draw=st.data())
def test_the_numbers_are_the_formulas_at_the_sizes(name, batch, steps, draw):
    own = cell(name)
    sizes = {letter: SMALL.get(letter) or 24 * draw.draw(WHOLE) for letter in own.definition.letters}
    numbers = own.cost(batch, steps, **sizes)
    at = {**sizes, "batch" if "B" in sizes else "B": batch, "T": steps}
    for number, formula in zip(numbers._values(), formulas(name)._values(), strict=True):
        assert formula.subs(at) == number


@given(batch=WHOLE, steps=WHOLE, more=WHOLE)
def test_operations_are_linear_in_sequences_and_in_steps(batch, steps, more):
    subject, sizes = cell("gru"), {"n": 3, "m": 5}
    here, there = subject.cost(batch, steps, **sizes), subject.cost(batch, more, **sizes)
    together = subject.cost(batch, steps + more, **sizes)
    wider, widest = subject.cost(more, steps, **sizes), subject.cost(batch + more, steps, **sizes)
    for kind in ("macs", "additions", "multiplications", "activations", "flops", "training_memory"):
        assert getattr(here, kind) + getattr(there, kind) == getattr(together, kind)
        assert getattr(here, kind) + getattr(wider, kind) == getattr(widest, kind)
    assert here.parameter_memory == together.parameter_memory == widest.parameter_memory
    assert here.state_memory == together.state_memory


def test_a_stack_is_the_sum_of_its_levels():
    sizes = {"input_size": 30, "hidden_size": 20}
    stack = layer("torch.nn.LSTM", num_layers=3).cost(4, 7, **sizes)
    first = layer("torch.nn.LSTM").cost(4, 7, **sizes)
    above = layer("torch.nn.LSTM").cost(4, 7, input_size=20, hidden_size=20)
    assert stack == Cost(*(a + 2 * b for a, b in zip(first._values(), above._values(), strict=True)))


def test_two_directions_cost_twice_and_their_merging():
    names = {"input": 30, "units": 20}
    single = layer("keras.layers.LSTM").cost(4, 7, **names)
    for merge, additions, multiplications in (("concat", 0, 0), ("sum", 1, 0), ("mul", 0, 1), ("ave", 1, 1)):
        both = layer("keras.layers.LSTM", bidirectional=True, merge_mode=merge).cost(4, 7, **names)
        assert both.macs == 2 * single.macs
        assert both.additions == 2 * single.additions + additions * 4 * 7 * 20
        assert both.multiplications == 2 * single.multiplications + multiplications * 4 * 7 * 20


def test_a_layer_pays_for_what_its_framework_adds():
    single, double = (layer(name).cost(1, 1).additions for name in ("keras.layers.LSTM", "torch.nn.LSTM"))
    assert double - single == 4 * m, "a second bias in each gate"
    forget = layer("tf.compat.v1.nn.rnn_cell.LSTMCell").cost(1, 1).additions
    plain = layer("tf.compat.v1.nn.rnn_cell.LSTMCell", forget_bias=0).cost(1, 1).additions
    assert forget - plain == m, "a forget bias that is added at each step"


@pytest.mark.parametrize("name", layers())
def test_a_layer_keeps_what_it_counts(name):
    assert same(layer(name).cost().parameter_memory, 4 * layer(name).count)


def test_sizes_of_a_layer_stand_in_its_cost():
    assert layer("torch.nn.GRU", input_size=10, hidden_size=20).cost(3, 7).macs == 3 * 7 * 3 * 20 * 30
    assert same(layer("torch.nn.GRU", hidden_size=20).cost(1, 1).macs, 60 * (n + 20))


@pytest.mark.parametrize(
    ("arguments", "kind", "problem"),
    [
        ({"B": 0}, SizeError, "B must be a whole number from 1 to 10^12, not 0"),
        ({"T": 1.5}, SizeError, "T must be a whole number from 1 to 10^12, not 1.5"),
        ({"T": 3, "steps": 4}, SizeError, "T is given twice, as 3 and as 4"),
        ({"q": 3}, SizeError, "lstm has no size 'q'; it has n, m, B, T, "),
        ({"dtype": "float31"}, UnknownName, "no kind of number 'float31'; did you mean float32"),
        (
            {"activation": -1},
            UsageError,
            "activation is the number of FLOPs of one activation, a whole number from 0 to 1,000,000, not '-1'",
        ),
        ({"activation": 0.5}, UsageError, "not '0.5'"),
        ({"dtype": 16}, UnknownName, "no kind of number '16'; known: bfloat16"),
        ({"backward": True}, UnknownName, "no backward pass 'True'; known: all, none, parameters"),
    ],
)
def test_what_is_refused(arguments, kind, problem):
    with pytest.raises(kind) as caught:
        cell("lstm").cost(**arguments)
    assert problem in str(caught.value)


def test_sizes_that_do_not_divide_are_refused_though_the_sum_is_whole():
    with pytest.raises(UnfitSize, match="6 is not divisible by 4"):
        cell("rg_lru").cost(1, 1, m=6, H=4)


@pytest.mark.parametrize("name", ["lstm", "gru", "ln_lstm", "rnn"])
def test_a_backward_pass_moves_what_its_step_reads_and_keeps(name):
    own = cell(name)
    sizes = {"n": 3, "m": 5}
    forward, both = own.cost(7, 11, **sizes), own.cost(7, 11, backward="all", **sizes)
    back = own.backward_work()
    each = [size.evaluate(sizes.__getitem__) for size in (back.inputs, back.state, back.signals)]
    numbers = sum(top // bottom for top, bottom in each) * 7 * 11
    top, bottom = back.parameters.evaluate(sizes.__getitem__)
    assert both.traffic - forward.traffic == 4 * (numbers + (top // bottom + own.count_at(**sizes)) * 11)
