"""Keras's own layers: built to be counted, and run on TensorFlow to be compared."""

import os
from itertools import product

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

from symbolic.frameworks.libraries.keras import ACTIVATION_NAMES

from .case import SIZES, Case, arrays_of, rng

CELLS = {
    "LSTM": {"use_bias": (True, False)},
    "GRU": {"use_bias": (True, False), "reset_after": (True, False)},
    "SimpleRNN": {"use_bias": (True, False)},
}
MAPS = {1: (6,), 2: (6, 5), 3: (4, 5, 3)}
CHANNELS = ((1, 1), (3, 5), (7, 4))
KERNELS = {1: ("3", "5"), 2: ("1", "3", "3,5"), 3: ("3", "3,1,5")}


def variants():
    """Every layer and cell, in one direction and in two, and the convolutional ones over each number of axes."""
    for name, options in CELLS.items():
        for values in product(*options.values()):
            words = dict(zip(options, values, strict=True))
            for n, m in SIZES:
                sizes = {"input": n, "units": m}
                yield f"keras.layers.{name}", {**sizes, **words}
                yield f"keras.layers.{name}Cell", {**sizes, **words}
                for merge in ("concat", "sum"):
                    yield f"keras.layers.{name}", {**sizes, **words, "bidirectional": True, "merge_mode": merge}
    for rank, kernels in KERNELS.items():
        for (c, h), kernel, bias in product(CHANNELS, kernels, (True, False)):
            yield f"keras.layers.ConvLSTM{rank}D", {"input": c, "filters": h, "kernel_size": kernel, "use_bias": bias}


def shapes(name, words):
    """The shapes of the real layer's arrays."""
    made = _built(name, words, "float32")
    return {_path(name, words, variable): list(variable.shape) for variable in made.weights}


def values():
    """The layers whose numbers are compared: each activation of one's own at least once."""
    sizes = {"input": 3, "units": 5}
    for name, options in CELLS.items():
        for choice in product(*options.values()):
            words = {**sizes, **dict(zip(options, choice, strict=True))}
            yield f"keras.layers.{name}", words
            yield f"keras.layers.{name}Cell", words
            for merge in ("concat", "sum", "mul", "ave"):
                yield f"keras.layers.{name}", {**words, "bidirectional": True, "merge_mode": merge}
        for activation in ACTIVATION_NAMES:
            yield f"keras.layers.{name}", {**sizes, "activation": activation}
    for gate in ("hard_sigmoid", "tanh"):
        yield "keras.layers.LSTM", {**sizes, "recurrent_activation": gate}
        yield "keras.layers.GRU", {**sizes, "recurrent_activation": gate}
    for rank, kernels in KERNELS.items():
        for kernel, bias in product(kernels, (True, False)):
            words = {"input": 2, "filters": 3, "kernel_size": kernel, "use_bias": bias, "padding": "same"}
            yield f"keras.layers.ConvLSTM{rank}D", words


def in_double_precision(words):
    """Whether Keras computes it in double precision: TensorFlow rounds the constants of some activations to single."""
    return words.get("activation") not in ("gelu", "leaky_relu")


def case(name, words, dtype):
    """Seeded arrays and a sequence of four steps, two sequences a batch, with what Keras makes of them."""
    random = rng(name, words)
    made = _built(name, words, dtype)
    names = [_path(name, words, variable) for variable in made.weights]
    shape_of = {key: variable.shape for key, variable in zip(names, made.weights, strict=True)}
    arrays = arrays_of(random, shape_of, dtype)
    made.set_weights([arrays[key] for key in names])
    if "Conv" in name:
        return _maps(name, words, dtype, random, made, arrays)
    inputs = random.standard_normal((4, 2, words["input"])).astype(dtype)
    width = (2, words["units"])
    states = 2 if "LSTM" in name else 1
    state = [
        {key: random.standard_normal(width).astype(dtype) for key in "hc"[:states]}
        for _ in range(1 + words.get("bidirectional", False))
    ]
    before = [part[key] for part in state for key in part]
    if name.endswith("Cell"):
        outputs, now = [], before
        for step in inputs:
            output, now = made(step, now)
            now = now if isinstance(now, list | tuple) else [now]
            outputs.append(np.array(output))
        result, after = np.stack(outputs), now
    else:
        result, *after = made(np.swapaxes(inputs, 0, 1), initial_state=before)
        result = np.swapaxes(np.array(result), 0, 1)
    after = [np.array(value) for value in after]
    ends = [
        dict(zip("hc"[:states], after[place : place + states], strict=True)) for place in range(0, len(after), states)
    ]
    return Case(arrays, inputs, state, result, ends)


def _maps(name, words, dtype, random, made, arrays):
    """Keras has the channels last, the equations have them first."""
    rank = int(name[-2])
    inputs = random.standard_normal((2, 4, *MAPS[rank], words["input"])).astype(dtype)
    before = [random.standard_normal((2, *MAPS[rank], words["filters"])).astype(dtype) for _ in "hc"]
    outputs, *after = made(inputs, initial_state=before)
    first = [np.moveaxis(np.array(value), -1, 1) for value in after]
    state = [{key: np.moveaxis(value, -1, 1) for key, value in zip("hc", before, strict=True)}]
    output = np.moveaxis(np.swapaxes(np.array(outputs), 0, 1), -1, 2)
    return Case(
        arrays,
        np.ascontiguousarray(np.moveaxis(np.swapaxes(inputs, 0, 1), -1, 2)),
        state,
        output,
        [dict(zip("hc", first, strict=True))],
    )


def _built(name, words, dtype):
    arguments = {key: value for key, value in words.items() if key not in ("input", "bidirectional", "merge_mode")}
    kind = getattr(keras.layers, name.rpartition(".")[2])
    # Keras makes large recurrent kernels orthogonal, which takes minutes and changes no shape.
    arguments |= {"kernel_initializer": "zeros", "recurrent_initializer": "zeros"}
    if arguments.get("activation") == "None":
        arguments["activation"] = None
    if "Conv" in name:
        extents = [int(part) for part in arguments.pop("kernel_size").split(",")]
        rank = int(name[-2])
        arguments["kernel_size"] = extents if len(extents) > 1 else extents * rank
        made = kind(**{"padding": "same"} | arguments, return_sequences=True, return_state=True, dtype=dtype)
        made.build((None, None, *MAPS[rank], words["input"]))
        return made
    if name.endswith("Cell"):
        made = kind(**arguments, dtype=dtype)
        made.build((None, words["input"]))
        return made
    made = kind(**arguments, return_sequences=True, return_state=True, dtype=dtype)
    if words.get("bidirectional"):
        made = keras.layers.Bidirectional(made, merge_mode=words["merge_mode"], dtype=dtype)
    made.build((None, None, words["input"]))
    return made


def _path(name, words, variable):
    last = variable.path.rpartition("/")[2]
    if not words.get("bidirectional"):
        return last
    return f"{'backward' if 'backward' in variable.path else 'forward'}/{last}"
