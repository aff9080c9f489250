"""Numbers that Python computes from sizes; with ``SYMBOLIC_FRAMEWORKS=1`` and the extra `frameworks`."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic import Cell

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
if "SYMBOLIC_FRAMEWORKS" in os.environ:
    sys.path.insert(0, str(Path(__file__).parent))
    import sized_cells as cells
    import torch
else:
    cells = torch = None


@pytest.mark.parametrize("sizes", [(3, 5), (6, 6), (100, 256), (5, 3)])
def test_a_root_of_a_size_is_a_fixed_parameter(sizes):
    module = cells.Scaled(*sizes)
    traced = Cell.from_module(module)
    assert traced.text == "h[t] = tanh(W_weight @ x[t] + W_bias + U_weight @ h[t-1] / s)"
    assert (traced.definition.fixed, str(traced.count)) == ({"s"}, "m*(m + n + 1)")
    assert traced.note == f"s = sqrt(m), {sizes[1] ** 0.5:.6g} in the module"
    # The equations hold at sizes at which they were not traced.
    other = cells.Scaled(4, 9).double()
    arrays = {name.replace(".", "_"): array.detach().numpy() for name, array in other.named_parameters()}
    x = np.random.default_rng(0).normal(size=(1, 4))
    expected = other(torch.tensor(x), torch.ones(1, 9, dtype=torch.float64)).detach().numpy()
    output = traced.run({**arrays, "s": np.array(3.0)}, {"x": x}, {"h": np.ones(9)})["h"]
    assert np.abs(output - expected).max() < 1e-12


@pytest.mark.parametrize(
    ("make", "note"),
    [
        (lambda: cells.Deep(3, 5), "s = 0.001*m, 0.005 in the module"),
        (lambda: cells.Deep(3, 3), "s = 0.001*m, 0.003 in the module"),
        (lambda: cells.Logged(3, 5), "s is 1.60944 in the module and 2.70805 at other sizes"),
        (lambda: cells.Configured((3, 5)), "0.447214 may be 1/sqrt(m)"),
        (lambda: cells.Plain(3, 5), ""),
    ],
)
def test_what_the_note_says(make, note):
    torch.manual_seed(1)
    before = torch.get_rng_state()
    module = make()
    state = torch.get_rng_state()
    traced = Cell.from_module(module)
    assert torch.equal(torch.get_rng_state(), state)
    assert not torch.equal(before, state)
    assert traced.note == note
    assert traced.definition.fixed == ({"s"} if note.startswith("s") else set())
