"""Cells of JAX, Equinox and Flax as their users write them, each with the count of its class."""

from __future__ import annotations

from typing import Any

import equinox as eqx
import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

KEY = jax.random.key(0)


class Fused(eqx.Module):
    ih: eqx.nn.Linear
    hh: eqx.nn.Linear
    scale: jax.Array

    def __init__(self, n, m):
        self.ih = eqx.nn.Linear(n, 4 * m, key=KEY)
        self.hh = eqx.nn.Linear(m, 4 * m, use_bias=False, key=KEY)
        self.scale = jnp.array(1.0)

    def __call__(self, x, state):
        h, c = state
        i, f, g, o = jnp.split(self.ih(x) + self.hh(h), 4)
        c = jax.nn.sigmoid(f + 1.0) * c + jax.nn.sigmoid(i) * jnp.tanh(g) * self.scale
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return h, (h, c)


class Normed(eqx.Module):
    W: jax.Array
    U: jax.Array
    norm: eqx.nn.LayerNorm
    drop: eqx.nn.Dropout

    def __init__(self, n, m):
        self.W, self.U = jax.random.normal(KEY, (m, n)), jax.random.normal(KEY, (m, m))
        self.norm, self.drop = eqx.nn.LayerNorm(m), eqx.nn.Dropout(0.2)

    def __call__(self, x, h):
        new = self.W @ x
        z = jax.nn.sigmoid(self.norm(self.drop(new + self.U @ h)))
        return z * h + (1 - z) * jax.nn.gelu(new)


class Leaky(eqx.Module):
    W: jax.Array
    U: jax.Array
    rate: float

    def __init__(self, n, m):
        self.W, self.U, self.rate = jax.random.normal(KEY, (m, n)), jax.random.normal(KEY, (m, m)), 0.3

    def __call__(self, x, h):
        return (1 - self.rate) * h + self.rate * jnp.tanh(self.W @ x + self.U @ h)


class Unit(nn.Module):
    features: int

    @nn.compact
    def __call__(self, carry, x):
        z = nn.sigmoid(nn.Dense(self.features, name="z")(jnp.concatenate([x, carry], -1)))
        new = nn.tanh(nn.Dense(self.features, name="new")(jnp.concatenate([x, z * carry], -1)))
        h = (1 - z) * carry + z * new
        return h, h


class NormedLSTM(nn.Module):
    features: int

    @nn.compact
    def __call__(self, carry, x):
        c, h = carry
        z = nn.LayerNorm()(nn.Dense(4 * self.features)(x))
        z += nn.LayerNorm()(nn.Dense(4 * self.features, use_bias=False)(h))
        i, f, g, o = jnp.split(z, 4, axis=-1)
        c = nn.sigmoid(f) * c + nn.sigmoid(i) * nn.tanh(g)
        h = nn.sigmoid(o) * nn.tanh(c)
        return (c, h), h


class Attended(nn.Module):
    features: int

    @nn.compact
    def __call__(self, carry, x):
        a = nn.softmax(nn.Dense(self.features)(x))
        h = 0.1 * carry + 0.9 * a * nn.softplus(nn.Dense(self.features)(nn.relu(x)))
        return h, h


class Blended(nnx.Module):
    def __init__(self, n, m):
        rngs = nnx.Rngs(0)
        self.wx, self.wh = nnx.Linear(n, 2 * m, rngs=rngs), nnx.Linear(m, 2 * m, use_bias=False, rngs=rngs)
        self.drop, self.alpha = nnx.Dropout(0.5, rngs=rngs), nnx.Param(jnp.ones(()))

    def __call__(self, carry, x):
        z, new = jnp.split(self.wx(x) + self.wh(carry), 2, axis=-1)
        z = nnx.sigmoid(z)
        h = carry * z + (1 - z) * jnp.tanh(self.alpha[...] * self.drop(new))
        return h, h


def recurrent_unit(parameters, x, h):
    """A linear recurrent unit."""
    decay = jnp.exp(-jnp.exp(parameters["nu"]))
    h = decay * h + jnp.sqrt(1 - decay**2) * (parameters["B"] @ x)
    return parameters["C"] @ h + parameters["D"] * x, h


