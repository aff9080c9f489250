"""A live ``torch.nn.Module``: its modules by their classes, their arrays with what is trained of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symbolic.model.course import Course
from symbolic.model.placed import Placed
from symbolic.model.reading.pytorch_arrays import ArrayGroup, layer_of_arrays
from symbolic.model.reading.pytorch_modules import kind_of, module_layer, set_names, spare_names
from symbolic.model.reading.pytorch_reasons import reason
from symbolic.model.reading.pytorch_steps import changes_steps
from symbolic.model.reading.pytorch_tensors import TorchTensor, parts, tensors
from symbolic.model.reading.real import real_layer, unknown_layer
from symbolic.record import replace

CAPTURED = ("torch.jit.", "torch.fx.", "torch.export.")


def read_network(network: Any) -> tuple[tuple[Placed, ...], str]:
    """Every module that holds arrays of its own; an array that two modules share is counted in the first.

    Raises `UsageError` for a module that has not made its arrays yet.
    """
    placed: list[Placed] = []
    counted: dict[int, tuple[str, TorchTensor]] = {}
    read: set[int] = set()
    open_at = ""
    for path, module in network.named_modules():
        if id(module) in read:
            continue
        kind = kind_of(module)
        read |= {id(part) for part in parts(module, kind)}
        open_at = open_at or ((path or "network") if changes_steps(module) else "")
        if held := tensors(module, path or "network", kind):
            layer = _layer(path or "network", module, kind, held, counted, placed)
            placed.append(replace(layer, course=Course(open_at=open_at)) if open_at else layer)
    return tuple(placed), type(network).__name__


def _layer(
    path: str,
    module: Any,
    kind: str,
    held: Sequence[TorchTensor],
    counted: dict[int, tuple[str, TorchTensor]],
    before: Sequence[Placed],
) -> Placed:
    kept: list[TorchTensor] = []
    shared: dict[str, str] = {}
    for tensor in held:
        owner = counted.get(id(tensor.array))
        if owner is None:
            counted[id(tensor.array)] = path, tensor
            kept.append(tensor)
        else:
            shared[tensor.name] = owner[0]
    arrays = [tensor.stored for tensor in kept]
    names = {tensor.name for tensor in held}
    elsewhere = dict.fromkeys(owner for owner in shared.values() if owner != path)
    said = _twice(shared, path) or reason(module, names)
    layer = module_layer(kind, module, names)
    if layer is None and _is_captured(module):
        others = {name: (owner, next(t.stored.shape for t in held if t.name == name)) for name, owner in shared.items()}
        return layer_of_arrays(path, ArrayGroup({array.name: array for array in arrays}, others))
    if layer is None:
        return unknown_layer(path, type(module).__name__, arrays, said, " and ".join(elsewhere))
    if not said and (spare := spare_names(kind, names)):
        said = f"{' and '.join(spare)} beside the arrays of {kind}"
    if not said and (set_outside := set_names(kind, module, names)):
        said = f"{' and '.join(set_outside)} set from outside, by a wrapper that holds what it is computed of"
    make, reads = layer
    return real_layer(path, make, reads, arrays, kind, before, said, " and ".join(elsewhere))


def _is_captured(module: Any) -> bool:
    """Whether it is a module that was scripted, traced or exported, whose class says no more what it was."""
    kind = type(module)
    plain = (kind.__module__, kind.__name__) == ("torch.nn.modules.module", "Module")
    return plain or kind.__module__.startswith(CAPTURED)


def _twice(shared: dict[str, str], path: str) -> str:
    """Arrays that one module holds under two names."""
    inside = [name for name, owner in shared.items() if owner == path]
    return f"{' and '.join(inside)} held under two names" if inside else ""
