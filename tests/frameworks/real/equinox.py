"""Equinox's own cells: their shapes evaluated without arrays, and run to be compared."""

from itertools import product

import equinox
import jax
import jax.numpy as jnp
import numpy as np

from .case import SIZES, Case, arrays_of, rng
from .jax_trees import steps


def variants():
    """Both cells with bias and without at every pair of sizes."""
    for name, bias, (n, m) in product(("LSTMCell", "GRUCell"), (True, False), SIZES):
        yield f"equinox.nn.{name}", {"input_size": n, "hidden_size": m, "use_bias": bias}


def shapes(name, words):
    """The shapes of the cell's arrays, by its fields."""
    made = equinox.filter_eval_shape(lambda: _built(name, words, jnp.float32))
    return {key: list(value.shape) for key, value in vars(made).items() if hasattr(value, "shape")}


def values():
    """Both cells with bias and without."""
    for name, bias in product(("LSTMCell", "GRUCell"), (True, False)):
        yield f"equinox.nn.{name}", {"input_size": 3, "hidden_size": 5, "use_bias": bias}


def case(name, words, dtype):
    """Seeded arrays and a sequence of four steps, two sequences a batch, with what Equinox makes of them."""
    random = rng(name, words)
    arrays = arrays_of(random, shapes(name, words), dtype)
    made = _built(name, words, jnp.dtype(dtype))
    for key, value in arrays.items():
        made = equinox.tree_at(lambda tree, key=key: getattr(tree, key), made, jnp.asarray(value))
    inputs = random.standard_normal((4, 2, 3)).astype(dtype)
    states = "hc" if "LSTM" in name else "h"
    before = {key: random.standard_normal((2, 5)).astype(dtype) for key in states}
    carry = tuple(jnp.asarray(before[key]) for key in states) if len(states) > 1 else jnp.asarray(before["h"])
    batched = jax.vmap(made)

    def apply(carry, step):
        after = batched(step, carry)
        return after, after[0] if len(states) > 1 else after

    output, after = steps(apply, carry, jnp.asarray(inputs))
    after = dict(zip(states, map(np.asarray, after if len(states) > 1 else [after]), strict=True))
    return Case(arrays, inputs, [before], output, [after])


def _built(name, words, kind):
    return getattr(equinox.nn, name.rpartition(".")[2])(**words, dtype=kind, key=jax.random.key(0))
