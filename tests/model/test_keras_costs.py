"""Costs of random networks of Keras beside what the shapes of their calls say, live and from a file.

With ``SYMBOLIC_FRAMEWORKS=1``.
"""

import os
import random
from math import prod

import pytest

from symbolic import Model
from symbolic.errors import UsageError

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif(os.environ.get("SYMBOLIC_FRAMEWORKS") not in ("1", "keras"), reason="of Keras"),
    pytest.mark.filterwarnings("ignore"),
]
GATES = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}
OVER_STEPS = [
    *("Dense", "LSTM", "GRU", "SimpleRNN", "Bidirectional", "TimeDistributed", "RNN", "MultiHeadAttention"),
    *("Conv1D", "Conv1DTranspose", "DepthwiseConv1D", "SeparableConv1D", "MaxPooling1D", "UpSampling1D"),
    *("ZeroPadding1D", "LayerNormalization", "twice", "nested"),
]


def macs(layer, read, given):
    """The products of one call of a layer that reads and gives these shapes."""
    kind = type(layer).__name__
    if kind == "TimeDistributed":
        return read[1] * macs(layer.layer, (read[0], *read[2:]), (given[0], *given[2:]))
    if kind == "Bidirectional":
        halves = (layer.forward_layer, layer.backward_layer)
        return sum(macs(half, read, (*given[:-1], half.units)) for half in halves)
    if kind == "Dense":
        return prod(read[1:]) * layer.units
    if kind in GATES:
        return read[1] * GATES[kind] * layer.units * (read[-1] + layer.units)
    if kind == "RNN":
        below, total = read[-1], 0
        for cell in getattr(layer.cell, "cells", [layer.cell]):
            total += read[1] * GATES[type(cell).__name__.removesuffix("Cell")] * cell.units * (below + cell.units)
            below = cell.units
        return total
    if kind in ("Conv1D", "Conv2D"):
        return prod(given[1:]) * prod(layer.kernel_size) * read[-1] // layer.groups
    if kind in ("Conv1DTranspose", "Conv2DTranspose"):
        return prod(read[1:]) * prod(layer.kernel_size) * given[-1]
    if kind in ("DepthwiseConv1D", "DepthwiseConv2D"):
        return prod(given[1:]) * prod(layer.kernel_size)
    if kind in ("SeparableConv1D", "SeparableConv2D"):
        places = prod(given[1:-1])
        wide = read[-1] * layer.depth_multiplier
        return places * (prod(layer.kernel_size) * wide + wide * given[-1])
    if kind == "ConvLSTM2D":
        places = prod(layer.compute_output_shape(read)[-3:-1])
        return read[1] * places * 4 * layer.filters * prod(layer.kernel_size) * (read[-1] + layer.filters)
    if kind == "MultiHeadAttention":
        steps, width, heads = read[1], read[-1], layer.num_heads * layer.key_dim
        return steps * 4 * width * heads + steps * steps * 2 * heads
    if kind in ("Sequential", "Functional"):
        return expected(layer)
    return 0


def expected(network):
    """The products of all calls in a network; a Sequential calls each layer once."""
    if type(network).__name__ == "Sequential":
        return sum(macs(layer, tuple(layer.input.shape), tuple(layer.output.shape)) for layer in network.layers)
    nodes = [node for each in network._nodes_by_depth.values() for node in each]
    calls = [node for node in nodes if node.input_tensors]
    return sum(macs(node.operation, tuple(node.input_tensors[0].shape), tuple(node.outputs[0].shape)) for node in calls)


def sequence_layer(draw, keras, x):
    """A layer over a sequence, and what it gives."""
    layers, steps, units = keras.layers, x.shape[1], draw.randint(1, 5)
    kind = draw.choice(OVER_STEPS)
    width, stride = draw.randint(1, min(3, steps)), draw.randint(1, 2)
    padding = draw.choice(["valid", "same", "causal"])
    if kind in GATES:
        return getattr(layers, kind)(units, return_sequences=True)(x)
    if kind == "Bidirectional":
        return layers.Bidirectional(layers.GRU(units, return_sequences=True))(x)
    if kind == "TimeDistributed":
        inner = keras.Sequential([layers.Dense(units), layers.Dense(2)]) if draw.random() < 0.4 else layers.Dense(units)
        return layers.TimeDistributed(inner)(x)
    if kind == "Conv1D":
        stride, spread = draw.choice([(stride, 1), (1, 2)])
        width = width if (width - 1) * spread < steps else 1
        return layers.Conv1D(units, width, strides=stride, padding=padding, dilation_rate=spread)(x)
    if kind == "Conv1DTranspose":
        return layers.Conv1DTranspose(units, width, strides=stride, padding=draw.choice(["valid", "same"]))(x)
    if kind == "DepthwiseConv1D":
        return layers.DepthwiseConv1D(width, strides=stride, depth_multiplier=2, padding="same")(x)
    if kind == "SeparableConv1D":
        return layers.SeparableConv1D(units, width, strides=stride, padding="valid")(x)
    if kind == "MaxPooling1D":
        return layers.MaxPooling1D(2, padding="same")(x)
    if kind in ("UpSampling1D", "ZeroPadding1D"):
        return getattr(layers, kind)(2)(x)
    if kind == "MultiHeadAttention":
        return layers.MultiHeadAttention(2, units)(x, x)
    if kind == "RNN":
        return layers.RNN([layers.LSTMCell(units), layers.GRUCell(2)], return_sequences=True)(x)
    if kind == "twice":
        shared = layers.Dense(x.shape[-1])
        return shared(shared(x))
    if kind == "nested":
        inner = keras.Sequential([keras.Input(x.shape[1:]), layers.LSTM(3, return_sequences=True), layers.Dense(2)])
        return inner(x)
    return getattr(layers, kind)(*[units][: kind == "Dense"])(x)


