"""Recurrent layers of Keras that tf2onnx writes as a loop of products, by the names and shapes of their arrays.

Source: the graphs that tf2onnx 1.17 makes of tf_keras 2.21 and of Keras 3.15.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from symbolic.frameworks import layer as framework_layer
from symbolic.model.layers import NetworkLayer
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.reading.onnx_graph import Graph
from symbolic.model.reading.onnx_tensors import OnnxTensor
from symbolic.model.stored_array import StoredArray
from symbolic.record import Record

LOOPED_CELLS = {"lstm": ("LSTM", 4), "gru": ("GRU", 3), "simple_rnn": ("SimpleRNN", 1)}
"""The layers by what Keras calls their cells, and how many gates each has."""

LOOPED_CELL = re.compile(r"(.+)/[^/]*?(lstm|gru|simple_rnn)_cell(_\d+)?/.+")
FUNCTION_LAYER = re.compile(r"Func/(.+)/PartitionedCall(_\d+)?/input/.+")
"""The names of arrays in a cell, and in a layer that is a function of its own."""

KIND_OF_GATES = {gates: kind for kind, gates in LOOPED_CELLS.values()}


class LoopLayer(Record):
    """A recurrent layer that is a loop: its arrays by their names in the file."""

    path: str
    make: Callable[[], NetworkLayer]
    reads: int
    arrays: tuple[StoredArray, ...]


def find_loops(graph: Graph) -> dict[str, LoopLayer]:
    """The layer that each tensor belongs to, of those whose arrays fit one layer alone."""
    if graph.producer != "tf2onnx":
        return {}
    groups: dict[tuple[str, str], list[OnnxTensor]] = {}
    for name, tensor in graph.tensors.items():
        if tensor.is_real and tensor.held > 1 and (place := _place(name)):
            groups.setdefault(place, []).append(tensor)
    loops = {place: _loop(*place, tensors) for place, tensors in groups.items()}
    return {tensor.name: loop for place, loop in loops.items() if loop for tensor in groups[place]}


def _place(name: str) -> tuple[str, str] | None:
    """The path of the layer, and what its cell is called, empty where its name does not say it."""
    if match := LOOPED_CELL.fullmatch(name):
        # A stack has several cells, each with its arrays.
        return name[: match.end(3) if match[3] else match.end(2) + len("_cell")], match[2]
    match = FUNCTION_LAYER.fullmatch(name)
    return (match[1], "") if match else None


def _loop(path: str, called: str, tensors: list[OnnxTensor]) -> LoopLayer | None:
    """The layer whose kernel, recurrent kernel and bias the tensors are, where they are just these."""
    ordered = sorted(tensors, key=lambda tensor: tensor.name)
    for recurrent in reversed([tensor for tensor in ordered if len(tensor.shape) == 2]):
        units, width = recurrent.shape
        kind, gates = LOOPED_CELLS[called] if called else (KIND_OF_GATES.get(width // units, ""), width // units)
        others = [tensor for tensor in ordered if tensor is not recurrent]
        kernels = [tensor for tensor in others if len(tensor.shape) == 2 and tensor.shape[1] == width]
        if not kind or units * gates != width or not kernels:
            continue
        kernel = next((tensor for tensor in kernels if tensor.shape[0] != 2), kernels[0])
        biases = [tensor for tensor in others if tensor is not kernel]
        words = _words(kind, width, biases)
        if words is None:
            continue
        make = partial(_made, kind, units, tuple(words.items()))
        arrays = (kernel, recurrent, *biases)
        return LoopLayer(path, make, kernel.shape[0], tuple(tensor.stored(tensor.name, True) for tensor in arrays))
    return None


def _words(kind: str, width: int, biases: list[OnnxTensor]) -> dict[str, bool] | None:
    """The arguments that say the biases, None where they are those of no layer."""
    if not biases:
        return {"use_bias": False}
    if len(biases) > 1 or biases[0].shape not in ((width,), (2, width)):
        return None
    double = len(biases[0].shape) == 2
    if kind == "GRU":
        return {} if double else {"reset_after": False}
    return None if double else {}


def _made(kind: str, units: int, words: tuple[tuple[str, bool], ...]) -> NetworkLayer:
    return Recurrent(framework_layer(f"keras.layers.{kind}", **dict(words)), units)
