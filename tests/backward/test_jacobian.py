"""Jacobians in closed form, computed and held against central differences."""

from __future__ import annotations

import re
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symbolic import Cell, cell, cells
from symbolic.errors import DerivativeError, UnknownName
from symbolic.language.printer import SOURCE, spell

sys.path.insert(0, str(Path(__file__).parent))
from central import Sample
from jacobians import check
from test_random import EXAMPLES, drawn
from test_random import cells as random_cells

SIZES = {"x": "n", "h": "m"}


NUMBERS = {
    "mogrifier": {"R": 4},
    "eurnn": {"L": 2},
    "rhn": {"L": 3},
    "rhn_coupled": {"L": 3},
    **{name: {"k": 3} for name in ("griffin_block", "mamba_block", "mamba2", "slstm_block")},
    "mlstm_block": {"k": 3, "p": 4},
    **{name: {"K": 3} for name in ("deltanet", "gated_deltanet")},
}
"""Sizes on which the number of paths depends."""


@pytest.mark.parametrize("name", [name for name in cells() if not name.startswith(("treelstm", "stacked", "grid"))])
def test_the_closed_form_is_the_derivative(name):
    own = cell(name)
    states = own.definition.names.states
    for of in dict.fromkeys((*states, *own.outputs)):
        for by in states:
            check(own, of, by, **NUMBERS.get(name, {}))


@pytest.mark.parametrize("of", ["c", "h"])
@pytest.mark.parametrize("by", ["c", "h"])
def test_each_level_of_a_stack_by_each(of, by):
    for above, below in product(range(2), repeat=2):
        check(cell("stacked_lstm"), f"{of}[{above}]", f"{by}[{below}]", L=2)


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
    check(Cell(f"h[t] = {FORMS[form]}", {"x": "m", "h": "m", **sizes}), "h", "h")


NAMES = (
    *"dDJINOQCS",
    *("Id", "diag", "dot", "delta", "e", "pi", "t_", "dh", "dd", "concat", "sum", "sigmoid", "zeta", "lambda_"),
)


@settings(max_examples=EXAMPLES)
@given(st.lists(st.sampled_from(NAMES), min_size=4, max_size=4, unique=True))
def test_no_name_is_reserved(names):
    h, c, u, w = names
    equations = f"{c}[t] = sigmoid({w} @ x[t] + {u} @ {h}[t-1])\n{h}[t] = {c}[t] * {h}[t-1] + {c}[t-1]"
    check(Cell(equations, {"x": "n", h: "m"}), h, h)
    check(Cell(equations, {"x": "n", h: "m"}), h, c)


def test_the_text_is_as_with_any_other_name():
    own = Cell("d[t] = tanh(W @ x[t] + U @ d[t-1])", {"x": "n", "d": "m"})
    assert own.jacobian("d", "d").text == "diag(1 - d[t] ** 2) @ U"


@settings(max_examples=EXAMPLES)
@given(random_cells(), st.integers(0, 9), st.sampled_from("gch"), st.sampled_from("gch"))
def test_random_cells(text, seed, of, by):
    own = drawn(text)
    assume(own.definition.names.inputs)
    made = Sample(own, "h", steps=4, batch=(), seed=seed)
    with np.errstate(all="ignore"):
        values = own.run(made.parameters, made.inputs, made.state)
        # What grows without bound, and what jumps, has no difference that is close to its derivative.
        assume(all(np.abs(value).max() < 30 for value in values.values()))
        assume(not {*re.findall("[a-z_]+", text)} & {"relu", "abs", "sign", "heaviside", "max", "min", "mod"})
        check(own, of, by, seed)


@pytest.mark.parametrize("text", ["h[t] = tailsum(h[t-1]) + W @ x[t]", "h[t] = W @ x[t] + 2 * tailsum(h[t-1])"])
def test_a_number_that_goes_to_every_element_is_no_matrix(text):
    check(Cell(text, {"x": "n", "h": "m"}, name="sums"), "h", "h")


