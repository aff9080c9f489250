"""Cells of JAX, Flax and Equinox through their jaxpr; with ``SYMBOLIC_FRAMEWORKS=1`` and the extra `frameworks`."""

import os

import numpy as np
import pytest

from symbolic import Cell, SymbolicError, cell
from symbolic.answers.equations.comparison import compare_equations

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
FLAX = ["SimpleCell", "LSTMCell", "GRUCell", "MGUCell"]


def flax_cell(name: str, n: int, m: int):
    import flax.linen as nn
    import jax

    module, key = getattr(nn, name)(m), jax.random.key(0)
    carry = module.initialize_carry(key, (2, n))
    variables = module.init(key, carry, np.ones((2, n), "float32"))
    held = sum(array.size for array in jax.tree_util.tree_leaves(variables))
    return Cell.from_module(module, parameters=variables), held


@pytest.mark.parametrize("name", FLAX)
def test_cells_of_flax(name):
    traced, held = flax_cell(name, 3, 5)
    assert traced.count_at(n=3, m=5) == held
    # The formula is that of the class, not of one size.
    other, held = flax_cell(name, 6, 6)
    assert other.size == traced.size
    assert other.count_at(n=6, m=6) == held


@pytest.mark.parametrize("name", ["GRUCell", "LSTMCell"])
def test_cells_of_equinox(name):
    import equinox as eqx
    import jax

    made = getattr(eqx.nn, name)(3, 5, key=jax.random.key(0))
    held = sum(array.size for array in jax.tree_util.tree_leaves(eqx.filter(made, eqx.is_inexact_array)))
    traced = Cell.from_module(made)
    assert traced.count_at(n=3, m=5) == held
    known = {"LSTMCell": cell("lstm"), "GRUCell": None}[name]
    if known:
        assert compare_equations(traced, known).relation == "equal"


def minimal(parameters, x, h):
    import jax
    import jax.numpy as jnp

    f = jax.nn.sigmoid(x @ parameters["W_f"] + h @ parameters["U_f"] + parameters["b_f"])
    new = jnp.tanh(x @ parameters["W"] + (f * h) @ parameters["U"] + parameters["b"])
    return (1 - f) * h + f * new


def drawn(**shapes):
    random = np.random.default_rng(0)
    return {name: random.normal(size=shape).astype("float32") for name, shape in shapes.items()}


def test_a_function():
    arrays = drawn(W_f=(3, 5), U_f=(5, 5), b_f=(5,), W=(3, 5), U=(5, 5), b=(5,))
    traced = Cell.from_module(minimal, parameters=arrays)
    assert traced.name == "minimal"
    assert compare_equations(traced, cell("mgu")).relation == "equal"
    x, h = np.ones((1, 2, 3), "float32"), np.ones((2, 5), "float32")
    after = traced.run({**arrays}, {"x": x}, {"h": h})["h"][0]
    assert np.allclose(after, minimal(arrays, x[0], h), atol=1e-5)


def test_code_that_is_written_comes_back():
    import jax

    space = {}
    exec(cell("gru").module("equinox"), space)
    traced = Cell.from_module(space["GRUCell"](3, 5, key=jax.random.key(0)))
    assert compare_equations(traced, cell("gru")).relation == "equal"


def test_what_cannot_be_traced_is_named():
    import jax.numpy as jnp

    def step(parameters, x, h):
        return jnp.cumsum(x @ parameters["W"] + h, -1)

    with pytest.raises(SymbolicError, match=r"test_jax_cells.py, line \d+: cumsum cannot be traced, as the language"):
        Cell.from_module(step, parameters=drawn(W=(3, 5)))


def test_arrays_of_flax_are_asked_for():
    import flax.linen as nn

    with pytest.raises(SymbolicError, match="does not hold its arrays; give those that init made"):
        Cell.from_module(nn.GRUCell(5))
