"""How often a network of Keras calls each of its layers, and with what, in its configuration and in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symbolic.model.classes.keras_layer import Config, InputShape, is_shape
from symbolic.model.reading.keras_openers import live_tensors

Calls = list[tuple[InputShape, ...]]
"""The shapes of the tensors of each call, empty where they are not noted."""

TENSORS = ("__keras_tensor__",)


def find_calls(entry: Config) -> Calls:
    """The calls of a layer in the configuration of a network; none where the layers stand in a row.

    >>> tensor = {"class_name": "__keras_tensor__", "config": {"shape": [None, 7, 3]}}
    >>> find_calls({"inbound_nodes": [{"args": [tensor], "kwargs": {}}, {"args": [], "kwargs": {}}]})
    [((None, 7, 3),), ()]
    """
    nodes = entry.get("inbound_nodes")
    if not isinstance(nodes, list):
        return []
    return [tuple(_shapes([*node.values()] if isinstance(node, dict) else None)) for node in nodes]


def live_calls(network: Any) -> dict[int, Calls]:
    """The calls of each layer of a live network, by identity; empty where it is no graph."""
    calls: dict[int, Calls] = {}
    for nodes in (getattr(network, "_nodes_by_depth", None) or {}).values():
        for node in nodes:
            layer = getattr(node, "operation", None) or getattr(node, "layer", None)
            calls.setdefault(id(layer), []).append(_read(node))
    return calls


def says_steps(calls: Calls) -> bool:
    """Whether a call of a network says how many steps it reads, which the network by itself may leave open."""
    return any(shape[1] is not None for call in calls for shape in call if len(shape) > 1)


def _read(node: Any) -> tuple[InputShape, ...]:
    return tuple(map(_extents, live_tensors(node)))


def _extents(tensor: Any) -> InputShape:
    shape = getattr(tensor, "shape", None)
    extents = tuple(shape) if shape is not None and getattr(shape, "rank", 0) is not None else ()
    return extents if is_shape(extents) else ()


def _shapes(value: Any) -> Iterator[InputShape]:
    """The shapes of the tensors in the arguments of a call."""
    if isinstance(value, list):
        for inner in value:
            yield from _shapes(inner)
    elif isinstance(value, dict) and value.get("class_name") in TENSORS:
        config = value.get("config")
        shape = config.get("shape") if isinstance(config, dict) else None
        yield tuple(shape) if isinstance(shape, list) and is_shape(shape) else ()
    elif isinstance(value, dict):
        yield from _shapes([*value.values()])
