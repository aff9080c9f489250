"""Cells of packages that only some have, traced where they are installed."""

import os
from math import prod

import pytest

from symbolic import Cell

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.mark.parametrize(
    ("mode", "count"),
    [
        ("default", "5*m*r + 4*m + n*r + r"),
        ("pure", "2*m*r + 3*m + n*r + r"),
        ("no_gate", "5*m*r + 4*m + n*r + r"),
    ],
)
def test_closed_form_cells_of_ncps(mode, count):
    ncps = pytest.importorskip("ncps.torch")
    module = ncps.CfCCell(3, 5, mode=mode)
    traced = Cell.from_module(module, inputs={"x": "n", "ts": 1}, state={"h": "m"}, returns=["y", "h"])
    assert str(traced.count) == count
    # r are the units of the backbone, which are tied to nothing.
    assert traced.count_at(n=3, m=5, r=128) == sum(prod(array.shape) for array in module.parameters())
