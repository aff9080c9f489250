"""A live model of Keras 3 or tf_keras: its layers, and the arrays that they hold, each known by its identity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from symbolic.errors import UsageError
from symbolic.model.classes.keras import KERAS_FORMULAS
from symbolic.model.classes.keras_arrays import CONV_LSTM, RECURRENT_CLASSES, array_names
from symbolic.model.classes.keras_layer import LISTED_AS, Config, InputShape, KerasLayer, input_shapes
from symbolic.model.classes.keras_steps import UNKNOWN_CALLS, call_shapes, cell_shapes
from symbolic.model.placed import Placed
from symbolic.model.reading.keras_calls import live_calls, says_steps
from symbolic.model.reading.keras_config import COUNTED_ARGUMENTS, HEADED_ATTENTION
from symbolic.model.reading.keras_openers import live_keeps, live_openers
from symbolic.model.reading.keras_place import place_layer
from symbolic.model.reading.real import unknown_layer
from symbolic.model.stored_array import StoredArray
from symbolic.record import Record, replace

LIBRARIES = ("keras", "tf_keras")
LIVE_NETWORKS = ("Functional", "Sequential")
UNBUILT = "has no arrays yet; run one batch through it"


def read_network(network: Any) -> tuple[tuple[Placed, ...], str]:
    """Every layer with its arrays, one that is used again counted where it is used first; and the network's name."""
    return tuple(_LiveReader(network).read()), network.name


class LiveAround(Record):
    """What stands around a layer: the axes over which wrappers go, and how often the networks are called."""

    outer: tuple[int | None, ...] = ()
    calls: int = 1
    others: tuple[InputShape, ...] = ()
    """What the layer reads in each of its calls, where they differ."""
    opened: str = ""
    """A layer before it behind which nobody says how many steps there are."""


NOTHING_AROUND = LiveAround()


