"""Recurrent layers of Keras as tf2onnx writes them: with zeros for the second bias, which Keras does not have."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from symbolic.frameworks import layer as framework_layer
from symbolic.model.layers import NetworkLayer
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.reading.onnx_graph import Graph, Node
from symbolic.model.reading.onnx_tensors import Tensor
from symbolic.model.stored_array import StoredArray
from symbolic.record import Record, replace

NO_BIAS = "its biases are zeros in the file, which tf2onnx lays out where there are none, and so it is counted"


class KerasLayer(Record):
    """The layer of Keras that an operator is, with its arrays, and what is to be said of it."""

    make: Callable[[], NetworkLayer]
    arrays: list[StoredArray]
    remark: str = ""


def keras_lstm(node: Node, graph: Graph, arrays: list[StoredArray]) -> KerasLayer | None:
    """The LSTM of Keras, where tf2onnx wrote the file and all its second biases are zeros."""
    biases = graph.tensors.get(node.input(3))
    if graph.producer != "tf2onnx" or node.kind != "LSTM" or node.input(7) or biases is None:
        return None
    numbers = biases.numbers()
    if numbers is None or len(biases.shape) != 2 or numbers[:, biases.shape[1] // 2 :].any():
        return None
    units, is_biased = biases.shape[1] // 8, bool(numbers.any())
    words = {} if is_biased else {"use_bias": False}
    make = partial(_made, units, words, biases.shape[0] == 2)
    held = [_without_second(array, biases) for array in arrays if is_biased or array.name != biases.name]
    return KerasLayer(make, held, "" if is_biased else NO_BIAS)


def _without_second(array: StoredArray, biases: Tensor) -> StoredArray:
    if array.name != biases.name:
        return array
    return replace(array, shape=(biases.shape[0], biases.shape[1] // 2), stored_bytes=array.bytes)


def _made(units: int, words: dict[str, bool], both: bool) -> NetworkLayer:
    return Recurrent(framework_layer("keras.layers.LSTM", **words), units, bidirectional=both)
