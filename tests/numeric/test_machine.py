"""Cells that compute: held against equations written by hand, and against themselves in other clothes."""

from __future__ import annotations

import numpy as np
import pytest

from symbolic import Cell, cell, cells
from symbolic.errors import ArrayError, SymbolicError
from symbolic.numeric.arrays import check_arrays

LETTERS = "n=8 m=12 r=4 q=4 k=3 H=4 g=4 L=4 N=2 R=2 C=4 c=3 h=5 Hh=6 Ww=7 s=2 P=2 e=4 B=6 d=7 rw=3 ru=5"
SIZES = {letter: int(size) for letter, size in (pair.split("=") for pair in LETTERS.split())}
STEPS, BATCH = 3, 2


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def arrays(own: Cell, dtype=np.float64, steps: int = STEPS, seed: int = 0):
    """Positive random parameters, inputs and state at `SIZES`, in a batch of two."""
    draw = np.random.default_rng(seed)
    sizes = {letter: SIZES.get(letter, 8) for letter in own.definition.letters}

    def values(*shape):
        return (0.1 + 0.3 * draw.random(shape)).astype(dtype)

    names = own.definition.names
    front = {**dict.fromkeys(names.inputs, (steps, BATCH)), **dict.fromkeys(names.states, (BATCH,))}
    front |= dict.fromkeys(own.definition.program.static.intersection(names.inputs), (BATCH,))
    parameters = {p.name: values(*(int(extent.subs(sizes)) for extent in p.shape)) for p in own.parameters}
    made = {name: values(*front[name], *extents(own, name, sizes)) for name in front}
    return parameters, {x: made[x] for x in names.inputs}, {s: made[s] for s in names.states}


def extents(own: Cell, name: str, sizes: dict[str, int]) -> tuple[int, ...]:
    from symbolic.language.inference import infer
    from symbolic.language.sizes.carriers import Integers
    from symbolic.numeric.arrays import MemberLayout

    return (*MemberLayout(own.definition).extents(name, sizes), *infer(own.definition, Integers(sizes)).names[name])


def steps_of(name: str) -> int:
    """A tree has its children for predecessors, and is run a node at a time."""
    return 1 if cell(name).name.startswith("treelstm") else STEPS


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
    from symbolic.language.nodes import Signal, walk

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


@pytest.mark.parametrize(
    ("text", "sizes", "compute"),
    [
        ("relu(x[t])", {}, lambda a: np.maximum(a, 0)),
        ("hard(x[t])", {}, lambda a: np.clip(0.2 * a + 0.5, 0, 1)),
        ("softmax(x[t])", {}, lambda a: np.exp(a) / np.exp(a).sum(-1, keepdims=True)),
        ("cumax(x[t])", {}, lambda a: np.cumsum(np.exp(a) / np.exp(a).sum(-1, keepdims=True), -1)),
        ("max(x[t], 0.3, -x[t])", {}, lambda a: np.maximum(np.maximum(a, 0.3), -a)),
        ("dot(x[t], x[t]) * x[t]", {}, lambda a: (a * a).sum(-1, keepdims=True) * a),
        ("(x[t] @ x[t].T) @ x[t]", {}, lambda a: (a * a).sum(-1, keepdims=True) * a),
        ("(x[t].T @ x[t]) * x[t] ** 2 / 2", {}, lambda a: (a * a).sum(-1, keepdims=True) * a**2 / 2),
        ("diag(x[t]) @ x[t]", {}, lambda a: a * a),
        ("part(repeat(concat(x[t], x[t]), 2), 0, 4)", {}, lambda a: np.repeat(a, 2, -1)[..., :8]),
        ("sum(x[t] for k in 3) - heaviside(x[t] - 0.2)", {}, lambda a: 3 * a - (a > 0.2)),
        ("layernorm(x[t])", {}, lambda a: (a - a.mean(-1, keepdims=True)) / np.sqrt(a.var(-1, keepdims=True) + 1e-5)),
    ],
)
def test_operations(text, sizes, compute):
    own = Cell(f"h[t] = {text}", {"x": "n", **sizes}, activations={"hard": "max(0, min(1, 0.2*u + 0.5))"})
    x = np.random.default_rng(1).normal(size=(4, 2, 8))
    np.testing.assert_allclose(own.run({}, {"x": x})["h"], compute(x), rtol=1e-13, atol=1e-15)


