"""What a text is wrapped in where it is copied: taken away, so that every place stays."""

import pytest

from symbolic import SymbolicError
from symbolic.latex.printed.wrapping import unwrap
from symbolic.latex.reading import read_text

ROW = r"h_t = \tanh(W x_t + U h_{t-1} + b)"


@pytest.mark.parametrize(
    "text",
    [
        f"// the step\n// {ROW}",
        f"/// the step\n///   {ROW}",
        f"/**\n * \\f[ {ROW} \\f]\n */",
        f" * \\f{{equation*}}{{\n * {ROW}\n * \\f}}",
        f"[\n{ROW}\n]",
        f"<p>\\[{ROW}\\]</p>",
        f"<div lang='latex'>\n{ROW}\n</div>",
        f"\\begin{{algorithmic}}\n\\STATE ${ROW}$\n\\end{{algorithmic}}",
        f"$$ Update: {ROW} $$",
    ],
)
def test_an_equation_is_read_without_what_is_around_it(text):
    assert read_text(text).only().equations == "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)"
    assert len(unwrap(text)) == len(text)


@pytest.mark.parametrize("text", [ROW, "a * b\n* c", "x -- y", "h^{<t-1>} < 3", "[0, 1]", "$$\n[\na = b\n]\n$$"])
def test_what_is_not_wrapped_stays(text):
    assert unwrap(text) == text


def test_a_fault_is_told_at_its_place_in_what_was_copied():
    text = f"// {ROW}\n// y_t = V g_t"
    with pytest.raises(SymbolicError) as caught:
        read_text(text).only()
    assert (caught.value.findings[0].line, caught.value.findings[0].column) == (2, 12)
