"""The work of a step, recounted: the equations run on numbers that notice what is done with them."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from recounted_work import recounted

from symbolic import Cell, cell, cells
from symbolic.language.size_parser import parse_size
from symbolic.language.sizes.carriers import Integers

LETTERS = "n=8 m=12 r=4 q=5 k=3 H=4 g=4 L=4 N=2 R=2 C=4 c=3 h=2 Hh=2 Ww=3 s=2 P=3 e=5 B=6 d=7 rw=3 ru=5"
SIZES = {letter: int(size) for letter, size in (pair.split("=") for pair in LETTERS.split())}


def held(own):
    """The derived work of a cell at the sizes of this file, beside its recount."""
    sizes = {letter: SIZES.get(letter, 4) for letter in own.definition.letters}
    whole = own.work.operations + own.work.once
    taken = [Integers(sizes).size(value) for value in whole._values()]
    return taken, recounted(own, sizes)


def agrees(own):
    (macs, additions, multiplications, activations), tally = held(own)
    assert macs + multiplications == tally["multiplied"]
    assert macs + additions == tally["added"] + tally["started"]
    assert activations == tally["evaluated"]


WRITTEN_HERE = (
    "h[t] = tanh(W @ x[t] + sum(A[k] @ h[t-k] for k in range(1, N+1)))",
    "a[t] = softmax(dot(x[t], W @ h[t-k]) for k in range(1, N+1))\n"
    "h[t] = tanh(U @ x[t] + sum(element(a[t], k-1) * h[t-k] for k in range(1, N+1)))",
    "for j in H: S[t, j] = S[t-1, j] + part(x[t], j, H) @ part(W @ x[t], j, H).T\n"
    "h[t] = V @ concat(S[t, j] @ part(x[t], j, H) for j in H)",
)


@pytest.mark.parametrize("text", WRITTEN_HERE)
def test_earlier_steps_and_heads_are_counted_as_they_are_computed(text):
    agrees(Cell(text, {"x": "n", "h": "m"} | ({"W": ("n", "n")} if "W @ x[t], j" in text else {})))


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_a_sum_over_all_earlier_steps_begins_at_zero(steps):
    own = Cell("h[t] = tanh(x[t] + sum(h[t-k] for k in range(1, t)))", {"x": "m", "h": "m"})
    # At step t there are t - 1 states to add to zero, and the input; the work is an average over the steps.
    additions = sum((step - 1) + 1 for step in range(1, steps + 1)) * 2
    assert own.cost(B=1, T=steps, m=2).additions == additions


def test_the_states_of_a_range_of_steps_are_all_kept():
    own = Cell("h[t] = tanh(W @ x[t-2] + sum(A[k] @ h[t-k] for k in range(1, K+1)))", {"x": "n", "h": "m"})
    assert str(own.work.state) in ("2*n + K*m", "K*m + 2*n")


@pytest.mark.parametrize("name", cells())
def test_the_equations_do_what_was_counted(name):
    agrees(cell(name))


EXPRESSIONS = st.recursive(
    st.sampled_from(["x[t]", "h[t-1]", "h[t-2]", "x[t-1]", "b", "s", "2", "0.5"]),
    lambda below: st.one_of(
        st.builds("({} + {} - {})".format, below, below, below),
        st.builds("({} - W @ (x[t] * {}))".format, below, below),
        st.builds("(U @ (h[t-1] * {}) + V @ (x[t] + {}))".format, below, below),
        st.builds("({} * {})".format, below, below),
        st.builds("({} / {})".format, below, below),
        st.builds("(x[t] * {}) ** {}".format, below, st.sampled_from([1, 2, 3, 5, 8])),
        st.builds("tanh({})".format, below),
        st.builds("(-({}))".format, below),
        st.builds("max({}, {}, x[t])".format, below, below),
        st.builds("layernorm(x[t] + {}, a)".format, below),
        st.builds("dot(a, x[t] * {})".format, below),
        st.builds("softmax(h[t-1] + {})".format, below),
        st.builds("(diag(b) @ (x[t] + {}) + {})".format, below, below),
        # What is inside is shorter, so that no index is used twice.
        st.builds(lambda text: f"(sum(P[k{len(text)}] @ (x[t] + {text}) for k{len(text)} in N) - h[t-1])", below),
        st.builds(lambda text: f"sum(p[k{len(text)}] * {text} for k{len(text)} in N)", below),
        st.builds("(blockdiag(R[j] for j in H) @ (x[t] - {}))".format, below),
        st.builds("(blockdiag(R[j] for j in H).T @ (x[t] - {}) + b)".format, below),
        st.builds("((x[t] @ (h[t-1] * {}).T) @ x[t])".format, below),
    ),
    max_leaves=6,
)
RANDOM = {"x": "m", "h": "m", "a": "m", "b": "m", "p": "m", "s": 1, "W": ("m", "m"), "U": ("m", "m"), "V": ("m", "m")}


@given(EXPRESSIONS)
def test_random_equations_do_what_was_counted(text):
    text = f"h[t] = tanh(x[t] + h[t-1] + h[t-2] + x[t-1] + {text})"
    agrees(Cell(text, {name: size for name, size in RANDOM.items() if re.search(rf"\b{name}\b", text)}))


@pytest.mark.parametrize(
    ("equations", "expected"),
    [
        ("h[t] = W @ x[t]", "m*n 0 0 0"),
        ("h[t] = W @ x[t] + U @ h[t-1]", "m*n+m**2 0 0 0"),
        ("h[t] = W @ x[t] + U @ h[t-1] + b", "m*n+m**2 0 0 0"),
        ("h[t] = W @ x[t] + b + U @ h[t-1] + d", "m*n+m**2 m 0 0"),
        ("h[t] = b - W @ x[t]", "m*n 0 0 0"),
        ("h[t] = -(W @ x[t] + d) - b", "m*n m 0 0"),
        ("h[t] = b + sum(W[k] @ x[t] for k in N)", "N*m*n 0 0 0"),
        ("h[t] = sum(W[k] @ x[t] * h[t-1] for k in N)", "N*m*n N*m-m N*m 0"),
        ("h[t] = dot(w, x[t]) + h[t-1]", "n m 0 0"),
        ("h[t] = relu(diag(d) @ h[t-1]) ** 4 + 0 * W @ x[t]", "m+m*n 0 2*m+m*n m"),
        ("h[t] = blockdiag(R[j] for j in H) @ h[t-1] + W @ x[t]", "m**2/H+m*n 0 0 0"),
        ("h[t] = blockdiag(R[j] for j in H).T @ h[t-1] + W @ x[t]", "m**2/H+m*n 0 0 0"),
        ("C[t] = C[t-1] + h[t-1] @ x[t].T; h[t] = C[t] @ x[t]", "2*m*n 0 0 0"),
        (
            "for i in g: h[t, i] = tanh(sum(d * h[t-1, j] for j in range(i, g)))",
            "0 g**2*m/2-g*m/2 g**2*m/2+g*m/2 g*m",
        ),
        ("h[t] = swish(W @ x[t])", "m*n 0 0 m"),
        ("h[t] = identity(part(concat(h[t-1], repeat(h[t-1], 3)), 0, 4)) + W @ x[t]", "m*n 0 0 0"),
    ],
)
def test_operations_by_hand(equations, expected):
    sizes = {"x": "n", "h": "m", "b": "m", "d": "m", "C": ("m", "n")}
    present = {name: size for name, size in sizes.items() if re.search(rf"\b{name}\b", equations)}
    own = Cell(equations, present, activations={"swish": "u / (1 + exp(-u))"})
    counts = own.work.operations._values()
    assert [parse_size(size) for size in expected.split()] == list(counts)


def test_numbers_that_are_held():
    lstm = cell("lstm", peepholes="diagonal")
    sizes = [str(value) for value in lstm.work._values()[1:5]]
    assert sizes == ["4*m*n + 4*m**2 + 7*m", "n", "6*m", "2*m"]
    assert str(Cell("h[t] = W @ x[t] + U @ h[t-3] + h[t-1]", {"x": "n", "h": "m"}).work.state) == "3*m"
    assert str(cell("sru").work.parameters - cell("sru").size) == "1", "what is fixed is held too, an identity is not"
    assert str(cell("treelstm_childsum").work.state) == "2*N*m", "of each child"
    assert str(cell("rwkv4_timemix").work.state) == "3*m", "the last input among it"


def test_members_that_cannot_be_told_apart_are_read_at_each_place():
    text = "for i in g: h[t, i] = tanh(W[i] @ sum(x[t, j] for j in range({}, {})))"
    assert str(Cell(text.format("i", "g"), {"x": "n", "h": "m"}).work.inputs) == "g*n", "each is read once"
    assert str(Cell(text.format("i", "2*i + 1"), {"x": "n", "h": "m"}).work.inputs) == "g*n/2 + g**2*n/2"


def test_the_recount_notices_a_wrong_rule(monkeypatch):
    monkeypatch.setattr("symbolic.derive.step_work._is_accumulated", lambda *rest: False)
    with pytest.raises(AssertionError):
        agrees(Cell(cell("gru").text, cell("gru").sizes))


def test_a_product_that_is_written_again_is_computed_once():
    twice = Cell("z[t] = sigmoid(W @ x[t] + b)\nh[t] = z[t] * tanh(W @ x[t] + c) + h[t-1]", {"x": "n", "h": "m"})
    assert str(twice.work.operations.macs) == "m*n"
    assert str(twice.work.operations.additions) == "2*m"
    assert str(cell("fastgrnn").work.operations.macs) == "m*n + m**2"


def test_the_backward_pass_reads_the_products_of_the_forward_pass():
    operations = cell("mi_rnn").backward_work().operations
    assert str(operations.macs) == "2*m**2 + 2*m*n"


def test_an_identity_costs_nothing():
    text, sizes = "h[t] = tanh(P @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"}
    kernel, identity = Cell(text, sizes, fixed=["P"]), Cell(text, sizes, fixed=["P"], identity=["P"])
    assert str(kernel.work.operations.macs - identity.work.operations.macs) == "m*n"
    assert str(kernel.work.parameters - identity.work.parameters) == "m*n"
    assert str(identity.work.operations.additions) == "m"
    assert str(kernel.backward_work().operations.macs - identity.backward_work().operations.macs) == "m*n"
    assert kernel.size == identity.size


def test_the_gradient_of_a_number_has_no_macs():
    own = Cell("h[t] = alpha * tanh(U @ h[t-1])", {"h": "m", "alpha": 1})
    assert "d_alpha = sum(dot(" in own.backward().text
    assert str(own.backward_work().operations.macs) == "2*m**2"


SHARED = "for j in H: y[t, j] = tanh(U[j] @ (W @ x[t]) + V[j] @ h[t-1])\nh[t] = sum(y[t, j] for j in H)"


def test_a_product_that_does_not_depend_on_an_index_is_computed_once():
    shared = Cell(SHARED, {"x": "n", "h": "m", "W": ("r", "n")})
    assert str(shared.work.operations.macs) == "H*m*r + n*r + H*m**2"
    agrees(shared)


def test_what_arrives_at_such_a_product_is_summed_before_it_goes_on():
    shared = Cell(SHARED, {"x": "n", "h": "m", "W": ("r", "n")})
    assert shared.backward_work().operations.macs == shared.work.operations.macs * 2


def test_of_a_product_of_which_the_diagonal_is_read_that_is_computed():
    own = Cell("h[t] = diagonal(V @ x[t] @ k[t].T) + h[t-1]", {"x": "n", "k": "m", "h": "m"})
    assert str(own.work.operations.macs) == "m + m*n"


@pytest.mark.parametrize(
    ("text", "additions"),
    [
        # What may have no member begins with zero, and each member is added to it.
        ("h[t] = sum(sum(x[k] for k in range(1, j)) * x[j] for j in range(1, t+1))", lambda t: t + sum(range(t))),
        ("h[t] = sum(sum(x[k] for k in range(j+1, t+1)) * x[j] for j in range(1, t+1))", lambda t: t + sum(range(t))),
        ("for i in 4: s[t, i] = sum(R[i, j] * x[t] for j in range(0, i))\nh[t] = sum(s[t, i] for i in 4)", lambda t: 9),
        ("for i in 4: s[t, i] = sum(R[i, j] * x[t] for j in range(i, 4))\nh[t] = sum(s[t, i] for i in 4)", lambda t: 9),
    ],
)
def test_a_range_within_a_range_takes_no_fewer_additions_than_none(text, additions):
    own, steps = Cell(text, {"x": "n", "h": "n"}), 5
    average = own.work.operations.additions
    top, bottom = average.evaluate({"n": 3, "T": steps}.__getitem__)
    assert top * steps == bottom * 3 * sum(additions(t) for t in range(1, steps + 1))
