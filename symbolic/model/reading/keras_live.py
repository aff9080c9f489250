"""A live ``keras.Model``: its configuration as it would be saved, and the arrays that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from symbolic.model.placed import Placed
from symbolic.model.reading.keras_config import layers_in, storage_names
from symbolic.model.stored_array import Shape


def read_network(network: Any) -> tuple[tuple[Placed, ...], str]:
    """Every layer with its arrays; a model of one's own class is a row of the layers that it holds."""
    save = import_module("keras.saving").serialize_keras_object
    config = save(network)
    if "layers" not in config["config"]:
        config = {"config": {"layers": [save(layer) for layer in network.layers]}}
    return layers_in(config, dict(_arrays(network, ""))), network.name


def _arrays(layer: Any, where: str) -> Iterator[tuple[str, Shape]]:
    """The arrays by the paths under which Keras would store the layer, and by the names that they have in it."""
    kind = type(layer).__name__
    if isinstance(getattr(layer, "layers", None), list):
        yield from _several(layer.layers, f"{where}/layers/".lstrip("/"))
    elif kind == "TimeDistributed":
        yield from _arrays(layer.layer, f"{where}/layer")
    elif kind == "RNN":
        yield from _arrays(layer.cell, f"{where}/cell")
    elif kind == "StackedRNNCells":
        yield from _several(layer.cells, f"{where}/cells/")
    elif kind == "Bidirectional":
        yield from _arrays(layer.forward_layer, f"{where}/forward_layer")
        yield from _arrays(layer.backward_layer, f"{where}/backward_layer")
    else:
        for array in layer.weights:
            name = array.path.rpartition(f"{layer.name}/")[2]
            yield f"{where}/{name}", tuple(map(int, array.shape))


def _several(layers: list[Any], where: str) -> Iterator[tuple[str, Shape]]:
    for layer, key in zip(layers, storage_names(type(layer).__name__ for layer in layers), strict=True):
        yield from _arrays(layer, where + key)
