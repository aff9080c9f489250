"""A cell as a program over arrays: what is stored, what comes in, what is kept, and the equations in loops."""

from __future__ import annotations

from collections.abc import Mapping

from symbolic.code.members import Members, find_members
from symbolic.code.order import Item, in_order
from symbolic.errors import DefinitionError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.lags import lag_range, reaches_back
from symbolic.language.names import occurrences
from symbolic.language.reachable import reachable
from symbolic.language.roles import BIAS, RECURRENT_KERNEL, SCALE
from symbolic.language.sizes.size import Size
from symbolic.record import Record

Shape = tuple[Size, ...]
GLOROT, ORTHOGONAL, UNIFORM, ZEROS, ONES = "glorot", "orthogonal", "uniform", "zeros", "ones"


class Stored(Record):
    """A parameter: ``shape`` begins with the axes of its family; ``start`` is how it is initialised."""

    name: str
    shape: Shape
    axes: int
    role: str
    start: str
    fixed: bool


class Value(Record):
    """An input or a state: the ``members`` of its family, its ``shape``, and how many earlier steps are ``kept``.

    A state without ``kept`` is one step old.
    """

    name: str
    members: Shape
    shape: Shape
    kept: tuple[Size, ...] = ()
    static: bool = False


class CellProgram(Record):
    """Everything that a framework's writer needs; names are those of the equations."""

    definition: Definition
    shapes: Shapes
    letters: tuple[str, ...]
    parameters: tuple[Stored, ...]
    inputs: tuple[Value, ...]
    states: tuple[Value, ...]
    outputs: tuple[str, ...]
    items: tuple[Item, ...]
    members: Mapping[str, Members]
    batched: frozenset[str]
    children: frozenset[str]
    divided: tuple[Size, ...]

    @property
    def timed(self) -> tuple[Value, ...]:
        """The inputs that come anew at each step."""
        return tuple(value for value in self.inputs if not value.static)


def find_program(
    definition: Definition, shapes: Shapes, roles: Mapping[str, str], outputs: tuple[str, ...], divided: Shape = ()
) -> CellProgram:
    """The program of a cell; raises `DefinitionError` for what no loop computes."""
    if definition.program.backward:
        raise DefinitionError("a backward pass is not a module; export the cell, whose gradients the framework derives")
    if any(reaches_back(loops) for _, _, loops in occurrences(definition.program)):
        problem = "a module keeps a fixed number of earlier steps, and these equations read all of them"
        raise DefinitionError(f"{problem}; end the range at a size, such as range(1, K + 1)")
    names = definition.names
    reads: dict[str, set[str]] = {name: set() for name in names.signals}
    for occurrence in occurrences(definition.program):
        reads[occurrence.equation.name].add(occurrence.node.name)
    needed = {*outputs, *names.states}
    needed |= reachable(needed, lambda name: reads.get(name, ()))
    equations = [equation for equation in definition.program.equations if equation.name in needed]
    members = find_members(definition)
    targets = {equation.name for equation in equations if equation.target.index}
    children = frozenset(name for name in names.states if name in members and name not in targets)

    def extents(name: str) -> Shape:
        return members[name].extents if name in members else ()

    reaches: dict[str, list[Size]] = {}
    for occurrence in occurrences(definition.program):
        if isinstance(occurrence.node, n.Signal) and occurrence.node.name in needed:
            reach = lag_range(occurrence.node.lag, occurrence.loops)[1]
            if reach != Size.of(0):
                kept = reaches.setdefault(occurrence.node.name, [])
                kept += [reach] if reach not in kept else []
    before = [*names.states, *(name for name in names.inputs if name in reaches)]
    states = [
        Value(name, extents(name), shapes.names[name], () if reaches[name] == [Size.of(1)] else tuple(reaches[name]))
        for name in before
        if name in reaches
    ]
    inputs = [
        Value(name, extents(name), shapes.names[name], static=name in definition.program.static)
        for name in names.inputs
        if name in needed
    ]
    convolved = _convolved(definition)
    parameters = [
        Stored(
            name,
            (*extents(name), *shapes.names[name]),
            len(extents(name)) + _inner_axes(shapes.names[name], name in convolved),
            roles.get(name, BIAS),
            _start(roles.get(name, BIAS), shapes.names[name]),
            name in definition.fixed,
        )
        for name in names.parameters
        if name in needed
    ]
    return CellProgram(
        definition,
        shapes,
        definition.letters,
        tuple(parameters),
        tuple(inputs),
        tuple(states),
        outputs,
        in_order(equations),
        members,
        frozenset(_batched(definition, reads, {*(value.name for value in states), *outputs})),
        children,
        divided,
    )


def _batched(definition: Definition, reads: Mapping[str, set[str]], kept: set[str]) -> set[str]:
    """The names that have a batch: inputs, states, outputs, and what is computed from them."""
    sources = kept.union(definition.names.inputs)

    def below(name: str) -> set[str]:
        return reachable([name], lambda of: reads.get(of, ()))

    return sources | {name for name in reads if not sources.isdisjoint(below(name))}


def _convolved(definition: Definition) -> set[str]:
    """The kernels of convolutions."""
    return {
        part.name
        for equation in definition.program.equations
        for node in n.walk(equation.value)
        if isinstance(node, n.Call) and node.name.startswith("conv")
        for part in n.walk(node.arguments[0])
        if isinstance(part, n.Parameter)
    }


def _inner_axes(shape: Shape, convolved: bool) -> int:
    """How many axes in front hold matrices that are each initialised by itself."""
    return 0 if convolved else max(0, len(shape) - 2)


def _start(role: str, shape: Shape) -> str:
    if role == BIAS:
        return ZEROS
    if role == SCALE and len(shape) < 2:
        return ONES
    if len(shape) < 2:
        return UNIFORM
    return ORTHOGONAL if role == RECURRENT_KERNEL else GLOROT
