"""The layers that a row of a printed table may be: by its class, its width and its number, the plainest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from symbolic.limits import PRINTED_KERNEL, PRINTED_LAYERS

RECURRENT = {
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
NORMS = {
    "BatchNormalization": ("batchnorm()", "batchnorm(gain=false)", "batchnorm(gain=false, bias=false)"),
    "LayerNormalization": ("layernorm()",),
    **dict.fromkeys(("BatchNorm1d", "BatchNorm2d", "BatchNorm3d"), ("batchnorm()",)),
    "LayerNorm": ("layernorm()", "layernorm(bias=false)"),
}
AXES = {"Conv1D": 1, "Conv2D": 2, "Conv3D": 3, "Conv1d": 1, "Conv2d": 2, "Conv3d": 3}
CLASSES = (
    *RECURRENT, *NORMS, *AXES, "Bidirectional", "TimeDistributed", "Dense", "Embedding", "Dropout", "Flatten",
    "Activation", "InputLayer", "Concatenate", "RNN", "Linear", "ReLU", "Softmax", "Sequential", "Functional",
)  # fmt: skip


def full_class(kind: str) -> str:
    """The class of a name that the table cuts off.

    >>> full_class("TimeDistrib"), full_class("LSTM"), full_class("Unheard")
    ('TimeDistributed', 'LSTM', 'Unheard')
    """
    if kind in CLASSES or len(kind) < 5:
        return kind
    longer = [name for name in CLASSES if name.startswith(kind)]
    return longer[0] if len(longer) == 1 else kind


def candidates(library: str, kind: str, width: int | None, count: int) -> Iterator[str]:
    """Layers as a network's text has them, of that width where it is printed."""
    if kind in NORMS:
        yield from NORMS[kind]
    if kind == "Embedding" and width and count % width == 0 and count:
        yield f"embedding({count // width}, {width})"
    if width is None or width < 1:
        return
    if library == "keras":
        yield from _keras(kind, width)
    else:
        yield from _torch(kind, width)
    if kind in AXES:
        axes = AXES[kind]
        for kernel in range(1, PRINTED_KERNEL + 1):
            for bias in ("", ", bias=false"):
                yield f"conv({width}, {', '.join([str(kernel)] * axes)}{bias})"


def _keras(kind: str, width: int) -> Iterator[str]:
    if kind in RECURRENT:
        yield from (text.format(w=width) for text in RECURRENT[kind])
    if kind == "Bidirectional":
        for _, texts in RECURRENT.items():
            for text in texts:
                if width % 2 == 0:
                    yield f"bidirectional({text.format(w=width // 2)})"
        for texts in RECURRENT.values():
            yield f"bidirectional({texts[0].format(w=width)}, merge_mode=sum)"
    if kind in ("Dense", "TimeDistributed"):
        yield from (text.format(w=width) for text in DENSE)


def _torch(kind: str, width: int) -> Iterator[str]:
    if kind in ("Linear", "LazyLinear", "NonDynamicallyQuantizableLinear"):
        yield from (text.format(w=width) for text in DENSE)
    if kind in ("LSTMCell", "GRUCell", "RNNCell"):
        yield from (f"torch.nn.{kind}({{n}}, {width}{bias})" for bias in ("", ", bias=false"))
    if kind in ("LSTM", "GRU", "RNN"):
        for layers, both, bias in product(range(1, PRINTED_LAYERS + 1), (False, True), (True, False)):
            if both and width % 2:
                continue
            words = {"num_layers": layers if layers > 1 else None, "bidirectional": "true" if both else None}
            words["bias"] = None if bias else "false"
            yield f"torch.nn.{kind}({{n}}, {width // 2 if both else width}{_words(words)})"


def _words(words: Mapping[str, object]) -> str:
    return "".join(f", {name}={value}" for name, value in words.items() if value is not None)
