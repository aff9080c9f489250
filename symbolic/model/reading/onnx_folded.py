"""What PyTorch's exporter has computed of arrays of a module, which the file does not hold: a norm behind a layer, a
parametrised kernel.

The names of the module's arrays are in the file; their shapes follow from the kernel that is. Source: the rewriting
rules of onnxscript 0.7, and the norms and parametrisations of PyTorch 2.13.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import prod

from symbolic.model.reading.onnx_graph import Graph, OnnxNode
from symbolic.model.reading.onnx_tensors import OnnxTensor
from symbolic.model.reading.pytorch_arrays import NORM_STATISTICS
from symbolic.model.stored_array import Shape, StoredArray
from symbolic.record import Record

FOLDING = ("Conv", "ConvTranspose", "Gemm", "MatMul")
"""Operators that the exporter folds a norm into, or that read a kernel which it has computed."""

ORIGINAL = re.compile(r"original1?|(.+)_(orig|mask)")
SCALE_NAME = re.compile(r"original0|(.+)_g")
LEFT_VECTOR, RIGHT_VECTOR = re.compile(r"_u|(.+)_u"), re.compile(r"_v|(.+)_v")


class Norm(Record):
    """A batch norm that is folded into the operator before it: its path, and its arrays."""

    path: str
    arrays: tuple[StoredArray, ...]


def folded_norm(node: OnnxNode, graph: Graph, units: int) -> Norm | None:
    """The batch norm whose call the exporter has made an operator of another kind of."""
    names = [name for name in node.arrays if name in graph.signature]
    last = {name.rpartition(".")[2]: name for name in names}
    if node.kind not in FOLDING or len(last) < len(names) or not {*NORM_STATISTICS} <= last.keys():
        return None
    if not last.keys() <= {"weight", "bias", *NORM_STATISTICS} or node.input(1) not in graph.signature:
        return None
    paths = {name.rpartition(".")[0] for name in names}
    arrays = (
        StoredArray(word, (units,), trained=word not in NORM_STATISTICS, stored_bytes=0)
        for word in ("weight", "bias", *NORM_STATISTICS)
        if word in last
    )
    return Norm(paths.pop(), tuple(arrays)) if len(paths) == 1 else None


def unfolded_array(
    node: OnnxNode, graph: Graph, tensor: OnnxTensor, units: int
) -> tuple[list[StoredArray], str] | None:
    """The arrays that a kernel or a bias is computed of and the reason, where a known parametrisation has them all."""
    said = graph.folded.get(tensor.name, ())
    names = [name for name in said if name in graph.signature]
    if len(names) < 2 or node.kind not in FOLDING or any(name in graph.tensors for name in names):
        return None
    shapes = [_shape(name, names, node, tensor.shape, units, _is_whole(said)) for name in names]
    arrays = [
        StoredArray(name, shape, tensor.dtype, graph.signature[name] == "PARAMETER", None if not place else 0)
        for place, (name, shape) in enumerate(sorted(zip(names, shapes, strict=True), key=_is_small))
        if shape is not None
    ]
    return (arrays, _reason(names)) if len(arrays) == len(names) else None


def _is_small(pair: tuple[str, Shape | None]) -> bool:
    return ORIGINAL.fullmatch(pair[0].rpartition(".")[2]) is None


def _shape(name: str, names: Sequence[str], node: OnnxNode, kernel: Shape, units: int, whole: bool) -> Shape | None:
    """The shape of one of the arrays, None where its name does not say it."""
    last = name.rpartition(".")[2]
    other = {each.rpartition(".")[2] for each in names}
    if ORIGINAL.fullmatch(last) or (RIGHT_VECTOR.fullmatch(last) and any(SCALE_NAME.fullmatch(each) for each in other)):
        return kernel
    if SCALE_NAME.fullmatch(last):
        # By default there is a number for each place on the first axis.
        first = kernel[0] if node.kind == "ConvTranspose" else units
        return () if whole else (first, *(1 for _ in kernel[1:]))
    rows = kernel[1] if node.kind == "ConvTranspose" else units
    if LEFT_VECTOR.fullmatch(last):
        return (rows,)
    return (prod(kernel) // rows,) if RIGHT_VECTOR.fullmatch(last) and rows else None


def _is_whole(said: Sequence[str]) -> bool:
    """Whether the norm of a kernel is taken of all of it: then there are no axes among what it is computed of."""
    return len([value for value in said if value.startswith("val_")]) < 3


def _reason(names: Sequence[str]) -> str:
    last = [name.rpartition(".")[2] for name in names]
    if any(SCALE_NAME.fullmatch(name) for name in last):
        return "weight norm with a scale for each place on the first axis, its default"
    return "spectral norm" if any(LEFT_VECTOR.fullmatch(name) for name in last) else "a mask"
