"""The largest size within a budget."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic import Cell, SymbolicError, cell, cells, solve
from symbolic.derive.solve import read_budget
from symbolic.errors import EquationError
from symbolic.frameworks import layer

SOLVABLE = [name for name in cells() if cell(name).aliases.get("hidden") in cell(name).counted_letters]


def fits(made, budget, sizes):
    try:
        return made.count_at(**sizes) <= budget
    except SymbolicError:  # Heads that do not divide.
        return False


@settings(max_examples=100)
@given(st.sampled_from(SOLVABLE), st.integers(10, 10**12), st.sampled_from([1, 8, 64]), st.data())
def test_what_is_returned_fits_and_the_next_does_not(name, budget, step, data):
    made = cell(name)
    x = made.aliases["hidden"]
    others = {
        letter: data.draw(st.sampled_from([1, 2, 4, 8, 300]), letter) for letter in made.counted_letters if letter != x
    }
    try:
        solution = solve(made, x, budget, step=step, **others)
    except SymbolicError:
        assert not any(fits(made, budget, {**others, x: size * step}) for size in range(1, 100))
        return
    assert solution.size % step == 0
    assert solution.count == made.count_at(**others, **{x: solution.size}) <= budget
    if solution.following:
        size, count = solution.following
        assert size % step == 0
        assert size > solution.size
        assert count == made.count_at(**others, **{x: size}) > budget


@given(st.integers(24, 10**15), st.integers(1, 10**6))
def test_the_closed_form_says_the_same(budget, n):
    try:
        solution = solve("lstm", "m", budget, n=n)
    except SymbolicError:
        assert cell("lstm").count_at(n=n, m=1) > budget
        return
    value = solution.closed.value.subs({"P": budget, "n": n})
    assert solution.size <= value < solution.size + 1


def test_the_closed_form_of_degree_one():
    solution = solve("lstm", "n", "10M", m=256)
    assert solution.size == (10_000_000 - 4 * 256 * 257) // (4 * 256)
    assert str(solution.closed.value) == "(P - 4*m**2 - 4*m)/(4*m)"


def test_a_higher_degree_is_searched():
    maps = {"x": ("n", "X", "Y", "Z"), "h": ("m", "X", "Y", "Z")}
    solution = solve(Cell("h[t] = conv(K, x[t], k, k, k)", maps), "k", 10_000, n=2, m=3)
    assert solution.closed is None
    assert (solution.size, solution.count) == (11, 6 * 11**3)
    assert "higher degree in k" in str(solution)


def test_multiples():
    assert solve("lstm", "m", "10M", n=300, step=64).size == 1408


def test_a_layer_by_its_own_names():
    solution = solve(layer("torch.nn.LSTM", input_size=10, num_layers=2), "hidden_size", "1M")
    assert (solution.size, solution.count) == (286, 997_568)


def test_from_the_cell():
    assert cell("lstm").solve("m", budget=10_000_000, n=300).size == 1437


def test_sizes_that_do_not_divide_are_stepped_over():
    solution = solve("mogrifier", "R", "2M", n=300, m=100)
    assert (solution.size, solution.following[0]) == (60, 62)


@pytest.mark.parametrize(
    ("text", "number"),
    [("10000000", 10**7), ("10M", 10**7), ("1.5k", 1500), ("2B", 2 * 10**9), ("2e6", 2 * 10**6), ("1_000", 1000)],
)
def test_budgets(text, number):
    assert read_budget(text) == number


@pytest.mark.parametrize("text", ["", "M", "-5", "0", "1.23456k", "10MM", "ten", "1e99", "9" * 60, "1/2"])
def test_budgets_that_are_none(text):
    with pytest.raises(SymbolicError, match="a budget is a whole number, such as 10000000 or 10M"):
        read_budget(text)


@pytest.mark.parametrize(
    ("words", "sizes", "problem"),
    [
        (("lstm", "m", 3), {"n": 4}, "no m fits a budget of 3 parameters; the smallest, m = 1, has 24"),
        (("lstm", "m", "10M"), {}, "a size is missing: n; only m is the unknown"),
        (("lstm", "m", "10M"), {"n": 3, "m": 3}, "m is the unknown; do not give it a value"),
        (("lstm", "q", "10M"), {"n": 3}, "lstm has no size 'q'"),
        (("lstm", "m", "10M"), {"n": 3, "step": 0}, "step must be a whole number from 1"),
    ],
)
def test_refusals(words, sizes, problem):
    with pytest.raises(SymbolicError, match=problem):
        solve(*words, **sizes)


def test_a_shape_that_fits_at_no_size_of_the_unknown_is_the_reason():
    with pytest.raises(EquationError, match="N/2 is not a whole number at N = 1"):
        solve("s4d", "m", 10, step=8, N=1)
