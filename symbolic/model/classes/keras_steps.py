"""At how many steps, and at how many places of each, a layer of Keras is computed, as the shapes say that it reads."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from symbolic.language.sizes.size import ONE, Size
from symbolic.model.classes.keras_arrays import CONV_LSTM, CUDNN_CLASSES, RECURRENT_CLASSES
from symbolic.model.classes.keras_layer import InputShape, KerasLayer
from symbolic.model.classes.keras_shapes import each_axis, laid_kernel, read_axes
from symbolic.model.course import SEQUENCE_STEPS, Course
from symbolic.model.layers import Conv
from symbolic.model.placed import Placed
from symbolic.record import replace

ATTENTION_CLASSES = ("MultiHeadAttention", "GroupQueryAttention", "Attention", "AdditiveAttention")
WINDOWS_OVER_STEPS = ("Conv1D", "Conv1DTranspose", "DepthwiseConv1D", "SeparableConv1D")
IMAGE_CLASSES = ("Conv2D", "Conv3D", "Conv2DTranspose", "Conv3DTranspose", "DepthwiseConv2D", "SeparableConv2D")


def cell_shapes(shapes: Sequence[InputShape], units: object) -> tuple[InputShape, ...]:
    """What the next one of several cells reads at each step."""
    if type(units) is not int:
        return ()
    steps = shapes[0][1:-1] if shapes else (None,)
    return ((None, *steps, units),)


def on_its_steps(placed: Placed, layer: KerasLayer) -> Placed:
    """The layer at the steps of its shapes; without shapes it is computed at each step of the sequence."""
    if layer.others:
        return _at_all_calls(placed, layer)
    if not layer.shapes:
        course = Course(open_at=layer.opened) if layer.opened else placed.course
        return replace(placed, course=course, places=placed.places * layer.calls)
    if layer.kind == "EinsumDense" and not _is_by_step(layer):
        return replace(placed, course=Course(open_at=f"the equation of {layer.name}"))
    if layer.kind in ATTENTION_CLASSES and not _is_over_all(layer):
        return _over_axes(placed, layer)
    steps, kind = _steps(layer), layer.kind
    if steps is None:
        return replace(placed, course=Course(open_at=f"the input of {layer.name}"))
    outer, inner = steps
    if layer.opened and None in (*outer, *inner):
        return replace(placed, course=Course(open_at=layer.opened), places=placed.places * layer.calls)
    if kind in WINDOWS_OVER_STEPS and inner == (None,) and not kind.endswith("Transpose"):
        return replace(placed, course=_laid_course(layer), places=placed.places * layer.calls * _product(outer))
    times = _product((*outer, *inner))
    places = placed.places * layer.calls
    if kind in ATTENTION_CLASSES:
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
    unknown = layer.others == UNKNOWN_CALLS or len(known) < len(each)
    if layer.kind in ("EinsumDense", *ATTENTION_CLASSES, *IMAGE_CLASSES, *CONV_LSTM) or unknown:
        return replace(placed, course=Course(open_at=f"the calls of {layer.name} with several shapes"))
    if any(None in (*outer, *inner) for outer, inner in known) and (layer.opened or layer.kind in WINDOWS_OVER_STEPS):
        return replace(placed, course=Course(open_at=layer.opened or f"the calls of {layer.name}"))
    times = sum((_product((*outer, *inner)) for outer, inner in known), Size.of(0))
    # The calls of the networks around it are more of the same.
    return replace(placed, course=Course(times), places=placed.places * (layer.calls // len(each)))


UNKNOWN_CALLS: tuple[InputShape, ...] = ((None,) * 4, (None,) * 5)
"""Calls that cannot be told from each other by what is noted of them."""


def call_shapes(calls: Sequence[Sequence[InputShape]]) -> tuple[InputShape, ...]:
    """What a layer reads first in each of its calls, where they differ in any tensor; empty where they are alike."""
    return tuple(call[0] if call else () for call in calls) if len({*map(tuple, calls)}) > 1 else ()


def _laid_course(layer: KerasLayer) -> Course:
    """The steps at which the kernel of a convolution is laid over a sequence of any length."""
    config = layer.config
    words = [each_axis(config.get(key, 1), 1) for key in ("kernel_size", "strides", "dilation_rate")]
    if not all(words):
        return Course(open_at=layer.name)
    (kernel,), (stride,), (spread,) = words
    padding = str(config.get("padding", "valid"))
    return Course(changes=(Conv(1, kernel, stride=stride, padding=padding, dilation=spread),))


def _is_by_step(layer: KerasLayer) -> bool:
    """Whether the equation multiplies each step of what it reads by the same matrix."""
    read, _, given = str(layer.config.get("equation", "")).replace(" ", "").partition("->")
    read, _, kernel = read.partition(",")
    steps = read.strip(".")[:-1] if read.startswith("...") else read[1:-1]
    return all(axis in given and axis not in kernel for axis in steps) and read[-1:] in kernel


def _is_over_all(layer: KerasLayer) -> bool:
    """Whether an attention looks at all axes of what it reads."""
    return layer.config.get("attention_axes") is None or {*_attended(layer)} == {*range(1, len(layer.shapes[0]) - 1)}


def _attended(layer: KerasLayer) -> list[int]:
    axes: Any = layer.config.get("attention_axes")
    axes = [axes] if type(axes) is int else axes if isinstance(axes, list | tuple) else []
    rank = len(layer.shapes[0])
    return [axis % rank for axis in axes if type(axis) is int]


def _over_axes(placed: Placed, layer: KerasLayer) -> Placed:
    """An attention over some axes, once at each place of the others."""
    attended, shape = _attended(layer), layer.shapes[0]
    axes = range(1, len(shape) - 1)
    inner = tuple(shape[axis] for axis in axes if axis in attended)
    outer = (*layer.outer, *(shape[axis] for axis in axes if axis not in attended))
    alike = all(other[:-1] == shape[:-1] for other in layer.shapes)
    if not inner or not alike or None in (*outer, *inner):
        return replace(placed, course=Course(open_at=f"the axes of {layer.name}"))
    times, first = _product(inner), next(iter((*layer.outer, *shape[1:])))
    course = Course(times, said=True, length=Size.of(first or 1))
    return replace(placed, course=course, places=placed.places * _product(outer) * layer.calls)


def _course(times: Size, layer: KerasLayer) -> Course:
    if not (layer.outer or read_axes(layer)) or (layer.kind in IMAGE_CLASSES and not layer.outer):
        return Course(vector=True)
    first = next(iter((*layer.outer, *read_axes(layer))))
    return Course(times, said=first is not None, length=None if first is None else Size.of(first))


def _steps(layer: KerasLayer) -> tuple[InputShape, InputShape] | None:
    """The steps of a wrapper around the layer and its own, one of them open at most; None where more are."""
    axes = read_axes(layer)
    if layer.kind in IMAGE_CLASSES:
        axes = ()
    elif layer.kind in (*RECURRENT_CLASSES, *CONV_LSTM, *CUDNN_CLASSES):
        axes = axes[:1]
    elif layer.kind in WINDOWS_OVER_STEPS and None not in axes:
        axes = laid_kernel(layer, axes) or axes
    return None if [*layer.outer, *axes].count(None) > 1 else (layer.outer, axes)


def _product(axes: Sequence[int | None]) -> Size:
    return prod((SEQUENCE_STEPS if axis is None else Size.of(axis) for axis in axes), start=ONE)


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
    besides = placed.besides.substitute({str(SEQUENCE_STEPS): keys})
    return replace(placed, besides=besides, repeats=(ONE, keys / times, keys / times, ONE))
