"""A network in an ``.h5`` file of Keras 2 or 3: whole, with its configuration, or its arrays alone.

Source: ``legacy_h5_format`` of Keras 3.15, and what tf_keras 2.21 writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from symbolic.errors import FileError, UsageError
from symbolic.files import unreadable
from symbolic.limits import HDF5_COMPARED_BYTES
from symbolic.model.classes.keras_arrays import FIXED_ARRAYS, array_names
from symbolic.model.classes.keras_layer import ArrayHolder, KerasLayer
from symbolic.model.placed import Placed
from symbolic.model.reading.hdf5 import Hdf5File
from symbolic.model.reading.hdf5_messages import NotHdf5
from symbolic.model.reading.keras_config import layers_in_config
from symbolic.model.reading.keras_groups import STATISTICS_LAYERS, UNSAID
from symbolic.model.reading.keras_place import place_layer
from symbolic.model.reading.keras_weights import known_fixed, named_weights, weight_rows
from symbolic.model.reading.real import unknown_layer
from symbolic.model.stored_array import StoredArray
from symbolic.record import replace

WEIGHTS_GROUP = "model_weights"


def read_file(path: Path) -> tuple[Placed, ...]:
    """The network, or a row for each group of arrays where its configuration is not in the file.

    Raises `FileError` for a file that is not HDF5 or is empty.
    """
    try:
        with path.open("rb") as stream:
            file = Hdf5File(stream, size=path.stat().st_size)
            config = file.texts("", "model_config")
            rows = _network(file, _config(config[0])) if config else weight_rows(file)
    except NotHdf5 as error:
        raise FileError(path, f"this cannot be read as HDF5: {error}") from None
    except (ValueError, RecursionError):
        raise FileError(path, "its model_config is not JSON as Keras writes it") from None
    except UsageError as error:
        raise FileError(path, str(error)) from None
    except OSError as error:
        raise unreadable(path, error) from None
    if not rows:
        raise FileError(path, f"no array is in this HDF5 file{f': {file.problem}' if file.problem else ''}")
    if file.problem:
        rows = (*rows, unknown_layer("the rest", f"cannot be read: {file.problem}", ()))
    return rows


def _config(text: str) -> dict[str, Any]:
    config = json.loads(text)
    if not isinstance(config, dict):
        raise UsageError("its model_config is not the configuration of a network")
    layers = config.get("config")
    # The first versions of Keras 2 write the layers of a Sequential alone.
    return {**config, "config": {"layers": layers}} if isinstance(layers, list) else config


class LayerArrays:
    """The arrays of one layer of the network, by their names, until they are taken."""

    def __init__(self, file: Hdf5File, where: str):
        self.left = dict(named_weights(file, where))

    def take(self, layer: KerasLayer, holder: ArrayHolder) -> Iterator[tuple[str, StoredArray]]:
        """The arrays of what holds some of a layer: those beside the first that has a name of its kind."""
        names = {*array_names(holder.kind, holder.config), "depthwise_kernel"}
        side = holder.prefix.rstrip("/")
        fitting = [path for path, array in self.left.items() if array.name in names]
        fitting = [path for path in fitting if side and _is_part(side, path)] or fitting
        named = [path for path in fitting if layer.called in path.split("/")] or fitting
        if named:
            folder = named[0].rpartition("/")[0]
            for path in [path for path in self.left if path.rpartition("/")[0] == folder]:
                yield path, self.left.pop(path)

    def take_all(self, layer: KerasLayer) -> Iterator[StoredArray]:
        """The arrays of a layer of which nothing is known but its name and those of what it is in."""
        if layer.kind in STATISTICS_LAYERS and layer.called == layer.group:
            self.left.clear()
        fitting = [path for path in self.left if layer.called in path.split("/")]
        for around in layer.name.split("/"):
            fitting = [path for path in fitting if around in path.split("/")] or fitting
        for path in fitting:
            array = self.left.pop(path)
            if layer.kind not in STATISTICS_LAYERS:
                yield known_fixed(array, layer.trained)


def _is_part(side: str, path: str) -> bool:
    return any(part == side or part.startswith(f"{side}_") for part in path.split("/"))


def _network(file: Hdf5File, config: dict[str, Any]) -> tuple[Placed, ...]:
    version = (file.texts("", "keras_version") or file.texts(WEIGHTS_GROUP, "keras_version") or ("2",))[0]
    layers = layers_in_config(config, keras2=not version.startswith("3"))
    groups = {layer.group: LayerArrays(file, f"{WEIGHTS_GROUP}/{layer.group}") for layer in layers}
    groups[""] = LayerArrays(file, f"{WEIGHTS_GROUP}/top_level_model_weights")
    # Of a class of one's own the configuration does not say the layers.
    others = [name for name in file.texts(WEIGHTS_GROUP, "layer_names") if name not in groups]
    groups |= {name: LayerArrays(file, f"{WEIGHTS_GROUP}/{name}") for name in others}
    taken = {place: _taken(layer, groups[layer.group]) for place, layer in enumerate(layers) if layer.holders}
    for place, layer in reversed([*enumerate(layers)]):
        if not layer.holders:
            taken[place] = [], [*groups[layer.group].take_all(layer)]
    rows = [*_rows(file, layers, taken)]
    _drop_again(file, layers, groups)
    for group, stored in groups.items():
        if stored.left:
            held = tuple(replace(known_fixed(array), name=name) for name, array in stored.left.items())
            rows.append(unknown_layer(group or "arrays", "arrays", held, UNSAID))
    return tuple(rows)


def _drop_again(file: Hdf5File, layers: Sequence[KerasLayer], groups: Mapping[str, LayerArrays]) -> None:
    """Leave out the arrays of a network that stands in another group again, under the same names in both."""
    for group in {layer.group for layer in layers if layer.again}:
        elsewhere = {*groups} - {group}
        for path in [*groups[group].left]:
            shape = groups[group].left[path].shape
            copies = [file.arrays.get(f"{WEIGHTS_GROUP}/{other}/{path}") for other in elsewhere]
            if any(copy is not None and copy.shape == shape for copy in copies):
                del groups[group].left[path]


Taken = tuple[list[str], list[StoredArray]]
"""The arrays of a layer, and the paths in its group of those of a class that is known."""


def _taken(layer: KerasLayer, stored: LayerArrays) -> Taken:
    paths, arrays = [], []
    for holder in layer.holders:
        taken = dict(stored.take(layer, holder))
        paths += [f"{WEIGHTS_GROUP}/{layer.group}/{path}" for path in taken]
        arrays += _flagged(holder, [*taken.values()])
    return paths, arrays


def _rows(file: Hdf5File, layers: Sequence[KerasLayer], taken: Mapping[int, Taken]) -> Iterator[Placed]:
    first: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for place, layer in enumerate(layers):
        paths, arrays = taken[place]
        shared, others = first.setdefault((layer.kind, layer.called), (layer.name, paths))
        again = layer.again or (shared if shared != layer.name and _are_same(file, paths, others) else "")
        remark = UNSAID if arrays and not layer.holders and layer.trained else layer.remark
        yield place_layer(replace(layer, remark=remark), () if again else arrays, again)


def _flagged(holder: ArrayHolder, arrays: Sequence[StoredArray]) -> Iterator[StoredArray]:
    adapted = any(array.name.startswith("lora_") for array in arrays)
    scaled = any(array.name.endswith("amax_history") for array in arrays)
    for array in arrays:
        fixed = (array.name in FIXED_ARRAYS and not scaled) or "int" in array.dtype
        fixed = fixed or (adapted and array.name in ("kernel", "embeddings"))
        yield replace(array, name=holder.prefix + array.name, trained=holder.trained and not fixed)


def _are_same(file: Hdf5File, paths: Sequence[str], others: Sequence[str]) -> bool:
    """Whether arrays under two names are one, written twice: alike, and not all of them filled with one number."""
    if not paths:
        return bool(others)
    if len(paths) != len(others):
        return False
    shapes = [[file.arrays[path].shape for path in each] for each in (paths, others)]
    numbers = [[file.numbers(path, HDF5_COMPARED_BYTES) for path in each] for each in (paths, others)]
    varied = any(len({raw[place : place + 4] for place in range(0, len(raw), 4)}) > 1 for raw in numbers[0])
    return shapes[0] == shapes[1] and numbers[0] == numbers[1] and varied
