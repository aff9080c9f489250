"""Rows that end with their lines."""

import pytest

from symbolic.latex.printed.statements import read_statements


def lefts(source):
    return [row.left.base for row in read_statements(source, source, 0, len(source), {})]


@pytest.mark.parametrize(
    ("source", "bases"),
    [
        ("a &= b\n\n c &= d", ["a", "c"]),
        ("a = b \\\n c = d", ["a", "c"]),
        ("a = (b\n\n + e)\n\n c = d", ["a", "c"]),
        ("a = b\n\n + e\n\n c = d", ["a", "c"]),
        ("a = b\n c", ["a"]),
    ],
)
def test_a_blank_line_or_a_lone_backslash_ends_a_row(source, bases):
    assert lefts(source) == bases


def test_a_lone_backslash_is_a_blank_where_rows_have_their_sign():
    assert lefts("a = b \\\n c \\\\ d = e") == ["a", "d"]
