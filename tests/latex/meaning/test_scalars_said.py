"""Signals that a text calls numbers, and what it says of the parameters of norms."""

import pytest

from symbolic import SymbolicError
from symbolic.latex.reading import read_text

CELL = r"\[ h_t = \tanh(w \odot d_t + W x_t + U h_{t-1} + b) \] where $x_t \in \mathbb{R}^n$ and "


def test_an_input_that_is_called_a_scalar_is_one_number():
    assert str(read_text(CELL + "the delay $d_t$ is a scalar.").only().sizes["d"]) == "1"


@pytest.mark.parametrize(
    "said",
    [
        "$d_t$ is a vector of real numbers.",
        "$d_t$ is a scalar for each unit.",
        "$d_t$ are numbers in (0, 1).",
        "each element of $d_t$ is a scalar.",
        "if $d_t$ is a scalar, it is broadcast.",
    ],
)
def test_an_input_of_numbers_is_a_vector(said):
    # With a size that the user gives the reading could not tell the two apart.
    with pytest.raises(SymbolicError, match="d is read and never assigned"):
        read_text(CELL + said).only()
    assert str(read_text(CELL + said, sizes={"d": "m"}).only().sizes["d"]) == "m"


NORMED = r"\[ h_t = \tanh(\mathrm{LN}(W x_t + U h_{t-1})) \] "


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("Each layer norm has a gain and a bias.", "m*n + m**2 + 2*m"),
        ("LN has no trained parameters.", "m*n + m**2"),
    ],
)
def test_what_a_text_says_of_its_norms_is_no_question(said, count):
    assert str(read_text(NORMED + said).only().count) == count


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Only some layer norms have a gain and a bias.",
        "The norm is applied first.",
        "Layer norm has a bias and no gain.",
        "Layer normalization has no gain, but a bias.",
        "In Ba et al., each layer norm has a gain and a bias; ours drops both.",
        "Unlike the original, where layer norm has a gain and a bias, we have none.",
        "The layer norm of the output has a gain and a bias.",
        "Batch normalization with a gain and a bias is used in front.",
    ],
)
def test_what_a_text_leaves_open_of_its_norms_is_asked(said):
    assert len(read_text(NORMED + said).readings) == 3
