"""Operations that read an array by its axes: convolutions, quaternions, parts of a vector."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import expand, symbols

from symbolic import Cell
from symbolic.errors import EquationError, ShapeError

EXTENTS = ("D", "H", "W")
AXES = ("k", "l", "p")
MAPS = {"x": ("a", "H", "W"), "h": ("c", "H", "W")}
QUATERNION = "h[t] = tanh(hamilton(W, x[t]) + hamilton(U, h[t-1]) + b)"
PARTS = "v[t] = W @ x[t] + U @ h[t-1]\nh[t] = part(v[t], 0, N) * tanh(part(v[t], 1, N))"
SIZES = {"x": "n", "h": "m"}
small = st.integers(1, 9)


def convolutional(dimensions: int, peephole: bool = False) -> Cell:
    """A recurrent convolution over some dimensions, with a bias shared over the map."""
    extents, kernel = EXTENTS[:dimensions], ", ".join(AXES[:dimensions])
    scale = " + p * h[t-1]" if peephole else ""
    text = f"h[t] = tanh(conv(K, x[t], {kernel}) + conv(U, h[t-1], {kernel}){scale} + b)"
    return Cell(text, {"x": ("a", *extents), "h": ("c", *extents), "b": "c"})


def shapes(own: Cell) -> dict[str, tuple[str, ...]]:
    return {name: tuple(map(str, shape)) for name, (shape, _) in own.shapes.items()}


@pytest.mark.parametrize("dimensions", [1, 2, 3])
def test_the_kernel_is_out_in_extents(dimensions):
    axes = AXES[:dimensions]
    assert shapes(convolutional(dimensions)) == {"K": ("c", "a", *axes), "U": ("c", "c", *axes), "b": ("c",)}


@pytest.mark.parametrize("dimensions", [1, 2, 3])
def test_the_map_does_not_enter_but_through_a_peephole(dimensions):
    c, a, *extents = symbols(["c", "a", *EXTENTS[:dimensions]])
    kernel = prod(symbols(AXES[:dimensions]))
    plain, peephole = convolutional(dimensions), convolutional(dimensions, peephole=True)
    assert expand(plain.count - c * (kernel * (a + c) + 1)) == 0
    assert expand(peephole.count - plain.count - c * prod(extents)) == 0


@given(st.integers(1, 3), st.lists(small, min_size=8, max_size=8))
def test_integers_count_what_is_counted_by_hand(dimensions, numbers):
    a, c, *rest = numbers
    axes, extents = rest[:dimensions], rest[3 : 3 + dimensions]
    at = {"a": a, "c": c, **dict(zip(AXES, axes, strict=False)), **dict(zip(EXTENTS, extents, strict=False))}
    wanted = c * a * prod(axes) + c * c * prod(axes) + c * prod(extents) + c
    assert convolutional(dimensions, peephole=True).count_at(**at) == wanted


def test_extents_by_declaration_are_extents_by_size():
    declared = Cell("h[t] = tanh(conv(K, x[t]) + b)", {**MAPS, "b": "c", "K": ("c", "a", 3, 5)})
    written = Cell("h[t] = tanh(conv(K, x[t], 3, 5) + b)", {**MAPS, "b": "c"})
    assert shapes(declared) == shapes(written)
    assert declared.count == written.count


def test_a_kernel_that_is_used_twice_is_one():
    own = Cell("h[t] = tanh(conv(K, x[t], 3) + conv(K, h[t-1]))", {"x": ("c", "N"), "h": ("c", "N")})
    assert shapes(own) == {"K": ("c", "c", "3")}


def test_a_bias_that_is_not_declared_is_one_for_each_place():
    own = Cell("h[t] = tanh(conv(K, x[t], 3, 3) + b)", MAPS)
    assert shapes(own)["b"] == ("c", "H", "W")


@pytest.mark.parametrize(
    ("text", "sizes", "problem"),
    [
        ("conv(K, x[t])", {}, "conv needs the extents of its kernel: conv(K, a, k, k), or the whole shape of K"),
        ("conv(K, x[t], 3)", {}, "conv takes a map, channels first: (a, H, W) and (?, ?)"),
        ("conv(K, x[t], 3, 3, 3)", {}, "conv takes a map, channels first: (a, H, W) and (?, ?, ?, ?)"),
        ("conv(K, x[t], 3, 3, 3, 3)", {}, "conv takes 2 to 5 arguments, not 6"),
        ("conv(K)", {}, "conv takes 2 to 5 arguments, not 1"),
        ("conv(K, x[t], 3, 3)", SIZES, "conv takes a map, channels first: (n,) and (?, ?, ?)"),
        ("conv(K, x[t])", {"K": ("c", "a", 3)}, "conv takes a map, channels first"),
        ("conv(K, x[t])", {"K": ("c", "a", 3, 3, 3, 3)}, "conv runs over one to three dimensions"),
        ("conv(K, x[t])", {"K": ("c", "a")}, "the kernel of conv is (out, in, extents)"),
        ("conv(K, x[t])", {"K": ("c", "e", 3, 3)}, "channels first: (a, H, W) and (e, ?, ?)"),
        ("conv(K, x[t], 3, 3)", {"K": ("c", "a", 3, 5)}, "the kernel of conv is (out, in, extents)"),
        ("conv(K, x[t], 3, 3)", {"h": ("c", "H", "V")}, "(c, H, V), its right-hand side (c, H, W)"),
        ("conv(K, x[t], 0, 3)", {}, "K would have an axis of length 0; every axis needs length at least 1"),
        ("conv(K, x[t], -1, 3)", {}, "K would have an axis of length -1"),
        ("conv(K, x[t], tanh(x[t]), 3)", {}, "is not a size"),
    ],
)
def test_a_convolution_that_does_not_fit(text, sizes, problem):
    with pytest.raises(EquationError) as caught:
        Cell(f"h[t] = tanh({text})", {**MAPS, **sizes})
    first, _, caret = str(caught.value).splitlines()
    assert problem in first
    assert caret.strip(" ^") == ""


@pytest.mark.parametrize(
    ("size", "problem"), [("k - 5", "K would have an axis of length -2"), ("k/2", "k/2 is not a whole number at k = 3")]
)
def test_an_extent_that_only_the_numbers_show_to_be_none(size, problem):
    own = Cell(f"h[t] = tanh(conv(K, x[t], {size}, 3))", MAPS)
    with pytest.raises(EquationError) as caught:
        own.count_at(a=2, c=3, H=4, W=4, k=3)
    assert problem in str(caught.value)


def test_a_quaternion_kernel_is_a_quarter():
    own = Cell(QUATERNION, SIZES)
    n, m = symbols("n m")
    assert shapes(own) == {"W": ("4", "m/4", "n/4"), "U": ("4", "m/4", "m/4"), "b": ("m",)}
    assert expand(own.count - (m * (n + m) / 4 + m)) == 0


@given(small, small)
def test_quaternions_on_integers(n, m):
    assert Cell(QUATERNION, SIZES).count_at(n=4 * n, m=4 * m) == 4 * m * n + 4 * m * m + 4 * m


def test_a_declared_kernel_tells_the_sizes():
    own = Cell("h[t] = tanh(hamilton(W, x[t]) + b)", {"W": (4, "p", "q")})
    assert shapes(own)["b"] == ("4*p",)
    assert own.count_at(p=2, q=3) == 4 * 2 * 3 + 8


@pytest.mark.parametrize(
    ("sizes", "problem"),
    [
        ({**SIZES, "W": ("m", "n")}, "the kernel of hamilton is (4, rows, columns): (m, n) and (4, ?, ?)"),
        ({**SIZES, "W": (3, "m", "n")}, "the kernel of hamilton is (4, rows, columns)"),
        ({"x": "n", "W": (4, "p", "q")}, "the members together do not have the size needed here"),
        ({"x": ("n", "n"), "h": "m"}, "hamilton takes a vector: (n, n) and (?,)"),
        ({"x": "n", "h": ("m", "m")}, "has shape (m, m), its right-hand side (?,)"),
        ({"x": "n"}, "cannot determine the shape of h"),
    ],
)
def test_quaternions_that_do_not_fit(sizes, problem):
    with pytest.raises(ShapeError) as caught:
        Cell("h[t] = tanh(hamilton(W, x[t]))", sizes)
    assert problem in str(caught.value)


def test_a_size_that_is_not_divisible_by_four():
    with pytest.raises(EquationError, match="9 is not divisible by 4, as the equations require"):
        Cell(QUATERNION, SIZES).count_at(n=9, m=4)


@pytest.mark.parametrize(
    ("sizes", "kernels"),
    [
        (SIZES, {"W": ("N*m", "n"), "U": ("N*m", "m")}),
        ({"x": "n", "v": "m"}, {"W": ("m", "n"), "U": ("m", "m/N")}),
    ],
)
def test_a_part_and_its_whole(sizes, kernels):
    assert shapes(Cell(PARTS, sizes)) == kernels


@given(small, small, st.integers(2, 9))
def test_parts_on_integers(n, m, parts):
    assert Cell(PARTS, SIZES).count_at(n=n, m=m, N=parts) == parts * m * (n + m)
    assert Cell(PARTS, {"x": "n", "v": "m"}).count_at(n=n, m=parts * m, N=parts) == parts * m * (n + m)


@given(st.integers(-3, 9), st.integers(-3, 9))
def test_there_are_as_many_parts_as_are_said(place, count):
    text = f"v[t] = W @ x[t]\nh[t] = part(v[t], {place}, {count})"
    if 0 <= place < count:
        assert Cell(text, SIZES).count_at(n=1, m=1) == count
    else:
        with pytest.raises(EquationError, match=f"there is no part {place} of {count}; parts are numbered from 0"):
            Cell(text, SIZES)


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        ("part(v[t])", "part takes a vector, which part and of how many: part(a, 0, 4)"),
        ("part(v[t], 0)", "part takes a vector, which part and of how many: part(a, 0, 4)"),
        ("part(v[t], 0, 2, 3)", "part takes 1 to 3 arguments, not 4"),
        ("part(v[t], v[t], 2)", "is not a size"),
        ("part(dot(v[t], v[t]), 0, 2)", "part takes a vector: "),
        ("tanh(part(v[t], 0, 4)) + v[t]", "these shapes differ"),
    ],
)
def test_parts_that_do_not_fit(part, problem):
    with pytest.raises(EquationError) as caught:
        Cell(f"v[t] = W @ x[t]\nh[t] = {part}", {"x": "n", "v": "m"})
    assert problem in str(caught.value)


def test_a_part_that_only_the_numbers_show_to_be_none():
    own = Cell("v[t] = W @ x[t]\nh[t] = part(v[t], i, N)", SIZES)
    assert own.count_at(n=1, m=1, N=2, i=1) == 2
    with pytest.raises(EquationError, match="there is no part 2 of 2"):
        own.count_at(n=1, m=1, N=2, i=2)


def test_a_vector_that_does_not_divide():
    with pytest.raises(EquationError, match="9 is not divisible by 4, as the equations require"):
        Cell(PARTS, {"x": "n", "v": "m"}).count_at(n=1, m=9, N=4)
