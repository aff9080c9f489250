"""Cells that nobody wrote: built from the operation table, their gradients against central differences."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import numpy as np
from hypothesis import assume, example, given, reject, settings
from hypothesis import strategies as st

from symbolic import Cell
from symbolic.errors import EquationError, ShapeError, UnfitSize
from symbolic.language.operations.table import OPERATIONS

sys.path.insert(0, str(Path(__file__).parent))
from central import Sample

EXAMPLES = 1000 if os.environ.get("HYPOTHESIS_PROFILE") == "ci" else 25

# How an operation is put into a cell of vectors with four elements: ``a`` and ``b`` are vectors, ``P`` is a new
# parameter. Arguments are kept where a function is defined and smooth enough for differences.
FORMS = {
    **{name: f"{name}(a)" for name, row in OPERATIONS.items() if row.activation},
    **{name: f"{name}(a)" for name in ("abs", "sign", "erf", "heaviside", "layernorm", "mean", "tailsum")},
    "exp": "exp(tanh(a))",
    "log": "log(a ** 2 + 1)",
    "sqrt": "sqrt(a ** 2 + 1)",
    "max": "max(a, P, 0.1) + b",
    "min": "min(a, P)",
    "mod": "mod(a, 2 + b ** 2)",
    "deviation": "deviation(a + 3 * P)",
    "concat": "P @ concat(a, b)",
    "dot": "dot(a, b) * b",
    "hamilton": "hamilton(P, a)",
    "hamilton_kernel": "hamilton(hamilton_kernel(a, b), b)",
    "conjugate": "hamilton(conjugate(P), a)",
    "part": "concat(part(a, 1, 2), part(b, 0, 2))",
    "element": "element(a, 1) * b",
    "unit": "a + unit(dot(a, b), 2, 4)",
    "rows": "concat(rows(a, 1, 3), rows(b, 0, 2))",
    "pad": "pad(rows(a, 0, 2), 1, 1)",
    "total": "total(a, 1) * b",
    "diag": "diag(a) @ b",
    "diagonal": "diagonal(a @ b.T)",
    "toeplitz": "toeplitz(concat(a, rows(b, 0, 3)), 4) @ a",
    "diagonal_sums": "rows(diagonal_sums(a @ b.T), 1, 5)",
    "repeat": "repeat(part(a, 0, 2), 2)",
    "reshape": "flatten(reshape(a, 2, 2).T) * b",
    "flatten": "flatten(part(a, 0, 2) @ part(b, 1, 2).T)",
    "runs": "repeat(runs(a, 2), 2)",
    "sum": "b + sum(P[k] @ a for k in 2)",
    "prod": "prod(P[k] * a for k in 3)",
    "blockdiag": "blockdiag(P[k] for k in 2) @ a",
    "blocks": "blocks(P[k, u] for k in 2 for u in range(k, 2)) @ a",
    "block": "a + diagonal(blockdiag(P[k] for k in 2))",
}
MAPS = {"conv", "conv_back", "conv_kernel"}
SYNTAX = [
    *("a + b", "a - b", "-a", "a * b", "a / (1 + b ** 2)", "a ** 3", "P @ a", "P * a", "P + a", "1 - a", "0.5 * a"),
    *("(a @ b.T) @ a", "(P * dot(Q, b)) * a", "layernorm(a, P, Q)"),
    *(
        "softmax(dot(a, P[k]) for k in 4)",
        "concat(part(a, 1 - k, 2) for k in 2)",
        "sum(element(a, k) * P[k] for k in 4)",
    ),
    *("sum(P[k] * h[t-k] * b for k in range(1, 4))", "a + sum(element(a @ b.T, k) for k in 2)"),
]
LEAVES = ["x[t]", "x[t-1]", "h[t-1]", "c[t-1]", "c[t-2]"]


def expressions(leaves):
    """Text of an expression over leaves; ``P`` and ``Q`` become parameters of their own later."""
    forms = [*FORMS.values(), *SYNTAX]

    def around(inner):
        def filled(form, a, b):
            # Both at once, as what is put in holds the letters too.
            # A family in another has another index, and what is put in is always shorter.
            words = {"a": a, "b": b, "k": f"k{len(a) + len(b)}"}
            return "(" + "".join(words.get(word, word) for word in split(form)) + ")"

        return st.builds(filled, st.sampled_from(forms), inner, inner)

    return st.recursive(st.sampled_from(leaves), around, max_leaves=5)


def split(form):
    """The words of a form and what stands between them."""
    word = ""
    for sign in form:
        if sign.isalnum() or sign == "_":
            word += sign
            continue
        if word:
            yield word
        yield sign
        word = ""
    if word:
        yield word


@st.composite
def cells(draw):
    """Three equations, each over the ones before it; some parameters are shared."""
    first = draw(expressions(LEAVES))
    second = draw(expressions([*LEAVES, "g[t]", "g[t]"]))
    third = draw(expressions([*LEAVES, "g[t]", "c[t]", "c[t]"]))
    lines, place = [], 0
    for target, text in (("g", first), ("c", second), ("h", third)):
        words = []
        for word in split(text):
            if word in ("P", "Q"):
                word, place = f"p_{place}", place + 1
            words.append(word)
        lines.append(f"{target}[t] = {''.join(words)}")
    return "\n".join(lines)


def test_every_operation_has_a_form():
    assert {*FORMS, *MAPS} == {*OPERATIONS}


NESTED = "for k in 2 for u in range(k, 2)"
INDEX_TWICE = f"h[t] = blocks(p_0[k, u] {NESTED}) @ (blocks(p_1[j, u] {NESTED.replace('k', 'j')}) @ x[t])"
"""In its backward pass, a range stands in another with the same index."""
BANDS = "toeplitz(concat({}, rows({}, 0, 3)), 4)"
GROWING = (
    f"c[t] = {BANDS.format('x[t]', '(h[t-1] ** 3)')} @ x[t]\n"
    f"h[t] = dot(c[t], {BANDS.format('c[t]', 'x[t]')} @ c[t]) * ({BANDS.format('c[t]', 'x[t]')} @ c[t])"
)
"""A cell whose state is past all numbers after a few steps."""


@settings(max_examples=EXAMPLES)
@example("g[t] = x[t]\nc[t] = x[t]\nh[t] = prod(p_0[k] * sign(x[t]) for k in 3)", 0)
@example(f"g[t] = x[t]\n{GROWING}", 0)
@example(f"g[t] = x[t]\nc[t] = x[t]\n{INDEX_TWICE}", 0)
@given(cells(), st.integers(0, 9))
def test_gradients_of_random_cells(text, seed):
    own = drawn(text)
    # What grows without bound, past all numbers too, has no difference that is close to its derivative.
    with np.errstate(over="ignore", invalid="ignore"):
        made = Sample(own, *own.definition.names.signals, seed=seed).draw()
        signals = own.run(made.parameters, made.inputs, made.state)
    assume(all(np.abs(value).max() < 30 for value in signals.values()))
    try:
        distances = made.distances()
    except UnfitSize as refusal:
        # Members of two indices that overlap in part are not counted.
        if "cannot determine whether" not in str(refusal):
            raise
        reject()
    assert max(distances.values(), default=0) < 1e-6, (text, distances)


def drawn(text, **words):
    """The cell; one whose text alone does not say how large its numbers are is not drawn.

    What may be a number or a vector is said to be a vector.
    """
    sizes = {name: 4 for name in ("x", "g", "c", "h") if f"{name}[t" in text} | kernels(text)
    while True:
        try:
            return Cell(text, sizes, **words)
        except ShapeError:
            reject()
        except EquationError as refusal:
            asked = re.match(r"(\w+) may be a number or a vector", refusal.problem)
            if not asked or asked[1] in sizes:
                raise
            sizes[asked[1]] = 4


def kernels(text):
    """The shapes of parameters that an equation need not tell."""
    shapes = dict.fromkeys(re.findall(r"(p_\d+) @ concat", text), (4, 8))
    shapes = dict.fromkeys(re.findall(r"(p_\d+)(?:\[k\d+\])? @", text), (4, 4)) | shapes
    shapes |= dict.fromkeys(re.findall(r"(?:blockdiag|blocks)\((p_\d+)", text), (2, 2))
    return shapes | dict.fromkeys(re.findall(r"(?:hamilton|conjugate)\((p_\d+)", text), (4, 1, 1))
