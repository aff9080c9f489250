"""Sizes among which a text chooses: none of them is the size."""

import pytest

from symbolic.latex.reading import read_text

CELL = r"\[ h_t = \tanh(W x_t + U h_{t-1} + b) \]"


def count(prose: str) -> str:
    return str(read_text(f"{CELL}\n{prose}").only().count)


@pytest.mark.parametrize(
    "prose",
    [
        r"The size of $h_t$ is 64, 128 or 256.",
        r"The size of $h_t$ is $64$, $128$ or $256$.",
        r"We use 64 or 128 hidden units.",
        r"where $h_t \in \mathbb{R}^{128}$ or $h_t \in \mathbb{R}^{256}$.",
        r"The hidden size is at most 128.",
        r"with a hidden size between 64 and 256",
        r"The hidden state has 64--256 dimensions.",
        r"Hidden size: 64/128/256.",
        r"The number of hidden units was 64 and 128.",
        r"with hidden sizes of 64, 128 and 256 in three experiments",
        r"the hidden layer has 64 units or 128 units",
    ],
)
def test_one_of_several_sizes_is_not_taken(prose):
    assert count(prose) == "m*n + m**2 + m"


def test_another_size_of_the_same_sentence_is_taken():
    assert count("The hidden size is 64, 128, or 256, and the input has 10 features.") == "11*m + m**2"


@pytest.mark.parametrize(
    "prose",
    [
        r"The sizes of $x_t$ and $h_t$ are 64 and 128.",
        r"The dimensions of $x_t$ and $h_t$ are 64 and 128, respectively.",
        r"$x_t$ and $h_t$ have sizes 64 and 128.",
        r"The input and hidden sizes are 64 and 128.",
        r"The hidden and input dimensions are $128$ and $64$.",
        r"The model dimension is 128 and inputs are 64-dimensional.",
        r"The input is in $\mathbb{R}^{64}$ and the state is in $\mathbb{R}^{128}$.",
        r"It reads word vectors of dimension $64$ and has $128$ hidden units.",
        r"where $x_t$ is the input at step $t$ with 64 entries and $h_t$ the state at time step $t$ with 128 entries.",
        r"Hidden size = 128, input size: 64.",
    ],
)
def test_as_many_sizes_as_symbols_are_told_apart(prose):
    assert count(prose) == str(128 * (64 + 128 + 1))
