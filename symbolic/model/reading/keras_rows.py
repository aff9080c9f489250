"""The layers of a configuration with the arrays that a file stores for them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from symbolic.model.classes.keras_arrays import ADAPTED, FIXED, array_names, quantisation, quantised_names
from symbolic.model.classes.keras_layer import Holder, KerasLayer
from symbolic.model.placed import Placed
from symbolic.model.reading.keras_place import place_layer
from symbolic.model.reading.real import unknown_layer
from symbolic.model.stored_array import StoredArray
from symbolic.record import replace

Groups = Mapping[str, Sequence[StoredArray]]
"""The arrays under each path, in their order."""

SEED = re.compile(r"(^|/)seed_generator(_\d+)?(/|$)")
"""Where a layer keeps the state of its random numbers, which is not a parameter."""

STATE = ("optimizer/", "metrics/", "_metrics/", "compile_metrics/", "compiled_metrics/", "compiled_loss/")
"""What is stored of training beside the network."""

UNSAID = "the file does not say which of its arrays are trained"
"""Of a class that is not known."""

QUANTISED = {0: "", 1: "int8", 3: "int4", 6: "float8"}
"""How arrays are quantised, by how many there are beside those of a plain layer."""


def group_arrays(arrays: Iterable[tuple[str, StoredArray]]) -> dict[str, tuple[StoredArray, ...]]:
    """The arrays of a file by the paths of what holds them, without those that are not parameters.

    >>> array = StoredArray("0", (2,))
    >>> groups = group_arrays([("layers/dense/vars/0", array), ("optimizer/vars/0", array)])
    >>> list(groups), groups["layers/dense"][0].shape
    (['layers/dense'], (2,))
    """
    groups: dict[str, list[tuple[int, StoredArray]]] = {}
    for path, array in arrays:
        head, _, place = path.rpartition("/")
        head = head.removesuffix("vars").rstrip("/")
        if not SEED.search(head) and not path.startswith(STATE):
            groups.setdefault(head, []).append((int(place) if place.isdecimal() else 0, array))
    return {head: tuple(array for _, array in sorted(held, key=lambda pair: pair[0])) for head, held in groups.items()}


def place_layers(layers: Sequence[KerasLayer], stored: Groups | None) -> tuple[Placed, ...]:
    """Each layer in its place, and last what is stored and belongs to none of them.

    A layer that an earlier one is, in another network inside or behind a wrapper, is stored and counted there. Without
    arrays (None) the layers are what the equations say.
    """
    if stored is None:
        return tuple(replace(place_layer(layer, ()), arrays=None) for layer in layers)
    left = dict(stored)
    arrays = {place: tuple(_held(layer, left)) for place, layer in enumerate(layers) if layer.holders}
    remarks: dict[int, str] = {}
    paths = sorted(left)
    for place, layer in reversed([*enumerate(layers)]):
        if not layer.holders:
            arrays[place] = tuple(_below(layer, left, paths))
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
    return (*placed, *(unknown_layer(path or "arrays", "arrays", held) for path, held in left.items() if held))


def named_arrays(holder: Holder, stored: Sequence[StoredArray]) -> Iterator[StoredArray]:
    """The arrays with their names, and whether they are trained."""
    if holder.kind == "SpectralNormalization":
        stored = stored[-1:]  # Before its vector stands the kernel of the layer inside, once more.
    plain = array_names(holder.kind, {**holder.config, "dtype": None})
    mode = quantisation(holder.config) or QUANTISED.get(len(stored) - len(plain), "")
    names = quantised_names(plain, mode)
    names = names[: len(stored)] if len(stored) <= len(names) else tuple(map(str, range(len(stored))))
    adapted, table = _adapted(holder), None
    for name, array in zip(names, stored, strict=True):
        fixed = (name in FIXED and mode != "float8") or "int" in array.dtype
        fixed = fixed or (adapted and name in ("kernel", "embeddings"))
        yield replace(array, name=holder.prefix + name, trained=holder.trained and not fixed)
        table = array if name in ("kernel", "embeddings") else table
    if adapted and table is not None:
        yield from _adapters(holder, table)


def _adapted(holder: Holder) -> bool:
    rank = holder.config.get("lora_rank")
    return holder.kind in ADAPTED and type(rank) is int and rank > 0


def _adapters(holder: Holder, table: StoredArray) -> Iterator[StoredArray]:
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


def _below(layer: KerasLayer, left: dict[str, Sequence[StoredArray]], paths: Sequence[str]) -> Iterator[StoredArray]:
    """All arrays below the path of a layer of which nothing is known."""
    for start, exact in ((layer.path, True), (f"{layer.path}/", False)):
        place = bisect_left(paths, start)
        while place < len(paths) and (paths[place] == start if exact else paths[place].startswith(start)):
            inside = paths[place][len(layer.path) :].lstrip("/")
            for index, array in enumerate(left.pop(paths[place], ())):
                trained = layer.trained and "int" not in array.dtype
                yield replace(array, name=f"{inside}/{index}".lstrip("/"), trained=trained)
            place += 1
