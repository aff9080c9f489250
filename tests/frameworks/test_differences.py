"""Where two layers differ."""

from itertools import pairwise

import pytest

from symbolic.frameworks import layer, layers
from symbolic.frameworks.differences import differing_equations, held_by_role
from symbolic.language.sizes.size import Size


@pytest.mark.parametrize(("left", "right"), list(pairwise(layers())))
def test_the_roles_add_up_to_both_counts(left, right):
    first, second = layer(left), layer(right)
    rows = held_by_role(first, second)
    assert sum((row.left for row in rows), Size.of(0)) == first.size
    assert sum((row.right for row in rows), Size.of(0)) == second.size


def test_a_layer_differs_in_nothing_from_itself():
    rows = held_by_role(layer("torch.nn.GRU"), layer("torch.nn.GRU"))
    assert all(row.difference == Size.of(0) and row.left_arrays == row.right_arrays for row in rows)
    assert differing_equations(layer("torch.nn.GRU"), layer("torch.nn.GRU")) == ([], [])


def test_each_role_names_the_arrays_that_hold_it():
    rows = {row.role: row for row in held_by_role(layer("torch.nn.LSTM", proj_size="r"), layer("torch.nn.LSTM"))}
    assert [name for name, _ in rows["bias"].left_arrays] == ["bias_ih_l0", "bias_hh_l0"]
    assert str(rows["projection"].difference) == "m*r"
    assert rows["projection"].right_arrays == ()


def test_equations_that_only_one_has():
    left, right = differing_equations(layer("torch.nn.RNN"), layer("torch.nn.RNN", nonlinearity="relu"))
    assert (left, right) == (
        ["h[t] = tanh(W @ x[t] + b + U @ h[t-1] + b_h)"],
        ["h[t] = relu(W @ x[t] + b + U @ h[t-1] + b_h)"],
    )
