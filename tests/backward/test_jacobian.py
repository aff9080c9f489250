"""Jacobians in closed form, computed and held against central differences."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic import Cell, cell, cells
from symbolic.errors import DerivativeError, UnknownName
from symbolic.language.printer import SOURCE, spell

sys.path.insert(0, str(Path(__file__).parent))
from central import Sample

SIZES = {"x": "n", "h": "m"}


def found_jacobians():
    """Every pair of states of the catalogue of which one is a product of matrices."""
    for name in cells():
        own = cell(name)
        states = own.definition.names.states
        for of in states:
            for by in states:
                try:
                    jacobian = own.jacobian(of, by)
                except DerivativeError:
                    continue
                if "I" not in jacobian.text.replace("@", " ").replace("*", " ").split():
                    yield pytest.param(name, of, by, id=f"{name}-{of}-{by}")


def computed(own: Cell, jacobian, made: Sample) -> np.ndarray:
    """The closed form as a cell of its own, run on what the cell computed."""
    text = f"J[t] = {jacobian.text}"
    shapes = {name: tuple(map(str, shape)) for name, shape in own._shapes.names.items()}
    sizes = {name: shape if len(shape) > 1 else (shape[0] if shape else 1) for name, shape in shapes.items()}
    sizes["J"] = (sizes[jacobian.of], sizes[jacobian.by])
    used = {name for name in sizes if name in text.replace("[", " ").replace("(", " ").replace(")", " ").split()}
    form = Cell(text, {name: sizes[name] for name in sizes if name in {*used, "J"}})
    names = form.definition.names
    signals = {**made.inputs, **own.run(made.parameters, made.inputs, made.state)}
    parameters = {name: made.parameters[name] for name in names.parameters}
    # Before the first step there is nothing, and it may be divided by.
    with np.errstate(all="ignore"):
        return form.run(parameters, {name: signals[name] for name in names.inputs})["J"][-1]


@pytest.mark.parametrize(("name", "of", "by"), list(found_jacobians()))
def test_the_closed_form_is_the_derivative(name, of, by):
    own = cell(name)
    jacobian = own.jacobian(of, by)
    if not jacobian.paths:
        return
    made = Sample(own, steps=4, batch=())
    at = 3
    closed = computed(own, jacobian, made)
    # The cell is run on from the state of step t-1, a little of it moved, with all that hangs on it in that step.
    wanted = np.stack([_moved(own, made, of, by, at, place) for place in range(closed.shape[1])], axis=1)
    np.testing.assert_allclose(closed, wanted, rtol=1e-6, atol=1e-7)


def _moved(own: Cell, made: Sample, of: str, by: str, at: int, place: int) -> np.ndarray:
    """The derivative of ``of`` at a step by one element of ``by`` a step before, by differences."""
    sizes = _sizes(own)
    shifted = Cell(_with_shift(own, by), {**sizes, "shift": sizes[by]}, fixed=own.definition.fixed)
    results = []
    for sign in (1, -1):
        extra = np.zeros((4, *made.shapes.names[by]))
        extra[at - 1, place] = sign * 1e-6
        found = shifted.run(made.parameters, {**made.inputs, "shift": extra}, made.state)
        results.append(found[of][at])
    return (results[0] - results[1]) / 2e-6


def _with_shift(own: Cell, by: str) -> str:
    """The cell with something added to one signal, to be moved at one step alone."""
    lines = own.text.splitlines()
    return "\n".join(f"{line} + shift[t]" if line.startswith(f"{by}[t] =") else line for line in lines)


def _sizes(own: Cell) -> dict:
    names = own.definition.names
    shapes = {name: own._shapes.names[name] for name in (*names.inputs, *names.signals, *names.parameters)}
    sizes = {name: shape if len(shape) != 1 else shape[0] for name, shape in shapes.items()}
    sizes = {name: tuple(map(str, size)) if isinstance(size, tuple) else str(size) for name, size in sizes.items()}
    return {name: size if size != () else 1 for name, size in sizes.items()}


def test_the_lstm_of_a_text_about_vanishing_gradients():
    jacobian = cell("lstm").jacobian("c", "c")
    assert spell(jacobian.direct, SOURCE) == "diag(f[t])"
    assert [[signal.name for signal in path.through] for path in jacobian.paths] == [
        [],
        ["f", "h"],
        ["i", "h"],
        ["g", "h"],
    ]
    assert spell(jacobian.paths[1].node, SOURCE) == (
        "diag(c[t-1] * f[t] * (1 - f[t])) @ U_f @ diag(o[t-1] * (1 - tanh(c[t-1]) ** 2))"
    )


def test_direct_and_through_others_are_the_whole():
    jacobian = cell("gru").jacobian("h", "h")
    parts = {spell(path.node, SOURCE) for path in jacobian.paths}
    assert spell(jacobian.direct, SOURCE) == "diag(z[t])"
    assert all(part in jacobian.text for part in parts)


def test_by_an_input_of_the_step_before():
    assert Cell("h[t] = tanh(W @ x[t-1])", SIZES).jacobian("h", "x").text == "diag(1 - h[t] ** 2) @ W"


def test_where_nothing_depends_it_is_zero():
    jacobian = cell("lstm").jacobian("h", "x")
    assert jacobian.text == "diag(" + jacobian.text.removeprefix("diag(")
    own = Cell("s[t] = V @ x[t]\nh[t] = tanh(W @ x[t] + U @ h[t-1])", {**SIZES, "s": "m"})
    assert own.jacobian("s", "h").paths == ()
    assert own.jacobian("s", "h").text == "0"


@pytest.mark.parametrize(
    ("name", "of", "by", "error", "problem"),
    [
        ("lstm", "y", "h", UnknownName, "there is no signal 'y'"),
        ("lstm", "h", "y", UnknownName, "there is no signal 'y'"),
        ("grid_lstm", "h", "h", DerivativeError, "h is a family; a Jacobian is of signals without members"),
        ("convlstm", "c", "c", DerivativeError, "is no product of matrices: conv_back is on the way"),
        ("xlstm_mlstm", "C", "C", DerivativeError, "a Jacobian is of a vector by a vector; C by C is not"),
    ],
)
def test_what_is_refused(name, of, by, error, problem):
    with pytest.raises(error, match=problem):
        cell(name).jacobian(of, by)
