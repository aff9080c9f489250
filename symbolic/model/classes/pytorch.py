"""The layers of ``torch.nn`` from their arguments, as code writes them and as modules keep them.

Source: the modules of PyTorch 2.13.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from symbolic.model.classes.layer_class import ClassArguments, LayerBlueprint, LayerClass, for_axes
from symbolic.model.layers import (
    BatchNorm,
    Bilinear,
    Conv,
    ConvTranspose,
    Dense,
    Embedding,
    EmbeddingBag,
    GroupNorm,
    LayerNorm,
    MultiHeadAttention,
    Plain,
    PReLU,
    RMSNorm,
    TransformerDecoderLayer,
    TransformerEncoderLayer,
)
from symbolic.model.layers.base import read_size

PLACE_ARGUMENTS = "device dtype"
CONV_ARGUMENTS = "in_channels out_channels kernel_size | stride padding dilation groups=1 bias=True padding_mode"
CONV_TRANSPOSE_ARGUMENTS = (
    "in_channels out_channels kernel_size | stride padding output_padding groups=1 bias=True dilation padding_mode"
)
TORCH_TABLE_ARGUMENTS = "num_embeddings embedding_dim | "
BATCH_NORM_ARGUMENTS = f"num_features | eps momentum affine=True track_running_stats=True {PLACE_ARGUMENTS} * bias=True"
INSTANCE = f"num_features | eps momentum affine=False track_running_stats=False {PLACE_ARGUMENTS} * bias=True"
TRANSFORMER_ARGUMENTS = (
    "d_model nhead | dim_feedforward=2048 dropout activation layer_norm_eps batch_first norm_first bias=True"
)


def _dense(said: ClassArguments) -> LayerBlueprint:
    return partial(Dense, said["out_features"], bias=said["bias"]), said.get("in_features")


def _bilinear(said: ClassArguments) -> LayerBlueprint:
    make = partial(Bilinear, said["out_features"], said["in2_features"], bias=said["bias"])
    return make, said["in1_features"]


def _embedding(kind: type[Embedding], said: ClassArguments) -> LayerBlueprint:
    return partial(kind, said["num_embeddings"], said["embedding_dim"]), None


def _attention(said: ClassArguments) -> LayerBlueprint:
    words = {
        "keys": said["kdim"],
        "values": said["vdim"] if said["vdim"] is not None else said["embed_dim"],
    }
    bias, learned = said["bias"], said["add_bias_kv"]
    return partial(MultiHeadAttention, said["num_heads"], **words, bias=bias, bias_kv=learned), said["embed_dim"]


def _layer_norm(said: ClassArguments) -> LayerBlueprint:
    shape, gain = _each(said["normalized_shape"]), said["elementwise_affine"]
    return partial(LayerNorm, *shape, gain=gain, bias=said["bias"] and gain), shape[-1]


def _rms_norm(said: ClassArguments) -> LayerBlueprint:
    shape = _each(said["normalized_shape"])
    return partial(RMSNorm, *shape, gain=said["elementwise_affine"]), shape[-1]


def _group_norm(said: ClassArguments) -> LayerBlueprint:
    gain, bias = said["affine"], said["bias"] and said["affine"]
    return partial(GroupNorm, said["num_groups"], gain=gain, bias=bias), said["num_channels"]


def _batch_norm(said: ClassArguments) -> LayerBlueprint:
    gain, bias = said["affine"], said["bias"] and said["affine"]
    return partial(BatchNorm, gain=gain, bias=bias, statistics=said["track_running_stats"]), said.get("num_features")


def _instance_norm(said: ClassArguments) -> LayerBlueprint:
    """A group norm with a group for each channel, which may keep the statistics that a batch norm has."""
    if said["track_running_stats"]:
        return _batch_norm(said)
    gain, bias = said["affine"], said["bias"] and said["affine"]
    channels = said.get("num_features")
    return partial(GroupNorm, channels or 1, gain=gain, bias=bias), channels


def _conv(kind: type[Conv], axes: int, said: ClassArguments) -> LayerBlueprint:
    kernel = for_axes(f"a convolution over {axes} axes", "kernel_size", said["kernel_size"], axes)
    make = partial(kind, said["out_channels"], *kernel, bias=said["bias"], groups=said["groups"])
    return make, said.get("in_channels")


def _slopes(said: ClassArguments) -> LayerBlueprint:
    several = said["num_parameters"] != 1
    return partial(PReLU, said["num_parameters"]), said["num_parameters"] if several else None


def _transformer(kind: type[TransformerEncoderLayer], said: ClassArguments) -> LayerBlueprint:
    return partial(kind, said["nhead"], said["dim_feedforward"], bias=said["bias"]), said["d_model"]


def _plain(title: str, applies: bool, said: ClassArguments) -> LayerBlueprint:
    return partial(Plain, title, applies=applies, flattens=title == "Flatten"), None


def _fewer(title: str, share: int, said: ClassArguments) -> LayerBlueprint:
    return partial(Plain, title, applies=title == "GLU", share=share), None


def _shuffled(said: ClassArguments) -> LayerBlueprint:
    factor = read_size("upscale_factor", said["upscale_factor"])
    return partial(Plain, "PixelShuffle", share=factor * factor), None


def _each(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


HOLDING_CLASSES = {
    made.name: made
    for made in (
        LayerClass("Linear", f"in_features out_features | bias=True {PLACE_ARGUMENTS}", _dense),
        LayerClass("Bilinear", f"in1_features in2_features out_features | bias=True {PLACE_ARGUMENTS}", _bilinear),
        LayerClass(
            "Embedding",
            f"{TORCH_TABLE_ARGUMENTS} padding_idx max_norm norm_type scale_grad_by_freq sparse _weight _freeze "
            f"{PLACE_ARGUMENTS}",
            partial(_embedding, Embedding),
        ),
        LayerClass(
            "EmbeddingBag",
            f"{TORCH_TABLE_ARGUMENTS} max_norm norm_type scale_grad_by_freq mode sparse _weight "
            "include_last_offset padding_idx "
            f"{PLACE_ARGUMENTS}",
            partial(_embedding, EmbeddingBag),
        ),
        LayerClass(
            "MultiheadAttention",
            "embed_dim num_heads | dropout bias=True add_bias_kv=False add_zero_attn kdim=None vdim=None batch_first "
            f"{PLACE_ARGUMENTS}",
            _attention,
        ),
        LayerClass(
            "LayerNorm", f"normalized_shape | eps elementwise_affine=True bias=True {PLACE_ARGUMENTS}", _layer_norm
        ),
        LayerClass("RMSNorm", f"normalized_shape | eps elementwise_affine=True {PLACE_ARGUMENTS}", _rms_norm),
        LayerClass(
            "GroupNorm", f"num_groups num_channels | eps affine=True {PLACE_ARGUMENTS} * bias=True", _group_norm
        ),
        LayerClass("PReLU", f"| num_parameters=1 init {PLACE_ARGUMENTS}", _slopes),
        LayerClass(
            "SyncBatchNorm",
            BATCH_NORM_ARGUMENTS.replace(PLACE_ARGUMENTS, f"process_group {PLACE_ARGUMENTS}"),
            _batch_norm,
        ),
        *(LayerClass(f"BatchNorm{axes}d", BATCH_NORM_ARGUMENTS, _batch_norm) for axes in (1, 2, 3)),
        *(LayerClass(f"InstanceNorm{axes}d", INSTANCE, _instance_norm) for axes in (1, 2, 3)),
        *(
            LayerClass(f"Conv{axes}d", f"{CONV_ARGUMENTS} {PLACE_ARGUMENTS}", partial(_conv, Conv, axes))
            for axes in (1, 2, 3)
        ),
        *(
            LayerClass(
                f"ConvTranspose{axes}d",
                f"{CONV_TRANSPOSE_ARGUMENTS} {PLACE_ARGUMENTS}",
                partial(_conv, ConvTranspose, axes),
            )
            for axes in (1, 2, 3)
        ),
    )
}
"""The classes that hold arrays of their own."""

TORCH_ACTIVATIONS = {
    "": "Tanh Sigmoid Softsign LogSigmoid Tanhshrink Softmax2d",
    "inplace": "ReLU6 Hardswish Hardsigmoid SiLU Mish ReLU SELU",
    "alpha inplace": "ELU CELU",
    "approximate": "GELU",
    "negative_slope inplace": "LeakyReLU",
    "dim": "Softmax LogSoftmax Softmin",
    "beta threshold": "Softplus",
    "min_val max_val inplace min_value max_value": "Hardtanh",
    "lambd": "Hardshrink Softshrink",
    "lower upper inplace": "RReLU",
    "threshold value inplace": "Threshold",
}
TORCH_POOLS = {
    "Max": "| kernel_size stride padding dilation return_indices ceil_mode",
    "Avg": "| kernel_size stride padding ceil_mode count_include_pad divisor_override",
    "AdaptiveAvg": "| output_size",
    "AdaptiveMax": "| output_size return_indices",
}
ARRANGING = {
    "padding": "ReflectionPad1d ReflectionPad2d ReflectionPad3d ReplicationPad1d ReplicationPad2d ReplicationPad3d "
    "ZeroPad1d ZeroPad2d ZeroPad3d CircularPad1d CircularPad2d CircularPad3d",
    "padding value": "ConstantPad1d ConstantPad2d ConstantPad3d",
    "size scale_factor mode align_corners recompute_scale_factor": "Upsample",
    "size scale_factor": "UpsamplingNearest2d UpsamplingBilinear2d",
    "groups": "ChannelShuffle",
    "downscale_factor": "PixelUnshuffle",
    "dim unflattened_size": "Unflatten",
    "output_size kernel_size dilation padding stride": "Fold",
    "kernel_size dilation padding stride": "Unfold",
    "dim eps": "CosineSimilarity",
    "p eps keepdim": "PairwiseDistance",
    "kernel_size output_size output_ratio return_indices _random_samples": "FractionalMaxPool2d FractionalMaxPool3d",
    "size alpha beta k": "LocalResponseNorm CrossMapLRN2d",
    "norm_type kernel_size stride ceil_mode": "LPPool1d LPPool2d LPPool3d",
    "kernel_size stride padding": "MaxUnpool1d MaxUnpool2d MaxUnpool3d",
}
"""Those that change the map and not how many channels it has."""

TORCH_CLASSES = {
    **HOLDING_CLASSES,
    **{
        name: LayerClass(name, f"{TRANSFORMER_ARGUMENTS} {PLACE_ARGUMENTS}", partial(_transformer, kind))
        for name, kind in (
            ("TransformerEncoderLayer", TransformerEncoderLayer),
            ("TransformerDecoderLayer", TransformerDecoderLayer),
        )
    },
    **{
        # A lazy instance norm has the defaults of a batch norm.
        f"Lazy{name}": LayerClass(
            f"Lazy{name}", (BATCH_NORM_ARGUMENTS if "Norm" in name else made.takes).partition(" ")[2], made.make
        )
        for name, made in HOLDING_CLASSES.items()
        if re.fullmatch(r"Linear|(Conv|ConvTranspose|BatchNorm|InstanceNorm)\dd", name)
    },
    **{
        name: LayerClass(name, f"| {takes}", partial(_plain, name, True))
        for takes, names in TORCH_ACTIVATIONS.items()
        for name in names.split()
    },
    **{
        name: LayerClass(name, "| p inplace", partial(_plain, "dropout", False))
        for name in ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout")
    },
    **{
        f"{kind}Pool{axes}d": LayerClass(f"{kind}Pool{axes}d", takes, partial(_plain, f"{kind}Pool{axes}d", False))
        for kind, takes in TORCH_POOLS.items()
        for axes in (1, 2, 3)
    },
    **{
        name: LayerClass(name, f"| {takes}", partial(_plain, name, False))
        for takes, names in ARRANGING.items()
        for name in names.split()
    },
    "GLU": LayerClass("GLU", "| dim", partial(_fewer, "GLU", 2)),
    "PixelShuffle": LayerClass("PixelShuffle", "upscale_factor |", _shuffled),
    "Identity": LayerClass("Identity", "|", partial(_plain, "identity", False)),
    "Flatten": LayerClass("Flatten", "| start_dim end_dim", partial(_plain, "Flatten", False)),
}
"""All classes that a network as text takes."""
