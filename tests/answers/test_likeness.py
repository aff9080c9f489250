"""Which cell of the catalogue another one is."""

import pytest

from symbolic import Cell, cell, cells
from symbolic.answers.likeness import find_likeness

GRU = """
    u[t] = sigmoid(P @ x[t] + Q @ s[t-1] + a)
    v[t] = sigmoid(R @ x[t] + S @ s[t-1] + b)
    w[t] = tanh(T @ x[t] + V @ (v[t] * s[t-1]) + c)
    s[t] = {0} * s[t-1] + {1} * w[t]
"""


@pytest.mark.parametrize("name", [name for name in cells() if name not in ("greff_v", "greff_np")])
def test_every_cell_of_the_catalogue_is_itself(name):
    near = find_likeness(cell(name))
    assert (near.name, near.relation) == (name, "equal")


def test_letters_order_and_cuts_do_not_matter():
    own = Cell("s[t] = tanh(a[t])\na[t] = c + B @ s[t-1] + A @ u[t]", {"u": "n", "s": "m"})
    assert find_likeness(own).name == "rnn"


def test_a_kernel_on_joined_parts_is_two_kernels():
    assert find_likeness(Cell("h[t] = tanh(W @ concat(h[t-1], x[t]) + b)", {"x": "n", "h": "m"})).relation == "equal"


def test_a_swapped_gate_is_named():
    same = find_likeness(Cell(GRU.format("u[t]", "(1 - u[t])"), {"x": "n", "s": "m"}))
    other = find_likeness(Cell(GRU.format("(1 - u[t])", "u[t]"), {"x": "n", "s": "m"}))
    assert (same.name, same.relation) == ("gru", "equal")
    assert (other.name, other.relation, other.swapped) == ("gru", "equal but for a swapped gate", "u")


def test_other_biases_are_named():
    near = find_likeness(cell("lstm", bias="double"))
    assert (near.name, near.relation) == ("lstm", "equal but for biases")


def test_one_kernel_for_two_gates_is_another_cell_than_one_with_two():
    shared = GRU.format("u[t]", "(1 - u[t])").replace("R @", "P @").replace("S @", "Q @").replace("+ b)", "+ a)")
    assert find_likeness(Cell(shared, {"x": "n", "s": "m"})).name == "mgu"


def test_the_nearest_shows_the_equations_that_differ():
    text = cell("lstm").text.replace("o[t] * tanh(c[t])", "o[t] * c[t]")
    near = find_likeness(Cell(text, {"x": "n", "h": "m"}))
    assert (near.name, near.relation) == ("lstm", "near")
    assert near.differences == ("h: lstm applies tanh, this cell does not",)
