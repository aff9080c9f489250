"""ONNX's operators as layers, by the shapes of the arrays that they read.

Source: the operators of opset 14 and later, and those that ONNX Runtime's quantisation adds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import prod
from typing import Any

from symbolic.errors import FitError
from symbolic.frameworks import layer as framework_layer
from symbolic.model.layers import (
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Embedding,
    GroupNorm,
    LayerNorm,
    NetworkLayer,
    PReLU,
    RMSNorm,
)
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.reading.onnx_constants import Constants
from symbolic.model.reading.onnx_graph import OnnxNode
from symbolic.model.stored_array import Shape
from symbolic.record import Record

RECURRENT_OPERATORS = ("LSTM", "GRU", "RNN")
GATES_OF_OPERATOR = {"LSTM": 4, "GRU": 3, "RNN": 1}
PASSED = ("Cast", "Mul", "Reshape", "Identity", "Transpose")
"""Operators between a product and the bias that is added to it."""

Readers = dict[str, list[OnnxNode]]


class Operator(Record):
    """A layer that an operator is: ``arrays`` are the inputs that it holds by name, ``fixed`` those never trained.

    ``states`` are inputs that hold an array only where it is said to be trained. The words of a ``norm``, gain and
    bias, say what it is made with: its first arrays, where they are the network's and not ones and zeros. Without a
    bias, ``filters`` is how many numbers one would have; ``units`` are how many numbers a product gives.
    """

    make: Callable[..., NetworkLayer]
    reads: int | None
    arrays: tuple[str, ...]
    fixed: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    norm: tuple[str, ...] = ()
    filters: int = 0
    units: int = 0


def operator_of(node: OnnxNode, constants: Constants, readers: Readers) -> Operator | None:
    """The layer that an operator computes, or None; raises `FitError` for invalid attributes."""
    make = OPERATOR_READERS.get(node.kind)
    return make(node, constants, readers) if make else None


def _recurrent(node: OnnxNode, constants: Constants, readers: Readers) -> Operator | None:
    quantised = node.kind == "DynamicQuantizeLSTM"
    direction = node.word("direction", "forward")
    weights, hidden = constants.shape(node, 1), constants.shape(node, 2)
    if not weights and not hidden:
        weights, hidden = _reckoned(node, direction, constants)
    if len(weights) != 3 or len(hidden) != 3:
        return None
    if quantised:  # It has both matrices the other way round.
        weights, hidden = (weights[0], weights[2], weights[1]), (hidden[0], hidden[2], hidden[1])
    units = node.whole("hidden_size", hidden[2])
    words: dict[str, Any] = {"input_size": weights[2], "hidden_size": hidden[2]}
    words |= {} if direction == "forward" else {"direction": direction}
    words |= {} if node.input(3) else {"B": False}
    words |= {"P": True} if node.input(7) else {}
    words |= {name: True for name in ("input_forget", "linear_before_reset") if node.whole(name, 0)}
    activations = node.attributes.get("activations") or ()
    words |= {"activations": "Relu"} if node.kind == "RNN" and str(activations[:1]).lower() == "('relu',)" else {}
    layer = framework_layer(f"onnx.{'LSTM' if quantised else node.kind}", **words)
    expected = layer.shapes_at()
    read = {"W": weights, "R": hidden, "B": constants.shape(node, 3), "P": constants.shape(node, 7)}
    wrong = [name for name, shape in expected.items() if read[name] and read[name] != shape]
    if wrong or units != hidden[2]:
        what = f"{' and '.join(wrong)} of another shape" if wrong else f"a hidden_size of {units}"
        raise FitError(f"nearly {layer.label}, with {what}")
    arrays = tuple(node.input(place) for place in (1, 2, 3, 7) if node.input(place))
    states = tuple(node.input(place) for place in (5, 6) if node.input(place))
    return Operator(lambda: Recurrent(layer), weights[2], arrays, states=states)


def _reckoned(node: OnnxNode, direction: str, constants: Constants) -> tuple[Shape, Shape]:
    """The shapes of the kernels by how many numbers they hold, where an exporter reckons with computed sizes."""
    units, sides = node.whole("hidden_size", 0), 2 if direction == "bidirectional" else 1
    rows = GATES_OF_OPERATOR.get(node.kind, 0) * units
    if not rows or not constants.sources(node.input(1)) or constants.held(node.input(2)) != sides * rows * units:
        return (), ()
    reads, rest = divmod(constants.held(node.input(1)), sides * rows)
    return ((), ()) if rest else ((sides, rows, reads), (sides, rows, units))


def _embedding(node: OnnxNode, constants: Constants, readers: Readers) -> Operator | None:
    table = constants.shape(node, 0)
    if len(table) != 2 or node.whole("axis", 0) != 0 or constants.of(node, 1) is not None:
        return None
    return Operator(partial(Embedding, *table), None, node.inputs[:1])


def _product(node: OnnxNode, constants: Constants, readers: Readers, kernel: int = 1) -> Operator | None:
    left, right = constants.shape(node, 0), constants.shape(node, kernel)
    if len(right) == 2:
        reads, units, name = right[0], right[1], node.input(kernel)
    elif len(left) == 2:
        units, reads, name = left[0], left[1], node.input(0)
    else:
        return None
    bias = _added(node, units, constants, readers)
    return Operator(
        partial(Dense, units, bias=bool(bias)), reads, (name, *bias), filters=0 if bias else units, units=units
    )


def _quantised_product(node: OnnxNode, constants: Constants, readers: Readers) -> Operator | None:
    """ONNX Runtime's product with a scale and a place of zero behind each array, and its bias last, if any."""
    kernel = constants.shape(node, 1)
    if len(kernel) != 2:
        return None
    bias = node.inputs[4:5] if node.kind == "DynamicQuantizeMatMul" and node.input(4) else ()
    return Operator(partial(Dense, kernel[1], bias=bool(bias)), kernel[0], (node.input(1), *bias))


