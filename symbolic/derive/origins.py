"""Why each parameter has its shape: what it is applied to, and how many numbers have to come out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from symbolic.derive.formula import Formula, product
from symbolic.derive.parameters import CountedParameter
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.roles import is_constant, kernel_of
from symbolic.language.sizes.size import ONE, Size
from symbolic.record import Record

KERNEL_ORIGIN, MAPS, ADDED_ORIGIN, SCALE_ORIGIN, NORMALISED, EACH_ORIGIN, ONE_NUMBER = (
    "kernel",
    "maps",
    "added",
    "scales",
    "normalised",
    "each",
    "one number",
)


class Application(NamedTuple):
    """A kernel before an operand: in the product ``into`` numbers come out of ``out_of``."""

    product: n.Node
    operand: n.Node
    into: tuple[Size, ...]
    out_of: tuple[Size, ...]


class Origin(Record):
    """Why a parameter has its shape; ``kind`` is one of the words above. A kernel has its ``application``."""

    parameter: CountedParameter
    node: n.Parameter
    kind: str
    application: Application | None = None

    @property
    def formula(self) -> Formula:
        """How many numbers it holds: its members times its extents, as they are written."""
        return stored(self.parameter)


def stored(parameter: CountedParameter) -> Formula:
    """Members times extents; a sum among them stays in brackets: ``4·m²·(L - 1)``."""
    parts = (*parameter.ranges, *parameter.extents)
    front = ONE
    for part in parts:
        front = front * part if len(part.terms) == 1 else front
    return product(front, *(part for part in parts if len(part.terms) != 1))


def find_origins(
    definition: Definition, shapes: Shapes, parameters: tuple[CountedParameter, ...]
) -> tuple[Origin, ...]:
    """The origin of each trained parameter, where the equations first name it.

    >>> from symbolic import cell
    >>> own = cell("rnn")
    >>> [(origin.node.name, origin.kind) for origin in find_origins(own.definition, own._shapes, own.parameters)]
    [('W', 'kernel'), ('U', 'kernel'), ('b', 'added')]
    """
    trained = {parameter.name: parameter for parameter in parameters if parameter.trainable}
    places: dict[str, list[tuple[n.Parameter, tuple[n.Node, ...]]]] = {name: [] for name in trained}
    for equation in definition.program.equations:
        for node, above in _parameters(equation.value, ()):
            if node.name in trained:
                places[node.name].append((node, above))
    # Where it stands for any member, ``U[l]``, the place says more than where it is the first of them, ``U[0]``.
    chosen = {name: max(pairs, key=lambda place: plain_indices(place[0])) for name, pairs in places.items() if pairs}
    return tuple(_origin(trained[name], node, above, shapes) for name, (node, above) in chosen.items())


def plain_indices(node: n.Parameter | n.Signal) -> int:
    """How many of its indices are a letter and nothing else."""
    return sum(len(part.letters) == 1 and part == Size.letter(part.letters[0]) for part in node.index)


def _parameters(node: n.Node, above: tuple[n.Node, ...]) -> Iterator[tuple[n.Parameter, tuple[n.Node, ...]]]:
    """Each parameter with the nodes that it stands in, innermost first."""
    if isinstance(node, n.Parameter):
        yield node, above
    for child in n.children(node):
        yield from _parameters(child, (node, *above))


def _origin(parameter: CountedParameter, node: n.Parameter, above: tuple[n.Node, ...], shapes: Shapes) -> Origin:
    if not parameter.extents:
        return Origin(parameter, node, ONE_NUMBER)
    inside: n.Node = node
    for place in above:
        applied = kernel_of(place)
        if applied and any(part is inside for part in n.walk(applied[0])):
            into, out_of = (_extents(shapes, part) for part in (place, applied[1]))
            plain = len(parameter.extents) == len(into) + 1 or (len(into), len(parameter.extents)) == (2, 2)
            kind = MAPS if len(into) == 3 else KERNEL_ORIGIN if plain and out_of else EACH_ORIGIN
            return Origin(parameter, node, kind, Application(place, applied[1], into, out_of))
        if not is_constant(place):
            return Origin(parameter, node, _word(place))
        inside = place
    return Origin(parameter, node, EACH_ORIGIN)


def _extents(shapes: Shapes, node: n.Node) -> tuple[Size, ...]:
    return tuple(Size.of(extent) if isinstance(extent, int) else extent for extent in shapes.nodes.get(node) or ())


def _word(place: n.Node) -> str:
    if isinstance(place, n.Add):
        return ADDED_ORIGIN
    if isinstance(place, n.Multiply | n.Divide):
        return SCALE_ORIGIN
    return NORMALISED if isinstance(place, n.Call) and "norm" in place.name else EACH_ORIGIN
