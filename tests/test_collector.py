"""The garbage collector rests while cells are made, and is as it was afterwards."""

import gc

import pytest

from symbolic import Cell, SymbolicError
from symbolic.collector import without_collector


@pytest.fixture(autouse=True)
def collecting():
    gc.enable()
    yield
    gc.enable()


@without_collector
def is_collecting():
    return gc.isenabled()


def test_it_rests_within_and_is_as_it_was_after():
    nested = without_collector(lambda: (is_collecting(), gc.isenabled()))
    assert nested() == (False, False)
    assert gc.isenabled()
    gc.disable()
    assert not is_collecting()
    assert not gc.isenabled()


def test_an_error_does_not_leave_it_off():
    with pytest.raises(SymbolicError):
        Cell("h[t] = tanh(W @ x[t] + V @ h[t])", {"x": "n", "h": "m"})
    assert gc.isenabled()


def circles(equations):
    """How many objects of a cell and its backward pass only the collector can free."""
    text = "".join(
        f"h{i}[t] = tanh(W{i} @ {f'h{i - 1}[t]' if i else 'x[t]'} + U{i} @ h{i}[t-1])\n" for i in range(equations)
    )
    gc.collect()
    own = Cell(text, {"x": "n"} | {f"h{i}": "m" for i in range(equations)})
    own.count_at(n=3, m=5)
    own.backward()
    del own
    return gc.collect()


def test_what_is_made_without_it_holds_no_circles_that_grow_with_the_program():
    circles(3)
    gc.freeze()  # What other tests have left is not gone through again and again.
    assert circles(60) <= circles(3)
