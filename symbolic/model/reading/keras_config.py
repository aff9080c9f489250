"""The layers in the configuration that Keras writes of a network, each with where its arrays are.

Source: the files that Keras 3.15 and tf_keras 2.21 write, and what they make of these when they load them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from symbolic.errors import UsageError
from symbolic.limits import DEEPEST_LAYERS, KERAS_LAYERS
from symbolic.model.classes.keras_arrays import CONV_LSTM, RECURRENT_CLASSES, array_names
from symbolic.model.classes.keras_layer import (
    ArrayHolder,
    Config,
    InputShape,
    KerasLayer,
    class_name,
    field,
    input_shapes,
)
from symbolic.model.classes.keras_steps import UNKNOWN_CALLS, call_shapes, cell_shapes
from symbolic.model.reading.keras_calls import find_calls, says_steps
from symbolic.model.reading.keras_names import storage_names
from symbolic.model.reading.keras_openers import openers_in_config
from symbolic.record import Record, replace

COUNTED_ARGUMENTS = ("units", "filters", "kernel_size", "use_bias", "reset_after")
OPERATIONS_MODULE = "keras.src.ops"
HEADED_ATTENTION = ("MultiHeadAttention", "GroupQueryAttention")
PROJECTION_LAYERS = {
    "query": "query_dense",
    "key": "key_dense",
    "gate": "gate_dense",
    "value": "value_dense",
    "attention_output": "output_dense",
}
WRAPPED = {"TimeDistributed": "layer", "SpectralNormalization": "layer", "Wrapper": "layer"}


class Around(Record):
    """What stands around a layer: ``where`` its arrays are below, ``prefix`` what the name of its row begins with."""

    where: str = ""
    prefix: str = ""
    group: str = ""
    depth: int = 0
    trained: bool = True
    shapes: tuple[InputShape, ...] = ()
    outer: InputShape = ()
    calls: int = 1
    others: tuple[InputShape, ...] = ()
    opened: str = ""


class Walk:
    """A walk through a configuration, by the rules of the version of Keras that wrote it.

    Keras 2 trains what neither its own flag ``trainable`` nor that of a wrapper around it freezes, Keras 3 asks the
    flag of a layer alone. Of a layer that stands in a list again Keras 2 passes over the name, Keras 3 takes it.
    """

    def __init__(self, keras2: bool):
        self.keras2 = keras2
        self.known: set[tuple[str, str]] = set()
        self.networks: dict[tuple[str, str], str] = {}

    def trained(self, config: Config, above: bool) -> bool:
        flag = config.get("trainable", True) is not False
        return flag and above if self.keras2 else flag

    def stored_under(self, entries: Iterable[Config]) -> Iterator[tuple[Config, str]]:
        """Each layer of a list with the name of its place; a layer that Keras 2 passes over has no place."""
        used: dict[str, int] = {}
        for entry in entries:
            kind, called = class_name(entry), field(field(entry, "config", dict), "name", str, "")
            passed = self.keras2 and "shared_object_id" in entry and (kind, called) in self.known
            yield entry, f"-{called}" if passed else next(storage_names([kind], used))
            self.known.add((kind, called))


def layers_in_config(network: Config, keras2: bool = False) -> tuple[KerasLayer, ...]:
    """Every layer, those of networks inside too, in the order in which Keras stores them.

    A layer is trained as Keras has it once it has loaded the file. Raises `UsageError` for what Keras does not write.
    """
    listed: list[KerasLayer] = []
    config = field(network, "config", dict)
    walk = Walk(keras2)
    top = Around(shapes=input_shapes(network.get("build_config")))
    layers = _network(config, top, walk) if "layers" in config else _layer(network, top, walk)
    for layer in layers:
        listed.append(layer)
        if len(listed) > KERAS_LAYERS:
            raise UsageError(f"the configuration has over {KERAS_LAYERS:,} layers")
    frozen = not keras2 and class_name(network) != "Sequential" and config.get("trainable") is False
    return tuple(map(_frozen, listed)) if frozen else tuple(listed)


def _network(config: Config, around: Around, walk: Walk) -> Iterator[KerasLayer]:
    entries = [entry for entry in field(config, "layers", list) if not _is_operation(entry)]
    openers = openers_in_config(config, around.opened)
    for entry, key in walk.stored_under(entries):
        config = field(entry, "config", dict)
        group = around.group or field(config, "name", str, field(entry, "name", str, ""))
        where = f"{around.where}/layers/{key}".lstrip("/")
        calls = find_calls(entry)
        inside = replace(around, where=where, group=group, shapes=(), calls=around.calls * max(1, len(calls)))
        opened = openers.get(field(config, "name", str, ""), around.opened)
        opened = opened or (field(config, "name", str, "") if "layers" in config and says_steps(calls) else "")
        inside = replace(inside, opened=opened)
        yield from _layer(entry, replace(inside, others=around.others or call_shapes(calls)), walk)


def _layer(entry: Config, around: Around, walk: Walk) -> Iterator[KerasLayer]:
    if around.depth > DEEPEST_LAYERS:
        raise UsageError(f"the layers are nested past {DEEPEST_LAYERS} levels")
    kind, config = class_name(entry), field(entry, "config", dict)
    # The configuration of a class of one's own may not say its name, the list of a network does.
    called = field(config, "name", str, field(entry, "name", str, kind))
    name = around.prefix + called
    shapes = input_shapes(entry.get("build_config")) or around.shapes
    inner = replace(around, prefix=f"{name}/", depth=around.depth + 1, shapes=shapes)
    if kind == "InputLayer":
        return
    if "layers" in config:
        inner = replace(inner, others=UNKNOWN_CALLS if inner.others else ())
        # Keras does not hand on the flag of a network when it loads one.
        first = walk.networks.setdefault((kind, called), name)
        if "shared_object_id" in entry and first != name:
            yield KerasLayer(name, called, around.group, kind, {}, inner.where, (), (), around.trained, again=first)
        else:
            yield from _network(config, inner, walk)
        return
    inner = replace(inner, trained=walk.trained(config, around.trained))
    if kind in WRAPPED and isinstance(config.get("layer"), dict):
        yield from _wrapped(kind, field(config, "layer", dict), inner, walk)
    elif kind == "RNN":
        cell = replace(inner, where=f"{inner.where}/cell")
        yield from _cells(field(config, "cell", dict), cell, name, walk)
    elif kind == "Bidirectional":
        yield from _both(config, inner, called, walk)
    else:
        yield _plain(kind, config, called, inner, name, walk)
        if not array_names(kind, config):
            yield from _parts(config, inner, walk)


def _plain(kind: str, config: Config, called: str, around: Around, name: str, walk: Walk) -> KerasLayer:
    holders = tuple(_holders(kind, config, around.where, "", around.trained, walk))
    # Keras 3 makes the projections when it builds the layer, and does not hand on the flag.
    thawed = kind in HEADED_ATTENTION and not around.trained and not walk.keras2
    remark = "frozen in the file, and trained once Keras has loaded it" if thawed else ""
    made = KerasLayer(
        name, called, around.group, kind, config, around.where, around.shapes, holders, around.trained, remark=remark
    )
    return replace(made, outer=around.outer, calls=around.calls, others=around.others, opened=around.opened)


def _holders(kind: str, config: Config, where: str, prefix: str, trained: bool, walk: Walk) -> Iterator[ArrayHolder]:
    """What holds the arrays of a layer of a class that is known."""
    if kind in HEADED_ATTENTION:
        projection = {"bias_axes": "d" if config.get("use_bias", True) else None}
        gate = () if config.get("use_gate") is True else ("gate",)
        for key, path in PROJECTION_LAYERS.items():
            if key not in gate:
                reached = trained or not walk.keras2
                yield ArrayHolder(f"{where}/{path}", f"{prefix}{key}/", "EinsumDense", projection, reached)
    elif array_names(kind, config):
        inside = "/cell" if (kind in RECURRENT_CLASSES and not kind.endswith("Cell")) or kind in CONV_LSTM else ""
        yield ArrayHolder(where + inside, prefix, kind, config, trained)


def _wrapped(kind: str, layer: Config, around: Around, walk: Walk) -> Iterator[KerasLayer]:
    # Of a sequence a wrapped layer reads a step.
    inside = replace(around, where=f"{around.where}/layer")
    if kind == "TimeDistributed":
        steps = around.shapes[0][1:2] if around.shapes else (None,)
        shapes = tuple((shape[:1] + shape[2:]) for shape in around.shapes)
        inside = replace(inside, shapes=shapes, outer=(*around.outer, *steps))
        inside = replace(inside, outer=(None,), others=UNKNOWN_CALLS) if around.others else inside
    for place, inner in enumerate(_layer(layer, inside, walk)):
        if kind == "SpectralNormalization" and place == 0:
            vector = ArrayHolder(around.where, "", kind, {}, trained=False)
            inner = replace(inner, holders=(*inner.holders, vector))
        yield inner


def _both(config: Config, around: Around, called: str, walk: Walk) -> Iterator[KerasLayer]:
    forward, backward = field(config, "layer", dict), config.get("backward_layer")
    merge = "concat" if config.get("merge_mode") is None else field(config, "merge_mode", str)
    backward = backward if isinstance(backward, dict) else forward
    inner, other = field(forward, "config", dict), field(backward, "config", dict)
    kind, name = class_name(forward), around.prefix.rstrip("/")
    trained = walk.trained(inner, around.trained), walk.trained(other, around.trained)
    equal = kind == class_name(backward) and all(inner.get(key) == other.get(key) for key in COUNTED_ARGUMENTS)
    if equal and kind in (*RECURRENT_CLASSES, *CONV_LSTM):
        holders = tuple(
            holder
            for side, flag in zip(("forward", "backward"), trained, strict=True)
            for holder in _holders(kind, inner, f"{around.where}/{side}_layer", f"{side}/", flag, walk)
        )
        made = KerasLayer(
            name, called, around.group, kind, inner, around.where, around.shapes, holders, any(trained), merge
        )
        yield replace(made, outer=around.outer, calls=around.calls, others=around.others, opened=around.opened)
        return
    for side, entry in (("forward", forward), ("backward", backward)):
        inside = replace(around, where=f"{around.where}/{side}_layer", prefix=f"{around.prefix}{side}/")
        config = field(entry, "config", dict)
        if walk.keras2:  # It renames the two, and writes the name from before.
            called = field(config, "name", str, "").removeprefix(f"{side}_")
            entry = {**entry, "config": {**config, "name": f"{side}_{called}"}}
        if class_name(entry) in ("Bidirectional", *WRAPPED) or "layers" in config:
            # No such layer runs over a sequence in one direction: what it holds is listed, and it is not looked into.
            yield _plain(class_name(entry), {}, side, inside, f"{name}/{side}", walk)
        else:
            yield from _layer(entry, inside, walk)


def _cells(cell: Config, around: Around, name: str, walk: Walk) -> Iterator[KerasLayer]:
    """The cell of an RNN, or those of its stack, each of which has a place of its own."""
    if around.depth > DEEPEST_LAYERS:
        raise UsageError(f"the cells are nested past {DEEPEST_LAYERS} levels")
    kind, config = class_name(cell), field(cell, "config", dict)
    around = replace(around, trained=walk.trained(config, around.trained))
    if kind != "StackedRNNCells":
        yield _plain(kind, config, field(config, "name", str, kind), around, name, walk)
        return
    cells = field(config, "cells", list)
    shapes = around.shapes
    for inner, key in zip(cells, storage_names(map(class_name, cells)), strict=True):
        inside = replace(around, where=f"{around.where}/cells/{key}", depth=around.depth + 1, shapes=shapes)
        called = field(field(inner, "config", dict), "name", str, key)
        yield from _cells(inner, inside, f"{name}/{called}", walk)
        shapes = cell_shapes(shapes, field(inner, "config", dict).get("units"))


def _parts(config: Config, around: Around, walk: Walk) -> Iterator[KerasLayer]:
    """The layers that a layer of one's own class names in its configuration."""
    for key, value in config.items():
        for path, entry in _entries(key, value):
            if class_name(entry) != "InputLayer" and "keras.layers" in str(entry.get("module")):
                yield from _layer(entry, replace(around, where=f"{around.where}/{path}", shapes=()), walk)


def _entries(key: str, value: Any) -> Iterator[tuple[str, Config]]:
    if _is_entry(value):
        yield key, value
    elif isinstance(value, list) and value and all(map(_is_entry, value)):
        for inner, name in zip(value, storage_names(map(class_name, value)), strict=True):
            yield f"{key}/{name}", inner


def _is_entry(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return False
    return isinstance(value.get("class_name"), str) and isinstance(value.get("config"), Mapping)


def _is_operation(entry: Any) -> bool:
    """Whether it is an operator between layers, which stands in the same list and holds nothing."""
    return isinstance(entry, Mapping) and str(entry.get("module")).startswith(OPERATIONS_MODULE)


def _frozen(layer: KerasLayer) -> KerasLayer:
    holders = tuple(replace(holder, trained=False) for holder in layer.holders)
    return replace(layer, holders=holders, trained=False)
