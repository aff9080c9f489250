"""A layer of Keras in a program, in its place: what it holds for what it reads, and the shapes that it gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from symbolic.errors import FitError, UsageError
from symbolic.language.sizes.size import Size
from symbolic.model.classes.keras import KERAS_FORMULAS
from symbolic.model.classes.keras_arrays import CONV_LSTM, CUDNN_CLASSES, RECURRENT_CLASSES
from symbolic.model.classes.keras_layer import KerasLayer
from symbolic.model.classes.keras_shapes import EMBEDDING_CLASSES
from symbolic.model.classes.keras_steps import on_its_steps
from symbolic.model.code.keras_arguments import LayerArguments, layer_arguments
from symbolic.model.code.keras_shapes import SHAPE_RULE_BY_CLASS
from symbolic.model.code.values import PackageObject, TensorShape, Unknown, extent_of, numbers_in, size_of
from symbolic.model.layers import Plain
from symbolic.model.placed import Placed, Term
from symbolic.record import Record, replace

INPUT_CLASSES = ("Input", "InputLayer")


class LayerOutput(Record):
    """What applying a layer gives: its rows, and a shape for each output."""

    rows: list[Placed]
    shapes: list[TensorShape]


def apply_class(
    made: PackageObject,
    arguments: LayerArguments,
    shapes: Sequence[TensorShape],
    unsaid: Callable[[PackageObject], Size],
    merge: Any = "",
) -> LayerOutput:
    """A layer of a class of the library, applied to tensors of these shapes.

    ``unsaid`` gives a letter for the width of what it reads where that is not known, ``merge`` is how two directions
    become one output. Raises `SymbolicError` where the layer cannot be.
    """
    kind, config = made.kind, arguments.config
    shapes = [shape if shape is not None else arguments.shape for shape in shapes] or [arguments.shape]
    if kind not in SHAPE_RULE_BY_CLASS and kind not in KERAS_FORMULAS:
        raise UsageError(f"{kind} of Keras is not known here")
    shape = shapes[0]
    reads = _width(kind, config, shape)
    if kind not in KERAS_FORMULAS or (kind in ("Attention", "AdditiveAttention") and reads is None):
        title = _title(kind, config)
        placed = Plain(title).place(snake(kind), reads, ())
        return LayerOutput([placed], _outputs(kind, config, shapes, merge))
    if kind == "PReLU" and not config.get("shared_axes") and numbers_in((shape or (None, None))[1:]) is None:
        slopes = Placed(arguments.name or snake(kind), "PReLU", (Term("slopes", unsaid(made)),))
        return LayerOutput([slopes], _outputs(kind, config, shapes, merge))
    _check_rank(kind, shape)
    if kind not in EMBEDDING_CLASSES and reads is None:
        _check_axes(kind, config)
        reads = unsaid(made)
    whole = [
        tuple(extent if isinstance(extent, int) else None for extent in part) for part in shapes if part is not None
    ]
    direction = "concat" if merge is None else str(merge)
    layer = KerasLayer(
        kind, kind, "", kind, _plain(config), "", tuple(whole), (), True, direction if merge != "" else ""
    )
    _check_sources(kind, shapes)
    network_layer = KERAS_FORMULAS[kind](layer, ())
    placed = network_layer.place(arguments.name or snake(kind), None if kind in EMBEDDING_CLASSES else reads, ())
    return LayerOutput([on_its_steps(placed, layer)], _outputs(kind, config, shapes, merge))


def without_averages(row: Placed) -> Placed:
    """A norm whose averages are state, and no parameters."""
    return replace(row, terms=tuple(term for term in row.terms if term.trained))


class LetterSource(Protocol):
    """What gives letters to what a program does not say."""

    def size(self, unknown: Unknown) -> Size: ...
    def unsaid(self, layer: PackageObject) -> Size: ...


def both_ways(
    inner: PackageObject, back: Any, shapes: Sequence[TensorShape], letters: LetterSource, merge: Any
) -> LayerOutput:
    """A recurrent layer in two directions; ``back`` is the layer of the second one where it is another."""
    applied = apply_class(inner, layer_arguments(inner, letters.size), shapes, letters.unsaid, merge)
    if not isinstance(back, PackageObject):
        return applied
    sides = [apply_class(side, layer_arguments(side, letters.size), shapes, letters.unsaid) for side in (inner, back)]
    return LayerOutput([row for side in sides for row in side.rows], applied.shapes)


def cell_layers(made: PackageObject, shapes: Sequence[TensorShape], size: Callable[[Unknown], Size]) -> LayerOutput:
    """``RNN`` around a cell, or several of them one above the other."""
    inner = made.words.get("cell", made.values[0] if made.values else None)
    cells = list(inner) if isinstance(inner, list | tuple) else [inner]
    while len(cells) == 1 and isinstance(cells[0], PackageObject) and cells[0].kind == "StackedRNNCells":
        held = cells[0].values[0] if cells[0].values else cells[0].words.get("cells", [])
        cells = list(held) if isinstance(held, list | tuple) else []
    rows: list[Placed] = []
    shape = shapes[0] if shapes else None
    for cell in cells:
        if not isinstance(cell, PackageObject) or not cell.kind.endswith("Cell") or cell.kind not in RECURRENT_CLASSES:
            raise UsageError("a cell of one's own is not read here; RNN(LSTMCell(64)) is")
        bare = PackageObject(cell.name.removesuffix("Cell"), cell.values, cell.words, cell.line)
        bare.words = {**cell.words, "return_sequences": True}
        applied = apply_class(
            bare, layer_arguments(bare, size), [shape], lambda layer: size(Unknown("input", layer.line))
        )
        rows += applied.rows
        shape = applied.shapes[0]
    flag = made.words.get("return_sequences", made.values[1] if len(made.values) > 1 else False)
    out = shape if flag is True or shape is None else (None, shape[-1])
    states = [None] * len(cells) if made.words.get("return_state") is True else []
    return LayerOutput(rows, [out, *states])


def find_layer(layers: list[Any], values: list[Any], words: dict[str, Any]) -> Any:
    """The layer that ``get_layer`` gives by a name or an index, ``NotImplemented`` where there is none."""
    index = words.get("index", values[1] if len(values) > 1 else None)
    if isinstance(index, int) and -len(layers) <= index < len(layers):
        return layers[index]
    name = words.get("name", values[0] if values else None)
    named = (layer for layer in layers if isinstance(layer, PackageObject) and layer.words.get("name") == name)
    return next(named, NotImplemented)


def snake(kind: str) -> str:
    """The name that Keras gives to a layer of a class.

    >>> snake("BatchNormalization"), snake("LSTM"), snake("Conv2D")
    ('batch_normalization', 'lstm', 'conv2d')
    """
    name = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", kind)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def _title(kind: str, config: Any) -> str:
    activation = config.get("activation")
    return activation if kind == "Activation" and isinstance(activation, str) else kind


def _plain(config: Any) -> dict[str, Any]:
    """The configuration as a file has it: a function for an activation is one of the program's own."""
    return {
        name: value
        for name, value in config.items()
        if isinstance(value, int | float | str | bool | list | tuple | Size | type(None))
    }


