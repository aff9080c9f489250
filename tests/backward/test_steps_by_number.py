"""Steps called by their numbers, numbers of steps as values, and products: as papers write attention and decays."""

import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic import Cell
from symbolic.errors import DerivativeError, EquationError

sys.path.insert(0, str(Path(__file__).parent))
from central import CLOSE, Sample

sys.path.insert(0, str(Path(__file__).parents[1] / "code"))
from oracle import Drawn
from test_drawn_cells import numpy

KEYS = "q[t] = W_q @ x[t]\nk[t] = W_k @ x[t]\nv[t] = W_v @ x[t]\n"
SIZES = {"x": "n", "q": "d", "v": "r"}
HIDDEN = {"x": "n", "h": "m"}
BOTH = {"x": "m", "h": "m"}
ALL, EARLIER = "for j in range(1, t+1)", "for j in range(1, t)"
CELLS = {
    "attention": (
        f"{KEYS}a[t] = softmax(dot(q[t], k[j]) {ALL})\nh[t] = sum(element(a[t], j-1) * v[j] {ALL})",
        SIZES,
    ),
    "heads": (
        "for i in H:\n    q[t, i] = W_q[i] @ x[t]\n    k[t, i] = W_k[i] @ x[t]\n"
        f"    a[t, i] = softmax(dot(q[t, i], k[j, i]) {ALL})\n"
        f"    o[t, i] = sum(element(a[t, i], j-1) * k[j, i] {ALL})\n"
        "y[t] = W_o @ concat(o[t, i] for i in H)",
        {"x": "n", "k": "d", "y": "n"},
    ),
    "own states": (
        f"s[t] = softmax(dot(v, tanh(W_h @ h[j] + W_x @ x[t])) {EARLIER})\n"
        f"h[t] = tanh(W @ x[t] + U @ sum(element(s[t], j-1) * h[j] {EARLIER}))",
        {**HIDDEN, "v": "p"},
    ),
    "retention": (f"{KEYS}h[t] = sum(gamma ** (t-j) * dot(q[t], k[j]) * v[j] {ALL})", {**SIZES, "gamma": 1}),
    "wkv": (
        f"k[t] = W_k @ x[t]\nh[t] = (sum(exp(-(t-1-j) * w + k[j]) * x[j] {EARLIER}) + exp(u + k[t]) * x[t])"
        f" / (sum(exp(-(t-1-j) * w + k[j]) {EARLIER}) + exp(u + k[t]))",
        {"x": "m"},
    ),
    "gates between": (
        f"{KEYS}a[t] = sigmoid(W_a @ x[t])\n"
        f"h[t] = sum(dot(q[t] * prod(a[i] for i in range(j+1, t+1)), k[j]) * v[j] {ALL})",
        SIZES,
    ),
    "the step before": (
        "h[t] = tanh(W @ x[t]) + sum(dot(u, h[j-1]) * x[j-1] for j in range(2, t+1))",
        {"x": "m", "h": "m"},
    ),
    "two ranges": (f"h[t] = W @ x[t] + sum(dot(u, h[j]) * x[j] {EARLIER}) + sum(x[j] {ALL})", {"x": "m", "h": "m"}),
    "mean": (f"g[t] = sum(x[j] {ALL}) / t\nh[t] = tanh(W @ x[t] + U @ g[t])", HIDDEN),
    "measure": ("u[t] = dot(w, x[t])\nc[t] = c[t-1] - A @ c[t-1] / t + B * u[t] / t", {"x": "n", "c": "N"}),
    "numbers": ("h[t] = tanh(sum(k ** 2 * (U[k] @ h[t-k]) for k in range(1, K+1)) + W @ x[t] / t + b ** t)", HIDDEN),
    "a range in a range": (
        f"h[t] = tanh(W @ x[t] + sum(sum(g * h[k] for k in range(1, j+1)) * x[j] {EARLIER}))",
        {**BOTH, "g": 1},
    ),
    "up to the one before": (f"h[t] = tanh(W @ x[t] + sum(sum(x[k] for k in range(1, j)) * x[j] {ALL}))", BOTH),
    "states before states": (
        f"h[t] = tanh(W @ x[t] + sum(sum(h[k-1] for k in range(2, j+1)) * h[j] {EARLIER}))",
        BOTH,
    ),
    "a softmax in a sum": (
        f"h[t] = tanh(W @ x[t]) + sum(element(softmax(dot(x[t], x[i]) for i in range(1, t+1)), j-1) * x[j] {ALL})",
        BOTH,
    ),
    "products between two steps": (
        "h[t] = tanh(W @ x[t] + sum(prod(g * x[k] for k in range(j+1, i+1)) * x[j]"
        " for i in range(1, t+1) for j in range(1, i+1)))",
        {**BOTH, "g": "m"},
    ),
    "from the third on": (
        f"h[t] = tanh(W @ x[t] + sum(sum(x[k] for k in range(j+2, t+1)) * x[j] {EARLIER}))",
        BOTH,
    ),
    "half powers": (
        "h[t] = tanh(W @ x[t] + sum(a ** (k/2 + 1) * h[t-k] for k in range(1, 4)))",
        {**BOTH, "a": 1},
    ),
    "half steps": ("h[t] = tanh(W @ x[t] + U @ h[t-1]) * a ** (t/2)", {**BOTH, "a": 1}),
    "dilated": ("h[t] = tanh(W @ x[t] + sum(U[k] @ h[t-d*k] for k in range(1, 3)) + b)", HIDDEN),
    "product": ("h[t] = prod(tanh(W[k] @ x[t] + U[k] * h[t-k]) for k in range(1, 4)) + V @ x[t]", HIDDEN),
}


