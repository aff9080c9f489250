"""At how many steps, and at how many places of each, a layer of Keras is computed, as the shapes say that it reads."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from symbolic.language.sizes.size import ONE, Size
from symbolic.model.classes.keras_arrays import CONV_LSTM, CUDNN, RECURRENT
from symbolic.model.classes.keras_layer import InputShape, KerasLayer
from symbolic.model.classes.keras_shapes import laid_kernel, read_axes
from symbolic.model.course import STEPS, Course
from symbolic.model.placed import Placed
from symbolic.record import replace

ATTENTION = ("MultiHeadAttention", "GroupQueryAttention", "Attention", "AdditiveAttention")
WINDOWS = ("Conv1D", "Conv1DTranspose", "DepthwiseConv1D", "SeparableConv1D")
IMAGES = ("Conv2D", "Conv3D", "Conv2DTranspose", "Conv3DTranspose", "DepthwiseConv2D", "SeparableConv2D")


CHANGING = {
    **dict.fromkeys(("MaxPooling1D", "AveragePooling1D"), "strides"),
    "UpSampling1D": "size",
    "ZeroPadding1D": "padding",
    "Cropping1D": "cropping",
}
"""Layers without parameters behind which a sequence has another number of steps, and what says how many."""


def changes_steps(layer: KerasLayer) -> bool:
    """Whether it gives another number of steps than an input has of which nobody says how many there are."""
    if layer.kind in CHANGING:
        return layer.config.get(CHANGING[layer.kind]) not in (1, [1], (1,), 0, [0, 0], (0, 0))
    if layer.kind not in WINDOWS or None not in read_axes(layer):
        return False
    return {laid_kernel(layer, (axis,)) for axis in (61, 64)} != {(61,), (64,)} or layer.kind == "Conv1DTranspose"


def cell_shapes(shapes: Sequence[InputShape], units: object) -> tuple[InputShape, ...]:
    """What the next one of several cells reads at each step."""
    if type(units) is not int:
        return ()
    steps = shapes[0][1:-1] if shapes else (None,)
    return ((None, *steps, units),)


def on_its_steps(placed: Placed, layer: KerasLayer, open_at: str = "") -> Placed:
    """The layer at the steps of its shapes; without shapes it is computed at each step of the sequence."""
    if layer.others:
        return _at_all_calls(placed, layer)
    if not layer.shapes:
        return replace(placed, places=placed.places * layer.calls)
    steps, kind = _steps(layer), layer.kind
    if steps is None:
        return replace(placed, course=Course(open_at=f"the input of {layer.name}"))
    outer, inner = steps
    if open_at and None in (*outer, *inner):
        return replace(placed, course=Course(open_at=open_at), places=placed.places * layer.calls)
    times = _product((*outer, *inner))
    places = placed.places * layer.calls
    if kind in ATTENTION:
        # What each step looks at are those of its own sequence.
        times, keys = _product(inner), _keys(layer)
        places = places * _product(outer)
        if keys is not None:
            placed = _looking_at(placed, times, keys)
    return replace(placed, course=_course(times, layer), places=places)


def _at_all_calls(placed: Placed, layer: KerasLayer) -> Placed:
    """A layer that reads sequences of several lengths, one in each call."""
    each = [_steps(replace(layer, shapes=(shape,))) for shape in layer.others]
    known = [steps for steps in each if steps is not None]
    if layer.kind in (*ATTENTION, *IMAGES, *CONV_LSTM) or len(known) < len(each):
        return replace(placed, course=Course(open_at=f"the calls of {layer.name} with several shapes"))
    times = sum((_product((*outer, *inner)) for outer, inner in known), Size.of(0))
    # The calls of the networks around it are more of the same.
    return replace(placed, course=Course(times), places=placed.places * (layer.calls // len(each)))


UNKNOWN_CALLS: tuple[InputShape, ...] = ((None,) * 4, (None,) * 5)
"""Calls that cannot be told from each other by what is noted of them."""


def call_shapes(calls: Sequence[InputShape]) -> tuple[InputShape, ...]:
    """What a layer reads in each of its calls, where they differ; empty where they are alike."""
    return tuple(calls) if len({*calls}) > 1 else ()


def _course(times: Size, layer: KerasLayer) -> Course:
    if not (layer.outer or read_axes(layer)) or (layer.kind in IMAGES and not layer.outer):
        return Course(vector=True)
    first = next(iter((*layer.outer, *read_axes(layer))))
    return Course(times, said=first is not None, length=None if first is None else Size.of(first))


def _steps(layer: KerasLayer) -> tuple[InputShape, InputShape] | None:
    """The steps of a wrapper around the layer and its own, one of them open at most; None where more are."""
    axes = read_axes(layer)
    if layer.kind in IMAGES:
        axes = ()
    elif layer.kind in (*RECURRENT, *CONV_LSTM, *CUDNN):
        axes = axes[:1]
    elif layer.kind in WINDOWS and None not in axes:
        axes = laid_kernel(layer, axes) or axes
    return None if [*layer.outer, *axes].count(None) > 1 else (layer.outer, axes)


def _product(axes: Sequence[int | None]) -> Size:
    return prod((STEPS if axis is None else Size.of(axis) for axis in axes), start=ONE)


def _keys(layer: KerasLayer) -> Size | None:
    """How many steps of another source an attention looks at, where the shapes say that there are others."""
    other = layer.shapes[1][1:-1] if len(layer.shapes) > 1 else None
    if not other or other == read_axes(layer) or other.count(None) > 1:
        return None
    return _product(other)


def _looking_at(placed: Placed, times: Size, keys: Size) -> Placed:
    """An attention over the steps of another source, whose keys and values are made once for each of these."""
    if len(times.terms) != 1:
        return placed
    besides = placed.besides.substitute({str(STEPS): keys})
    return replace(placed, besides=besides, repeats=(ONE, keys / times, keys / times, ONE))
