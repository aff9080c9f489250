"""Families: counts and unions, held against nested Python loops."""

import itertools

import pytest
import sympy
from hypothesis import assume, example, given
from hypothesis import strategies as st

from symbolic._cell import Cell
from symbolic.errors import DefinitionError, EquationError, SizeError
from symbolic.language.families import count, members, union
from symbolic.language.nodes import Loop
from symbolic.language.size_parser import parse_size
from symbolic.language.sizes.carriers import Integers, Polynomials
from symbolic.language.sizes.size import Size

VALUES = {"N": 4, "L": 7, "H": 3}


def loops(*texts: tuple[str, str, str]) -> list[Loop]:
    return [Loop(index, parse_size(start), parse_size(stop)) for index, start, stop in texts]


def number(text: str, values: dict[str, int]) -> int:
    top, bottom = parse_size(text).evaluate(values.__getitem__)
    assert top % bottom == 0
    return top // bottom


def run(texts, values) -> list[dict[str, int]]:
    """What Python's own loops do: every assignment of the indices, in order."""
    if not texts:
        return [values]
    index, start, stop = texts[0]
    steps = range(number(start, values), number(stop, values))
    return [row for step in steps for row in run(texts[1:], {**values, index: step})]


def runs_forward(texts, values) -> bool:
    if not texts:
        return True
    index, start, stop = texts[0]
    first, last = number(start, values), number(stop, values)
    return last >= first and all(runs_forward(texts[1:], {**values, index: k}) for k in range(first, last))


BOUNDS = ("0", "1", "2", "N", "L", "N + L", "2*N", "N*H")


@st.composite
def nested(draw):
    texts = []
    for place, index in enumerate("ijkl"[: draw(st.integers(1, 4))]):
        outer = "ijkl"[:place]
        inner = [f"{name} + {shift}" for name in outer for shift in (0, 1)] + [f"2*{name}" for name in outer]
        texts.append((index, draw(st.sampled_from([*BOUNDS, *inner])), draw(st.sampled_from([*BOUNDS, *inner]))))
    return texts


@given(nested(), st.fixed_dictionaries({name: st.integers(1, 5) for name in VALUES}))
@example([("i", "0", "L"), ("j", "0", "i + 0"), ("k", "2", "i + 0")], {"N": 1, "L": 3, "H": 1})
def test_a_count_is_what_nested_loops_do(texts, values):
    if runs_forward(texts, values):
        assert count(Integers(values), loops(*texts)) == len(run(texts, values))
    else:
        with pytest.raises(SizeError, match="runs backwards"):
            count(Integers(values), loops(*texts))


@given(nested(), st.fixed_dictionaries({name: st.integers(1, 5) for name in VALUES}))
def test_letters_give_the_same_count(texts, values):
    assume(runs_forward(texts, values))
    expected = len(run(texts, values))
    try:
        letters = count(Polynomials(), loops(*texts))
    except SizeError:
        return  # A range of plain numbers runs backwards, in a loop that never runs at these values.
    top, bottom = letters.evaluate(values.__getitem__)
    assert top == expected * bottom


def test_a_triangle():
    g = Size.letter("g")
    assert count(Polynomials(), loops(("i", "0", "g"), ("j", "i", "g"))) == g * (g + 1) / 2


INDICES = ("0", "1", "N", "N - 1", "k", "k + 1", "k - 1", "j")
RANGES = (("0", "N"), ("1", "N"), ("1", "N + 1"), ("N", "L"), ("0", "3"), ("2", "N"))


@st.composite
def occurrences(draw):
    pairs = []
    for _ in range(draw(st.integers(1, 4))):
        index = draw(st.lists(st.sampled_from(INDICES), min_size=2, max_size=2))
        texts = [(name, *draw(st.sampled_from(RANGES))) for name in ("k", "j")]
        pairs.append((index, texts))
    return pairs


def enumerate_members(index, texts, values) -> set[tuple[int, ...]]:
    used = [row for row in texts if any(row[0] in parse_size(part).letters for part in index)]
    return {tuple(number(part, row) for part in index) for row in run(used, values)}


@given(occurrences())
def test_a_union_holds_every_member_once(pairs):
    """Where the union can be told, the sum of its counts is the number of distinct members."""
    read = [members(tuple(map(parse_size, index)), loops(*texts)) for index, texts in pairs]
    try:
        groups = union(read)
    except DefinitionError:
        return
    for values in ({"N": 3, "L": 3}, {"N": 4, "L": 9}, {"N": 5, "L": 6}):
        expected = set(itertools.chain(*(enumerate_members(index, texts, values) for index, texts in pairs)))
        assert sum(count(Integers(values), group[1]) for group in groups) == len(expected)


@pytest.mark.parametrize(
    ("reads", "total"),
    [
        ("R[0] @ h[t-1] + sum(R[k] @ h[t-1] for k in range(1, L))", "L"),
        ("R[1] @ h[t-1] + sum(R[k] @ h[t-1] for k in range(1, L + 1))", "L"),
        ("sum(R[k] @ h[t-1] for k in L) + sum(R[j] @ h[t-1] for j in L)", "L"),
        ("sum(R[k] @ h[t-1] for k in N) + sum(R[N + k] @ h[t-1] for k in N)", "2*N"),
        ("sum(R[i, j] @ h[t-1] for i in N for j in range(i, N))", "N*(N + 1)/2"),
        ("sum(R[i, j] @ h[t-1] for i in N for j in range(i + 1))", "N*(N + 1)/2"),
    ],
)
def test_members_of_a_kernel(reads, total):
    cell = Cell(f"h[t] = tanh({reads})", {"h": "m"})
    assert sympy.expand(cell.count - sympy.sympify(f"m**2*({total})", locals={"N": sympy.Symbol("N")})) == 0


