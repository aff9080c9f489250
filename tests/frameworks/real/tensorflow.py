"""TensorFlow's v1 cells and its cuDNN layers; the latter run on a graphics card only, so they are counted."""

import os
from itertools import product

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
import tf_keras
from tf_keras.src.layers.rnn import legacy_cells

from .case import SIZES, Case, arrays_of, rng

CELLS = "tf.compat.v1.nn.rnn_cell"
LAYERS = "tf.compat.v1.keras.layers"
OPTIONS = {
    "BasicRNNCell": {},
    "BasicLSTMCell": {"forget_bias": (1.0, 0.5)},
    "LSTMCell": {"use_peepholes": (False, True), "num_proj": (None, 1, 4), "forget_bias": (1.0, 0.0)},
    "GRUCell": {},
}


def variants():
    """Every cell with peepholes and projection or without, and the cuDNN layers."""
    for name, options in OPTIONS.items():
        for values in product(*options.values()):
            words = dict(zip(options, values, strict=True))
            if words.get("forget_bias", 1.0) == 1.0:
                for n, m in SIZES:
                    yield f"{CELLS}.{name}", {"input": n, "num_units": m, **words}
    for name, (n, m) in product(("CuDNNLSTM", "CuDNNGRU"), SIZES):
        if m < 1000:
            yield f"{LAYERS}.{name}", {"input": n, "units": m}


def shapes(name, words):
    """The shapes of the real cell's arrays, made in a graph that is never run."""
    with tf.Graph().as_default():
        return {_path(variable): variable.shape.as_list() for variable in _built(name, words, "float32").weights}


def values():
    """Every cell that runs without a graphics card."""
    for name, options in OPTIONS.items():
        for values in product(*options.values()):
            yield f"{CELLS}.{name}", {"input": 3, "num_units": 5, **dict(zip(options, values, strict=True))}


def case(name, words, dtype):
    """Seeded arrays and a sequence of four steps, two sequences a batch, with what the cell makes of them."""
    random = rng(name, words)
    made = _built(name, words, dtype)
    names = [_path(variable) for variable in made.weights]
    shape_of = {key: variable.shape for key, variable in zip(names, made.weights, strict=True)}
    arrays = arrays_of(random, shape_of, dtype)
    for key, variable in zip(names, made.weights, strict=True):
        variable.assign(arrays[key])
    inputs = random.standard_normal((4, 2, words["input"])).astype(dtype)
    width = words.get("num_proj") or words["num_units"]
    state = {"h": random.standard_normal((2, width)).astype(dtype)}
    if "LSTM" in name:
        state["c"] = random.standard_normal((2, words["num_units"])).astype(dtype)
    now = legacy_cells.LSTMStateTuple(state["c"], state["h"]) if "c" in state else state["h"]
    outputs = []
    for step in inputs:
        output, now = made(tf.constant(step), now)
        outputs.append(output.numpy())
    after = {"h": now.h.numpy(), "c": now.c.numpy()} if "c" in state else {"h": now.numpy()}
    return Case(arrays, inputs, [state], np.stack(outputs), [after])


def _built(name, words, dtype):
    arguments = {key: value for key, value in words.items() if key != "input"}
    last = name.rpartition(".")[2]
    if name.startswith(LAYERS):
        made = getattr(tf_keras.src.layers.rnn, {"CuDNNLSTM": "cudnn_lstm", "CuDNNGRU": "cudnn_gru"}[last])
        made = getattr(made, last)(**arguments, dtype=dtype)
        made.build((None, None, words["input"]))
        return made
    made = getattr(legacy_cells, last)(**arguments, dtype=dtype)
    made.build(tf.TensorShape((None, words["input"])))
    return made


def _path(variable):
    names = variable.name.partition(":")[0].split("/")
    known = ("gates", "candidate", "projection")
    return "/".join(part for part in names if part in known or part == names[-1])
