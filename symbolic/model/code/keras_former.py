"""The classes and arguments of Keras 1 and 2 as those of today.

Source: Keras 1.2.2 and 2.2.5, and the interfaces by which Keras 2 took what Keras 1 had.
"""

from __future__ import annotations

import re
from typing import Any

from symbolic.language.sizes.size import Size
from symbolic.model.code.values import Unknown

FORMER_CLASSES = {
    "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "Convolution3D": "Conv3D",
    "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D",
    "SeparableConvolution1D": "SeparableConv1D",
    "SeparableConvolution2D": "SeparableConv2D",
    "Deconvolution2D": "Conv2DTranspose",
    "Convolution2DTranspose": "Conv2DTranspose",
    "Convolution1DTranspose": "Conv1DTranspose",
    "Convolution3DTranspose": "Conv3DTranspose",
    "TimeDistributedDense": "Dense",
    "MaxPool1D": "MaxPooling1D",
    "MaxPool2D": "MaxPooling2D",
    "MaxPool3D": "MaxPooling3D",
    "AvgPool1D": "AveragePooling1D",
    "AvgPool2D": "AveragePooling2D",
    "AvgPool3D": "AveragePooling3D",
    **{
        f"Global{short}Pool{axes}D": f"Global{long}Pooling{axes}D"
        for axes in (1, 2, 3)
        for short, long in (("Max", "Max"), ("Avg", "Average"))
    },
}
FORMER_ARGUMENTS = {
    "nb_filter": "filters",
    "filter_length": "kernel_size",
    "subsample": "strides",
    "subsample_length": "strides",
    "border_mode": "padding",
    "inner_activation": "recurrent_activation",
    "bias": "use_bias",
    "p": "rate",
    "pool_length": "pool_size",
    "stride": "strides",
    "atrous_rate": "dilation_rate",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
    "init": "kernel_initializer",
    "inner_init": "recurrent_initializer",
    "sigma": "stddev",
    "beta_init": "beta_initializer",
    "gamma_init": "gamma_initializer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "U_regularizer": "recurrent_regularizer",
}
GONE = ("consume_less", "forget_bias_init", "mode", "implementation", "input_dtype", "weights", "ragged", "sparse")
ORDERINGS = {"th": "channels_first", "tf": "channels_last"}
UNITS_CLASSES = ("Dense", "LSTM", "GRU", "SimpleRNN")


def modern(kind: str, values: list[Any], words: dict[str, Any]) -> tuple[str, list[Any], dict[str, Any]]:
    """A class with its arguments as Keras has them today.

    >>> modern("Convolution2D", [32, 3, 5], {"border_mode": "same"})
    ('Conv2D', [32, (3, 5)], {'padding': 'same'})
    >>> modern("LSTM", [2, 300], {"return_sequences": False})
    ('LSTM', [300], {'return_sequences': False, 'input_dim': 2})
    """
    today = FORMER_CLASSES.get(kind, kind)
    words = {name: value for name, value in words.items() if name not in GONE or (kind == "Merge" and name == "mode")}
    if kind == "Embedding":
        words.pop("dropout", None)
    if today in UNITS_CLASSES and len(values) > 1 and _is_size(values[0]) and _is_size(values[1]):
        # Keras 0 had what a layer reads as its first argument.
        words, values = {**words, "input_dim": values[0]}, values[1:2]
    if today in UNITS_CLASSES and "output_dim" in words:
        words["units"] = words.pop("output_dim")
    if {"nb_row", "nb_col"} <= words.keys():
        words["kernel_size"] = (words.pop("nb_row"), words.pop("nb_col"))
    if {f"kernel_dim{axis}" for axis in (1, 2, 3)} <= words.keys():
        words["kernel_size"] = tuple(words.pop(f"kernel_dim{axis}") for axis in (1, 2, 3))
    if "dim_ordering" in words:
        ordering = words.pop("dim_ordering")
        words |= {"data_format": ORDERINGS[ordering]} if ordering in ORDERINGS else {}
    if kind.startswith(("Convolution2D", "AtrousConvolution2D", "SeparableConvolution2D")) and len(values) > 2:
        values = [values[0], (values[1], values[2]), *values[3:4]] if isinstance(values[2], int) else values
    if today == "Conv3D" and len(values) > 3 and all(_is_size(value) for value in values[1:4]):
        values = [values[0], tuple(values[1:4]), *values[4:5]]
    made = {}
    for name, value in words.items():
        new = FORMER_ARGUMENTS.get(name, name)
        if name == "p" and "rate" in words:
            continue
        made[new] = value
    return today, values, made


def _is_size(value: Any) -> bool:
    """Whether an argument may be a number of units, and not an activation."""
    if isinstance(value, Unknown):
        return not re.search(r"act|nonlin|func|init", value.name or value.text, re.IGNORECASE)
    return isinstance(value, int | Size) and not isinstance(value, bool)
