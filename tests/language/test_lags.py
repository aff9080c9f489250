"""Earlier steps by a range: how far back they reach, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import Cell
from symbolic.errors import EquationError, SizeError
from symbolic.language.lags import index_at_lag, lag_range, time_text
from symbolic.language.nodes import Loop
from symbolic.language.parser import parse
from symbolic.language.printer import SOURCE, spell_program
from symbolic.language.sizes.size import Size

k, j, K = (Size.letter(name) for name in "kjK")


@pytest.mark.parametrize("time", ["t", "t-1", "t-k", "t-k-1", "t-2*k", "t+1-k", "t-k-j"])
def test_a_time_is_spelled_as_it_reads(time):
    text = f"y[t] = sum(A[k, j] @ x[{time}] for k in range(1, K) for j in range(k, K))"
    program = parse(text)
    assert parse(spell_program(program, SOURCE)) == program


@given(st.integers(0, 5), st.integers(1, 4), st.integers(1, 4), st.integers(-2, 2), st.integers(-2, 2))
def test_the_ends_of_a_range_of_steps_are_its_least_and_greatest(start, width, inner, first, second):
    """Held against every member, written out."""
    lag = k * first + j * second + 9
    loops = [Loop("k", Size.of(start), Size.of(start + width)), Loop("j", k, k + inner)]
    every = [9 + first * a + second * b for a in range(start, start + width) for b in range(a, a + inner)]
    low, high = lag_range(lag, loops)
    assert low.constant is not None
    assert high.constant is not None
    # Both ends are bounds; where the indices do not depend on each other they are met.
    assert low.constant <= min(every)
    assert max(every) <= high.constant
    if first * second >= 0 or inner == 1:
        assert (low.constant, high.constant) == (min(every), max(every))


def test_the_member_that_reads_a_step():
    loops = [Loop("k", Size.of(1), K + 1)]
    assert index_at_lag(k, 1, loops) == {"k": Size.of(1)}
    assert index_at_lag(k, 0, loops) is None
    with pytest.raises(SizeError, match="whether t-k comes to t-2 depends on the sizes"):
        index_at_lag(k, 2, loops)


REFUSED = {
    "h[t] = sum(A[k] @ h[t-k] for k in K)": "t-k begins at t; begin its range at 1",
    "h[t] = sum(A[k] @ h[t+k] for k in range(1, K))": "a cell cannot read a later step",
    "h[t] = sum(A[k] @ h[t+2-k] for k in range(1, K))": "t+2-k can be a later step than t",
    "h[t] = U[j] @ h[t-j]": "j is neither a size nor the index of a family around it",
    "h[t] = sum(A[k] @ h[t-k/2] for k in range(1, K))": "a time is t less a whole number of steps",
    "h[t-k] = h[t-1]": "an equation assigns h[t], not h[t-k]",
    "h[t] = sum(A[k] @ h[t-k] for k in range(3, 1))": "the range of k from 3 to 1 runs backwards",
    "h[t] = sum(A[k] @ h[t-k] for k in range(2, 2))": "the range of k from 2 to 2 is empty",
}


@pytest.mark.parametrize(("text", "words"), REFUSED.items())
def test_what_cannot_be_read_is_refused_with_its_place(text, words):
    with pytest.raises(EquationError) as refused:
        Cell(text, {"h": "m"})
    assert words in refused.value.problem
    assert refused.value.text == text
    assert refused.value.column < refused.value.end


def test_a_time_is_printed_in_words():
    assert [time_text(lag) for lag in (0, 3, -1, k, k + 2, k * 2)] == ["t", "t-3", "t+1", "t-k", "t-k-2", "t-2*k"]
