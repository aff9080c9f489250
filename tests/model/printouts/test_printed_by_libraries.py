"""Summaries printed by the real libraries of networks drawn at random are read line by line."""

from random import Random

import pytest
from printers import (
    draw_flax,
    draw_haiku,
    draw_keras,
    draw_torch,
    print_names,
    print_torchinfo,
    print_torchsummary,
    quiet,
)

from symbolic import Model

pytestmark = pytest.mark.frameworks


def counts(model):
    """The number of each layer, all of which fit a formula."""
    assert all(layer.known for layer in model.layers), str(model.summary())
    assert not model.notes, model.notes
    return [sum(layer.counts_at({})) for layer in model.layers]


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("library", ["keras", "tf_keras"])
def test_keras(library, seed):
    quiet()
    keras = pytest.importorskip(library)
    text, real = draw_keras(Random(f"keras {seed}"), keras)
    model = Model.parse(text)
    assert counts(model) == real, text


@pytest.mark.parametrize("seed", range(40))
def test_torchinfo(seed):
    torch = pytest.importorskip("torch")
    pytest.importorskip("torchinfo")
    random = Random(f"torch {seed}")
    net, real = draw_torch(random, torch)
    text = print_torchinfo(random, net, torch)
    model = Model.parse(text)
    assert [sum(layer.counts_at({})) for layer in model.layers] == real, text
    assert not model.notes
    if "Output Shape" in text:
        counts(model)
    assert counts(Model.parse(print_names(random, net))) == real


@pytest.mark.parametrize("seed", range(10))
def test_torchsummary(seed):
    torch = pytest.importorskip("torch")
    pytest.importorskip("torchsummary")
    random = Random(f"torchsummary {seed}")
    nn, sizes = torch.nn, [random.randint(2, 40) for _ in range(4)]
    net = nn.Sequential(nn.Linear(*sizes[:2]), nn.BatchNorm1d(sizes[1]), nn.ReLU(), nn.Linear(*sizes[1:3], bias=False))
    text = print_torchsummary(net)
    real = [sum(p.numel() for p in module.parameters()) for module in net]
    assert counts(Model.parse(text)) == [number for number in real if number], text


@pytest.mark.parametrize("seed", range(6))
def test_flax(seed):
    pytest.importorskip("flax")
    text, real, cell = draw_flax(Random(f"flax {seed}"))
    model = Model.parse(text)
    assert sum(counts(model)) == real
    assert any(layer.what.endswith(cell) for layer in model.layers), text


@pytest.mark.parametrize("seed", range(6))
def test_haiku(seed):
    pytest.importorskip("haiku")
    text, real, kind = draw_haiku(Random(f"haiku {seed}"))
    model = Model.parse(text)
    assert sum(counts(model)) == real
    assert any(layer.what.startswith(f"haiku.{kind}") for layer in model.layers), text