def test_members_that_may_be_the_same_are_refused_with_their_place():
    with pytest.raises(EquationError, match=r"line 1: the members of R: cannot determine whether"):
        Cell("h[t] = tanh(R[H] @ h[t-1] + sum(R[k] @ h[t-1] for k in N))", {"h": "H"})


TREE = """
    i[t] = sigmoid(W_i @ x[t] + sum(U_i[k] @ h[t-1, k] for k in N) + b_i)
    for k in N:
        f[t, k] = sigmoid(W_f @ x[t] + sum(U_f[k, l] @ h[t-1, l] for l in N) + b_f)
    o[t] = sigmoid(W_o @ x[t] + sum(U_o[k] @ h[t-1, k] for k in N) + b_o)
    u[t] = tanh(W_u @ x[t] + sum(U_u[k] @ h[t-1, k] for k in N) + b_u)
    c[t] = i[t] * u[t] + sum(f[t, k] * c[t-1, k] for k in N)
    h[t] = o[t] * tanh(c[t])
"""


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_an_n_ary_tree_lstm(n, m, children):
    recurrent = 3 * children * m * m + children * children * m * m
    assert Cell(TREE, {"x": "n", "h": "m"}).count_at(n=n, m=m, N=children) == 4 * (n * m + m) + recurrent


HIGHWAY = """
    a[t, 0] = tanh(W @ x[t] + R[0] @ h[t-1] + b[0])
    for l in range(1, L):
        a[t, l] = tanh(R[l] @ a[t, l-1] + b[l])
    h[t] = a[t, L - 1]
"""


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_depth_with_a_literal_first_member(n, m, depth):
    assert Cell(HIGHWAY, {"x": "n", "h": "m"}).count_at(n=n, m=m, L=depth) == n * m + depth * (m * m + m)


BLOCKS = "h[t] = tanh(W @ x[t] + blockdiag(R[j] for j in H) @ h[t-1])"


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_blocks_along_the_diagonal(n, block, heads):
    m = block * heads
    assert Cell(BLOCKS, {"x": "n", "h": "m"}).count_at(n=n, m=m, H=heads) == n * m + heads * block * block


def test_a_size_that_the_blocks_do_not_divide_is_refused_with_its_place():
    with pytest.raises(EquationError, match="10 is not divisible by 3") as refused:
        Cell(BLOCKS, {"x": "n", "h": "m"}).count_at(n=2, m=10, H=3)
    assert refused.value.text[refused.value.column : refused.value.end] == "blockdiag(R[j] for j in H)"


@pytest.mark.parametrize(
    ("clause", "message"),
    [
        ("for i in N for j in range(i*i, L)", "an outer index in a range is alone or times a size"),
        ("for i in N for j in range(i/2, L)", "an outer index in a range is alone or times a size"),
        ("for i in N for j in i for k in range(i*j, L)", "an outer index in a range is alone or times a size"),
        ("for i in N for i in L", "the index i is already used by an outer family"),
        ("for j in range(5, 2)", "runs backwards"),
    ],
)
def test_a_range_that_cannot_be_counted_is_refused(clause, message):
    with pytest.raises(EquationError, match=message):
        Cell(f"h[t] = sum(R[{'i, ' * ('for i' in clause)}j] @ h[t-1] {clause})", {"h": "m"})


def test_an_inner_family_does_not_shadow_the_index_of_a_loop():
    with pytest.raises(EquationError, match="line 2: the index k is already used by an outer family"):
        Cell("for k in N:\n    h[t, k] = sum(U[k] @ h[t-1, k] for k in N)", {"h": "m"})


def test_a_triangle_read_by_columns_is_the_one_read_by_rows():
    """``[i, j]`` for ``j`` from ``i`` on, and ``[k, i]`` for ``k`` up to ``i``."""
    g, i, j, k = (Size.letter(name) for name in "gijk")
    zero = Size.of(0)
    rows = members((i, j), (Loop("i", zero, g), Loop("j", i, g)))
    columns = members((k, i), (Loop("i", zero, g), Loop("k", zero, i + 1)))
    assert rows == columns
    below = members((i, j), (Loop("i", zero, g), Loop("j", zero, i + 1)))
    assert below == members((k, i), (Loop("i", zero, g), Loop("k", i, g)))
    assert rows != below


def test_two_ranges_that_meet_are_one():
    index, three = (Size.letter("#0"),), Size.of(3)
    low, high = (index, (Loop("#0", Size.of(0), Size.of(2)),)), (index, (Loop("#0", Size.of(1), three),))
    assert union([low, high]) == union([high, low]) == [(index, (Loop("#0", Size.of(0), three),))]


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("for k in range(1, N):\n    s[t, k] = W[k] @ s[t, k-1]\nh[t] = s[t, N-1] + V @ x[t]", "0"),
        ("for k in range(1, N):\n    s[t, k] = W[k] @ x[t]\nh[t] = sum(s[t, k] for k in N)", "0"),
        ("for k in N:\n    s[t, k] = W[k] @ x[t]\nh[t] = sum(s[t, k] for k in range(1, N + 1))", "N"),
        ("for k in N:\n    s[t, k] = W[k] @ s[t-1, k+1]\nh[t] = s[t, 0] + V @ x[t]", "N"),
        (
            "for k in N:\n    for j in N:\n        s[t, k, j] = W[k] @ x[t]\nh[t] = sum(s[t, k, j] for k in N "
            "for j in range(1, N + 1))",
            "#0, N",
        ),
    ],
)
def test_a_member_that_no_equation_assigns_is_refused_by_name(text, member):
    with pytest.raises(EquationError, match=f"no equation assigns the member {member.replace('#0', 'k')} of s"):
        Cell(text, {"x": "m", "h": "m", "s": "m"})
