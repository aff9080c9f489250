"""The layers that a row of a printed table may be: by its class, its width and its number, the plainest first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import gcd

from symbolic.limits import PRINTED_GROUPS, PRINTED_KERNEL, PRINTED_LAYERS
from symbolic.record import Record

RECURRENT_TEMPLATES = {
    "LSTM": ("keras.layers.LSTM({w})", "keras.layers.LSTM({w}, use_bias=false)"),
    "GRU": (
        "keras.layers.GRU({w})",
        "keras.layers.GRU({w}, reset_after=false)",
        "keras.layers.GRU({w}, use_bias=false)",
    ),
    "SimpleRNN": ("keras.layers.SimpleRNN({w})", "keras.layers.SimpleRNN({w}, use_bias=false)"),
    "CuDNNLSTM": ("tf.compat.v1.keras.layers.CuDNNLSTM({w})",),
    "CuDNNGRU": ("tf.compat.v1.keras.layers.CuDNNGRU({w})",),
}
DENSE = ("dense({w})", "dense({w}, bias=false)")
NORM_LAYERS = {
    "BatchNormalization": ("batch_norm()", "batch_norm(gain=false)", "batch_norm(gain=false, bias=false)"),
    "LayerNormalization": ("layer_norm()",),
    **dict.fromkeys(("BatchNorm1d", "BatchNorm2d", "BatchNorm3d"), ("batch_norm()",)),
    "LayerNorm": ("layer_norm()", "layer_norm(bias=false)"),
}
AXES_OF_CONVOLUTION = {"Conv1D": 1, "Conv2D": 2, "Conv3D": 3, "Conv1d": 1, "Conv2d": 2, "Conv3d": 3}
GROUPED = {**AXES_OF_CONVOLUTION, "DepthwiseConv1D": 1, "DepthwiseConv2D": 2}
PRINTED_CLASSES = (
    *RECURRENT_TEMPLATES, *NORM_LAYERS, *AXES_OF_CONVOLUTION,
    "Bidirectional", "TimeDistributed", "Dense", "Embedding",
    "Dropout", "Flatten", "Activation", "InputLayer", "Concatenate",
    "RNN", "Linear", "ReLU", "Softmax", "Sequential", "Functional",
)  # fmt: skip


def full_class(kind: str) -> str:
    """The class of a name that the table cuts off.

    >>> full_class("TimeDistrib"), full_class("LSTM"), full_class("Unheard")
    ('TimeDistributed', 'LSTM', 'Unheard')
    """
    if kind in PRINTED_CLASSES or len(kind) < 5:
        return kind
    longer = [name for name in PRINTED_CLASSES if name.startswith(kind)]
    return longer[0] if len(longer) == 1 else kind


class LayerTemplate(Record):
    """A layer as a network's text has it, with ``{n}`` for what it reads and ``{w}`` for its width, and that width."""

    template: str
    width: int

    def text(self, reads: int | None) -> str:
        """The layer with its sizes."""
        return self.template.replace("{w}", str(self.width)).replace("{n}", str(reads or 1))


def candidates(framework: str, kind: str, width: int | None, count: int) -> Iterator[LayerTemplate]:
    """Layers of that width, where it is printed."""
    for template in NORM_LAYERS.get(kind, ()):
        yield LayerTemplate(template, width or 1)
    if kind == "Embedding" and width and count % width == 0 and count:
        yield LayerTemplate(f"embedding({count // width}, {{w}})", width)
    if width is None or width < 1:
        return
    yield from (_keras if framework == "keras" else _torch)(kind, width)
    if kind in AXES_OF_CONVOLUTION:
        for kernel, bias in product(range(1, PRINTED_KERNEL + 1), ("", ", bias=false")):
            yield LayerTemplate(f"conv({{w}}, {', '.join([str(kernel)] * AXES_OF_CONVOLUTION[kind])}{bias})", width)


def grouped(kind: str, width: int, reads: int, count: int) -> Iterator[LayerTemplate]:
    """Convolutions in groups that have the number where they read so much, those with the fewest groups first.

    >>> [candidate.template for candidate in grouped("Conv2d", 16, 6, 1200)]
    ['conv({w}, 5, 5, groups=2, bias=false)']
    """
    if kind not in GROUPED:
        return
    most = gcd(width, reads)
    each = [most] if kind.startswith("Depthwise") else list(range(2, min(most, PRINTED_GROUPS) + 1))
    each += [most] if most > PRINTED_GROUPS and most not in each else []
    axes = GROUPED[kind]
    for groups, kernel, bias in product(each, range(1, PRINTED_KERNEL + 1), (True, False)):
        if most % groups == 0 and width * (reads // groups * kernel**axes + bias) == count:
            words = f", groups={groups}" + ("" if bias else ", bias=false")
            yield LayerTemplate(f"conv({{w}}, {', '.join([str(kernel)] * axes)}{words})", width)


def _keras(kind: str, width: int) -> Iterator[LayerTemplate]:
    if kind in RECURRENT_TEMPLATES:
        yield from (LayerTemplate(template, width) for template in RECURRENT_TEMPLATES[kind])
    if kind == "Bidirectional":
        if width % 2 == 0:
            for template in (template for templates in RECURRENT_TEMPLATES.values() for template in templates):
                yield LayerTemplate(f"bidirectional({template})", width // 2)
        for templates in RECURRENT_TEMPLATES.values():
            yield LayerTemplate(f"bidirectional({templates[0]}, merge_mode=sum)", width)
    if kind in ("Dense", "TimeDistributed"):
        yield from (LayerTemplate(template, width) for template in DENSE)


def _torch(kind: str, width: int) -> Iterator[LayerTemplate]:
    if kind in ("Linear", "LazyLinear", "NonDynamicallyQuantizableLinear"):
        yield from (LayerTemplate(template, width) for template in DENSE)
    if kind in ("LSTMCell", "GRUCell", "RNNCell"):
        yield from (LayerTemplate(f"torch.nn.{kind}({{n}}, {{w}}{bias})", width) for bias in ("", ", bias=false"))
    if kind in ("LSTM", "GRU", "RNN"):
        for layers, both, bias in product(range(1, PRINTED_LAYERS + 1), (False, True), ("", ", bias=false")):
            if not (both and width % 2):
                words = f", num_layers={layers}" * (layers > 1) + ", bidirectional=true" * both + bias
                yield LayerTemplate(f"torch.nn.{kind}({{n}}, {{w}}{words})", width // 2 if both else width)
