"""A cell from a live ``torch.nn.Module``: traced for one step, written in the language, held against the module."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from importlib import import_module
from inspect import getsourcefile, getsourcelines
from itertools import islice
from math import prod
from os.path import basename
from typing import Any, NamedTuple

from symbolic.errors import SymbolicError, UsageError
from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size
from symbolic.limits import REMADE_TRIES
from symbolic.tracing.call import CallSignature
from symbolic.tracing.calling import find_call
from symbolic.tracing.exported import TraceError, export, refuse_new_parameters
from symbolic.tracing.extents import Extents
from symbolic.tracing.graph_reading import GraphReader
from symbolic.tracing.jax_cell import find_jax_cell, is_jax
from symbolic.tracing.jax_module import jax_module
from symbolic.tracing.keras_cell import in_double, is_keras, keras_module
from symbolic.tracing.other_sizes import check_other_sizes
from symbolic.tracing.parts import Parts
from symbolic.tracing.remade import remade
from symbolic.tracing.sized_numbers import has_numbers, likely_formulas, sized_numbers
from symbolic.tracing.trace import Trace, clean
from symbolic.tracing.traced import BATCH_AXIS, ONE_AXIS, Traced
from symbolic.tracing.verification import verify
from symbolic.tracing.written import CellFields, Torn, with_parameters, write

TRACING_ROUNDS = 12
SCALE_NAMES = ("s", *(f"s_{number}" for number in range(2, 40)))
"""Names of numbers that Python computes from a size."""


class ModuleArray(NamedTuple):
    """An array of the module: whether it is trained, and its number where it holds one number only."""

    shape: tuple[int, ...]
    array: Any
    trained: bool
    constant: tuple[float, ...] = ()


def read_module(
    module: Any,
    inputs: Mapping[str, Any] | None = None,
    state: Mapping[str, Any] | None = None,
    returns: Sequence[str] | None = None,
    numbers: Mapping[str, int] | None = None,
    parameters: Any = None,
) -> dict[str, Any]:
    """The fields of a `Cell` that computes the same; raises `SymbolicError` for what cannot be traced."""
    if is_keras(module):
        with in_double(module):
            return _read(keras_module(module), inputs, state, returns, numbers)
    if is_jax(module, parameters):
        module = jax_module(find_jax_cell(module, parameters))
    return _read(module, inputs, state, returns, numbers)


def _read(
    module: Any,
    inputs: Mapping[str, Any] | None,
    state: Mapping[str, Any] | None,
    returns: Sequence[str] | None,
    numbers: Mapping[str, int] | None,
) -> dict[str, Any]:
    torch = _torch_of(module)
    copied = _copy(module)
    forward = type(module).forward.__get__(module)
    stored, names = _stored(copied)

    def run(call: CallSignature, front: Sequence[int]) -> Any:
        arrays = {
            name: torch.zeros(call.shape(name, front), dtype=torch.float64) for name in (*call.inputs, *call.states)
        }
        with torch.no_grad():
            return copied(**call.arguments(arrays))

    shapes = [array.shape for array in stored.values()]
    fields = getattr(module, "attributes", vars(module))
    attributes = {word: value for word, value in fields.items() if isinstance(value, int)}
    call = find_call(run, forward, shapes, attributes, inputs, state, returns, dict(numbers or {}))
    if any(number == 1 for number in call.numbers.values()):
        raise UsageError(
            "an input or a state of one element cannot be told from a number that stands for every element; "
            "make the module with larger sizes"
        )
    refuse_new_parameters(torch, lambda: run(call, (call.batch,) if call.batch else ()))
    written = _traced(torch, copied, call, stored, names)
    written, note = _with_sizes_in_numbers(torch, module, call, written, stored)
    if hasattr(module, "verify"):
        front = (call.batch,) if call.batch else ()
        names_in = (*call.inputs, *call.states)
        generator = torch.Generator().manual_seed(22)
        drawn = {
            name: torch.randn(call.shape(name, front), dtype=torch.float64, generator=generator) for name in names_in
        }
        copied.verify(call.arguments(drawn))
    verify(torch, copied, call, written, stored)
    if written.by_members:
        check_other_sizes(torch, module, call, written, _elements)
    if written.unread:
        size = sum(prod(stored[name].shape) for name in written.unread)
        said = f"forward does not read {', '.join(written.unread[:6])}, {size} trained numbers, which are counted"
        note = f"{said}; {note}" if note else said
    return written.fields | {"title": type(module).__name__, "source": _source(module), "note": note}


def _with_sizes_in_numbers(
    torch: Any, module: Any, call: CallSignature, written: CellFields, stored: dict[str, ModuleArray]
) -> tuple[CellFields, str]:
    """Numbers that are others at other sizes become fixed parameters, and a note says what they are."""
    definition = written.definition
    if not has_numbers(definition.program, call.numbers):
        return written, ""
    for other in islice(remade(torch, module, call), REMADE_TRIES):
        try:
            arrays = _stored(other.module)
            there = _traced(torch, other.module, other.call, *arrays).definition
        except SymbolicError:
            continue
        numbers = sized_numbers(definition.program, there.program, call.numbers, other.call.numbers)
        if numbers is None:
            continue
        names: dict[float, str] = {}
        for value in numbers:
            name = next(word for word in SCALE_NAMES if word not in {*definition.used_names, *names.values()})
            names[value] = name
            stored[name] = ModuleArray((), torch.tensor(value, dtype=torch.float64), False)
        notes = [f"{name} {numbers[value].said}" for value, name in names.items()]
        return (with_parameters(written, names) if names else written), "; ".join(notes)
    likely = likely_formulas(definition.program, call.numbers)
    return written, "; ".join(f"{value:.6g} may be {formula}" for value, formula in likely.items())


def _torch_of(module: Any) -> Any:
    frameworks = {kind.__module__.partition(".")[0] for kind in type(module).__mro__}
    if isinstance(module, type) or "torch" not in frameworks:
        made = f"the class {module.__name__:.60}" if isinstance(module, type) else type(module).__name__[:60]
        raise UsageError(f"from_module takes a live torch.nn.Module, such as MyCell(3, 5), not {made}")
    if type(module).__module__ == "torch.nn.modules.rnn" and not type(module).__name__.endswith("Cell"):
        name = type(module).__name__
        raise UsageError(
            f"torch.nn.{name} is a layer over time: layer('torch.nn.{name}') counts it; torch.nn.{name}Cell is its cell"
        )
    return import_module("torch")


def _copy(module: Any) -> Any:
    """A copy of the module in double precision, as it is when it is evaluated."""
    try:
        return deepcopy(module).cpu().double().train(False)
    except Exception as refusal:
        # The user's own module may refuse to be copied in any way.
        raise UsageError(f"{type(module).__name__} cannot be copied for its trace: {str(refusal)[:200]}") from None


def _source(module: Any) -> str:
    try:
        file, line = getsourcefile(type(module)) or "", getsourcelines(type(module))[1]
    except (OSError, TypeError):
        file, line = "", 0
    place = f" ({basename(file)}, line {line})" if file else ""
    return f"traced from {type(module).__module__}.{type(module).__qualname__}{place}"[:300]


def _stored(module: Any) -> tuple[dict[str, ModuleArray], dict[str, str]]:
    """The arrays by their names in the language, and these names by their paths; a shared array has the first."""
    stored: dict[str, ModuleArray] = {}
    names: dict[str, str] = {}
    owners: dict[int, str] = {}
    written = getattr(module, "names", {})
    trained = dict(module.named_parameters(remove_duplicate=False))
    for path, array in (*trained.items(), *module.named_buffers(remove_duplicate=False)):
        if id(array) in owners:
            names[path] = owners[id(array)]
            continue
        name = wanted = clean(written.get(path, path))
        number = 1
        while name in stored:
            number += 1
            name = f"{wanted}_{number}"
        owners[id(array)] = names[path] = name
        stored[name] = ModuleArray(tuple(array.shape), array, path in trained and array.requires_grad)
    return stored, names


def _elements(module: Any) -> dict[str, int]:
    return {name: prod(array.shape) for name, array in _stored(module)[0].items() if array.trained}


def _traced(
    torch: Any, module: Any, call: CallSignature, stored: dict[str, ModuleArray], names: dict[str, str]
) -> CellFields:
    front = (call.batch,) if call.batch else ()
    ones = {name: torch.ones(call.shape(name, front), dtype=torch.float64) for name in (*call.inputs, *call.states)}
    program = export(module, call.arguments(ones))
    roles, arrays = _roles(program, call, stored, names)
    # What equations are run with holds the constants too.
    stored.update(arrays)
    extents = Extents(call.numbers)
    ranks = {name: sum(extent != 1 for extent in array.shape) for name, array in stored.items()}
    ranks |= {name: len(shape) for name, shape in (*call.inputs.items(), *call.states.items())}
    parts = Parts(ranks, extents=extents)
    known: Any = None
    both: set[str] = set()
    for _ in range(TRACING_ROUNDS):
        extents.restart()
        taken = {*stored, *call.inputs, *call.states, *call.numbers, *call.returned}
        trace = Trace(extents, parts, taken, call.batch, call.inputs)
        arguments = {name: _given(name, shape, call) for name, shape in (*call.inputs.items(), *call.states.items())}
        reader = GraphReader(trace, roles, arguments, stored)
        try:
            results = [value for value in reader.read(program.graph) if value is not None]
        except TraceError:
            deep = {name for name, shape in call.states.items() if len(shape) > 2} - parts.heads - parts.whole
            if deep:
                # A state of three axes may be one of heads, as in forget[:, :, None, None] * state.
                parts.heads |= deep
                continue
            if not parts.heads - parts.whole:
                raise
            # What is computed of the state has no form by members; it is tried as a whole.
            parts.whole |= parts.heads
            continue
        written = write(trace, call, results, stored)
        after = (len(extents.values), frozenset(parts.whole), frozenset(parts.heads))
        if isinstance(written, Torn):
            # A state that is read as a whole too may be one of heads; if not, it stays whole.
            heads = {*call.states} - parts.heads
            both = written.names & parts.whole
            parts.whole |= written.names - heads
            parts.heads |= written.names & heads
        elif after == known:
            return written
        known = after if not isinstance(written, Torn) else None
    where = f"{type(module).__name__}.forward"
    if both:
        raise TraceError(
            f"{', '.join(sorted(both))} in {where} is computed by its members, one for each head say, and read as one "
            f"array too; compute with each member, and put them one behind the other last, as in reshape(-1, heads * d)"
        )
    raise TraceError(f"the sizes in {where} are not settled after {TRACING_ROUNDS} passes; name them, as in n=3, m=5")


def _given(name: str, shape: tuple[str, ...], call: CallSignature) -> Traced:
    lag = 1 if name in call.states else 0
    axes = tuple(Size.letter(letter) for letter in shape) or (() if name in call.bare else (ONE_AXIS,))
    return Traced(n.Signal(name, lag), (BATCH_AXIS, *axes) if call.batch else axes)


def _roles(
    program: Any, call: CallSignature, stored: dict[str, ModuleArray], names: dict[str, str]
) -> tuple[dict[str, str], dict[str, ModuleArray]]:
    """What each placeholder of the graph is: a stored array, a constant, an input or a state."""
    order = [*call.arguments({name: name for name in (*call.inputs, *call.states)}).values()]
    users = [name for part in order for name in ([part] if isinstance(part, str) else part)]
    signature = program.graph_signature
    for output in signature.output_specs:
        if output.kind.name in ("BUFFER_MUTATION", "USER_INPUT_MUTATION"):
            raise TraceError(f"forward writes into {output.target}; take it as a state and return it")
    roles: dict[str, str] = {}
    arrays = dict(stored)
    for part in signature.input_specs:
        if part.kind.name == "USER_INPUT":
            roles[part.arg.name] = users.pop(0)
        elif part.target in names:
            roles[part.arg.name] = names[part.target]
        else:
            array = program.constants[part.target].double()
            roles[part.arg.name] = name = clean(part.target)
            flat = array.reshape(-1).tolist()
            arrays[name] = ModuleArray(tuple(array.shape), array, False, tuple(flat[:1]) if len({*flat}) == 1 else ())
    return roles, arrays
