"""Gradients as numbers, against central differences, and what is refused."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from symbolic import Cell, cell, cells
from symbolic.errors import ArrayError

sys.path.insert(0, str(Path(__file__).parent))
from central import CLOSE, STEPS, Sample

PLAIN = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"})


def sample(name: str, **sizes: int) -> Sample:
    example = Sample(cell(name), **({"g": 2, "n": 4, "k": 2, **sizes} if name in ("g_lstm", "ltc") else sizes))
    if name == "phased_lstm":
        # Away from the jumps of its clock.
        example.inputs["time"] = np.cumsum(example.inputs["time"], axis=0) * 1.3
        example.parameters["tau"] = example.parameters["tau"] + 2
    return example.draw()


@pytest.mark.parametrize("name", cells())
def test_every_cell_of_the_catalogue(name):
    distances = sample(name).distances()
    assert max(distances.values()) < CLOSE, distances


@pytest.mark.parametrize("name", cells())
def test_a_gradient_has_the_shape_of_what_it_is_of(name):
    """Told by the inference, in letters, and by the arrays."""
    own = cell(name)
    backward = own.backward()
    for of, gradient in backward.gradients.items():
        assert backward._shapes.names[gradient] == own._shapes.names[of], of
    for symbol_name, symbol in backward.symbols.items():
        if symbol.kind in ("adjoint", "handed", "arriving") and symbol.of in own._shapes.names:
            assert backward._shapes.names[symbol_name] == own._shapes.names[symbol.of], symbol_name
    made = sample(name)
    gradients = made.gradients()
    for group in (made.parameters, made.inputs, made.state):
        assert {of: gradients[of].shape for of in group if of in gradients} == {
            of: value.shape for of, value in group.items() if of in gradients
        }


@pytest.mark.parametrize(
    "equations",
    [
        "h[t] = tanh(W @ x[t] + U @ h[t-2] + V @ h[t-1])",
        "h[t] = tanh(W @ x[t-2] + V @ x[t] + u * h[t-3])",
        "c[t] = c[t-1] + W @ x[t]\nh[t] = tanh(c[t]) * c[t-2]",
    ],
)
def test_states_and_inputs_of_earlier_steps(equations):
    made = Sample(Cell(equations, {"x": "n", "h": "m"}), steps=5)
    assert max(made.draw().distances().values()) < CLOSE


BY_A_RANGE = {
    "states": "h[t] = tanh(W @ x[t] + sum(A[k] @ h[t-k] for k in range(1, K+1)))",
    "inputs": "h[t] = tanh(sum(A[k] @ x[t-k] for k in K) + U @ h[t-1])",
    "attention": """
        q[t] = W_q @ x[t]
        for k in range(1, K+1): e[t, k] = exp(dot(q[t], h[t-k]))
        s[t] = sum(e[t, k] / sum(e[t, j] for j in range(1, K+1)) * h[t-k] for k in range(1, K+1))
        h[t] = tanh(W @ x[t] + U @ s[t])""",
    "softmax of a family": """
        q[t] = W_q @ x[t]
        a[t] = softmax(dot(q[t], h[t-k]) for k in range(1, K+1))
        s[t] = sum(element(a[t], k-1) * h[t-k] for k in range(1, K+1))
        h[t] = tanh(W @ x[t] + U @ s[t])""",
    "heads": """
        q[t] = W_q @ x[t]
        k[t] = W_k @ x[t]
        for j in H: S[t, j] = sigmoid(w[j]) * S[t-1, j] + part(x[t], j, H) @ part(k[t], j, H).T
        h[t] = W_o @ concat(S[t, j] @ part(q[t], j, H) for j in H)""",
    "given memories": """
        for k in N: e[t, k] = dot(v, tanh(W @ M[t, k] + U @ h[t-1] + P @ x[t]))
        c[t] = sum(element(softmax(e[t, j] for j in N), k) * M[t, k] for k in N)
        h[t] = tanh(V @ c[t] + R @ h[t-1])""",
    "blocks of a matrix": "h[t] = tanh(W @ x[t] + blocks(R[i, j] for i in H for j in range(i, H)) @ h[t-1])",
    "blocks beside others": """
        h[t] = tanh(W @ x[t]
            + (blocks(R[i, j] for i in H for j in range(0, i+1)) + blocks(S[i, j] for i in H for j in H)) @ h[t-1])""",
    "a mask": "h[t] = tanh(W @ x[t] + (M * U) @ h[t-1])",
    "a triangle": "for i in N: h[t, i] = tanh(W[i] @ x[t] + sum(A[i, k] * h[t-k-1, i] for k in range(i, N)))",
}


MORE_SIZES = {
    BY_A_RANGE["heads"]: {"q": "n", "k": "n"},
    BY_A_RANGE["given memories"]: {"M": "n", "v": "q"},
}


@pytest.mark.parametrize("kept", [0, 3])
@pytest.mark.parametrize("text", BY_A_RANGE.values(), ids=BY_A_RANGE)
def test_earlier_steps_by_a_range(text, kept):
    """With one state for all earlier steps, and with one for each of them."""
    own = Cell(text, {"x": "n", "h": "m"} | MORE_SIZES.get(text, {}))
    made = Sample(own, steps=5, kept=kept if "h[t-k" in text else 0, K=3, N=3, H=2)
    assert max(made.draw().distances().values()) < CLOSE


STATIC = {
    "a gate": """
        i = sigmoid(W_i @ s + b_i)
        f[t] = sigmoid(W_f @ x[t] + U_f @ h[t-1] + b_f)
        h[t] = f[t] * h[t-1] + i * tanh(W @ x[t])""",
    "a family, and a parameter in both kinds of equations": """
        for k in N: e[k] = tanh(W[k] @ s + V @ tanh(W[k] @ s))
        q = sum(e[k] for k in N)
        h[t] = tanh(U @ h[t-1] + P @ s + q + V @ x[t])""",
    "values of parameters alone, of which one is read twice": """
        a = exp(-exp(v + P @ s)) * cos(exp(w))
        b = exp(-exp(v + P @ s)) * sin(exp(w))
        h[t] = a * h[t-1] - b * g[t-1] + exp(v) * (W @ x[t])
        g[t] = a * g[t-1] + b * h[t-1] + exp(w) * x[t]""",
}


@pytest.mark.parametrize("batch", [(), (2,)])
@pytest.mark.parametrize("text", STATIC.values(), ids=STATIC)
def test_signals_that_do_not_change_with_time(text, batch):
    made = Sample(Cell(text, {"s": "n", "x": "n", "h": "n"}, static=["s"], output="h"), steps=4, batch=batch)
    assert max(made.draw().distances().values()) < CLOSE


def test_a_batch_is_the_sum_of_its_sequences():
    own = cell("gru")
    made = Sample(own, batch=(3,)).draw()
    whole = made.gradients()
    single = [
        made.backward.run_gradients(
            made.parameters,
            {name: value[:, sequence] for name, value in made.inputs.items()},
            {name: value[:, sequence] for name, value in made.weights.items()},
            {name: value[sequence] for name, value in made.state.items()},
            {name: value[sequence] for name, value in made.ends.items()},
        )
        for sequence in range(3)
    ]
    for name in own.trainable:
        np.testing.assert_allclose(whole[name], sum(gradients[name] for gradients in single), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(whole["x"][:, 1], single[1]["x"], rtol=1e-12, atol=1e-12)


def test_it_runs_like_any_cell():
    """The program itself, on what the forward pass left: inputs, signals, what arrives; states from both ends."""
    made = Sample(PLAIN, batch=()).draw()
    signals = PLAIN.run(made.parameters, made.inputs, made.state)
    inputs = {**made.inputs, "h": signals["h"], "L_h": made.weights["h"]}
    parameters = {name: made.parameters[name] for name in made.backward.definition.names.parameters}
    outputs = made.backward.run(parameters, inputs, {"back_h": made.ends["h"], "h": made.state["h"]})
    wanted = made.gradients()
    np.testing.assert_allclose(outputs["d_W"], wanted["W"], rtol=1e-12)
    np.testing.assert_allclose(outputs["d_x"], wanted["x"], rtol=1e-12)
    np.testing.assert_allclose(outputs["back_h"][0], wanted["h"], rtol=1e-12)
    assert outputs["d_h"].shape == (STEPS, 4)


def test_one_that_nothing_depends_on_has_a_zero_gradient():
    own = Cell("s[t] = V @ x[t] + s[t-1]\nh[t] = tanh(W @ x[t] + U @ h[t-1])", {"x": "n", "h": "m", "s": "m"})
    made = Sample(own, "h").draw()
    del made.ends["s"]
    assert made.backward.derived.zero == ("V",)
    gradients = made.gradients()
    assert "V" not in gradients
    assert not gradients["s"].any()
    assert max(made.distances().values()) < CLOSE
    with pytest.raises(ArrayError, match="s is not read by the loss, not even after the last step"):
        made.backward.run_gradients(made.parameters, made.inputs, made.weights, made.state, {"s": np.ones((2, 4))})


def test_a_member_that_goes_to_no_next_step_is_not_left_out():
    """Of a stack the layer 0 is the input: what arrives there after the last step needs a way in."""
    text = "h[t, 0] = x[t]\nfor l in L: h[t, l+1] = tanh(W[l] @ h[t, l] + U[l] @ h[t-1, l+1])\ny[t] = V @ h[t, L]"
    own = Cell(text, {"x": "m", "y": "p"})
    with pytest.raises(ArrayError, match=r"h is not read by a later step in its member 0, .* as in backward\(\"h\"\)"):
        Sample(own).draw().gradients()
    made = Sample(own, "y", "h").draw()
    assert max(made.distances().values()) < CLOSE
    made = Sample(own).draw()
    made.ends["h"][:, 0] = 0
    made.gradients()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"arriving": {"x": np.zeros((3, 2, 4))}}, "x is not read by the loss; it is read from h"),
        (
            {"arriving": {"h": np.zeros((3, 2, 5))}},
            r"h has a derivative of the shape \(3, 2, 5\); \(3, 2, 4\) is expected",
        ),
        ({"last": {"h": np.zeros(4)}}, r"h has a derivative of the shape \(4,\); \(2, 4\) is expected"),
        ({"last": {"x": np.zeros((2, 4))}}, "x is not an array of the states; the cell has h"),
        ({"parameters": {}}, "W is missing"),
    ],
)
def test_arrays_that_do_not_fit(changes, problem):
    made = Sample(PLAIN).draw()
    arguments = {"parameters": made.parameters, "inputs": made.inputs, "arriving": made.weights, "last": made.ends}
    with pytest.raises(ArrayError, match=problem):
        made.backward.run_gradients(**{**arguments, **changes})


@pytest.mark.parametrize(
    "equations",
    [
        "for j in N: h[t, j] = tanh(W[j] @ x[t] + sum(U[j, k] @ h[t-1, k] for k in range(j + 1)))",
        "for j in N: h[t, j] = tanh(W[j] @ x[t] + sum(U[j, k] @ h[t-1, k] for k in range(j, N)))",
        "for j in range(1, N): h[t, j] = tanh(W[j] @ x[t] + sum(U[j, k] @ h[t-1, k] for k in range(1, j + 1)))",
    ],
)
def test_a_sum_whose_range_goes_by_the_member(equations):
    triangular = Cell(equations, {"x": "n", "h": "m"}, name="triangular")
    assert max(Sample(triangular).draw().distances().values()) < CLOSE


@pytest.mark.parametrize(
    "value",
    [
        "sum(g[t, i] for i in range(1, N)) + U @ h[t-1]",
        "sum(prod(g[t, i] for i in range(k)) * (U[k] @ h[t-1]) for k in N)",
    ],
)
def test_at_a_member_that_nothing_reads_nothing_arrives(value):
    own = Cell(f"for k in N: g[t, k] = sigmoid(W[k] @ x[t])\nh[t] = {value}", {"x": "n", "h": "m"})
    assert "] = 0 * g[t, " in own.backward().text
    assert max(Sample(own, N=3).draw().distances().values()) < CLOSE
