"""The layers of ``keras.layers`` from the arguments of their classes, as a line of code has them.

Source: the classes of Keras 3.15, and what earlier versions took beside.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from symbolic.errors import UsageError
from symbolic.model.classes.keras import KERAS_FORMULAS
from symbolic.model.classes.keras_layer import KerasLayer
from symbolic.model.classes.layer_class import LayerBlueprint, LayerClass, for_axes
from symbolic.model.layers import Plain
from symbolic.model.layers.arranging import Repeat

EVERY = "* dtype autocast activity_regularizer input_shape=None batch_input_shape=None batch_size"
"""What every layer takes."""

KERAS_KERNEL_ARGUMENTS = "kernel_initializer bias_initializer kernel_regularizer bias_regularizer"
BOUND = "kernel_constraint bias_constraint"
SEPARABLE_INITIALISERS = (
    "depthwise_initializer pointwise_initializer bias_initializer depthwise_regularizer pointwise_regularizer"
)
KERAS_TABLE_ARGUMENTS = "embeddings_initializer embeddings_regularizer embeddings_constraint mask_zero"
KERAS_NORM_ARGUMENTS = "beta_initializer gamma_initializer"
BOUNDS = "beta_regularizer gamma_regularizer beta_constraint gamma_constraint"
ADAPTERS = "lora_rank! lora_alpha"
CONVOLUTION = f"activation use_bias=True {KERAS_KERNEL_ARGUMENTS} activity_regularizer {BOUND}"
DEPTHWISE = (
    "kernel_size | strides padding depth_multiplier=1 data_format dilation_rate activation use_bias=True "
    "depthwise_initializer bias_initializer depthwise_regularizer bias_regularizer activity_regularizer "
    "depthwise_constraint bias_constraint"
)
SEPARABLE_ARGUMENTS = (
    "filters kernel_size | strides padding data_format dilation_rate depth_multiplier=1 activation use_bias=True "
    f"{SEPARABLE_INITIALISERS} bias_regularizer activity_regularizer depthwise_constraint pointwise_constraint "
    "bias_constraint"
)
ATTENTION_ARGUMENTS = (
    f"kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer {BOUND}"
)
TAKES = {
    "Dense": f"units | activation use_bias=True {KERAS_KERNEL_ARGUMENTS} activity_regularizer {BOUND} "
    f"{ADAPTERS} quantization_config!",
    "EinsumDense": (
        f"equation output_shape | activation bias_axes=None {KERAS_KERNEL_ARGUMENTS} {BOUND} {ADAPTERS} "
        "gptq_unpacked_column_size "
        "quantization_config!"
    ),
    "Embedding": f"input_dim output_dim | {KERAS_TABLE_ARGUMENTS} weights {ADAPTERS} quantization_config! * "
    "input_length",
    "ReversibleEmbedding": (
        "input_dim output_dim | tie_weights embeddings_initializer embeddings_regularizer embeddings_constraint "
        "mask_zero reverse_dtype logit_soft_cap"
    ),
    **dict.fromkeys(
        ("Conv1D", "Conv2D", "Conv3D"),
        f"filters kernel_size | strides padding data_format dilation_rate groups=1 {CONVOLUTION}",
    ),
    **dict.fromkeys(
        ("Conv1DTranspose", "Conv2DTranspose"),
        f"filters kernel_size | strides padding output_padding data_format dilation_rate {CONVOLUTION}",
    ),
    "Conv3DTranspose": f"filters kernel_size | strides padding data_format output_padding dilation_rate {CONVOLUTION}",
    **dict.fromkeys(("DepthwiseConv1D", "DepthwiseConv2D"), DEPTHWISE),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), SEPARABLE_ARGUMENTS),
    "BatchNormalization": (
        f"| axis=-1 momentum epsilon center=True scale=True {KERAS_NORM_ARGUMENTS} moving_mean_initializer "
        f"moving_variance_initializer {BOUNDS} renorm! renorm_clipping renorm_momentum synchronized * fused"
    ),
    "LayerNormalization": (
        f"| axis=-1 epsilon center=True scale=True {KERAS_NORM_ARGUMENTS} beta_regularizer gamma_regularizer "
        "beta_constraint "
        "gamma_constraint * rms_scaling=False"
    ),
    "RMSNormalization": "| axis=-1 epsilon",
    "GroupNormalization": f"| groups=32 axis=-1 epsilon center=True scale=True {KERAS_NORM_ARGUMENTS} {BOUNDS}",
    "PReLU": "| alpha_initializer alpha_regularizer alpha_constraint shared_axes=None",
    "MultiHeadAttention": (
        "num_heads key_dim | value_dim=None dropout use_bias=True output_shape=None attention_axes sliding_window "
        f"flash_attention {ATTENTION_ARGUMENTS} use_gate! seed"
    ),
    "GroupQueryAttention": (
        f"head_dim num_query_heads num_key_value_heads | dropout use_bias=True sliding_window flash_attention "
        f"{ATTENTION_ARGUMENTS} use_gate! seed"
    ),
    "Attention": "| use_scale=False score_mode=dot dropout seed * causal",
    "AdditiveAttention": "| use_scale=True dropout * causal",
}
KERAS_ACTIVATIONS = {
    "Activation": "| activation",
    "ReLU": "| max_value negative_slope threshold",
    "LeakyReLU": "| negative_slope * alpha",
    "ELU": "| alpha",
    "Softmax": "| axis",
}
KERAS_POOL_ARGUMENTS = "| pool_size strides padding data_format name"
PLAIN_CLASSES = {
    **dict.fromkeys(("Dropout", "AlphaDropout"), "| rate noise_shape seed"),
    **dict.fromkeys(("SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"), "| rate seed data_format"),
    **dict.fromkeys(("GaussianNoise", "GaussianDropout"), "| stddev rate seed"),
    **{f"{kind}Pooling{axes}D": KERAS_POOL_ARGUMENTS for kind in ("Max", "Average") for axes in (1, 2, 3)},
    **dict.fromkeys(("ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D"), "| padding data_format"),
    **dict.fromkeys(("UpSampling1D", "UpSampling2D", "UpSampling3D"), "| size data_format interpolation"),
    **dict.fromkeys(("Cropping1D", "Cropping2D", "Cropping3D"), "| cropping data_format"),
    "Masking": "| mask_value",
    "ActivityRegularization": "| l1 l2",
}
GLOBAL = [f"Global{kind}Pooling{axes}D" for kind in ("Max", "Average") for axes in (1, 2, 3)]


def _holding(kind: str, arguments: Mapping[str, Any]) -> LayerBlueprint:
    """The layer as a configuration of its class would say it, of which no shape is known."""
    if arguments.get("axis", -1) not in (-1, [-1]):
        raise UsageError(
            f"{kind}: how long axis {arguments['axis']} is, a text does not say; layer_norm(3, 4) has sizes"
        )
    if arguments.get("shared_axes") not in (None, 1, [1]):
        raise UsageError(f"{kind}: a text does not say how long the other axes are; prelu(p) has p slopes")
    config = {name: value for name, value in arguments.items() if name not in ("input_shape", "batch_input_shape")}
    if "kernel_size" in config:
        axes = next(int(sign) for sign in kind if sign.isdigit())
        config["kernel_size"] = for_axes(kind, "kernel_size", config["kernel_size"], axes)
    layer = KerasLayer(kind, kind, "", kind, config, "", (), (), trained=True)
    return partial(KERAS_FORMULAS[kind], layer, ()), _last(arguments)


def _plain(kind: str, arguments: Mapping[str, Any]) -> LayerBlueprint:
    words = {"applies": kind in KERAS_ACTIVATIONS, "last": kind in GLOBAL, "flattens": kind == "Flatten"}
    return partial(Plain, kind, **words), _last(arguments)


def _repeated(arguments: Mapping[str, Any]) -> LayerBlueprint:
    return partial(Repeat, arguments["n"]), _last(arguments)


def _last(arguments: Mapping[str, Any]) -> Any:
    """How many numbers each step has, where the layer says the shape of its input."""
    shape = arguments.get("input_shape") or arguments.get("batch_input_shape")
    return shape[-1] if isinstance(shape, list) and shape else None


def _takes(takes: str) -> str:
    before, star, after = takes.partition("*")
    return f"{before} {EVERY} {after}" if star else f"{takes} {EVERY}"


KERAS_CLASSES = {
    **{kind: LayerClass(kind, _takes(takes), partial(_holding, kind)) for kind, takes in TAKES.items()},
    **{
        kind: LayerClass(kind, _takes(takes), partial(_plain, kind))
        for kind, takes in (
            *KERAS_ACTIVATIONS.items(),
            *PLAIN_CLASSES.items(),
            *((kind, "| data_format keepdims") for kind in GLOBAL),
            ("Flatten", "| data_format"),
        )
    },
    "RepeatVector": LayerClass("RepeatVector", _takes("n |"), _repeated),
}
"""All classes that a network as text takes, beside the recurrent ones."""
