"""The ranges of sums over the elements of a state."""

import pytest

from symbolic.language.size_parser import parse_size
from symbolic.latex.printed.errors import LatexError
from symbolic.latex.reading import read_text

CELL = r"\[h_j(t) = f(\sum_{i=1}^{n} w_{ji} x_i(t) + \sum_{k=%s}^{%s} u_{jk} h_k(t-1))%s\]"


@pytest.mark.parametrize(
    ("first", "last", "advice"), [("0", "m", "a bias"), ("1", "m+1", "a bias"), ("1", "m-1", "say how many elements")]
)
def test_a_sum_over_more_or_less_than_the_state_is_refused(first, last, advice):
    with pytest.raises(LatexError, match=advice):
        read_text(CELL % (first, last, "")).only()


@pytest.mark.parametrize(
    ("first", "last", "ranges", "count"),
    [
        ("1", "m", "", "m*n + m**2"),
        ("0", "m-1", "", "m*n + m**2"),
        ("1", "K", "", "K*n + K**2"),
        ("1", "m-1", r", \quad j = 1, \dots, m", "m*n + m**2 - m"),
    ],
)
def test_a_sum_over_the_state_has_its_size(first, last, ranges, count):
    assert read_text(CELL % (first, last, ranges)).only().count == parse_size(count)


def test_the_bias_of_an_input_is_one_more_column():
    text = r"\[h_j(t) = f(\sum_{i=0}^{n} w_{ji} x_i(t) + \sum_{k=1}^{m} u_{jk} h_k(t-1))\]"
    assert read_text(text).only().count == parse_size("m*(m + n + 1)")
