"""Lines that fit a terminal of any width, with every word that they have in a wide one."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic.report.writing.layout import aligned, apart, filled, phrased, tied

WORDS = st.text("ab()·", min_size=1, max_size=12)
FORMULA = st.lists(WORDS, min_size=1, max_size=8).map(" + ".join)
CELL = st.one_of(st.just(""), FORMULA.map(tied), st.lists(WORDS, max_size=6).map(" ".join))
WIDTHS = st.integers(20, 120)


def at(width, write, *arguments, **settings):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        return write(*arguments, **settings)


def fits(text, width):
    return all(len(line) <= width or len(line.split()) == 1 for line in text.splitlines())


@given(st.lists(WORDS).map(" ".join) | FORMULA.map(tied), WIDTHS, st.integers(0, 6), st.integers(0, 4))
def test_a_sentence_keeps_its_words(text, width, indent, hanging):
    text_at_width = at(width, filled, text, indent, hanging)
    assert fits(text_at_width, width)
    assert text_at_width.split() == at(10**6, filled, text).split()


@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1)), WIDTHS)
def test_a_table_keeps_its_words(rows, width):
    text = "\n".join(at(width, aligned, rows))
    assert fits(text, width)
    assert Counter(text.split()) == Counter("\n".join(at(10**6, aligned, rows)).split())


@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(WORDS, min_size=n, max_size=n), min_size=2)), WIDTHS)
def test_a_row_that_becomes_a_list_has_the_heads_of_its_columns(rows, width):
    narrow = Counter(word.removesuffix(":") for word in "\n".join(at(width, aligned, rows, head=True)).split())
    assert not Counter(word for row in rows for word in row) - narrow


def test_a_formula_is_broken_before_its_operations_and_outside_brackets_first():
    formula = tied("h[t] = (1 - z[t]) ⊙ h[t-1] + z[t] ⊙ tanh(W x[t] + U (r[t] ⊙ h[t-1]) + b)")
    assert at(40, filled, formula, indent=2, hanging=4).splitlines() == [
        "  h[t] = (1 - z[t]) ⊙ h[t-1] + z[t]",
        "      ⊙ tanh(W x[t] + U (r[t] ⊙ h[t-1])",
        "      + b)",
    ]
    assert at(24, filled, tied("P = 4·m + 8·m·(m + n + 1)")).splitlines() == ["P = 4·m", "  + 8·m·(m + n + 1)"]


def test_words_that_are_read_together_stay_together():
    assert at(22, filled, phrased("at n = 4096, m = 256")).splitlines() == ["at n = 4096, m = 256"]
    assert at(20, filled, phrased("sizes n = 4096, m = 256")).splitlines() == ["sizes n = 4096,", "  m = 256"]
    assert at(30, apart, ["n input size", "m hidden size (units)"]).splitlines() == [
        "  n input size",
        "  m hidden size (units)",
    ]


def test_a_table_is_narrowed_then_listed():
    rows = [["layer", "parameters", "number"], ["embedding", tied("8·m·(e + m) + 8·m·(L - 1)"), "16,910,400"]]
    assert at(60, aligned, rows, {2}, head=True) == [
        "  layer       parameters                      number",
        "  embedding   8·m·(e + m) + 8·m·(L - 1)   16,910,400",
    ]
    assert at(50, aligned, rows, {2}, head=True)[1].splitlines() == [
        "  embedding   8·m·(e + m)               16,910,400",
        "                + 8·m·(L - 1)",
    ]
    assert at(26, aligned, rows, {2}, head=True)[0].splitlines() == [
        "  layer: embedding",
        "    parameters:",
        "      8·m·(e + m)",
        "      + 8·m·(L - 1)",
        "    number: 16,910,400",
    ]


def test_no_rows():
    assert aligned([]) == []


def test_plain_characters_are_measured_as_they_are_written(monkeypatch):
    import io
    import sys

    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert aligned([["m²", "1"], ["4·m", "2"]]) == ["  m^2   1", "  4*m   2"]
