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


KERNELS = r"\[ h_t = \tanh(W x_t + U h_{t-1} + b) \]"
MASKED = r"\[ h_t = \tanh(W x_t + U (d \odot h_{t-1}) + b) \]"


@pytest.mark.parametrize(
    "prose",
    [
        r"Let $W$ and $U$ be weights with dropout rate $0.5$ and $b$ a bias.",
        r"Parameters $W, U, b$ are perturbed by noise.",
        r"$W$ and $U$ are the weights to which a mask is applied.",
        r"The recurrent matrix $U$ is regularised with a random mask.",
        r"The weight matrix $U$ is pruned by a binary mask.",
        r"$U$ is robust to noise.",
        r"$U$ is initialised with Gaussian noise.",
        r"$U$, which has no mask, is square.",
        r"For $U$, dropout masks are used.",
        r"The dropout mask for $U$ is drawn once.",
        r"The weights $W$ and $U$, a dropout mask, and the bias $b$ are stored.",
        r"$b$ is noise-free.",
        r"We add noise to $U$, and masks to $W$ and $U$.",
        r"Weights $W$, $U$ with noise.",
        r"The kernels $W$ and $U$ with dropout rate 0.5.",
    ],
)
def test_kernels_of_which_dropout_or_noise_is_told_are_trained(prose):
    assert count(f"{KERNELS} {prose}") == "m*n + m**2 + m"


@pytest.mark.parametrize(
    "prose",
    [
        r"with kernels $W$ and $U$, bias $b$, and a dropout mask $d$.",
        r"where $W$ and $U$ are kernels, $b$ is the bias, and $d$ the dropout mask.",
        r"where $d$ is a mask.",
        r"where $d$ is a dropout mask for $U$.",
        r"The mask $d$ and the bias $b$ are vectors.",
        r"mask $d$, kernels $W$, $U$.",
        r"where $d$ is a randomly drawn binary mask and $b$ is the bias.",
        r"The mask $d \sim \mathrm{Bernoulli}(p)$ is drawn once.",
        r"where $d$ denotes noise.",
        r"where $d$ (dropout mask) is drawn once.",
        r"where $W$, $U$ are kernels, $b$ a bias, $d$ a noise vector.",
        r"The dropout mask is $d$.",
        r"with Gaussian noise $d$.",
    ],
)
def test_the_letter_of_the_mask_alone_is_untrained(prose):
    assert count(f"{MASKED} {prose}") == "m*n + m**2 + m"
