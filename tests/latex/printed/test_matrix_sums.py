"""Sums of matrices before a vector."""

import pytest

from symbolic.language.size_parser import parse_size
from symbolic.latex.printed.errors import LatexError
from symbolic.latex.reading import read_text

CELL = r"\[s_t = \tanh(W x_t + U s_{t-1})\] "


@pytest.mark.parametrize(
    ("matrix", "more"),
    [
        (r"\frac12 (A - A^T)", "0"),
        (r"2(A - A^T)", "0"),
        (r"(A - A^T)/2", "0"),
        (r"\frac{1}{2}(A + A^T)", "0"),
        (r"\frac{A - A^T}{2}", "0"),
        (r"-\frac12 (A - A^T)", "0"),
        (r"0.5 \cdot (A - A^T)", "0"),
        (r"(A - A^T)^T", "0"),
        (r"\frac12 (A - A^T) - 0.1 I", "0"),
        (r"\frac12 (A - A^T) + B", "m**2"),
        (r"\gamma (A - A^T)", "1"),
    ],
)
def test_a_number_before_a_sum_of_matrices_leaves_matrices(matrix, more):
    expected = parse_size(f"m*(m + n) + {more}")
    assert read_text(CELL + rf"\[U = {matrix}\]", choices={"gamma": "number"}).only().count == expected
    inline = CELL.replace("U s", f"({matrix}) s")
    assert read_text(inline, choices={"gamma": "number"}).only().count == expected


def test_rows_before_a_sum_of_matrices():
    text = r"\[s_t = \tanh(x_t W + s_{t-1} \frac12 (A - A^T))\]"
    assert read_text(text).only().count == parse_size("m*(m + n)")


@pytest.mark.parametrize("matrix", [r"\frac{1}{\sqrt{m}} (A - A^T)", r"e^{A - A^T}", r"\tanh(A - A^T)"])
def test_what_is_done_to_a_sum_of_matrices_otherwise_is_refused(matrix):
    with pytest.raises(LatexError, match="a sum of matrices"):
        read_text(CELL + rf"\[U = {matrix}\]").only()
