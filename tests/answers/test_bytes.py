"""Bytes of what is stored: kinds of numbers, budgets with a unit, several kinds, and one budget for several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import Model, cell, compare, layer, solve, sweep
from symbolic.answers.bytes import find_quantity
from symbolic.answers.solve import read_asked_budget
from symbolic.answers.subject import find_subject
from symbolic.derive.cost import find_cost
from symbolic.derive.precision import BITS_BY_DTYPE, read_precision
from symbolic.errors import SymbolicError
from symbolic.language.sizes.size import Size

SUBJECTS = (
    "lstm(m) > dense(10)",
    "embedding(30, 4, frozen) > gru(m, layers=2, bidirectional) > batch_norm() > dense(5)",
    "torch.nn.LSTM(m, num_layers=2) > layer_norm() > dense(m)",
    "lstm",
    "torch.nn.GRU num_layers=2",
)


def made(text):
    return layer("torch.nn.GRU", num_layers=2) if text.startswith("torch.nn.GRU ") else text


@given(st.sampled_from(SUBJECTS), st.sampled_from(sorted(BITS_BY_DTYPE)), st.integers(1, 40), st.integers(1, 40))
def test_one_kind_of_number(text, dtype, n, m):
    subject = made(text)
    sizes = {"n": n, "m": m}
    quantity = find_quantity(subject, "bytes", dtype)
    counted = {letter: sizes[letter] for letter in quantity.counted_letters}
    if isinstance(subject, str) and "(" in subject:
        summary = Model.parse(subject).summary(dtype=dtype, **counted)
        stored = summary.trained + summary.fixed
        assert summary.memory == quantity.count_at(**counted)
    else:
        stored = (subject if not isinstance(subject, str) else cell(subject)).count_at(**counted)
    assert quantity.count_at(**counted) == -(-stored * BITS_BY_DTYPE[dtype] // 8)


@given(st.integers(1, 60), st.integers(1, 60))
def test_several_kinds(n, m):
    network = "lstm(m) > dense(10)"
    by_hand = 4 * m * m + 2 * (4 * m * n) + 4 * (4 * m + 10 * m + 10)
    dtype = "recurrent:int8,input:float16,float32"
    assert find_quantity(network, "bytes", dtype).count_at(n=n, m=m) == by_hand
    assert Model.parse(network).summary(dtype=dtype, n=n, m=m).memory == by_hand
    dense = find_quantity(network, "bytes", "dense:int4,int8").count_at(n=n, m=m)
    assert dense == 4 * m * (n + m + 1) + 5 * (m + 1)


@given(st.integers(400, 10**7), st.sampled_from(["int4", "int8", "float16", "recurrent:int4,bfloat16"]))
def test_each_meets_the_budget_and_the_next_size_does_not(budget, dtype):
    subjects = ["lstm", "gru(m, layers=2) > dense(10)", "keras.layers.GRU"]
    comparison = compare(*subjects, n=7, of="bytes", dtype=dtype, budget=budget)
    for subject, solution in zip(subjects, comparison.solutions, strict=True):
        quantity = find_quantity(subject, "bytes", dtype)
        assert quantity.count_at(n=7, m=solution.size) == solution.count <= budget
        assert quantity.count_at(n=7, m=solution.size + 1) > budget


@pytest.mark.parametrize("of", ["parameters", "macs", "flops"])
def test_one_budget_of_each_kind(of):
    subjects = "lstm", "gru(m) > dense(10)"
    comparison = compare(*subjects, n=40, of=of, budget="100k", step=8)
    sizes = [solution.size for solution in comparison.solutions]
    assert sizes == [
        solve(subject, "m", "100k", n=40, of=of, step=8).size for subject in ("lstm", "gru(m) > dense(10)")
    ]
    assert all(size % 8 == 0 for size in sizes)
    assert "of the budget" in str(comparison)


def test_a_sweep_rounds_half_a_byte_up():
    table = sweep("rnn", n=2, m="1:3", of="bytes", dtype="int4")
    assert [row[-1] for row in table.rows()] == [-(-m * (m + 2 + 1) // 2) for m in (1, 2, 3)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("400KB", 400_000),
        ("256KiB", 2**18),
        ("2mb", 2 * 10**6),
        ("1.5 MiB", 3 * 2**19),
        ("1GB", 10**9),
        ("2 bytes", 2),
    ],
)
def test_budgets_with_a_unit(text, number):
    assert read_asked_budget(text, "parameters") == ("bytes", number)


def test_four_bits_are_half_of_eight():
    assert read_precision("int4") != read_precision("int8")
    assert solve("lstm", "m", "400KB", dtype="int4", n=40).size > solve("lstm", "m", "400KB", dtype="int8", n=40).size


def test_the_memory_of_a_run_in_one_number():
    cost = cell("lstm").cost(2, 3, n=4, m=5)
    weights = 4 * 4 * 5 * 10
    assert cost.inference_total == weights + cost.state_memory + cost.activation_memory
    assert cost.training_total == 2 * weights + cost.state_memory + cost.training_memory
    frozen = Model.parse("embedding(30, 4, frozen) > rnn(5)").cost(2, 3)
    assert frozen.gradient_memory == 4 * 5 * (4 + 5 + 1)


@pytest.mark.parametrize(
    ("ask", "problem"),
    [
        (lambda: solve("lstm", "m", "10B", of="bytes", n=4), "10B may be bytes or a billion of them"),
        (lambda: solve("lstm", "m", "10KB", of="flops", n=4), "a budget of flops is a number without a unit"),
        (lambda: solve("lstm", "m", "10k", dtype="int8", n=4), "dtype is of bytes, not of parameters"),
        (lambda: solve("lstm", "m", "10KB", dtype="int9", n=4), "there is no kind of number 'int9'"),
        (lambda: solve("lstm", "m", "10KB", dtype="recurent:int8", n=4), "no part 'recurent'; did you mean recurrent"),
        (lambda: solve("lstm", "m", "10KB", dtype="int8,int4", n=4), "dtype is one kind, or parts and the rest"),
        (lambda: solve("lstm", "m", "10KB", dtype="bias:int8,bias:int4", n=4), "dtype says bias twice"),
        (lambda: solve("lstm", "m", "1KB", n=400), "no m fits a budget of 1,000 bytes in float32; the smallest, m = 1"),
        (lambda: compare("lstm", "gru", budget="5k"), "n and m of lstm are open; a budget is for one size of each"),
        (lambda: compare("lstm", "gru", n=4, m=5, budget="5k"), "lstm has no open size; a budget is for one size"),
        (lambda: compare("lstm", "gru", n=4, budget=5), "lstm: no m fits a budget of 5 parameters"),
        (lambda: cell("lstm").cost(dtype="nope:int8,float32"), "there is no part 'nope'"),
    ],
)
def test_refusals(ask, problem):
    with pytest.raises(SymbolicError) as refusal:
        ask()
    assert problem in str(refusal.value)


MIXED = [
    ("lstm", "recurrent:int8,float32"),
    ("gru", "bias float64, rest int4"),
    ("torch.nn.LSTM", "input:int8,recurrent:int4,float16"),
    ("embedding(V, e) > lstm(m) > dense(10)", "lstm:int8,dense:float16,float32"),
]


@pytest.mark.parametrize(("subject", "dtype"), MIXED)
def test_a_cost_holds_its_parameters_in_the_bytes_of_a_budget(subject, dtype):
    weights = find_quantity(subject, "bytes", dtype)
    run = find_cost(find_subject(subject), dtype=dtype)
    assert run.formulas.parameter_memory == weights.size
    plain = find_cost(find_subject(subject), dtype=read_precision(dtype).rest)
    assert run.formulas.state_memory == plain.formulas.state_memory
    saved = plain.formulas.parameter_memory - run.formulas.parameter_memory
    steps = Size.letter(run.axes[1])
    if not run.layers:
        assert plain.formulas.traffic - run.formulas.traffic == saved * steps
