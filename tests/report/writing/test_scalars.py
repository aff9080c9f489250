"""A product with a number is written without the sign of a product element by element."""

import pytest

from symbolic import Cell, cell, cells
from symbolic.language import nodes as n
from symbolic.language.parser import parse
from symbolic.report.pages.cell_context import equation_rows
from symbolic.report.pages.cell_text import equation_lines
from symbolic.report.writing.scalars import scalar_test, scalars_of


def test_a_cell_with_numbers_among_its_signals():
    own = Cell("f[t] = sigmoid(dot(w, x[t]))\nh[t] = f[t] * h[t-1] + (1 - f[t]) * alpha * x[t]", {"x": "n", "alpha": 1})
    assert scalars_of(own) == {"f", "alpha"}
    assert equation_lines(own)[1] == "h[t] = f[t]·h[t-1] + (1 - f[t])·alpha·x[t]"
    behind = Cell("h[t] = x[t] * (1 - alpha)", {"x": "n", "alpha": 1})
    row = equation_rows(behind.definition, scalars=scalars_of(behind))[0]
    assert row["latex"] == r"h_{t} &= x_{t} \cdot (1 - \alpha)"
    row = equation_rows(own.definition, scalars=scalars_of(own))[1]
    assert row["latex"] == r"h_{t} &= f_{t} h_{t-1} + (1 - f_{t}) \alpha x_{t}"


@pytest.mark.parametrize("name", cells())
def test_the_numbers_of_a_cell_are_those_without_a_shape(name):
    """What the structure tells of an expression agrees with the shapes that were inferred."""
    own = cell(name)
    is_scalar = scalar_test(scalars_of(own))
    for equation in own.definition.program.equations:
        waiting = [equation.value]
        while waiting:
            node = waiting.pop()
            if is_scalar(node):
                assert own._shapes.nodes.get(node, ()) == ()
            waiting += n.children(node)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("dot(a, b)", True),
        ("2 * tanh(dot(a, b))", True),
        ("element(a, 0) + 1", True),
        ("a + 1", False),
        ("W @ a", False),
    ],
)
def test_an_expression(text, number):
    assert scalar_test(())(parse(f"h[t] = {text}").equations[0].value) is number
