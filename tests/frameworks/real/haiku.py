"""Haiku's own cores: their shapes evaluated without arrays, and run to be compared."""

from itertools import product

import haiku
import jax
import jax.numpy as jnp
import numpy as np

from .case import SIZES, Case, arrays_of, rng
from .jax_trees import steps

OPTIONS = {"LSTM": {}, "GRU": {}, "VanillaRNN": {"double_bias": (True, False)}}
MAPS = {1: (6,), 2: (6, 5), 3: (4, 5, 3)}
KERNELS = {1: ("1", "3"), 2: ("3", "3,5"), 3: ("3", "3,1,5")}


def variants():
    """Every core with its options at every pair of sizes, and the convolutional ones over each number of axes."""
    for name, options in OPTIONS.items():
        for values, (n, m) in product(product(*options.values()), SIZES):
            yield f"haiku.{name}", {"input": n, "hidden_size": m, **dict(zip(options, values, strict=True))}
    for rank, kernels in KERNELS.items():
        for kernel, (c, h) in product(kernels, ((1, 1), (3, 5), (7, 4))):
            yield f"haiku.Conv{rank}DLSTM", {"input": c, "output_channels": h, "kernel_shape": kernel}


def shapes(name, words):
    """The shapes of the core's arrays, by module and name."""
    made = jax.eval_shape(lambda: _transformed(name, words).init(jax.random.key(0), *_example(name, words)))
    return {path: list(value.shape) for path, value in _flat(made).items()}


def values():
    """Every core with its options, once."""
    for name, options in OPTIONS.items():
        for choice in product(*options.values()):
            yield f"haiku.{name}", {"input": 3, "hidden_size": 5, **dict(zip(options, choice, strict=True))}
    for rank, kernels in KERNELS.items():
        for kernel in kernels:
            yield f"haiku.Conv{rank}DLSTM", {"input": 2, "output_channels": 3, "kernel_shape": kernel}


def case(name, words, dtype):
    """Seeded arrays and a sequence of four steps, two sequences a batch, with what Haiku makes of them."""
    random = rng(name, words)
    arrays = arrays_of(random, shapes(name, words), dtype)
    n, m = list(words.values())[:2]
    extent = _extent(name)
    inputs = random.standard_normal((4, 2, *extent, n)).astype(dtype)
    states = "hc" if "LSTM" in name else "h"
    before = {key: random.standard_normal((2, *extent, m)).astype(dtype) for key in states}
    carry = haiku.LSTMState(before["h"], before["c"]) if len(states) > 1 else before["h"]
    transformed, tree = _transformed(name, words), _tree(name, words, arrays)

    def apply(carry, step):
        output, after = transformed.apply(tree, None, step, carry)
        return after, output

    output, after = steps(apply, jax.tree.map(jnp.asarray, carry), jnp.asarray(inputs))
    after = {"h": after.hidden, "c": after.cell} if len(states) > 1 else {"h": after}
    after = {key: np.asarray(value) for key, value in after.items()}
    if extent:
        axes = len(extent)
        before, after = ({k: _channels_first(value, axes) for k, value in state.items()} for state in (before, after))
        inputs, output = _channels_first(inputs, axes), _channels_first(output, axes)
    return Case(arrays, inputs, [before], output, [after])


def _channels_first(value, axes):
    return np.ascontiguousarray(np.moveaxis(value, -1, -1 - axes))


def _extent(name):
    return MAPS[int(name[len("haiku.Conv")])] if "Conv" in name else ()


def _example(name, words):
    n, m = list(words.values())[:2]
    zeros = jnp.zeros((1, *_extent(name), m))
    return jnp.zeros((1, *_extent(name), n)), haiku.LSTMState(zeros, zeros) if "LSTM" in name else zeros


def _transformed(name, words):
    arguments = {key: value for key, value in words.items() if key != "input"}
    if "Conv" in name:
        extents = [int(part) for part in arguments["kernel_shape"].split(",")]
        arguments["kernel_shape"] = extents if len(extents) > 1 else extents[0]
        arguments["input_shape"] = _extent(name)
    kind = getattr(haiku, name.rpartition(".")[2])
    return haiku.transform(lambda step, carry: kind(**arguments)(step, carry))


def _flat(tree):
    """``lstm/linear`` and ``w`` are ``linear/w``; a core's own arrays have no module before them."""
    return {
        "/".join([*module.split("/")[1:], name]).replace("/~/", "/"): value
        for module, arrays in tree.items()
        for name, value in arrays.items()
    }


def _tree(name, words, arrays):
    made = jax.eval_shape(lambda: _transformed(name, words).init(jax.random.key(0), *_example(name, words)))
    paths = iter(_flat(made))
    return {module: {key: jnp.asarray(arrays[next(paths)]) for key in inner} for module, inner in made.items()}
