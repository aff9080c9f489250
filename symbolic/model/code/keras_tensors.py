"""What becomes of the shapes of tensors by functions and operators, and by the layers that join several."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from symbolic.language.sizes.size import Size
from symbolic.model.code.arithmetic import NotKnown
from symbolic.model.code.keras_arguments import shape_of
from symbolic.model.code.keras_shapes import SHAPE_RULE_BY_CLASS, by_last, merged
from symbolic.model.code.values import ArrayValue, LastAxisShape, PackageObject, TensorShape, TensorValue, Unknown

JOINING = {
    "add": "Add",
    "concatenate": "Concatenate",
    "concat": "Concatenate",
    "dot": "Dot",
    "subtract": "Subtract",
    "multiply": "Multiply",
    "average": "Average",
    "maximum": "Maximum",
    "minimum": "Minimum",
    "merge": "Merge",
}
MERGE_CLASSES = {
    "sum": "Add",
    "mul": "Multiply",
    "ave": "Average",
    "max": "Maximum",
    "concat": "Concatenate",
    "dot": "Dot",
}
SAME_SHAPE = (
    "relu tanh sigmoid softmax gelu dropout exp identity stop_gradient elu silu cast leaky_relu swish log_softmax "
    "softplus selu relu6 hard_tanh soft_sign normalize"
)
SAME = frozenset(SAME_SHAPE.split())
"""Functions that leave the shape as it is."""

GATHERED = ("reduce_mean", "reduce_sum", "reduce_max", "mean", "sum", "max", "squeeze")
"""Functions that leave an axis out."""


INPUTS = ("Input", "InputLayer")
POOL_FUNCTIONS = ("max_pool", "avg_pool", "max_pool2d", "avg_pool2d")


def gathered(shape: tuple[Any, ...], axis: Any, kept: bool) -> TensorShape:
    """The shape without an axis, or with 1 in its place; None where nothing says which.

    >>> gathered((None, 7, 20), 1, False), gathered((None, 7, 20), -1, True), gathered((None, 7, 20), None, False)
    ((None, 20), (None, 7, 1), None)
    """
    axes = list(axis) if isinstance(axis, list | tuple) else [axis]
    if not all(isinstance(place, int) and -len(shape) <= place < len(shape) for place in axes):
        return None
    left_out = {place % len(shape) for place in axes}
    made = [1 if place in left_out else size for place, size in enumerate(shape) if kept or place not in left_out]
    return tuple(made)


def moved(kind: str, shape: TensorShape, values: list[Any], words: dict[str, Any]) -> TensorShape:
    """The shape behind ``transpose``, and of each part behind ``unstack``; None where nothing says it.

    >>> moved("unstack", (None, 10, 4), [10, 1], {}), moved("transpose", (None, 10, 4), [[1, 0, 2]], {})
    ((None, 4), (10, None, 4))
    """
    if shape is None or isinstance(shape, LastAxisShape):
        return None
    if kind == "transpose":
        order = words.get("perm", values[0] if values else None)
        known = isinstance(order, list | tuple) and sorted(map(str, order)) == [*map(str, range(len(shape)))]
        return tuple(shape[place] for place in order) if known and order else None
    axis = words.get("axis", values[1] if len(values) > 1 else 0)
    return gathered(shape, axis, False)


def _product(values: Sequence[Any]) -> TensorShape:
    """The shape of a matrix product; the axes of an array of the program's own are all its own."""
    sides = [value.shape if isinstance(value, TensorValue | ArrayValue) else None for value in values[:2]]
    left, right = sides if len(sides) == 2 else (None, None)
    if left is None or right is None or len(left) < 2 or len(right) != 2 or isinstance(left, LastAxisShape):
        return None
    return (*left[:-1], right[-1])


def layers_between(outputs: list[TensorValue], inputs: list[TensorValue], order: list[Any]) -> list[Any]:
    """All layers between the inputs and the outputs of a network."""
    seen, layers, ahead = {id(tensor) for tensor in inputs}, {}, [*outputs]
    while ahead:
        tensor = ahead.pop()
        if id(tensor) in seen:
            continue
        seen.add(id(tensor))
        if tensor.layer is not None and not (isinstance(tensor.layer, PackageObject) and tensor.layer.kind in INPUTS):
            layers[id(tensor.layer)] = tensor.layer
        ahead += tensor.sources
    places = {id(layer): place for place, layer in enumerate(order)}
    return sorted(layers.values(), key=lambda layer: places.get(id(layer), -1))