def sequence(draw, keras):
    words = draw.random() < 0.3
    read = keras.Input((draw.randint(2, 9),) if words else (draw.randint(2, 9), draw.randint(1, 5)))
    x = keras.layers.Embedding(11, 3)(read) if words else read
    for _ in range(draw.randint(1, 4)):
        x = sequence_layer(draw, keras, x)
    end = draw.choice(["none", "last", "flat", "pool", "repeat"])
    if end == "last":
        x = keras.layers.Dense(3)(keras.layers.LSTM(4)(x))
    elif end == "flat":
        x = keras.layers.Dense(3)(keras.layers.Flatten()(x))
    elif end == "pool":
        x = keras.layers.Dense(3)(keras.layers.GlobalAveragePooling1D()(x))
    elif end == "repeat":
        x = keras.layers.RepeatVector(draw.randint(1, 6))(keras.layers.GRU(4)(x))
        x = keras.layers.TimeDistributed(keras.layers.Dense(3))(keras.layers.LSTM(2, return_sequences=True)(x))
    return keras.Model(read, x)


def image(draw, keras):
    layers, width = keras.layers, draw.randint(1, 3)
    frames = draw.random() < 0.4
    read = keras.Input((*[4][:frames], draw.randint(6, 9), draw.randint(6, 9), 2))
    each = layers.TimeDistributed if frames else lambda layer: layer
    x = each(layers.Conv2D(4, width, strides=draw.randint(1, 2), padding=draw.choice(["valid", "same"])))(read)
    x = each(draw.choice([layers.Dense(3), layers.DepthwiseConv2D(2), layers.SeparableConv2D(3, 2, padding="same")]))(x)
    x = layers.BatchNormalization()(x)
    if frames and draw.random() < 0.5:
        x = layers.ConvLSTM2D(3, 2, padding=draw.choice(["valid", "same"]))(x)
        return keras.Model(read, layers.Dense(2)(layers.Flatten()(x)))
    x = each(layers.Conv2DTranspose(2, 2, strides=2))(x)
    x = each(draw.choice([layers.GlobalMaxPooling2D(), layers.Flatten()]))(x)
    return keras.Model(read, (layers.LSTM(3) if frames else layers.Dense(3))(x))


@pytest.mark.parametrize("seed", range(80))
def test_a_network_costs_what_its_shapes_say(seed, tmp_path):
    import keras

    draw = random.Random(seed)
    network = (image if seed % 4 == 3 else sequence)(draw, keras)
    network.save(tmp_path / "network.keras")
    for model in (Model.read(network), Model.load(tmp_path / "network.keras")):
        page = str(model.cost(1))
        assert model.cost(1).macs == expected(network), page
        assert "not known" not in page
        if model.said_steps:
            with pytest.raises(UsageError, match="as it says itself"):
                model.cost(1, 77)


def test_a_layer_that_reads_several_lengths_is_counted_at_each():
    import keras

    shared, read = keras.layers.Dense(5), keras.Input((7, 5))
    x = shared(keras.layers.MaxPooling1D(3)(shared(read)))
    network = keras.Model(read, shared(keras.layers.GlobalMaxPooling1D()(x)))
    assert Model.read(network).cost(1).macs == expected(network) == 25 * (7 + 2 + 1)


def test_behind_a_stride_over_an_open_sequence_the_steps_are_told():
    import keras

    layers = [keras.layers.Conv1D(8, 5, strides=2), keras.layers.LSTM(4), keras.layers.Dense(2)]
    network = keras.Sequential([keras.Input((None, 3)), *layers])
    notes = [layer.note for layer in Model.read(network).cost(1, 20).answer.layers]
    assert notes[1:] == [f"steps not known behind {layers[0].name}", "once per sequence"]
    plain = keras.Sequential([keras.Input((None, 3)), keras.layers.Conv1D(8, 5, padding="same"), *layers[1:]])
    assert [layer.note for layer in Model.read(plain).cost(1, 20).answer.layers] == ["", "", "once per sequence"]


def test_a_layer_of_keras_2_that_is_called_twice_is_counted_twice():
    import tf_keras

    shared, read = tf_keras.layers.Dense(5), tf_keras.Input((7, 5))
    attended = tf_keras.layers.MultiHeadAttention(2, 3)(shared(shared(read)), read)
    model = Model.read(tf_keras.Model(read, attended))
    assert next(str(layer.cost.macs) for layer in model.cost(1).answer.layers) == f"{2 * 7 * 25}*B"
