"""Shapes from equations, the same on letters, on integers and on SymPy symbols."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic._cell import Cell
from symbolic.errors import EquationError, ShapeError, SymbolicError
from symbolic.language import inference
from symbolic.language.definition import define
from symbolic.language.inference import infer
from symbolic.language.operations import shape_rules
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.sizes.carriers import Integers

LSTM = """
i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1] + b_i)
f[t] = sigmoid(W_f @ x[t] + U_f @ h[t-1] + p_f * c[t-1] + b_f)
g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
c[t] = f[t] * c[t-1] + i[t] * g[t]
h[t] = W_r @ tanh(c[t])"""
MATRIX = """
k[t] = W_k @ x[t]
q[t] = W_q @ x[t]
v[t] = W_v @ x[t]
e[t] = exp(dot(w_e, x[t]) + b_e)
C[t] = C[t-1] + e[t] * (v[t] @ k[t].T)
z[t] = k[t].T @ q[t]
h[t] = C[t] @ q[t] / max(1, abs(z[t]))"""
JOINT = """
a[t] = concat(x[t], h[t-1])
s[t] = softmax(W @ a[t])
h[t] = tanh(U @ s[t] + layernorm(V @ a[t], gain, shift) + alpha * h[t-1] + diag(d) @ h[t-1] + repeat(r, C))"""
MAP = """
h[t] = tanh(A @ x[t] + b * h[t-1] + c)"""

#: Equations, sizes, and what each parameter is, counted by hand.
CASES = [
    (
        LSTM,
        {"x": "n", "c": "m", "h": "r"},
        {"n": 3, "m": 5, "r": 2},
        {"W_i": (5, 3), "U_i": (5, 2), "p_f": (5,), "b_f": (5,), "W_r": (2, 5)},
    ),
    (
        MATRIX,
        {"x": "n", "k": "d", "v": "m", "b_e": 1},
        {"n": 3, "m": 5, "d": 2},
        {"W_k": (2, 3), "W_q": (2, 3), "W_v": (5, 3), "w_e": (3,), "b_e": ()},
    ),
    (
        JOINT,
        {"x": "n", "h": "m", "s": "s", "alpha": 1},
        {"n": 3, "m": 6, "s": 4, "C": 2},
        {
            "W": (4, 9),
            "U": (6, 4),
            "V": (6, 9),
            "gain": (6,),
            "shift": (6,),
            "alpha": (),
            "d": (6,),
            "r": (3,),
        },
    ),
    (
        MAP,
        {"x": ("n", "q"), "h": ("m", "q"), "b": "m", "c": ("m", "q")},
        {"n": 3, "m": 5, "q": 7},
        {"A": (5, 3), "b": (5,), "c": (5, 7)},
    ),
]


@pytest.mark.parametrize(("text", "sizes", "numbers", "expected"), CASES)
def test_letters_and_integers_give_the_shapes_counted_by_hand(text, sizes, numbers, expected):
    definition = define(text, sizes)
    integers = infer(definition, Integers(numbers)).names
    letters = infer(definition).names
    assert {name: integers[name] for name in expected} == expected
    for name, shape in integers.items():
        fractions = [size.evaluate(numbers.__getitem__) for size in letters[name]]
        assert tuple(top // bottom for top, bottom in fractions) == shape


@given(st.sampled_from(CASES), st.randoms(use_true_random=False))
def test_the_order_of_the_equations_does_not_matter(case, random):
    text, sizes, _, _ = case
    lines = text.strip().splitlines()
    names = infer(define(text, sizes)).names
    random.shuffle(lines)
    assert infer(define("\n".join(lines), sizes)).names == names


@pytest.mark.parametrize("turned", [False, True])
def test_what_stands_before_a_vector_is_a_matrix_in_any_order(turned):
    lines = ["R[t] = A @ R[t-1]", "h[t] = tanh(W @ x[t] + R[t] @ h[t-1])"]
    definition = define("\n".join(lines[::-1] if turned else lines), {"x": "n", "h": "m", "A": ("m", "m")})
    assert [str(size) for size in infer(definition).names["R"]] == ["m", "m"]


CONTRADICTIONS = [
    ("h[t] = x[t] + h[t-1]", "x[t] + h[t-1]", "(n,)", "(m,)"),
    ("h[t] = x[t]", "x[t]", "(m,)", "(n,)"),
    ("h[t] = W @ x[t] + W @ h[t-1]", "W @ h[t-1]", "(?, n)", "(m,)"),
    ("h[t] = x[t] @ h[t-1]", "x[t] @ h[t-1]", "(n,)", "(m,)"),
    ("h[t] = h[t-1] @ 2", "h[t-1] @ 2", "(m,)", "()"),
    ("h[t] = tanh(dot(x[t], h[t-1]) * h[t-1])", "dot(x[t], h[t-1])", "(n,)", "(m,)"),
    ("h[t] = concat(x[t], 1)", "concat(x[t], 1)", "()", ""),
    ("h[t] = concat(x[t], h[t-1])", "concat(x[t], h[t-1])", "(n + m,)", "(m,)"),
    ("h[t] = h[t-1] + (2).T", "(2).T", "()", ""),
    ("h[t] = W @ x[t] + h[t-1] @ x[t].T", "h[t-1] @ x[t].T", "", "(m,)"),
    ("h[t] = diag(x[t]) @ h[t-1]", "diag(x[t]) @ h[t-1]", "(n, n)", "(m,)"),
    ("h[t] = repeat(x[t])", "repeat(x[t])", "(n,)", "unknown"),
    ("h[t] = part(x[t])", "part(x[t])", "(n,)", "unknown"),
    ("h[t] = repeat(x[t], 2) + h[t-1]", "repeat(x[t], 2) + h[t-1]", "(2*n,)", "(m,)"),
]


@pytest.mark.parametrize(("text", "piece", "left", "right"), CONTRADICTIONS)
def test_a_contradiction_shows_both_shapes_and_the_place(text, piece, left, right):
    with pytest.raises(ShapeError) as refused:
        Cell(f"a[t] = tanh(x[t])\n{text}", {"x": "n", "h": "m"})
    error = refused.value
    assert error.line == 2
    if left and right:
        assert {left, right} <= {error.left, error.right}
        assert error.left in str(error)
        assert error.right in str(error)
    first, shown, carets = str(error).split("\n")
    assert first.startswith("line 2: ")
    assert shown[carets.index("^") : carets.rindex("^") + 1].strip("()") in (piece.strip("()"), text[7:].strip("()"))


UNKNOWN = [
    ("h[t] = W @ x[t]", {"x": "n"}, "h"),
    ("h[t] = tanh(U @ h[t-1])", {}, "h"),
    ("h[t] = tanh(W @ x[t] + b)", {"h": "m"}, "x"),
    ("c[t] = tanh(W @ x[t])\nh[t] = V @ c[t]", {"x": "n", "h": "m"}, "c"),
]


@pytest.mark.parametrize(("text", "sizes", "name"), UNKNOWN)
def test_a_shape_that_nothing_determines_is_named(text, sizes, name):
    with pytest.raises(ShapeError, match=f"cannot determine the shape of {name}") as refused:
        Cell(text, sizes)
    assert f'sizes={{"{name}": "m"}}' in refused.value.problem
    assert refused.value.text[refused.value.column :].startswith(name)


@pytest.mark.parametrize(
    ("text", "sizes", "numbers"),
    [
        ("h[t] = W @ x[t]", {"x": "n", "h": "m - n"}, {"n": 5, "m": 3}),
        ("h[t] = W @ x[t]", {"x": "n", "h": "m - n"}, {"n": 5, "m": 5}),
        ("h[t] = concat(x[t], V @ x[t])", {"x": "n", "h": "m"}, {"n": 5, "m": 3}),
        ("h[t] = tanh(W @ x[t] + repeat(b, 2))", {"x": "n", "h": "m"}, {"n": 5, "m": 3}),
        ("h[t] = tanh(sum(U[k] @ h[t-1] for k in range(3, N)))", {"h": "m"}, {"N": 2, "m": 3}),
    ],
)
def test_numbers_that_leave_no_whole_extent_are_refused(text, sizes, numbers):
    cell = Cell(text, sizes)
    with pytest.raises(SymbolicError):
        cell.count_at(**numbers)


@pytest.mark.parametrize("sizes", [{"x": "n", "h": "n - n"}, {"x": "n", "h": 0}, {"x": "n", "h": -3}])
def test_an_extent_below_one_is_refused_where_the_cell_is_made(sizes):
    with pytest.raises(SymbolicError, match="at least 1"):
        Cell("h[t] = W @ x[t]", sizes)


def test_an_extent_below_one_that_is_inferred_has_its_place():
    with pytest.raises(
        EquationError, match="V would have an axis of length -1; every axis needs length at least 1"
    ) as refused:
        Cell("h[t] = concat(x[t], V @ x[t])", {"x": 4, "h": 3})
    assert refused.value.text[refused.value.column] == "V"


def test_a_scalar_stands_for_every_element_and_a_vector_does_not():
    sizes = {"x": ("n", "q"), "h": ("n", "q")}
    assert Cell("h[t] = a * x[t] + 2", {**sizes, "a": 1}).count_at() == 1
    with pytest.raises(ShapeError):
        Cell("v[t] = tanh(V @ x[t])\nh[t] = v[t] * x[t]", {**sizes, "v": "n"})


def test_channels_are_shared_over_a_map_where_they_are_declared():
    sizes = {"x": ("n", "q"), "h": ("n", "q")}
    assert Cell("h[t] = x[t] * g + b", {**sizes, "g": "n"}).count_at(n=3, q=5) == 3 + 15


def test_shapes_are_guessed_up_to_a_bound(monkeypatch):
    """Each guess tries all rules that wait: of many layers with open sizes that is the square of their number."""
    tried = []
    attempt = inference._Inference.attempt
    monkeypatch.setattr(inference._Inference, "attempt", lambda *words: tried.append(words) or attempt(*words))
    layers = [f"s{k}[t] = tanh(W{k} @ y{k}[t] + U{k} @ s{k}[t-1])" for k in range(60)]
    numbers = []
    for bound in (100_000, 1000):
        tried.clear()
        monkeypatch.setattr(inference, "GUESSED_RULES", bound)
        with pytest.raises(ShapeError, match="cannot determine the shape of y0; declare it"):
            Cell("\n".join(layers), {"s0": "m"})
        numbers.append(len(tried))
    assert numbers[1] < 5000 < numbers[0]


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        (
            "h[t] = U @ s[t]\ns[t] = a[t] * b[t]\na[t] = dot(w, x[t])\nb[t] = dot(v, x[t])",
            {"x": "n", "h": "m", "s": "k"},
        ),
        ("S[t] = S[t-1] + 0.1 * (x[t].T @ S[t-1] @ x[t]) @ x[t].T\nh[t] = S[t] @ x[t]", {"x": "n"}),
    ],
)
def test_scalars_make_no_vector_whatever_is_told_later(text, sizes):
    with pytest.raises(ShapeError, match=r"every part here is a scalar, \(\), needed here is \((k|n),\)"):
        Cell(text, sizes)


@pytest.mark.parametrize("operation", [row.name for row in OPERATIONS.values() if row.across])
def test_one_number_has_no_elements_to_go_over(operation):
    text = f"d[t] = {operation}(dot(v, x[t]))\nh[t] = d[t] * tanh(U @ h[t-1])"
    with pytest.raises(EquationError, match=f"{operation} goes over the elements of a vector, and this is one number"):
        Cell(text, {"x": "n", "h": "m"})


def test_what_goes_over_elements_is_marked():
    assert {row.name for row in OPERATIONS.values() if row.across} >= {"softmax", "cumax", "layernorm", "mean"}
    for row in OPERATIONS.values():
        if row.arity[0] == 1 and row.arity[2] == 0 and row.shape is shape_rules.elementwise:
            values = np.array([0.3, 1.2, 0.7])
            together = row.compute(np, values)
            apart = np.array([row.compute(np, values[k : k + 1])[0] for k in range(3)])
            assert row.across == (not np.allclose(together, apart)), row.name
