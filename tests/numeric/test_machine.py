"""Cells that compute: held against equations written by hand, and against themselves in other clothes."""

from __future__ import annotations

import numpy as np
import pytest
from cell_arrays import BATCH, STEPS, arrays, sigmoid, steps_of

from symbolic import Cell, cell, cells
from symbolic.language.nodes import Signal, walk


def test_lstm_by_hand():
    own = cell("lstm")
    p, x, state = arrays(own)
    out = own.run(p, x, state)
    h, c = state["h"], state["c"]
    for t in range(STEPS):
        i, f, o, g = (x["x"][t] @ p[f"W_{k}"].T + h @ p[f"U_{k}"].T + p[f"b_{k}"] for k in "ifog")
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        np.testing.assert_allclose(out["h"][t], h, rtol=1e-14)
        np.testing.assert_allclose(out["c"][t], c, rtol=1e-14)
    assert list(out) == ["i", "f", "o", "g", "c", "h"]


def test_gru_reset_after_by_hand():
    own = cell("gru_reset_after", bias="double")
    p, x, state = arrays(own)
    out = own.run(p, x, state)
    h = state["h"]
    for t in range(STEPS):
        now = x["x"][t]
        z = sigmoid(now @ p["W_z"].T + p["b_z"] + h @ p["U_z"].T + p["b_hz"])
        r = sigmoid(now @ p["W_r"].T + p["b_r"] + h @ p["U_r"].T + p["b_hr"])
        h = z * h + (1 - z) * np.tanh(now @ p["W"].T + p["b"] + r * (h @ p["U"].T + p["c"]))
        np.testing.assert_allclose(out["h"][t], h, rtol=1e-14)


def test_a_tree_node_by_hand():
    own = cell("treelstm_childsum")
    p, x, state = arrays(own, steps=1)
    out = own.run(p, x, state)
    now, h, c = x["x"][0], state["h"], state["c"]
    s = h.sum(axis=1)
    i, o, u = (now @ p[f"W_{k}"].T + s @ p[f"U_{k}"].T + p[f"b_{k}"] for k in "iou")
    f = sigmoid((now @ p["W_f"].T)[:, None] + h @ p["U_f"].T + p["b_f"])
    new = sigmoid(i) * np.tanh(u) + (f * c).sum(axis=1)
    np.testing.assert_allclose(out["c"][0], new, rtol=1e-14)
    np.testing.assert_allclose(out["h"][0], sigmoid(o) * np.tanh(new), rtol=1e-14)


@pytest.mark.parametrize("name", cells())
def test_every_cell_runs(name):
    own = cell(name)
    p, x, state = arrays(own, steps=steps_of(name))
    out = own.run(p, x, state)
    assert set(out) == set(own.definition.names.signals)
    assert all(np.isfinite(value).all() for value in out.values())


@pytest.mark.parametrize("name", cells())
def test_a_batch_is_its_members_one_by_one(name):
    own = cell(name)
    p, x, state = arrays(own, steps=steps_of(name))
    whole = own.run(p, x, state)
    static = own.definition.program.static
    for member in range(BATCH):
        inputs = {k: v[member] if k in static else v[:, member] for k, v in x.items()}
        alone = own.run(p, inputs, {k: v[member] for k, v in state.items()})
        for signal, values in whole.items():
            mine = values[member] if signal in static else values[:, member]
            np.testing.assert_allclose(mine, alone[signal], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", cells())
def test_single_precision_stays_single_and_close(name):
    own = cell(name)
    steps = steps_of(name)
    double = own.run(*arrays(own, steps=steps))
    single = own.run(*arrays(own, np.float32, steps=steps))
    for signal in double:
        assert single[signal].dtype == np.float32
        np.testing.assert_allclose(single[signal], double[signal], rtol=2e-3, atol=2e-4)


@pytest.mark.parametrize("name", [name for name in cells() if not name.startswith("treelstm")])
def test_two_runs_in_a_row_are_one(name):
    own = cell(name)
    p, x, state = arrays(own)
    if any(lag != 1 or signal in x for signal, lag in lags(own)) or not x:
        return
    whole = own.run(p, x, state)
    static = own.definition.program.static
    first = own.run(p, {k: v if k in static else v[:1] for k, v in x.items()}, state)
    rest = own.run(p, {k: v if k in static else v[1:] for k, v in x.items()}, {k: first[k][0] for k in state})
    for signal in whole.keys() - static:
        np.testing.assert_allclose(whole[signal][1:], rest[signal], rtol=1e-12)


def lags(own: Cell):
    for equation in own.definition.program.equations:
        yield from ((node.name, node.lag) for node in walk(equation.value) if isinstance(node, Signal) and node.lag)


@pytest.mark.parametrize("name", [name for name in cells() if name != "slim_lstm6"])
def test_each_parameter_matters(name):
    own = cell(name)
    p, x, state = arrays(own, steps=steps_of(name))
    before = own.run(p, x, state)
    for parameter in own.trainable:
        moved = own.run({**p, parameter: p[parameter] + 0.1}, x, state)
        assert any(not np.array_equal(before[k], moved[k]) for k in before), parameter


def test_the_state_is_zero_where_none_is_given():
    own = cell("lstm")
    p, x, state = arrays(own)
    zero = {name: np.zeros_like(value) for name, value in state.items()}
    np.testing.assert_array_equal(own.run(p, x)["h"], own.run(p, x, zero)["h"])
