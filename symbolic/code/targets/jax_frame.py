"""What the modules of Flax and Equinox have in common: initialisers, and the scan over time."""

from __future__ import annotations

from symbolic.code.dialects.jax import JAX
from symbolic.code.frame import Exported
from symbolic.code.program import GLOROT, ONES, ORTHOGONAL, ZEROS, StoredParameter
from symbolic.code.targets.eager import EagerFrame

JAX_GLOROT = """
def glorot(key: Array, shape: tuple[int, ...], fans: int, dtype: DTypeLike) -> Array:
    bound = (6 / fans) ** 0.5
    return jax.random.uniform(key, shape, dtype, -bound, bound)
"""
JAX_ORTHOGONAL = """
def orthogonal(key: Array, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    rows, columns = shape[-2:]
    tall = (*shape[:-2], max(rows, columns), min(rows, columns))
    q, r = jnp.linalg.qr(jax.random.normal(key, tall, dtype))
    q = q * jnp.sign(jnp.diagonal(r, axis1=-2, axis2=-1))[..., None, :]
    return q if rows >= columns else jnp.swapaxes(q, -1, -2)
"""
UNIFORM_HELPER = """
def uniform(key: Array, shape: tuple[int, ...], bound: float, dtype: DTypeLike) -> Array:
    return jax.random.uniform(key, shape, dtype, -bound, bound)
"""
JAX_STARTS = ("glorot", JAX_GLOROT), ("orthogonal", JAX_ORTHOGONAL), ("uniform", UNIFORM_HELPER)


class JaxFrame(EagerFrame):
    """A cell for JAX, whose layer scans over the steps."""

    array = "Array"

    def __init__(self, cell: Exported, reserved: frozenset[str]):
        super().__init__(cell, JAX, reserved, "dict[int, Array]")

    def start(self, stored: StoredParameter) -> tuple[str, list[str]]:
        """The function that makes a parameter of a key, and its arguments behind the key but for the type."""
        own, shape = stored.shape[stored.axes :], self.shape_of(stored)
        if stored.start in (ZEROS, ONES):
            return f"jax.nn.initializers.{stored.start}", [shape]
        if stored.start == ORTHOGONAL and len(own) == 2:
            return "orthogonal", [shape]
        if stored.start in (GLOROT, ORTHOGONAL):
            return "glorot", [shape, self.fans(own)]
        return "uniform", [shape, f"{self.extent(own[-1])} ** -0.5" if own else "1.0"]

    def starts(self, classes: list[list[str]]) -> list[str]:
        """The initialisers that the classes use."""
        lines: list[str] = []
        for word, text in JAX_STARTS:
            if self.uses(classes, f"{word}(") or self.uses(classes, f"{word},"):
                lines += ["", "", *text.strip("\n").split("\n")]
        return lines

    def head(self, classes: list[list[str]], what: str, more: list[str]) -> list[str]:
        lines = [self.module_doc(what), ""]
        lines += ["import math", ""] if self.uses(classes, "math.") else []
        typed = "from jax.typing import DTypeLike"
        return [*lines, *more, typed, *self.starts(classes)]
