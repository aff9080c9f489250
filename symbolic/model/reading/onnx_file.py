"""An ``.onnx`` file: its recurrent operators, and those around them, with their initialisers. Needs the extra ``onnx``.

Initialisers of real numbers are parameters, and so are constants that a layer reads; whole numbers and single ones
are constants of the graph. Source: the operators of opset 14 and later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from symbolic.errors import FileError, MissingPackage
from symbolic.frameworks import layer as framework_layer
from symbolic.model.layers import BatchNorm, Conv, Dense, Embedding, LayerNorm, NetworkLayer
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.placed import Placed
from symbolic.model.reading.files import unreadable
from symbolic.model.reading.onnx_graph import SAME, Graph, Node
from symbolic.model.reading.real import arrays_of, real_layer, unknown_layer
from symbolic.record import replace

MOST_BYTES = 2 * 1024**3
"""The bound of the format itself."""

OWN = ("", "ai.onnx", "ai.onnx.ml")
RECURRENT = ("LSTM", "GRU", "RNN")

Found = tuple[Callable[[], NetworkLayer], int | None, tuple[str | None, ...]]
"""What makes the layer, the size that it reads, and the arrays that it holds, None for one that is left out."""


def read_file(path: Path) -> tuple[Placed, ...]:
    """The network of the graph; raises `FileError` for what is not such a file, `MissingPackage` without ``onnx``."""
    try:
        onnx = import_module("onnx")
        damaged = import_module("google.protobuf.message").DecodeError
    except ImportError:
        raise MissingPackage("onnx", "to read an .onnx file", "onnx") from None
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileError(path, "an .onnx file is at most 2 GiB, and its arrays lie beside it where they are more")
        graph = onnx.load(path, load_external_data=False).graph
    except OSError as error:
        raise unreadable(path, error) from None
    except (damaged, ValueError):
        raise FileError(path, "this is no .onnx file, or it is cut off") from None
    if not graph.node and not graph.initializer:
        raise FileError(path, "this is no .onnx file: there is no graph in it")
    found = Graph(graph)
    if any(extent < 0 for shape in found.parameters.values() for extent in shape):
        raise FileError(path, "this is no .onnx file, or it is damaged: an array has a negative extent")
    return tuple(_layers(found))


def _layers(graph: Graph) -> Iterator[Placed]:
    """The operators that hold arrays, each array with the first that reads it, and those of other domains."""
    left, constants = dict(graph.parameters), dict(graph.constants)
    for node in graph.nodes:
        found = _known(node, graph) if node.domain in OWN else None
        names = [graph.called(name) for name in (found[2] if found else node.inputs) if name is not None]
        stored = {name: left.pop(name) for name in names if name in left}
        if found:
            stored |= {name: constants.pop(name) for name in names if name in constants}
        if found and stored and len(stored) == len(names):
            make, reads, _ = found
            fixed = names[2:] if node.kind == "BatchNormalization" else ()
            yield real_layer(node.name, make, reads, arrays_of(stored, fixed), node.kind)
        elif stored and node.kind in SAME:
            left |= stored
        elif stored or node.domain not in OWN:
            kind = f"{node.domain}.{node.kind}".strip(".")
            yield replace(unknown_layer(node.name, kind, arrays_of(stored)), known=False)
    if left:
        yield unknown_layer("other arrays", "arrays", arrays_of(left))


def _known(node: Node, graph: Graph) -> Found | None:
    """The layer that an operator of ONNX's own is, where the shapes of its arrays are those of one."""
    kind, first, second, third = node.kind, *map(node.shape, range(3))
    if kind in RECURRENT and len(second) == len(third) == 3:
        return _recurrent(node, second[2], third[2])
    if kind == "Gather" and len(first) == 2:
        return partial(Embedding, *first), None, node.inputs[:1]
    if kind == "MatMul" and len(second) == 2:
        bias = graph.added(node, second[1])
        return partial(Dense, second[1], bias=bias is not None), second[0], (node.inputs[1], bias)
    bias = node.inputs[2] if third else None
    if kind == "Gemm" and len(second) == 2:
        units, reads = second if node.attributes.get("transB") else second[::-1]
        return partial(Dense, units, bias=bias is not None), reads, (node.inputs[1], bias)
    if kind == "Conv" and 3 <= len(second) <= 5:
        filters, inside, *extents = second
        groups = node.attributes.get("group", 1)
        make = partial(Conv, filters, *extents, bias=bias is not None, groups=groups)
        return make, inside * groups, (node.inputs[1], bias)
    if kind == "LayerNormalization" and len(second) == 1:
        return partial(LayerNorm, bias=bias is not None), second[0], (node.inputs[1], bias)
    if kind == "BatchNormalization" and len(second) == 1 and all(map(node.shape, (2, 3, 4))):
        return BatchNorm, second[0], node.inputs[1:5]
    return None


def _recurrent(node: Node, reads: int, units: int) -> Found:
    attributes = node.attributes
    words: dict[str, Any] = {"input_size": reads, "hidden_size": units}
    if attributes.get("direction", "forward") != "forward":
        words["direction"] = attributes["direction"]
    words |= {} if node.shape(3) else {"B": False}
    words |= {"P": True} if node.shape(7) else {}
    words |= {name: True for name in ("input_forget", "linear_before_reset") if attributes.get(name)}
    if node.kind == "RNN" and attributes.get("activations") == "Relu":
        words["activations"] = "Relu"
    arrays = tuple(node.inputs[place] for place in (1, 2, 3, 7) if node.shape(place))
    return lambda: Recurrent(framework_layer(f"onnx.{node.kind}", **words)), reads, arrays
