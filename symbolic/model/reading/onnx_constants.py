"""What is made of stored tensors alone: their shapes through the operators that exporters put around them."""

from __future__ import annotations

from math import prod

from symbolic.model.reading.onnx_graph import Graph, Node
from symbolic.model.reading.onnx_tensors import Tensor
from symbolic.model.stored_array import Shape
from symbolic.record import Record

SAME = ("Identity", "Cast", "CastLike", "QuantizeLinear", "DequantizeLinear", "Dropout")
"""Operators that change no shape; what else they read is a scale, a place of zero or a kind of number."""

MOST_PLACES = 64
"""How many whole numbers a constant may have that says axes or a shape."""


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
        for name, tensor in graph.tensors.items():
            self._values[name] = Constant(tensor.shape, (name,), _whole(tensor))
        for name, whole in graph.whole.items():
            self._values[name] = Constant((len(whole),), (), whole)
        for node in graph.nodes:
            self._follow(node)

    def of(self, node: Node, place: int) -> Constant | None:
        """What an input of the node is made of, None where it is computed from the network's input."""
        return self._values.get(node.input(place))

    def shape(self, node: Node, place: int) -> Shape:
        """The shape of an input that is made of stored tensors, empty where it is not, or not known."""
        value = self.of(node, place)
        return (value.shape if value else None) or ()

    def knows(self, name: str) -> bool:
        """Whether a value is made of stored tensors alone."""
        return name in self._values

    def sources(self, name: str) -> tuple[str, ...]:
        """The tensors that a value is made of."""
        value = self._values.get(name)
        return value.sources if value else ()

    def _follow(self, node: Node) -> None:
        read = [self._values.get(name) for name in node.inputs if name]
        if not read or not node.outputs:
            return
        values = [value for value in read if value is not None]
        if node.kind in SAME and read[0] is not None:
            values = values[:1]
        elif len(values) < len(read):
            return
        kept = values[:1] if node.kind in SHAPED else values
        sources = tuple(dict.fromkeys(source for value in kept for source in value.sources))
        for place, name in enumerate(node.outputs):
            if name:
                self._values[name] = Constant(_shape(node, place, values), sources)


def _shape(node: Node, place: int, values: list[Constant]) -> Shape | None:
    """The shape of an output, None where the operator is none of those that only move numbers."""
    shape = values[0].shape
    if shape is None or node.domain not in ("", "ai.onnx"):
        return None
    if node.kind in SAME:
        return shape
    change = SHAPED.get(node.kind) or JOINED.get(node.kind)
    try:
        return change(node, place, values) if change else None
    except (LookupError, ValueError, TypeError):
        return None


def _axes(node: Node, values: list[Constant]) -> tuple[int, ...] | None:
    """The axes as an attribute, as older operators have them, or as the second input."""
    if "axes" in node.attributes:
        return tuple(node.attributes["axes"])
    return values[1].whole if len(values) > 1 else None


def _transposed(node: Node, place: int, values: list[Constant]) -> Shape:
    shape = values[0].shape or ()
    order = node.attributes.get("perm") or tuple(range(len(shape)))[::-1]
    return tuple(shape[axis] for axis in order)


def _unsqueezed(node: Node, place: int, values: list[Constant]) -> Shape:
    shape, axes = list(values[0].shape or ()), _axes(node, values) or ()
    rank = len(shape) + len(axes)
    for axis in sorted(axis % rank for axis in axes):
        shape.insert(axis, 1)
    return tuple(shape)


def _squeezed(node: Node, place: int, values: list[Constant]) -> Shape:
    shape, axes = values[0].shape or (), _axes(node, values)
    dropped = {axis % len(shape) for axis in axes} if axes is not None else {a for a, n in enumerate(shape) if n == 1}
    return tuple(extent for axis, extent in enumerate(shape) if axis not in dropped)


def _reshaped(node: Node, place: int, values: list[Constant]) -> Shape | None:
    shape, wanted = values[0].shape or (), values[1].whole
    if wanted is None:
        return None
    extents = [shape[axis] if extent == 0 else extent for axis, extent in enumerate(wanted)]
    rest = prod(extent for extent in extents if extent != -1)
    return tuple(prod(shape) // rest if extent == -1 else extent for extent in extents)


def _flattened(node: Node, place: int, values: list[Constant]) -> Shape:
    shape, axis = values[0].shape or (), node.attributes.get("axis", 1)
    return prod(shape[:axis]), prod(shape[axis:])


def _sliced(node: Node, place: int, values: list[Constant]) -> Shape | None:
    shape = list(values[0].shape or ())
    starts = node.attributes.get("starts") or values[1].whole
    ends = node.attributes.get("ends") or values[2].whole
    axes = node.attributes.get("axes") or (values[3].whole if len(values) > 3 else tuple(range(len(starts))))
    steps = values[4].whole if len(values) > 4 else (1,) * len(starts)
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        shape[axis] = len(range(shape[axis])[start:end:step])
    return tuple(shape)


def _split(node: Node, place: int, values: list[Constant]) -> Shape | None:
    shape, axis = list(values[0].shape or ()), node.attributes.get("axis", 0)
    parts = node.attributes.get("split") or (values[1].whole if len(values) > 1 else None)
    pieces = len(node.outputs)
    even = -(-shape[axis] // pieces)
    shape[axis] = parts[place] if parts else min(even, shape[axis] - even * place)
    return tuple(shape)


def _gathered(node: Node, place: int, values: list[Constant]) -> Shape | None:
    shape, picked = values[0].shape or (), values[1].shape
    axis = node.attributes.get("axis", 0) % len(shape)
    return None if picked is None else (*shape[:axis], *picked, *shape[axis + 1 :])


def _concatenated(node: Node, place: int, values: list[Constant]) -> Shape | None:
    shapes = [value.shape for value in values if value.shape is not None]
    axis = node.attributes.get("axis", 0) % len(shapes[0])
    joined = list(shapes[0])
    joined[axis] = sum(shape[axis] for shape in shapes)
    return tuple(joined) if len(shapes) == len(values) else None


def _broadcast(node: Node, place: int, values: list[Constant]) -> Shape | None:
    shapes = [value.shape for value in values if value.shape is not None]
    if len(shapes) < len(values):
        return None
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
}
"""Operators that move the numbers of their first input; the others say how."""

JOINED = {
    "Concat": _concatenated,
    **dict.fromkeys(("Add", "Sub", "Mul", "Div", "Pow", "Sqrt", "Neg", "Exp", "Reciprocal", "Where"), _broadcast),
}
"""Operators that make one array of all their inputs."""


def _whole(tensor: Tensor) -> tuple[int, ...] | None:
    if tensor.dtype not in ("int64", "int32") or tensor.held > MOST_PLACES:
        return None
    numbers = tensor.numbers()
    return None if numbers is None else tuple(map(int, numbers.reshape(-1)))
