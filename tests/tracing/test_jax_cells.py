"""Cells of JAX, Flax and Equinox through their jaxpr; with ``SYMBOLIC_FRAMEWORKS=1`` and the extra `frameworks`."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic import Cell, SymbolicError, cell, compare
from symbolic.answers.equations.comparison import compare_equations

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
if "SYMBOLIC_FRAMEWORKS" in os.environ:
    sys.path.insert(0, str(Path(__file__).parent))
    import jax_cells
    from jax_cells import CASES, drawn
else:
    jax_cells, CASES = None, {}


def held(module, how):
    """The number of elements that the framework itself finds."""
    import equinox as eqx
    import jax
    from flax import nnx

    if isinstance(module, nnx.Module):
        tree = nnx.state(module, nnx.Param)
    else:
        tree = eqx.filter(how.get("parameters", module), eqx.is_inexact_array)
    return sum(array.size for array in jax.tree_util.tree_leaves(tree))


@pytest.mark.parametrize("name", CASES)
def test_cells_as_they_are_written(name):
    # Each is run beside JAX when it is traced.
    make, count = CASES[name]
    for n, m in ((3, 5), (6, 6)):
        module, how = make(n, m)
        traced = Cell.from_module(module, **how)
        assert str(traced.count) == count
        assert traced.count_at(n=n, m=m) == held(module, how)
    # Of equal sizes nothing is mistaken.
    smaller, options = make(3, 5)
    assert Cell.from_module(smaller, **options).text == traced.text


def test_names_and_numbers_are_those_of_the_file():
    module, how = CASES["Leaky"][0](3, 5)
    traced = Cell.from_module(module, **how)
    assert traced.text == "h[t] = 0.7 * h[t-1] + 0.3 * tanh(W @ x[t] + U @ h[t-1])"
    module, how = CASES["Unit"][0](3, 5)
    assert Cell.from_module(module, **how).text.splitlines() == [
        "z[t] = sigmoid(z_kernel.T @ concat(x[t], h[t-1]) + z_bias)",
        "new[t] = tanh(new_kernel.T @ concat(x[t], z[t] * h[t-1]) + new_bias)",
        "h[t] = (1 - z[t]) * h[t-1] + z[t] * new[t]",
    ]
    module, how = CASES["Attended"][0](3, 5)
    text = Cell.from_module(module, **how).text
    assert "softmax(Dense_0_kernel.T @ x[t] + Dense_0_bias)" in text
    assert "softplus(Dense_1_kernel.T @ relu(x[t]) + Dense_1_bias)" in text


def test_the_state_that_comes_first_is_the_state():
    module, how = CASES["scanned"][0](4, 4)
    assert "p_0 @ x[t] + p_1 @ h[t-1]" in Cell.from_module(module, **how).text


@pytest.mark.parametrize("name", ["equinox.LSTMCell", "linen.LSTMCell", "linen.OptimizedLSTMCell", "nnx.LSTMCell"])
def test_cells_are_those_of_the_paper(name):
    module, how = CASES[name][0](3, 5)
    assert compare(cell("lstm"), Cell.from_module(module, **how)).equations.relation == "equal"


def minimal(parameters, x, h):
    import jax
    import jax.numpy as jnp

    f = jax.nn.sigmoid(x @ parameters["W_f"] + h @ parameters["U_f"] + parameters["b_f"])
    new = jnp.tanh(x @ parameters["W"] + (f * h) @ parameters["U"] + parameters["b"])
    return (1 - f) * h + f * new


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


def test_a_branch_on_what_comes_in_is_named():
    import jax.numpy as jnp

    def step(parameters, x, h):
        return jnp.tanh(x @ parameters["W"] + h) if h.sum() > 0 else h

    with pytest.raises(SymbolicError, match=r"test_jax_cells.py, line \d+: .*depends on the numbers that come in"):
        Cell.from_module(step, parameters=drawn(W=(3, 5)))


def test_arrays_of_flax_are_asked_for():
    import flax.linen as nn

    with pytest.raises(SymbolicError, match="does not hold its arrays; give those that init made"):
        Cell.from_module(nn.GRUCell(5))
    with pytest.raises(SymbolicError, match="parameters of GRUCell are what init made"):
        Cell.from_module(nn.GRUCell(5), parameters=drawn(W=(3, 5)))


def test_arrays_whose_paths_make_one_name_are_two():
    import jax.numpy as jnp

    def step(parameters, x, h):
        f = jax_cells.jax.nn.sigmoid(parameters["f"]["W"] @ x + parameters["f"]["b"])
        return f * h + parameters["W"] @ x + parameters["f_b"]

    arrays = {"f": {"W": jnp.ones((5, 3)), "b": jnp.zeros(5)}, "W": jnp.ones((5, 3)) / 2, "f_b": jnp.zeros(5)}
    assert Cell.from_module(step, parameters=arrays, inputs={"x": "n"}, state={"h": "m"}).count_at(n=3, m=5) == 40


def test_complex_arrays_are_refused():
    import jax.numpy as jnp

    def step(parameters, x, h):
        return jnp.real(parameters["lam"] * h + parameters["B"] @ x)

    arrays = {"lam": jnp.ones(5) * 1j, "B": jnp.ones((5, 3))}
    with pytest.raises(SymbolicError, match="lam holds complex numbers, and equations are over real numbers"):
        Cell.from_module(step, parameters=arrays, inputs={"x": "n"}, state={"h": "m"})


def test_a_constant_array_of_a_step_is_fixed():
    import jax.numpy as jnp

    def step(parameters, x, h):
        return jnp.tanh(parameters["W"] @ x + jnp.array([1.0, 2.0, 3.0, 4.0, 5.0]) * h)

    traced = Cell.from_module(step, parameters={"W": jnp.ones((5, 3))}, inputs={"x": "n"}, state={"h": "m"})
    assert (str(traced.count), len(traced.definition.fixed)) == ("m*n", 1)


def test_joined_kernels_of_which_one_is_read_twice():
    import jax.numpy as jnp

    def step(parameters, x, h):
        kernels = jnp.concatenate([parameters["W"], parameters["V"]])
        a = kernels @ x + jnp.concatenate([parameters["U"], parameters["U"]]) @ h
        return jax_cells.jax.nn.sigmoid(a[:5]) * h + jnp.tanh(a[5:])

    random = np.random.default_rng(0)
    arrays = {name: random.normal(size=(5, 5 if name == "U" else 3)) for name in "WVU"}
    assert str(Cell.from_module(step, parameters=arrays, inputs={"x": "n"}, state={"h": "m"}).count) == "m*(m + 2*n)"
