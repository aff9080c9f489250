"""``project``: the state that the kernels read becomes a smaller projection of itself."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Mul, Symbol, expand, symbols

from symbolic import Cell, cell, cells
from symbolic.derive.expressions import expression
from symbolic.errors import ModifierError

n, m, r, s = symbols("n m r s")
RNN = "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)"


def projected() -> list[tuple[Cell, Cell]]:
    """Every cell of the catalogue that can be projected, before and after."""
    pairs = []
    for name in cells():
        with suppress(ModifierError):
            pairs.append((cell(name), cell(name, project="s")))
    return pairs


def shapes(own: Cell) -> dict[str, tuple]:
    return {p.name: p.shape for p in own.parameters}


def output_of(own: Cell) -> Symbol:
    """The size of the signal that the cell assigns last."""
    return expression(own.signals[own.definition.program.equations[-1].name][0])


every_pair = pytest.mark.parametrize(("own", "small"), projected(), ids=lambda own: own.name)


@every_pair
def test_one_kernel_is_added(own, small):
    (added,) = set(shapes(small)) - set(shapes(own))
    assert set(shapes(own)) < set(shapes(small))
    assert shapes(small)[added] == (s, output_of(own))
    assert {p.name: p.role for p in small.parameters}[added] == "projection"


@every_pair
def test_only_columns_of_kernels_change(own, small):
    whole = output_of(own)
    for name, shape in shapes(own).items():
        changed = shapes(small)[name]
        assert changed[:-1] == shape[:-1] or name == "R_"  # What it gives scales the projected state.
        assert changed == shape or (changed[-1], shape[-1]) == (s, whole) or name in kernels(own)


def kernels(own: Cell) -> set[str]:
    return {p.name for p in own.parameters if p.role.endswith("kernel")}


@every_pair
def test_a_projection_to_the_same_size_costs_a_square_matrix(own, small):
    whole = output_of(own)
    assert expand(small.count.subs(s, whole) - own.count - whole**2) == 0


@every_pair
def test_the_projection_is_the_state_that_it_hands_on(own, small):
    last = own.definition.program.equations[-1].name
    assert small.definition.program.equations[-1].name == last
    assert output_of(small) == s


@every_pair
def test_the_result_reads_back(own, small):
    again = Cell(small.text, small.definition.sizes, fixed=small.definition.fixed)
    assert again.text == small.text
    assert expand(again.count - small.count) == 0


def test_the_lstm_of_pytorch():
    own = cell("lstm", bias="double", project="r")
    assert expand(own.count - (4 * m * (n + r) + 8 * m + m * r)) == 0
    assert shapes(own)["W_hr"] == (r, m)
    assert shapes(own)["U_i"] == (m, r)
    assert own.aliases == {"input": "n", "hidden": "m", "units": "m", "projection": "r"}
    assert own.count_at(input=10, hidden=20, projection=5) == 1460


def test_the_order_of_the_words_makes_no_difference():
    first, second = cell("lstm", bias="double", project="r"), cell("lstm", project="r", bias="double")
    assert first.text == second.text


def test_what_reads_the_state_element_by_element_keeps_it_whole():
    text = cell("gru_reset_after", project="r").text
    assert text.splitlines()[-2:] == ["hm[t] = z[t] * hm[t-1] + (1 - z[t]) * hc[t]", "h[t] = W_hr @ hm[t]"]
    assert "U_z @ h[t-1]" in text


def test_what_only_hands_the_state_on_hands_on_the_projection():
    text = cell("treelstm_childsum", project="r").text
    assert "s[t] = sum(h[t-1, k] for k in N)" in text
    assert expand(cell("treelstm_childsum", project="r").count - (4 * m * (n + r + 1) + m * r)) == 0


def test_a_kernel_of_a_declared_shape_gets_the_columns_of_the_projection():
    own = cell("lowrank_lstm", project="r")
    assert shapes(own)["B_u"] == (Symbol("ru"), r)


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.integers(1, 10**12))
def test_a_projection_to_a_number_is_one_to_a_letter(inputs, units, size):
    letter = cell("lstm", project="r").count_at(n=inputs, m=units, r=size)
    assert cell("lstm", project=str(size)).count_at(n=inputs, m=units) == letter
    assert cell("lstm", project=size).count_at(n=inputs, m=units) == letter


def test_an_expression_of_another_letter():
    own = cell("rnn", project="2*k")
    assert expand(own.count - cell("rnn", project="r").count.subs(r, 2 * Symbol("k"))) == 0


def test_names_that_are_taken_are_left_alone():
    own = Cell("hm[t] = tanh(W_hr @ x[t])\nh[t] = tanh(U @ h[t-1] + hm[t])", {"x": "n", "h": "m"})
    small = own.modified(project="r")
    assert shapes(own)["W_hr"] == shapes(small)["W_hr"] == (m, n)
    assert len(set(small.definition.names.signals)) == 3
    assert expand(small.count - (m * n + m * r + m * r)) == 0


@pytest.mark.parametrize(
    ("own", "size", "problem"),
    [
        (cell("lstm"), "m", "the cell has a size m already; project to another letter"),
        (cell("lstm"), "n", "the cell has a size n already"),
        (cell("lstm"), "m/2", "the cell has a size m already"),
        (cell("lstmp"), "s", r"r\[t\] is a projection already"),
        (cell("gru"), "s", r"a kernel of hc\[t\] reads h\[t-1\] scaled element by element"),
        (cell("mgu"), "s", r"a kernel of hc\[t\] reads h\[t-1\] scaled element by element"),
        (cell("lstm", project="r"), "s", r"h\[t\] is a projection already"),
        (cell("lstm"), "", "project is a size such as r"),
        (cell("lstm"), "r r", "project is a size such as r, not 'r r'"),
        (cell("lstm"), "t", "t is the time"),
        (cell("lstm"), "0", "at least 1"),
        (cell("lstm"), "-3", "at least 1"),
        (cell("lstm"), "__import__('os')", "project is a size such as r"),
        (cell("lstm"), "r" * 5000, "project is a size such as r"),
        (Cell("v[t] = W @ x[t]\nC[t] = C[t-1] + v[t] @ v[t].T", {"x": "n", "v": "m"}), "r", r"C\[t\] is not a vector"),
        (Cell("for k in N:\n    h[t, k] = tanh(W[k] @ x[t])", {"x": "n", "h": "m"}), "r", r"h\[t\] is a family"),
    ],
)
def test_a_projection_that_makes_no_sense(own, size, problem):
    with pytest.raises(ModifierError, match=problem) as caught:
        own.modified(project=size)
    assert len(str(caught.value)) < 200


def test_the_sizes_add_up():
    own = cell("peephole_lstm", bias="double", project="r")
    assert expand(own.count - sum(Mul(*p.shape) for p in own.parameters)) == 0
