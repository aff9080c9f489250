"""A softmax of one score for each annotation, as papers on attention write it, goes over all of them."""

import numpy as np
import pytest

from symbolic import Cell, read_latex
from symbolic.errors import EquationError

SCORES = {
    "one equation": r"\alpha_{ti} &= \mathrm{softmax}_i(s_{t-1}^\top h_i) \\",
    "scores first": r"e_{ti} &= s_{t-1}^\top h_i \\ \alpha_{ti} &= \mathrm{softmax}(e_{ti}) \\",
    "scores last": r"\alpha_{ti} &= \mathrm{softmax}(e_{ti}) \\ e_{ti} &= s_{t-1}^\top h_i \\",
}


@pytest.mark.parametrize("scores", SCORES.values(), ids=SCORES)
def test_weights_are_those_of_all_annotations(scores):
    text = rf"""\begin{{align}} s_t &= \tanh(W y_t + U s_{{t-1}} + C c_t) \\ {scores}
        c_t &= \sum_{{i=1}}^{{N}} \alpha_{{ti}} h_i \end{{align}}
        The states $s_t$ and the annotations $h_i$ are in $\mathbb{{R}}^{{m}}$, $y_t \in \mathbb{{R}}^{{n}}$."""
    cell = read_latex(text).cell
    draw = np.random.default_rng(0)
    w, u, c = draw.normal(size=(3, 2)), draw.normal(size=(3, 3)), draw.normal(size=(3, 3))
    y, h = draw.normal(size=(4, 2)), draw.normal(size=(4, 5, 3))
    s, wanted = np.zeros(3), []
    for step in range(4):
        weights = np.exp(h[step] @ s)
        s = np.tanh(w @ y[step] + u @ s + c @ (weights / weights.sum() @ h[step]))
        wanted.append(s)
    assert np.allclose(cell.run({"W": w, "U": u, "C": c}, {"y": y, "h": h}, sizes={"N": 5})["s"], wanted)


def test_a_softmax_of_one_member_is_refused_with_what_to_write():
    text = """
for i in range(1, N + 1):
    e[t, i] = dot(h[t-1], x[t, i])
    a[t, i] = softmax(e[t, i])
h[t] = tanh(U @ h[t-1] + sum(a[t, i] * x[t, i] for i in range(1, N + 1)))"""
    problem = "softmax goes over the elements of a vector, and this is one number; over the members write a\\[t\\] = "
    remedy = r"softmax\(e\[t, i\] for i in range\(1, N \+ 1\)\) outside the loop .* element\(a\[t\], i - 1\) for"
    with pytest.raises(EquationError, match=problem + remedy):
        Cell(text, {"x": "m", "h": "m"})