def test_the_state_is_zero_where_none_is_given():
    own = cell("lstm")
    p, x, state = arrays(own)
    zero = {name: np.zeros_like(value) for name, value in state.items()}
    np.testing.assert_array_equal(own.run(p, x)["h"], own.run(p, x, zero)["h"])


def test_blocks_are_the_matrix_they_make():
    own = cell("xlstm_slstm")
    p, x, state = arrays(own)
    out = own.run(p, x, state)["z"]
    whole = np.zeros((12, 12))
    for j in range(4):
        whole[3 * j : 3 * j + 3, 3 * j : 3 * j + 3] = p["R_z"][j]
    by_hand = np.tanh(x["x"][0] @ p["W_z"].T + state["h"] @ whole.T + p["b_z"])
    np.testing.assert_allclose(out[0], by_hand, rtol=1e-13)


def spoil(p, x, state, what):
    kind, name, value = what
    groups = {"p": dict(p), "x": dict(x), "s": dict(state)}
    if value is None:
        groups[kind].pop(name)
    else:
        groups[kind][name] = value
    return groups["p"], groups["x"], groups["s"]


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (("p", "W_i", None), "W_i is missing; the parameters are W_i, "),
        (("p", "V", np.zeros(3)), "V is not an array of the parameters; the cell has W_i, "),
        (("p", "U_f", np.zeros((12, 11))), r"U_f has the shape \(12, 11\); \(12, 12\) is expected"),
        (("p", "b_o", np.zeros((12, 1))), r"b_o has the shape \(12, 1\); \(m\) is expected"),
        (("p", "b_o", np.zeros(12, np.float32)), "b_o holds float32; float64 is expected, as in the arrays before it"),
        (("p", "b_o", np.zeros(12, int)), "b_o holds int64; float32 or float64 is expected"),
        (("x", "x", None), "x is missing; the inputs are x"),
        (("x", "x", np.zeros(8)), r"x has the shape \(8,\); \(T, n\) or \(T, B, n\) is expected"),
        (("s", "c", None), "c is missing; the states are c, h"),
        (("s", "h", np.zeros((BATCH, 11))), r"h has the shape \(2, 11\); \(2, 12\) is expected"),
    ],
)
def test_arrays_that_do_not_fit(what, sentence):
    own = cell("lstm")
    with pytest.raises(ArrayError, match=sentence):
        own.run(*spoil(*arrays(own), what))


def test_two_nodes_of_a_tree_are_not_one_run():
    own = cell("treelstm_childsum")
    with pytest.raises(ArrayError, match="h reads several predecessors, so it can be run one step at a time only"):
        own.run(*arrays(own, steps=2))


def test_numpy_is_asked_for_where_it_is_missing(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "numpy", None)
    with pytest.raises(SymbolicError, match=r"numpy is needed to run a cell on arrays: pip install 'symbolic-cells"):
        cell("rnn").run({}, {})


def test_letters_are_read_off_the_arrays():
    own = cell("on_lstm")
    assert check_arrays(np, own.definition, *arrays(own)).sizes == {"n": 8, "m": 12, "C": 4}


def test_signals_in_any_order_however_many():
    count = 1500
    text = (
        "\n".join(f"s{k}[t] = s{k + 1}[t] / 2 + x[t]" for k in range(count)) + f"\ns{count}[t] = h[t-1]\nh[t] = s0[t]"
    )
    out = Cell(text, {"x": "n", "h": "n"}).run({}, {"x": np.ones((2, 1))}, {"h": np.zeros(1)})
    np.testing.assert_allclose(out["h"], [[2.0], [2.0]])