def _width(kind: str, config: Any, shape: TensorShape) -> Size | None:
    """How many numbers it reads; None where nothing says it."""
    if shape is None or not shape:
        return None
    axis = -1
    if config.get("data_format") == "channels_first":
        axis = 2 if kind.startswith("ConvLSTM") else 1
    if kind.endswith("Normalization"):
        written = config.get("axis", -1)
        axes = list(written) if isinstance(written, list | tuple) else [written]
        if len(axes) != 1 or not isinstance(axes[0], int):
            return None
        axis = axes[0]
    return size_of(shape[axis]) if -len(shape) <= axis < len(shape) else None


def _check_rank(kind: str, shape: TensorShape) -> None:
    if shape is None:
        return
    recurrent = kind in (*RECURRENT_CLASSES, *CUDNN_CLASSES) and not kind.endswith("Cell")
    digits = [int(sign) for sign in kind if sign.isdigit()]
    needed = 3 if recurrent else digits[0] + (3 if kind in CONV_LSTM else 2) if digits and ("Conv" in kind) else 0
    if needed and len(shape) != needed:
        more = "; the layer before it needs return_sequences=True" if recurrent and len(shape) == 2 else ""
        raise FitError(f"{kind} reads {needed} axes, the batch among them, and gets {len(shape)}{more}")


def _check_axes(kind: str, config: Any) -> None:
    written = config.get("axis", -1)
    if kind.endswith("Normalization") and written not in (-1, [-1], (-1,)):
        raise UsageError(f"{kind}: how long axis {written} is, the program does not say")


def _check_sources(kind: str, shapes: Sequence[TensorShape]) -> None:
    """Attention counts by the widths of all its sources."""
    widths = [shape[-1] for shape in shapes if shape]
    several = any(width != widths[0] for width in widths)
    known = not several or all(isinstance(width, int) for width in widths)
    if kind in ("MultiHeadAttention", "GroupQueryAttention") and not known:
        raise UsageError(f"{kind}: how wide its sources are, the program does not say")


def _outputs(kind: str, config: Any, shapes: Sequence[TensorShape], merge: Any) -> list[TensorShape]:
    shape = SHAPE_RULE_BY_CLASS[kind](config, shapes) if kind in SHAPE_RULE_BY_CLASS else None
    recurrent = kind in (*RECURRENT_CLASSES, *CUDNN_CLASSES, *CONV_LSTM)
    sides = 1
    if merge != "" and shape is not None:
        sides = 2
        wide = size_of(shape[-1])
        if merge is None:
            outputs: list[TensorShape] = [shape, shape]
            return outputs
        shape = (*shape[:-1], None if wide is None else extent_of(wide * 2) if merge == "concat" else extent_of(wide))
    outputs = [shape]
    if recurrent and config.get("return_state") is True:
        each = 2 if "LSTM" in kind else 1
        outputs += [(None, config.get("units", config.get("filters")))] * (each * sides)
    return outputs
