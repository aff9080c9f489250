"""Which matrices a text calls diagonal."""

import pytest

from symbolic.latex.reading import read_text

CELL = r"\[ h_t = A h_{t-1} + B x_t \] with $A \in \mathbb{R}^{N \times N}$, $B \in \mathbb{R}^{N \times p}$. "


@pytest.mark.parametrize(
    "said", ["$A$ is diagonal.", "Here $A$ is a real diagonal matrix.", "The diagonal matrix $A$."]
)
def test_of_a_diagonal_matrix_the_diagonal_is_trained(said):
    assert str(read_text(CELL + said).only().count) == "N + N*p"


@pytest.mark.parametrize(
    "said",
    ["$A$ is block diagonal.", "$A$ is diagonal plus low rank.", "$A$ is not diagonal.", "$B$ is diagonal."],
)
def test_of_other_matrices_all_is_trained(said):
    assert str(read_text(CELL + said).only().count) == "N**2 + N*p"
