"""Answers as tables of a paper: notation, caption, label and width."""

import re

import pytest

from symbolic import Model, cell, check, compare, solve
from symbolic.errors import UsageError

NETWORK = "embedding(V, e) > lstm(m, layers=2) > dense(V)"
ANSWERS = {
    "compare": lambda: compare("lstm", "gru", n=300, m=512),
    "solve": lambda: solve("lstm", "m", "10M", n=300),
    "check": lambda: check("4*(n*m + m**2)", "lstm"),
    "cost": lambda: cell("lstm").cost(B=2, T=5, n=10, m=20),
    "summary": lambda: Model.parse(NETWORK).summary(V=1000, e=20, m=30),
}


@pytest.mark.parametrize("name", ["compare", "solve", "check", "cost"])
def test_the_letters_of_a_notation_are_everywhere(name):
    text = ANSWERS[name]().latex(notation="greff")
    formulas = " ".join(re.findall(r"\$([^$]*)\$", text))
    assert not re.search(r"(?<![\\a-z])[nm](?![a-z])", formulas)
    assert {"M", "N"} <= set(re.findall(r"\b[A-Z]\b", formulas))
    # Nor does a sentence call a size as no formula does.
    assert not re.search(r"\b[nm]\b(?! bias)", re.sub(r"\$[^$]*\$|\\[a-z]+|lstm [a-z]|[\w.]+=\w+", "", text))


def test_a_letter_that_another_size_has_is_not_given_twice():
    # Greff et al. call the hidden size N, which is the states of a channel in this cell.
    cost = cell("mamba_s6").cost()
    assert "additions & $2 B N T m$" in cost.latex(notation="greff")


@pytest.mark.parametrize("name", [*ANSWERS])
def test_a_caption_makes_one_float_that_fits_its_column(name):
    answer = ANSWERS[name]()
    text = answer.latex(caption="A & b", label="tab:x", width="column")
    assert text.startswith(r"\begin{table")
    assert text.count(r"\begin{table") == text.count(r"\end{table") == 1
    assert r"\caption{A \& b}\label{tab:x}" in text
    assert r"\begin{flushleft}" not in text


def test_titles_stand_for_names_in_a_captioned_table():
    text = compare("lstm", "gru").latex(caption="Cells.")
    assert "LSTM with forget gate & $4 m (m + n + 1)$" in text
    assert "\nlstm &" in compare("lstm", "gru").latex()


def test_each_flavour_has_its_own_caption():
    answer = compare("lstm", "gru")
    assert answer.markdown("myst", caption="Cells", label="two").startswith("```{table} Cells\n:name: two\n\n| ")
    assert "\n: Cells {#tbl-two}\n" in answer.markdown("quarto", caption="Cells", label="tbl-two")
    assert answer.markdown(caption="Cells", label="two").startswith('<a id="two"></a>**Cells**\n\n| ')


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"label": "tab:x"}, "a label is that of a caption; give one too"),
        ({"caption": "A", "label": "a}b"}, "a label is letters, digits and - : . _, such as tab:lstm, not 'a}b'"),
    ],
)
def test_what_makes_no_float_is_refused(options, problem):
    with pytest.raises(UsageError, match=re.escape(problem)):
        compare("lstm", "gru").latex(**options)
