"""Numbers beside a symbol that are no size, values with which training begins, and what an equation gives."""

import pytest

from symbolic.latex.reading import read_text

CELL = r"\[ h_t = \tanh(W x_t + U h_{t-1} + b) \]"


@pytest.mark.parametrize(
    ("prose", "right"),
    [
        (r"We follow the notation of $h_t$ (2014).", "m*n + m**2 + m"),
        (r"This is computed for each $h_t$ (2).", "m*n + m**2 + m"),
        (r"The error of $h_t$: 3. The gradient of $x_t$: 2.", "m*n + m**2 + m"),
        (r"Initial value of $h_t$: 0.", "m*n + m**2 + m"),
        (r"The forget bias is $b = 1$ initially.", "m*n + m**2 + m"),
        (r"Weights were initialised with $b = 0$.", "m*n + m**2 + m"),
        (r"We initialise $b = 0$ and train.", "m*n + m**2 + m"),
        (r"At the start, $b = 0$.", "m*n + m**2 + m"),
        (r"The initial bias is $b = 1$.", "m*n + m**2 + m"),
        (r"The matrix $W$ is given in Table 2.", "m*n + m**2 + m"),
        (r"The update of $U$ is given by backpropagation.", "m*n + m**2 + m"),
        (r"The bias $b$ is given by Eq. 3.", "m*n + m**2 + m"),
        (r"The shape of $W$ is given below.", "m*n + m**2 + m"),
        (r"The gradient with respect to $U$ is given by the chain rule.", "m*n + m**2 + m"),
        (r"where $b$ is a given vector.", "m*n + m**2"),
        (r"The bias $b$ is given.", "m*n + m**2"),
        (r"The vector $b$ is given and fixed.", "m*n + m**2"),
        (r"where $b = 1$.", "m*n + m**2"),
        (r"The bias is fixed to $b = 1$.", "m*n + m**2"),
        (r"$h_t$: 64 units.", "64*n + 4160"),
        (r"The size of $h_t$: 64.", "64*n + 4160"),
        (r"Sizes: $h_t$ (64).", "64*n + 4160"),
        (r"Dimensions: $x_t$: 10, $h_t$: 64.", "4800"),
        (r"Shapes: $h_t$: $64$.", "64*n + 4160"),
        (r"See the update of $h_t$ (Eq. 3).", "m*n + m**2 + m"),
        (r"$h_t$ is the state (1997).", "m*n + m**2 + m"),
        (r"The norm of $h_t$: 5.", "m*n + m**2 + m"),
        (r"Value of $x_t$ (1).", "m*n + m**2 + m"),
        (r"Initially, $b = 0$.", "m*n + m**2 + m"),
        (r"The size of $U$ is fixed.", "m*n + m**2 + m"),
        (r"The learning rate for $W$ is kept constant.", "m*n + m**2 + m"),
        (r"where $b$ is given by the user.", "m*n + m**2"),
        (r"where $b = 1$ is constant and initialised by hand.", "m*n + m**2"),
    ],
)
def test_a_value_is_neither_a_size_nor_what_keeps_a_letter_untrained_unless_said(prose, right):
    assert str(read_text(f"{CELL}\n{prose}").only().count) == right
