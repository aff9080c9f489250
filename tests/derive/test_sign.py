"""The sign of a polynomial at all sizes, held against its values."""

from hypothesis import given
from hypothesis import strategies as st

from symbolic.derive.sign import is_never_negative, sign
from symbolic.language.sizes.size import Size

POWERS = st.tuples(st.integers(-1, 3), st.integers(-1, 3))
POLYNOMIALS = st.lists(st.tuples(st.integers(-6, 6), POWERS), max_size=5)


def polynomial(terms: list[tuple[int, tuple[int, int]]]) -> Size:
    total = Size.of(0)
    for c, powers in terms:
        total = total + Size({tuple(pair for pair in zip("mn", powers, strict=True) if pair[1]): c})
    return total


@given(POLYNOMIALS)
def test_what_is_said_of_all_sizes_holds_at_each(terms):
    size = polynomial(terms)
    known, never_negative = sign(size), is_never_negative(size)
    for m in (1, 2, 3, 7, 50):
        for n in (1, 2, 5, 40):
            value, _ = size.evaluate({"m": m, "n": n}.__getitem__)
            assert known is None or known == (value > 0) - (value < 0)
            assert not never_negative or value >= 0


@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 9))
def test_what_is_above_zero_by_its_terms_is_known(a, b, c):
    m, n = Size.letter("m"), Size.letter("n")
    assert sign(a * m * m + b * m / n + c) == 1
    assert is_never_negative(m * n - m)


def test_of_too_many_powers_nothing_is_said():
    letters = [Size.letter(f"x{place}") for place in range(30)]
    assert sign(sum(letters, Size.of(1))) is None
    assert not is_never_negative(sum(letters, Size.of(1)))
