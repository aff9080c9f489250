"""Modules of Equinox and Flax: beside `Cell.run`, under `jax.jit`, their gradients beside the backward pass.

With ``SYMBOLIC_FRAMEWORKS=1`` and the extra ``frameworks``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from symbolic import Cell, cell, cells

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "backward"))
from oracle import GROWING, ODD, Drawn, classes, distance, distances, drawn_cell, load, odd, packed, parameter, several
from test_random import cells as texts
from test_random import kernels

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
    pytest.mark.filterwarnings("ignore"),
]
CLOSE, CLOSE_GRADIENT = 1e-12, 1e-10


@pytest.fixture(autouse=True)
def double():
    jax = pytest.importorskip("jax")
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


class Equinox:
    """The parameters are in the module: functions of them are made by replacing its leaves."""

    def __init__(self, own: Cell, drawn: Drawn):
        import jax
        import jax.numpy as jnp

        text = own.module("equinox", drawn.fused)
        step, layer = classes(text, load(text, f"equinox_{own.name or 'own'}"))
        arguments = drawn.arguments(step)
        key = jax.random.key(0)
        self.modules = [kind and kind(**arguments, key=key, dtype=jnp.float64) for kind in (step, layer)]
        held = self.modules[0]
        fixed = own.definition.fixed
        arrays = (name for name, value in vars(held).items() if isinstance(value, jax.Array))
        names = [name for name in arrays if name not in own.definition.size_values]
        self.trained = {name: parameter(drawn, name).reshape(vars(held)[name].shape) for name in names}
        self.trained = {
            name: jnp.asarray(array) for name, array in self.trained.items() if _own(drawn, name) not in fixed
        }

    def call(self, place: int, trained: dict, *arguments):
        import equinox as eqx

        module = self.modules[place]
        holder = (lambda made: made) if place == 0 else (lambda made: made.cell)
        for name, array in trained.items():
            module = eqx.tree_at(lambda made, name=name: getattr(holder(made), name), module, array)
        return module(*arguments)


class Flax:
    def __init__(self, own: Cell, drawn: Drawn):
        import jax
        import jax.numpy as jnp

        text = own.module("flax", drawn.fused)
        step, layer = classes(text, load(text, f"flax_{own.name or 'own'}"))
        arguments = drawn.arguments(step)
        self.modules = [kind and kind(**arguments, param_dtype=jnp.float64) for kind in (step, layer)]
        self.several = len(drawn.program.inputs) != 1
        self.states = len(drawn.program.states)
        inputs = [drawn.inputs[v.name] if v.static else drawn.inputs[v.name][0] for v in drawn.program.inputs]
        handed = tuple(map(jnp.asarray, inputs)) if self.several else jnp.asarray(inputs[0])
        carry = packed([jnp.asarray(drawn.before(state)) for state in drawn.program.states])
        made = self.modules[0].init(jax.random.key(0), carry, handed).get("params", {})
        assert sum(array.size for array in made.values()) == own.count_at(**drawn.sizes)
        self.trained = {name: jnp.asarray(parameter(drawn, name).reshape(array.shape)) for name, array in made.items()}

    def call(self, place: int, trained: dict, *arguments):
        if place:
            return self.modules[1].apply({"params": {"cell": trained}}, *arguments)
        *inputs, carry = arguments if self.states else (*arguments, ())
        state, outputs = self.modules[0].apply({"params": trained}, carry, tuple(inputs) if self.several else inputs[0])
        return (outputs, state) if self.states else outputs


def _own(drawn: Drawn, name: str) -> str:
    known = {*drawn.parameters, *drawn.stacked}
    return next(name[:end] for end in range(len(name), 0, -1) if name[:end] in known)


KINDS = {"equinox": Equinox, "flax": Flax}


def check(target: str, own: Cell, fused: bool = False) -> None:
    import jax
    import jax.numpy as jnp

    drawn = Drawn(own, fused=fused)
    made = KINDS[target](own, drawn)
    assert sum(array.size for array in made.trained.values()) == own.count_at(**drawn.sizes)

    def caller(place: int):
        def call(*arguments):
            return made.call(place, made.trained, *arguments)

        return jax.jit(call)

    layer = caller(1) if made.modules[1] else None
    errors = distances(drawn, caller(0), layer, jnp.asarray)
    assert max(errors.values()) < CLOSE, errors
    if layer is not None and all(array.size for array in made.trained.values()):
        errors = gradients(drawn, made)
        assert max(errors.values(), default=0) < CLOSE_GRADIENT, errors


def gradients(drawn: Drawn, made) -> dict[str, float]:
    """How far automatic differentiation through the layer is from the backward pass, for each parameter."""
    import jax
    import jax.numpy as jnp

    own, program = drawn.own, drawn.program
    inputs = [jnp.asarray(drawn.inputs[value.name]) for value in program.inputs]
    states = [packed([jnp.asarray(drawn.before(state)) for state in program.states])] if program.states else []
    wanted = drawn.run()
    random = np.random.default_rng(1)
    weights = {name: random.normal(size=wanted[name].shape) for name in own.outputs}

    def loss(trained):
        result = made.call(1, trained, *inputs, *states)
        outputs = several(result[0] if states else result, len(own.outputs))
        return sum((weights[name] * value).sum() for name, value in zip(own.outputs, outputs, strict=True))

    tree = jax.jit(jax.grad(loss))(made.trained)
    wanted = own.backward().run_gradients(drawn.parameters, drawn.inputs, weights, drawn.state, sizes=drawn.sizes)
    wanted |= {name: np.concatenate([wanted[part] for part in parts]) for name, parts in drawn.stacked.items()}
    return {
        name: distance(array, wanted[_own(drawn, name)].reshape(array.shape))
        for name, array in tree.items()
        if _own(drawn, name) in wanted
    }


@pytest.mark.parametrize("name", cells())
@pytest.mark.parametrize("target", KINDS)
def test_every_cell_computes_what_run_does(target, name):
    check(target, cell(name))


@pytest.mark.parametrize("name", ["lstm", "gru", "peephole_lstm", "mgu"])
@pytest.mark.parametrize("target", KINDS)
def test_kernels_fused(target, name):
    check(target, cell(name), fused=True)


@pytest.mark.parametrize("which", [which for which in ODD if which not in GROWING])
@pytest.mark.parametrize("target", KINDS)
def test_cells_that_are_odd(target, which):
    check(target, odd(which))


def test_a_cell_of_flax_goes_into_its_rnn():
    import flax.linen as nn
    import jax

    text = cell("lstm").module("flax")
    step, _ = classes(text, load(text))
    rnn = nn.RNN(step(4, 6))
    x = jax.numpy.ones((2, 5, 4), "float32")
    variables = rnn.init(jax.random.key(0), x)
    assert rnn.apply(variables, x).shape == (2, 5, 6)


@pytest.mark.parametrize("target", KINDS)
@settings(max_examples=50, deadline=None, suppress_health_check=[*HealthCheck])
@given(text=texts())
def test_random_cells_and_their_gradients(target, text):
    own = drawn_cell(text, kernels(text))
    assume(own is not None)
    check(target, own)
