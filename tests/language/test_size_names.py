"""Which letter is which size."""

import pytest

from symbolic._cell import Cell

LSTMP = """
    c[t] = sigmoid(W @ x[t] + U @ h[t-1] + b) * c[t-1]
    h[t] = W_r @ tanh(c[t])
"""


def test_the_letters_behind_the_words():
    cell = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "a", "h": "b"})
    assert cell.aliases == {"input": "a", "hidden": "b", "units": "b"}
    projected = Cell(LSTMP, {"x": "n", "c": "m", "h": "r"})
    assert projected.aliases == {"input": "n", "hidden": "m", "units": "m", "projection": "r"}


def test_words_and_letters_give_the_same_number():
    cell = Cell(LSTMP, {"x": "n", "c": "m", "h": "r"})
    by_hand = 5 * 3 + 5 * 2 + 5 + 2 * 5
    assert cell.count_at(n=3, m=5, r=2) == by_hand
    assert cell.count_at(input=3, hidden=5, projection=2) == by_hand
    assert cell.count_at(input="3", units=5, r=2, n=3) == by_hand


def test_a_number_or_an_expression_has_no_alias():
    assert Cell("h[t] = tanh(W @ x[t])", {"x": 7, "h": "2*m"}).aliases == {}


def test_what_the_letters_stand_for():
    cell = Cell(LSTMP, {"x": "n", "c": "m", "h": "r"}, letters={"m": "cells"})
    assert cell.letters == {"n": "input size", "m": "cells", "r": "projection size"}
    tied = Cell("h[t] = tanh(x[t] + U @ h[t-1])", {"x": "m", "h": "m"})
    assert tied.letters == {"m": "input size and hidden size (units)"}


def test_a_letter_that_cancels_need_not_be_given():
    cell = Cell("h[t] = tanh(sum(U @ h[t-1, k] for k in N))", {"h": "m"})
    assert cell.counted_letters == ("m",)
    assert cell.count_at(m=3) == 9


@pytest.mark.parametrize("fixed", [[], ["b"], ["W", "b"]])
def test_fixed_parameters_are_not_counted(fixed):
    cell = Cell("h[t] = tanh(W @ x[t] + b)", {"x": "n", "h": "m"}, fixed=fixed)
    sizes = {"W": 15, "b": 5}
    expected = sum(size for name, size in sizes.items() if name not in fixed)
    assert cell.count_at(**{letter: {"n": 3, "m": 5}[letter] for letter in cell.counted_letters}) == expected


def test_the_hidden_size_is_that_of_what_goes_on():
    two = "a[t] = tanh(W_a @ x[t] + U_a @ a[t-1])\nb[t] = tanh(W_b @ x[t] + U_b @ b[t-1])"
    assert Cell(two, {"x": "n", "a": "m", "b": "p"}, output="a").aliases["hidden"] == "m"
    assert Cell(two, {"x": "n", "a": "m", "b": "p"}, output="b").aliases["hidden"] == "p"
    memory = """
        h[t] = tanh(W @ x[t] + U @ h[t-1] + M[t-1].T @ k[t])
        k[t] = softmax(V @ x[t])
        M[t] = M[t-1] + k[t] @ h[t].T
    """
    assert Cell(memory, {"x": "n", "h": "m", "k": "K"}).aliases["hidden"] == "m"