READS = (
    "U[k] @ h[t-1]",
    "V[k] @ s[t-1, k]",
    "sum(Q[k, j] @ s[t-1, j] for j in 3)",
    "sum(s[t-1, j] for j in range(k, 3))",
)
OUTPUTS = (
    "tanh(sum(P[k] @ s[t, k] for k in 3))",
    "tanh(R @ concat(s[t, k] for k in 3)) + h[t-1]",
    "softmax(s[t, 0]) * s[t, 2] + x[t]",
    "sum(s[t, k] * s[t-1, k] * sum(s[t, j] for j in 3) for k in 3)",
    "sum(dot(s[t, k], p) * h[t-1] for k in range(1, 3))",
)
LEVELS = ("", "s[t, k - 1] * ", "sigmoid(T_ @ s[t, k - 1]) + ", "layernorm(s[t, k - 1]) * ")


@settings(max_examples=max(10, EXAMPLES // 3), deadline=None)
@given(
    st.lists(st.sampled_from(READS), min_size=1, max_size=3, unique=True),
    st.sampled_from(OUTPUTS),
    st.sampled_from(LEVELS),
    st.sampled_from("sh"),
    st.sampled_from("sh"),
)
def test_random_families(reads, output, level, of, by):
    first = "s[t, 0] = tanh(W @ x[t] + h[t-1])\n" if level else ""
    loop = (
        f"for k in {'range(1, 3)' if level else '3'}:\n    s[t, k] = {level}tanh({' + '.join(reads)} + x[t] + b[k])\n"
    )
    own = Cell(f"{first}{loop}h[t] = {output}", {"x": 4, "h": 4, "s": 4})
    # Where members read one another, each is asked for by its number.
    above, below = ([f"s[{place}]" for place in range(3)] if level and name == "s" else [name] for name in (of, by))
    for pair in product(above, below):
        check(own, *pair)


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


def test_members_of_families_are_told_by_letters():
    jacobian = cell("cwrnn").jacobian("h", "h")
    assert str(jacobian) == (
        "∂h[t, k]/∂h[t-1, l] is the sum of:\n"
        "\n"
        "  (1 - clock[t, k]) ⊙ I                         directly, for k = l\n"
        "  clock[t, k] ⊙ (diag(1 - a[t, k]^2) R[k, l])   through a[t, k], for k ≤ l ≤ g - 1"
    )


def test_what_is_no_matrix_is_what_it_makes_of_a_change():
    jacobian = cell("convlstm").jacobian("c", "c")
    assert jacobian.change == "dc"
    assert str(jacobian).startswith("∂c[t]/∂c[t-1], applied to a small change dc of c[t-1], is the sum of:")
    assert cell("xlstm_mlstm").jacobian("C", "C").text == "f[t] * dC"


def test_the_children_of_a_tree():
    jacobian = cell("treelstm_childsum").jacobian("h", "h")
    assert "R" not in jacobian.text
    assert [path.where for path in cell("treelstm_nary").jacobian("c", "c").paths] == [()] * 4
    assert cell("treelstm_nary").jacobian("c", "c[0]").text.startswith("diag(f[t, 0]) + ")


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
        ("lstm", "h[0]", "h", DerivativeError, r"h has no indices; write h"),
        ("bilstm", "h[0, 1]", "h", DerivativeError, r"h has 1 index; write h\[0\]"),
        ("bilstm", "h[2]", "h", DerivativeError, r"there is no member h\[2\]; they go from 0 to 1"),
        ("bilstm", "h[-1]", "h", DerivativeError, r"there is no member h\[-1\]; they go from 0 to 1"),
        ("bilstm", "h[k]", "h", DerivativeError, r"k in h\[k\] is not a size; h alone means any member"),
        (
            "rhn",
            "y",
            "y",
            DerivativeError,
            r"the members of s read one another, and how many paths go through s\[L\] depends on its place; "
            r'give numbers, as in jacobian\("y", "y", L=2\)',
        ),
        (
            "stacked_lstm",
            "c[1]",
            "c[0]",
            DerivativeError,
            r'which paths there are depends on L; give numbers, as in jacobian\("c\[1\]", "c\[0\]", L=2\)',
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
