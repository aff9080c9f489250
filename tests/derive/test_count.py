"""The count as a formula and as an integer: two routes through the same equations."""

from __future__ import annotations

from math import lcm
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Add, Expr, Integer, Rational, Symbol, denom, expand, symbols, together

from symbolic import Cell, cell, cells
from symbolic.derive.count import count_expression
from symbolic.derive.expressions import polynomial

CELLS = [
    *(cell(name) for name in cells()),
    *(cell(name, bias=bias) for name in ("rnn", "lstm", "gru_reset_after") for bias in ("none", "double")),
    cell("lstm", bias="double", project="r"),
    *(Cell.load(path) for path in sorted((Path(__file__).parent / "cells").glob("*.toml"))),
]
MOST = 10**12


def parts_below(own: Cell) -> tuple[set[str], int]:
    """The letters and the number that a size has to be a multiple of, as ``m/H`` says."""
    below = [denom(together(extent)) for parameter in own.parameters for extent in parameter.shape]
    letters = {letter.name for part in below for letter in part.free_symbols}
    return letters, lcm(*(int(part.as_coeff_Mul()[0]) for part in below), 1)


@st.composite
def cells_with_sizes(draw) -> tuple[Cell, dict[str, int]]:
    own = draw(st.sampled_from(CELLS))
    letters, number = parts_below(own)
    sizes = {letter: draw(st.integers(1, 12)) for letter in letters}
    # What leaves a row of a half out needs two of them.
    step = lcm(number, *sizes.values()) * (2 if "m/2 - 1" in own.text else 1)
    for letter in own.definition.letters:
        if letter not in sizes:
            sizes[letter] = step * draw(st.integers(1, MOST // step) | st.integers(1, 9))
    return own, sizes


@given(cells_with_sizes())
def test_the_integers_and_the_formula_agree(drawn):
    own, sizes = drawn
    number = own.count_at(**sizes)
    assert type(number) is int
    assert own.count.subs(sizes) == number


@given(cells_with_sizes())
def test_the_sizes_of_the_parameters_add_up_to_the_number(drawn):
    own, sizes = drawn
    counted = [parameter.size.subs(sizes) for parameter in own.parameters if parameter.trainable]
    assert sum(counted) == own.count_at(**sizes)
    assert all(size == int(size) and size >= 0 for size in counted)


@given(cells_with_sizes(), st.randoms(use_true_random=False))
def test_a_larger_size_never_counts_less(drawn, random):
    own, sizes = drawn
    letters, _ = parts_below(own)
    free = [letter for letter in sizes if letter not in letters and 2 * sizes[letter] <= MOST]
    if free:
        larger = random.choice(free)
        assert own.count_at(**{**sizes, larger: 2 * sizes[larger]}) >= own.count_at(**sizes)


@pytest.mark.parametrize("own", CELLS, ids=lambda own: own.label)
def test_the_largest_sizes_are_exact(own):
    sizes = dict.fromkeys(own.definition.letters, MOST)
    families = parts_below(own)[0]
    sizes |= dict.fromkeys(families, 10**6)
    number = own.count_at(**sizes)
    assert own.count.subs(sizes) == number
    assert type(number) is int


def test_an_exact_number_that_no_float_can_hold():
    n, m = 10**12 - 11, 10**12 - 39
    number = 4 * m * (n + m + 1)
    assert int(float(number)) != number
    assert cell("lstm").count_at(n=n, m=m) == number


@pytest.mark.parametrize("own", CELLS, ids=lambda own: own.label)
def test_the_count_holds_plain_letters_and_rational_numbers_alone(own):
    assert {letter.name for letter in own.count.free_symbols} == set(own.counted_letters)
    assert all(letter == Symbol(letter.name) for letter in own.count.free_symbols)
    assert all(isinstance(number, Rational) for number in own.count.atoms(Rational) | {Integer(1)})
    assert not any(atom.is_Float for atom in own.count.atoms())


@pytest.mark.parametrize("own", CELLS, ids=lambda own: own.label)
def test_the_expanded_count_is_a_sum_of_products(own):
    whole = own.table.total
    assert whole == expand(whole) == expand(own.count)
    assert all(not term.has(Add) for term in Add.make_args(whole))


n, m, H, N, g, L = symbols("n m H N g L")


@pytest.mark.parametrize(
    ("name", "total"),
    [
        ("tree", 4 * m * n + (3 * N + N**2) * m**2 + 4 * m),
        ("heads", 4 * m * n + 4 * m**2 / H + 4 * m),
        ("clockwork", m**2 * (g + 1) / (2 * g) + m * n),
        ("rounds", m * n + L * m**2 + L * m),
        ("scalars", 2 * n**2 + n + n + 2),
        ("bank", 3 * (2 * n + 1) + 3 + 3 * (n + m) + (n + m) ** 2),
    ],
)
def test_families_and_sizes_that_are_expressions(name, total: Expr):
    own = next(own for own in CELLS if own.name == name)
    assert expand(own.count - total) == 0
    assert own.count == count_expression(polynomial(total))


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40))
def test_a_triangle_of_blocks_counts_its_blocks_one_by_one(modules, width, inputs):
    own = next(own for own in CELLS if own.name == "clockwork")
    blocks = sum(1 for i in range(modules) for _ in range(i, modules))
    units = modules * width
    assert own.count_at(g=modules, m=units, n=inputs) == blocks * width**2 + units * inputs
