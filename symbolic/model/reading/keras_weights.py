"""The arrays of a network of Keras without its configuration: in a ``.weights.h5`` file, in several, or as Keras 2 did.

Source: ``save_weights`` of Keras 3.15 and tf_keras 2.21.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from symbolic.errors import FileError
from symbolic.files import read_bytes, unreadable
from symbolic.limits import KERAS_CONFIG_BYTES, KERAS_SHARDS
from symbolic.model.classes.keras_arrays import FIXED_ARRAYS
from symbolic.model.classes.keras_layer import KerasLayer
from symbolic.model.placed import Placed
from symbolic.model.reading.hdf5 import Hdf5File
from symbolic.model.reading.hdf5_messages import NotHdf5
from symbolic.model.reading.keras_groups import (
    UNSAID,
    Groups,
    HolderNames,
    group_arrays,
    noted_names,
    told_arrays,
    told_class,
    told_config,
    told_name,
)
from symbolic.model.reading.keras_place import place_layer
from symbolic.model.reading.real import unknown_layer
from symbolic.model.stored_array import StoredArray
from symbolic.record import replace

WRAPPER = "spectral_normalization"


def weight_rows(file: Hdf5File) -> tuple[Placed, ...]:
    """A row for each group of arrays of an HDF5 file that holds no configuration."""
    layers = file.texts("", "layer_names")
    return _named_rows(file, layers) if layers else _rows(*_stored(file))


def read_index(path: Path) -> tuple[Placed, ...]:
    """The arrays in the files beside it that a ``.weights.json`` names; raises `FileError`."""
    places = _places(path)
    shards = list(dict.fromkeys(name for names in places.values() for name in names))
    if len(shards) > KERAS_SHARDS:
        raise FileError(path, f"it names {len(shards):,} files, and at most {KERAS_SHARDS:,} are read")
    groups: dict[str, tuple[StoredArray, ...]] = {}
    names: dict[str, str] = {}
    for name in shards:
        if Path(name).name != name or "\\" in name:
            raise FileError(path, f"its files lie beside it, and {name[:60]!r} does not")
        if not path.with_name(name).is_file():
            lost = sum(name in held for held in places.values())
            raise FileError(path, f"{name[:60]}, which holds {lost} of its {len(places)} layers, is not beside it")
        held, called, heads = _shard(path.with_name(name))
        groups |= {head: (*groups.get(head, ()), *arrays) for head, arrays in held.items()}
        names |= called
        if lost := [group for group, files in places.items() if name in files and group.strip("/") not in heads]:
            raise FileError(path, f"{name[:60]} does not hold {lost[0][:60]!r}, which the index puts there")
    return _rows(groups, names)


def _places(path: Path) -> dict[str, list[str]]:
    """The files of each group of arrays."""
    raw = read_bytes(path, KERAS_CONFIG_BYTES, "an index of .weights.h5 files")
    try:
        index: Any = json.loads(raw)
    except (ValueError, RecursionError):
        raise FileError(path, "this is not an index of .weights.h5 files: it is not JSON") from None
    places = index.get("weight_map") if isinstance(index, dict) else None
    places = places if isinstance(places, dict) else {}
    files = {group: [names] if isinstance(names, str) else names for group, names in places.items()}
    if not files or not all(isinstance(names, list) and all(type(n) is str for n in names) for names in files.values()):
        raise FileError(path, "this is not an index of .weights.h5 files: it has no weight_map of layers and files")
    return files


def _shard(path: Path) -> tuple[Groups, HolderNames, set[str]]:
    """What one of the files holds, and the paths of all groups in it."""
    try:
        with path.open("rb") as stream:
            file = Hdf5File(stream, size=path.stat().st_size)
            if file.problem:
                raise FileError(path, f"this cannot be read as HDF5: {file.problem}")
            return *_stored(file), {head.rpartition("/")[0] for head in file.arrays}
    except NotHdf5 as error:
        raise FileError(path, f"this cannot be read as HDF5: {error}") from None
    except OSError as error:
        raise unreadable(path, error) from None


def _stored(file: Hdf5File) -> tuple[Groups, HolderNames]:
    names = noted_names(file)
    return group_arrays(file.stored_arrays(), names), names


def _rows(groups: Groups, names: HolderNames) -> tuple[Placed, ...]:
    return tuple(group_row(path, names.get(path, ""), held, groups) for path, held in groups.items())


def group_row(path: str, name: str, arrays: Sequence[StoredArray], groups: Groups) -> Placed:
    """A row for what holds the arrays, of a class that its place or its name says, as far as one does."""
    label = f"{path} ({name})" if name and name != path.rpartition("/")[2] else path
    if WRAPPER in (told_name(path.rpartition("/")[2]), told_name(name)) and f"{path}/layer" in groups:
        # Before the vector of the wrapper the kernel of the layer inside is stored once more.
        vector = replace(arrays[-1], name="vector_u", trained=False)
        return unknown_layer(label, "SpectralNormalization", (vector,), UNSAID)
    kind, named = told_class(path, name, arrays), tuple(told_arrays(path, name, arrays))
    return _placed(label or "arrays", kind, named, told_config(kind, arrays))


def _placed(label: str, kind: str, arrays: Sequence[StoredArray], config: Mapping[str, Any]) -> Placed:
    if not config:
        return unknown_layer(label, kind or "arrays", arrays, UNSAID)
    layer = KerasLayer(label, label, "", kind, config, "", (), (), trained=True, remark=UNSAID)
    return place_layer(layer, arrays)


def array_row(label: str, arrays: Sequence[StoredArray]) -> Placed:
    """A row for arrays by the names that Keras gives them, without a file."""
    kind = _kind_of_names(arrays)
    config = told_config(kind, arrays)
    placed = _placed(label, kind, arrays, config)
    return replace(placed, remark="") if placed.remark == UNSAID else placed


def _named_rows(file: Hdf5File, layers: Sequence[str]) -> tuple[Placed, ...]:
    """The arrays of each layer by the names that Keras 2 gives them."""
    rows: list[Placed] = []
    for layer in layers:
        folders: dict[str, list[StoredArray]] = {}
        for name, array in named_weights(file, layer):
            folders.setdefault(name.rpartition("/")[0], []).append(known_fixed(array))
        for folder, arrays in folders.items():
            label = folder if folder.startswith(layer) else f"{layer}/{folder}".rstrip("/")
            kind = _kind_of_names(arrays)
            rows.append(_placed(label, kind, arrays, told_config(kind, arrays)))
    return tuple(rows)


def named_weights(file: Hdf5File, where: str) -> Iterator[tuple[str, StoredArray]]:
    """The arrays of a layer with the whole names that Keras 2 gives them."""
    for name in file.texts(where, "weight_names"):
        if array := file.arrays.get(f"{where}/{name}"):
            yield name, StoredArray(name.rpartition("/")[2].partition(":")[0], array.shape, array.dtype)


def known_fixed(array: StoredArray, trained: bool = True) -> StoredArray:
    """An array of a class that is not known, which is trained unless its name says that no training changes it."""
    return replace(array, trained=trained and array.name not in FIXED_ARRAYS and "int" not in array.dtype)


def _kind_of_names(arrays: Sequence[StoredArray]) -> str:
    """The class of a layer by the names that its arrays have; empty where several classes have such."""
    names = [array.name for array in arrays]
    if names[:2] == ["kernel", "recurrent_kernel"]:
        return told_class("cell", "", arrays)
    if names in (["kernel"], ["kernel", "bias"]) and len(arrays[0].shape) == 2:
        return "Dense"
    if names == ["embeddings"]:
        return "Embedding"
    return "BatchNormalization" if "moving_variance" in names else ""
