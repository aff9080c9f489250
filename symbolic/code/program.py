"""A cell as a program over arrays: what is stored, what comes in, what is kept, and the equations in loops."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from symbolic.code.members import MemberGroup, find_members
from symbolic.code.order import CodeItem, in_order
from symbolic.errors import DefinitionError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.lags import lag_range
from symbolic.language.names import occurrences
from symbolic.language.reachable import reachable
from symbolic.language.roles import BIAS, RECURRENT_KERNEL, SCALE_ROLE
from symbolic.language.sizes.size import Size, SymbolicShape
from symbolic.record import Record

GLOROT, ORTHOGONAL, UNIFORM, ZEROS, ONES = "glorot", "orthogonal", "uniform", "zeros", "ones"


class StoredParameter(Record):
    """A parameter: ``shape`` begins with the axes of its family; ``start`` is how it is initialised."""

    name: str
    shape: SymbolicShape
    axes: int
    role: str
    start: str
    fixed: bool


class ModuleArgument(Record):
    """An input or a state: the ``members`` of its family, its ``shape``, and how many earlier steps are ``kept``.

    A state without ``kept`` is one step old; of one that ``grows`` all steps are, and before the first one ``kept``.
    """

    name: str
    members: SymbolicShape
    shape: SymbolicShape
    kept: tuple[Size, ...] = ()
    static: bool = False
    grows: bool = False


class CellProgram(Record):
    """Everything that a framework's writer needs; names are those of the equations."""

    definition: Definition
    shapes: Shapes
    letters: tuple[str, ...]
    parameters: tuple[StoredParameter, ...]
    inputs: tuple[ModuleArgument, ...]
    states: tuple[ModuleArgument, ...]
    outputs: tuple[str, ...]
    items: tuple[CodeItem, ...]
    members: Mapping[str, MemberGroup]
    batched: frozenset[str]
    children: frozenset[str]
    divided: tuple[Size, ...]

    @property
    def timed(self) -> tuple[ModuleArgument, ...]:
        """The inputs that come anew at each step."""
        return tuple(value for value in self.inputs if not value.static)


def find_program(
    definition: Definition,
    shapes: Shapes,
    roles: Mapping[str, str],
    outputs: tuple[str, ...],
    divided: SymbolicShape = (),
) -> CellProgram:
    """The program of a cell; raises `DefinitionError` for what no loop computes."""
    if definition.program.backward:
        raise DefinitionError("a backward pass is not a module; export the cell, whose gradients the framework derives")
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

    def extents(name: str) -> SymbolicShape:
        return members[name].extents if name in members else ()

    reaches = _reaches(definition, needed)
    before = [*names.states, *(name for name in names.inputs if name in reaches)]
    states = [_state(name, extents(name), shapes.names[name], reaches[name]) for name in before if name in reaches]
    inputs = [
        ModuleArgument(name, extents(name), shapes.names[name], static=name in definition.program.static)
        for name in names.inputs
        if name in needed
    ]
    _check_lengths(definition, shapes, [*inputs, *states], outputs, members)
    convolved = _convolved(definition)
    parameters = [
        _stored_parameter(name, extents(name), shapes.names[name], roles.get(name, BIAS), definition, name in convolved)
        for name in names.parameters
        if name in needed or name not in definition.fixed
    ]
    return CellProgram(
        definition,
        shapes,
        tuple(letter for letter in definition.letters if letter != n.STEPS or not definition.counts_steps),
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


def _reaches(definition: Definition, needed: Collection[str]) -> dict[str, list[Size]]:
    """How many steps back each signal and input is read, where that is not this step."""
    reaches: dict[str, list[Size]] = {}
    for occurrence in occurrences(definition.program):
        if isinstance(occurrence.node, n.Signal) and occurrence.node.name in needed:
            reach = lag_range(occurrence.node.lag, occurrence.loops)[1]
            if reach != Size.of(0):
                kept = reaches.setdefault(occurrence.node.name, [])
                kept += [reach] if reach not in kept else []
    return reaches


def _stored_parameter(
    name: str, extents: SymbolicShape, shape: SymbolicShape, role: str, definition: Definition, convolved: bool
) -> StoredParameter:
    axes = len(extents) + _inner_axes(shape, convolved)
    return StoredParameter(name, (*extents, *shape), axes, role, _start(role, shape), name in definition.fixed)


def _state(name: str, members: SymbolicShape, shape: SymbolicShape, reaches: list[Size]) -> ModuleArgument:
    """A state that is read at these numbers of steps back, all steps before among them where it grows."""
    if reaches == [Size.of(1)]:
        return ModuleArgument(name, members, shape)
    # What a range that ends at t reads before the first step has to be there from the beginning.
    first = [reach - Size.letter(n.TIME) + 1 if n.TIME in reach.letters else reach for reach in reaches]
    kept = tuple(dict.fromkeys(Size.of(0) if (size.constant or 0) < 0 else size for size in first))
    return ModuleArgument(name, members, shape, kept, grows=any(n.TIME in reach.letters for reach in reaches))


def _check_lengths(
    definition: Definition,
    shapes: Shapes,
    values: Sequence[ModuleArgument],
    outputs: tuple[str, ...],
    members: Mapping[str, MemberGroup],
) -> None:
    """Raise `DefinitionError` for what is as long as there are steps, but for states of which all steps are kept."""
    if not definition.counts_steps and not _reads_its_number(definition):
        return
    length = {n.TIME, n.STEPS}
    known = [
        *((name, (*shapes.names[name], *(members[name].extents if name in members else ()))) for name in outputs),
        *((value.name, (*value.members, *value.shape, *value.kept)) for value in values),
        *((name, (*shapes.names[name], shapes.members[name])) for name in definition.names.parameters),
    ]
    for name, sizes in known:
        if any(not length.isdisjoint(size.letters) for size in sizes):
            raise DefinitionError(f"{name} is as long as there are steps, and a module knows no number of these")
    if not any(value.grows for value in values):
        raise DefinitionError("a module knows the number of a step by a signal that is read at all earlier ones")


def _reads_its_number(definition: Definition) -> bool:
    """Whether the number of the step is a value in the equations."""
    nodes = (node for equation in definition.program.equations for node in n.walk(equation.value))
    sizes = (node.value if isinstance(node, n.Position) else getattr(node, "exponent", None) for node in nodes)
    return any(isinstance(size, Size) and n.TIME in size.letters for size in sizes)


def _batched(definition: Definition, reads: Mapping[str, set[str]], kept: set[str]) -> set[str]:
    """The names that have a batch: inputs, states, outputs, and what is computed from them."""
    sources = kept.union(definition.names.inputs)
    readers: dict[str, list[str]] = {}
    for name, others in reads.items():
        for other in others:
            readers.setdefault(other, []).append(name)
    return sources | reachable(sources, lambda of: readers.get(of, ()))


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


def _inner_axes(shape: SymbolicShape, convolved: bool) -> int:
    """How many axes in front hold matrices that are each initialised by itself."""
    return 0 if convolved else max(0, len(shape) - 2)


def _start(role: str, shape: SymbolicShape) -> str:
    if role == BIAS:
        return ZEROS
    if role == SCALE_ROLE and len(shape) < 2:
        return ONES
    if len(shape) < 2:
        return UNIFORM
    return ORTHOGONAL if role == RECURRENT_KERNEL else GLOROT
