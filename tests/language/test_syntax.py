"""A sign that is missing is named, with both values and the place between them."""

import pytest

from symbolic.errors import EquationError
from symbolic.language.parser import parse

MATRIX = "a matrix product is written @"
NUMBER = "a product with a number is written *"
ELEMENTS = "a product element by element is written *"
MISSING = [
    ("h[t] = tanh(U_z h[t-1])", "U_z", "h[t-1]", MATRIX),
    ("h[t] = W x[t] + b", "W", "x[t]", MATRIX),
    ("h[t] = 2 m", "2", "m", NUMBER),
    ("h[t] = 0.5h[t-1]", "0.5", "h[t-1]", NUMBER),
    ("h[t] = W @ x[t] 3", "x[t]", "3", NUMBER),
    ("h[t] = W 2.5", "W", "2.5", NUMBER),
    ("h[t] = 2 .5", "2", ".5", NUMBER),
    ("h[t] = z[t] h[t-1]", "z[t]", "h[t-1]", ELEMENTS),
    ("h[t] = (W + V) x[t]", "(W + V)", "x[t]", MATRIX),
    ("h[t] = (W + V)(x[t])", "(W + V)", "(x[t])", MATRIX),
    ("h[t] = W[0](x[t])", "W[0]", "(x[t])", MATRIX),
    ("h[t] = tanh(x[t]) y[t]", "tanh(x[t])", "y[t]", MATRIX),
    ("h[t] = sum(U[k] h[t-1, k] for k in N)", "U[k]", "h[t-1, k]", MATRIX),
    ("h[t] = sigmoid W @ x[t]", "sigmoid", "W", "what sigmoid is applied to is written in brackets, sigmoid(...)"),
]


def refusal(text: str) -> EquationError:
    with pytest.raises(EquationError) as refused:
        parse(text)
    return refused.value


@pytest.mark.parametrize(("text", "left", "right", "sign"), MISSING)
def test_a_missing_sign_is_shown_between_the_two_values(text, left, right, sign):
    error = refusal(text)
    assert error.problem == f"a sign is missing between {left} and {right}; {sign}"
    assert text.index(left, 6) + len(left) == error.column
    assert error.end <= text.rindex(right) + 1


def test_it_is_found_on_any_line_and_in_brackets_that_span_lines():
    error = refusal("c[t] = x[t]\nh[t] = tanh(W @ x[t]\n    + U h[t-1])")
    assert (error.line, error.column) == (3, 7)
    assert "between U and h[t-1]" in error.problem
    assert refusal("h[t] = tanh(W @ x[t]\n  h[t-1])").line == 2


def test_a_comment_has_no_values():
    assert "a sign is missing" not in refusal("# h is the state\nh[t] = W @ # of x\n").problem


def test_what_is_called_like_a_function_and_is_a_matrix():
    problem = "W_h is not a function; a matrix product is written W_h @ (...)"
    assert refusal("h[t] = W_h(x[t])").problem == problem
    assert refusal("h[t] = x[t] ^ 2").problem == "a power is written **, such as a[t] ** 2"