def made(name: str) -> Cell:
    text, sizes = CELLS[name]
    return Cell(text, sizes)


def steps(own: Cell) -> dict[str, int]:
    return {"T": 4} if own.definition.counts_steps else {}


@pytest.mark.parametrize("name", CELLS)
def test_gradients_are_those_of_differences(name):
    own = made(name)
    assert max(Sample(own, steps=4, **steps(own)).draw().distances().values()) < CLOSE
    assert Cell(own.text, own.sizes).text == own.text


@pytest.mark.parametrize("name", [name for name in CELLS if name not in ("measure", "numbers", "half steps")])
def test_code_computes_the_same(name):
    own = made(name)
    assert max(numpy(own, Drawn(own)).values()) < 1e-12


def values(name: str, steps: int = 5) -> tuple[dict, dict, dict]:
    own, random = made(name), np.random.default_rng(3)
    numbers = {"n": 3, "m": 3, "d": 2, "r": 4, "N": 3}
    shapes = {
        key: tuple(size.evaluate(numbers.__getitem__)[0] for size in shape) for key, (shape, _) in own.shapes.items()
    }
    arrays = {key: random.normal(size=shape) for key, shape in shapes.items()}
    inputs = {"x": random.normal(size=(steps, 3))}
    return arrays, inputs, own.run(arrays, inputs)


def test_attention_and_retention_written_out():
    for name, weigh in (
        ("attention", lambda s, t, p: np.exp(s) / np.exp(s).sum()),
        ("retention", lambda s, t, p: s * p["gamma"] ** np.arange(t, -1, -1)),
    ):
        p, inputs, run = values(name)
        q, k, v = (inputs["x"] @ p[f"W_{letter}"].T for letter in "qkv")
        wanted = [weigh(k[: t + 1] @ q[t], t, p) @ v[: t + 1] for t in range(5)]
        np.testing.assert_allclose(run["h"], wanted, rtol=1e-12)


def test_products_and_the_number_of_a_step_written_out():
    p, inputs, run = values("gates between")
    q, k, v, a = (inputs["x"] @ p[f"W_{letter}"].T for letter in "qkva")
    a = 1 / (1 + np.exp(-a))
    wanted = [sum((q[t] * a[j + 1 : t + 1].prod(0)) @ k[j] * v[j] for j in range(t + 1)) for t in range(5)]
    np.testing.assert_allclose(run["h"], wanted, rtol=1e-12)
    p, inputs, run = values("measure")
    c = np.zeros(3)
    for t, x in enumerate(inputs["x"], 1):
        c = c - p["A"] @ c / t + p["B"] * (p["w"] @ x) / t
        np.testing.assert_allclose(run["c"][t - 1], c, rtol=1e-12)


def test_costs_are_those_of_the_same_cell_by_steps_back():
    forward = (
        "a[t] = softmax(dot(q[t], k[t-j]) for j in range(t))\nh[t] = sum(element(a[t], j) * v[t-j] for j in range(t))"
    )
    back = Cell(KEYS + forward, SIZES)
    assert back.work == made("attention").work
    product = made("product").work.operations
    assert str(product.multiplications) == "5*m", "three products with a state and two of the three factors"


