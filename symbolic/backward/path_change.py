"""A path as what it makes of a small change, where it is not a product of matrices."""

from __future__ import annotations

from symbolic.backward.edges import SEED_SIGNAL, Edge
from symbolic.backward.flow import Flow
from symbolic.backward.products import GradientTerm, add, collect, factors_of, term_of
from symbolic.backward.routes import Route
from symbolic.backward.slope import Slopes, substituted
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes, infer
from symbolic.record import replace


def find_change(
    definition: Definition, shapes: Shapes, slopes: Slopes, route: Route, of: n.Signal, change: n.Node
) -> n.Node:
    """What comes at ``of`` of a ``change`` of the signal at the end of a route."""
    for edge, above in reversed(list(zip(route.edges, (of, *(edge.read for edge in route.edges)), strict=False))):
        # A slope may keep the seed for its shape alone, as in 0 * seed: what is above has that shape.
        change = substituted(_along(definition, shapes, slopes, edge, change), {SEED_SIGNAL: above})
    return n.Family("sum", change, route.loops) if route.loops else change


def _along(definition: Definition, shapes: Shapes, slopes: Slopes, edge: Edge, change: n.Node) -> n.Node:
    """What an edge makes of a change of what it reads: the transpose of what it hands down of a seed."""
    result = n.Signal("the result")
    # Each member that is read has a name of its own: which members there are in all is of no concern here.
    handed = add(edge.terms)
    members = {node: f"{node.name} {place}" for place, node in enumerate(_indexed(handed))}
    equation = n.Equation(
        result, substituted(handed, {node: replace(node, name=name) for node, name in members.items()})
    )
    named = {name: shapes.names[node.name] for node, name in members.items()}
    sizes = {
        **shapes.names,
        **named,
        SEED_SIGNAL.name: shapes.names[edge.of],
        result.name: shapes.names[edge.read.name],
    }
    linear = replace(definition, program=n.Program((equation,)), sizes=sizes, output=())
    nodes = infer(linear).nodes
    names = linear.names
    terms: list[GradientTerm] = []

    def reach(node: n.Parameter | n.Signal, term: GradientTerm, loops: tuple[n.Loop, ...]) -> None:
        term = _change_last(term)
        terms.append(term.within(n.Family("sum", term.bare, loops)) if loops else term)

    constant = frozenset({*names.parameters, *names.inputs, *names.signals} - {SEED_SIGNAL.name})
    flow = Flow(nodes, constant, slopes, reach, lambda term, loops: term)
    arriving = term_of(change)
    flow.through(equation, GradientTerm(arriving.value, arriving.bare))
    outcome = add(collect(terms) or [GradientTerm(0, change)])
    owners = {name: node.name for node, name in members.items()}
    renamed = {node: replace(node, name=owners[node.name]) for node in _indexed(outcome) if node.name in owners}
    return substituted(outcome, renamed)


def _indexed(node: n.Node) -> dict[n.Parameter, None]:
    """The members of parameters that are read, each once."""
    return dict.fromkeys(part for part in n.walk(node) if isinstance(part, n.Parameter) and part.index)


def _change_last(term: GradientTerm) -> GradientTerm:
    """The change behind what it is multiplied by, as it is read."""
    if not term.factors:
        return term
    first, *rest = term.factors
    return replace(term, head=first, factors=(*rest, *factors_of(term.head)))
