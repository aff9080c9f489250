"""Gradients of the real layers by their frameworks' own automatic differentiation, in double precision."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .case import Case, rng

LAYERS = {
    "pytorch": [
        ("torch.nn.RNN", {"input_size": 3, "hidden_size": 5}),
        ("torch.nn.RNN", {"input_size": 3, "hidden_size": 5, "nonlinearity": "relu"}),
        ("torch.nn.LSTM", {"input_size": 3, "hidden_size": 5}),
        ("torch.nn.LSTM", {"input_size": 3, "hidden_size": 5, "proj_size": 2}),
        ("torch.nn.GRU", {"input_size": 3, "hidden_size": 5}),
    ],
    "tensorflow": [
        ("tf.compat.v1.nn.rnn_cell.LSTMCell", {"input": 3, "num_units": 5, "use_peepholes": True}),
        ("tf.compat.v1.nn.rnn_cell.GRUCell", {"input": 3, "num_units": 5}),
    ],
    "flax": [
        ("flax.linen.MGUCell", {"input": 3, "features": 5}),
        ("flax.linen.MGUCell", {"input": 3, "features": 5, "reset_gate": False}),
        ("flax.linen.OptimizedLSTMCell", {"input": 3, "features": 5}),
    ],
}


@dataclass
class Gradients:
    """Of the loss ``sum(weights * output) + sum(ends * states after the last step)``."""

    weights: Any
    ends: dict[str, Any]
    arrays: dict[str, Any]
    inputs: Any
    state: dict[str, Any]


def differentiated(framework: str, name: str, words: dict[str, Any], case: Case) -> Gradients:
    """What the framework finds for the case."""
    random = rng(name, {**words, "loss": True})
    weights = random.standard_normal(case.output.shape)
    ends = {key: random.standard_normal(value.shape) for key, value in case.after[0].items()}
    return {"pytorch": _torch, "tensorflow": _tensorflow, "flax": _flax}[framework](name, words, case, weights, ends)


def _torch(name, words, case, weights, ends):
    import torch

    made = getattr(torch.nn, name.rpartition(".")[2])(**words, dtype=torch.float64)
    made.load_state_dict({key: torch.from_numpy(value) for key, value in case.arrays.items()})
    inputs = torch.from_numpy(case.inputs).requires_grad_()
    state = {key: torch.from_numpy(value).requires_grad_() for key, value in case.state[0].items()}
    before = tuple(value[None] for value in state.values())
    output, after = made(inputs, before if len(before) > 1 else before[0])
    after = dict(zip(state, after if len(state) > 1 else [after], strict=True))
    loss = (torch.from_numpy(weights) * output).sum()
    loss = loss + sum((torch.from_numpy(ends[key]) * value[0]).sum() for key, value in after.items())
    loss.backward()
    arrays = {key: value.grad.numpy() for key, value in made.named_parameters()}
    return Gradients(weights, ends, arrays, inputs.grad.numpy(), {key: v.grad.numpy() for key, v in state.items()})


def _tensorflow(name, words, case, weights, ends):
    import tensorflow as tf
    from tf_keras.src.layers.rnn import legacy_cells

    from . import tensorflow as real

    made = real._built(name, words, "float64")
    names = [real._path(variable) for variable in made.weights]
    for key, variable in zip(names, made.weights, strict=True):
        variable.assign(case.arrays[key])
    inputs = tf.constant(case.inputs)
    state = {key: tf.constant(value) for key, value in case.state[0].items()}
    with tf.GradientTape() as tape:
        tape.watch([inputs, *state.values()])
        now = legacy_cells.LSTMStateTuple(state["c"], state["h"]) if "c" in state else state["h"]
        loss = tf.constant(0.0, tf.float64)
        for step, weight in zip(tf.unstack(inputs), weights, strict=True):
            output, now = made(step, now)
            loss += tf.reduce_sum(output * weight)
        after = {"h": now.h, "c": now.c} if "c" in state else {"h": now}
        for key, value in after.items():
            loss += tf.reduce_sum(value * ends[key])
    arrays, of_inputs, of_state = tape.gradient(loss, [dict(zip(names, made.weights, strict=True)), inputs, state])
    numbers = [{key: value.numpy() for key, value in group.items()} for group in (arrays, of_state)]
    return Gradients(weights, ends, numbers[0], of_inputs.numpy(), numbers[1])


def _flax(name, words, case, weights, ends):
    import jax
    import jax.numpy as jnp

    from . import flax as real
    from .jax_trees import flat, nested

    made = real._linen(name, words, jnp.dtype("float64"))
    keys = [key for key in "ch" if key in case.state[0]]

    def loss(tree, inputs, state):
        carry = tuple(state[key] for key in keys) if len(keys) > 1 else state["h"]
        total = jnp.zeros(())
        for step, weight in zip(inputs, weights, strict=True):
            carry, output = made.apply({"params": tree}, carry, step)
            total += (output * weight).sum()
        after = dict(zip(keys, carry if len(keys) > 1 else [carry], strict=True))
        return total + sum((after[key] * ends[key]).sum() for key in keys)

    arguments = jax.tree.map(jnp.asarray, (nested(case.arrays), case.inputs, case.state[0]))
    tree, inputs, state = jax.grad(loss, (0, 1, 2))(*arguments)
    arrays = {path: np.asarray(value) for path, value in flat(tree).items()}
    return Gradients(weights, ends, arrays, np.asarray(inputs), {key: np.asarray(v) for key, v in state.items()})
