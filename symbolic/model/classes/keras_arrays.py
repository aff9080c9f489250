"""The names of the arrays of each class of Keras, in the order in which it stores them.

Source: the ``build`` and ``save_own_variables`` of the layers of Keras 3.15 and tf_keras 2.21.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symbolic.model.classes.keras_layer import Config

RECURRENT_CLASSES = ("LSTM", "GRU", "SimpleRNN", "LSTMCell", "GRUCell", "SimpleRNNCell")
CUDNN_CLASSES = ("CuDNNLSTM", "CuDNNGRU")
CONV_LSTM = ("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
KERNEL_ARRAYS = ("kernel", "bias?use_bias")
CELL_ARRAYS = ("kernel", "recurrent_kernel", "bias?use_bias")
SEPARABLE_ARRAYS = ("depthwise_kernel", "pointwise_kernel", "bias?use_bias")
NORM_ARRAYS = ("gamma?scale", "beta?center")
KERAS_STATISTICS = ("moving_mean", "moving_variance")
RENORM = ("moving_stddev", "renorm_mean", "renorm_stddev")
ARRAYS_BY_CLASS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys((*RECURRENT_CLASSES, *CONV_LSTM), CELL_ARRAYS),
    **dict.fromkeys(CUDNN_CLASSES, ("kernel", "recurrent_kernel", "bias")),
    **dict.fromkeys(("Dense", "Conv1D", "Conv2D", "Conv3D"), KERNEL_ARRAYS),
    **dict.fromkeys(("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), KERNEL_ARRAYS),
    **dict.fromkeys(("DepthwiseConv1D", "DepthwiseConv2D", "LocallyConnected1D", "LocallyConnected2D"), KERNEL_ARRAYS),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), SEPARABLE_ARRAYS),
    "EinsumDense": ("kernel", "bias?bias_axes"),
    "Embedding": ("embeddings",),
    "ReversibleEmbedding": ("embeddings", "reverse_embeddings?!tie_weights"),
    "BatchNormalization": (*NORM_ARRAYS, *KERAS_STATISTICS, *(f"{name}?renorm=" for name in RENORM)),
    "SyncBatchNormalization": (*NORM_ARRAYS, *KERAS_STATISTICS),
    "GroupNormalization": NORM_ARRAYS,
    "RMSNormalization": ("scale",),
    "PReLU": ("alpha",),
    "AdditiveAttention": ("scale?use_scale",),
    "Normalization": ("mean", "variance", "count"),
    "SpectralNormalization": ("vector_u",),
}
"""``?key``: unless the configuration says no; ``?!key``: where it says no; ``?key=``: where it says yes."""

FIXED_ARRAYS = {
    *(*KERAS_STATISTICS, *RENORM, "mean", "variance", "count", "vector_u"),
    *("kernel_scale", "kernel_zero", "embeddings_scale", "embeddings_zero", "reverse_embeddings_scale"),
    *("reverse_embeddings_zero", "g_idx", "quantized_kernel", "awq_scales"),
}
"""Arrays that no training changes."""

QUANTISATION_SCALES = ("inputs_scale", "inputs_amax_history", "kernel_scale", "kernel_amax_history")
GRADIENT_SCALES = ("outputs_grad_scale", "outputs_grad_amax_history")
SECOND_TABLE = "reverse_embeddings"
"""The table of a `ReversibleEmbedding` for the way back where that is not tied, stored behind all of the first."""

ADAPTED = ("Dense", "EinsumDense", "Embedding")


def array_names(kind: str, config: Config) -> tuple[str, ...]:
    """The arrays that a layer of the class stores; empty for a class that has none or is not known.

    >>> array_names("Dense", {"use_bias": False})
    ('kernel',)
    """
    if kind == "LayerNormalization":
        if config.get("rms_scaling") is True:
            return ("gamma",)
    elif kind == "Attention":
        scale = ("scale",) if config.get("use_scale") is True else ()
        return (*scale, *(("concat_score_weight",) if config.get("score_mode") == "concat" else ()))
    elif kind == "Normalization" and config.get("mean") is not None:
        return ()
    plain = NORM_ARRAYS if kind == "LayerNormalization" else ARRAYS_BY_CLASS.get(kind, ())
    names = tuple(name for name in (_written(written, config) for written in plain) if name)
    return quantised_names(names, quantisation(config))


def quantised_names(names: tuple[str, ...], mode: str) -> tuple[str, ...]:
    """The arrays with those that a quantised layer has beside them."""
    table = next((name for name in names if name in ("kernel", "embeddings")), None)
    if not mode or table is None:
        return names
    if mode == "float8":
        return (*names, *QUANTISATION_SCALES, *GRADIENT_SCALES)
    if mode in ("gptq", "awq"):
        beside = ("kernel_scale", "kernel_zero", *(("awq_scales",) if mode == "awq" else ()), "g_idx")
        return (*(name for name in names if name != table), "quantized_kernel", *beside)
    beside = (f"{table}_scale", *((f"{table}_zero", "g_idx") if mode == "int4" else ()))
    if SECOND_TABLE in names:
        second = (SECOND_TABLE, f"{SECOND_TABLE}_scale", *((f"{SECOND_TABLE}_zero",) if mode == "int4" else ()))
        return (*(name for name in names if name != SECOND_TABLE), *beside, *second)
    return (*names, *beside)


def quantisation(config: Config) -> str:
    """How the arrays of a layer are quantised, empty where they are not.

    >>> quantisation({"dtype": {"class_name": "QuantizedDTypePolicy", "config": {"mode": "int8"}}})
    'int8'
    """
    policy: Any = config.get("dtype")
    inner = policy.get("config") if isinstance(policy, Mapping) else None
    mode = inner.get("mode") if isinstance(inner, Mapping) else None
    return mode.partition("/")[0] if isinstance(mode, str) else ""


def _written(name: str, config: Config) -> str:
    """The name, or nothing where the configuration goes without the array."""
    name, _, key = name.partition("?")
    if not key:
        return name
    if key.endswith("="):
        return name if config.get(key[:-1]) is True else ""
    if key.startswith("!"):
        return name if config.get(key[1:], True) is False else ""
    return "" if config.get(key, key != "bias_axes") in (False, None) else name
