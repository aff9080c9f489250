"""A path as what it makes of a small change, where it is no product of matrices."""

from __future__ import annotations

from symbolic.backward.edges import SEED, Edge
from symbolic.backward.flow import Flow
from symbolic.backward.products import GradientTerm, add, collect, factors_of, term_of
from symbolic.backward.routes import Route
from symbolic.backward.slope import Slopes
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes, infer
from symbolic.record import replace


def find_change(definition: Definition, shapes: Shapes, slopes: Slopes, route: Route, change: n.Node) -> n.Node:
    """What comes of a ``change`` of the signal at the end of a route."""
    for edge in reversed(route.edges):
        change = _along(definition, shapes, slopes, edge, change)
    return n.Family("sum", change, route.loops) if route.loops else change


def _along(definition: Definition, shapes: Shapes, slopes: Slopes, edge: Edge, change: n.Node) -> n.Node:
    """What an edge makes of a change of what it reads: the transpose of what it hands down of a seed."""
    result = n.Signal("the result")
    equation = n.Equation(result, add(edge.terms))
    sizes = {**shapes.names, SEED.name: shapes.names[edge.of], result.name: shapes.names[edge.read.name]}
    linear = replace(definition, program=n.Program((equation,)), sizes=sizes, output=())
    nodes = infer(linear).nodes
    names = linear.names
    terms: list[GradientTerm] = []

    def reach(node: n.Parameter | n.Signal, term: GradientTerm, loops: tuple[n.Loop, ...]) -> None:
        term = _change_last(term)
        terms.append(term.within(n.Family("sum", term.bare, loops)) if loops else term)

    constant = frozenset({*names.parameters, *names.inputs, *names.signals} - {SEED.name})
    flow = Flow(nodes, constant, slopes, reach, lambda term, loops: term)
    arriving = term_of(change)
    flow.through(equation, GradientTerm(arriving.value, arriving.bare))
    return add(collect(terms) or [GradientTerm(0, change)])


def _change_last(term: GradientTerm) -> GradientTerm:
    """The change behind what it is multiplied by, as it is read."""
    if not term.factors:
        return term
    first, *rest = term.factors
    return replace(term, head=first, factors=(*rest, *factors_of(term.head)))
