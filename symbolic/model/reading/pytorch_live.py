"""A live ``torch.nn.Module``: its modules by their classes, their arrays with what is trained of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symbolic.model.classes.pytorch_steps import is_over_steps, keeps_steps
from symbolic.model.course import Course
from symbolic.model.placed import Placed
from symbolic.model.reading.pytorch_arrays import ArrayGroup, layer_of_arrays
from symbolic.model.reading.pytorch_modules import TORCH_PREFIXES, kind_of, module_layer, set_names, spare_names
from symbolic.model.reading.pytorch_reasons import reason
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
    over_steps = any(is_over_steps(_class_of(module)) for module in network.modules())
    opened, ordered = "", _is_ordered(network)
    for path, module in network.named_modules():
        if id(module) in read:
            continue
        kind = kind_of(module)
        read |= {id(part) for part in parts(module, kind)}
        before = opened
        if over_steps and not opened and _opens(path, module):
            opened = path or "network"
        if held := tensors(module, path or "network", kind):
            layer = _layer(path or "network", module, kind, held, counted, placed)
            # The layer itself is computed at the steps that it gives.
            where = before or (f"the input of {opened}" if opened else "")
            placed.append(replace(layer, course=Course(open_at=where)) if where else layer)
    if opened and not ordered:
        placed = [replace(layer, course=Course(open_at=f"a call of {opened}")) for layer in placed]
    return tuple(placed), type(network).__name__


def _class_of(module: Any) -> str:
    """The class of PyTorch that it is or derives from, its own where it is none."""
    kinds = [kind.__name__ for kind in type(module).__mro__ if kind.__module__.startswith(TORCH_PREFIXES)]
    return next((kind for kind in kinds if kind != "Module"), type(module).__name__)


def _opens(path: str, module: Any) -> bool:
    """Whether nobody says that it keeps the steps; what holds others is not asked, but its own parts are."""
    if any(True for _ in module.children()) or "parametrizations" in path.split("."):
        return False
    return not keeps_steps(_class_of(module), lambda name: getattr(module, name, None))


def _is_ordered(network: Any) -> bool:
    """Whether its modules are computed in their order, as rows of rows are."""
    inside = [module for module in network.modules() if any(True for _ in module.children())]
    return all(type(module).__name__ == "Sequential" for module in inside)


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
