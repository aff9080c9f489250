"""Numbers or vectors, ones or an identity: what the equations leave open is asked."""

import numpy as np
import pytest

from symbolic import Cell
from symbolic.errors import EquationError
from symbolic.language.sizes.size import Size

SIZES = {"x": "n", "h": "m"}
GATED = "\nh[t] = g[t] * h[t-1] + W @ x[t]"


@pytest.mark.parametrize(
    ("gate", "name"),
    [
        ("sigmoid(dot(w, x[t]) + b)", "b"),
        ("sigmoid(dot(w, x[t]) + 2 * b)", "b"),
        ("sigmoid(dot(w, x[t]) + tanh(b))", "b"),
        ("sigmoid(b - dot(w, x[t]))", "b"),
        ("sigmoid(dot(w, x[t]) * s)", "s"),
        ("sigmoid(dot(w, x[t]) / s)", "s"),
        ("max(dot(w, x[t]), b)", "b"),
        ("sigmoid(total(x[t], 1) + b)", "b"),
        ("sigmoid(w.T @ x[t] + b)", "b"),
    ],
)
def test_what_alone_makes_a_vector_of_a_number_is_asked_about(gate, name):
    text = f"g[t] = {gate}{GATED}"
    sizes = {**SIZES, "w": "n"} if "w" in gate else SIZES
    with pytest.raises(EquationError, match=f"{name} may be a number or a vector") as refused:
        Cell(text, sizes)
    assert refused.value.text[refused.value.column] == name
    # The sentence names the word that settles it, either way.
    assert f'sizes={{"{name}": 1}} or {{"{name}": "m"}}' in refused.value.problem
    number, vector = (Cell(text, {**sizes, name: size}) for size in (1, "m"))
    assert vector.count_at(n=3, m=5) - number.count_at(n=3, m=5) == 5 - 1


def test_a_scale_of_a_product_beside_vectors_is_asked_about_too():
    with pytest.raises(EquationError, match="beta may be a number or a vector"):
        Cell("h[t] = tanh(W @ x[t] + beta * dot(v, h[t-1]))", SIZES)


@pytest.mark.parametrize(
    ("text", "sizes", "size"),
    [
        ("h[t] = tanh(W @ x[t] + dot(u, h[t-1]) + b)", SIZES, "m"),
        ("h[t] = tanh(w * x[t] + U @ h[t-1] + b)", {"x": 1, "h": "m"}, "m"),
        ("s[t] = dot(u, h[t-1])\nh[t] = tanh(W @ x[t] + b * s[t])", {**SIZES, "s": 1}, "m"),
        ("s[t] = dot(w, x[t]) + b\nh[t] = s[t] * tanh(W @ x[t])", {**SIZES, "s": 1}, ""),
        ("s[t] = sigmoid(dot(w, x[t]) + b)\nh[t] = U @ s[t] + W @ x[t]", {**SIZES, "s": "k"}, "k"),
        ("h[t] = tanh(W @ x[t] + alpha * b)", {**SIZES, "alpha": 1}, "m"),
    ],
)
def test_what_a_vector_beside_it_or_its_size_tells_is_not_asked_about(text, sizes, size):
    own = Cell(text, sizes)
    assert [str(axis) for axis in own.shapes["b"][0]] == ([size] if size else [])


@pytest.mark.parametrize(
    "value",
    ["(1 - A) @ h[t-1]", "(1 - A / t) @ h[t-1]", "(A + 1).T @ h[t-1]", "0.5 * (A - 1) @ h[t-1]", "(t - A) @ h[t-1]"],
)
def test_a_one_beside_a_matrix_is_not_taken_for_a_matrix_of_ones(value):
    with pytest.raises(EquationError, match="a number beside a matrix stands for every one of its elements"):
        Cell(f"h[t] = {value} + B @ x[t]", {**SIZES, "A": ("m", "m")})


def test_the_two_ways_that_the_sentence_names_are_one_minus_a_matrix():
    random = np.random.default_rng(0)
    arrays = {"A": random.normal(size=(3, 3)), "B": random.normal(size=(3, 2))}
    x = random.normal(size=(4, 2))
    apart = Cell("h[t] = h[t-1] - A @ h[t-1] + B @ x[t]", SIZES).run(arrays, {"x": x})["h"]
    named = Cell("h[t] = (I - A) @ h[t-1] + B @ x[t]", SIZES, fixed=["I"], identity=["I"])
    np.testing.assert_allclose(named.run({**arrays, "I": np.eye(3)}, {"x": x})["h"], apart, rtol=1e-12)
    h = np.zeros(3)
    for t in range(4):
        h = (np.eye(3) - arrays["A"]) @ h + arrays["B"] @ x[t]
        np.testing.assert_allclose(apart[t], h, rtol=1e-12)
    mask = Cell("h[t] = ((1 - M) * A) @ h[t-1] + B @ x[t]", {**SIZES, "A": ("m", "m")}, fixed=["M"])
    assert str(mask.count) == "m*(m + n)"


@pytest.mark.parametrize("term", ["b", "b * u[t]", "b / u[t]", "u[t] * b"])
def test_a_term_beside_vectors_is_a_vector_unless_it_is_declared(term):
    text = f"h[t] = A @ h[t-1] + {term}"
    sizes = {"h": "m"} | ({"u": 1} if "u" in term else {})
    assert Cell(text, sizes).shapes["b"][0] == (Size.letter("m"),)
    assert Cell(text, sizes | {"b": 1}).shapes["b"][0] == ()
