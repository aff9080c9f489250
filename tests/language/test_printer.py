"""Equations as text: a program reads back from what is written of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic.language import nodes as n
from symbolic.language.parser import parse
from symbolic.language.printer import SOURCE, spell, spell_program

LETTERS = [n.Size.letter(name) for name in ("N", "m", "H")]
SIZES = st.one_of(
    st.integers(0, 20).map(n.Size.of),
    st.sampled_from(LETTERS),
    st.tuples(st.sampled_from(LETTERS), st.integers(1, 4)).map(lambda pair: pair[0] * pair[1] + 1),
    st.tuples(st.sampled_from(LETTERS), st.sampled_from(LETTERS)).map(lambda pair: pair[0] / pair[1] - 2),
)
LAGS = st.one_of(
    st.integers(0, 1000), st.sampled_from([letter * c + d for letter in LETTERS for c, d in [(1, 0), (2, 3)]])
)
NAMES = st.sampled_from(["W", "U_i", "b", "alpha", "W2"])
INDICES = st.lists(SIZES, max_size=2).map(tuple)
ATOMS = st.one_of(
    st.integers(0, 10**12).map(n.Number),
    st.floats(0, 10**12, allow_nan=False).map(n.Number),
    st.builds(n.Parameter, NAMES, INDICES),
    st.builds(n.Signal, st.sampled_from(["x", "h"]), LAGS, INDICES),
)


def sums(nodes: st.SearchStrategy[n.Node]) -> st.SearchStrategy[n.Node]:
    """Sums as they are read: the first term is no sum, and its sign is the sum's own."""
    first = nodes.map(lambda node: n.Call("tanh", (node,)) if isinstance(node, n.Add | n.Negate) else node)
    rest = st.lists(st.tuples(nodes, st.sampled_from([1, -1])), min_size=1, max_size=3)
    return st.tuples(first, st.sampled_from([1, -1]), rest).map(
        lambda parts: n.Add(
            (parts[0], *(term for term, _ in parts[2])),
            (parts[1], *(sign for _, sign in parts[2])),
        )
    )


RANGES = st.tuples(SIZES, SIZES).filter(
    lambda ends: (ends[1] - ends[0]).constant is None or (ends[1] - ends[0]).least > 0
)
LOOPS = st.lists(RANGES, min_size=1, max_size=3).map(
    lambda ranges: tuple(n.Loop("ijk"[place], *ends) for place, ends in enumerate(ranges))
)


def grow(nodes: st.SearchStrategy[n.Node]) -> st.SearchStrategy[n.Node]:
    calls = st.builds(n.Call, st.sampled_from(["tanh", "layernorm", "concat"]), st.tuples(nodes))
    return st.one_of(
        sums(nodes),
        st.builds(n.Multiply, nodes, nodes),
        st.builds(n.Divide, nodes, nodes),
        st.builds(n.Product, nodes, nodes),
        st.builds(n.Power, nodes, st.integers(1, 16)),
        st.builds(n.Negate, nodes),
        st.builds(n.Transpose, nodes),
        calls,
        st.builds(n.Call, st.just("dot"), st.tuples(nodes, nodes)),
        st.builds(n.Call, st.just("repeat"), st.tuples(nodes), st.tuples(SIZES)),
    )


NODES = st.recursive(ATOMS, grow, max_leaves=12)
VALUES = st.one_of(NODES, st.builds(n.Family, st.sampled_from(["sum", "concat", "blockdiag"]), NODES, LOOPS))
OUTER = st.lists(RANGES, max_size=2).map(
    lambda ranges: tuple(n.Loop("uv"[place], *ends) for place, ends in enumerate(ranges))
)
EQUATIONS = st.builds(n.Equation, st.builds(n.Signal, NAMES, st.just(0), INDICES), VALUES, OUTER)
PROGRAMS = st.lists(EQUATIONS, min_size=1, max_size=4).map(lambda equations: n.Program(tuple(equations)))


@given(PROGRAMS)
def test_a_program_reads_back_from_its_text(program):
    assert parse(spell_program(program, SOURCE)) == program


@given(PROGRAMS)
def test_every_place_in_the_text_holds_what_it_says(program):
    """The piece of text that a node was read from is that node again."""
    read = parse(spell_program(program, SOURCE))
    for equation in read.equations:
        for node in n.walk(equation.value):
            line, column, end = node.at
            piece = read.lines[line - 1][column:end]
            assert parse(f"y[t] = {piece}").equations[0].value == node


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("(a * b) * c", "a * b * c"),
        ("a * (b * c)", "a * (b * c)"),
        ("((a)) + (b * c)", "a + b * c"),
        ("(a + b) * c", "(a + b) * c"),
        ("a - (b + c)", "a - (b + c)"),
        ("(a - b) + c", "a - b + c"),
        ("(W @ a) + b", "W @ a + b"),
        ("W @ (a * b)", "W @ (a * b)"),
        ("(W @ U) @ a", "W @ U @ a"),
        ("-(a * b) + c", "-(a * b) + c"),
        ("-a * b + c", "-a * b + c"),
        ("(-a) ** 2", "(-a) ** 2"),
        ("-(a ** 2)", "-a ** 2"),
        ("2 ** 3", "2 ** 3"),
        ("(2).T", "(2).T"),
        ("(a @ b).T", "(a @ b).T"),
        ("(v[t]).T", "v[t].T"),
        ("a / (b / c)", "a / (b / c)"),
        ("sum(((U[k] @ x[t])) for k in range(0, N))", "sum(U[k] @ x[t] for k in N)"),
    ],
)
def test_brackets_stand_only_where_they_are_needed(written, spelled):
    assert spell(parse(f"y[t] = {written}").equations[0].value, SOURCE) == spelled


def test_loops_that_are_shared_are_written_once():
    text = "for k in N:\n    for j in range(k, N):\n        a[t, k, j] = x[t]\n    b[t, k] = x[t]\nc[t] = x[t]"
    assert spell_program(parse(text), SOURCE) == text


def test_two_programs_that_differ_are_written_differently():
    """The round trip above can fail: brackets that are lost change what is read."""
    assert parse("y[t] = a - (b + c)") != parse("y[t] = a - b + c")
