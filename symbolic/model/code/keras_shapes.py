"""The shape of what each class of Keras gives, from its arguments and the shapes of what it reads, the batch first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symbolic.errors import SymbolicError, UsageError
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.classes.keras_layer import Config
from symbolic.model.code.values import Extent, LastAxisShape, TensorShape, extent_of, size_of
from symbolic.model.layers import windows
from symbolic.model.layers.windows import PADDINGS

InputShapes = Sequence[TensorShape]
OutputShapeRule = Callable[[Config, InputShapes], TensorShape]


def window(size: Extent, kernel: Any, stride: Any, padding: Any, dilation: Any = 1) -> Extent:
    """At how many places of an axis a window is laid; None where nothing says it.

    >>> window(28, 3, 2, "valid"), window(28, 3, 2, "same"), str(window(Size.letter("w"), 3, 1, "valid"))
    (13, 14, 'w - 2')
    """
    sizes = [size_of(value) for value in (size, kernel, stride, dilation)]
    extent, width, step, spread = sizes
    if extent is None or width is None or step is None or spread is None or padding not in PADDINGS:
        return None
    places = windows.window(extent, width, step, padding, spread)
    return None if places is None else extent_of(places)


def transposed(size: Extent, kernel: Any, stride: Any, padding: Any) -> Extent:
    """How long an axis is behind a transposed convolution."""
    extent, width, step = size_of(size), size_of(kernel), size_of(stride)
    if extent is None or width is None or step is None:
        return None
    behind = windows.transposed(extent, width, step, padding)
    return None if behind is None else extent_of(behind)


def _positive(size: Size) -> Extent:
    if size.constant is not None and size.constant < 1:
        raise UsageError("more is cut away than the map has")
    return extent_of(size)


def product(extents: Sequence[Extent]) -> Extent:
    """All axes as one; None where one is not known."""
    made = ONE
    for extent in extents:
        size = size_of(extent)
        if size is None:
            return None
        made = made * size
    return extent_of(made)


def _same(config: Config, shapes: InputShapes) -> TensorShape:
    return shapes[0]


def _last(name: str) -> OutputShapeRule:
    def rule(config: Config, shapes: InputShapes) -> TensorShape:
        if shapes[0] is None or isinstance(shapes[0], LastAxisShape):
            return LastAxisShape((None, config.get(name)))
        return (*shapes[0][:-1], config.get(name))

    return rule


def by_last(rule: OutputShapeRule) -> OutputShapeRule:
    """The rule of a class that joins tensors by their last axes, also where these alone are known."""

    def joined(config: Config, shapes: InputShapes) -> TensorShape:
        if not any(isinstance(shape, LastAxisShape) for shape in shapes):
            return rule(config, shapes)
        if config.get("axis", -1) != -1 or not all(shapes):
            return None
        made = rule(config, [(None, shape[-1]) for shape in shapes if shape])
        return None if made is None else LastAxisShape(made)

    return joined


def _embedding(config: Config, shapes: InputShapes) -> TensorShape:
    return None if shapes[0] is None else (*shapes[0], config.get("output_dim"))


def _einsum(config: Config, shapes: InputShapes) -> TensorShape:
    output = config.get("output_shape")
    axes = output if isinstance(output, list | tuple) else (output,)
    first = shapes[0] or ()
    return (
        None,
        *(
            extent if extent is not None or place + 1 >= len(first) else first[place + 1]
            for place, extent in enumerate(axes)
        ),
    )


def _recurrent(config: Config, shapes: InputShapes) -> TensorShape:
    width = config.get("units")
    if config.get("return_sequences") is not True:
        return (None, width)
    return (None, None if shapes[0] is None or len(shapes[0]) < 3 else shapes[0][1], width)


def _over_map(each: Callable[[Config, Extent, int], Extent], channels: str = "") -> OutputShapeRule:
    """A rule for each axis of a map; ``channels`` is the argument that says how many there are behind it."""

    def rule(config: Config, shapes: InputShapes) -> TensorShape:
        shape = shapes[0]
        if shape is None or len(shape) < 3:
            return None
        first = config.get("data_format") == "channels_first"
        inside, wide = (shape[2:], shape[1]) if first else (shape[1:-1], shape[-1])
        moved = tuple(each(config, extent, place) for place, extent in enumerate(inside))
        wide = config.get(channels) if channels else wide
        return (None, wide, *moved) if first else (None, *moved, wide)

    return rule


def _at(value: Any, place: int, otherwise: Any = 1) -> Any:
    if isinstance(value, list | tuple):
        return value[place] if place < len(value) else None
    return otherwise if value is None else value


def _convolved(config: Config, extent: Extent, place: int) -> Extent:
    kernel, stride = _at(config.get("kernel_size"), place), _at(config.get("strides"), place)
    return window(extent, kernel, stride, config.get("padding", "valid"), _at(config.get("dilation_rate"), place))


def _turned(config: Config, extent: Extent, place: int) -> Extent:
    if config.get("output_padding") is not None or _at(config.get("dilation_rate"), place) != 1:
        return None
    kernel, stride = _at(config.get("kernel_size"), place), _at(config.get("strides"), place)
    return transposed(extent, kernel, stride, config.get("padding", "valid"))


def _pooled(config: Config, extent: Extent, place: int) -> Extent:
    size = _at(config.get("pool_size"), place, 2)
    stride = _at(config.get("strides"), place, size)
    return window(extent, size, size if stride is None else stride, config.get("padding", "valid"))


def _around(config: Config, name: str, place: int) -> Size | None:
    """What is put around an axis, or cut from it, on both sides."""
    several = config.get("axes", 1) > 1
    value = config.get(name, 0 if several and name == "cropping" else 1)
    axes = value if isinstance(value, list | tuple) else None
    pair = value
    if axes is not None:
        nested = any(isinstance(part, list | tuple) for part in axes)
        pair = axes[place] if nested and place < len(axes) else axes
        if not nested and several:
            pair = axes[place] if place < len(axes) else None
    sides = list(pair) if isinstance(pair, list | tuple) else [pair, pair]
    sizes = [size_of(side) for side in sides]
    return None if len(sizes) != 2 or sizes[0] is None or sizes[1] is None else sizes[0] + sizes[1]


def _padded(sign: int, name: str) -> Callable[[Config, Extent, int], Extent]:
    def each(config: Config, extent: Extent, place: int) -> Extent:
        size, more = size_of(extent), _around(config, name, place)
        return None if size is None or more is None else _positive(size + more * sign)

    return each


def _larger(config: Config, extent: Extent, place: int) -> Extent:
    size, factor = size_of(extent), size_of(_at(config.get("size"), place, 2))
    return None if size is None or factor is None else extent_of(size * factor)


def _global(config: Config, shapes: InputShapes) -> TensorShape:
    if shapes[0] is None or config.get("keepdims") is True:
        return None if shapes[0] is None else _kept(config, shapes[0])
    return (None, shapes[0][1 if config.get("data_format") == "channels_first" else -1])


def _kept(config: Config, shape: tuple[Extent, ...]) -> TensorShape:
    inside = (1,) * (len(shape) - 2)
    return (None, shape[1], *inside) if config.get("data_format") == "channels_first" else (None, *inside, shape[-1])


def _flat(config: Config, shapes: InputShapes) -> TensorShape:
    return (None, None if shapes[0] is None else product(shapes[0][1:]))


def _reshaped(config: Config, shapes: InputShapes) -> TensorShape:
    target = config.get("target_shape")
    axes = list(target) if isinstance(target, list | tuple) else [target]
    if -1 in axes:
        place = axes.index(-1)
        whole = None if shapes[0] is None else size_of(product(shapes[0][1:]))
        rest = size_of(product([axis for axis in axes if axis != -1]))
        axes[place] = None
        if whole is not None and rest is not None:
            try:
                axes[place] = extent_of(whole / rest)
            except (SymbolicError, ArithmeticError):
                axes[place] = None
    return (None, *axes)


def _permuted(config: Config, shapes: InputShapes) -> TensorShape:
    order, shape = config.get("dims"), shapes[0]
    if (
        shape is None
        or not isinstance(order, list | tuple)
        or sorted(map(str, order)) != [*map(str, range(1, len(shape)))]
    ):
        return None
    return (None, *(shape[place] for place in order))


def _repeated(config: Config, shapes: InputShapes) -> TensorShape:
    return None if shapes[0] is None else (None, config.get("n"), *shapes[0][1:])


def _joined(config: Config, shapes: InputShapes) -> TensorShape:
    axis = config.get("axis", -1)
    first = next((shape for shape in shapes if shape is not None), None)
    if first is None or not isinstance(axis, int) or any(shape is None or len(shape) != len(first) for shape in shapes):
        return None
    place = axis % len(first)
    total: Size | None = Size.of(0)
    for shape in shapes:
        size = size_of((shape or first)[place])
        total = None if total is None or size is None else total + size
    merged = [
        next((shape[at] for shape in shapes if shape and shape[at] is not None), None) for at in range(len(first))
    ]
    merged[place] = None if total is None else extent_of(total)
    return tuple(merged)


def merged(config: Config, shapes: InputShapes) -> TensorShape:
    """What is added or multiplied place by place, axes of 1 laid along the others."""
    known = [shape for shape in shapes if shape is not None]
    if len(known) < len(shapes) or not known:
        return None
    longest = max(map(len, known))
    axes: list[Extent] = []
    for place in range(1, longest + 1):
        extents = [shape[-place] for shape in known if len(shape) >= place]
        wide = [extent for extent in extents if extent != 1]
        axes.insert(0, 1 if not wide else wide[0] if all(extent == wide[0] for extent in wide) else None)
    return tuple(axes)


def _dotted(config: Config, shapes: InputShapes) -> TensorShape:
    axes = config.get("axes")
    pair = list(axes) if isinstance(axes, list | tuple) else [axes, axes]
    if len(shapes) != 2 or any(shape is None for shape in shapes) or not all(isinstance(axis, int) for axis in pair):
        return None
    left, right = [list(shape or ()) for shape in shapes]
    for shape, axis in ((left, pair[0]), (right, pair[1])):
        if not isinstance(axis, int) or not -len(shape) <= axis < len(shape):
            return None
        del shape[axis]
    rest = [*left[1:], *right[1:]]
    return (None, *(rest or [1]))


def _attended(config: Config, shapes: InputShapes) -> TensorShape:
    if len(shapes) < 2 or shapes[0] is None or shapes[1] is None:
        return None
    return (*shapes[0][:-1], shapes[1][-1])


def _heads(config: Config, shapes: InputShapes) -> TensorShape:
    output = config.get("output_shape")
    if shapes[0] is None:
        return None
    if output is None:
        return shapes[0]
    return (*shapes[0][:-1], *(output if isinstance(output, list | tuple) else [output]))


def _resized(config: Config, shapes: InputShapes) -> TensorShape:
    if shapes[0] is None or len(shapes[0]) < 3:
        return None
    return (*shapes[0][:-3], config.get("height"), config.get("width"), shapes[0][-1])


def _encoded(config: Config, shapes: InputShapes) -> TensorShape:
    return (None, config.get("num_tokens"))


def _vectorised(config: Config, shapes: InputShapes) -> TensorShape:
    return (None, config.get("output_sequence_length"))


def _by_channel(config: Config, shapes: InputShapes) -> TensorShape:
    made = _over_map(_convolved)(config, shapes)
    if made is None:
        return None
    place = 1 if config.get("data_format") == "channels_first" else -1
    wide, times = size_of(made[place]), size_of(config.get("depth_multiplier", 1))
    extents = list(made)
    extents[place] = None if wide is None or times is None else extent_of(wide * times)
    return tuple(extents)


def _conv_lstm(config: Config, shapes: InputShapes) -> TensorShape:
    shape = shapes[0]
    if shape is None or len(shape) < 4:
        return None
    frame = _over_map(_convolved, "filters")(config, [(None, *shape[2:])])
    return None if frame is None else (None, shape[1], *frame[1:]) if config.get("return_sequences") is True else frame


MERGING_CLASSES = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")
SAME_SHAPE_CLASSES = (
    *("BatchNormalization", "SyncBatchNormalization", "LayerNormalization", "RMSNormalization", "GroupNormalization"),
    *("PReLU", "Activation", "ReLU", "LeakyReLU", "ELU", "Softmax", "Dropout", "AlphaDropout", "GaussianNoise"),
    *(
        "GaussianDropout",
        "SpatialDropout1D",
        "SpatialDropout2D",
        "SpatialDropout3D",
        "Masking",
        "ActivityRegularization",
    ),
    *("ThresholdedReLU", "UnitNormalization", "Rescaling", "RandomFlip", "RandomRotation", "RandomZoom", "Identity"),
    *("RandomContrast", "RandomBrightness", "RandomTranslation", "AdditiveAttention", "GroupQueryAttention"),
    *("AugMix", "AutoContrast", "CutMix", "Equalization", "MixUp", "RandAugment", "RandomColorDegeneration"),
    *("RandomColorJitter", "RandomElasticTransform", "RandomErasing", "RandomGaussianBlur", "RandomGrayscale"),
    *("RandomHue", "RandomInvert", "RandomPerspective", "RandomPosterization", "RandomSaturation", "RandomSharpness"),
    *("RandomShear", "Solarization", "Discretization", "Hashing"),
)
SHAPE_RULE_BY_CLASS: Mapping[str, OutputShapeRule] = {
    **dict.fromkeys(SAME_SHAPE_CLASSES, _same),
    **dict.fromkeys(("Attention", "AdditiveAttention"), _attended),
    **dict.fromkeys(("LSTM", "GRU", "SimpleRNN", "CuDNNLSTM", "CuDNNGRU"), _recurrent),
    **dict.fromkeys(("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"), _conv_lstm),
    **dict.fromkeys((f"Conv{axes}D" for axes in (1, 2, 3)), _over_map(_convolved, "filters")),
    **dict.fromkeys((f"SeparableConv{axes}D" for axes in (1, 2)), _over_map(_convolved, "filters")),
    **dict.fromkeys((f"DepthwiseConv{axes}D" for axes in (1, 2)), _by_channel),
    **dict.fromkeys((f"Conv{axes}DTranspose" for axes in (1, 2, 3)), _over_map(_turned, "filters")),
    **dict.fromkeys((f"{kind}Pooling{axes}D" for kind in ("Max", "Average") for axes in (1, 2, 3)), _over_map(_pooled)),
    **dict.fromkeys((f"Global{kind}Pooling{axes}D" for kind in ("Max", "Average") for axes in (1, 2, 3)), _global),
    **dict.fromkeys((f"ZeroPadding{axes}D" for axes in (1, 2, 3)), _over_map(_padded(1, "padding"))),
    **dict.fromkeys((f"Cropping{axes}D" for axes in (1, 2, 3)), _over_map(_padded(-1, "cropping"))),
    **dict.fromkeys((f"UpSampling{axes}D" for axes in (1, 2, 3)), _over_map(_larger)),
    **dict.fromkeys(MERGING_CLASSES, by_last(merged)),
    "Dense": _last("units"),
    "EinsumDense": _einsum,
    "Embedding": _embedding,
    "Flatten": _flat,
    "Reshape": _reshaped,
    "Permute": _permuted,
    "RepeatVector": _repeated,
    "Concatenate": by_last(_joined),
    "Dot": _dotted,
    "MultiHeadAttention": _heads,
    "TextVectorization": _vectorised,
    **dict.fromkeys(("Resizing", "CenterCrop", "RandomCrop"), _resized),
    "CategoryEncoding": _encoded,
    "StringLookup": _same,
    "IntegerLookup": _same,
}
"""By the class."""

BY_LAST = frozenset((*SAME_SHAPE_CLASSES, *MERGING_CLASSES, "Dense", "Concatenate"))
"""The classes whose rule says something of what it reads by the last axis alone."""

FIRST_ARGUMENTS: Mapping[str, str] = {
    "Reshape": "target_shape",
    "Permute": "dims",
    "RepeatVector": "n",
    "Concatenate": "axis",
    "Dot": "axes normalize",
    "Rescaling": "scale offset",
    "TextVectorization": "max_tokens standardize split ngrams output_mode output_sequence_length",
    "ThresholdedReLU": "theta",
    **dict.fromkeys(("Resizing", "CenterCrop", "RandomCrop"), "height width"),
    "CategoryEncoding": "num_tokens output_mode",
}
"""The arguments that can be given without a name, of classes that hold nothing."""
