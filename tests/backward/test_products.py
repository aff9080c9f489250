"""Parts between zeros are one vector where they fill it, and only there."""

import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic import Cell
from symbolic.backward.products import GradientTerm, tiled
from symbolic.errors import DefinitionError
from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size

sys.path.insert(0, str(Path(__file__).parent))
from central import CLOSE, Sample

M = Size.letter("m")
NONE = Size.of(0)


def piece(name: str, before: Size, after: Size) -> GradientTerm:
    return GradientTerm(1, n.Call("pad", (n.Signal(name, 0),), (before, after)))


def test_parts_that_fill_a_vector_stand_one_after_the_other():
    (whole,) = tiled([piece("b", M, NONE), piece("a", NONE, M)], 2 * M)
    assert whole.head == n.Call("concat", (n.Signal("a", 0), n.Signal("b", 0)))


def test_parts_that_leave_a_rest_stay_between_their_zeros():
    parts = [piece("a", NONE, 2 * M), piece("b", M, M)]
    assert tiled(parts, 3 * M) == parts


@pytest.mark.parametrize(
    "equations",
    [
        "h[t] = tanh(W @ rows(x[t], 0, 2) + V @ rows(x[t], 2, 4) + U @ h[t-1])",
        "h[t] = tanh(W @ rows(x[t], 0, 2) + V @ rows(x[t], 2, 6) + U @ h[t-1])",
    ],
)
def test_gradients_of_what_is_read_in_parts(equations):
    made = Sample(Cell(equations, {"x": "6", "h": "m"}, name="parts")).draw()
    assert max(made.distances().values()) < CLOSE
    assert made.gradients()["x"].shape == np.shape(made.inputs["x"])


def test_gradients_of_matrices_one_below_the_other():
    equations = "A[t] = W @ x[t] @ x[t].T\nB[t] = U @ x[t] @ x[t].T\nh[t] = concat(A[t], B[t]) @ x[t] + 0.5 * h[t-1]"
    made = Sample(Cell(equations, {"x": "n", "W": ("k", "n"), "U": ("l", "n")}, name="rows")).draw()
    assert max(made.distances().values()) < CLOSE


def test_maps_one_below_the_other_have_no_backward_pass():
    text = "h[t] = tanh(conv(W, concat(x[t], h[t-1]), 3, 3))"
    maps = Cell(text, {"x": ("c", "H", "V"), "h": ("d", "H", "V")})
    with pytest.raises(DefinitionError, match="concat of maps has no backward pass"):
        maps.backward()
