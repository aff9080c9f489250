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


@pytest.mark.parametrize(
    "said",
    [
        "Unlike in S4D, where $A$ is diagonal, we train all of it.",
        "If $A$ is diagonal, the scan is parallel.",
        "We do not assume that $A$ is diagonal.",
        "In S4 $A$ is diagonal; ours is full.",
        "The work of Smith uses a diagonal matrix $A$, while ours is full.",
        "For a diagonal matrix $A$ this is S4D.",
    ],
)
@pytest.mark.parametrize("sign", ["", r"^\top"])
def test_a_diagonal_matrix_of_a_case_or_of_other_work_is_asked(said, sign):
    readings = read_text(CELL.replace("A h", f"A{sign} h") + said).readings
    counts = {reading.chosen["diagonal_A"]: str(reading.count) for reading in readings}
    assert counts == {"full": "N**2 + N*p", "diagonal": "N + N*p"}


def test_a_diagonal_matrix_is_its_own_transpose():
    reading = read_text(CELL.replace("A h", r"A^\top h") + "$A$ is diagonal.").only()
    assert reading.equations == "h[t] = A * h[t-1] + B @ x[t]"
