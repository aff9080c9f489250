"""The recurrent layers of ONNX among arrays by their shapes: two kernels and the biases of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symbolic.frameworks import layer as framework_layer
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.placed import Placed
from symbolic.model.reading.real import real_layer
from symbolic.model.stored_array import Shape, StoredArray
from symbolic.record import replace

EXPORTED_KERNEL = re.compile(r"onnx::(?:MatMul|Gemm)_\d+")
KIND_BY_GATES = {4: "LSTM", 3: "GRU", 1: "RNN"}


def onnx_layers(arrays: Sequence[StoredArray]) -> tuple[tuple[Placed, ...], tuple[StoredArray, ...]]:
    """The recurrent layers, and the arrays that are left.

    >>> shapes = [("W", (1, 32, 5)), ("R", (1, 32, 8)), ("B", (1, 64)), ("fc", (8, 2))]
    >>> (layer,), left = onnx_layers([StoredArray(name, shape) for name, shape in shapes])
    >>> layer.what, str(layer.size), [array.name for array in left]
    ('onnx.LSTM', '480', ['fc'])
    """
    placed: list[Placed] = []
    left: list[StoredArray] = []
    arrays = [*_turned(arrays)]
    place = 0
    while place < len(arrays):
        taken = _taken(arrays[place : place + 3])
        if taken:
            placed.append(_placed(arrays[place : place + taken]))
        else:
            left.append(arrays[place])
        place += taken or 1
    return tuple(placed), tuple(left)


def _turned(arrays: Sequence[StoredArray]) -> Iterator[StoredArray]:
    """The kernels that PyTorch's exporter turns and names by the product, with the module of the bias that they fit."""
    names = {array.name for array in arrays}
    biases = {
        array.name.removesuffix(".bias"): array.shape
        for array in arrays
        if array.name.endswith(".bias") and array.name.removesuffix("bias") + "weight" not in names
    }
    for array in arrays:
        if not (EXPORTED_KERNEL.fullmatch(array.name) and len(array.shape) == 2):
            yield array
            continue
        fitting = [module for module, shape in biases.items() if shape == array.shape[1:]]
        module = fitting[0] if len(fitting) == 1 else array.name.rpartition(":")[2]
        biases.pop(module, None)
        yield replace(array, name=f"{module}.weight", shape=array.shape[::-1])


def _taken(arrays: Sequence[StoredArray]) -> int:
    """How many of the arrays are one layer, 0 where they are none."""
    shapes: list[Shape] = [array.shape for array in arrays]
    first, second, third = [*shapes, (), (), ()][:3]
    if not (len(first) == len(second) == 3 and first[:2] == second[:2] and first[0] in (1, 2) and second[2]):
        return 0
    if first[1] % second[2] or first[1] // second[2] not in KIND_BY_GATES:
        return 0
    return 3 if third == (first[0], 2 * first[1]) else 2


def _placed(arrays: Sequence[StoredArray]) -> Placed:
    directions, rows, reads = arrays[0].shape
    units = arrays[1].shape[2]
    words = {"direction": "bidirectional"} if directions == 2 else {}
    words |= {"B": False} if len(arrays) == 2 else {}
    layer = framework_layer(f"onnx.{KIND_BY_GATES[rows // units]}", input_size=reads, hidden_size=units, **words)
    return real_layer(arrays[0].name.split(".")[0], lambda: Recurrent(layer), reads, arrays, "arrays")
