"""Code for NumPy, run beside `Cell.run`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic import Cell, cell, cells
from symbolic.errors import DefinitionError

sys.path.insert(0, str(Path(__file__).parent))
from oracle import ODD, Drawn, classes, distances, load, odd, parameter

CLOSE = 1e-12


def made(own: Cell, drawn: Drawn, text: str, dtype: type = np.float64) -> list:
    """The cell and the layer, or None, with the drawn parameters."""
    step, layer = classes(text, load(text))
    arguments = drawn.arguments(step)
    pair = [step(**arguments, dtype=dtype), layer and layer(**arguments, dtype=dtype)]
    for holder in (pair[0], pair[1] and pair[1].cell):
        for name, array in holder.parameters().items() if holder else ():
            array[...] = parameter(drawn, name).reshape(array.shape)
    return pair


def check(own: Cell, fused: bool = False) -> None:
    drawn = Drawn(own, fused=fused)
    step, layer = made(own, drawn, own.module("numpy", fused))
    assert sum(array.size for array in step.parameters().values()) == own.count_at(**drawn.sizes)
    errors = distances(drawn, step, layer)
    assert max(errors.values()) < CLOSE, errors


@pytest.mark.parametrize("name", cells())
def test_every_cell_computes_what_run_does(name):
    check(cell(name))


@pytest.mark.parametrize("name", cells())
def test_every_cell_with_its_kernels_fused(name):
    check(cell(name), fused=True)


@pytest.mark.parametrize("which", ODD)
def test_cells_that_are_odd(which):
    check(odd(which))


def test_the_type_of_numbers_is_kept():
    own = cell("lstm")
    drawn = Drawn(own)
    step, _ = made(own, drawn, own.module("numpy"), np.float32)
    y, (c, h) = step(drawn.inputs["x"][0].astype(np.float32))
    assert y.dtype == c.dtype == h.dtype == np.float32


AS_LONG_AS_STEPS = {
    "p[t] = softmax(dot(x[t], h[t-k]) for k in range(1, t))\nh[t] = x[t] + h[t-1]": "p",
    "h[t] = x[t] + sum(A[k] @ h[t-k] for k in range(1, t))": "A",
}


@pytest.mark.parametrize(("text", "name"), AS_LONG_AS_STEPS.items())
def test_what_is_as_long_as_there_are_steps_is_no_output_and_no_parameter(text, name):
    own = Cell(text, {"x": "n"}, output=name if name == "p" else "h")
    with pytest.raises(DefinitionError, match=f"{name} is as long as there are steps"):
        own.module("numpy")


@pytest.mark.parametrize("target", ["keras", "flax", "equinox"])
def test_all_earlier_steps_are_kept_where_a_state_may_grow(target):
    with pytest.raises(DefinitionError, match="keeps a fixed number of earlier steps"):
        odd("all earlier steps").module(target)


def test_what_nothing_reads_is_stored_as_it_is_counted():
    own = Cell(
        "g[t] = tanh(V @ x[t] + b)\nh[t] = tanh(W @ x[t] + U @ h[t-1])", {"x": "n", "g": "q", "h": "m"}, output="h"
    )
    for target in ("numpy", "torch", "keras", "flax", "equinox"):
        assert re.search(r"\bV\b", own.module(target)), target
