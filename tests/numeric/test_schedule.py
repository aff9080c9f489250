"""What is computed step by step, what for all steps at once, and in which order."""

from __future__ import annotations

import pytest

from symbolic.errors import ArrayError
from symbolic.language.definition import define
from symbolic.language.unrolled import unrolled
from symbolic.numeric.schedule import find_phases, members_in_order

TEXT = """
    y[t] = V @ q[t-1] + c
    q[t] = tanh(p[t])
    p[t] = r[t] * s[t]
    s[t] = tanh(U @ s[t-1] + r[t])
    r[t] = W @ u[t-2]
    u[t] = tanh(x[t])
"""


def test_only_what_needs_the_step_before_goes_step_by_step():
    phases = find_phases(define(TEXT, {"x": "n", "s": "m", "y": "q"}))
    assert phases == (["u", "r"], ["s"], ["p", "q", "y"])


def test_members_stand_behind_those_that_they_read():
    text = "for k in L:\n    h[t, k] = tanh(U[k] @ h[t, k-1])\nh[t, -1] = x[t]"
    definition = define(text.replace("h[t, -1]", "h[t, 0]").replace("k in L", "k in range(1, L)"), {"x": "m", "h": "m"})
    order = [member.number for member in members_in_order(definition, {"m": 2, "L": 4})]
    assert order == [(0,), (1,), (2,), (3,)]


def test_a_member_that_no_equation_assigns_is_named():
    definition = define("for k in N:\n    h[t, k] = tanh(x[t])\ny[t] = h[t, 3]", {"x": "m", "h": "m", "y": "m"})
    with pytest.raises(ArrayError, match=r"h has no member \[3\] at this step"):
        members_in_order(definition, {"m": 2, "N": 2})


def test_inner_ranges_depend_on_outer_indices():
    definition = define("y[t] = sum(sum(W[i, j] @ x[t] for j in range(i, N)) for i in N)", {"x": "n", "y": "m"})
    (node,) = [equation.value for equation in definition.program.equations]
    inner = [*unrolled((*node.loops, *node.body.loops), {"N": 3})]
    assert [(at["i"], at["j"]) for at in inner] == [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]
