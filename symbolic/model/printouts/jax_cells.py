"""Modules of Flax, Haiku and TensorFlow 1 as layers: the products of gates, each printed as a module, are one cell."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.model.placed import Placed
from symbolic.model.printouts.array_layers import array_layer, by_name
from symbolic.model.printouts.tensorflow_cells import find_cell, find_gru
from symbolic.model.reading.real import real_layer
from symbolic.model.stored_array import StoredArray
from symbolic.model.text import parse_layer
from symbolic.record import replace

ModuleArrays = tuple[str, tuple[StoredArray, ...]]
CELL_BY_MODULES = {
    frozenset({"ii", "if", "ig", "io", "hi", "hf", "hg", "ho"}): ("LSTMCell", "ii", "hi"),
    frozenset({"ir", "iz", "in", "hr", "hz", "hn"}): ("GRUCell", "ir", "hr"),
    frozenset({"i", "h"}): ("SimpleCell", "i", "h"),
}
"""The cells of Flax by the modules in them, with one that reads the input and one that reads the state."""


def place_modules(modules: Sequence[ModuleArrays]) -> tuple[Placed, ...]:
    """The layers that the modules are.

    >>> kernel, bias = StoredArray("w", (13, 24)), StoredArray("b", (24,))
    >>> [layer.what for layer in place_modules([("lstm/linear", (kernel, bias))])]
    ['haiku.LSTM']
    """
    groups: dict[str, list[tuple[int, ModuleArrays]]] = {}
    for place, (name, arrays) in enumerate(modules):
        groups.setdefault(name.rpartition("/")[0], []).append((place, (name, arrays)))
    placed: list[tuple[int, Placed]] = []
    for parent, numbered in groups.items():
        members = [member for _, member in numbered]
        cell = _flax_cell(parent, members) or _tensorflow_gru(parent, members)
        cell = cell or (_haiku_cell(parent, members[0]) if len(members) == 1 else None)
        if cell:
            placed.append((numbered[0][0], cell))
        else:
            placed += [
                (place, _haiku_gru(name, arrays) or _tensorflow_cell(name, arrays) or array_layer(name, arrays))
                for place, (name, arrays) in numbered
            ]
    return tuple(layer for _, layer in sorted(placed, key=lambda pair: pair[0]))


def _flax_cell(parent: str, members: Sequence[ModuleArrays]) -> Placed | None:
    parts = {name.rpartition("/")[2].rstrip("_"): by_name(arrays) for name, arrays in members}
    if frozenset(parts) not in CELL_BY_MODULES:
        return None
    kind, reads, keeps = CELL_BY_MODULES[frozenset(parts)]
    inputs, state = parts[reads].get("kernel"), parts[keeps].get("kernel")
    if not (inputs and state and len(inputs.shape) == len(state.shape) == 2):
        return None
    arrays = [replace(array, name=f"{part}/{array.name}") for part, held in parts.items() for array in held.values()]
    nnx = any(name.endswith("_") for name, _ in members)
    made = f"flax.nnx.{kind}({inputs.shape[0]}, {state.shape[0]})" if nnx else f"flax.linen.{kind}({state.shape[0]})"
    return _fitting(parent, made, inputs.shape[0], arrays)


def _haiku_cell(parent: str, member: ModuleArrays) -> Placed | None:
    name, arrays = member
    kernel = by_name(arrays).get("kernel")
    if name.rpartition("/")[2] != "linear" or not kernel or len(kernel.shape) != 2 or kernel.shape[1] % 4:
        return None
    units = kernel.shape[1] // 4
    if not 0 < units < kernel.shape[0] or "lstm" not in parent.lower():
        return None
    return _fitting(parent, f"haiku.LSTM({units})", kernel.shape[0] - units, arrays)


def _tensorflow_gru(parent: str, members: Sequence[ModuleArrays]) -> Placed | None:
    layer_type = find_gru({name.rpartition("/")[2]: arrays for name, arrays in members})
    arrays = [
        replace(array, name=f"{name.rpartition('/')[2]}/{array.name}") for name, held in members for array in held
    ]
    return _fitting(parent, *layer_type, arrays) if layer_type else None


def _tensorflow_cell(name: str, arrays: Sequence[StoredArray]) -> Placed | None:
    layer_type = find_cell(name, arrays)
    return _fitting(name, *layer_type, arrays) if layer_type else None


def _haiku_gru(name: str, arrays: Sequence[StoredArray]) -> Placed | None:
    shapes = {array.name: array.shape for array in arrays}
    if {*shapes} != {"w_i", "w_h", "b"} or not len(shapes["w_i"]) == len(shapes["w_h"]) == 2:
        return None
    return _fitting(name, f"haiku.GRU({shapes['w_h'][0]})", shapes["w_i"][0], arrays)


def _fitting(name: str, text: str, reads: int, arrays: Sequence[StoredArray]) -> Placed | None:
    """The layer, where its equations give as many numbers as are printed."""
    placed = real_layer(name, lambda: parse_layer(text), reads, arrays, text.partition("(")[0])
    return placed if placed.known and placed.derived_at({}) == sum(array.count for array in arrays) else None
