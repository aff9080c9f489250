"""Where the mathematics of a text stands."""

import pytest

from symbolic.latex.printed.document import read_document
from symbolic.latex.printed.errors import LatexError

EQUATION = "h_t = W h_{t-1}"


def displays(source):
    document = read_document(source)
    return [document.text[part.start : part.end].strip() for part in document.displays]


@pytest.mark.parametrize(
    "source",
    [
        f"$${EQUATION}$$",
        rf"\[ {EQUATION} \]",
        f"```math\n{EQUATION}\n```",
        f"text\n\n.. math::\n\n    {EQUATION}\n\nmore",
        f".. math:: {EQUATION}\n\nmore",
        EQUATION,
    ],
)
def test_a_display_is_found_in_every_dress(source):
    assert displays(source) == [EQUATION]


def test_an_environment_is_kept_around_its_rows():
    source = rf"\begin{{align*}} {EQUATION} \end{{align*}}"
    assert displays(source) == [source]


def test_labels_and_sections_name_a_display():
    source = r"\section{A} \begin{equation}\label{eq:a} a = b \end{equation} \section{B} $$ c = d $$"
    parts = read_document(source).displays
    assert [(part.label, part.section) for part in parts] == [("eq:a", "A"), ("", "B")]


def test_code_and_comments_hold_no_display():
    assert displays("```python\nh_t = 1\n```\n$$ a = b $$") == ["a = b"]
    assert displays("% $$ x = y $$\n$$ a = b $$") == ["a = b"]
    assert displays(r"\begin{verbatim} $$ x = y $$ \end{verbatim} $$ a = b $$") == ["a = b"]


def test_python_is_no_bare_mathematics():
    assert displays("cell = LSTMCell(10, 20)\nstate = cell(x)") == []


def test_what_is_never_closed_is_named():
    with pytest.raises(LatexError, match="never closed"):
        read_document(r"\begin{align} a = b")
