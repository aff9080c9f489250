"""What is made of stored tensors alone: their shapes through the operators that exporters put around them."""

from __future__ import annotations

from math import prod
from operator import add, mul, sub

from symbolic.limits import ONNX_WHOLE_NUMBERS
from symbolic.model.reading.onnx_graph import Graph, OnnxNode
from symbolic.model.reading.onnx_tensors import OnnxTensor
from symbolic.model.stored_array import Shape
from symbolic.record import Record, replace

SAME_SHAPE_OPERATORS = ("Identity", "Cast", "CastLike", "QuantizeLinear", "DequantizeLinear", "Dropout")
"""Operators that change no shape; what else they read is a scale, a place of zero or a kind of number."""


HOLDERS = ("Loop", "If", "Scan")
"""Operators that hold graphs of their own."""


class Constant(Record):
    """A value that is made of the tensors ``sources``; ``shape`` is None where it is not known.

    ``whole`` are its numbers, where it is a few whole ones.
    """

    shape: Shape | None
    sources: tuple[str, ...]
    whole: tuple[int, ...] | None = None


class Constants:
    """The constants of a graph by name, found node by node."""

    def __init__(self, graph: Graph):
        self._values: dict[str, Constant] = {}
        self._tensors = graph.tensors
        for name, tensor in graph.tensors.items():
            self._values[name] = Constant(tensor.shape, (name,), _whole(tensor))
        for name, whole in graph.whole.items():
            self._values[name] = Constant((len(whole),), (), whole)
        for node in graph.nodes:
            self._follow(node)

    def of(self, node: OnnxNode, place: int) -> Constant | None:
        """What an input of the node is made of, None where it is computed from the network's input."""
        return self._values.get(node.input(place))

    def shape(self, node: OnnxNode, place: int) -> Shape:
        """The shape of an input that is made of stored tensors, empty where it is not, or not known."""
        return self.shape_of(node.input(place)) or ()

    def shape_of(self, name: str) -> Shape | None:
        """The shape of a value that is made of stored tensors, where it is known."""
        value = self._values.get(name)
        return value.shape if value else None

    def knows(self, name: str) -> bool:
        """Whether a value is made of stored tensors alone."""
        return name in self._values

    def held(self, name: str) -> int:
        """How many numbers the tensors hold that a value is made of."""
        return sum(self._tensors[source].held for source in self.sources(name) if self._tensors[source].is_real)

    def sources(self, name: str) -> tuple[str, ...]:
        """The tensors that a value is made of."""
        value = self._values.get(name)
        return value.sources if value else ()

    def _follow(self, node: OnnxNode) -> None:
        read = [self._values.get(name) for name in node.inputs if name]
        first = read[0] if read else None
        if node.kind in HOLDERS:
            return  # What their graphs read from outside is no input of theirs.
        if (
            first is None
            or not node.outputs
            or (None in read and node.kind not in (*SAME_SHAPE_OPERATORS, *STILL_SAME))
        ):
            return
        # A shape is made of no numbers.
        first = replace(first, sources=()) if node.kind == "Shape" else first
        read = [first, *read[1:]]
        kept = (
            (first,)
            if node.kind in (*SAME_SHAPE_OPERATORS, *SHAPED)
            else tuple(value for value in read if value is not None)
        )
        sources = tuple(dict.fromkeys(source for value in kept for source in value.sources))
        for place, name in enumerate(node.outputs):
            if name:
                self._values[name] = Constant(_shape(node, place, read), sources, _numbers(node, read))


ConstantInputs = list[Constant | None]
"""The inputs of a node that are given, None for one that is computed from the network's input."""


def _shape(node: OnnxNode, place: int, values: ConstantInputs) -> Shape | None:
    """The shape of an output, None where it is not known."""
    first = values[0].shape if values[0] else None
    if first is None or node.domain not in ("", "ai.onnx"):
        return None
    if node.kind in SAME_SHAPE_OPERATORS:
        return first
    if node.kind == "Shape":
        return (len(first[node.attributes.get("start") : node.attributes.get("end")]),)
    change = {**SHAPED, **JOINED}.get(node.kind)
    try:
        return change(node, place, first, values) if change else None
    except (LookupError, ValueError, TypeError, ArithmeticError):
        return None


def _numbers(node: OnnxNode, values: ConstantInputs) -> tuple[int, ...] | None:
    """The whole numbers of an output, through the operators that exporters reckon shapes with."""
    first = values[0]
    if first is None:
        return None
    if node.kind == "Shape" and first.shape is not None:
        return first.shape[node.attributes.get("start") : node.attributes.get("end")]
    if node.kind in (*SAME_SHAPE_OPERATORS, "Reshape", "Unsqueeze", "Squeeze"):
        return first.whole
    others = [value.whole for value in values if value is not None and value.whole is not None]
    if len(others) < len(values):
        return None
    if node.kind == "Concat":
        return tuple(number for whole in others for number in whole)[:ONNX_WHOLE_NUMBERS]
    reckon = {"Add": add, "Sub": sub, "Mul": mul}.get(node.kind)
    if reckon is None or len(others) != 2 or 1 not in map(len, others):
        return None
    return tuple(reckon(left, right) for left in others[0] for right in others[1])


def _whole_input(values: ConstantInputs, place: int) -> tuple[int, ...] | None:
    value = values[place] if place < len(values) else None
    return value.whole if value else None


