"""The layers in the configuration that Keras writes of a network, each with its arrays.

Source: the files that Keras 3.15 writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from symbolic.errors import UsageError
from symbolic.frameworks import layer as framework_layer
from symbolic.frameworks.libraries.keras import ACTIVATION
from symbolic.model.layers import BatchNorm, Conv, Dense, Embedding, LayerNorm, NetworkLayer
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.placed import Placed
from symbolic.model.reading.real import Arrays, arrays_of, by_path, printable, real_layer, unknown_layer

Config = Mapping[str, Any]
RECURRENT = ("LSTM", "GRU", "SimpleRNN", "LSTMCell", "GRUCell", "SimpleRNNCell")
COUNTED = ("use_bias", "reset_after")
DEEPEST = 50
SEED = "seed_generator"
"""Where a layer keeps the state of its random numbers, which is no parameter."""


def layers_in(config: Config, arrays: Arrays) -> tuple[Placed, ...]:
    """Every layer, those of networks inside too, and last what is stored and belongs to none of them.

    ``arrays`` go by the paths under which Keras stores them. Raises `UsageError` for what Keras does not write.
    """
    arrays = {
        printable(path): shape
        for path, shape in arrays.items()
        if SEED not in path and not path.startswith("optimizer/")
    }
    found = tuple(_network(config, by_path(arrays), "", "", 0))
    taken = {f"{where}/{path}" for where, layer in found for path in (array.name for array in layer.arrays or ())}
    left = {path: shape for path, shape in arrays.items() if path not in taken}
    groups: dict[str, dict[str, tuple[int, ...]]] = {}
    for path, shape in left.items():
        head, _, tail = path.partition("/vars/")
        groups.setdefault(head, {})[f"vars/{tail}"] = shape
    return (
        *(layer for _, layer in found),
        *(unknown_layer(path, "arrays", arrays_of(held)) for path, held in groups.items()),
    )


def storage_names(kinds: Iterable[str]) -> Iterator[str]:
    """What Keras calls the layers of a list where it stores them: by their classes, and numbered.

    >>> list(storage_names(["LSTM", "Conv1D", "LSTM"]))
    ['lstm', 'conv1d', 'lstm_1']
    """
    used: dict[str, int] = {}
    for kind in kinds:
        name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", kind))
        name = re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
        used[name] = used.get(name, -1) + 1
        yield f"{name}_{used[name]}" if used[name] else name


Found = Iterator[tuple[str, Placed]]
"""Each layer with the path under which its arrays are."""

Below = Mapping[str, Arrays]
"""The arrays under each path."""


def _network(network: Config, arrays: Below, where: str, prefix: str, depth: int) -> Found:
    entries = _get(_get(network, "config", dict), "layers", list, [])
    for entry, key in zip(entries, storage_names(_get(entry, "class_name", str) for entry in entries), strict=True):
        yield from _layer(entry, arrays, f"{where}/layers/{key}".lstrip("/"), prefix, depth)


def _layer(entry: Config, arrays: Below, where: str, prefix: str, depth: int, reads: int | None = None) -> Found:
    if depth > DEEPEST:
        raise UsageError(f"the layers are nested past {DEEPEST} levels")
    kind, config = _get(entry, "class_name", str), _get(entry, "config", dict)
    name = prefix + _get(config, "name", str, kind)
    reads = _reads(entry) if reads is None else reads
    if kind == "InputLayer":
        return
    if "layers" in config:
        yield from _network(entry, arrays, where, f"{name}/", depth + 1)
    elif kind == "TimeDistributed":
        yield from _layer(_get(config, "layer", dict), arrays, f"{where}/layer", f"{name}/", depth + 1, reads)
    elif kind == "RNN":
        yield from _cells(_get(config, "cell", dict), arrays, f"{where}/cell", name, reads, _trained(config))
    elif kind == "Bidirectional":
        yield from _both(entry, arrays, where, name, reads, depth)
    else:
        yield where, _plain(kind, config, name, reads, arrays.get(where, {}), _trained(config))


def _both(entry: Config, arrays: Below, where: str, name: str, reads: int | None, depth: int) -> Found:
    config = _get(entry, "config", dict)
    forward, backward = _get(config, "layer", dict), config.get("backward_layer")
    merge = "concat" if config.get("merge_mode") is None else _get(config, "merge_mode", str)
    backward = backward if isinstance(backward, dict) else forward
    inner, other = _get(forward, "config", dict), _get(backward, "config", dict)
    kind = _get(forward, "class_name", str)
    counted = ("units", "cell", *COUNTED)
    if kind == backward.get("class_name") in RECURRENT and all(inner.get(key) == other.get(key) for key in counted):
        both = {"bidirectional": True, **({} if merge == "concat" else {"merge_mode": merge})}
        trained = _trained(config) and _trained(inner)
        yield where, _plain(kind, inner, name, reads, arrays.get(where, {}), trained, both)
        return
    for side, layer in (("forward", forward), ("backward", backward)):
        yield from _layer(layer, arrays, f"{where}/{side}_layer", f"{name}/{side}/", depth + 1, reads)


def _cells(cell: Config, arrays: Below, where: str, name: str, reads: int | None, trained: bool) -> Found:
    """The cell of an RNN, or those of its stack, each of which has a place of its own."""
    kind, config = _get(cell, "class_name", str), _get(cell, "config", dict)
    if kind != "StackedRNNCells":
        yield where, _plain(kind, config, name, reads, arrays.get(where, {}), trained)
        return
    cells = _get(config, "cells", list)
    for one, key in zip(cells, storage_names(_get(one, "class_name", str) for one in cells), strict=True):
        inner = _get(one, "config", dict)
        yield from _cells(one, arrays, f"{where}/cells/{key}", f"{name}/{key}", reads, trained)
        reads = inner["units"] if type(inner.get("units")) is int else None


def _plain(
    kind: str, config: Config, name: str, reads: int | None, arrays: Arrays, trained: bool, both: Config | None = None
) -> Placed:
    def make() -> NetworkLayer:
        return _made(kind, config, both or {})

    statistics = list(arrays)[-2:] if kind == "BatchNormalization" else []
    stored = arrays_of(arrays, statistics if trained else arrays)
    if kind not in KNOWN:
        return unknown_layer(name, kind, stored)
    return real_layer(name, make, None if kind == "Embedding" else reads, stored, kind)


def _made(kind: str, config: Config, both: Config) -> NetworkLayer:
    """The layer that a class of Keras is, from its configuration."""
    if kind in RECURRENT:
        words = {key: False for key in COUNTED if config.get(key) is False}
        words |= {**both, **dict(_activations(config))}
        return _recurrent(kind, str(config.get("units", "")), tuple(words.items()))
    if kind.startswith("ConvLSTM"):
        words = {"kernel_size": ",".join(map(str, _extents(config)))}
        words |= {} if config.get("use_bias", True) else {"use_bias": False}
        return _recurrent(kind, str(config.get("filters", "")), tuple(words.items()))
    if kind == "Embedding":
        return Embedding(config.get("input_dim", ""), config.get("output_dim", ""))
    if kind == "Dense":
        return Dense(config.get("units", ""), bias=config.get("use_bias", True))
    if kind in ("BatchNormalization", "LayerNormalization"):
        norm = BatchNorm if kind.startswith("Batch") else LayerNorm
        return norm(gain=config.get("scale", True), bias=config.get("center", True))
    groups, bias = config.get("groups", 1), config.get("use_bias", True)
    return Conv(config.get("filters", ""), *_extents(config), bias=bias, groups=groups)


@cache
def _recurrent(kind: str, units: str, words: tuple[tuple[str, Any], ...]) -> Recurrent:
    """Layers that say the same are one, so that what is derived of it is derived once."""
    return Recurrent(framework_layer(f"keras.layers.{kind}", **dict(words)), units)


KNOWN = {
    *RECURRENT,
    *("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "Conv1D", "Conv2D", "Conv3D"),
    *("Embedding", "Dense", "BatchNormalization", "LayerNormalization"),
}


def _activations(config: Config) -> Iterator[tuple[str, str]]:
    """Those that the equations have; a function of one's own changes no count."""
    for key, usual in (("activation", "tanh"), ("recurrent_activation", "sigmoid")):
        if config.get(key, usual) in ACTIVATION.values and config.get(key, usual) != usual:
            yield key, config[key]


def _extents(config: Config) -> list[Any]:
    extents = config.get("kernel_size", ())
    return list(extents) if isinstance(extents, list | tuple) else [extents]


def _reads(entry: Config) -> int | None:
    """The last axis of the shape that it was built for, or that of the channels where they are first."""
    built = entry.get("build_config")
    shape = built.get("input_shape") if isinstance(built, dict) else None
    first = entry["config"].get("data_format") == "channels_first"
    axis = (2 if entry["class_name"].startswith("ConvLSTM") else 1) if first else -1
    found = shape[axis] if isinstance(shape, list | tuple) and len(shape) > abs(axis) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _trained(config: Config) -> bool:
    return config.get("trainable", True) is not False


def _get(config: Any, key: str, kind: type, default: Any = None) -> Any:
    value = config.get(key, default) if isinstance(config, dict) else None
    if not isinstance(value, kind):
        raise UsageError(f"the configuration is not one that Keras writes: {key} is missing or of another kind")
    return value
