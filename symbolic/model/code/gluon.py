"""The layers of MXNet's Gluon in a program, as those of Keras or PyTorch with the same arrays.

Source: the classes of ``mxnet.gluon.nn`` and ``mxnet.gluon.rnn`` of MXNet 1.9.
"""

from __future__ import annotations

from typing import Any

from symbolic.errors import UsageError
from symbolic.model.code.foreign_arguments import ForeignClass, Today, Words
from symbolic.model.code.values import Unknown

NN, RNN = "mxnet.gluon.nn.", "mxnet.gluon.rnn."
GLUON_BASES = (
    *("mxnet.gluon.Block", "mxnet.gluon.HybridBlock", "mxnet.gluon.nn.Block", "mxnet.gluon.nn.HybridBlock"),
    *("mxnet.gluon.rnn.RecurrentCell", "mxnet.gluon.rnn.HybridRecurrentCell"),
)
GLUON_INITIALISERS = ".weight_initializer .bias_initializer"
GLUON_COMMON = ".prefix .params"
GLUON_CONV_ARGUMENTS = (
    "channels>filters kernel_size strides padding dilation>dilation_rate groups layout>data_format .activation "
    f"use_bias {GLUON_INITIALISERS} in_channels * {GLUON_COMMON}"
)
GLUON_TRANSPOSE_ARGUMENTS = (
    "channels>filters kernel_size strides padding .output_padding dilation>dilation_rate groups layout>data_format "
    f".activation use_bias {GLUON_INITIALISERS} in_channels * {GLUON_COMMON}"
)
GLUON_NORM_ARGUMENTS = ".beta_initializer .gamma_initializer"
GLUON_CLASSES = {
    "Dense": ("Dense", f"units activation use_bias flatten .dtype {GLUON_INITIALISERS} in_units * {GLUON_COMMON}"),
    "Embedding": ("Embedding", f"input_dim output_dim .dtype .weight_initializer .sparse_grad * {GLUON_COMMON}"),
    **{f"Conv{axes}D": (f"Conv{axes}D", GLUON_CONV_ARGUMENTS) for axes in (1, 2, 3)},
    **{f"Conv{axes}DTranspose": (f"Conv{axes}DTranspose", GLUON_TRANSPOSE_ARGUMENTS) for axes in (1, 2, 3)},
    "BatchNorm": (
        "BatchNormalization",
        f"axis .momentum .epsilon center scale .use_global_stats {GLUON_NORM_ARGUMENTS} .running_mean_initializer "
        f".running_variance_initializer in_channels * {GLUON_COMMON}",
    ),
    "LayerNorm": (
        "LayerNormalization",
        f"axis .epsilon center scale {GLUON_NORM_ARGUMENTS} in_channels * {GLUON_COMMON}",
    ),
    "Dropout": ("Dropout", f".rate .axes * {GLUON_COMMON}"),
    "Activation": ("Activation", f".activation * {GLUON_COMMON}"),
    "LeakyReLU": ("LeakyReLU", f".alpha * {GLUON_COMMON}"),
    "Flatten": ("Flatten", f"* {GLUON_COMMON}"),
    **{
        f"{kind}Pool{axes}D": (
            f"{long}Pooling{axes}D",
            f"pool_size strides padding layout>data_format .ceil_mode * .count_include_pad {GLUON_COMMON}",
        )
        for kind, long in (("Max", "Max"), ("Avg", "Average"))
        for axes in (1, 2, 3)
    },
    **{
        f"Global{kind}Pool{axes}D": (f"Global{long}Pooling{axes}D", f"layout>data_format * {GLUON_COMMON}")
        for kind, long in (("Max", "Max"), ("Avg", "Average"))
        for axes in (1, 2, 3)
    },
    **dict.fromkeys(("ELU", "SELU", "GELU", "Swish", "SiLU", "Identity"), ("Activation", f"* {GLUON_COMMON}")),
}
"""Keras's class for each and the arguments."""

