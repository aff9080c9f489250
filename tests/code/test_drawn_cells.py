"""Code for cells that nobody wrote, built from the operation table, beside `Cell.run`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symbolic import Cell
from symbolic.language.operations.table import OPERATIONS

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "backward"))
from oracle import Drawn, classes, distances, load, parameter
from test_random import cells, drawn

LONG = "SYMBOLIC_LONG" in os.environ
FRAMEWORKS = "SYMBOLIC_FRAMEWORKS" in os.environ
TARGETS = ["numpy", *(["torch"] if FRAMEWORKS else [])]


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=300 if LONG or FRAMEWORKS else 15)
@given(cells(), st.integers(0, 9))
def test_random_cells(target, text, seed):
    try:
        own = drawn(text, output="h")
    except Exception:
        assume(False)
        return
    arrays = Drawn(own, seed)
    with np.errstate(all="ignore"):
        signals = arrays.run()
    assume(all(np.isfinite(value).all() and np.abs(value).max() < 30 for value in signals.values()))
    errors = RUN[target](own, arrays)
    assert max(errors.values()) < 1e-10, (text, errors)


def numpy(own: Cell, drawn: Drawn) -> dict:
    text = own.module("numpy")
    step, layer = classes(text, load(text))
    pair = [kind(**drawn.arguments(step)) if kind else None for kind in (step, layer)]
    for holder in (pair[0], pair[1].cell if pair[1] else None):
        for name, array in holder.parameters().items() if holder else ():
            array[...] = parameter(drawn, name).reshape(array.shape)
    return distances(drawn, *pair)


def torch(own: Cell, drawn: Drawn) -> dict:
    import torch

    text = own.module("torch")
    step, layer = classes(text, load(text))
    pair = [kind(**drawn.arguments(step), dtype=torch.float64) if kind else None for kind in (step, layer)]
    for holder in (pair[0], pair[1].cell if pair[1] else None):
        for name, array in holder.named_parameters() if holder else ():
            array.data.copy_(torch.tensor(parameter(drawn, name)).reshape(array.shape))
    return distances(drawn, *pair, torch.tensor, lambda value: value.detach().numpy())


RUN = {"numpy": numpy, "torch": torch}


def test_every_operation_can_be_written_or_is_named():
    from symbolic.code.dialects.numpy import NUMPY_DIALECT
    from symbolic.code.dialects.torch import TORCH_DIALECT

    cut = {"part", "rows", "element", "block", "concat", "identity", "sum", "prod", "blockdiag", "blocks"}
    for dialect, lacking in ((NUMPY_DIALECT, {"conv_back", "conv_kernel"}), (TORCH_DIALECT, {"conv_kernel"})):
        known = {name.removesuffix(" number").rstrip("23") for name in dialect.operations}
        assert {*OPERATIONS} - known - cut == lacking
        assert known <= {*OPERATIONS}