class _LiveReader:
    def __init__(self, network: Any):
        self.network = network
        try:
            self.trained = {id(array) for array in network.trainable_weights}
        except ValueError:  # What tf_keras raises.
            raise UsageError(f"{network.name} {UNBUILT}, and read it then") from None
        # What looks up words counts its tables among its arrays in Keras 2, and they have no shape.
        self.left = {id(array): array for array in network.weights if _is_shaped(array)}
        self.rows: dict[int, str] = {}
        self.layers: dict[int, str] = {}

    def read(self) -> Iterator[Placed]:
        if not self.left and any(map(_is_unbuilt, self.network._flatten_layers())):
            raise UsageError(f"{self.network.name} {UNBUILT}, and read it then")
        yield from self._layer(self.network, "", ())
        if self.left:
            yield unknown_layer("arrays", "arrays", tuple(self._arrays(self.network, self.left.values(), "")))

    def _layer(
        self, layer: Any, prefix: str, shapes: Sequence, around: LiveAround = NOTHING_AROUND
    ) -> Iterator[Placed]:
        kind, name = _kind(layer), f"{prefix}{layer.name}"
        inside = "" if layer is self.network else f"{name}/"
        if kind == "InputLayer":
            return
        if id(layer) in self.layers:
            yield self._again(layer, kind, name, around)
            return
        self.layers[id(layer)] = name
        shapes = _shapes(layer) or shapes
        if kind in LIVE_NETWORKS:
            yield from self._network(layer, kind, name, inside, around)
        elif kind == "TimeDistributed":
            steps = shapes[0][1:2] if shapes else (None,)
            within = replace(around, outer=(*around.outer, *steps))
            within = replace(within, outer=(None,), others=UNKNOWN_CALLS) if around.others else within
            yield from self._layer(layer.layer, inside, tuple(shape[:1] + shape[2:] for shape in shapes), within)
        elif kind == "SpectralNormalization":
            yield from self._spectral(layer, inside, shapes, around)
        elif kind == "RNN":
            yield from self._cells(layer.cell, name, shapes, around)
        elif kind == "Bidirectional":
            yield from self._both(layer, name, shapes, around)
        elif kind:
            yield self._row(layer, kind, name, shapes, around=around)
        elif derived := self._derived(layer, name, shapes, around):
            yield derived
        else:
            yield from self._own(layer, name, inside, around)

    def _derived(self, layer: Any, name: str, shapes: Sequence, around: LiveAround) -> Placed | None:
        """A class of one's own that derives from one of the library, where its arrays are those of the equations."""
        bases = [base for base in map(_library_class, type(layer).__mro__) if base in KERAS_FORMULAS]
        arrays = {id(array): array for array in layer.weights}
        if not bases or not arrays or not arrays.keys() <= self.left.keys():
            return None
        remark = f"{type(layer).__name__}, a class derived from {bases[0]}"
        described = _described(layer, bases[0], name, _shapes(layer) or shapes, around, remark=remark)
        placed = place_layer(described, [*self._arrays(layer, arrays.values(), "")])
        if placed.known and placed.derived == placed.size + placed.fixed:
            self._taken(layer, arrays.values(), "", name)
            return placed
        return None

    def _again(self, layer: Any, kind: str, name: str, around: LiveAround) -> Placed:
        first = self.layers[id(layer)]
        if kind in KERAS_FORMULAS:
            return place_layer(_described(layer, kind, name, _shapes(layer), around), (), first)
        return unknown_layer(name, kind or type(layer).__name__, (), "", first)

    def _network(self, layer: Any, kind: str, name: str, inside: str, around: LiveAround) -> Iterator[Placed]:
        inner = list(layer.layers)
        if kind == "Functional":
            # Layers that were given to the network as attributes are not in its graph.
            known = {id(part) for part in inner}
            inner += [part for part in _inside(layer) if id(part) not in known]
        calls = live_calls(layer) if kind == "Functional" else {}
        openers = live_openers(layer, around.opened)
        for part in inner:
            own = calls.get(id(part), [])
            others = UNKNOWN_CALLS if around.others else call_shapes(own)
            opened = openers.get(id(part), around.opened)
            opened = opened or (part.name if _kind(part) in LIVE_NETWORKS and says_steps(own) else "")
            times = LiveAround(around.outer, around.calls * max(1, len(own)), others, opened)
            yield from self._layer(part, inside, (), times)
        yield from self._beside(layer, name, inner)

    def _own(self, layer: Any, name: str, inside: str, around: LiveAround) -> Iterator[Placed]:
        """A layer or model of one's own class: its arrays, and the layers in it."""
        inner = _inside(layer)
        held = tuple(self._beside(layer, name, inner, self._reason(layer)))
        yield from held
        # What it computes between its layers is its own, and is not looked into.
        opened = around.opened or next((part.name for part in inner if not live_keeps(part)), "")
        for part in inner:
            yield from self._layer(part, inside, (), replace(around, opened=opened))
        if not held and not inner and layer is not self.network:
            yield unknown_layer(name, type(layer).__name__, (), UNBUILT if _is_unbuilt(layer) else "")

    def _reason(self, layer: Any) -> str:
        bases = [base for base in map(_library_class, type(layer).__mro__) if base in KERAS_FORMULAS]
        return f"the class derives from {bases[0]}, and has other arrays than its equations" if bases else ""

    def _beside(self, layer: Any, name: str, inner: Iterable[Any], remark: str = "") -> Iterator[Placed]:
        """The arrays of a layer that are those of none inside it."""
        below = {id(array) for part in inner for array in getattr(part, "weights", ())}
        loose = [array for array in layer.weights if id(array) not in below and id(array) in self.left]
        if loose:
            yield unknown_layer(name, type(layer).__name__, tuple(self._taken(layer, loose, "", name)), remark)

    def _spectral(self, layer: Any, inside: str, shapes: Sequence, around: LiveAround) -> Iterator[Placed]:
        kind, name = _kind(layer.layer), f"{inside}{layer.layer.name}"
        kernel = {id(array) for array in layer.layer.weights}
        vectors = [array for array in layer.weights if id(array) not in kernel]
        held = [("", layer.layer), ("", layer)]
        yield self._row(layer.layer, kind or type(layer.layer).__name__, name, shapes, held, around=around)
        if any(id(array) in self.left for array in vectors):
            yield from self._beside(layer, name, [layer.layer])

    def _cells(self, cell: Any, name: str, shapes: Sequence, around: LiveAround) -> Iterator[Placed]:
        kind = _kind(cell)
        if kind != "StackedRNNCells":
            row = (
                self._row(cell, kind, name, shapes, around=around, steps=True)
                if kind
                else self._derived(cell, name, shapes, around)
            )
            yield from [row] if row else self._own(cell, name, f"{name}/", around)
            return
        for part in cell.cells:
            yield from self._cells(part, f"{name}/{part.name}", shapes, around)
            shapes = cell_shapes(shapes, getattr(part, "units", None))

    def _both(self, layer: Any, name: str, shapes: Sequence, around: LiveAround) -> Iterator[Placed]:
        sides = (("forward", layer.forward_layer), ("backward", layer.backward_layer))
        kind = _kind(layer.forward_layer)
        if kind in (*RECURRENT_CLASSES, *CONV_LSTM) and kind == _kind(layer.backward_layer):
            ahead, back = (_config(side, kind) for _, side in sides)
            if all(ahead.get(key) == back.get(key) for key in COUNTED_ARGUMENTS):
                held = [(f"{side}/", part) for side, part in sides]
                yield self._row(layer.forward_layer, kind, name, shapes, held, layer.merge_mode or "concat", around)
                return
        for side, part in sides:
            yield from self._layer(part, f"{name}/{side}/", shapes, around)

    def _row(
        self,
        layer: Any,
        kind: str,
        name: str,
        shapes: Sequence,
        held: Sequence[tuple[str, Any]] = (),
        merge: str = "",
        around: LiveAround = NOTHING_AROUND,
        steps: bool = False,
    ) -> Placed:
        remark = UNBUILT if _is_unbuilt(layer) else ""
        # A cell is built for one step of what it reads.
        read = shapes if steps and shapes else _shapes(layer) or shapes
        described = _described(layer, kind, name, read, around, merge, remark)
        holders = [(prefix, _holder(part)) for prefix, part in held or [("", layer)]]
        arrays: list[StoredArray] = []
        shared = ""
        for prefix, holder in holders:
            for array in holder.weights:
                shared = shared or (self.rows.get(id(array), "") if self.rows.get(id(array)) != name else "")
            arrays += self._taken(holder, holder.weights, prefix, name)
        return place_layer(described, arrays, shared)

    def _taken(self, holder: Any, arrays: Iterable[Any], prefix: str, row: str) -> Iterator[StoredArray]:
        """The arrays of them that no row has yet."""
        free = [array for array in arrays if self.left.pop(id(array), None) is not None]
        self.rows.update((id(array), row) for array in free)
        return self._arrays(holder, free, prefix)

    def _arrays(self, holder: Any, arrays: Iterable[Any], prefix: str) -> Iterator[StoredArray]:
        for array in arrays:
            path = str(getattr(array, "path", array.name)).partition(":")[0]
            name = path.rpartition(f"{holder.name}/")[2]
            if _kind(holder) and _kind(holder) not in HEADED_ATTENTION:
                name = name.rpartition("/")[2]
            dtype = str(getattr(array.dtype, "name", array.dtype))
            yield StoredArray(prefix + name, tuple(map(int, array.shape)), dtype, id(array) in self.trained)


