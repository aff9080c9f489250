"""The work of a backward pass: what is left out, and what equal cells share."""

import pytest

from symbolic import Cell, cell
from symbolic.backward.backward_work import Forward, find_backward_work
from symbolic.errors import DerivativeError
from symbolic.language.size_parser import parse_size

TEXT, SIZES = "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"}


@pytest.mark.parametrize(
    ("wanted", "macs"),
    [((True, True), "2*m*n + 2*m**2"), ((False, True), "m*n + 2*m**2"), ((True, False), "m*n + m**2")],
)
def test_gradients_that_are_not_wanted_are_left_out(wanted, macs):
    assert Cell(TEXT, SIZES).backward_work(*wanted).operations.macs == parse_size(macs)


def test_cells_that_are_written_alike_are_derived_once():
    first, second = (Cell(TEXT, SIZES, name=name) for name in ("first", "second"))
    assert hash(first.definition) == hash(second.definition)
    assert first.backward_work() is second.backward_work()
    assert Cell(TEXT, {"x": "k", "h": "m"}).backward_work() != first.backward_work()
    assert Cell(TEXT, SIZES, fixed=["U"]).backward_work() != first.backward_work()


def test_a_backward_pass_has_no_work_backward():
    own = cell("rnn").backward()
    with pytest.raises(DerivativeError, match="the backward pass of rnn"):
        own.backward_work()
    with pytest.raises(DerivativeError, match="the backward pass of another"):
        find_backward_work(Forward(own.definition, label="another"))