def scanned(parameters, carry, new):
    """As `jax.lax.scan` has it: the state comes first."""
    W, U, b = parameters
    h = jnp.where(new.sum() > 0, jnp.tanh(W @ new + U @ carry + b), carry)
    return h, h


def outer(parameters, x, S):
    k, v, q = (parameters[name] @ x for name in "kvq")
    S = 0.9 * S + jnp.outer(v, k)
    return S @ q, S


def drawn(**shapes: tuple[int, ...]) -> dict[str, Any]:
    random = np.random.default_rng(0)
    return {name: random.normal(size=shape).astype("float32") for name, shape in shapes.items()}


def _linen(kind: Any, n: int, m: int, states: int = 1) -> tuple[Any, dict]:
    carry = tuple(np.zeros((2, m), "float32") for _ in range(states))
    module = kind(m)
    made = module.init(KEY, carry if states > 1 else carry[0], np.zeros((2, n), "float32"))
    return module, {"parameters": made}


def _cell_of_flax(name: str, n: int, m: int) -> tuple[Any, dict]:
    module = getattr(nn, name)(m)
    carry = module.initialize_carry(KEY, (2, n))
    return module, {"parameters": module.init(KEY, carry, np.ones((2, n), "float32"))}


CASES = {
    "Fused": (lambda n, m: (Fused(n, m), {}), "4*m**2 + 4*m*n + 4*m + 1"),
    "Normed": (lambda n, m: (Normed(n, m), {}), "m*(m + n + 2)"),
    "Leaky": (lambda n, m: (Leaky(n, m), {}), "m*(m + n)"),
    "equinox.GRUCell": (lambda n, m: (eqx.nn.GRUCell(n, m, key=KEY), {}), "m*(3*m + 3*n + 4)"),
    "equinox.LSTMCell": (lambda n, m: (eqx.nn.LSTMCell(n, m, key=KEY), {}), "4*m*(m + n + 1)"),
    "Unit": (lambda n, m: _linen(Unit, n, m), "2*m*(m + n + 1)"),
    "NormedLSTM": (lambda n, m: _linen(NormedLSTM, n, m, 2), "4*m*(m + n + 5)"),
    "Attended": (lambda n, m: _linen(Attended, n, m), "2*m*(n + 1)"),
    "linen.SimpleCell": (lambda n, m: _cell_of_flax("SimpleCell", n, m), "m*(m + n + 1)"),
    "linen.LSTMCell": (lambda n, m: _cell_of_flax("LSTMCell", n, m), "4*m*(m + n + 1)"),
    "linen.OptimizedLSTMCell": (lambda n, m: _cell_of_flax("OptimizedLSTMCell", n, m), "4*m*(m + n + 1)"),
    "linen.GRUCell": (lambda n, m: _cell_of_flax("GRUCell", n, m), "m*(3*m + 3*n + 4)"),
    "linen.MGUCell": (lambda n, m: _cell_of_flax("MGUCell", n, m), "m*(2*m + 2*n + 3)"),
    "Blended": (lambda n, m: (Blended(n, m), {}), "2*m**2 + 2*m*n + 2*m + 1"),
    **{
        f"nnx.{name}": (lambda n, m, name=name: (getattr(nnx, name)(n, m, rngs=nnx.Rngs(0)), {}), count)
        for name, count in {
            "SimpleCell": "m*(m + n + 1)",
            "LSTMCell": "4*m*(m + n + 1)",
            "OptimizedLSTMCell": "4*m*(m + n + 1)",
            "GRUCell": "3*m*(m + n + 1)",
        }.items()
    },
    "recurrent_unit": (
        lambda n, m: (recurrent_unit, {"parameters": drawn(nu=(m,), B=(m, n), C=(n, m), D=(n,))}),
        "2*m*n + m + n",
    ),
    "scanned": (
        lambda n, m: (scanned, {"parameters": tuple(drawn(W=(m, n), U=(m, m), b=(m,)).values())}),
        "m*(m + n + 1)",
    ),
    "outer": (
        lambda n, m: (outer, {"parameters": drawn(k=(m, n), v=(m, n), q=(m, n)), "state": {"S": ("m", "m")}}),
        "3*m*n",
    ),
}
"""By name: how it is made with how it is traced, and its number of parameters."""
