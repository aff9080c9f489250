"""Size algebra, held against SymPy."""

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from symbolic.errors import SizeError
from symbolic.language.size_parser import parse_size
from symbolic.language.sizes.size import Size

LETTERS = ("n", "m", "H", "r")
Pair = tuple[Size, sympy.Expr]


def letter(name: str) -> Pair:
    return Size.letter(name), sympy.Symbol(name)


def monomial(parts: tuple[int, list[str]]) -> Pair:
    number, names = parts
    size, symbol = Size.of(number), sympy.Integer(number)
    for name in names:
        size, symbol = size * Size.letter(name), symbol * sympy.Symbol(name)
    return size, symbol


MONOMIALS = st.tuples(st.integers(1, 9), st.lists(st.sampled_from(LETTERS), max_size=2)).map(monomial)
ATOMS = st.one_of(
    st.integers(-5, 5).map(lambda number: (Size.of(number), sympy.Integer(number))),
    st.sampled_from(LETTERS).map(letter),
)


def grow(pairs: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    return st.one_of(
        st.tuples(pairs, pairs).map(lambda both: (both[0][0] + both[1][0], both[0][1] + both[1][1])),
        st.tuples(pairs, pairs).map(lambda both: (both[0][0] - both[1][0], both[0][1] - both[1][1])),
        st.tuples(pairs, pairs).map(lambda both: (both[0][0] * both[1][0], both[0][1] * both[1][1])),
        st.tuples(pairs, MONOMIALS).map(lambda both: (both[0][0] / both[1][0], both[0][1] / both[1][1])),
    )


SIZES = st.recursive(ATOMS, grow, max_leaves=6)
VALUES = st.fixed_dictionaries({name: st.integers(1, 50) for name in LETTERS})


@given(SIZES, VALUES)
def test_arithmetic_is_that_of_sympy_at_any_numbers(pair, values):
    size, symbol = pair
    top, bottom = size.evaluate(values.__getitem__)
    assert sympy.Rational(top, bottom) == symbol.subs(values)


@given(SIZES, SIZES)
def test_two_sizes_are_equal_exactly_when_their_difference_is_zero(first, second):
    assert (first[0] == second[0]) == (sympy.expand(first[1] - second[1]) == 0)
    if first[0] == second[0]:
        assert hash(first[0]) == hash(second[0])


@given(SIZES, VALUES)
def test_numbers_are_put_one_after_the_other_or_all_at_once(pair, values):
    size, _ = pair
    first = {name: values[name] for name in list(values)[:2]}
    assert size.substitute(first).substitute(values) == size.substitute(values)
    top, bottom = size.evaluate(values.__getitem__)
    assert size.substitute(values) * bottom == Size.of(top)


@given(SIZES)
def test_a_size_reads_back_from_its_text(pair):
    size, symbol = pair
    assert parse_size(str(size)) == size
    names = {name: sympy.Symbol(name) for name in LETTERS}
    assert sympy.expand(sympy.sympify(str(size), locals=names) - symbol) == 0


@given(SIZES)
def test_a_constant_is_a_size_without_letters(pair):
    size, symbol = pair
    expanded = sympy.expand(symbol)
    assert size.constant == (int(expanded) if expanded.is_Integer else None)
    assert set(size.letters) == {name.name for name in expanded.free_symbols}


@given(SIZES, VALUES)
def test_least_is_a_lower_bound_and_is_reached(pair, values):
    size, _ = pair
    if size.least is not None:
        top, bottom = size.evaluate(values.__getitem__)
        assert top >= size.least * bottom
        top, bottom = size.evaluate(lambda name: 1)
        assert top == size.least * bottom


def test_plain_integers_stand_on_either_side():
    m = Size.letter("m")
    assert (1 + m, 2 * m, 3 - m) == (m + 1, m * 2, Size.of(3) - m)


@pytest.mark.parametrize("by", [Size.of(0), Size.letter("n") + 1])
def test_a_size_is_divided_by_a_monomial_alone(by):
    with pytest.raises(SizeError, match="divided by a number or by letters"):
        Size.letter("m") / by


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (lambda a: a * a * a * a * a, "at most 500 terms"),
        (lambda a: Size.of(10**60) * 10**60, "at most 100 digits"),
        (lambda a: _power(Size.letter("m"), 65), "at most 64 letters"),
    ],
)
def test_a_size_cannot_grow_without_bounds(operation, message):
    wide = Size.of(0)
    for place in range(20):
        wide = wide + Size.letter(f"a{place}")
    with pytest.raises(SizeError, match=message):
        operation(wide)


def _power(base: Size, exponent: int) -> Size:
    product = base
    for _ in range(exponent - 1):
        product = product * base
    return product


def test_sizes_that_differ_are_seen_to_differ():
    """The comparison with SymPy above can fail: one letter more is another size."""
    size, symbol = letter("m")
    assert sympy.expand((symbol + sympy.Symbol("n")) - symbol) != 0
    assert size + Size.letter("n") != size


def test_the_least_value_is_that_at_ones():
    assert parse_size("m**2 + 3*n").least == 4
    assert parse_size("m - n").least is None
    assert parse_size("m / H").least is None


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.tuples(*[st.integers(-2, 2)] * 3)), max_size=6),
    st.dictionaries(st.sampled_from("abc"), st.integers(1, 12)),
    st.dictionaries(st.sampled_from("abc"), st.sampled_from("abcd")),
)
def test_numbers_and_other_letters_put_in(terms, numbers, names):
    size = sum(
        (Size({tuple(p for p in zip("abc", powers, strict=True) if p[1]): c}) for c, powers in terms), Size.of(0)
    )
    for made in (
        (size.substitute(numbers), {name: Size.of(number) for name, number in numbers.items()}),
        (size.rename(names), {name: Size.letter(other) for name, other in names.items()}),
    ):
        top, bottom = size.evaluate(lambda letter, values=made[1]: values.get(letter, Size.letter(letter)))
        assert made[0] * bottom == top + Size.of(0)
