"""An ``.onnx`` file: its recurrent operators, and those around them, with their initialisers. Needs the extra ``onnx``.

Initialisers of real numbers are parameters; whole numbers and single ones are constants of the graph. Source: the
operators of opset 14 and later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from symbolic.errors import FileError, MissingPackage
from symbolic.frameworks import layer as framework_layer
from symbolic.language.record import replace
from symbolic.model.layers import BatchNorm, Conv, Dense, Embedding, LayerNorm, NetworkLayer
from symbolic.model.network import Model
from symbolic.model.placed import Placed, Shape
from symbolic.model.reading.files import unreadable
from symbolic.model.reading.real import real_layer, unknown_layer
from symbolic.model.recurrent import Recurrent

MOST_BYTES = 2 * 1024**3
"""The bound of the format itself."""

OWN = ("", "ai.onnx", "ai.onnx.ml")
REAL = (1, 10, 11, 16)
"""float32, float16, float64 and bfloat16, by the numbers of the format."""

Found = tuple[Callable[[], NetworkLayer], int | None, tuple[str, ...]]
"""What makes the layer, the size that it reads, and the arrays that it holds."""


def read_file(path: Path) -> Model:
    """The network of the graph; raises `FileError` for what is not such a file, `MissingPackage` without ``onnx``."""
    try:
        onnx = import_module("onnx")
        unreadable_proto = import_module("google.protobuf.message").DecodeError
    except ImportError:
        raise MissingPackage("onnx", "to read an .onnx file", "onnx") from None
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileError(path, "an .onnx file is at most 2 GiB, and its arrays lie beside it where they are more")
        graph = onnx.load(path, load_external_data=False).graph
    except OSError as error:
        raise unreadable(path, error) from None
    except (unreadable_proto, ValueError):
        raise FileError(path, "this is no .onnx file, or it is cut off") from None
    if not graph.node and not graph.initializer:
        raise FileError(path, "this is no .onnx file: there is no graph in it")
    return Model.of(tuple(_Graph(graph).layers()), path.stem)


class _Graph:
    """The nodes with their subgraphs, and the shapes of what they read, under whichever name."""

    def __init__(self, graph: Any):
        self.nodes = [*_nodes(graph)]
        self.shapes: dict[str, Shape] = {}
        self.parameters: dict[str, Shape] = {}
        for one in _graphs(graph):
            for array in one.initializer:
                shape = tuple(map(int, array.dims))
                self.shapes[array.name] = shape
                if array.data_type in REAL and shape:
                    self.parameters[array.name] = shape
        self.names: dict[str, str] = {}
        self.turned: set[str] = set()
        for node in self.nodes:
            self._constant(node)
        self.taken: set[str] = set()

    def _constant(self, node: Any) -> None:
        """A constant, or another name of an initialiser."""
        if node.op_type == "Constant":
            for attribute in node.attribute:
                if attribute.name == "value":
                    self.shapes[node.output[0]] = tuple(map(int, attribute.t.dims))
        elif node.op_type in ("Identity", "Transpose") and self.array(node.input[0]) is not None:
            self.names[node.output[0]] = self.called(node.input[0])
            if node.op_type == "Transpose":
                self.turned.add(node.output[0])

    def called(self, name: str) -> str:
        return self.names.get(name, name)

    def array(self, name: str) -> Shape | None:
        """The shape of an initialiser or a constant, turned where the graph turns it."""
        shape = self.shapes.get(self.called(name))
        return shape[::-1] if shape is not None and name in self.turned else shape

    def layers(self) -> Iterator[Placed]:
        for node in self.nodes:
            held = [name for name in map(self.called, node.input) if name in self.parameters and name not in self.taken]
            found = self._known(node)
            name = (node.name or node.output[0]).strip("/")
            if found and found[2]:
                make, reads, arrays = found
                stored = {array: self.shapes[array] for array in map(self.called, arrays) if array not in self.taken}
                self.taken |= stored.keys()
                if len(stored) == len(arrays):
                    yield real_layer(name, make, reads, stored, node.op_type)
                elif stored:
                    yield unknown_layer(name, f"{node.op_type} on arrays of another", stored)
            elif node.domain not in OWN or (held and node.op_type not in ("Identity", "Transpose")):
                self.taken |= {*held}
                kind = f"{node.domain}.{node.op_type}".strip(".")
                yield replace(unknown_layer(name, kind, {one: self.parameters[one] for one in held}), known=False)
        left = {name: shape for name, shape in self.parameters.items() if name not in self.taken}
        if left:
            yield unknown_layer("other arrays", "arrays", left)

    def _known(self, node: Any) -> Found | None:
        given = [self.array(name) if name else None for name in node.input]
        shapes = [*given, *[None] * (8 - len(given))]
        attributes = {attribute.name: attribute for attribute in node.attribute}
        kind = node.op_type if node.domain in OWN else ""
        if kind in ("LSTM", "GRU", "RNN") and shapes[1] and len(shapes[1]) == 3 and shapes[2]:
            return self._recurrent(node, kind, shapes[1][2], shapes[2][-1], shapes, attributes)
        if kind == "Gather" and shapes[0] and len(shapes[0]) == 2 and self._real(node.input[0]):
            table = shapes[0]
            return partial(Embedding, *table), None, (node.input[0],)
        if kind == "MatMul" and shapes[1] and len(shapes[1]) == 2:
            reads, units = shapes[1]
            bias = self._added(node, units)
            return partial(Dense, units, bias=bool(bias)), reads, (node.input[1], *bias)
        if kind == "Gemm" and shapes[1] and len(shapes[1]) == 2:
            turned = "transB" in attributes and attributes["transB"].i
            units, reads = shapes[1] if turned else shapes[1][::-1]
            bias = (node.input[2],) if shapes[2] else ()
            return partial(Dense, units, bias=bool(bias)), reads, (node.input[1], *bias)
        if kind == "Conv" and shapes[1] and 3 <= len(shapes[1]) <= 5:
            filters, inside, *extents = shapes[1]
            groups = attributes["group"].i if "group" in attributes else 1
            bias = (node.input[2],) if shapes[2] else ()
            make = partial(Conv, filters, *extents, bias=bool(bias), groups=groups)
            return make, inside * groups, (node.input[1], *bias)
        if kind == "LayerNormalization" and shapes[1] and len(shapes[1]) == 1:
            bias = (node.input[2],) if shapes[2] else ()
            return partial(LayerNorm, bias=bool(bias)), shapes[1][0], (node.input[1], *bias)
        if kind == "BatchNormalization" and shapes[1] and all(shapes[2:5]):
            return BatchNorm, shapes[1][0], tuple(node.input[1:5])
        return None

    def _recurrent(
        self, node: Any, kind: str, reads: int, units: int, shapes: list[Shape | None], attributes: Mapping[str, Any]
    ) -> Found:
        words: dict[str, Any] = {"input_size": reads, "hidden_size": units}
        if "direction" in attributes and attributes["direction"].s != b"forward":
            words["direction"] = attributes["direction"].s.decode("ascii", "replace")
        words |= {} if shapes[3] else {"B": False}
        words |= {"P": True} if shapes[7] else {}
        for name in ("input_forget", "linear_before_reset"):
            words |= {name: True} if name in attributes and attributes[name].i else {}
        if kind == "RNN" and "activations" in attributes and attributes["activations"].strings[0] == b"Relu":
            words["activations"] = "Relu"
        arrays = tuple(node.input[place] for place in (1, 2, 3, 7) if shapes[place])
        return lambda: Recurrent(framework_layer(f"onnx.{kind}", **words)), reads, arrays

    def _real(self, name: str) -> bool:
        return self.called(name) in self.parameters

    def _added(self, node: Any, units: int) -> tuple[str, ...]:
        """The vector that is added to a product, which is its bias."""
        for other in self.nodes:
            if other.op_type == "Add" and node.output[0] in other.input:
                return tuple(name for name in other.input if self.array(name) == (units,) and self._real(name))
        return ()


def _graphs(graph: Any) -> Iterator[Any]:
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from _graphs(attribute.g)


def _nodes(graph: Any) -> Iterator[Any]:
    return (node for one in _graphs(graph) for node in one.node)
