"""What a layer of Gluon reads where its arguments say it, or where it lays all axes side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symbolic.model.code.keras_shapes import SHAPE_RULE_BY_CLASS
from symbolic.model.code.values import LastAxisShape, PackageObject, TensorShape

CONV_CLASS = re.compile(r"Conv[123]D")


def entering(layer: PackageObject, shapes: Sequence[TensorShape]) -> Sequence[TensorShape]:
    """What a layer reads that says so itself, or that lays all axes of it side by side."""
    shape, reads = shapes[0] if shapes else None, layer.attributes.get("reads")
    if layer.attributes.get("flattens") and shape is not None:
        shape = (
            None
            if isinstance(shape, LastAxisShape)
            else SHAPE_RULE_BY_CLASS["Flatten"]({}, [shape])
            if len(shape) > 2
            else shape
        )
        shapes = [shape]
    if reads is None or (shape and shape[-1] is not None and not CONV_CLASS.match(layer.kind)):
        return shapes
    if CONV_CLASS.match(layer.kind):
        axes = [None] * int(layer.kind[4])
        first = layer.words.get("data_format") == "channels_first"
        return [(None, reads, *axes) if first else (None, *axes, reads)]
    return [(None, reads)]