def _axes(node: OnnxNode, values: ConstantInputs) -> tuple[int, ...] | None:
    """The axes as an attribute, as older operators have them, or as the second input; None where there are none."""
    if "axes" in node.attributes:
        return tuple(node.attributes["axes"])
    if len(values) > 1 and _whole_input(values, 1) is None:
        raise ValueError("axes that are computed")
    return _whole_input(values, 1)


def _transposed(node: OnnxNode, place: int, shape: Shape, values: ConstantInputs) -> Shape:
    order = node.attributes.get("perm") or tuple(range(len(shape)))[::-1]
    return tuple(shape[axis] for axis in order)


def _unsqueezed(node: OnnxNode, place: int, shape: Shape, values: ConstantInputs) -> Shape:
    axes, extents = _axes(node, values) or (), list(shape)
    for axis in sorted(axis % (len(shape) + len(axes)) for axis in axes):
        extents.insert(axis, 1)
    return tuple(extents)


def _squeezed(node: OnnxNode, place: int, shape: Shape, values: ConstantInputs) -> Shape:
    axes = _axes(node, values)
    dropped = {axis % len(shape) for axis in axes} if axes is not None else {a for a, n in enumerate(shape) if n == 1}
    return tuple(extent for axis, extent in enumerate(shape) if axis not in dropped)


def _reshaped(node: OnnxNode, place: int, shape: Shape, values: ConstantInputs) -> Shape | None:
    wanted = _whole_input(values, 1)
    if wanted is None:
        return None
    extents = [shape[axis] if extent == 0 else extent for axis, extent in enumerate(wanted)]
    rest = prod(extent for extent in extents if extent != -1)
    return tuple(prod(shape) // rest if extent == -1 else extent for extent in extents)


def _flattened(node: OnnxNode, place: int, shape: Shape, values: ConstantInputs) -> Shape:
    axis = node.attributes.get("axis", 1)
    return prod(shape[:axis]), prod(shape[axis:])


def _sliced(node: OnnxNode, place: int, shape: Shape, values: ConstantInputs) -> Shape | None:
    extents = list(shape)
    starts = node.attributes.get("starts") or _whole_input(values, 1)
    ends = node.attributes.get("ends") or _whole_input(values, 2)
    if starts is None or ends is None:
        return None
    axes = node.attributes.get("axes") or _whole_input(values, 3) or tuple(range(len(starts)))
    steps = _whole_input(values, 4) or (1,) * len(starts)
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        extents[axis] = len(range(extents[axis])[start:end:step])
    return tuple(extents)


def _split(node: OnnxNode, place: int, shape: Shape, values: ConstantInputs) -> Shape | None:
    extents, axis = list(shape), node.attributes.get("axis", 0)
    parts = node.attributes.get("split") or _whole_input(values, 1)
    even = -(-shape[axis] // len(node.outputs))
    extents[axis] = parts[place] if parts else min(even, shape[axis] - even * place)
    return tuple(extents)


def _gathered(node: OnnxNode, place: int, shape: Shape, values: ConstantInputs) -> Shape | None:
    axis = node.attributes.get("axis", 0) % len(shape)
    picked = values[1].shape if values[1] else None
    return None if picked is None else (*shape[:axis], *picked, *shape[axis + 1 :])


def _expanded(node: OnnxNode, place: int, shape: Shape, values: ConstantInputs) -> Shape | None:
    wanted = _whole_input(values, 1)
    return None if wanted is None else _joined_axes([shape, wanted])


def _concatenated(node: OnnxNode, place: int, shape: Shape, values: ConstantInputs) -> Shape | None:
    shapes = [value.shape for value in values if value is not None and value.shape is not None]
    axis, extents = node.attributes.get("axis", 0) % len(shape), list(shape)
    extents[axis] = sum(other[axis] for other in shapes)
    return tuple(extents) if len(shapes) == len(values) else None


def _broadcast(node: OnnxNode, place: int, shape: Shape, values: ConstantInputs) -> Shape | None:
    shapes = [value.shape for value in values if value is not None and value.shape is not None]
    return _joined_axes(shapes) if len(shapes) == len(values) else None


def _joined_axes(shapes: list[Shape]) -> Shape:
    rank = max(map(len, shapes))
    filled = [(1,) * (rank - len(shape)) + shape for shape in shapes]
    return tuple(max(extents) for extents in zip(*filled, strict=True))


SHAPED = {
    "Transpose": _transposed,
    "Unsqueeze": _unsqueezed,
    "Squeeze": _squeezed,
    "Reshape": _reshaped,
    "Flatten": _flattened,
    "Slice": _sliced,
    "Split": _split,
    "Gather": _gathered,
    "Expand": _expanded,
}
"""Operators that move the numbers of their first input; the others say how."""

STILL_SAME = tuple(kind for kind in SHAPED if kind != "Gather")
"""Those that still give the same array where the others are computed; a vector picked from a table is computed."""

JOINED = {
    "Concat": _concatenated,
    **dict.fromkeys(("Add", "Sub", "Mul", "Div", "Pow", "Sqrt", "Neg", "Exp", "Reciprocal", "Where"), _broadcast),
}
"""Operators that make one array of all their inputs."""


def _whole(tensor: OnnxTensor) -> tuple[int, ...] | None:
    if tensor.dtype not in ("int64", "int32") or tensor.held > ONNX_WHOLE_NUMBERS:
        return None
    numbers = tensor.numbers()
    return None if numbers is None else tuple(map(int, numbers.reshape(-1)))