def test_an_input_may_be_read_by_number_alone():
    own = Cell(f"h[t] = tanh(W @ sum(x[j] {ALL}) + U @ h[t-1])", HIDDEN)
    assert (own.definition.names.inputs, str(own.count)) == (("x",), "m*(m + n)")
    other = Cell(f"h[t] = x[t] + sum(W[j] * x[j] {ALL})", {"x": "m", "W": 1})
    assert str(other.count) == "T", "a capital is a parameter with a number for each step"
    weights = Cell("h[t] = x[t] + sum(w[k] * x[t-k] for k in range(1, t))", {"x": "m", "w": 1})
    assert str(weights.count) == "T - 1", "where the index counts back it is no step"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"h[t] = x[t] + sum(w[j] * x[j] {ALL})", "w"),
        (f"h[t] = h[t-1] + sum(dot(q[j], p[j]) {ALL})", "q"),
        (f"h[t] = tanh(W @ x[t] + sum(U @ v[j] {EARLIER}))", "v"),
        ("h[t] = sum(w[k] * h[t-k] for k in range(1, t))", "w"),
        (f"h[t] = sum(K[t-j] * x[j] {ALL})", "x"),
        (f"h[t] = sum(k[t-j] * x[j] {ALL})", "x"),
        ("h[t] = sum(K[t-j] * x[j] for j in range(t))", "x"),
    ],
)
def test_a_name_that_may_be_an_input_or_a_parameter_is_asked_about(text, name):
    with pytest.raises(EquationError, match=rf"{name}\[[jk]\] may be an input at step [jk] or a parameter") as refused:
        Cell(text, {"h": "m"})
    assert f"write a parameter with a capital, {name.upper()}[" in refused.value.problem
    read = refused.value.problem.rpartition("an input with its time, ")[2]
    assert Cell(f"h[t] = h[t-1] + sum({read})", {name: "m", "h": "m"}).definition.names.inputs == (name,)
    assert refused.value.text[refused.value.column] == name


def test_how_it_is_typeset():
    assert r"\sum_{j=1}^{t} {\gamma}^{t - j} \left\langle q_{t}, k_{j}\right\rangle v_{j}" in made("retention").latex()
    assert r"\prod_{i=j + 1}^{t} a_{i}" in made("gates between").latex()


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("sum(x[j] for j in range(2, t))", r"x\[j\] begins at the step 2, and all steps begin at 1"),
        ("sum(x[j] for j in range(t))", r"begins at the step 0"),
        ("sum(x[j+1] for j in range(t + 1))", "comes to a later step than t"),
        ("sum(x[2*j] for j in range(1, t))", "a step is j, or j and a number"),
        ("sum(h[j] for j in range(1, t + 1))", "j comes to t; end its range at t"),
        ("sum(x[j] for j in range(t - 3, t + 1))", r"begins at 1; of the last K read h\[t-k\]"),
        ("sum(U[j] @ x[t-j] for k in 3)", "j is neither a size nor the index"),
        ("sum(x[t] ** h[j] for j in range(1, t))", r"exp\(b \* log\(a\)\)"),
    ],
)
def test_what_no_step_is_is_refused_with_its_place(value, problem):
    with pytest.raises(EquationError, match=problem) as refused:
        Cell(f"h[t] = tanh(W @ x[t]) + {value}", {"x": "m", "h": "m"})
    assert refused.value.column < refused.value.end


def test_a_jacobian_over_two_steps_has_the_number_of_the_earlier_one():
    own = Cell("h[t] = h[t-1] * t + b ** t * x[t]", BOTH)
    assert "t·diag(b^(t - 1))" in str(own.jacobian("h", "x"))
    own = Cell("h[t] = tanh(W @ x[t]) * prod(h[j] for j in range(1, t))", {**BOTH, "W": ("m", "m")})
    assert "(Π(j = 1..t - 2) h[j])" in str(own.jacobian("h", "x"))


def test_a_jacobian_through_weights_of_another_number_of_steps_is_refused():
    with pytest.raises(DerivativeError, match="s has a number for each step, and at an earlier step fewer of them"):
        made("own states").jacobian("h", "x")


def test_what_is_kept_for_a_range_behind_an_index():
    own = Cell(f"a[t] = sigmoid(W @ x[t])\nh[t] = sum(prod(a[i] for i in range(j+1, t+1)) * x[j] {ALL})", BOTH)
    # Of T steps x at all but this one, a at all but this one and the first.
    assert str(own.work.state) == "2*T*m - 3*m"
    assert made("gates between").work.state.evaluate({"T": 3, "d": 4, "r": 5, "n": 3}.__getitem__)[0] == 22


def test_the_slope_of_a_power_of_nothing_is_a_number():
    own = Cell(f"a[t] = relu(W @ x[t])\nh[t] = sum(a[j] ** (t-j) * a[t] {ALL})", {"x": "n", "a": "m"})
    arrays = {"W": np.array([[1.0, 0.0], [-1.0, 0.0]])}
    gradients = own.backward().run_gradients(arrays, {"x": np.ones((3, 2))}, {"h": np.ones((3, 2))})
    assert all(np.isfinite(array).all() for array in gradients.values())


def test_a_matrix_of_a_step_is_a_parameter_and_a_range_of_numbers_counts_steps():
    own = Cell(f"h[t] = tanh(b + sum(P[j] @ h[j] {EARLIER}))", {"h": "m"})
    assert (own.definition.names.inputs, str(own.count)) == ((), "m*(T*m - m + 1)")
    own = Cell(f"h[t] = x[t] * sum(j {ALL})", {"x": "m"})
    assert own.definition.counts_steps
    assert own.run({}, {"x": np.ones((4, 1))})["h"].ravel().tolist() == [1, 3, 6, 10]
