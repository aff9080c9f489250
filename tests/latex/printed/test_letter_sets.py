"""One equation for a set of letters."""

import pytest

from symbolic.latex.printed.letter_sets import read_sets
from symbolic.latex.reading import read_text

REST = r"\\ h_t = f_t \odot h_{t-1} + i_t \odot \tanh(V x_t)"


@pytest.mark.parametrize(
    "text",
    [
        rf"\[ g_t = \sigma(W_g x_t + U_g h_{{t-1}}), \quad g \in \{{i, f\}} {REST} \]",
        rf"\begin{{align}} g_t &= \sigma(W_g x_t + U_g h_{{t-1}}) && \forall g \in \{{i, f\}} {REST} \end{{align}}",
        rf"For $\gamma \in \{{i, f\}}$, \[ \gamma_t = \sigma(W_\gamma x_t + U_\gamma h_{{t-1}}) {REST} \]",
    ],
)
def test_each_letter_has_an_equation(text):
    lines = read_text(text).only().equations.splitlines()
    assert lines[:2] == ["i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1])", "f[t] = sigmoid(W_f @ x[t] + U_f @ h[t-1])"]


@pytest.mark.parametrize("text", [r"k \in \{1, 2\}", r"x \in \mathbb{R}^n", r"z \in [0, 1]", r"g \in \{i\}"])
def test_other_sets_are_no_sets_of_letters(text):
    assert read_sets([text]) == {}
