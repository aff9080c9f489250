"""The layers of ``torch.nn`` from their arguments, as code writes them and as modules keep them.

Source: the modules of PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from symbolic.model.classes.layer_class import LayerClass, Made, for_axes
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

Arguments = Mapping[str, Any]
PLACE = "device dtype"
CONV = "in_channels out_channels kernel_size | stride padding dilation groups=1 bias=True padding_mode"
TURNED = "in_channels out_channels kernel_size | stride padding output_padding groups=1 bias=True dilation padding_mode"
TABLE = "num_embeddings embedding_dim | "
BATCH = f"num_features | eps momentum affine=True track_running_stats=True {PLACE} * bias=True"
INSTANCE = f"num_features | eps momentum affine=False track_running_stats=False {PLACE} * bias=True"
TRANSFORMER = "d_model nhead | dim_feedforward=2048 dropout activation layer_norm_eps batch_first norm_first bias=True"


def _dense(given: Arguments) -> Made:
    return partial(Dense, given["out_features"], bias=given["bias"]), given.get("in_features")


def _bilinear(given: Arguments) -> Made:
    make = partial(Bilinear, given["out_features"], given["in2_features"], bias=given["bias"])
    return make, given["in1_features"]


def _embedding(given: Arguments) -> Made:
    return partial(Embedding, given["num_embeddings"], given["embedding_dim"]), None


def _bag(given: Arguments) -> Made:
    return partial(EmbeddingBag, given["num_embeddings"], given["embedding_dim"]), None


def _attention(given: Arguments) -> Made:
    words = {"keys": given["kdim"], "values": given["vdim"] if given["vdim"] is not None else given["embed_dim"]}
    bias, learned = given["bias"], given["add_bias_kv"]
    return partial(MultiHeadAttention, given["num_heads"], **words, bias=bias, bias_kv=learned), given["embed_dim"]


def _layer_norm(given: Arguments) -> Made:
    shape, gain = _each(given["normalized_shape"]), given["elementwise_affine"]
    return partial(LayerNorm, *shape, gain=gain, bias=given["bias"] and gain), shape[-1]


def _rms_norm(given: Arguments) -> Made:
    shape = _each(given["normalized_shape"])
    return partial(RMSNorm, *shape, gain=given["elementwise_affine"]), shape[-1]


def _group_norm(given: Arguments) -> Made:
    gain, bias = given["affine"], given["bias"] and given["affine"]
    return partial(GroupNorm, given["num_groups"], gain=gain, bias=bias), given["num_channels"]


def _batch_norm(given: Arguments) -> Made:
    gain, bias = given["affine"], given["bias"] and given["affine"]
    return partial(BatchNorm, gain=gain, bias=bias, statistics=given["track_running_stats"]), given["num_features"]


def _instance_norm(given: Arguments) -> Made:
    """A group norm with a group for each channel, which may keep the statistics that a batch norm has."""
    if given["track_running_stats"]:
        return _batch_norm(given)
    gain, bias = given["affine"], given["bias"] and given["affine"]
    return partial(GroupNorm, given["num_features"], gain=gain, bias=bias), given["num_features"]


def _conv(kind: type[Conv], axes: int, given: Arguments) -> Made:
    kernel = for_axes(f"a convolution over {axes} axes", "kernel_size", given["kernel_size"], axes)
    make = partial(kind, given["out_channels"], *kernel, bias=given["bias"], groups=given["groups"])
    return make, given["in_channels"]


def _slopes(given: Arguments) -> Made:
    several = given["num_parameters"] != 1
    return partial(PReLU, given["num_parameters"]), given["num_parameters"] if several else None


def _transformer(kind: type[TransformerEncoderLayer], given: Arguments) -> Made:
    return partial(kind, given["nhead"], given["dim_feedforward"], bias=given["bias"]), given["d_model"]


def _plain(title: str, applies: bool, given: Arguments) -> Made:
    return partial(Plain, title, applies=applies, flattens=title == "Flatten"), None


def _each(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


HOLDING = {
    made.name: made
    for made in (
        LayerClass("Linear", f"in_features out_features | bias=True {PLACE}", _dense),
        LayerClass("Bilinear", f"in1_features in2_features out_features | bias=True {PLACE}", _bilinear),
        LayerClass(
            "Embedding",
            f"{TABLE} padding_idx max_norm norm_type scale_grad_by_freq sparse _weight _freeze {PLACE}",
            _embedding,
        ),
        LayerClass(
            "EmbeddingBag",
            f"{TABLE} max_norm norm_type scale_grad_by_freq mode sparse _weight include_last_offset padding_idx "
            f"{PLACE}",
            _bag,
        ),
        LayerClass(
            "MultiheadAttention",
            "embed_dim num_heads | dropout bias=True add_bias_kv=False add_zero_attn kdim=None vdim=None batch_first "
            f"{PLACE}",
            _attention,
        ),
        LayerClass("LayerNorm", f"normalized_shape | eps elementwise_affine=True bias=True {PLACE}", _layer_norm),
        LayerClass("RMSNorm", f"normalized_shape | eps elementwise_affine=True {PLACE}", _rms_norm),
        LayerClass("GroupNorm", f"num_groups num_channels | eps affine=True {PLACE} * bias=True", _group_norm),
        LayerClass("PReLU", f"| num_parameters=1 init {PLACE}", _slopes),
        LayerClass("SyncBatchNorm", BATCH.replace(PLACE, f"process_group {PLACE}"), _batch_norm),
        *(LayerClass(f"BatchNorm{axes}d", BATCH, _batch_norm) for axes in (1, 2, 3)),
        *(LayerClass(f"InstanceNorm{axes}d", INSTANCE, _instance_norm) for axes in (1, 2, 3)),
        *(LayerClass(f"Conv{axes}d", f"{CONV} {PLACE}", partial(_conv, Conv, axes)) for axes in (1, 2, 3)),
        *(
            LayerClass(f"ConvTranspose{axes}d", f"{TURNED} {PLACE}", partial(_conv, ConvTranspose, axes))
            for axes in (1, 2, 3)
        ),
    )
}
"""The classes that hold arrays of their own."""

ACTIVATIONS = {
    "": "Tanh Sigmoid Softsign LogSigmoid",
    "inplace": "ReLU6 Hardswish Hardsigmoid SiLU Mish ReLU SELU",
    "alpha inplace": "ELU CELU",
    "approximate": "GELU",
    "negative_slope inplace": "LeakyReLU",
    "dim": "Softmax LogSoftmax",
    "beta threshold": "Softplus",
    "min_val max_val inplace min_value max_value": "Hardtanh",
}
POOLS = {
    "Max": "| kernel_size stride padding dilation return_indices ceil_mode",
    "Avg": "| kernel_size stride padding ceil_mode count_include_pad divisor_override",
    "AdaptiveAvg": "| output_size",
    "AdaptiveMax": "| output_size return_indices",
}
CLASSES = {
    **HOLDING,
    **{
        name: LayerClass(name, f"{TRANSFORMER} {PLACE}", partial(_transformer, kind))
        for name, kind in (
            ("TransformerEncoderLayer", TransformerEncoderLayer),
            ("TransformerDecoderLayer", TransformerDecoderLayer),
        )
    },
    "LazyLinear": LayerClass("LazyLinear", f"out_features | bias=True {PLACE}", _dense),
    **{
        name: LayerClass(name, f"| {takes}", partial(_plain, name, True))
        for takes, names in ACTIVATIONS.items()
        for name in names.split()
    },
    **{
        name: LayerClass(name, "| p inplace", partial(_plain, "dropout", False))
        for name in ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout")
    },
    **{
        f"{kind}Pool{axes}d": LayerClass(f"{kind}Pool{axes}d", takes, partial(_plain, f"{kind}Pool{axes}d", False))
        for kind, takes in POOLS.items()
        for axes in (1, 2, 3)
    },
    "Identity": LayerClass("Identity", "|", partial(_plain, "identity", False)),
    "Flatten": LayerClass("Flatten", "| start_dim end_dim", partial(_plain, "Flatten", False)),
}
"""All classes that a network as text takes."""
