"""Sizes in prose: those of the input vector and the hidden state are taken, those of all else are not."""

import pytest

from symbolic.latex.reading import read_text

CELL = r"\[ h_t = \tanh(W x_t + U h_{t-1} + b) \]"


def count(prose: str) -> str:
    return str(read_text(f"{CELL}\n{prose}").only().count)


@pytest.mark.parametrize(
    "prose",
    [
        r"Input tokens of length 20.",
        r"The encoder has 512 hidden units.",
        r"The discriminator is an MLP with 128 hidden units.",
        r"Our baseline uses a hidden size of 256.",
        r"A teacher network with 300 hidden units is trained first.",
        r"An attention network of 64 hidden units scores it.",
        r"The hidden state $s$, and the input $v$, are zero at first.",
        r"We feed the input $v$.",
        r"The discriminator is an LSTM with 128 hidden units.",
        r"We train on frames of length 25 ms.",
        r"The input sequence has length $T$.",
        r"Position embeddings have dimension 32.",
        r"The input data have size 60,000.",
        r"The context vectors have length 10.",
        r"The target vectors have 7 dimensions.",
        r"query vectors have size 16",
        r"The input is in $N$ parts.",
        r"The inputs are in $X$.",
        r"The hidden states are in $H$.",
        r"The model is in $T$ steps unrolled.",
        r"The network is from $1997$.",
        r"The network has 16 nodes.",
        r"The model had 2 cells removed.",
        r"Unlike Graves, whose hidden layer has 256 units, ours has 64 units.",
        r"The output layer has 10 units.",
        r"The dense layer with 10 units reads it.",
        r"The first layer has 10 units and the second 20.",
        r"The input vocabulary has size 1000.",
        r"The input image has size 28.",
        r"Input windows of length 20.",
        r"The input batches have size 32.",
        r"The key vectors have size 16.",
        r"The output vectors have 7 dimensions.",
        r"The memory has 128 cells.",
        r"The decoder has 512 units.",
        r"The attention model has size 64.",
        r"The convolutional network has 32 features.",
        r"Inputs of length 10.",
        r"The hidden layer has 64 units in the encoder and the hidden layer has 32 units in the decoder.",
        r"The hidden size is 64. In the second experiment the hidden size is 128.",
        r"The hidden size is 64 and the number of hidden units is 128.",
        r"The query state has 16 units.",
        r"The output state has size 3.",
        r"The input sequences are of length 100.",
        r"The input frames are of length 25.",
        r"The state dimension of the environment is 4.",
        r"The size of the input sequence is 784.",
        r"The dimension of the input sequence is 784.",
        r"The input length is 784.",
        r"We use 10-dimensional position embeddings.",
        r"We use 7-dimensional target vectors.",
        r"A 10-dimensional context vector is added.",
    ],
)
def test_the_size_of_something_else_is_not_taken(prose):
    assert count(prose) == "m*n + m**2 + m"


@pytest.mark.parametrize(
    ("prose", "right"),
    [
        (r"On sequential MNIST the hidden size is 128 and the input sequence has length 784.", "128*n + 16512"),
        (r"The embedding layer has 300 units.", "301*m + m**2"),
        (r"The input layer has 10 units, the hidden layer has 64 units and the output layer has 5 units.", "4800"),
        (r"The softmax layer has 10 units and the hidden layer has 64 units.", "64*n + 4160"),
        (r"The attention layer has 8 units; the recurrent state has 64 units.", "64*n + 4160"),
        (r"The hidden layers have 64 units.", "64*n + 4160"),
        (r"The recurrent layer has 64 units.", "64*n + 4160"),
        (r"All layers have 64 units.", "64*n + 4160"),
        (r"Both layers have 64 units.", "64*n + 4160"),
        (r"The LSTM layer has 64 units.", "64*n + 4160"),
        (r"The input layer has 10 units.", "11*m + m**2"),
        (r"The hidden state is 64-dimensional.", "64*n + 4160"),
        (r"The hidden state vectors have length 64.", "64*n + 4160"),
        (r"The state is a vector of length 64.", "64*n + 4160"),
        (r"The hidden state lies in $\mathbb{R}^{64}$.", "64*n + 4160"),
        (r"The GRU has 64 units.", "64*n + 4160"),
        (r"The RNN has 64 hidden units.", "64*n + 4160"),
        (r"The input vector has length 10.", "11*m + m**2"),
        (r"The input features have dimension 10.", "11*m + m**2"),
        (r"Word embeddings have dimension 10.", "11*m + m**2"),
        (r"The input is a vector of length 10.", "11*m + m**2"),
    ],
)
def test_the_size_of_the_input_or_the_state_is_taken(prose, right):
    assert count(prose) == right
