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


@pytest.mark.parametrize(
    "prose",
    [
        r"$h_t$ is 64-dimensional or 128-dimensional.",
        r"The hidden size is 64 $\times$ 2.",
        r"The hidden size is $64 \times 2$.",
        r"The hidden size is 64 x 2.",
        r"The hidden size is 64 × 2.",
        r"The hidden size is 64 $\pm$ 10.",
        r"The hidden size is $64 \pm 10$.",
        r"The hidden size is 64 \ldots 512.",
        r"The hidden size is $64 \ldots 512$.",
        r"The hidden size is 64, ..., 512.",
        r"The hidden size is 64, \dots, 512.",
        r"The hidden size is 64 by default, up to 512.",
        r"The hidden size is 64, i.e. 128 in both directions.",
        r"The dimension of the hidden state is 64 times that of the input.",
        r"A hidden size of 64 is used for MNIST and a hidden size of 128 for PTB.",
        r"$h_t$ has 64 $(128)$ units.",
        r"$h_t$ has 64 (128) units.",
        r"The hidden size is 64 (128 for PTB).",
        r"The input size is 28 by 28.",
        r"The hidden size is 64 million.",
        r"The hidden size is 64 percent of the input size.",
        r"The hidden size is 64+64.",
        r"The hidden size is 64 $+$ 64.",
        r"The hidden size is 2 $\cdot$ 64.",
        r"The hidden size is 64 per direction.",
        r"The hidden size is 64 and then 128.",
        r"The hidden size is 64-dimensional or else 128-dimensional.",
        r"We use 64 hidden units for small and 128 hidden units for large models.",
        r"The hidden state has 64 units in the first and 128 units in the second model.",
        r"The hidden size is 64 except for PTB, where it is 128.",
        r"The hidden size is 64 by default.",
        r"The hidden size is either 64 or, for PTB, 128.",
        r"$h_t$ has 64 units, or 128 units for PTB.",
        r"The size of $h_t$ is 64 for MNIST. The size of $h_t$ is 128 for PTB.",
        r"The size of $h_t$ is 64 for MNIST and 128 for PTB.",
        r"The input has size 64\%.",
        r"The hidden size is 64\% of the input size.",
    ],
)
def test_a_number_that_is_part_of_another_size_is_not_taken(prose):
    assert count(prose) == "m*n + m**2 + m"


@pytest.mark.parametrize(
    ("prose", "right"),
    [
        (r"The hidden size is 64.", "64*n + 4160"),
        (r"The hidden size is 64, the batch size is 32.", "64*n + 4160"),
        (r"The hidden size is 64 (see Table 2).", "64*n + 4160"),
        (r"The hidden size is 64 and the batch size 32.", "64*n + 4160"),
        (r"$h_t$ is 64-dimensional.", "64*n + 4160"),
        (r"$h_t$ is 64-dimensional and $x_t$ is 10-dimensional.", "4800"),
        (r"The hidden size is 64 and the input size is 10.", "4800"),
        (r"The input size is 10 (one per channel), the hidden size 64.", "4800"),
    ],
)
def test_a_size_beside_other_numbers_is_taken(prose, right):
    assert count(prose) == right
