"""MACs beside the counters that are right, on real layers; with ``SYMBOLIC_FRAMEWORKS=1`` and the extra `frameworks`.

PyTorch's own counter is right for matrix products where the layer runs as a sequence of them, as it does on
the meta device: it reports two FLOPs for each multiply-accumulate. fvcore is right for the classes of one step.
"""

import logging
import os
from itertools import product

import pytest

from symbolic.frameworks import layer

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
SIZES = ((1, 1), (3, 5), (10, 20), (20, 7), (4096, 256))
RUNS = ((1, 1), (1, 7), (3, 7), (32, 2))
"""Sequences and steps."""


def words():
    """Every kind of layer with its options, at all sizes."""
    options = product(("RNN", "GRU", "LSTM"), (True, False), (False, True), (1, 2, 3), SIZES)
    for kind, bias, both, levels, (n, m) in options:
        named = {"input_size": n, "hidden_size": m, "num_layers": levels, "bias": bias, "bidirectional": both}
        yield f"torch.nn.{kind}", named
        if kind == "LSTM" and m > 1:
            yield "torch.nn.LSTM", {**named, "proj_size": m // 2}


@pytest.mark.parametrize(("batch", "steps"), RUNS)
def test_macs_are_half_of_what_torch_counts_on_the_meta_device(batch, steps):
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    for name, arguments in words():
        made = getattr(torch.nn, name.rpartition(".")[2])(**arguments, device="meta")
        with FlopCounterMode(display=False) as counter:
            made(torch.zeros(steps, batch, arguments["input_size"], device="meta"))
        cost = layer(name, **arguments).cost(batch, steps)
        assert 2 * cost.macs == counter.get_total_flops(), (name, arguments)


@pytest.mark.parametrize("name", ["RNNCell", "GRUCell", "LSTMCell"])
def test_macs_are_what_fvcore_counts_for_one_step(name):
    import torch

    nn = pytest.importorskip("fvcore.nn")
    logging.getLogger("fvcore").setLevel(logging.ERROR)
    for (n, m), bias, batch in product(SIZES, (True, False), (1, 3)):
        made = getattr(torch.nn, name)(n, m, bias=bias)
        counted = nn.FlopCountAnalysis(made, (torch.zeros(batch, n),)).unsupported_ops_warnings(False)
        cost = layer(f"torch.nn.{name}", input_size=n, hidden_size=m, bias=bias).cost(batch, 1)
        assert cost.macs == counted.by_operator()["linear"] == counted.total(), (n, m, bias, batch)


@pytest.mark.parametrize("inputs", [True, False])
@pytest.mark.parametrize("name", ["torch.nn.RNN", "torch.nn.LSTM"])
def test_the_backward_pass_has_the_macs_that_torch_counts(name, inputs):
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    for kind, arguments in words():
        if kind != name:
            continue
        made = getattr(torch.nn, name.rpartition(".")[2])(**arguments, device="meta")
        parts = arguments["num_layers"] * (1 + arguments["bidirectional"])
        m = arguments["hidden_size"]
        first = torch.zeros(parts, 3, arguments.get("proj_size") or m, device="meta", requires_grad=True)
        cell_state = torch.zeros(parts, 3, m, device="meta", requires_grad=True)
        x = torch.zeros(7, 3, arguments["input_size"], device="meta", requires_grad=inputs)
        with FlopCounterMode(display=False) as counter:
            made(x, (first, cell_state) if name == "torch.nn.LSTM" else first)[0].sum().backward()
        cost = layer(name, **arguments).cost(3, 7, backward="all" if inputs else "parameters")
        assert 2 * cost.macs == counter.get_total_flops(), arguments
