"""Kernels that a text defines in the line."""

import pytest

from symbolic.latex.reading import read_text

CELL = r"\[ h_t = \tanh(W h_{t-1} + U x_t) \] "


@pytest.mark.parametrize(
    ("said", "count"),
    [
        (r"where $W = P Q^\top$ with $P, Q \in \mathbb{R}^{m \times r}$.", "2*m*r + m*n"),
        (r"where $W = \mathrm{diag}(w)$.", "m + m*n"),
        (r"To keep it stable, $W = A - A^\top$.", "m**2 + m*n"),
    ],
)
def test_a_kernel_that_the_text_defines_is_written_out(said, count):
    assert str(read_text(CELL + said).only().count) == count


@pytest.mark.parametrize(
    "said",
    [
        r"We initialise $W = Q R$ by a decomposition.",
        r"If $W = P Q^\top$, the rank is low.",
        r"In the special case $W = \mathrm{diag}(w)$ it is linear.",
        r"We take $T = 100$ steps.",
        r"Setting $W = \mathrm{diag}(w)$ gives IndRNN.",
        r"Instead of $W = \mathrm{diag}(w)$ we train all of it.",
        r"In Vorontsov et al. $W = \mathrm{diag}(w)$ is taken.",
        r"The matrix $W = \mathrm{diag}(w)$ was tried, too.",
        r"We update $W = W - A$.",
    ],
)
def test_a_case_or_the_start_of_training_defines_nothing(said):
    assert str(read_text(CELL + said).only().count) == "m**2 + m*n"
