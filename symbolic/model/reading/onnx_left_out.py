"""What an ``.onnx`` file does not hold of the arrays of its module, as the exporter has folded it away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from symbolic.model.placed import Placed
from symbolic.model.reading.onnx_graph import Graph
from symbolic.model.reading.onnx_parameters import Parameters
from symbolic.model.reading.onnx_tensors import OnnxTensor, is_plain, is_uniform
from symbolic.model.reading.pytorch_tensors import BATCH_COUNTER
from symbolic.model.reading.real import unknown_layer

LOST = "unused, folded into others, or equal to others when it was exported"

ANEW = "made when it was exported, perhaps of buffers of the module, which are not counted"

HOLES = "some of its numbers are zero, as under a mask, and the network may hold the mask and others"


def left_out(graph: Graph, parameters: Parameters, lost: Sequence[str], rows: Collection[str]) -> Placed | None:
    """A row that names the arrays of the module which no other row has; None where there are none.

    ``lost`` are parameters that the file does not hold, ``rows`` the names of the arrays in the other rows.
    """
    buffers = lost_buffers(graph.signature, rows, {name: parameters.made_of(name) for name in rows})
    buffers = [] if any(tensor.is_packed for tensor in graph.tensors.values()) else buffers
    several = [_named(kind, names) for kind, names in (("parameter", lost), ("buffer", buffers)) if names]
    if not several:
        return None
    return unknown_layer("the module", "what the file does not hold", (), f"it has {' and '.join(several)}: {LOST}")


def made_anew(graph: Graph, rows: Collection[str]) -> Placed | None:
    """A row that names what PyTorch's older exporter has made of arrays which it does not name: masks, angles.

    Numbers that are all equal are left aside, as first states and scales are.
    """
    if not graph.is_by_older:
        return None
    names = [
        name
        for name, tensor in graph.tensors.items()
        if name not in rows and len(tensor.shape) > 1 and (tensor.is_real or tensor.dtype == "bool")
    ]
    names = [name for name in names if not is_uniform(graph.tensors[name])]
    if not names:
        return None
    said = _named("constant", names).replace(" more ", " ")
    return unknown_layer("the module", "what the file does not hold", (), f"the file has {said}: {ANEW}")


def lost_buffers(
    signature: Mapping[str, str], rows: Collection[str], made_of: Mapping[str, Collection[str]]
) -> list[str]:
    """The buffers of a module that are in no row, as they are or within what is made of them.

    >>> lost_buffers({"w": "PARAMETER", "mask": "BUFFER", "mean": "BUFFER"}, ["w", "val_3"], {"val_3": ["mean"]})
    ['mask']
    """
    held = {*rows, *(source for name in rows for source in made_of.get(name, ()))}
    return [
        name
        for name, kind in signature.items()
        if kind == "BUFFER" and name not in held and name.rpartition(".")[2] != BATCH_COUNTER
    ]


def has_holes(tensor: OnnxTensor) -> bool:
    """Whether single numbers of a kernel are zero, which training does not make them; a row or a column may be."""
    numbers = tensor.numbers() if tensor.is_real and len(tensor.shape) > 1 else None
    if numbers is None or is_plain(tensor):
        return False
    zeros = numbers == 0
    whole = [bool((zeros == zeros.all(axis, keepdims=True)).all()) for axis in range(zeros.ndim)]
    return bool(zeros.any()) and not any(whole)


def _named(kind: str, names: Sequence[str]) -> str:
    said = ", ".join([*names[:3], *(["..."] if len(names) > 3 else [])])
    return f"{len(names)} more {kind}s, {said}" if len(names) > 1 else f"one more {kind}, {said}"
