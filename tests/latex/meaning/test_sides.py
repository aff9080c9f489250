"""The left and the right child of a node."""

import pytest

from symbolic import SymbolicError
from symbolic.latex.reading import read_text

NODE = r"\[ h = \tanh(W x + U^{%s} h^{%s} + V^{%s} h^{%s} + b) \]"


@pytest.mark.parametrize(("left", "right"), [("l", "r"), ("L", "R"), (r"\text{left}", r"\text{right}"), ("1", "2")])
def test_two_labelled_states_that_nothing_assigns_are_the_children(left, right):
    reading = read_text(NODE % (left, left, right, right)).only()
    assert "h[t-1, 0]" in reading.equations
    assert "h[t-1, 1]" in reading.equations
    assert str(reading.count) == "m*n + 2*m**2 + m"


def test_children_of_a_step_in_time_stand_at_the_step_before():
    text = r"\[ h_t = \tanh(U h_{t-1}^L + V h_{t-1}^R + b) \]"
    assert str(read_text(text).only().count) == "2*m**2 + m"


def test_one_labelled_state_alone_is_no_child():
    with pytest.raises(SymbolicError, match="never assigned"):
        read_text(r"\[ h_t = \tanh(W x_t + U h_{t-1} + V h_{t-1}^L) \]").only()
