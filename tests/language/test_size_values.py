"""A size as a number in an equation, and how it is told from a parameter of the same name."""

from __future__ import annotations

import numpy as np
import pytest

from symbolic import Cell
from symbolic.errors import ArrayError, EquationError

SIZES = {"x": "n", "h": "m"}


@pytest.mark.parametrize(
    ("text", "numbers", "count"),
    [
        ("h[t] = tanh(W @ x[t] / sqrt(m))", {"m"}, "m*n"),
        ("h[t] = tanh(W @ x[t] / n + U @ h[t-1])", {"n"}, "m*n + m**2"),
        ("h[t] = (1 - 1 / m ** 2) * tanh(W @ x[t]) + log(n) * h[t-1]", {"m", "n"}, "m*n"),
        ("h[t] = tanh(W @ x[t] + m * h[t-1])", set(), "m*n + m"),
    ],
)
def test_in_a_divisor_or_a_function_of_numbers_it_is_a_number(text, numbers, count):
    own = Cell(text, SIZES)
    assert own.definition.size_values == numbers
    assert str(own.size) == count
    assert own.modified(bias="none").definition.size_values == numbers
    # Nobody has to give it, so it is not among what is fixed.
    assert "fixed" not in str(own)


def test_run_knows_it():
    own = Cell("h[t] = W @ x[t] / sqrt(n)", SIZES)
    W, x = np.ones((2, 4)), np.ones((1, 4))
    assert own.run({"W": W}, {"x": x})["h"].tolist() == [[2.0, 2.0]]
    assert own.run({"W": W, "n": np.asarray(4.0)}, {"x": x})["h"].tolist() == [[2.0, 2.0]]
    with pytest.raises(ArrayError, match="n is the size 4 here, not 9"):
        own.run({"W": W, "n": np.asarray(9.0)}, {"x": x})


def test_a_shape_that_is_declared_or_fixed_decides():
    declared = Cell("h[t] = tanh(W @ x[t] / sqrt(m))", {**SIZES, "m": "m"})
    assert str(declared.size) == "m*n + m"
    fixed = Cell("h[t] = m * tanh(W @ x[t])", SIZES, fixed=["m"])
    assert fixed.definition.size_values == {"m"}
    assert str(fixed.size) == "m*n"


def test_written_both_ways_it_is_refused():
    with pytest.raises(
        EquationError, match="m is the number of a size elsewhere and cannot be a parameter too"
    ) as told:
        Cell("h[t] = m * tanh(W @ x[t] / sqrt(m))", SIZES)
    assert told.value.column == len("h[t] = ")


@pytest.mark.parametrize("divisor", ["sqrt(d)", "sqrt(m/d)", "(2 * sqrt(d))"])
def test_a_letter_under_a_root_that_is_no_size_is_asked_about(divisor):
    text = f"h[t] = tanh(W @ x[t] / {divisor} + U @ h[t-1])"
    with pytest.raises(EquationError, match="d is not a size of this cell, and under a root that divides") as told:
        Cell(text, SIZES)
    assert told.value.column == text.index("d)")
    assert Cell(text, SIZES, fixed=["d"]).count_at(n=3, m=5) == 40
    assert Cell(text, {**SIZES, "d": ()}).count_at(n=3, m=5) == 41


def test_a_root_of_a_sum_may_be_of_a_trained_vector():
    own = Cell("h[t] = tanh((W @ x[t] + U @ h[t-1]) / sqrt(variance + 0.001))", SIZES)
    assert own.count_at(n=3, m=5) == 45


def test_a_letter_that_is_trained_elsewhere_is_trained_under_a_root():
    own = Cell("h[t] = tanh(W @ x[t] / sqrt(d) + U @ h[t-1] + d)", SIZES)
    assert own.count_at(n=3, m=5) == 45


def test_pi_in_a_sine_is_asked_about():
    sizes = {"x": "n", "h": "m"}
    with pytest.raises(EquationError, match=r"the number is written 3\.14159") as refused:
        Cell("h[t] = cos(2 * pi * (W @ x[t])) * h[t-1]", sizes)
    assert refused.value.text[refused.value.column : refused.value.end] == "pi"
    assert str(Cell("h[t] = cos(2 * pi * (W @ x[t])) * h[t-1]", sizes | {"pi": 1}).count) == "m*n + 1"
    assert str(Cell("h[t] = pi * h[t-1] + W @ x[t]", sizes).count) == "m*(n + 1)"


def test_a_small_letter_that_would_be_a_matrix_is_asked_about():
    gate = "b[t] = sigmoid(w.T @ x[t])\nh[t] = b[t] * h[t-1] + (1 - b[t]) * x[t]"
    with pytest.raises(EquationError, match="w is a vector by its letter") as refused:
        Cell(gate, {"x": "n"})
    assert refused.value.text[refused.value.column : refused.value.end] == "w.T"
    assert [str(Cell(gate, {"x": "n", "w": size}).count) for size in ("n", ("n", "n"))] == ["n", "n**2"]
    assert str(Cell(gate.replace("w", "W"), {"x": "n"}).count) == "n**2"


def test_a_small_letter_that_stands_without_a_transpose_too_is_what_the_equation_says():
    own = Cell("h[t] = tanh((w - w.T) @ h[t-1] + V @ x[t])", SIZES)
    assert str(own.count) == "m*(m + n)"
