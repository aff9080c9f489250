"""Keras 3: ``keras.ops``, on any backend."""

from __future__ import annotations

from symbolic.code.dialects.array_api import array_dialect

# Keras gives its operations no types, and what is read out of their code does not hold.
KERAS_OPS = ("", "ops: Any = keras.ops")
KERAS_IMPORTS = {"ops": "import keras", "math": "import math"}

KERAS_OPERATIONS = {
    "sigmoid": "ops.sigmoid({0})",
    "relu": "ops.relu({0})",
    "silu": "ops.silu({0})",
    "gelu": "ops.gelu({0}, approximate=False)",
    "elu": "ops.elu({0})",
    "softsign": "ops.softsign({0})",
    "softmax": "ops.softmax({0}, axis=-1)",
    "cumax": "ops.cumsum(ops.softmax({0}, axis=-1), axis=-1)",
    "erf": "ops.erf({0})",
}

KERAS_HELPERS = {
    "toeplitz": """
def toeplitz(a, rows):
    # The number i - j behind the middle one stands in row i and column j.
    columns = a.shape[-1] - rows + 1
    lines = [ops.flip(a[..., i : i + columns], axis=-1) for i in range(rows)]
    return ops.stack(lines, axis=-2)
""",
    "diagonal_sums": (
        """
def diagonal_sums(a):
    rows = a.shape[-2]
    turned = ops.flip(a, axis=-1)
    return ops.sum(ops.stack([pad(turned[..., i, :], i, rows - 1 - i) for i in range(rows)]), axis=0)
""",
        "pad",
    ),
    "convolve": """
def convolve(kernel, a):
    # The map keeps its extent; channels come first in the equations and last in Keras.
    axes = len(kernel.shape) - 2
    places = tuple(range(2, 2 + axes))
    turned = ops.transpose(a, (0, *places, 1))
    maps = ops.conv(turned, ops.transpose(kernel, (*places, 1, 0)), padding="same", data_format="channels_last")
    return ops.transpose(maps, (0, axes + 1, *range(1, axes + 1)))
""",
}

KERAS_DIALECT = array_dialect(
    "keras",
    "ops",
    "Any",
    KERAS_IMPORTS,
    KERAS_OPERATIONS,
    KERAS_HELPERS,
    linear="{a} @ ops.transpose({b})",
    transpose="ops.transpose({0})",
)