def _blocks(node: OnnxNode, constants: Constants, readers: Readers) -> Operator | None:
    """A product whose kernel is stored in blocks of four bits."""
    units, reads = node.whole("N", 0), node.whole("K", 0)
    bias = _added(node, units, constants, readers)
    return Operator(partial(Dense, units, bias=bool(bias)), reads, (node.input(1), *bias)) if units and reads else None


def _gemm(node: OnnxNode, constants: Constants, readers: Readers) -> Operator | None:
    quantised = node.kind == "QGemm"
    place, last = (3, 6) if quantised else (1, 2)
    kernel = constants.shape(node, place)
    if len(kernel) != 2:
        return None
    units, reads = kernel if node.whole("transB", 0) else kernel[::-1]
    bias = (node.input(last),) if constants.of(node, last) else ()
    filters = 0 if bias else units
    return Operator(
        partial(Dense, units, bias=bool(bias)), reads, (node.input(place), *bias), filters=filters, units=units
    )


def _conv(node: OnnxNode, constants: Constants, readers: Readers) -> Operator | None:
    place, last = (3, 8) if node.kind == "QLinearConv" else (1, 2)
    kernel = constants.shape(node, place)
    if not 3 <= len(kernel) <= 5:
        return None
    first, second, *extents = kernel
    groups = node.whole("group", 1)
    if groups < 1:
        raise FitError(f"group of {node.kind} is at least 1, and here it is {groups}")
    turned = node.kind == "ConvTranspose"
    filters, reads = (second * groups, first) if turned else (first, second * groups)
    if node.kind == "ConvInteger":
        bias = _added(node, filters, constants, readers, first=True)
    else:
        # Where there is none, some exporters lay out a zero for all filters.
        is_held = constants.held(node.input(last)) not in range(1, filters)
        bias = (node.input(last),) if constants.of(node, last) and is_held else ()
    make = partial(ConvTranspose if turned else Conv, filters, *extents, bias=bool(bias), groups=groups)
    return Operator(make, reads, (node.input(place), *bias), filters=0 if bias else filters, units=filters)


def _norm(node: OnnxNode, constants: Constants, readers: Readers) -> Operator | None:
    gain = constants.shape(node, 1)
    if not gain:
        return None
    if node.kind in PLAIN_NORMS:
        return Operator(partial(RMSNorm, *gain), gain[-1], node.inputs[1:2], norm=("gain",))
    bias = (node.input(2),) if constants.of(node, 2) else ()
    if node.kind == "LayerNormalization":
        make = partial(LayerNorm, *gain)
    else:
        # With a group for each channel it is an instance norm.
        make = partial(GroupNorm, node.whole("num_groups", gain[0]))
    return Operator(make, gain[-1], (node.input(1), *bias), norm=("gain", "bias"))


def _slopes(node: OnnxNode, constants: Constants, readers: Readers) -> Operator | None:
    slopes = constants.shape(node, 1)
    return Operator(PReLU, prod(slopes), node.inputs[1:2]) if constants.of(node, 1) else None


def _batch_norm(node: OnnxNode, constants: Constants, readers: Readers) -> Operator | None:
    shapes = [constants.shape(node, place) for place in range(1, 5)]
    if len({*shapes}) != 1 or len(shapes[0]) != 1:
        return None
    return Operator(BatchNorm, shapes[0][0], node.inputs[1:5], fixed=node.inputs[3:5], norm=("gain", "bias"))


PLAIN_NORMS = ("RMSNormalization", "SimplifiedLayerNormalization")

OPERATOR_READERS: dict[str, Callable[[OnnxNode, Constants, Readers], Operator | None]] = {
    **dict.fromkeys((*RECURRENT_OPERATORS, "DynamicQuantizeLSTM"), _recurrent),
    "Gather": _embedding,
    "MatMul": _product,
    "MatMulInteger": _product,
    "QLinearMatMul": partial(_product, kernel=3),
    "DynamicQuantizeMatMul": _quantised_product,
    "MatMulIntegerToFloat": _quantised_product,
    "MatMulNBits": _blocks,
    **dict.fromkeys(("Gemm", "QGemm"), _gemm),
    **dict.fromkeys(("Conv", "ConvInteger", "QLinearConv", "ConvTranspose"), _conv),
    **dict.fromkeys(("LayerNormalization", "InstanceNormalization", "GroupNormalization", *PLAIN_NORMS), _norm),
    "BatchNormalization": _batch_norm,
    "PRelu": _slopes,
}
"""What makes the layer of each operator."""


def _added(node: OnnxNode, units: int, constants: Constants, readers: Readers, first: bool = False) -> tuple[str, ...]:
    """The vector that is added to what a product gives, its bias; ``first``: along the channels, before the places."""
    for _ in range(4):
        after = readers.get(node.outputs[0], []) if node.outputs else []
        if len(after) != 1:
            return ()
        node = after[0]
        if node.kind == "Add":
            places = [place for place in (0, 1) if prod(constants.shape(node, place) or (0,)) == units]
            last = [place for place in places if first or _last(constants.shape(node, place)) == units]
            return (node.input(last[0]),) if last else ()
        if node.kind not in PASSED:
            return ()
    return ()


def _last(shape: Shape) -> int:
    return shape[-1] if shape else 0
