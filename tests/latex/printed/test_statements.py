"""Displays as equations."""

import pytest

from symbolic.latex.printed.statements import read_statements
from symbolic.latex.printed.syntax import Range
from symbolic.latex.reading import read_text


def lefts(source, **options):
    return [row.left.base for row in read_statements(source, source, 0, len(source), {}, **options)]


@pytest.mark.parametrize(
    ("source", "bases"),
    [
        (r"a = b \\ c = d", ["a", "c"]),
        (r"a &= b, & c &= d", ["a", "c"]),
        (r"a = b, \quad c = d", ["a", "c"]),
        (r"a = b \quad\text{and}\quad c = d", ["a", "c"]),
        (r"a &= b \\ &\quad + c \\ d &= e", ["a", "d"]),
        (r"a &= & b \\ c &= & d", ["a", "c"]),
        (r"\begin{cases} a = b \\ c = d \end{cases}", ["a", "c"]),
        (r"\left\{ \begin{array}{l} a = b \\ c = d \end{array} \right.", ["a", "c"]),
        (r"a = \begin{bmatrix} b \\ c \end{bmatrix} \\ d = e", ["a", "d"]),
        (r"a \leftarrow b \\ c := d", ["a", "c"]),
        (r"a = b \quad \text{(input gate)} \\ c = d", ["a", "c"]),
    ],
)
def test_rows_are_cut_at_their_relations(source, bases):
    assert lefts(source) == bases


def test_bare_rows_end_with_their_lines():
    assert lefts("a = b\nc = (d\n+ e)", lines=True) == ["a", "c"]


def test_a_range_beside_an_equation_is_its_range():
    source = r"a_i &= b_i && 0 \le i < N \\ c &= d"
    rows = read_statements(source, source, 0, len(source), {})
    assert [row.ranges for row in rows] == [(Range("i", "0", "N"),), ()]


def test_what_a_kernel_has_to_be_is_no_equation_of_the_step():
    text = r"\[ h_t = \tanh(U h_{t-1} + V x_t), \quad U^\top U = I \]"
    assert read_text(text).only().equations == "h[t] = tanh(U @ h[t-1] + V @ x[t])"


def test_a_list_is_assigned_in_a_row_of_its_own():
    text = (
        r"\[ g_t = \tanh(V x_t) \\ z_t, r_t = \sigma(W x_t + U h_{t-1}) \\ h_t = z_t \odot h_{t-1} + r_t \odot g_t \]"
    )
    assert read_text(text).only().equations.startswith("g[t] = tanh(V @ x[t])\npacked_zr[t] = sigmoid(")
