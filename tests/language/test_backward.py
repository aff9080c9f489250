"""What a program that runs backward may say, and no cell of a user's may."""

import pytest

from symbolic import Cell
from symbolic.errors import EquationError
from symbolic.language import nodes as n
from symbolic.language.names import sort_names
from symbolic.language.parser import parse
from symbolic.language.printer import SOURCE, spell_program

TEXT = """\
d_h[t] = L_h[t] + back_h[t+1]
for l in L - 1:
    d_s[t, l] = d_s[t, l + 1] * g[t, l]
back_h[t] = U.T @ d_h[t]
d_U = sum(d_h[t] @ h[t-1].T for t in T)"""


def test_it_reads_back():
    program = parse(TEXT, backward=True)
    assert program.backward
    assert spell_program(program, SOURCE) == TEXT


def test_its_names():
    names = sort_names(parse(TEXT, backward=True))
    assert names.states == ("back_h",)
    assert names.totals == ("d_U",)
    assert names.inputs == ("L_h", "g", "h")
    assert "d_U" not in names.signals


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("h[t] = tanh(W @ x[t] + U @ h[t+1])", "a cell cannot read a later step"),
        ("s = sum(x[t] for t in T)", "t is the time; use it only in an index"),
        ("h[t] = sum(x[t] for t in T)", "t is the time; use it only in an index"),
        ("for k in N:\n    h[t, k] = repeat(x[t], k)", "a size is the same for every member"),
    ],
)
def test_a_cell_may_not(text, problem):
    with pytest.raises(EquationError, match=problem):
        Cell(text, {"x": "n", "h": "m", "s": "m"})
    parse(text, backward=True)


def test_members_are_computed_from_the_last_to_the_first():
    sort_names(parse("for k in N:\n    s[t, k] = s[t, k + 1]", backward=True))
    with pytest.raises(EquationError, match="needs its own value at the same step"):
        sort_names(parse("for k in N:\n    s[t, k] = s[t, k - 1]", backward=True))
    with pytest.raises(EquationError, match="needs its own value at the same step"):
        sort_names(parse("for k in N:\n    s[t, k] = s[t, k + 1]"))


def test_a_later_step_has_a_negative_lag():
    (equation,) = parse("a[t] = b[t+2]", backward=True).equations
    assert equation.value == n.Signal("b", -2)