@pytest.mark.parametrize("front", [(3000,), (700, 3), (5, 2000)])
def test_many_steps_are_what_few_are_one_after_the_other(front):
    text = """
        u[t] = sharp(W @ x[t] + V @ x[t-2] + b)
        h[t] = tanh(u[t] + U @ h[t-1] + A @ (B @ x[t-1]))
        y[t] = dot(a, h[t-1]) * u[t-1] + b
    """
    own = Cell(text, {"x": 2, "h": "m", "B": (3, 2)}, activations={"sharp": "x / (1 + abs(x)) + x"})
    draw = np.random.default_rng(0)
    shapes = {"W": (4, 2), "V": (4, 2), "b": (4,), "U": (4, 4), "A": (4, 3), "B": (3, 2), "a": (4,)}
    p = {name: draw.normal(0, 0.5, shape) for name, shape in shapes.items()}
    x, h, u = draw.normal(size=(*front, 2)), draw.normal(size=(*front[1:], 4)), draw.normal(size=(*front[1:], 4))
    out = own.run(p, {"x": x}, {"h": h, "u": u})
    past = [np.zeros((*front[1:], 2))] * 2
    for t in range(front[0]):
        z = x[t] @ p["W"].T + past[-2] @ p["V"].T + p["b"]
        y = (h @ p["a"])[..., None] * u + p["b"]
        u = z / (1 + np.abs(z)) + z
        h = np.tanh(u + h @ p["U"].T + past[-1] @ p["B"].T @ p["A"].T)
        past.append(x[t])
        for name, value in (("u", u), ("h", h), ("y", y)):
            np.testing.assert_allclose(out[name][t], value, rtol=1e-9, atol=1e-12)


EARLIER = Cell("h[t] = tanh(W @ x[t] + sum(A[k] @ h[t-k] for k in range(1, K+1)))", {"x": "n", "h": "m"})


def test_earlier_steps_by_a_range_by_hand():
    draw = np.random.default_rng(0)
    W, A, x = draw.normal(size=(5, 4)), draw.normal(size=(3, 5, 5)), draw.normal(size=(6, 2, 4))
    before = draw.normal(size=(3, 2, 5))
    past = [*before]
    for now in x:
        past.append(np.tanh(now @ W.T + sum(past[-k] @ A[k - 1].T for k in (1, 2, 3))))
    parameters = {"W": W, "A": A}
    out = EARLIER.run(parameters, {"x": x}, {"h": before})["h"]
    np.testing.assert_allclose(out, past[3:], rtol=1e-13)
    # Two runs in a row are one.
    first = EARLIER.run(parameters, {"x": x[:4]}, {"h": before})["h"]
    rest = EARLIER.run(parameters, {"x": x[4:]}, {"h": first[-3:]})["h"]
    np.testing.assert_allclose(np.concatenate([first, rest]), out, rtol=1e-13)


def test_a_size_that_no_array_tells_is_given():
    own = Cell("h[t] = tanh(W @ x[t] + sum(h[t-k] for k in range(1, K+1)))", {"x": "n", "h": "m"})
    W, x = np.eye(2), np.ones((4, 2))
    with pytest.raises(SymbolicError, match="no array gives the size K; give it as sizes="):
        own.run({"W": W}, {"x": x})
    with pytest.raises(SymbolicError, match="'Q' is not a size; the sizes are n, m, K"):
        own.run({"W": W}, {"x": x}, sizes={"Q": 1})
    with pytest.raises(SymbolicError, match="K must be a whole number of at least 1, not 0"):
        own.run({"W": W}, {"x": x}, sizes={"K": 0})
    # The states kept tell it too.
    states = own.run({"W": W}, {"x": x}, sizes={"K": 3})["h"]
    np.testing.assert_allclose(own.run({"W": W}, {"x": x}, {"h": np.zeros((3, 2))})["h"], states)


def test_as_many_earlier_steps_are_kept_as_are_read():
    arrays = {"W": np.zeros((5, 4)), "A": np.zeros((3, 5, 5))}, {"x": np.zeros((2, 4))}
    with pytest.raises(ArrayError, match="h holds 2 earlier steps; 3 are read"):
        EARLIER.run(*arrays, {"h": np.zeros((2, 5))})


