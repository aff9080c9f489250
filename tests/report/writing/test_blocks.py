"""One description of an answer in a terminal, in LaTeX and in Markdown."""

import pytest

from symbolic.errors import UnknownName
from symbolic.language.sizes.size import Size
from symbolic.report.writing.blocks import grid, line, written
from symbolic.report.writing.polynomials import Maths

BLOCKS = [
    line("the biases, ", Size.letter("m") * 4, ", are missing & more_"),
    grid(("name", "parameters", "number"), [("a_b|c", Size.letter("m") * 4, 1234567)], right=(2,)),
    line("then ", Maths("√m", r"\sqrt{m}"), indent=2),
]


def test_text():
    assert written(BLOCKS) == (
        "the biases, 4·m, are missing & more_\n"
        "\n"
        "  name    parameters      number\n"
        "  a_b|c   4·m          1,234,567\n"
        "\n"
        "  then √m\n"
    )


def test_latex():
    text = written(BLOCKS, "latex")
    assert r"the biases, $4 m$, are missing \& more\_" in text
    assert r"a\_b\textbar{}c & $4 m$ & $1{,}234{,}567$ \\" in text
    assert r"\begin{tabular}{@{}llr@{}}" in text
    assert r"then $\sqrt{m}$" in text


def test_markdown():
    text = written(BLOCKS, "markdown")
    assert "| name | parameters | number |\n| :-- | :-- | --: |\n" in text
    assert r"| a\_b\|c | $`4 m`$ | 1,234,567 |" in text
    assert "$4 m$" in written(BLOCKS, "markdown", "jupyter")


def test_long_lines_are_folded():
    lines = written([line("word " * 60, indent=2)]).splitlines()
    assert len(lines) > 1
    assert all(len(text) <= 100 for text in lines)


@pytest.mark.parametrize(
    ("words", "problem"), [(("html",), "there is no format 'html'"), (("markdown", "x"), "flavour")]
)
def test_unknown(words, problem):
    with pytest.raises(UnknownName, match=problem):
        written(BLOCKS, *words)
