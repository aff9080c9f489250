"""Recurrent layers of Keras as tf2onnx writes them: with zeros for the second bias, which Keras does not have."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from symbolic.frameworks import layer as framework_layer
from symbolic.model.layers import NetworkLayer
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.reading.onnx_graph import Graph, OnnxNode
from symbolic.model.reading.onnx_layers import Readers
from symbolic.model.reading.onnx_tensors import OnnxTensor
from symbolic.model.stored_array import StoredArray
from symbolic.record import Record, replace

ZERO_BIASES = "its biases are zeros in the file, which tf2onnx lays out where there are none, and so it is counted"
ONE_BIAS = "the biases of one direction are zeros in the file, and it is counted as without them"
NO_SCALE = "tf2onnx leaves out a scale of ones, as it is before training, and the network may have one here"
ADDITIVE = re.compile(r"((?:.*/)?\w*attention(?:_\d+)*)/Tanh(_\d+)?", re.IGNORECASE)
"""What TensorFlow calls the operator whose outputs attention sums up to scores, times a scale if there is one."""


class OperatorLayer(Record):
    """The layer of Keras that an operator is, with its arrays, and what is to be said of it."""

    make: Callable[[], NetworkLayer]
    arrays: list[StoredArray]
    remark: str = ""


def keras_lstm(node: OnnxNode, graph: Graph, arrays: list[StoredArray]) -> OperatorLayer | None:
    """The LSTM of Keras, where tf2onnx wrote the file and all its second biases are zeros."""
    biases = graph.tensors.get(node.input(3))
    if graph.producer != "tf2onnx" or node.kind != "LSTM" or node.input(7) or biases is None:
        return None
    numbers = biases.numbers()
    if numbers is None or len(biases.shape) != 2 or numbers[:, biases.shape[1] // 2 :].any():
        return None
    units, sides, biased = biases.shape[1] // 8, biases.shape[0], int(numbers.any(axis=1).sum())
    words = {} if biased else {"use_bias": False}
    make = partial(_made, units, words, sides == 2)
    held = [_first_biases(array, biases, biased) for array in arrays if biased or array.name != biases.name]
    return OperatorLayer(make, held, ZERO_BIASES if not biased else ONE_BIAS if biased < sides else "")


def lost_scale(node: OnnxNode, graph: Graph, readers: Readers) -> str:
    """The path of attention whose scale the file may have lost; empty for any other operator."""
    additive = ADDITIVE.fullmatch(node.name) if graph.producer == "tf2onnx" and node.kind == "Tanh" else None
    summed = _only_reader(node, readers)
    if additive is None or summed is None or summed.kind != "ReduceSum":
        return ""
    after = _only_reader(summed, readers)
    return "" if after and after.kind == "Mul" else additive[1]


def _only_reader(node: OnnxNode, readers: Readers) -> OnnxNode | None:
    read = readers.get(node.outputs[0], ())
    return read[0] if len(read) == 1 else None


def _first_biases(array: StoredArray, biases: OnnxTensor, sides: int) -> StoredArray:
    """The array without its second biases, and with those alone of the directions that have some."""
    if array.name != biases.name:
        return array
    return replace(array, shape=(sides, biases.shape[1] // 2), stored_bytes=array.bytes)


def _made(units: int, words: dict[str, bool], both: bool) -> NetworkLayer:
    return Recurrent(framework_layer("keras.layers.LSTM", **words), units, bidirectional=both)
