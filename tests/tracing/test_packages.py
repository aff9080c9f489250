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


def step_of(layer):
    """One step of a layer of minGRU-pytorch, which takes a sequence."""
    import torch

    class Step(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = layer

        def forward(self, x, h):
            y, h = self.layer(x[:, None], h[:, None], return_next_prev_hidden=True)
            return y[:, 0], h[:, 0]

    return Step()


@pytest.mark.parametrize(("kind", "count"), [("minGRU", "m*(2*n + r)"), ("minLSTM", "m*(3*n + r)")])
def test_minimal_cells(kind, count):
    package = pytest.importorskip(f"minGRU_pytorch.{kind}")
    module = step_of(getattr(package, kind)(6, expansion_factor=1.5))
    traced = Cell.from_module(module, inputs={"x": "n"}, state={"h": "m"}, returns=["y", "h"], n=6, m=9)
    assert str(traced.count) == count
    assert traced.count_at(n=6, m=9, r=6) == sum(prod(array.shape) for array in module.parameters())


def test_the_lstm_of_ncps():
    ncps = pytest.importorskip("ncps.torch.lstm")
    traced = Cell.from_module(ncps.LSTMCell(3, 5))
    assert str(traced.count) == "4*m*(m + n + 1)"


@pytest.mark.parametrize(
    ("kind", "count"), [("LSTM", "4*m*(m + n + 1)"), ("GRU", "3*m*(m + n + 1)"), ("VanillaRNN", "m*(m + n + 2)")]
)
def test_the_cells_of_haiku(kind, count):
    haiku = pytest.importorskip("haiku")
    jax = pytest.importorskip("jax")
    zeros, several = jax.numpy.zeros((2, 5)), kind == "LSTM"
    state = haiku.LSTMState(zeros, zeros) if several else zeros
    network = haiku.without_apply_rng(haiku.transform(lambda x, state: getattr(haiku, kind)(5)(x, state)))
    arrays = network.init(jax.random.PRNGKey(0), jax.numpy.zeros((2, 3)), state)

    def one(parameters, x, h):
        return network.apply(parameters, x, h)[1]

    def two(parameters, x, h, c):
        after = network.apply(parameters, x, haiku.LSTMState(h, c))[1]
        return after.hidden, after.cell

    names = {"inputs": {"x": "n"}, "state": {"h": "m", "c": "m"}} if several else {}
    traced = Cell.from_module(two if several else one, parameters=arrays, **names)
    assert str(traced.count) == count
    assert traced.count_at(n=3, m=5) == sum(array.size for array in jax.tree_util.tree_leaves(arrays))