def softmax(a):
    powers = np.exp(a - a.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("batch", [(), (3,)])
def test_attention_over_the_last_states_by_hand(batch):
    own = Cell(
        """
        q[t] = W_q @ x[t]
        a[t] = softmax(dot(q[t], h[t-k]) for k in range(1, K+1))
        s[t] = sum(element(a[t], k-1) * h[t-k] for k in range(1, K+1))
        h[t] = tanh(W @ x[t] + U @ s[t])""",
        {"x": "n", "h": "m"},
    )
    draw = np.random.default_rng(1)
    p = {name: draw.normal(size=shape) for name, shape in {"W_q": (5, 4), "W": (5, 4), "U": (5, 5)}.items()}
    x, before = draw.normal(size=(6, *batch, 4)), draw.normal(size=(3, *batch, 5))
    past = [*before]
    for now in x:
        query, last = now @ p["W_q"].T, np.stack(past[:-4:-1], axis=-2)
        weights = softmax((last * query[..., None, :]).sum(axis=-1))
        past.append(np.tanh(now @ p["W"].T + (weights[..., None] * last).sum(axis=-2) @ p["U"].T))
    out = own.run(p, {"x": x}, {"h": before})
    np.testing.assert_allclose(out["h"], past[3:], rtol=1e-12)
    np.testing.assert_allclose(out["a"].sum(axis=-1), np.ones((6, *batch)), rtol=1e-12)


@pytest.mark.parametrize("batch", [(), (3,)])
def test_linear_attention_in_heads_by_hand(batch):
    own = Cell(
        """
        q[t] = W_q @ x[t]
        k[t] = W_k @ x[t]
        v[t] = W_v @ x[t]
        for j in H: S[t, j] = S[t-1, j] + part(v[t], j, H) @ part(k[t], j, H).T
        o[t] = W_o @ concat(S[t, j] @ part(q[t], j, H) for j in H)""",
        {"x": "n", "q": "m", "k": "m", "v": "m", "o": "n"},
    )
    draw, heads = np.random.default_rng(2), 3
    p = {name: draw.normal(size=(6, 4)) for name in ("W_q", "W_k", "W_v")} | {"W_o": draw.normal(size=(4, 6))}
    x = draw.normal(size=(5, *batch, 4))
    q, k, v = ((x @ p[name].T).reshape(5, *batch, heads, 2) for name in ("W_q", "W_k", "W_v"))
    S = np.cumsum(v[..., :, None] * k[..., None, :], axis=0)
    wanted = (S @ q[..., None])[..., 0].reshape(5, *batch, 6) @ p["W_o"].T
    np.testing.assert_allclose(own.run(p, {"x": x}, sizes={"H": heads})["o"], wanted, rtol=1e-11)


def test_attention_over_given_memories_by_hand():
    """The decoder of Bahdanau and others, the memories as members of an input."""
    own = Cell(
        """
        for k in N: e[t, k] = dot(v, tanh(W @ M[t, k] + U @ h[t-1]))
        c[t] = sum(element(softmax(e[t, j] for j in N), k) * M[t, k] for k in N)
        h[t] = tanh(V @ c[t] + R @ h[t-1])""",
        {"M": "n", "h": "m", "v": "q"},
    )
    draw = np.random.default_rng(3)
    shapes = {"v": (2,), "W": (2, 4), "U": (2, 5), "V": (5, 4), "R": (5, 5)}
    p = {name: draw.normal(size=shape) for name, shape in shapes.items()}
    memory, h = draw.normal(size=(6, 7, 4)), np.zeros(5)
    out = own.run(p, {"M": memory})["h"]
    for now, output in zip(memory, out, strict=True):
        weights = softmax(np.tanh(now @ p["W"].T + h @ p["U"].T) @ p["v"])
        h = np.tanh((weights @ now) @ p["V"].T + h @ p["R"].T)
        np.testing.assert_allclose(output, h, rtol=1e-12)


def test_predecessors_that_are_read_by_two_ranges():
    text = "c[t] = sum(h[t-1, l] for l in N) + sum(h[t-1, k] for k in 2*N)\nh[t] = tanh(W @ c[t] + x[t])"
    own = Cell(text, {"x": "n", "h": "n", "c": "n"})
    h, x, W = np.arange(12.0).reshape(4, 3) / 10, np.ones((1, 3)), np.eye(3) / 4
    out = own.run({"W": W}, {"x": x}, {"h": h}, {"N": 2})
    np.testing.assert_allclose(out["h"][0], np.tanh(W @ (h[:2].sum(0) + h.sum(0)) + x[0]), rtol=1e-14)


def test_a_family_without_members():
    own = Cell("for d in range(k, g): h[t, d] = tanh(W[d] @ x[t])", {"x": "n", "h": "m"})
    with pytest.raises(ArrayError, match="h has no members at these sizes"):
        own.run({"W": np.zeros((0, 2, 3))}, {"x": np.zeros((1, 3))}, sizes={"k": 4, "g": 4})


def test_a_member_that_no_equation_assigns_at_these_sizes():
    text = "for i in g: h[t, i] = tanh(x[t] + sum(R[i, j] @ h[t-1, j] for j in range(-i, g)))"
    own = Cell(text, {"x": "m", "h": "m"})
    with pytest.raises(ArrayError, match="h has no member -1 at these sizes"):
        own.run({"R": np.zeros((5, 2, 2))}, {"x": np.zeros((1, 2))}, sizes={"g": 2})


ROWS = (
    "h[t] = tanh(a * x[t].T @ (U @ h[t-1]) + b)",
    "q[t] = a * x[t].T\nh[t] = tanh(q[t] @ (U @ h[t-1]) + b)",
)


@pytest.mark.parametrize("text", ROWS)
def test_a_parameter_that_scales_a_row_is_a_row(text):
    own = Cell(text, {"x": "m", "h": "m"})
    assert own.count_at(m=4) == 4 + 16 + 4
    assert str(own.count) == "m*(m + 2)"
    assert [str(form) for form in own.forms]
    assert str(own.equations)
    assert "a" in own.module("numpy")
    random = np.random.default_rng(0)
    a, U, b, x = (random.normal(size=size) for size in ((1, 4), (4, 4), 4, (5, 4)))
    h = np.zeros(4)
    for now, output in zip(x, own.run({"a": a, "U": U, "b": b}, {"x": x})["h"], strict=True):
        h = np.tanh((a[0] * now) @ (U @ h) + b)
        np.testing.assert_allclose(output, h, rtol=1e-12)


def test_maps_and_matrices_are_joined_along_their_first_axis():
    random = np.random.default_rng(3)
    sizes = {"c": 3, "d": 2, "H": 4, "V": 5}
    text = "s[t] = concat(x[t], h[t-1])\nh[t] = conv(W, s[t], 1, 1)"
    maps = Cell(text, {"x": ("c", "H", "V"), "h": ("d", "H", "V")})
    kernel, x, h = (random.normal(size=shape) for shape in ((2, 5, 1, 1), (1, 3, 4, 5), (2, 4, 5)))
    found = maps.run({"W": kernel}, {"x": x}, {"h": h}, sizes)["h"][0]
    np.testing.assert_allclose(
        found, np.einsum("oi,ihv->ohv", kernel[..., 0, 0], np.concatenate([x[0], h])), rtol=1e-13
    )
    # Two square matrices fit side by side too.
    both = Cell("h[t] = total(concat(A, B), 1) * x[t]", {"A": ("m", "m"), "B": ("m", "m"), "h": "2*m", "x": "2*m"})
    a, b = random.normal(size=(2, 3, 3))
    found = both.run({"A": a, "B": b}, {"x": np.ones((1, 6))}, sizes={"m": 3})["h"][0]
    np.testing.assert_allclose(found, np.concatenate([a, b]).sum(1), rtol=1e-13)
