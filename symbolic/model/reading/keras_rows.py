"""The layers of a configuration with the arrays that a file stores for them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from symbolic.model.classes.keras_arrays import ADAPTED, FIXED_ARRAYS, array_names, quantisation, quantised_names
from symbolic.model.classes.keras_layer import ArrayHolder, KerasLayer
from symbolic.model.placed import Placed
from symbolic.model.reading.keras_groups import NO_GROUP_NAMES, UNSAID, Groups, HolderNames, told_arrays
from symbolic.model.reading.keras_place import place_layer
from symbolic.model.reading.keras_weights import group_row
from symbolic.model.stored_array import StoredArray
from symbolic.record import replace

QUANTISED_BY_EXTRAS = {0: "", 1: "int8", 3: "int4", 6: "float8"}
"""How arrays are quantised, by how many there are beside those of a plain layer."""


def place_layers(
    layers: Sequence[KerasLayer], stored: Groups | None, names: HolderNames = NO_GROUP_NAMES
) -> tuple[Placed, ...]:
    """Each layer in its place, and last what is stored and belongs to none of them.

    A layer that an earlier one is, in another network inside or behind a wrapper, is stored and counted there. Without
    arrays (None) the layers are what the equations say. ``names`` are those that are noted beside the arrays.
    """
    if stored is None:
        return tuple(replace(place_layer(layer, ()), arrays=None) for layer in layers)
    left = dict(stored)
    arrays = {place: tuple(_held(layer, left)) for place, layer in enumerate(layers) if layer.holders}
    remarks: dict[int, str] = {}
    paths = sorted(left)
    for place, layer in reversed([*enumerate(layers)]):
        if not layer.holders:
            arrays[place] = tuple(_below(layer, left, paths, names))
            if arrays[place] and layer.trained:
                remarks[place] = UNSAID
    first: dict[tuple[str, str], str] = {}
    placed = []
    for place, layer in enumerate(layers):
        key = (layer.kind, layer.called)
        shared = layer.again or ("" if arrays[place] or not layer.holders else first.get(key, ""))
        if arrays[place]:
            first.setdefault(key, layer.name)
        layer = replace(layer, remark=remarks[place]) if place in remarks else layer
        placed.append(place_layer(layer, arrays[place], shared))
    return (*placed, *(group_row(path, names.get(path, ""), held, left) for path, held in left.items() if held))


def named_arrays(holder: ArrayHolder, stored: Sequence[StoredArray]) -> Iterator[StoredArray]:
    """The arrays with their names, and whether they are trained."""
    if holder.kind == "SpectralNormalization":
        stored = stored[-1:]  # Before its vector stands the kernel of the layer inside, once more.
    plain = array_names(holder.kind, {**holder.config, "dtype": None})
    mode = quantisation(holder.config) or QUANTISED_BY_EXTRAS.get(len(stored) - len(plain), "")
    # Where a scale is that of a whole channel, there is nothing beside the scales.
    names = quantised_names(plain, "int8" if mode == "int4" and len(stored) == len(plain) * 2 else mode)
    names = names[: len(stored)] if len(stored) <= len(names) else tuple(map(str, range(len(stored))))
    adapted, table = _adapted(holder), None
    for name, array in zip(names, stored, strict=True):
        fixed = (name in FIXED_ARRAYS and mode != "float8") or "int" in array.dtype
        fixed = fixed or (adapted and name in ("kernel", "embeddings"))
        yield replace(array, name=holder.prefix + name, trained=holder.trained and not fixed)
        table = array if name in ("kernel", "embeddings") else table
    if adapted and table is not None:
        yield from _adapters(holder, table)


def _adapted(holder: ArrayHolder) -> bool:
    rank = holder.config.get("lora_rank")
    return holder.kind in ADAPTED and type(rank) is int and rank > 0


def _adapters(holder: ArrayHolder, table: StoredArray) -> Iterator[StoredArray]:
    """The adapters of a kernel, which Keras makes anew when it loads a file."""
    rank, prefix = holder.config["lora_rank"], holder.prefix
    wide = holder.config.get("units", holder.config.get("output_dim", table.shape[-1]))
    of = "kernel" if holder.kind != "Embedding" else "embeddings"
    yield StoredArray(f"{prefix}lora_{of}_a", (*table.shape[:-1], rank), "float32", holder.trained)
    yield StoredArray(f"{prefix}lora_{of}_b", (rank, wide), "float32", holder.trained)


def _held(layer: KerasLayer, left: dict[str, Sequence[StoredArray]]) -> Iterator[StoredArray]:
    for holder in layer.holders:
        head, _, tail = holder.path.rpartition("/")
        path = holder.path if holder.path in left else f"{head}/_{tail}"
        if path in left:
            yield from named_arrays(holder, left.pop(path))


def _below(
    layer: KerasLayer, left: dict[str, Sequence[StoredArray]], paths: Sequence[str], names: HolderNames
) -> Iterator[StoredArray]:
    """All arrays below the path of a layer of which nothing is known."""
    for start, exact in ((layer.path, True), (f"{layer.path}/", False)):
        place = bisect_left(paths, start)
        while place < len(paths) and (paths[place] == start if exact else paths[place].startswith(start)):
            inside = paths[place][len(layer.path) :].lstrip("/")
            held = left.pop(paths[place], ())
            # The name of the layer itself is its own, and says nothing of its class.
            for array in told_arrays(inside, names.get(paths[place], "") if inside else "", held, layer.trained):
                yield replace(array, name=f"{inside}/{array.name}".lstrip("/"))
            place += 1
