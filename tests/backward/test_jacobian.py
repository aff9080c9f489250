"""Jacobians in closed form, computed and held against central differences."""

from __future__ import annotations

import re
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
                if jacobian.text != "I" and "I" not in own.definition.names.signals:
                    yield pytest.param(name, of, by, id=f"{name}-{of}-{by}")


def computed(own: Cell, jacobian, made: Sample) -> np.ndarray:
    """The closed form as a cell of its own, run on what the cell computed."""
    text = f"J[t] = {jacobian.text}"
    shapes = {name: tuple(map(str, shape)) for name, shape in own._shapes.names.items()}
    sizes = {name: shape if len(shape) > 1 else (shape[0] if shape else 1) for name, shape in shapes.items()}
    sizes["I"] = (sizes[jacobian.of], sizes[jacobian.of])
    sizes["J"] = (sizes[jacobian.of], sizes[jacobian.by])
    names = own.definition.names
    plain = [name for name in (*names.inputs, *names.signals) if not made.layout.extents(name, made.sizes)]
    # A size of an input can stand in the text without the input itself.
    text += "".join(f"\nkept_{name}[t] = {name}[t]" for name in plain)
    used = {*re.findall(r"\w+", text)}
    form = Cell(text, {name: sizes[name] for name in sizes if name in used})
    names = form.definition.names
    signals = {**made.inputs, **own.run(made.parameters, made.inputs, made.state)}
    identity = {"I": np.eye(made.shapes.names[jacobian.of][0])}
    parameters = {name: {**identity, **made.parameters}[name] for name in names.parameters}
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


FORMS = {
    "concat": "tanh(W @ concat(x[t], h[t-1]))",
    "part": "concat(part(h[t-1], 1, 2), part(x[t], 0, 2)) * x[t]",
    "dot": "dot(h[t-1], v) * x[t]",
    "dot of states": "dot(h[t-1], h[t-1]) * tanh(x[t])",
    "softmax": "softmax(U @ h[t-1] + x[t])",
    "cumax": "cumax(U @ h[t-1] + x[t])",
    "norm": "layernorm(U @ h[t-1] + x[t], v, w)",
    "sum": "x[t] + sum(P[k] @ tanh(Q[k] @ h[t-1]) for k in 3)",
    "blocks": "x[t] + blockdiag(R[k] for k in 2) @ h[t-1]",
    "repeat": "x[t] + repeat(part(h[t-1], 0, 2), 2)",
    "total": "x[t] * total(h[t-1] * v, 1)",
    "outer": "x[t] + (v @ w.T) @ h[t-1]",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_path_through(form):
    shapes = {"W": ("m", "2*m"), "R": ("m/2", "m/2"), "v": "m", "w": "m", "U": ("m", "m")}
    matrices = {"P": ("m", "m"), "Q": ("m", "m")}
    sizes = {name: size for name, size in {**shapes, **matrices}.items() if re.search(rf"\b{name}\b", FORMS[form])}
    own = Cell(f"h[t] = {FORMS[form]}", {"x": "m", "h": "m", **sizes})
    made = Sample(own, steps=4, batch=())
    closed = computed(own, own.jacobian("h", "h"), made)
    wanted = np.stack([_moved(own, made, "h", "h", 3, place) for place in range(4)], axis=1)
    np.testing.assert_allclose(closed, wanted, rtol=1e-6, atol=1e-7)


def test_no_name_is_reserved():
    own = Cell("d[t] = tanh(W @ x[t] + U @ d[t-1])", {"x": "n", "d": "m"})
    assert own.jacobian("d", "d").text == "diag(1 - d[t] ** 2) @ U"


def test_a_path_through_five_hundred_signals():
    lines = ["s0[t] = tanh(U @ h[t-1] + x[t])", *(f"s{k}[t] = s{k - 1}[t] * a{k}" for k in range(1, 500))]
    own = Cell("\n".join([*lines, "h[t] = tanh(s499[t])"]), {"x": "m", "h": "m"})
    jacobian = own.jacobian("h", "h")
    assert len(jacobian.paths[0].through) == 500
    assert jacobian.text.endswith("@ U")


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
        (
            "xlstm_mlstm",
            "C",
            "C",
            DerivativeError,
            "C is a matrix, and a derivative of more than two axes",
        ),
    ],
)
def test_what_is_refused(name, of, by, error, problem):
    with pytest.raises(error, match=problem):
        cell(name).jacobian(of, by)


def test_of_earlier_steps_by_a_range_the_last_one_counts():
    own = Cell("h[t] = tanh(W @ x[t] + sum(A[k] @ h[t-k] for k in range(1, K+1)))", {"x": "n", "h": "m"})
    assert own.jacobian("h", "h").text == "diag(1 - h[t] ** 2) @ A[1]"
    assert own.jacobian("h", "x").text == "diag(1 - h[t] ** 2) @ A[1] @ diag(1 - h[t-1] ** 2) @ W"


def test_it_is_asked_where_the_sizes_tell_whether_a_step_is_read():
    own = Cell("h[t] = tanh(sum(A[k] @ x[t-k] for k in K) + U @ h[t-1])", {"x": "n", "h": "m"})
    with pytest.raises(
        DerivativeError, match=r"the Jacobian through x\[t-k\]: whether t-k comes to t-1 depends on the"
    ):
        own.jacobian("h", "x")
