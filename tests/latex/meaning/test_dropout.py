"""Dropout by a letter, its rate and its mask: none of them is trained."""

import pytest

from symbolic import SymbolicError
from symbolic.latex.reading import read_text


def count(text: str) -> str:
    return str(read_text(text).only().count)


@pytest.mark.parametrize(
    "text",
    [
        r"\[ h_t = \tanh(W D_p(x_t) + U h_{t-1} + b) \] where $D_p$ is dropout with probability $p$.",
        r"\[ h_t = \tanh(W D(x_t) + U h_{t-1} + b) \] where $D(\cdot)$ is the dropout operator.",
        r"\[ h_t = \tanh(W D(x_t) + U h_{t-1} + b) \] where $D$ is dropout and $h_0 = 0$.",
        r"\[ h_t = \tanh(W (d_t \odot x_t) + U h_{t-1} + b) \] where $d_t$ is the dropout mask.",
        r"\[ h_t = \tanh(W x_t + U (k \odot h_{t-1}) + b) \] where $k$ is a dropout mask.",
        r"\[ h_t = \tanh(W x_t + U h_{t-1} / (1-p) + b) \] where $p$ is the dropout rate.",
        r"\[ h_t = \tanh(W x_t + U(h_{t-1}) + b) \] We apply dropout to $W$ and $U$.",
        r"\[ h_t = \tanh(W x_t + U(h_{t-1}) + b) \] Dropout on $U$ is 0.3.",
        r"""\begin{align} z_t &\sim \mathrm{Bernoulli}(p) \\
        h_t &= z_t \odot h_{t-1} + (1-z_t) \odot \tanh(W x_t + U h_{t-1} + b) \end{align}""",
    ],
)
def test_dropout_adds_no_parameters(text):
    assert count(text) == "m*n + m**2 + m"


def test_a_letter_that_nothing_explains_is_no_dropout():
    with pytest.raises(SymbolicError, match="shape of W"):
        count(r"\[ h_t = \tanh(W D(x_t) + U h_{t-1} + b) \]")
