"""Notes: their pieces, and how each format writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import Cell
from symbolic.catalog import cells, entries
from symbolic.report.documents.notebook import notebook_view
from symbolic.report.writing.prose import prose, prose_text

EQUATIONS, SIZES = "h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}
NOTE = r"The decay is $\exp(-e^{w})$ in `gru`, `reset_after=False` & 50%."


@pytest.mark.parametrize(
    "text", ["$5 and $6", "$ a $", "a$", "`", "$a", r"$\input{x}$", "$a%b$", "$a}$", "$é$", "$a^^b$", "$a&b$", "$`$"]
)
def test_what_is_no_formula_is_text_as_it_stands(text):
    assert prose(text) == [{"text": text}]
    assert prose_text(text) == text


@given(st.text("$`ab{}\\ ^_%1", max_size=30))
def test_nothing_is_lost(text):
    marks = {"text": "{}", "latex": "${}$", "code": "`{}`"}
    assert "".join(marks[kind].format(value) for piece in prose(text) for kind, value in piece.items()) == text


def test_a_note_in_every_format():
    assert prose_text(NOTE) == "The decay is exp(-e^w) in gru, reset_after=False & 50%."
    own = Cell(EQUATIONS, SIZES, note=NOTE)
    html = notebook_view(own, "html")
    assert r"<p>The decay is $\exp(-e^{w})$ in <code>gru</code>, <code>reset_after=False</code> &amp; 50%.</p>" in html
    markdown = notebook_view(own, "markdown")
    assert r"The decay is $\exp(-e^{w})$ in [`gru`](gru.md), `reset_after=False` \& 50%." in markdown


@pytest.mark.parametrize("name", cells())
def test_every_dollar_and_backquote_of_the_catalogue_is_read(name):
    entry = entries()[name]
    for text in (entry.summary, entry.note, entry.consulted):
        plain = "".join(piece.get("text", "") for piece in prose(text))
        assert not set("$`\\^_·²=") & set(plain)
        assert not set("\\{}$") & set(prose_text(text))