class KerasTensors:
    """The shapes of tensors, as far as the program says them."""

    def size(self, unknown: Unknown) -> Size:
        raise NotImplementedError

    def _tensors(self, values: Sequence[Any]) -> list[TensorValue]:
        tensors: list[TensorValue] = []
        for value in values:
            if isinstance(value, ArrayValue):
                tensors.append(TensorValue(None if value.shape is None else (None, *value.shape[1:])))
            elif isinstance(value, TensorValue):
                tensors.append(value)
            elif isinstance(value, Unknown):
                tensors.append(TensorValue(None, value))
            elif isinstance(value, list | tuple):
                tensors += self._tensors(value)
            elif isinstance(value, dict):
                tensors += self._tensors([*value.values()])
        return tensors

    def function(self, name: str, values: list[Any], words: dict[str, Any]) -> Any:
        """What a function of Keras or TensorFlow gives for tensors, None where nothing of that is known here."""
        kind = name.rpartition(".")[2]
        tensors = self._tensors(values)
        if not tensors:
            return None
        shapes = [tensor.shape for tensor in tensors]
        if kind == "matmul" or (kind == "dot" and any(isinstance(value, ArrayValue) for value in values)):
            return TensorValue(_product(values), None, tuple(tensors))
        if kind not in (*JOINING, *SAME):
            shapes = [None if isinstance(shape, LastAxisShape) else shape for shape in shapes]
        if kind in JOINING:
            today = JOINING[kind]
            if today == "Merge":
                today = MERGE_CLASSES.get(str(words.get("mode", values[1] if len(values) > 1 else "sum")), "")
            axis = words.get(
                "axis",
                words.get("concat_axis", values[1] if kind in ("concat", "concatenate") and len(values) > 1 else -1),
            )
            config = {
                "axis": axis,
                "axes": words.get("axes", words.get("dot_axes", values[1] if len(values) > 1 else None)),
            }
            if today in SHAPE_RULE_BY_CLASS:
                return TensorValue(SHAPE_RULE_BY_CLASS[today](config, shapes), None, tuple(tensors))
        if kind in SAME:
            return TensorValue(shapes[0], None, tuple(tensors))
        if kind == "reshape" and (shape := values[1] if len(values) > 1 else words.get("shape")) is not None:
            return self.tensor_method(tensors[0], "reshape", [shape], {}) if isinstance(shape, list | tuple) else None
        if kind in ("unstack", "unpack", "transpose"):
            return TensorValue(moved(kind, shapes[0], [*values[1:]], words), None, tuple(tensors))
        if kind == "expand_dims" and shapes[0] is not None:
            axis = words.get("axis", values[1] if len(values) > 1 else -1)
            if isinstance(axis, int):
                axes = list(shapes[0])
                axes.insert(axis if axis >= 0 else len(axes) + 1 + axis, 1)
                return TensorValue(tuple(axes), None, tuple(tensors))
        if kind in GATHERED and shapes[0] is not None:
            axis = words.get("axis", values[1] if len(values) > 1 else None)
            return TensorValue(gathered(shapes[0], axis, words.get("keepdims") is True), None, tuple(tensors))
        if kind in POOL_FUNCTIONS and shapes[0] is not None:
            # The axis of the channels stays; what a window leaves of the others is read from Keras's layers alone.
            return TensorValue((shapes[0][0], *[None] * (len(shapes[0]) - 2), shapes[0][-1]), None, tuple(tensors))
        return TensorValue(None, None, tuple(tensors))

    def indexed(self, tensor: TensorValue, index: Any) -> TensorValue:
        """A part of a tensor."""
        if tensor.shape is None or isinstance(tensor.shape, LastAxisShape):
            return TensorValue(None, None, (tensor,))
        parts, axes = list(index) if isinstance(index, tuple) else [index], list(tensor.shape)
        made: list[Any] = []
        for part in parts:
            if part is None:
                made.append(1)
                continue
            if not axes or part is Ellipsis:
                return TensorValue(None, None, (tensor,))
            axis = axes.pop(0)
            if isinstance(part, slice):
                made.append(axis if part == slice(None) else None)
            elif not isinstance(part, int):
                return TensorValue(None, None, (tensor,))
        return TensorValue((*made, *axes), None, (tensor,))

    def broadcast(self, tensors: list[TensorValue]) -> TensorValue:
        """Tensors joined place by place."""
        return TensorValue(by_last(merged)({}, [tensor.shape for tensor in tensors]), None, tuple(tensors))

    def tensor_method(self, tensor: TensorValue, name: str, values: list[Any], words: dict[str, Any]) -> Any:
        """What a method of a tensor gives."""
        if name in GATHERED:
            return self.function(name, [tensor, *values], words)
        if name == "reshape":
            shape = values[0] if len(values) == 1 and isinstance(values[0], list | tuple) else values
            known = shape_of(list(shape), self.size)
            config = {"target_shape": tuple(-1 if axis is None else axis for axis in known[1:])}
            shape = None if isinstance(tensor.shape, LastAxisShape) else tensor.shape
            whole = (
                SHAPE_RULE_BY_CLASS["Reshape"](config, [shape]) if sum(axis is None for axis in known[1:]) < 2 else None
            )
            return TensorValue(whole, None, (tensor,))
        if name == "get_shape":
            if tensor.shape is None or isinstance(tensor.shape, LastAxisShape):
                raise NotKnown
            return tuple(tensor.shape)
        return TensorValue(None, None, (tensor,))

    def weight(self, name: str, values: list[Any], words: dict[str, Any], node: ast.AST) -> ArrayValue:
        """The array that ``add_weight`` makes, trained unless it is said not to be."""
        shape = words.get("shape")
        if shape is None:
            shape = next(
                (value for value in values if isinstance(value, list | tuple)),
                None if values or name == "param" else (),
            )
        axes = tuple(shape) if isinstance(shape, list | tuple) else None
        trained = words.get("trainable", True) is not False
        return ArrayValue(axes, getattr(node, "lineno", 1), trained, parameter=True)
