"""What stands beside a formula in its equation is held against it, and what cannot be is said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic import SymbolicError, cell, check

CELLS = ("lstm", "gru", "rnn", "mgu")
SIZES = st.integers(1, 5000)


def formula(name):
    return str(cell(name).size)


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(CELLS), SIZES, SIZES, st.integers(-3, 3), st.sampled_from(("=", "==", "->", "→", "≈")))
def test_a_number_is_right_where_the_formula_has_it(name, n, m, off, sign):
    number = cell(name).count_at(n=n, m=m) + off
    answer = check(f"P = {formula(name)} {sign} {number:,}", name, n=n, m=m)
    (side,) = answer.stated
    zeros = len(str(number)) - len(str(number).rstrip("0"))
    roughly = 10**zeros / 2 if sign == "≈" else 0
    assert side.right is (abs(off) <= roughly)
    assert side.formula == number - off
    assert answer.equal
    assert str(answer).startswith("equal, but not to what is written beside it") is not side.right


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(CELLS), SIZES, SIZES, st.booleans())
def test_numbers_put_in_are_held_against_the_number(name, n, m, wrong):
    number = cell(name).count_at(n=n, m=m)
    put_in = formula(name).replace("n", str(n)).replace("m", str(m))
    steps, last = check(f"{formula(name)} = {put_in} = {number + wrong}", name).stated
    assert (last.right, last.formula) == (not wrong, number)
    assert (steps.right, steps.missing) == (None, tuple(cell(name).size.letters))


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(CELLS), SIZES, SIZES)
def test_sizes_behind_the_formula_are_sizes(name, n, m):
    number = cell(name).count_at(n=n, m=m)
    for text in ("{}, where n = {} and m = {}", "{} with n={}, m={}", "{} (n={}, m={}) = " + str(number)):
        answer = check(text.format(formula(name), n, m), name)
        assert answer.equal
        assert answer.numbers == (number, number)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("4*(n*m + m*m + m) = 71168", "71168 was not checked: that needs numbers for m and n."),
        ("4*(h*i + h*h + h) = 71168", "71168 was not checked: that needs numbers for h and i."),
        ("4*(10*128 + 128*128 + 128) = 71169", "The number beside it is wrong: it is 71,168, not 71169."),
        ("4((n+1)m + m²) = 4*m*(n+m+2)", "The other side is another formula: 4((n+1)m + m²)."),
        ("4((n+1)m + m²) = 4*m*(n+m+1)", "Its other side is right: 4((n+1)m + m²)."),
        ("4*m*(n+m+1) = 4*(2 = 9", "4*(2 was not read, and not checked."),
    ],
)
def test_sentences(text, said):
    assert said in " ".join(str(check(text, "lstm")).split())


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("4*m*(n+m+1) ~ 4.5M", True),
        ("4*m*(n+m+1) ≈ 4.6M", False),
        (r"4m(n+m+1) \approx 4.46 \times 10^6", True),
        ("4*m*(n+m+1) = 4.457e6 parameters", True),
        ("4*m*(n+m+1) = about 4.4 million", False),
        ("4*m*(n+m+1): 4457472", True),
        (r"$4m(n+m+1) = 4{,}457{,}472$.", True),
    ],
)
def test_rounded_numbers(text, right):
    (side,) = check(text, "lstm", n=4096, m=256).stated
    assert side.right is right


def test_a_number_of_gates():
    assert check("g*(h*(h + i) + h), g = 4", "lstm").equal
    assert not check("g*(h*(h + i) + h), g = 3", "lstm").equal


def test_a_size_twice():
    with pytest.raises(SymbolicError, match="n is given twice, as 4 behind the formula and as 5"):
        check("4*m*(n + m + 1), n = 4", "lstm", n=5)


def test_every_side_is_data():
    from symbolic.report.answers.check import data

    content = data(check("4*m*(n + m + 1) = 2480 = 4*m*n", "lstm", n=10, m=20))
    assert content["stated"] == [
        {"text": "4*m*(n + m + 1)", "right": False, "formula": 800, "missing": []},
        {"text": "2480", "right": False, "formula": 800, "missing": []},
    ]
