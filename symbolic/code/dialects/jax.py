"""JAX, for Flax and Equinox: ``jax.numpy`` and ``jax.nn``."""

from __future__ import annotations

from symbolic.code.dialects.array_api import array_dialect

JAX_IMPORTS = {"jax": "import jax", "jnp": "import jax.numpy as jnp", "math": "import math"}

JAX_OPERATIONS = {
    "sigmoid": "jax.nn.sigmoid({0})",
    "relu": "jax.nn.relu({0})",
    "silu": "jax.nn.silu({0})",
    "gelu": "jax.nn.gelu({0}, approximate=False)",
    "elu": "jax.nn.elu({0})",
    "softplus": "jax.nn.softplus({0})",
    "softsign": "jax.nn.soft_sign({0})",
    "softmax": "jax.nn.softmax({0}, axis=-1)",
    "cumax": "jnp.cumsum(jax.nn.softmax({0}, axis=-1), axis=-1)",
    "erf": "jax.lax.erf({0})",
}

JAX_HELPERS = {
    "convolve": """
def convolve(kernel, a):
    # In batches of any number of axes; the map keeps its extent.
    axes = len(kernel.shape) - 1
    maps = jnp.reshape(a, (-1, *a.shape[-axes:]))
    maps = jax.lax.conv_general_dilated(maps, kernel, (1,) * (axes - 1), "SAME")
    return jnp.reshape(maps, (*a.shape[:-axes], *maps.shape[1:]))
""",
}

JAX = array_dialect("jax", "jnp", "Array", JAX_IMPORTS, JAX_OPERATIONS, JAX_HELPERS)
