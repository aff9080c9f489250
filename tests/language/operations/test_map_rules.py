"""Operations that read an array by its axes: convolutions, quaternions, parts of a vector."""

from __future__ import annotations

from math import prod

import numpy as np
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


HEADS = "h[t] = concat(tanh(A[j] @ part(x[t], j, H)) for j in H)"


def test_a_part_for_each_head_is_a_head_wide():
    own = Cell(HEADS, {"x": "n", "h": "m"})
    assert shapes(own) == {"A": ("m/H", "n/H")}
    assert str(own.count) == "m*n/H"
    assert own.count_at(n=6, m=4, H=2) == 12


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("for j in H+1: h[t, j] = part(x[t], j, H)", "there is no part H of H; parts are numbered from 0"),
        ("for j in H: h[t, j] = part(x[t], j-1, H)", "there is no part -1 of H; parts are numbered from 0"),
        ("h[t] = sum(element(x[t], k) * U[k] for k in range(1, n+1))", "there is no element n of n; elements"),
        ("h[t] = element(x[t]) * u", "element takes a vector and which of its numbers: element(a, 0)"),
        ("h[t] = unit(dot(x[t], x[t]), n, n)", "there is no element n of n"),
        ("h[t] = diagonal_sums(x[t])", "diagonal_sums takes a matrix: (n,)"),
        ("h[t] = softmax(dot(x[t], x[t-k]) for k in range(1, 1))", "the range of k from 1 to 1 is empty"),
        ("h[t] = concat(rows(x[t], 0, k) for k in range(1, 3))", "rows gives the elements from the first to the last"),
    ],
)
def test_what_is_not_there_is_refused(text, words):
    with pytest.raises(EquationError) as refused:
        Cell(text, {"x": "n"} if "u" in text.split() else {"x": "n", "h": "n"})
    assert words in refused.value.problem
    assert refused.value.text == text


def test_attention_over_nothing_at_these_sizes():
    own = Cell("h[t] = U @ softmax(dot(x[t], x[t-k]) for k in range(1, K))", {"x": "n", "h": "m"})
    assert own.count_at(n=2, m=5, K=4) == 15
    with pytest.raises(
        EquationError, match="the range of k is empty, and a vector or a matrix needs at least one member"
    ):
        own.count_at(n=2, m=5, K=1)


TRIANGLE = "h[t] = tanh(W @ x[t] + blocks(R[i, j] for i in g for j in range(i, g)) @ h[t-1])"


def test_blocks_of_a_triangle():
    """The recurrent matrix of a clockwork network: as many blocks as there are pairs of modules in order."""
    own = Cell(TRIANGLE, SIZES)
    assert shapes(own) == {"W": ("m", "n"), "R": ("m/g", "m/g")}
    assert own.count_at(n=2, m=6, g=3) == 2 * 6 + 6 * 2 * 2
    assert str(own.work.operations.macs) == "m*n + m**2/2 + m**2/2/g"
    assert own.roles == {"W": "input kernel", "R": "recurrent kernel"}


def test_blocks_by_hand():
    draw = np.random.default_rng(0)
    W, R, x = draw.normal(size=(6, 2)), draw.normal(size=(6, 2, 2)), draw.normal(size=(4, 2))
    U, pairs = np.zeros((6, 6)), [(i, j) for i in range(3) for j in range(i, 3)]
    for member, (i, j) in zip(R, pairs, strict=True):
        U[2 * i : 2 * i + 2, 2 * j : 2 * j + 2] = member
    h = np.zeros(6)
    for now, output in zip(x, Cell(TRIANGLE, SIZES).run({"W": W, "R": R}, {"x": x})["h"], strict=True):
        h = np.tanh(W @ now + U @ h)
        np.testing.assert_allclose(output, h, rtol=1e-13)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("h[t] = blocks(R[i] for i in g) @ h[t-1]", "blocks runs over 2 indices, such as blocks(R[i, j] for i in g"),
        ("h[t] = (M * W) @ x[t] + (M * U) @ h[t-1]", "@ needs as many columns on its left as rows on its right"),
    ],
)
def test_a_matrix_of_another_shape_is_refused(text, words):
    with pytest.raises(EquationError) as refused:
        Cell(text, SIZES if "x[t]" in text else {"h": "m"}, fixed=["M"] if "M" in text else [])
    assert words in refused.value.problem
    assert refused.value.column < refused.value.end


def test_a_mask_is_stored_and_not_trained():
    own = Cell("h[t] = tanh(W @ x[t] + (M * U) @ h[t-1])", SIZES, fixed=["M"])
    assert str(own.count) == "m*(m + n)"
    assert str(own.fixed_size) == "m**2"
    assert "d_U = sum(d_net_h[t] @ h[t-1].T * M for t in T)" in own.backward().text


def test_a_toeplitz_matrix_has_a_number_for_each_diagonal():
    own = Cell("h[t] = tanh(toeplitz(w, m) @ x[t] + toeplitz(u, m) @ h[t-1])", SIZES)
    assert shapes(own) == {"w": ("n + m - 1",), "u": ("2*m - 1",)}
    assert own.roles == {"w": "input kernel", "u": "recurrent kernel"}
    assert own.count_at(n=4, m=3) == 6 + 5
    draw = np.random.default_rng(0)
    w, u, x, h = draw.normal(size=6), draw.normal(size=5), draw.normal(size=(4, 4)), np.zeros(3)
    W = np.array([[w[i - j + 3] for j in range(4)] for i in range(3)])
    U = np.array([[u[i - j + 2] for j in range(3)] for i in range(3)])
    for now, output in zip(x, own.run({"w": w, "u": u}, {"x": x})["h"], strict=True):
        h = np.tanh(W @ now + U @ h)
        np.testing.assert_allclose(output, h, rtol=1e-13)
    with pytest.raises(EquationError, match="@ needs as many columns on its left as rows on its right"):
        Cell("h[t] = tanh(toeplitz(w, m) @ x[t])", {**SIZES, "w": "m"})
