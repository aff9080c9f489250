"""Members between zeros are one vector where each begins where the one before it ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic.backward.tiling import whole_vector
from symbolic.language.parser import parse
from symbolic.language.printer import SOURCE, spell

OFFSETS = st.integers(-1, 1)


def read(text):
    return parse(f"h[t] = {text}").equations[0].value


@pytest.mark.parametrize(
    ("parts", "vector"),
    [
        ("sum(unit(dot(x[t], U[k]), k, N) for k in N)", "concat(dot(x[t], U[k]) for k in N)"),
        ("sum(unit(dot(x[t], U[k]), k-1, N-1) for k in range(1, N))", "concat(dot(x[t], U[k]) for k in range(1, N))"),
        ("sum(pad(a[t, k], q*k, q*(N-1-k)) for k in N)", "concat(a[t, k] for k in N)"),
        ("sum(pad(a[t, k], q*(k-1), q*(N-1-k)) for k in range(1, N))", "concat(a[t, k] for k in range(1, N))"),
        ("sum(pad(a[t, k], k, N-1-k) + pad(b[t, k], k, N-1-k) for k in N)", "concat((a[t, k] + b[t, k]) for k in N)"),
    ],
)
def test_members_that_fill_a_vector_stand_one_after_the_other(parts, vector):
    assert spell(whole_vector(read(parts)), SOURCE) == vector


@given(start=st.integers(0, 3), shift=OFFSETS, rest=OFFSETS, times=st.integers(1, 3))
def test_members_that_leave_a_rest_stay_between_their_zeros(start, shift, rest, times):
    """Members of as many numbers as they are apart, ``times`` times q, from ``shift``, with ``rest`` more behind."""
    before = f"{times}*q*(k - {start}) + {shift}"
    after = f"{times}*q*(N - 1 - k) + {rest}"
    node = read(f"sum(pad(a[t, k], {before}, {after}) for k in range({start}, N))")
    # All vectors are as long as one another; the members fill it where none begins later and none ends earlier.
    fills = shift == 0 and rest == 0
    assert (whole_vector(node) == node) != fills


@pytest.mark.parametrize(
    "text",
    [
        "x[t]",
        "concat(pad(a[t, k], k, N-1-k) for k in N)",
        "sum(pad(a[t, k], k, N-1-k) + x[t] for k in N)",
        "sum(unit(dot(x[t], U[k]), N-1-k, N) for k in N)",
        "sum(pad(a[t, k], k*k, N-1-k) for k in N)",
    ],
)
def test_what_is_no_vector_in_parts_stays_as_it_is(text):
    node = read(text)
    assert whole_vector(node) == node
