"""The work of a step, recounted: the equations run on numbers that notice what is done with them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import Cell, cell, cells
from symbolic.language import nodes as n
from symbolic.language.inference import infer
from symbolic.language.operations.cost_rules import nothing
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.running import letters_in
from symbolic.language.size_parser import parse_size
from symbolic.language.sizes.carriers import Integers
from symbolic.numeric.arrays import Layout, check_arrays
from symbolic.numeric.machine import Machine

LETTERS = "n=8 m=12 r=4 q=5 k=3 H=4 g=4 L=4 N=2 R=2 C=4 c=3 h=2 Hh=2 Ww=3 s=2 P=3 e=5 B=6 d=7 rw=3 ru=5"
SIZES = {letter: int(size) for letter, size in (pair.split("=") for pair in LETTERS.split())}


class Tally(Counter):
    """What was done: ``multiplied``, ``added``, ``evaluated``; ``started`` are products that nothing began."""


class Noted:
    """A number that is not known, only what is done with it. A plain zero stands for none, a sign is free.

    ``product`` marks an element of a matrix product, which waits for something to be added to.
    """

    def __init__(self, tally, product=False):
        self.tally, self.product = tally, product

    def times(self, other):
        if isinstance(other, np.ndarray):
            return NotImplemented
        if isinstance(other, int):
            return Noted(self.tally, self.product) if other else 0
        self.tally["multiplied"] += 1
        return Noted(self.tally)

    def plus(self, other):
        if isinstance(other, np.ndarray):
            return NotImplemented
        if isinstance(other, int):
            assert not other
            return self
        self.tally["added"] += 1
        if self.product or other.product:
            self.tally["started"] -= 1
        return Noted(self.tally, self.product and other.product)

    def divided(self, other):
        if isinstance(other, np.ndarray):
            return NotImplemented
        self.tally["multiplied"] += 1
        return Noted(self.tally)

    def __pow__(self, exponent):
        power, squared, left = None, self, exponent
        while left:
            if left & 1:
                power = squared if power is None else power * squared
            left >>= 1
            squared = squared * squared if left else squared
        return power

    def __neg__(self):
        return Noted(self.tally, self.product)

    __mul__ = __rmul__ = times
    __add__ = __radd__ = __sub__ = __rsub__ = plus
    __truediv__ = __rtruediv__ = divided


class Recount(Machine):
    """The interpreter of `symbolic.numeric.machine` on such numbers."""

    def __init__(self, own, arrays, tally):
        class LayerSpec:
            dtype = np.dtype(object)
            type = staticmethod(lambda value: Noted(tally))

        def noted(members):
            return {index: self.fresh(array.shape) for index, array in members.items()}

        self.tally, self.computed = tally, {}
        groups = {name: getattr(arrays, name) for name in ("parameters", "inputs", "state")}
        changed = {kind: {name: noted(value) for name, value in group.items()} for kind, group in groups.items()}
        super().__init__(np, own.definition, replace(arrays, dtype=LayerSpec, **changed))

    def fresh(self, shape, product=False):
        array = np.empty(shape, object)
        for place in np.ndindex(shape):
            array[place] = Noted(self.tally, product)
        return array

    def done(self, shape, product=False, **counts):
        self.tally.update(counts)
        return self.fresh(shape, product)

    def signal(self, node, at):
        return self.closed(super().signal(node, at))

    def closed(self, value):
        """What anything but a sum reads has begun from nothing, if it was a product."""
        return self.fresh(np.shape(value))

    def operand(self, node, whole, at):
        """A scalar stands for every element, so that each is counted; a product is no sum of those."""
        value, shapes = super().operand(node, whole, at), self.arrays.shapes.nodes
        return value if shapes[node] == shapes[whole] else self.fresh(shapes[whole])

    def evaluate(self, node, at):
        """A product that is written again has been computed, and so has one that does not depend on the member."""
        if not isinstance(node, n.Product) and getattr(node, "name", "") not in ("sum", "dot", "conv", "hamilton"):
            return super().evaluate(node, at)
        members = {letter: at[letter] for letter in letters_in(node) & at.keys()}
        key = node, tuple(sorted(members.items()))
        if key in self.computed:
            return self.fresh(self.computed[key])
        value = super().evaluate(node, members)
        self.computed[key] = np.shape(value)
        return value if members.keys() == at.keys() else self.fresh(np.shape(value))

    def product(self, node, at):
        """A product with an identity hands on its other factor."""
        factors = {part.value if isinstance(part, n.Transpose) else part for part in n.children(node)}
        if any(getattr(part, "name", "") in self.definition.identity for part in factors):
            return self.fresh(self.arrays.shapes.nodes[node])
        return self.begun(super().product(node, at))

    def begun(self, products):
        array = np.asarray(products)
        self.tally["started"] += array.size
        return self.fresh(array.shape, product=True)

    def call(self, node, at):
        arguments = [self.closed(self.evaluate(argument, at)) for argument in node.arguments]
        shape = self.arrays.shapes.nodes[node]
        whole, rows = int(np.prod(shape)), int(np.prod(shape[:-1]))
        match node.name:
            case "dot":
                return self.begun((arguments[0] * arguments[1]).sum(axis=-1))
            case "hamilton":
                return self.begun(OPERATIONS["hamilton"].compute(np, *arguments))
            case "conv":
                return self.begun(self.convolved(*arguments))
            case "max" | "min":
                return self.done(shape, added=(len(arguments) - 1) * whole)
            case "mod":
                return self.done(shape, multiplied=whole)
            case "softmax" | "cumax":
                again = node.name == "cumax"
                return self.done(shape, evaluated=whole, multiplied=whole, added=(whole - rows) * (1 + again))
            case "layernorm":
                return self.normalised(*arguments)
            case "mean":
                return self.spread(self.averaged(arguments[0]), shape)
            case "deviation":
                return self.spread(self.varied(arguments[0])[1], shape)
            case "concat":
                # A number among vectors is a vector of one.
                return OPERATIONS["concat"].compute(np, *map(np.atleast_1d, arguments))
            case name if name in OPERATIONS and OPERATIONS[name].cost is nothing:
                return OPERATIONS[name].compute(np, *arguments, *self.index(node.sizes, at))
        return self.done(shape, evaluated=whole)

    def normalised(self, a, gain=None, bias=None):
        centred, variance = self.varied(a)
        result = centred / variance
        result = result if gain is None else result * gain
        return result if bias is None else result + bias

    def averaged(self, a):
        return a.sum(axis=-1).divided(Noted(self.tally))

    def varied(self, a):
        """What is centred, and the root of its variance."""
        centred = a - np.array(self.averaged(a))
        self.tally["evaluated"] += 1
        return centred, self.averaged(centred**2) + Noted(self.tally)

    def spread(self, number, shape):
        array = np.empty(shape, object)
        array.fill(number)
        return array

    def convolved(self, kernel, a):
        """A window of the kernel's extent at each place, its zeros multiplied like the rest."""
        places = a.shape[1:]
        array = np.empty((kernel.shape[0], *places), object)
        for place in np.ndindex(array.shape):
            array[place] = (kernel[place[0]] * self.fresh(kernel.shape[1:])).sum()
        return array


def recounted(own, sizes):
    """Multiplications, additions, evaluations and products that nothing began, of one step of one sequence."""
    names, shapes = own.definition.names, infer(own.definition, Integers(sizes))
    layout, tally = Layout(own.definition), Tally()

    def array(name, *front):
        return np.zeros((*front, *layout.extents(name, sizes), *shapes.names[name]))

    parameters = {name: array(name) for name in names.parameters}
    static = own.definition.program.static
    inputs = {name: array(name) if name in static else array(name, 1) for name in names.inputs}
    states = {name: array(name) for name in names.states}
    arrays = check_arrays(np, own.definition, parameters, inputs, states, sizes)
    machine = Recount(own, arrays, tally)
    machine.step(0, machine.order)
    return tally


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
    text = "for i in g: h[t, i] = tanh(W[i] @ sum(x[t, j] for j in range(i, g)))"
    assert str(Cell(text, {"x": "n", "h": "m"}).work.inputs) == "g**2*n/2 + g*n/2"


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
