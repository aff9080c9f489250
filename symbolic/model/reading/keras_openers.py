"""Behind which layer of a network of Keras nobody says how many steps there are, by its graph."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from symbolic.model.classes.keras_keeping import keeps_steps
from symbolic.model.classes.keras_layer import LISTED_AS, Config
from symbolic.record import Record

NETWORK_CLASSES = ("Sequential", "Functional", "Model")
OPENER_ROUNDS = 8
"""So often the calls are gone through; Keras lists nearly all of them behind those that they read."""


class LayerCall(Record):
    """A call of ``layer``, by its name or identity: what it reads, what it gives, and whether it keeps the steps."""

    layer: Hashable
    title: str
    reads: tuple[Hashable, ...]
    gives: tuple[Hashable, ...]
    keeps: bool


def find_openers(calls: Sequence[LayerCall], start: str = "") -> dict[Hashable, str]:
    """For each layer the first one before it that may give another number of steps than it reads.

    ``start`` is that of the input of the network. Layers that no other stands behind are not there.
    """
    behind: dict[Hashable, str] = {}
    openers: dict[Hashable, str] = {}
    for _ in range(OPENER_ROUNDS):
        before = len(behind)
        for call in calls:
            opener = start or next((behind[key] for key in call.reads if key in behind), "")
            if opener:
                openers.setdefault(call.layer, opener)
            if opener or not call.keeps:
                for key in call.gives:
                    behind.setdefault(key, opener or call.title)
        if len(behind) == before:
            return openers
    return {call.layer: openers.get(call.layer, call.title) for call in calls}


def openers_in_config(network: Config, start: str = "") -> dict[Hashable, str]:
    """Those of the layers in a configuration, by their names."""
    return find_openers([*_config_calls(network)], start)


def live_openers(network: Any, start: str = "") -> dict[Hashable, str]:
    """Those of the layers of a live network, by their identity."""
    depths = getattr(network, "_nodes_by_depth", None)
    if depths is None or type(network).__name__ == "Sequential":
        return find_openers([*_live_row(network.layers)], start)
    return find_openers([*_live_graph(depths)], start)


def live_keeps(layer: Any) -> bool:
    """Whether a live layer or operation gives as many steps as it reads."""
    kind = LISTED_AS.get(type(layer).__name__, type(layer).__name__)
    if type(layer).__module__.partition(".")[0] not in ("keras", "tf_keras"):
        return False
    if kind in NETWORK_CLASSES:
        parts = getattr(layer, "operations", None) or getattr(layer, "layers", [])
        return all(map(live_keeps, parts))
    needed = not keeps_steps(kind, {})
    config = layer.get_config() if needed and hasattr(layer, "get_config") else {}
    return keeps_steps(kind, config)


def _config_calls(network: Config) -> Iterator[LayerCall]:
    entries = [entry for entry in network.get("layers", ()) if isinstance(entry, Mapping)]
    graph = any(entry.get("inbound_nodes") for entry in entries)
    for place, entry in enumerate(entries):
        name, keeps = _name(entry), _config_keeps(entry)
        if not graph:
            yield LayerCall(name, name, (place,), (place + 1,), keeps)
            continue
        nodes = entry.get("inbound_nodes")
        for index, node in enumerate(nodes if isinstance(nodes, list) else ()):
            yield LayerCall(name, name, tuple(_read_keys(node)), ((name, index),), keeps)


def _read_keys(value: Any) -> Iterator[tuple[str, int]]:
    """The layers and calls whose tensors a call reads, of Keras 3 and of Keras 2."""
    if isinstance(value, Mapping):
        history = value.get("keras_history")
        yield from _read_keys(history if history is not None else [*value.values()])
    elif isinstance(value, list | tuple):
        if len(value) > 2 and isinstance(value[0], str) and type(value[1]) is int and type(value[2]) is int:
            yield value[0], value[1]
            value = value[3:]
        for inner in value:
            yield from _read_keys(inner)


def _config_keeps(entry: Config) -> bool:
    config = entry.get("config")
    kind = str(entry.get("class_name")).rpartition(">")[2]
    own = ">" in str(entry.get("class_name")) or entry.get("registered_name") not in (None, kind)
    if not isinstance(config, Mapping) or own:
        return False
    if "layers" in config:
        inner = config["layers"]
        return isinstance(inner, list) and all(isinstance(part, Mapping) and _config_keeps(part) for part in inner)
    return keeps_steps(LISTED_AS.get(kind, kind), config)


def _name(entry: Config) -> str:
    config = entry.get("config")
    name = config.get("name") if isinstance(config, Mapping) else None
    return str(name or entry.get("name") or "")


def _live_row(layers: Iterable[Any]) -> Iterator[LayerCall]:
    for place, layer in enumerate(layers):
        yield LayerCall(id(layer), layer.name, (place,), (place + 1,), live_keeps(layer))


def _live_graph(depths: Mapping[int, Sequence[Any]]) -> Iterator[LayerCall]:
    for depth in sorted(depths, reverse=True):
        for node in depths[depth]:
            layer = getattr(node, "operation", None) or getattr(node, "layer", None)
            reads, gives = live_tensors(node), getattr(node, "outputs", None)
            gives = _listed(getattr(node, "output_tensors", None) if gives is None else gives)
            keys = tuple(map(id, reads)), tuple(map(id, gives))
            yield LayerCall(id(layer), getattr(layer, "name", ""), *keys, live_keeps(layer))


def live_tensors(node: Any) -> list[Any]:
    """All tensors that a call of a live layer reads."""
    tensors = getattr(node, "keras_inputs", None)
    return _listed(getattr(node, "input_tensors", None) if tensors is None else tensors)


def _listed(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        value = [*value.values()]
    if isinstance(value, list | tuple):
        return [inner for part in value for inner in _listed(part)]
    return [] if value is None else [value]
