"""The slope of an activation of the cell's own, from its formula."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from symbolic.backward.flow import Flow
from symbolic.backward.products import ONE_NODE, GradientTerm, add, collect
from symbolic.backward.slope import SLOPE_INPUT, Slope, Slopes, table_slope
from symbolic.language import nodes as n
from symbolic.language.node_table import NodeTable
from symbolic.language.operations.unification import Known


def find_slopes(activations: Mapping[str, n.Node]) -> Slopes:
    """The slope of each function by its name: those of the table, and ``activations`` with their formulas.

    >>> from symbolic.language.parser import parse
    >>> from symbolic.language.printer import SOURCE, spell
    >>> slopes = find_slopes({"cube": parse("y[t] = u ** 3").equations[0].value})
    >>> spell(slopes("cube").formula, SOURCE), spell(slopes("tanh").formula, SOURCE)
    ('3 * u ** 2', '1 - y ** 2')
    """

    def slope(name: str) -> Slope:
        return formula_slope(activations[name]) if name in activations else table_slope(name)

    return slope


@cache
def formula_slope(formula: n.Node) -> Slope:
    """The derivative of a formula of one name: what arrives there of a 1."""
    formula = _of_input(formula)
    shapes: NodeTable[Known] = NodeTable()
    for node in n.walk(formula):
        shapes[node] = ()
    terms: list[GradientTerm] = []

    def reach(node: n.Parameter | n.Signal, term: GradientTerm, loops: tuple[n.Loop, ...]) -> None:
        terms.append(term)

    flow = Flow(shapes, frozenset(), table_slope, reach, lambda term, loops: term)
    flow.enter(formula, GradientTerm(1, ONE_NODE))
    return Slope(add(collect(terms) or [GradientTerm(0, ONE_NODE)]))


def _of_input(node: n.Node) -> n.Node:
    return SLOPE_INPUT if isinstance(node, n.Parameter) else n.rebuild(node, _of_input)
