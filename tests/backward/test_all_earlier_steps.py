"""Ranges that end at the step itself: attention over all earlier steps, as its papers write it."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic import Cell, Model, Recurrent
from symbolic.backward.edges import steps_back
from symbolic.errors import ArrayError, DefinitionError, DerivativeError, EquationError, SizeError
from symbolic.language.parser import parse
from symbolic.language.printer import SOURCE, spell_program

sys.path.insert(0, str(Path(__file__).parent))
from central import CLOSE, Sample
from jacobians import check

sys.path.insert(0, str(Path(__file__).parents[1] / "code"))
from oracle import Drawn
from test_drawn_cells import numpy

SIZES = {"x": "n", "h": "m"}
STATES = """
q[t] = W_q @ x[t]
a[t] = softmax(dot(q[t], h[t-k]) for k in range(1, {end}))
s[t] = sum(element(a[t], k-1) * h[t-k] for k in range(1, {end}))
h[t] = tanh(W @ x[t] + U @ s[t])"""
KEYS_AND_VALUES = """
k[t] = W_k @ x[t]
v[t] = W_v @ x[t]
q[t] = W_q @ x[t]
a[t] = softmax(dot(q[t], k[t-j]) / sqrt(m) for j in range(t))
h[t] = tanh(sum(element(a[t], j) * v[t-j] for j in range(t)))"""
ADDITIVE = """
for k in range(1, t): e[t, k] = dot(v, tanh(W_a @ x[t] + U_a @ h[t-k]))
a[t] = softmax(e[t, k] for k in range(1, t))
h[t] = tanh(W @ x[t] + U @ sum(element(a[t], k-1) * h[t-k] for k in range(1, t)))"""
CELLS = {
    "states": (STATES.format(end="t"), SIZES),
    "with the state before": (STATES.format(end="t + 1"), SIZES),
    "all that are kept": (STATES.format(end="T + 1"), SIZES),
    "keys and values": (KEYS_AND_VALUES.replace(" / sqrt(m)", ""), {"x": "n", "W_q": ("m", "n"), "W_v": ("r", "n")}),
    "additive": (ADDITIVE, SIZES | {"v": "d"}),
    "a sum": ("h[t] = tanh(W @ x[t] + sum(A @ h[t-k] for k in range(1, t)))", SIZES),
    "further back": ("h[t] = tanh(W @ x[t] + sum(g * h[t-k-1] for k in range(1, t)))", SIZES | {"g": 1}),
    "all but the last": ("h[t] = tanh(W @ x[t] + sum(g * h[t-k] for k in range(1, t - 1)))", SIZES | {"g": 1}),
    "a gate for each": (
        "for k in range(1, t): g[t, k] = sigmoid(V @ h[t-k] + b)\n"
        "h[t] = tanh(W @ x[t] + sum(g[t, k] * h[t-k] for k in range(1, t)))",
        SIZES,
    ),
    "in heads": (
        "q[t] = W_q @ x[t]\nk[t] = W_k @ x[t]\n"
        "for j in H: a[t, j] = softmax(dot(part(q[t], j, H), part(k[t-i], j, H)) for i in range(t))\n"
        "for j in H: o[t, j] = sum(element(a[t, j], i) * part(x[t-i], j, H) for i in range(t))\n"
        "h[t] = W_o @ concat(o[t, j] for j in H)",
        {"x": "n", "W_q": ("m", "n"), "W_k": ("m", "n"), "W_o": ("m", "n")},
    ),
}


def own(name):
    return Cell(*CELLS[name])


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("steps", [1, 4])
def test_gradients_beside_central_differences(name, steps):
    distances = Sample(own(name), steps=steps, T=steps).draw().distances()
    assert distances
    assert max(distances.values()) < CLOSE, distances


@pytest.mark.parametrize("name", ["states", "with the state before", "a sum", "additive", "all that are kept"])
def test_the_jacobian_beside_differences(name):
    check(own(name), "h", "h", T=4)


@settings(max_examples=15)
@given(steps=st.integers(1, 7), seed=st.integers(0, 2**20), begins=st.booleans())
def test_attention_over_the_states_so_far(steps, seed, begins):
    """Of the first step nothing is read, unless the state before it is."""
    random = np.random.default_rng(seed)
    arrays = {name: random.normal(size=(3, columns)) for name, columns in {"W_q": 2, "W": 2, "U": 3}.items()}
    x, first = random.normal(size=(steps, 2)), random.normal(size=3)
    outputs = own("with the state before" if begins else "states").run(arrays, {"x": x}, {"h": first})
    states = [first]
    for step in range(steps):
        past = np.array(states[::-1][: step + begins]).reshape(-1, 3)
        scores = np.exp(past @ arrays["W_q"] @ x[step])
        weights = scores / scores.sum() if len(past) else scores
        np.testing.assert_allclose(outputs["a"][step, : len(past)], weights, atol=1e-12)
        assert not outputs["a"][step, len(past) :].any()
        states.append(np.tanh(arrays["W"] @ x[step] + arrays["U"] @ (weights @ past)))
        np.testing.assert_allclose(outputs["h"][step], states[-1], atol=1e-12)


@settings(max_examples=10)
@given(steps=st.integers(1, 9), n=st.integers(1, 5), m=st.integers(1, 5))
def test_its_cost_is_that_of_each_step_added_up(steps, n, m):
    cost = own("states").cost(1, steps, n=n, m=m)
    earlier = range(steps)
    assert cost.macs == sum(k * m + 2 * m * n + m * m for k in earlier)
    assert cost.multiplications == sum(k * m + k for k in earlier)
    assert cost.activations == sum(k + m for k in earlier)
    assert cost.state_memory == 4 * m * (steps - 1)


def test_as_it_is_written():
    attention = own("states")
    assert str(attention.count) == "m*(m + 2*n)"
    assert attention.count_at(n=3, m=4) == attention.count_at(n=3, m=4, T=1) == 40
    assert attention.letters["T"] == "number of time steps"
    assert attention.modified(bias="single").count_at(n=3, m=4) == 44
    assert attention.backward().text.splitlines()[0] == (
        "d_h[t] = L_h[t] + sum(back_h[t+k, k] for k in range(1, T - t + 1))"
    )


@pytest.mark.parametrize(
    ("range_", "problem"),
    [
        ("range(t, 5)", "a range over earlier steps begins at 1"),
        ("range(1, 2*t)", r"ends at t or t \+ 1"),
        ("range(1, t + 2)", r"ends at t or t \+ 1"),
        ("range(1, t + K)", r"ends at t or t \+ 1"),
    ],
)
def test_a_range_goes_up_to_the_step(range_, problem):
    with pytest.raises(EquationError, match=problem):
        Cell(f"h[t] = tanh(W @ x[t] + sum(h[t-k] for k in {range_}))", SIZES)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("concat(dot(h[t-1], h[t-k]) for k in range(1, t))", "concat would be longer at each step"),
        ("softmax(dot(h[t-j], h[t-k]) for j in N for k in range(1, t))", "has one index"),
    ],
)
def test_only_sums_and_softmax_run_over_all_earlier_steps(value, problem):
    with pytest.raises(EquationError, match=problem):
        Cell(f"a[t] = {value}\nh[t] = tanh(W @ x[t])", SIZES)


def test_a_parameter_for_each_earlier_step_has_no_gradient():
    kernels = Cell("h[t] = tanh(W @ x[t] + sum(A[k] @ h[t-k] for k in range(1, t)))", SIZES)
    assert str(kernels.size) == "m*n + T*m**2 - m**2"
    with pytest.raises(DerivativeError, match="A has a member for each earlier step"):
        kernels.backward()


def test_the_number_of_steps_is_not_chosen():
    arrays = {"W_q": np.ones((3, 2)), "W": np.ones((3, 2)), "U": np.ones((3, 3))}
    with pytest.raises(SizeError, match="T is the number of time steps, which is 4 here, not 5"):
        own("states").run(arrays, {"x": np.ones((4, 2))}, sizes={"T": 5})
    with pytest.raises(ArrayError):
        own("states").run(arrays, {"x": np.ones((4, 3))})


@pytest.mark.parametrize("name", [name for name in CELLS if name != "all that are kept"])
def test_code_keeps_all_steps_and_computes_what_run_does(name):
    drawn = Drawn(own(name))
    assert max(numpy(own(name), drawn).values()) < 1e-12


def test_code_cannot_know_how_many_steps_there_will_be():
    with pytest.raises(DefinitionError, match="h is as long as there are steps, and a module knows no number of these"):
        own("all that are kept").module("torch")


@pytest.mark.parametrize("name", CELLS)
def test_its_text_reads_back_to_the_same(name):
    program = own(name).definition.program
    assert parse(spell_program(program, SOURCE)).equations == program.equations
    backward = own(name).backward().definition.program
    assert parse(spell_program(backward, SOURCE), backward=True).equations == backward.equations


def test_a_network_has_as_many_steps_as_its_cell_reads():
    """As the cost of the cell alone, and of a stack of two as often."""
    cost = own("states").cost(2, 5, n=4, m=4).macs
    assert Model(Recurrent(own("states"), "m"), input="n").cost(2, 5, n=4, m=4).macs == cost
    assert Model(Recurrent(own("states"), "m", layers=2), input="m").cost(2, 5, m=4).macs == 2 * cost
    for backward in ("parameters", "all"):
        alone = own("states").cost(2, 5, n=4, m=4, backward=backward)
        assert (
            Model(Recurrent(own("states"), "m"), input="n").cost(2, 5, n=4, m=4, backward=backward).macs == alone.macs
        )


def test_an_edge_reads_a_number_of_steps_back():
    node = parse("h[t] = sum(h[t-k] for k in range(1, K))").equations[0].value.body
    with pytest.raises(DerivativeError, match=r"h\[t-k\] reads a range of steps"):
        steps_back(node)
