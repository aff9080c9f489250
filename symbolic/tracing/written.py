"""The fields of a cell from a trace: its equations in an order that reads, the sizes it needs, what is fixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from symbolic.errors import SymbolicError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition, define
from symbolic.language.inference import infer
from symbolic.language.printer import SOURCE, spell_program
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.tracing.call import CallSignature
from symbolic.tracing.exported import TraceError
from symbolic.tracing.reshaping import axis_of
from symbolic.tracing.sized_numbers import named_numbers
from symbolic.tracing.stacks import STACK_CALL
from symbolic.tracing.trace import Trace, renamed
from symbolic.tracing.traced import Traced

UNREAD_PREFIX = "unread"
"""Before the name of a parameter that forward does not read, the signal that holds it."""


class CellFields(NamedTuple):
    """The fields of a cell, how many members its parameters have, the numbers of its letters, and what is not read.

    ``by_members`` says that heads, or the elements of a vector, are written out one by one.
    """

    fields: dict[str, Any]
    members: dict[str, int]
    numbers: dict[str, int]
    definition: Definition
    unread: tuple[str, ...] = ()
    by_members: bool = False


class Torn(NamedTuple):
    """Parameters that are read in more than one way, so that they have to be kept whole."""

    names: set[str]


def write(trace: Trace, call: CallSignature, results: Sequence[Traced], stored: Mapping[str, Any]) -> CellFields | Torn:
    """The cell of what a graph returns."""
    equations = _equations(trace, call, results)
    read = _parameters(equations)
    # What forward does not read is stored, and so it is counted: under a signal that nothing reads.
    unread = [name for name, array in stored.items() if array.trained and name not in read]
    for name in unread:
        trace.stored_axes.setdefault(name, tuple(axis_of(trace.extents, number, 0) for number in stored[name].shape))
        equations.append((trace.name(f"{UNREAD_PREFIX}_{name}"), n.Parameter(name)))
    members, torn = _members(equations)
    families = _families(equations)
    torn |= _read_whole(equations, families)
    if torn:
        return Torn(torn)
    extents = trace.extents
    shapes = {name: _shape(trace, name, members) for name in _parameters(equations)}
    sized = {
        name: tuple(Size.letter(letter) for letter in shape)
        for name, shape in (*call.inputs.items(), *call.states.items())
    }
    every = [size for shape in (*sized.values(), *shapes.values(), *trace.shapes.values()) for size in shape]
    written = [
        size for _, node in equations for part in n.walk(node) if isinstance(part, n.Call) for size in part.sizes
    ]
    extents.name_rest([*every, *written], {*trace.taken, *trace.equations})
    sized = {name: shape[1:] if name in families else shape for name, shape in sized.items()}
    program = n.Program(
        tuple(
            n.Equation(target, _finished(value, trace))
            for name, node in equations
            for target, value in _each(name, node)
        )
    )
    present = _signals(program)
    written_names = {equation.name for equation in program.equations}
    declared = {name: tuple(map(extents.solved, shape)) for name, shape in sized.items() if name in present}
    solved = {name: tuple(map(extents.solved, shape)) for name, shape in shapes.items()}
    declared |= {name: () for name, shape in solved.items() if not shape}
    fixed = [name for name in solved if name in trace.identity or not stored[name].trained]
    fields: dict[str, Any] = {
        "equations": spell_program(program, SOURCE),
        "activations": {name: text for name, text in trace.activations.items() if _calls(program, name)},
        "fixed": fixed,
        "identity": [name for name in solved if name in trace.identity],
        "output": [name for name in call.returned if name not in call.states and name in written_names][:1]
        or [*call.states][:1],
    }
    definition = _defined(fields, declared, solved)
    numbers = {letter: extents.numbers[letter] for letter in definition.letters if letter in extents.numbers}
    return CellFields(fields, members, numbers, definition, tuple(unread), trace.by_members)


def _families(equations: Sequence[tuple[str, n.Node]]) -> set[str]:
    """The signals that are computed or read by their members."""
    read = {part.name for _, node in equations for part in n.walk(node) if isinstance(part, n.Signal) and part.index}
    return read | {name for name, node in equations if isinstance(node, n.Call) and node.name == STACK_CALL}


def _read_whole(equations: Sequence[tuple[str, n.Node]], families: set[str]) -> set[str]:
    """Those of them that are read as one array too, or computed as one."""
    computed = {name for name, node in equations if not (isinstance(node, n.Call) and node.name == STACK_CALL)}
    whole = {
        part.name for _, node in equations for part in n.walk(node) if isinstance(part, n.Signal) and not part.index
    }
    return families & (computed | whole)


def _each(name: str, node: n.Node) -> list[tuple[n.Signal, n.Node]]:
    """A signal and its value, or each of its members."""
    if not isinstance(node, n.Call) or node.name != STACK_CALL:
        return [(n.Signal(name), node)]
    if node.sizes != (NO_SIZE,):
        raise TraceError(f"the members of {name} are not stacked along its first axis")
    return [(n.Signal(name, 0, (Size.of(at),)), part) for at, part in enumerate(node.arguments)]


def with_parameters(written: CellFields, names: Mapping[float, str]) -> CellFields:
    """With fixed parameters of these names where the numbers stand."""
    program = named_numbers(written.definition.program, names)
    added = [*names.values()]
    fields = written.fields | {
        "equations": spell_program(program, SOURCE),
        "sizes": {**written.fields["sizes"], **dict.fromkeys(added, 1)},
        "fixed": [*written.fields["fixed"], *added],
    }
    return written._replace(fields=fields, definition=define(**fields))


def _equations(trace: Trace, call: CallSignature, results: Sequence[Traced]) -> list[tuple[str, n.Node]]:
    """The signals that lead to what is returned, each under the name by which it is returned."""
    names: dict[str, str] = {}
    ends: dict[str, n.Node] = {}
    output = next((name for name in call.returned if name not in call.states), None)
    pairs = sorted(zip(call.returned, results, strict=True), key=lambda pair: pair[0] == output)
    for name, value in pairs:
        for letter, size in zip(call.states.get(name, ()), value.shape, strict=False):
            trace.extents.tie(Size.letter(letter), size)
        node = value.node
        if isinstance(node, n.Signal) and not node.lag and node.name in trace.equations and node.name not in names:
            names[node.name] = name
        elif isinstance(node, n.Signal) and not node.lag and node.name in names:
            same = names[node.name]
            if name != output:
                ends[name] = n.Signal(same)
        elif (same := next((other for other, end in ends.items() if end == node), "")) and not _is_short(node):
            if name != output:
                ends[name] = n.Signal(same)
        else:
            ends[name] = node
    every = [(names.get(name, name), renamed(node, names)) for name, node in trace.equations.items()]
    every += [(name, renamed(node, names)) for name, node in ends.items()]
    read = dict(every)
    wanted = [name for name in call.returned if name in read]
    reached: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in reached:
            reached.add(name)
            wanted += [part.name for part in n.walk(read[name]) if isinstance(part, n.Signal) and part.name in read]
    return [(name, node) for name, node in every if name in reached]


def _is_short(node: n.Node) -> bool:
    return isinstance(node, n.Signal | n.Number)


def _members(equations: Sequence[tuple[str, n.Node]]) -> tuple[dict[str, int], set[str]]:
    """How many members each parameter has that is read by its members, and those that are read in several ways."""
    seen: dict[str, set[tuple[Size, ...]]] = {}
    for _, node in equations:
        for part in n.walk(node):
            if isinstance(part, n.Parameter):
                seen.setdefault(part.name, set()).add(part.index)
    members: dict[str, int] = {}
    torn: set[str] = set()
    for name, indices in seen.items():
        if indices == {()}:
            continue
        kinds = {index[1:] for index in indices}
        count = next(iter(indices - {()}))[1].constant or 0
        if len(kinds) > 1 or len(indices) != count:
            torn.add(name)
        members[name] = count
    return members, torn


def _parameters(equations: Sequence[tuple[str, n.Node]]) -> dict[str, None]:
    return {part.name: None for _, node in equations for part in n.walk(node) if isinstance(part, n.Parameter)}


def _shape(trace: Trace, name: str, members: Mapping[str, int]) -> tuple[Size, ...]:
    """The shape of one member, axes of one element left out."""
    if name in trace.identity:
        return (trace.identity[name],) * 2
    axes = [size for size in trace.stored_axes[name] if isinstance(size, Size)]
    if name in members:
        first = axes[0] / members[name]
        return tuple(axes[1:] if trace.extents.solved(first) == ONE else [first, *axes[1:]])
    return tuple(axes)


def _finished(node: n.Node, trace: Trace) -> n.Node:
    """Sizes with what is known of them, members with their place alone."""
    if isinstance(node, n.Parameter):
        return n.Parameter(node.name, node.index[:1])
    if isinstance(node, n.Call) and node.name == "concat":
        return n.Call(node.name, tuple(_finished(part, trace) for part in node.arguments))
    if isinstance(node, n.Call) and node.sizes:
        sizes = tuple(map(trace.extents.solved, node.sizes))
        return n.Call(node.name, tuple(_finished(part, trace) for part in node.arguments), sizes)
    return n.rebuild(node, lambda part: _finished(part, trace))


def _signals(program: n.Program) -> set[str]:
    names = {equation.name for equation in program.equations}
    return names | {
        part.name for equation in program.equations for part in n.walk(equation.value) if isinstance(part, n.Signal)
    }


def _calls(program: n.Program, name: str) -> bool:
    return any(
        isinstance(part, n.Call) and part.name == name
        for equation in program.equations
        for part in n.walk(equation.value)
    )


def _defined(fields: dict[str, Any], declared: Mapping[str, Any], solved: Mapping[str, Any]) -> Definition:
    """The definition with as few declared sizes as do; each shape is what the trace has found."""
    refused: SymbolicError | None = None
    for sizes in (declared, {**declared, **solved}):
        fields["sizes"] = {name: list(map(str, shape)) if shape else 1 for name, shape in sizes.items()}
        try:
            definition = define(**fields)
            shapes = infer(definition)
        except SymbolicError as refusal:
            refused = refusal
            continue
        if all(shapes.names[name] == shape for name, shape in solved.items()):
            return definition
    raise TraceError(f"what was traced does not fit together: {refused or 'its shapes are not those of the arrays'}")
