"""Modules of PyTorch: beside `Cell.run`, their gradients beside the backward pass, compiled and scripted.

With ``SYMBOLIC_FRAMEWORKS=1`` and the extra ``frameworks``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic import Cell, cell, cells

sys.path.insert(0, str(Path(__file__).parent))
from oracle import ODD, Drawn, classes, distance, distances, load, odd, packed, parameter, several

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
]
CLOSE, CLOSE_GRADIENT = 1e-12, 1e-10
SCRIPTED = ["lstm", "gru", "stacked_lstm", "retnet", "cwrnn", "qrnn", "convlstm", "phased_lstm", "mogrifier", "ea_lstm"]


def made(own: Cell, drawn: Drawn) -> list:
    import torch

    text = own.module("torch", drawn.fused)
    step, layer = classes(text, load(text, f"torch_{own.name or 'own'}"))
    arguments = {
        name: torch.as_tensor(value) if isinstance(value, np.ndarray) else value
        for name, value in drawn.arguments(step).items()
    }
    pair = [step(**arguments, dtype=torch.float64), layer and layer(**arguments, dtype=torch.float64)]
    for holder in (pair[0], pair[1] and pair[1].cell):
        for name, array in holder.named_parameters() if holder else ():
            array.data.copy_(torch.tensor(parameter(drawn, name)).reshape(array.shape))
    return pair


def check(own: Cell, fused: bool = False) -> None:
    import torch

    drawn = Drawn(own, fused=fused)
    step, layer = made(own, drawn)
    assert sum(array.numel() for array in step.parameters()) == own.count_at(**drawn.sizes)
    errors = distances(drawn, step, layer, torch.tensor, lambda value: value.detach().numpy())
    assert max(errors.values()) < CLOSE, errors
    if layer is not None and all(array.numel() for array in step.parameters()):
        errors = gradients(drawn, layer)
        assert max(errors.values()) < CLOSE_GRADIENT, errors


def gradients(drawn: Drawn, layer) -> dict[str, float]:
    """How far automatic differentiation through the layer is from the backward pass, for each array."""
    import torch

    own, program = drawn.own, drawn.program
    random = np.random.default_rng(1)
    inputs = {value.name: torch.tensor(drawn.inputs[value.name], requires_grad=True) for value in program.inputs}
    states = [torch.tensor(drawn.before(value)) for value in program.states]
    result = layer(*inputs.values(), *([packed(states)] if states else []))
    outputs = several(result[0] if states else result, len(own.outputs))
    weights = {name: random.normal(size=value.shape) for name, value in zip(own.outputs, outputs, strict=True)}
    loss = sum((torch.tensor(weights[name]) * value).sum() for name, value in zip(own.outputs, outputs, strict=True))
    if not loss.requires_grad:
        return {"": 0.0}
    loss.backward()
    wanted = own.backward().run_gradients(drawn.parameters, drawn.inputs, weights, drawn.state, sizes=drawn.sizes)
    wanted |= {name: np.concatenate([wanted[part] for part in parts]) for name, parts in drawn.stacked.items()}
    errors = {}
    for name, array in [*layer.cell.named_parameters(), *inputs.items()]:
        key = name
        while key not in wanted and key not in drawn.parameters and key not in drawn.inputs:
            key = key[:-1]
        if key in wanted:
            gradient = np.zeros(array.shape) if array.grad is None else array.grad.numpy()
            errors[name] = distance(gradient, wanted[key].reshape(array.shape))
    return errors


@pytest.mark.parametrize("name", cells())
def test_every_cell_computes_what_run_does(name):
    check(cell(name))


@pytest.mark.parametrize("name", cells())
def test_every_cell_with_its_kernels_fused(name):
    check(cell(name), fused=True)


@pytest.mark.parametrize("which", ODD)
def test_cells_that_are_odd(which):
    check(odd(which))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize("name", SCRIPTED)
def test_torchscript(name, fused):
    import torch

    drawn = Drawn(cell(name), fused=fused)
    step, layer = made(cell(name), drawn)
    scripted = [torch.jit.script(step), torch.jit.script(layer)]
    errors = distances(drawn, *scripted, torch.tensor, lambda value: value.detach().numpy())
    assert max(errors.values()) < CLOSE, errors


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize("name", SCRIPTED[:4])
def test_compiled_whole(name, fused):
    import torch

    drawn = Drawn(cell(name), fused=fused)
    step, layer = made(cell(name), drawn)
    compiled = [torch.compile(part, fullgraph=True, backend="eager") for part in (step, layer)]
    errors = distances(drawn, *compiled, torch.tensor, lambda value: value.detach().numpy())
    assert max(errors.values()) < CLOSE, errors


def test_batch_first_and_the_type_of_numbers():
    import torch

    text = cell("lstm").module("torch")
    _, layer = classes(text, load(text))
    first = layer(4, 6, dtype=torch.float64)
    second = layer(4, 6, batch_first=True, dtype=torch.float64)
    second.load_state_dict(first.state_dict())
    x = torch.randn(5, 2, 4, dtype=torch.float64)
    y, (c, h) = first(x)
    z, (d, g) = second(x.transpose(0, 1))
    assert torch.equal(y, z.transpose(0, 1))
    assert torch.equal(h, g)
    assert torch.equal(c, d)
    assert y.dtype == torch.float64
    assert layer(4, 6)(x.float())[0].dtype == torch.float32
    assert {value.device.type for value in layer(4, 6, device="meta").parameters()} == {"meta"}
