"""The traced cell held against the module: its numbers over a few steps, and how many of them it stores."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

from symbolic.language.inference import infer
from symbolic.language.sizes.carriers import Integers
from symbolic.numeric.machine import run
from symbolic.tracing.call import CallSignature, leaves
from symbolic.tracing.exported import TraceError
from symbolic.tracing.written import CellFields

DRAWN_STEPS, DRAWN_BATCH = 3, 2
TOLERANCE = 1e-10


def verify(torch: Any, module: Any, call: CallSignature, written: CellFields, stored: Mapping[str, Any]) -> None:
    """Raise `TraceError` where the cell computes other numbers, or stores other ones, than the module."""
    definition = written.definition
    names = definition.names
    shapes = infer(definition, Integers(written.numbers))
    counted = sum(shapes.size(name) for name in names.parameters if name not in definition.fixed)
    held = sum(prod(array.shape) for array in stored.values() if array.trained)
    if counted != held:
        raise TraceError(f"the traced equations have {counted} trained numbers and the module {held}")
    # First with the module's own numbers, then with others, as a bias of zeros says nothing.
    generator = torch.Generator().manual_seed(22)
    for trial in range(2):
        if trial:
            for array in stored.values():
                if array.trained:
                    noise = torch.randn(array.shape, dtype=torch.float64, generator=generator)
                    array.array.data = array.array.data + 0.3 * noise
        _compare(torch, module, call, written, stored, generator, strict=not trial)


def _compare(
    torch: Any,
    module: Any,
    call: CallSignature,
    written: CellFields,
    stored: Mapping[str, Any],
    generator: Any,
    strict: bool,
) -> None:
    import numpy as np

    definition = written.definition
    front = (DRAWN_BATCH,) if call.batch else ()

    def draw(name: str, before: tuple[int, ...]) -> Any:
        return torch.randn(call.shape(name, before), dtype=torch.float64, generator=generator)

    inputs = {name: draw(name, (DRAWN_STEPS, *front)) for name in call.inputs}
    first = state = {name: draw(name, front) for name in call.states}
    expected: dict[str, list[Any]] = {name: [] for name in call.returned}
    with torch.no_grad():
        for step in range(DRAWN_STEPS):
            arrays = {name: array[step] for name, array in inputs.items()} | state
            result = dict(zip(call.returned, leaves(module(**call.arguments(arrays))), strict=True))
            for name, value in result.items():
                expected[name].append(value.numpy())
            state = {name: result[name] for name in call.states}
    names = definition.names
    parameters = {name: _array(np, name, written, stored) for name in names.parameters}
    entered = {
        name: _sample(array, name in call.bare or call.inputs[name])
        for name, array in inputs.items()
        if name in names.inputs
    }
    before = {name: _sample(array, call.states[name]) for name, array in first.items() if name in names.states}
    try:
        read = run(definition, parameters, entered, before, written.numbers)
    except ValueError as refusal:
        # Arrays that do not fit together in NumPy, matrices laid side by side say.
        raise TraceError(f"the traced equations cannot be run: {str(refusal)[:160]}") from None
    for name, values in expected.items():
        if name not in read:
            continue
        # Equations that take nothing at all are run for one step.
        wanted = np.stack(values)[: len(read[name])]
        if wanted.size != read[name].size:
            raise TraceError(f"the traced equations give another shape for {name} than the module")
        wanted = wanted.reshape(read[name].shape)
        if not np.isfinite(wanted).all() and not strict:
            return
        apart = np.abs(read[name] - wanted).max() / max(1.0, np.abs(wanted).max())
        if not apart <= TOLERANCE:
            raise TraceError(
                f"the traced equations give other numbers for {name} than the module, {apart:.1e} apart; "
                f"they are not given out as its cell"
            )


def _sample(array: Any, shape: tuple[str, ...] | bool) -> Any:
    return array.numpy() if shape else array.numpy()[..., 0]


def _array(np: Any, name: str, written: CellFields, stored: Mapping[str, Any]) -> Any:
    definition = written.definition
    shape = infer(definition, Integers(written.numbers)).names[name]
    if name in definition.identity:
        return np.eye(shape[0])
    array = stored[name].array.detach().numpy()
    members = (written.members[name],) if name in written.members else ()
    return array.reshape((*members, *shape))
