"""What the frameworks on JAX share: arrays by the path in their tree, and steps one after the other."""

import jax
import numpy as np

jax.config.update("jax_enable_x64", True)


def flat(tree):
    """The arrays of a nested mapping by path."""
    leaves = {}
    for key, value in tree.items():
        inner = flat(value) if hasattr(value, "items") else None
        leaves |= {f"{key}/{path}": leaf for path, leaf in inner.items()} if inner is not None else {key: value}
    return leaves


def nested(arrays):
    """The nested mapping of arrays by path."""
    tree = {}
    for path, value in arrays.items():
        *outer, last = path.split("/")
        place = tree
        for key in outer:
            place = place.setdefault(key, {})
        place[last] = value
    return tree


def steps(apply, carry, inputs):
    """The outputs of ``apply(carry, input)`` over the steps, and the last carry."""
    outputs = []
    for step in inputs:
        carry, output = apply(carry, step)
        outputs.append(np.asarray(output))
    return np.stack(outputs), carry