GLUON_KERNELS = ".i2h_weight_initializer .h2h_weight_initializer .i2h_bias_initializer .h2h_bias_initializer"
TAIL = (
    ".dtype * !projection_size .h2r_weight_initializer .lstm_state_clip_min .lstm_state_clip_max .use_sequence_length"
)
GLUON_LAYER_ARGUMENTS = f"num_layers .layout .dropout bidirectional {GLUON_KERNELS} input_size {TAIL} .prefix .params"
GLUON_CELL_ARGUMENTS = f"hidden_size {GLUON_KERNELS} input_size * .prefix .params .activation .recurrent_activation"
GLUON_RECURRENT = {
    "LSTM": ("LSTM", f"hidden_size {GLUON_LAYER_ARGUMENTS}"),
    "GRU": ("GRU", f"hidden_size {GLUON_LAYER_ARGUMENTS}"),
    "RNN": (
        "RNN",
        f"hidden_size num_layers .activation .layout .dropout bidirectional {GLUON_KERNELS} input_size {TAIL} "
        ".prefix .params",
    ),
    "LSTMCell": ("LSTMCell", GLUON_CELL_ARGUMENTS),
    "GRUCell": ("GRUCell", GLUON_CELL_ARGUMENTS),
    "RNNCell": ("RNNCell", f"hidden_size .activation {GLUON_KERNELS} input_size * .prefix .params"),
}
"""PyTorch's class for each, which has two biases as these do."""

GLUON_STACKS = ("SequentialRNNCell", "HybridSequentialRNNCell")


def makes(name: str) -> bool:
    """Whether a name of MXNet is that of a class of layers."""
    kind = name.rpartition(".")[2]
    return name.startswith((NN, RNN, "mxnet.gluon.contrib.")) and kind[:1].isupper() and name not in GLUON_BASES


def today(name: str, values: list[Any], words: Words) -> Today | None:
    """The class of today with the same arrays, and its arguments; None for what makes none.

    Raises `UsageError` for what is not understood.

    >>> today("mxnet.gluon.nn.Dense", [10], {"use_bias": False, "flatten": False})
    ('keras.layers.Dense', [], {'units': 10, 'use_bias': False})
    """
    if name.startswith(("mxnet.sym.", "mxnet.symbol.")) and (kind := name.rpartition(".")[2])[:1].isupper():
        raise UsageError(f"mx.sym.{kind} is not read here; layers of gluon are")
    if not makes(name):
        return None
    kind = name.rpartition(".")[2]
    if kind in ("Sequential", "HybridSequential"):
        return "keras.Sequential", [list(values)], {}
    if name.startswith(RNN) and kind in GLUON_STACKS:
        return "keras.Sequential", [[]], {}
    if name.startswith(RNN) and kind in GLUON_RECURRENT:
        return _recurrent(kind, values, words)
    if not name.startswith(NN) or kind not in GLUON_CLASSES:
        raise UsageError(f"{name.removeprefix('mxnet.')} is not known here")
    today, takes = GLUON_CLASSES[kind]
    made = ForeignClass(f"nn.{kind}", today, takes, {}).arguments(values, words)
    return f"keras.layers.{today}", [], _changed(kind, today, made)


def _changed(kind: str, today: str, made: Words) -> Words:
    """The arguments with the values that Keras has for them."""
    reads = made.pop("in_units", None) or made.pop("in_channels", None)
    flatten = made.pop("flatten", True)
    made.pop("activation", None)
    axes = int(today[-2]) if today[-1:] == "D" else int(today[4]) if today.startswith("Conv") else 0
    if axes:
        layout = made.pop("data_format", "NC")
        if not isinstance(layout, str):
            raise UsageError(f"nn.{kind}: layout is only known at run time")
        made["data_format"] = "channels_first" if layout.startswith("NC") else "channels_last"
        around = made.pop("padding", 0)
        if today.startswith(("Conv", "Max", "Average")):
            made["padding"] = "valid" if around in (0, (0, 0), (0,), (0, 0, 0), [0, 0], [0]) else None
    if kind == "BatchNorm":
        made.setdefault("axis", 1)
    if kind == "Dense" and flatten is not True and isinstance(flatten, Unknown):
        raise UsageError("nn.Dense: flatten is only known at run time; write True or False")
    if kind == "Dense" and flatten is not False:
        made["flattens"] = True
    if reads is not None:
        made["reads"] = reads
    return made


def _recurrent(kind: str, values: list[Any], words: Words) -> Today:
    today, takes = GLUON_RECURRENT[kind]
    made = ForeignClass(f"rnn.{kind}", today, takes, {}).arguments(values, words)
    if isinstance(made.get("bidirectional"), Unknown):
        raise UsageError(f"rnn.{kind}: bidirectional is only known at run time; write True or False")
    if not made.get("input_size", 1):
        del made["input_size"]
    return f"mxnet.{today}", [], made
