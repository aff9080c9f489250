"""Displays as equations."""

import pytest

from symbolic.latex.printed.statements import read_statements
from symbolic.latex.printed.syntax import Range


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
