"""Time, layers and families in the names of symbols."""

import pytest

from symbolic.language.size_parser import parse_size
from symbolic.latex.reading import read_text

RNN = "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)"


@pytest.mark.parametrize(
    "equation",
    [
        r"h_t = \tanh(W x_t + U h_{t-1} + b)",
        r"h_{(t)} = \tanh(W x_{(t)} + U h_{(t-1)} + b)",
        r"h^{(t)} = \tanh(W x^{(t)} + U h^{(t-1)} + b)",
        r"h^t = \tanh(W x^t + U h^{t-1} + b)",
        r"h^{\langle t \rangle} = \tanh(W x^{\langle t \rangle} + U h^{\langle t-1 \rangle} + b)",
        r"h(t) = \tanh(W x(t) + U h(t-1) + b)",
        r"h[t] = \tanh(W x[t] + U h[t-1] + b)",
        r"h_k = \tanh(W x_k + U h_{k-1} + b)",
        r"h_{t+1} = \tanh(W x_{t+1} + U h_t + b)",
        r"h_{t+1} = \tanh(W x_t + U h_t + b)",
        r"h' = \tanh(W x + U h + b)",
        r"h = \tanh(W x + U h_{\text{prev}} + b)",
        r"h_{new} = \tanh(W x + U h_{old} + b)",
        r"\mathbf{h}_t = \tanh(\mathbf{W} \mathbf{x}_t + \mathbf{U} \mathbf{h}_{t-1} + \mathbf{b})",
        r"h_t = \tanh(x_t W^\top + h_{t-1} U^\top + b)",
        r"\mathbf{h}_t = \tanh(\mathbf{W x}_t + \mathbf{U h}_{t-1} + \mathbf{b})",
        r"h_t^{l} = \tanh(W x_t + U h_{t-1}^{l} + b)",
        r"h_j^{(t)} = \tanh([W x^{(t)}]_j + [U h^{(t-1)}]_j + b_j)",
    ],
)
def test_a_step_is_a_step_however_time_is_printed(equation):
    assert str(read_text(equation).only().count) == "m*n + m**2 + m"


def test_members_of_a_family_are_counted():
    first = r"a_t^{(i)} &= V^{(i)} x_t && 1 \le i \le K \\"
    text = rf"\begin{{align}} {first} h_t &= \tanh(U h_{{t-1}} + \sum_{{i=1}}^{{K}} a_t^{{(i)}}) \end{{align}}"
    assert str(read_text(text).only().count) == "K*m*n + m**2"


def test_an_index_of_a_sum_is_not_the_letter_of_a_gate():
    text = r"i_t = \sigma(W_i x_t + U_i h_{t-1}), \quad h_t = i_t \odot \tanh(V x_t) + \sum_{i=1}^{K} g_i \odot h_{t-1}"
    counts = {str(reading.count) for reading in read_text(text, choices={"g": "vector"}).readings}
    assert counts == {"2*m*n + m**2 + K*m"}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (
            r"\[z = \sigma(W x + U h')\] \[c = \tanh(W' x + U' h')\] \[h = (1-z) \odot h' + z \odot c\]",
            "2*m*(m + n)",
        ),
        (
            r"\[z' = \sigma(W x + U h)\] \[c' = \tanh(W' x + U' h)\] \[h' = (1-z') \odot h + z' \odot c'\]",
            "2*m*(m + n)",
        ),
        (r"\[h = \tanh(W x + U h' + b)\] \[y = V h + b'\]", "m*(m + n + 1) + q*(m + 1)"),
        (r"\[h' = \tanh(W x + U h + b)\] \[y = V h' + b'\]", "m*(m + n + 1) + q*(m + 1)"),
        (r"\[h = \tanh(W x + V x' + U h' + b)\]", "m*(m + 2*n + 1)"),
    ],
)
def test_a_prime_on_a_kernel_is_a_part_of_its_name(text, count):
    assert read_text(text).only().count == parse_size(count)
