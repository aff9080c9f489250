"""Printed expressions as expressions of the language."""

import pytest

from symbolic.latex.printed.errors import LatexError
from symbolic.latex.reading import read_text


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (r"h_t = a^2 \odot h_{t-1} + a \odot (W x_t)", ["m + m*n"]),
        (
            r"h_t = \lambda \odot h_{t-1} + \sqrt{1 - \lambda^2} \odot (W x_t)",
            ["m*n", "1 + m*n", "m + m*n"],
        ),
        (r"h_t = W^1 h_{t-1} + W^2 x_t", ["m**2 + m*n"]),
    ],
)
def test_a_power_of_what_also_stands_alone_is_a_power(text, counts):
    assert [str(reading.count) for reading in read_text(text).readings] == counts


@pytest.mark.parametrize("function", [r"\exp(A)", r"\exp(-A)", r"\sqrt{A}", r"|A|", r"\sigma(2A)"])
def test_a_function_of_a_capital_letter_is_one_of_a_vector_or_of_a_matrix(function):
    reading = read_text(rf"h_t = {function} h_{{t-1}} + B x_t")
    assert [str(part.count) for part in reading.readings] == ["m + m*n", "m**2 + m*n"]
    assert {part.chosen["A"] for part in reading.readings} == {"vector", "matrix"}


def test_it_is_not_asked_where_the_shapes_or_the_words_say_it():
    assert len(read_text(r"h_t = \tanh(A) \odot h_{t-1} + B x_t").readings) == 1
    said = r"\[h_t = \exp(A) h_{t-1} + B x_t\] where $A \in \mathbb{R}^{m \times m}$."
    assert str(read_text(said).readings[0].count) == "m**2 + m*n"


@pytest.mark.parametrize("power", ["-2", "1/2", "0.5", "-1/2", r"\frac{1}{2}", "-1", "-T"])
def test_an_exponent_is_no_part_of_a_name(power):
    problem = "an inverse is not read" if power in ("-1", "-T") else "this power is not read"
    with pytest.raises(LatexError, match=problem):
        read_text(rf"h_t = A^{{{power}}} h_{{t-1}} + B x_t")
