"""Gates that the text calls numbers."""

import pytest

from symbolic import SymbolicError
from symbolic.latex.reading import read_text

CELL = r"""\begin{align} u_t &= \sigma(A x_t + B h_{t-1} + a) \\
h_t &= u_t h_{t-1} + (1 - u_t) \tanh(W x_t + U h_{t-1} + b) \end{align} """


def test_a_gate_that_is_called_a_scalar_has_rows_for_kernels_and_a_number_for_its_bias():
    answer = read_text(CELL + "The gate $u_t$ is a scalar.").only()
    assert answer.equations.startswith("u[t] = sigmoid(dot(A, x[t]) + dot(B, h[t-1]) + a)")
    assert str(answer.count) == "n + 2*m + 1 + m*n + m**2"


def test_a_gate_of_which_nothing_is_said_is_a_vector():
    assert str(read_text(CELL).only().count) == "2*m*n + 2*m**2 + 2*m"


def test_a_gate_that_is_called_a_scalar_and_shares_its_kernel_contradicts_the_text():
    shared = CELL.replace("W x_t", "A x_t")
    with pytest.raises(SymbolicError, match="u is called one number, and its equation gives a vector"):
        read_text(shared + "The gate $u_t$ is a scalar.").only()


@pytest.mark.parametrize(
    "said",
    ["Unlike in ACT, where $u_t$ is a scalar, ours is not one.", "For a scalar gate $u_t$ this is a leaky unit."],
)
def test_a_gate_that_is_a_scalar_in_a_case_or_in_other_work_is_asked(said):
    counts = {reading.chosen["gate_u"]: str(reading.count) for reading in read_text(CELL + said).readings}
    assert counts == {"vector": "2*m*n + 2*m**2 + 2*m", "number": "n + 2*m + 1 + m*n + m**2"}
