"""Which layers of Keras give as many steps as they read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbolic.model.classes.keras_arrays import CONV_LSTM, CUDNN_CLASSES, RECURRENT_CLASSES

KERAS_STEP_KEEPERS = frozenset(
    (
        *(
            *RECURRENT_CLASSES,
            *CONV_LSTM,
            *CUDNN_CLASSES,
            "RNN",
            "Bidirectional",
            "TimeDistributed",
            "InputLayer",
            "Embedding",
        ),
        *("ReversibleEmbedding", "Dense", "Dropout", "SpatialDropout1D", "GaussianDropout", "GaussianNoise"),
        *("AlphaDropout", "ActivityRegularization", "Activation", "ReLU", "LeakyReLU", "ELU", "PReLU", "Softmax"),
        *("Masking", "Identity", "Rescaling", "Normalization", "UnitNormalization", "BatchNormalization"),
        *("SyncBatchNormalization", "LayerNormalization", "RMSNormalization", "GroupNormalization", "Add", "Subtract"),
        *("Multiply", "Average", "Maximum", "Minimum", "MultiHeadAttention", "GroupQueryAttention", "Attention"),
        *("AdditiveAttention", "Divide", "TrueDivide", "Relu", "Sigmoid", "Tanh", "Gelu", "Silu", "Exp", "Log"),
        *("Sqrt", "Square", "Power", "Negative", "Absolute", "NotEqual", "Equal", "Cast"),
    )
)
"""Classes, of layers and of operations between them, behind which there are as many steps as before."""

WINDOWS_THAT_MAY_KEEP = ("Conv1D", "DepthwiseConv1D", "SeparableConv1D", "MaxPooling1D", "AveragePooling1D")
ONE_WRITTEN: tuple[Any, ...] = (1, [1], (1,))
KEEPING_VALUES = {"UpSampling1D": ("size", ONE_WRITTEN), "ZeroPadding1D": ("padding", (0, [0, 0], (0, 0)))}
KEEPING_VALUES["Cropping1D"] = ("cropping", KEEPING_VALUES["ZeroPadding1D"][1])


def keeps_steps(kind: str, config: Mapping[str, Any]) -> bool:
    """Whether it gives as many steps as it reads, however many those are; not where that is not known.

    >>> keeps_steps("Conv1D", {"strides": 1, "padding": "same"}), keeps_steps("Conv1D", {"padding": "valid"})
    (True, False)
    """
    if kind in WINDOWS_THAT_MAY_KEEP:
        stepped = config.get("strides", 1) in ONE_WRITTEN
        return stepped and config.get("padding") in ("same", "causal") and config.get("data_format") != "channels_first"
    if kind in KEEPING_VALUES:
        word, values = KEEPING_VALUES[kind]
        return config.get(word) in values
    if kind == "Concatenate":
        return config.get("axis") == -1
    if kind == "EinsumDense":
        read, _, given = str(config.get("equation", "")).replace(" ", "").partition("->")
        return given[:2] == read.partition(",")[0][:2] and given[1:2].isalpha()
    return kind in KERAS_STEP_KEEPERS
