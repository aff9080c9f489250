"""An upright H before brackets: the step function, or a kernel of that name."""

import pytest

from symbolic.language.size_parser import parse_size
from symbolic.latex.reading import read_text

SPIKES = r"\[v_t = W x_t + U s_{t-1} + b\] \[s_t = \mathrm{H}(v_t)\] "


def count(text):
    return read_text(text).only().count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\[h_t = \tanh(\mathrm{H}(h_{t-1}) + W x_t + b)\]", "m*n + m**2 + m"),
        (r"\[h_t = \tanh(\mathrm{H}(h(t-1)) + W x(t) + b)\]", "m*n + m**2 + m"),
        (r"\[h_t = \tanh(\mathrm{H}(h_{t-1} + b) + W x_t)\]", "m*n + m**2 + m"),
        (r"\[h_t = \tanh(\mathrm{H}[h_{t-1}, x_t])\] where $\mathrm{H} \in \mathbb{R}^{m \times (m+n)}$", "m*n + m**2"),
        (r"\[r_t = \sigma(A x_t)\] \[h_t = \tanh(\mathrm{H}\left(r_t \odot h_{t-1}\right) + W x_t)\]", "2*m*n + m**2"),
        (r"\[h_t = \mathrm{H} (x_t + U h_{t-1}) + b\] where $\mathrm{H} \in \mathbb{R}^{m \times m}$", "2*m**2 + m"),
        (r"\[h_t = \mathrm{H} (V x_t + U h_{t-1})\] where $\mathrm{H} \in \mathbb{R}^{m \times k}$", "k*n + 2*k*m"),
        (r"\[\mathrm{h}_t = \mathrm{H} (\mathrm{x}_t) + U h_{t-1}\]", "m*n + m**2"),
    ],
)
def test_it_is_a_kernel(text, expected):
    assert count(text) == parse_size(expected)


@pytest.mark.parametrize(
    "text",
    [
        r"\[h_t = \mathrm{H}(W_{xh} x_t + W_{hh} h_{t-1} + b_h)\]",
        r"\[h_t = \text{H}\left(\mathbf{W} \mathbf{x}_t + \mathbf{U} \mathbf{h}_{t-1} + \mathbf{b}\right)\]",
        r"\[h_t = \mathrm{H}(W [x_t, h_{t-1}] - b)\]",
        r"\[v_t = W x_t + U s_{t-1}\] \[s_t = \mathrm{H}(v_t - v_{\text{th}})\]",
        SPIKES + r"where $\mathrm{H}$ is the Heaviside step function.",
        SPIKES + r"with the threshold function $\mathrm{H}$.",
    ],
)
def test_it_is_the_step_function(text):
    assert count(text) == parse_size("m*(m + n + 1)")
