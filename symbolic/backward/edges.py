"""What each equation hands of a seed to what it reads, and the members that an equation computes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symbolic.backward.flow import Flow
from symbolic.backward.members import at_members_of_loops, signal_at
from symbolic.backward.products import GradientTerm, collect, put
from symbolic.backward.slope import Slopes
from symbolic.errors import DerivativeError, SizeError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.lags import index_at_lag, time_text
from symbolic.language.running import runs
from symbolic.language.sizes.size import Size
from symbolic.record import Record, replace

Pairs = tuple[tuple[Size, Size], ...]
SEED_SIGNAL = n.Signal("the seed")
"""What is handed down; no name of a cell has a blank in it."""


class Edge(Record):
    """What ``of`` hands of a seed to ``read``, a sum of terms; for each member of ``loops`` where it reads several.

    It is there where the pairs of sizes ``where`` are equal.
    """

    of: str
    read: n.Signal
    terms: tuple[GradientTerm, ...]
    loops: tuple[n.Loop, ...] = ()
    where: Pairs = ()

    def substituted(self, values: Mapping[str, Size]) -> Edge:
        """With sizes for letters of its indices."""
        if not values:
            return self
        read = signal_at(self.read, values)
        terms = tuple(put(term, values) for term in self.terms)
        where = tuple((left.substitute(values), right.substitute(values)) for left, right in self.where)
        return replace(self, read=read, terms=terms, loops=at_members_of_loops(self.loops, values), where=where)

    def earlier(self, back: int, index: tuple[Size, ...]) -> Edge:
        """``back`` steps before, of one of several predecessors where there is an ``index`` more."""
        if not back:
            return self

        def moved(node: n.Signal) -> n.Signal:
            return replace(node, lag=node.lag + back, index=(*node.index, *index))

        def shifted(node: n.Node) -> n.Node:
            if isinstance(node, n.Signal):
                return node if node == SEED_SIGNAL else moved(node)
            return n.rebuild(node, shifted)

        # The number of the step and the ends of ranges are those of then.
        then = self.substituted({n.TIME: Size.letter(n.TIME) - back})
        return replace(then, read=moved(then.read), terms=tuple(term.changed(shifted) for term in then.terms))


def steps_back(read: n.Signal) -> int:
    """How many steps before an edge reads; reads of a range of steps are taken apart."""
    if isinstance(read.lag, Size):
        raise DerivativeError(f"{read.name}[{time_text(read.lag)}] reads a range of steps")
    return read.lag


def find_edges(definition: Definition, shapes: Shapes, slopes: Slopes, equation: n.Equation) -> list[Edge]:
    """What an equation reads, each with what it hands there.

    >>> from symbolic import cell
    >>> from symbolic.backward.formula_slope import find_slopes
    >>> from symbolic.language.inference import infer
    >>> rnn = cell("rnn").definition
    >>> [edge.read.name for edge in find_edges(rnn, infer(rnn), find_slopes({}), rnn.program.equations[0])]
    ['x', 'h']
    """
    edges: dict[tuple[n.Signal, tuple[n.Loop, ...], Pairs], list[GradientTerm]] = {}

    def reach(node: n.Parameter | n.Signal, term: GradientTerm, loops: tuple[n.Loop, ...]) -> None:
        if isinstance(node, n.Signal):
            for read, part, rest, where in _at_steps(node, term, loops):
                inner = tuple(loop for loop in rest if loop not in equation.loops)
                used = runs(read.letters, inner)
                others = tuple(loop for loop in inner if loop not in used)
                part = part.within(n.Family("sum", part.bare, others)) if others else part
                pairs = tuple(pair for pair in where if pair[0].letters[0] in outer)
                edges.setdefault((read, used, pairs), []).append(part)

    outer = {loop.index for loop in equation.loops}
    constant = frozenset(definition.names.parameters)
    flow = Flow(shapes.nodes, constant, slopes, reach, lambda term, loops: term)
    flow.through(equation, GradientTerm(1, SEED_SIGNAL))
    return [
        Edge(equation.name, read, tuple(collect(terms)), loops, where) for (read, loops, where), terms in edges.items()
    ]


def _at_steps(
    node: n.Signal, term: GradientTerm, loops: tuple[n.Loop, ...]
) -> Iterator[tuple[n.Signal, GradientTerm, tuple[n.Loop, ...], Pairs]]:
    """A read with what it hands there; of a range of steps the members at this step and at the one before."""
    if not isinstance(node.lag, Size):
        yield node, term, loops, ()
        return
    for steps in (0, 1):
        try:
            member = index_at_lag(node.lag, steps, loops)
        except SizeError as unknown:
            problem = f"the Jacobian through {node.name}[{time_text(node.lag)}]: {unknown}"
            raise DerivativeError(f"{problem}; give them as numbers") from None
        if member is not None:
            rest = tuple(loop for loop in loops if loop.index not in member)
            read = signal_at(replace(node, lag=steps), member)
            where = tuple((Size.letter(letter), size) for letter, size in member.items())
            yield read, put(term, member), rest, where
