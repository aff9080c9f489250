"""Several counts side by side."""

import pytest

from symbolic import SymbolicError, cell, counts


def test_each_number_is_the_cell_s_own():
    answer = counts("lstm", "gru", cell("mgu", bias="none"), n=300, m=512)
    assert answer.counts == tuple(subject.count_at(n=300, m=512) for subject in answer.subjects)


def test_symbols_where_sizes_are_missing():
    assert [str(count) for count in counts("lstm", "gru").counts] == [str(cell(name).size) for name in ("lstm", "gru")]
    assert "3·m·(m + n + 1)" in str(counts("lstm", "gru"))
    assert "3·m·(m + 301)" in str(counts("lstm", "gru", n=300))


def test_a_size_goes_to_those_that_have_it():
    assert counts("lstm", "lstmp", n=3, m=5, r=2).counts == (
        cell("lstm").count_at(n=3, m=5),
        cell("lstmp").count_at(n=3, m=5, r=2),
    )


def test_a_size_that_none_has():
    with pytest.raises(SymbolicError, match="lstm has no size 'q'"):
        counts("lstm", "gru", q=3)
