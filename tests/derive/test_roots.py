"""Whole numbers at which a count is a number, held against looking at every one."""

from hypothesis import given
from hypothesis import strategies as st

from symbolic.derive.roots import added_up, degree, equation, grows, largest, pairs, roots
from symbolic.language.sizes.size import Size

M, N = Size.letter("m"), Size.letter("n")
PRODUCTS = (M * N, M * M, M, N, Size.of(1), N * N, M * N * N)
COEFFICIENTS = st.lists(st.integers(-30, 30), min_size=1, max_size=6)
BOUNDS = st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted)


def polynomial(coefficients):
    return sum(
        (c * Size({(("m", power),): 1} if power else {(): 1}) for power, c in enumerate(coefficients)), Size.of(0)
    )


@given(COEFFICIENTS, BOUNDS)
def test_every_root_is_found(coefficients, bounds):
    zero = polynomial(coefficients)
    if zero.terms:
        low, high = bounds
        wanted = [at for at in range(low, high + 1) if zero.evaluate(lambda _, at=at: at)[0] == 0]
        assert roots(zero, "m", low, high) == wanted


@given(st.lists(st.integers(-3, 15), max_size=5), st.sampled_from([-2, 1, 3]), BOUNDS)
def test_roots_side_by_side_and_doubled(places, factor, bounds):
    zero = Size.of(factor)
    for place in places:
        zero = zero * (M - place)
    low, high = bounds
    assert roots(zero, "m", low, high) == sorted({place for place in places if low <= place <= high})


@given(st.tuples(*[st.integers(-5, 5)] * 7), BOUNDS, BOUNDS)
def test_pairs_of_two_sizes(coefficients, rows, columns):
    zero = sum((c * part for c, part in zip(coefficients, PRODUCTS, strict=True)), Size.of(0))
    values, (low, high) = range(rows[0], rows[1] + 1), columns

    def left(m, n):
        return zero.evaluate({"m": m, "n": n}.__getitem__)[0]

    wanted = [(m, n) for m in values for n in range(low, high + 1) if left(m, n) == 0]
    # Where nothing is left of the polynomial, every number would do and none is told.
    told = [m for m in values if any(left(m, n) for n in range(50))]
    assert list(pairs(zero, "m", values, "n", low, high)) == [pair for pair in wanted if pair[0] in told]


@given(COEFFICIENTS, st.integers(0, 9))
def test_values_are_added_up(coefficients, more):
    values = [polynomial(coefficients).evaluate(lambda _, at=at: at)[0] for at in range(len(coefficients) + more)]
    assert list(added_up(values[: len(coefficients)], len(values))) == values


@given(st.integers(1, 50), st.integers(0, 50), st.integers(1, 10_000))
def test_the_largest_within_a_number(square, linear, place):
    size = M * M * square + M * linear
    number = square * place * place + linear * place
    assert grows(size)
    assert largest(size, "m", 1, 10_000, number) == place
    assert largest(size, "m", 1, 10_000, number - 1) in (place - 1, None)
    assert roots(equation(size, number), "m", 1, 10**12) == [place]


def test_a_count_with_a_division():
    assert roots(equation(M * M / 2 + M / Size.letter("m"), 51), "m", 1, 100) == [10]


def test_what_grows():
    assert grows(M * M + 3)
    assert not grows(12 * M - M * M)
    assert not grows(Size.of(1) / M)


def test_degree():
    assert (degree(M * M * N + N, "m"), degree(M * M * N + N, "n"), degree(M, "q")) == (2, 1, 0)
