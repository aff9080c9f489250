"""The loops that a node depends on."""

from symbolic.language.parser import parse
from symbolic.language.running import letters_in, running, runs


def test_a_loop_stays_where_the_range_of_another_needs_it():
    text = "for i in g:\n    for j in range(i, g):\n        y[t, i, j] = tanh(x[t, j]) * x[t]"
    (equation,) = parse(text).equations
    product = equation.value
    assert [loop.index for loop in runs("j", equation.loops)] == ["i", "j"]
    assert [loop.index for loop in running(product.left, equation.loops)] == ["i", "j"]
    assert running(product.right, equation.loops) == ()


def test_the_letters_of_a_family_are_its_own():
    (equation,) = parse("for j in H: y[t, j] = sum(U[k, j] @ part(x[t], k, N) for k in range(L, N))").equations
    assert letters_in(equation.value) == {"j", "L", "N"}