def _kind(layer: Any) -> str:
    """The class of a layer of the library itself; empty for one of somebody's own."""
    if type(layer).__module__.partition(".")[0] not in LIBRARIES:
        return ""
    return LISTED_AS.get(type(layer).__name__, type(layer).__name__)


def _library_class(kind: type) -> str:
    return kind.__name__ if kind.__module__.partition(".")[0] in LIBRARIES else ""


def _holder(layer: Any) -> Any:
    """What holds the arrays: the cell of a recurrent layer, unless that is a description alone, as of cuDNN's."""
    cell = getattr(layer, "cell", None)
    return cell if hasattr(cell, "weights") else layer


def _is_shaped(array: Any) -> bool:
    shape = getattr(array, "shape", None)
    return shape is not None and all(extent is not None for extent in shape)


def _is_unbuilt(layer: Any) -> bool:
    """Whether it makes arrays, and has made none yet."""
    kind = _kind(layer)
    return not layer.built and (not kind or kind in HEADED_ATTENTION or bool(array_names(kind, _config(layer, kind))))


def _inside(layer: Any) -> list[Any]:
    """The layers that a layer holds as attributes, also those in lists and dictionaries."""
    return list(layer._flatten_layers(include_self=False, recursive=False))


def _described(
    layer: Any, kind: str, name: str, shapes: Sequence, around: LiveAround, merge: str = "", remark: str = ""
) -> KerasLayer:
    config = _config(layer, kind)
    made = KerasLayer(name, layer.name, "", kind, config, "", tuple(shapes), (), True, merge, remark)
    return replace(made, outer=around.outer, calls=around.calls, others=around.others, opened=around.opened)


def _config(layer: Any, kind: str) -> Config:
    return layer.get_config() if kind in KERAS_FORMULAS else {}


def _shapes(layer: Any) -> tuple:
    build = getattr(layer, "get_build_config", None)
    return input_shapes(build()) if build else ()
