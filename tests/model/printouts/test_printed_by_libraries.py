"""Summaries printed by the real libraries of networks drawn at random are read line by line."""

from random import Random

import pytest
from printers import (
    draw_flax,
    draw_flax_shapes,
    draw_haiku,
    draw_keras,
    draw_torch,
    print_keras_shapes,
    print_lightning,
    print_names,
    print_onnx,
    print_sizes,
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


@pytest.mark.parametrize("seed", range(30))
def test_modules_of_torch(seed):
    torch = pytest.importorskip("torch")
    net, real = draw_torch(Random(f"modules {seed}"), torch)
    model = Model.parse(str(net))
    assert [number for layer in model.layers if (number := sum(layer.counts_at({})))] == real, str(net)
    assert all(layer.known for layer in model.layers)
    assert sum(counts(Model.parse(print_sizes(net)))) == sum(real)


@pytest.mark.parametrize("seed", range(20))
def test_lightning(seed):
    torch = pytest.importorskip("torch")
    pytest.importorskip("pytorch_lightning")
    random = Random(f"lightning {seed}")
    net, real = draw_torch(random, torch)
    text = print_lightning(random, net, torch)
    model = Model.parse(text)
    assert not model.notes, text
    numbers = dict(zip([row.name for row in model.layers], real, strict=True))
    for layer in model.layers:
        if not layer.letters:
            assert sum(layer.counts_at({})) == numbers[layer.name], text


@pytest.mark.parametrize("seed", range(20))
def test_onnx(seed):
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    random = Random(f"onnx {seed}")
    net, real = draw_torch(random, torch)
    text = print_onnx(random, net, torch)
    # A graph has both biases of its recurrent layers, be they zeros.
    model = Model.parse(text)
    rnn = [layer for layer in model.layers if "onnx." in layer.what]
    assert len(rnn) == net.rnn.num_layers, text
    assert sum(sum(layer.counts_at({})) for layer in model.layers) >= sum(real)


@pytest.mark.parametrize("seed", range(20))
def test_shapes_of_flax(seed):
    pytest.importorskip("flax")
    text, real = draw_flax_shapes(Random(f"shapes {seed}"))
    model = Model.parse(text)
    assert sum(counts(model)) == real, text
    assert any("flax.linen" in layer.what for layer in model.layers), text


@pytest.mark.parametrize("seed", range(30))
def test_shapes_of_keras(seed):
    quiet()
    keras = pytest.importorskip("keras")
    layers = keras.layers
    random = Random(f"keras shapes {seed}")
    kind = random.choice((layers.LSTM, layers.GRU, layers.SimpleRNN))
    made = [layers.Embedding(random.randint(31, 60), random.randint(2, 30))] if random.random() < 0.5 else []
    made += [layers.Conv1D(random.randint(2, 30), 3), layers.LayerNormalization(), kind(random.randint(2, 30))]
    model = keras.Sequential(
        [keras.Input((9,) if len(made) > 3 else (9, 5)), *made, layers.Dense(random.randint(1, 9))]
    )
    text = print_keras_shapes(random, model)
    read = Model.parse(text)
    assert sum(sum(layer.counts_at({})) for layer in read.layers) == model.count_params(), text
    assert any(kind.__name__ in layer.what for layer in read.layers), text


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
