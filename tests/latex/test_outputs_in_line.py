"""Outputs in the line of the prose: told where they are not counted."""

from __future__ import annotations

import pytest

from symbolic.latex.reading import read_text

CELL = r"\begin{equation} h_t = \tanh(W x_t + U h_{t-1} + b) \end{equation}"


@pytest.mark.parametrize("output", ["y_t = V h_t + c", r"\hat{y} = \mathrm{softmax}(W_o h_t)", "o_t = W_{ho} h_t"])
def test_an_output_with_kernels_of_its_own_is_told(output):
    text = f"{CELL} and its output is ${output}$."
    (remark,) = read_text(text).findings
    assert (remark.kind, remark.error) == ("left out", False)
    assert (
        remark.message == "this equation is in the line and not counted; put it in a display if it belongs to the cell"
    )
    assert remark.column == text.index(output) + 1


@pytest.mark.parametrize(
    "words",
    [
        r"where $h_t = \tanh(W x_t + U h_{t-1} + b)$ is the state",
        "with $h_0 = 0$",
        "of which $h_t = s$ is a part",
        r"where $W = 3$ and $W \in \mathbb{R}^{m \times n}$",
    ],
)
def test_what_repeats_or_declares_is_not(words):
    assert read_text(f"{CELL} {words}.").findings == ()
