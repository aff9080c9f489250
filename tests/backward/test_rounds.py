"""Ranges with a step: the odd and the even rounds of a cell, as its paper numbers them."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic import Cell
from symbolic.errors import DerivativeError, EquationError
from symbolic.language.parser import parse
from symbolic.language.printer import SOURCE, spell_program

sys.path.insert(0, str(Path(__file__).parent))
from central import CLOSE, Sample

SIZES = {"x": "n", "h": "m"}
MOGRIFIER = """
p[t, -1] = x[t]
q[t, 0] = h[t-1]
for i in range(1, 2*N + {end}, 2): p[t, i] = 2 * sigmoid(Q[i] @ q[t, i-1]) * p[t, i-2]
for i in range(2, 2*N + {end}, 2): q[t, i] = 2 * sigmoid(R[i] @ p[t, i-1]) * q[t, i-2]
h[t] = tanh(W @ p[t, {last}] + U @ q[t, 2*N] + b)"""
EVEN, ODD = MOGRIFIER.format(end=1, last="2*N - 1"), MOGRIFIER.format(end=2, last="2*N + 1")
ALTERNATING = """
y[t, 0] = h[t-1]
for i in range(0, 2*N, 2): y[t, i+1] = D[i] * y[t, i] + E[i] * (A @ y[t, i])
for i in range(1, 2*N, 2): y[t, i+1] = D[i] * y[t, i] + E[i] * (B @ y[t, i])
h[t] = tanh(W @ x[t] + y[t, 2*N] + b)"""
DILATED = "h[t] = tanh(W @ x[t] + sum(A[k] @ h[t-k] for k in range(1, 3*N, 3)))"
HALVES = """
p[t, -1] = x[t]
q[t, 0] = h[t-1]
for i in range(1, R/2 + 1): p[t, 2*i - 1] = 2 * sigmoid(Q[2*i - 1] @ q[t, 2*i - 2]) * p[t, 2*i - 3]
for i in range(1, R/2 + 1): q[t, 2*i] = 2 * sigmoid(P[2*i] @ p[t, 2*i - 1]) * q[t, 2*i - 2]
h[t] = tanh(W @ p[t, R - 1] + U @ q[t, R] + b)"""
CELLS = {"even": EVEN, "odd": ODD, "alternating": ALTERNATING, "dilated": DILATED}


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("N", [1, 2, 3])
def test_gradients_beside_central_differences(text, N):
    distances = Sample(Cell(text, SIZES), N=N).draw().distances()
    assert max(distances.values()) < CLOSE, distances


@pytest.mark.parametrize("R", [2, 4, 6])
def test_gradients_of_rounds_up_to_half_of_their_number(R):
    distances = Sample(Cell(HALVES, SIZES), R=R).draw().distances()
    assert max(distances.values()) < CLOSE, distances


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_its_text_reads_back_to_the_same(text):
    program = Cell(text, SIZES).definition.program
    assert parse(spell_program(program, SOURCE)).equations == program.equations


@settings(max_examples=15)
@given(rounds=st.integers(2, 7), seed=st.integers(0, 2**20))
def test_the_rounds_of_the_mogrifier(rounds, seed):
    """As the paper says it: at odd rounds the input is scaled, at even ones the state."""
    own, half = Cell(ODD if rounds % 2 else EVEN, SIZES), rounds // 2
    random = np.random.default_rng(seed)
    odd, even = [random.normal(size=(count, *shape)) for count, shape in ((rounds - half, (2, 3)), (half, (3, 2)))]
    rest = {"W": random.normal(size=(3, 2)), "U": random.normal(size=(3, 3)), "b": random.normal(size=3)}
    x, h = random.normal(size=2), random.normal(size=3)
    states = own.run({"Q": odd, "R": even, **rest}, {"x": x[None]}, {"h": h})
    assert own.count_at(n=2, m=3, N=half) == sum(array.size for array in (odd, even, *rest.values()))
    for i in range(1, rounds + 1):
        if i % 2:
            x = 2 / (1 + np.exp(-odd[i // 2] @ h)) * x
        else:
            h = 2 / (1 + np.exp(-even[i // 2 - 1] @ x)) * h
    np.testing.assert_allclose(states["h"][0], np.tanh(rest["W"] @ x + rest["U"] @ h + rest["b"]), atol=1e-12)


@settings(max_examples=40)
@given(start=st.integers(0, 5), width=st.integers(1, 20), step=st.integers(2, 7))
def test_as_many_members_as_python_has(start, width, step):
    own = Cell(f"h[t] = tanh(W @ x[t] + sum(b[k] for k in range({start}, {start + width}, {step})))", SIZES)
    assert own.count_at(n=3, m=5) == 15 + 5 * len(range(start, start + width, step))


def test_odd_and_even_members_are_others():
    both = "h[t] = tanh(W @ x[t] + sum(b[2*k] for k in N) + sum(b[2*k + 1] for k in N) + sum(b[2*k] for k in N))"
    assert str(Cell(both, SIZES).count) == "m*(2*N + n)"
    same = "h[t] = tanh(W @ x[t] + sum(b[2*k] for k in range(1, N)) + sum(b[2*k + 2] for k in N))"
    assert str(Cell(same, SIZES).count) == "m*(N + n)"


@pytest.mark.parametrize(
    ("range_", "problem"),
    [
        ("range(1, R + 1, 2)", "depends on the remainder of R; write its end as a multiple"),
        ("range(1, 9, K)", "the step of a range is a whole number from 2 to 16"),
        ("range(9, 1, -1)", "the step of a range is a whole number from 2 to 16"),
        ("range(5, 2, 2)", "runs backwards"),
        ("range(2, 2, 2)", "is empty"),
        ("range(1, t, 2)", "depends on the remainder of t - 1"),
        ("range(1, 2, 3, 4)", "range takes one or two sizes and a step"),
    ],
)
def test_what_is_refused(range_, problem):
    with pytest.raises(EquationError, match=problem):
        Cell(f"h[t] = tanh(W @ x[t] + sum(A[k] @ h[t-k] for k in {range_}))", SIZES)


def test_an_index_has_its_step_in_its_loop_only():
    text = "for i in range(1, 7, 2): p[t, i] = V[i] @ x[t]\nfor i in range(1, 4): q[t, i] = U[i] @ x[t]\n"
    own = Cell(text + "h[t] = tanh(p[t, 5] + q[t, 3])", SIZES)
    assert own.count_at(n=2, m=3) == 6 * 6


def test_members_in_other_steps_have_no_gradient():
    sums = "sum(p[t, k] for k in range(0, 6, 2)) + sum(p[t, k] for k in 6)"
    own = Cell(f"for i in 6: p[t, i] = V[i] @ x[t]\nh[t] = tanh({sums})", SIZES)
    with pytest.raises(DerivativeError, match="the members of p are read in steps of 1 and of 2"):
        own.backward()
