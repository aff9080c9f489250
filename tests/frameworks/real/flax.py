"""Flax's own cells, linen and nnx: their shapes evaluated without arrays, and run to be compared."""

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
from flax import linen, nnx

from .case import SIZES, Case, arrays_of, rng
from .jax_trees import flat, nested, steps

LINEN = {
    "LSTMCell": {},
    "OptimizedLSTMCell": {},
    "SimpleCell": {"residual": (False, True)},
    "GRUCell": {},
    "MGUCell": {"reset_gate": (True, False)},
}
NNX = {"LSTMCell": {}, "OptimizedLSTMCell": {}, "SimpleCell": {"residual": (False, True)}, "GRUCell": {}}
CONV = "flax.linen.ConvLSTMCell"
MAP = (6, 5)


def variants():
    """Every cell with its options at every pair of sizes."""
    for kind, cells, names in (
        ("linen", LINEN, ("input", "features")),
        ("nnx", NNX, ("in_features", "hidden_features")),
    ):
        for name, options in cells.items():
            for values, sizes in product(product(*options.values()), SIZES):
                words = dict(zip(names, sizes, strict=True)) | dict(zip(options, values, strict=True))
                yield f"flax.{kind}.{name}", words
    for c, kernel, bias in product((1, 3), ("1", "3", "3,5"), (True, False)):
        yield CONV, {"input": c, "features": 4, "kernel_size": kernel, "use_bias": bias}


def shapes(name, words):
    """The shapes of the cell's arrays, by the path in its tree."""
    made = jax.eval_shape(lambda: _parameters(name, words, jnp.float32))
    return {path: list(value.shape) for path, value in flat(made).items()}


def values():
    """Every cell with its options, once."""
    for kind, cells, names in (
        ("linen", LINEN, ("input", "features")),
        ("nnx", NNX, ("in_features", "hidden_features")),
    ):
        for name, options in cells.items():
            for choice in product(*options.values()):
                yield (
                    f"flax.{kind}.{name}",
                    dict(zip(names, (3, 5), strict=True)) | dict(zip(options, choice, strict=True)),
                )
    for kernel, bias in product(("1", "3", "3,5"), (True, False)):
        yield CONV, {"input": 2, "features": 3, "kernel_size": kernel, "use_bias": bias}


def case(name, words, dtype):
    """Seeded arrays and a sequence of four steps, two sequences a batch, with what Flax makes of them."""
    random = rng(name, words)
    kind = jnp.dtype(dtype)
    arrays = arrays_of(random, shapes(name, words), dtype)
    n, m = list(words.values())[:2]
    extent = MAP if name == CONV else ()
    inputs = random.standard_normal((4, 2, *extent, n)).astype(dtype)
    states = "ch" if "LSTM" in name else "h"
    before = {key: random.standard_normal((2, *extent, m)).astype(dtype) for key in states}
    carry = tuple(jnp.asarray(before[key]) for key in states) if len(states) > 1 else jnp.asarray(before["h"])
    output, after = steps(_apply(name, words, kind, nested(arrays)), carry, jnp.asarray(inputs))
    after = dict(zip(states, map(np.asarray, after if len(states) > 1 else [after]), strict=True))
    if name == CONV:
        before, after = ({key: _channels_first(value) for key, value in state.items()} for state in (before, after))
        inputs, output = _channels_first(inputs), _channels_first(output)
    return Case(arrays, inputs, [before], output, [after])


def _channels_first(value):
    return np.ascontiguousarray(np.moveaxis(value, -1, -3))


def _apply(name, words, kind, tree):
    if name.startswith("flax.linen"):
        made = _linen(name, words, kind)
        return lambda carry, step: made.apply({"params": tree}, carry, step)
    made = _nnx(name, words, kind)
    state = nnx.state(made, nnx.Param)
    nnx.replace_by_pure_dict(state, jax.tree.map(jnp.asarray, tree))
    nnx.update(made, state)
    return lambda carry, step: made(carry, step)


def _parameters(name, words, kind):
    n = next(iter(words.values()))
    if name.startswith("flax.nnx"):
        return nnx.to_pure_dict(nnx.state(_nnx(name, words, kind), nnx.Param))
    made = _linen(name, words, kind)
    shape = (1, *MAP, n) if name == CONV else (1, n)
    key = jax.random.key(0)
    carry = made.initialize_carry(key, shape)
    return made.init(key, carry, jnp.zeros(shape, kind))["params"]


def _linen(name, words, kind):
    arguments = {key: value for key, value in words.items() if key != "input"}
    if "kernel_size" in arguments:
        extents = [int(part) for part in arguments["kernel_size"].split(",")]
        arguments["kernel_size"] = tuple(extents if len(extents) > 1 else extents * 2)
    return getattr(linen, name.rpartition(".")[2])(**arguments, param_dtype=kind, dtype=kind)


def _nnx(name, words, kind):
    return getattr(nnx, name.rpartition(".")[2])(**words, param_dtype=kind, dtype=kind, rngs=nnx.Rngs(0))
