"""Cells of Keras as their users write them, traced on the backend of ``KERAS_BACKEND``: run as a program of its own."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers, ops

from symbolic import Cell, SymbolicError, cell, compare


class Minimal(layers.Layer):
    def __init__(self, units):
        super().__init__(name="minimal")
        self.units = self.state_size = units

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], self.units), name="kernel")
        self.recurrent_kernel = self.add_weight(shape=(self.units, self.units), name="recurrent_kernel")
        self.rate = self.add_weight(shape=(), name="rate", trainable=False, initializer="ones")
        self.built = True

    def call(self, inputs, states):
        output = ops.matmul(inputs, self.kernel) + self.rate * ops.matmul(states[0], self.recurrent_kernel)
        return output, [output]


class Gated(layers.Layer):
    def __init__(self, units):
        super().__init__(name="gated")
        self.state_size = [units, units]
        self.gates, self.norm = layers.Dense(3 * units, name="gates"), layers.LayerNormalization(name="norm")
        self.drop = layers.Dropout(0.1)

    def build(self, shape):
        self.gates.build((None, shape[-1] + self.state_size[0]))
        self.norm.build((None, self.state_size[0]))
        self.built = True

    def call(self, inputs, states, training=False):
        h, c = states
        i, f, g = ops.split(self.gates(ops.concatenate([inputs, h], axis=-1)), 3, axis=-1)
        c = ops.sigmoid(f) * c + ops.sigmoid(i) * self.norm(ops.tanh(g))
        h = ops.relu(self.drop(c, training=training))
        return h, [h, c]


COUNTS = {
    Minimal: "m*(m + n)",
    Gated: "m*(3*m + 3*n + 5)",
    layers.SimpleRNNCell: "m*(m + n + 1)",
    layers.LSTMCell: "4*m*(m + n + 1)",
    layers.GRUCell: "3*m*(m + n + 2)",
}


def built(kind, n: int, m: int):
    layer = kind(m)
    layer.build((None, n))
    return layer


def refusal(layer) -> str:
    try:
        return Cell.from_module(layer).text
    except SymbolicError as error:
        return str(error)


def check() -> None:
    if keras.backend.backend() == "tensorflow":
        assert refusal(built(Minimal, 3, 5)).startswith(
            "Keras runs on tensorflow here, where a cell is not traced; set"
        )
        return
    for kind, count in COUNTS.items():
        for n, m in ((3, 5), (6, 6)):
            layer = built(kind, n, m)
            before = [np.asarray(ops.convert_to_numpy(variable)) for variable in layer.trainable_weights]
            traced = Cell.from_module(layer)
            assert str(traced.count) == count, (kind, traced.count)
            assert traced.count_at(n=n, m=m) == sum(array.size for array in before)
            # The layer stays as it is.
            assert layer.dtype_policy.name == "float32"
            for variable, array in zip(layer.trainable_weights, before, strict=True):
                assert variable.dtype == "float32"
                assert np.array_equal(ops.convert_to_numpy(variable), array)
    minimal = Cell.from_module(built(Minimal, 3, 5))
    assert minimal.text == "h[t] = kernel.T @ x[t] + rate * (recurrent_kernel.T @ h[t-1])"
    assert minimal.definition.fixed == {"rate"}
    assert compare(cell("lstm"), Cell.from_module(built(layers.LSTMCell, 3, 5))).equations.relation == "equal"
    assert refusal(layers.LSTMCell(4)).startswith("LSTMCell has no arrays yet; make them by cell.build((None, 3))")
    assert refusal(layers.LSTM(4)).startswith("LSTM is a layer over time; its cell is layer.cell")


if __name__ == "__main__":
    check()
