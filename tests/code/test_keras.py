"""Layers of Keras: beside `Cell.run`, in `keras.layers.RNN`, on the backend of ``KERAS_BACKEND``, else PyTorch.

With ``SYMBOLIC_FRAMEWORKS=1`` and the extra ``frameworks``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from symbolic import Cell, cell, cells

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "backward"))
from oracle import Drawn, classes, distance, distances, drawn_cell, load, parameter, several
from test_random import cells as texts
from test_random import kernels

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
CLOSE, CLOSE_GRADIENT = 1e-12, 1e-10
FUSED = ["lstm", "gru", "peephole_lstm", "mingru", "mgu", "sru"]
ON_JAX = ["lstm", "gru", "retnet", "convlstm", "qlstm", "cwrnn", "mamba2", "slstm_block", "on_lstm", "rwkv7_timemix"]


def in_double():
    """Keras, which on PyTorch and JAX has most operations cast float64 down: that is taken back, to see all digits."""
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras
    from keras.src.backend.common import dtypes

    dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
    return keras


def check(own: Cell, fused: bool = False) -> None:
    keras = in_double()
    drawn = Drawn(own, fused=fused)
    text = own.module("keras", fused)
    kind, layer = classes(text, load(text, f"keras_{own.name or 'own'}"))
    arguments = drawn.arguments(kind)
    made = kind(**arguments, dtype="float64")
    assert sum(int(np.prod(weight.shape)) for weight in made.trainable_weights) == own.count_at(**drawn.sizes)

    def assign(holder) -> None:
        for weight in holder.weights:
            weight.assign(np.asarray(parameter(drawn, weight.name)).reshape(weight.shape))

    assign(made)
    count = len(drawn.program.inputs)

    def step(*values):
        inputs, states = values[:count], values[count:]
        outputs, after = made(inputs[0] if count == 1 else inputs, [*several_states(states)])
        return (outputs, after[0] if len(after) == 1 else tuple(after)) if drawn.program.states else outputs

    def array(value):
        return keras.ops.convert_to_tensor(value, dtype="float64")

    errors = distances(drawn, step, None, array, keras.ops.convert_to_numpy)
    if layer is not None:
        errors |= over_time(
            drawn, layer(**arguments, dtype="float64", return_sequences=True, return_state=True), assign
        )
    assert max(errors.values()) < CLOSE, errors
    if layer is not None and keras.backend.backend() == "torch" and all(map(np.size, drawn.parameters.values())):
        errors = gradients(drawn, layer(**arguments, dtype="float64", return_sequences=True), assign)
        assert max(errors.values(), default=0) < CLOSE_GRADIENT, errors


def gradients(drawn: Drawn, layer, assign) -> dict[str, float]:
    """How far automatic differentiation through `keras.layers.RNN` is from the backward pass, for each parameter."""
    import keras

    own = drawn.own
    assign(layer.cell)
    (name,) = (value.name for value in drawn.program.inputs)
    start = [keras.ops.convert_to_tensor(drawn.before(state), dtype="float64") for state in drawn.program.states]
    sequence = keras.ops.convert_to_tensor(np.swapaxes(drawn.inputs[name], 0, 1), dtype="float64")
    outputs = several(layer(sequence, initial_state=start), len(own.outputs))
    random, wanted = np.random.default_rng(1), drawn.run()
    weights = {output: random.normal(size=wanted[output].shape) for output in own.outputs}
    loss = sum(
        (keras.ops.convert_to_tensor(np.swapaxes(weights[output], 0, 1), dtype="float64") * value).sum()
        for output, value in zip(own.outputs, outputs, strict=True)
    )
    if not loss.requires_grad:
        return {}
    loss.backward()
    slopes = own.backward().run_gradients(drawn.parameters, drawn.inputs, weights, drawn.state, sizes=drawn.sizes)
    slopes |= {name: np.concatenate([slopes[part] for part in parts]) for name, parts in drawn.stacked.items()}
    errors = {}
    for weight in layer.cell.trainable_weights:
        key = next((weight.name[:end] for end in range(len(weight.name), 0, -1) if weight.name[:end] in slopes), "")
        if key:
            found = np.zeros(weight.shape) if weight.value.grad is None else weight.value.grad.numpy()
            errors[key] = distance(found, slopes[key].reshape(found.shape))
    return errors


def several_states(states):
    return () if not states else states[0] if isinstance(states[0], tuple) else states


def over_time(drawn: Drawn, layer, assign) -> dict:
    """How far `keras.layers.RNN` is from `run`."""
    import keras

    own, wanted = drawn.own, drawn.run()
    (name,) = (value.name for value in drawn.program.inputs)
    assign(layer.cell)
    start = [keras.ops.convert_to_tensor(drawn.before(state), dtype="float64") for state in drawn.program.states]
    sequence = keras.ops.convert_to_tensor(np.swapaxes(drawn.inputs[name], 0, 1), dtype="float64")
    series, *_ = layer(sequence, initial_state=start)
    outputs = several(series, len(own.outputs))
    values = [np.swapaxes(keras.ops.convert_to_numpy(value), 0, 1) for value in outputs]
    return {
        (output, "layer"): distance(value, wanted[output]) for output, value in zip(own.outputs, values, strict=True)
    }


@pytest.mark.parametrize("name", cells())
def test_each_cell_of_the_catalogue(name):
    check(cell(name))


@pytest.mark.parametrize("name", FUSED)
def test_kernels_fused(name):
    check(cell(name), fused=True)


def test_a_model_is_trained():
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras

    text = cell("lstm").module("keras")
    lstm = load(text, "keras_trained").LSTM
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((6, 2)), lstm(2, 8), keras.layers.Dense(1)])
    assert model.layers[0].count_params() == cell("lstm").count_at(n=2, m=8)
    model.compile("adam", "mse")
    x = np.random.default_rng(0).uniform(size=(64, 6, 2)).astype("float32")
    history = model.fit(x, x.mean((1, 2)), epochs=8, verbose=0).history["loss"]
    assert history[-1] < 0.8 * history[0]


def test_on_jax():
    # The backend is chosen once in a process.
    script = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import test_keras as t\n"
    script += f"for name in {ON_JAX!r}: t.check(t.cell(name))\nt.test_a_model_is_trained()"
    environment = os.environ | {"KERAS_BACKEND": "jax", "JAX_ENABLE_X64": "1"}
    result = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr[-2000:]


@settings(max_examples=100, deadline=None, suppress_health_check=[*HealthCheck])
@given(text=texts())
def test_random_cells_and_their_gradients(text):
    own = drawn_cell(text, kernels(text))
    assume(own is not None)
    check(own)
