"""Formulas as people write them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic.errors import FormulaError
from symbolic.language.sizes.formula import parse_formula
from symbolic.language.sizes.size import Size

N, M = Size.letter("n"), Size.letter("m")
LSTM = 4 * (N * M + M * M + M)


@pytest.mark.parametrize(
    "text",
    [
        "4*(n*m + m**2 + m)",
        "4(nm + m^2 + m)",
        "4((n+1)m+m²)",
        "4·m·(m + n + 1)",
        "4 × m × (m + n + 1)",
        r"4 m (m + n + 1)",
        r"4 \cdot m \left( m + n + 1 \right)",
        r"4 [ (n + 1) m + m^{2} ]",
        r"\frac{8}{2} m (m + n + 1)",
        "8/2*(nm + m*m + m)",
        "4.0*(n*m + m**2 + m)",
        "P(n, m) = 4*m*(m + n + 1)",
        "nm+nm+nm+nm + (2m)^2 + 4m",
        "-(-4*m*(m + n + 1))",
        "4*m^1*(m + n + m^0)",
    ],
)
def test_spellings_of_one_polynomial(text):
    assert parse_formula(text) == LSTM


def test_runs_of_letters_are_products_and_words_are_names():
    assert parse_formula("nm") == N * M
    assert parse_formula("units") == Size.letter("units")
    assert parse_formula("n_in*units") == Size.letter("n_in") * Size.letter("units")
    assert parse_formula(r"\mathrm{units}^2") == Size.letter("units") * Size.letter("units")
    assert parse_formula("size_of_input") == Size.letter("size_of_input")
    assert parse_formula("nmq", ("nmq",)) == Size.letter("nmq")


@pytest.mark.parametrize(
    ("text", "problem", "column"),
    [
        ("", "expected a number, a size or an opening bracket here", 0),
        ("4*(n*m + ", "expected a number, a size or an opening bracket here", 9),
        ("4*(n*m", "this bracket is not closed", 2),
        ("4*n)", "a closing bracket without an opening one", 3),
        ("4 ** ** n", "an exponent is a whole number from 0 to 16", 5),
        ("n^n", "an exponent is a whole number from 0 to 16", 2),
        ("n^1,000", "an exponent is at most 16", 1),
        ("n^(10,000)", "an exponent is at most 16", 1),
        ("n^1000000", "an exponent is at most 16", 1),
        ("4*n != 5", "!= says that its sides differ; write the formula after =", 4),
        ("n * " + "9" * 200, "the numbers in a size have at most 100 digits", 4),
        ("n^17", "an exponent is at most 16", 1),
        ("n^99999999999999999999", "an exponent is at most 16", 1),
        ("n m 4", "a number after another factor needs a sign between them", 4),
        ("4/(n-n)", "a division by zero", 1),
        ("4 @ n", "unexpected character '@' in formula", 2),
        ("4; n", "unexpected character ';' in formula", 1),
        ("__import__('os')", "unexpected character '_' in formula", 0),
        (r"2*\sin(n)", r"unknown command \sin in formula", 2),
        ("n" * 5000, "a formula is at most 4 KiB long", 0),
        ("(" * 200 + "n" + ")" * 200, "brackets are nested at most 100 deep", 100),
    ],
)
def test_refusals_point_at_the_place(text, problem, column):
    with pytest.raises(FormulaError) as refusal:
        parse_formula(text)
    assert refusal.value.problem == problem
    assert refusal.value.column == column


def test_a_power_of_a_long_sum_is_bounded():
    text = "(a+b+c+d+e+f+g+h+i+j+k+l+n+m)^16"
    with pytest.raises(FormulaError):
        parse_formula(text)


@given(st.text(alphabet="nm 0123456789+-*/^()²·.\\frac{}=_", max_size=40))
def test_any_text_is_read_or_refused(text):
    with suppress(FormulaError):
        assert isinstance(parse_formula(text), Size)


@pytest.mark.parametrize("text", [r"\frac n m", r"\frac{n} m", r"\frac"])
def test_both_parts_of_a_fraction_stand_in_brackets(text):
    with pytest.raises(FormulaError, match="expected an opening bracket here"):
        parse_formula(text)
