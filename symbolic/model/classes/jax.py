"""The layers of ``equinox.nn`` and ``flax.nnx`` that say what they read, from their arguments as code writes them.

Source: the modules of Equinox 0.13 and Flax 0.12.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from symbolic.errors import UsageError
from symbolic.limits import NETWORK_LAYERS
from symbolic.model.classes.layer_class import ClassArguments, LayerBlueprint, LayerClass, RowClass, for_axes
from symbolic.model.layers import (
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Dropout,
    Embedding,
    GroupNorm,
    LayerNorm,
    NetworkLayer,
    RMSNorm,
)
from symbolic.model.layers.base import read_size


def _dense(said: ClassArguments) -> LayerBlueprint:
    return partial(Dense, said["out_features"], bias=said["use_bias"]), said["in_features"]


def _embedding(width: str, said: ClassArguments) -> LayerBlueprint:
    return partial(Embedding, said["num_embeddings"], said[width]), None


def _shaped_norm(said: ClassArguments) -> LayerBlueprint:
    shape = said["shape"]
    axes = list(shape) if isinstance(shape, list | tuple) else [shape]
    return partial(LayerNorm, *axes, gain=said["use_weight"], bias=said["use_bias"]), axes[-1]


def _norm(kind: type[LayerNorm], said: ClassArguments) -> LayerBlueprint:
    return partial(kind, gain=said["use_scale"], bias=said["use_bias"]), said["num_features"]


def _rms_norm(said: ClassArguments) -> LayerBlueprint:
    return partial(RMSNorm, gain=said["use_scale"]), said["num_features"]


def _conv(kind: type[Conv], axes: int | None, names: tuple[str, str], said: ClassArguments) -> LayerBlueprint:
    """A convolution; where the class does not say how many axes it has, its kernel does."""
    reads, gives = names
    kernel = said["kernel_size"]
    if axes is None:
        axes = len(kernel) if isinstance(kernel, list | tuple) else 1
    kernel = for_axes(f"a convolution over {axes} axes", "kernel_size", kernel, axes)
    groups = said["groups"] if "groups" in said else said.get("feature_group_count", 1)
    return partial(kind, said[gives], *kernel, bias=said["use_bias"], groups=groups), said[reads]


def _group_norm(channels: str, gain: str, said: ClassArguments) -> LayerBlueprint:
    groups = said.get("groups", said.get("num_groups", 32))
    return partial(GroupNorm, groups, gain=said[gain], bias=said.get("use_bias", said[gain])), said[channels]


def _shaped_rms(said: ClassArguments) -> LayerBlueprint:
    shape = said["shape"]
    axes = list(shape) if isinstance(shape, list | tuple) else [shape]
    if len(axes) != 1:
        raise UsageError("RMSNorm: a shape of one axis is read here")
    if said["use_bias"] and said["use_weight"]:
        return LayerNorm, axes[0]  # A gain and a shift, as many as a layer norm has.
    return partial(RMSNorm, gain=said["use_weight"]), axes[0]


def _perceptron(said: ClassArguments) -> Iterator[tuple[str, NetworkLayer]]:
    """The dense layers of a perceptron of ``depth`` layers that are not seen."""
    depth = said["depth"]
    if not isinstance(depth, int) or isinstance(depth, bool) or not 0 <= depth <= NETWORK_LAYERS:
        raise UsageError(f"MLP: depth is a number up to {NETWORK_LAYERS}, as each layer has a line of its own")
    sizes = [said["in_size"], *[said["width_size"]] * depth, said["out_size"]]
    sizes = [1 if size == "scalar" else size for size in sizes]
    for place, (reads, gives) in enumerate(pairwise(sizes)):
        layer = Dense(gives, bias=said["use_final_bias" if place == depth else "use_bias"])
        layer.enters = read_size("the input", reads)
        yield f"layers.{place}", layer


def _dropout(said: ClassArguments) -> LayerBlueprint:
    return Dropout, None


CHANNELS = "in_channels out_channels kernel_size |"

EQUINOX = {
    made.name: made
    for made in (
        LayerClass("Linear", "in_features out_features | use_bias=True dtype * key", _dense),
        LayerClass(
            "Embedding", "num_embeddings embedding_size | weight! dtype * key", partial(_embedding, "embedding_size")
        ),
        LayerClass("LayerNorm", "shape | eps use_weight=True use_bias=True dtype * elementwise_affine!", _shaped_norm),
        LayerClass("Dropout", "| p inference * deterministic", _dropout),
        *(
            LayerClass(
                f"{name}{axes}d", f"{CHANNELS} {moves}", partial(_conv, kind, axes, ("in_channels", "out_channels"))
            )
            for name, kind, moves in (
                ("Conv", Conv, "stride padding dilation groups=1 use_bias=True padding_mode dtype * key"),
                (
                    "ConvTranspose",
                    ConvTranspose,
                    "stride padding output_padding dilation groups=1 use_bias=True padding_mode dtype * key",
                ),
            )
            for axes in (1, 2, 3)
        ),
        LayerClass(
            "GroupNorm",
            "groups channels | eps channelwise_affine=True dtype *",
            partial(_group_norm, "channels", "channelwise_affine"),
        ),
        LayerClass("RMSNorm", "shape | eps use_weight=True use_bias=True dtype *", _shaped_rms),
    )
}

ARRAYLESS_ARGUMENTS = (
    "dtype param_dtype precision kernel_init bias_init scale_init dot_general promote_dtype rngs axis_name "
    "axis_index_groups use_fast_variance preferred_element_type kernel_metadata bias_metadata scale_metadata"
)
"""What changes no array."""

NNX_CLASSES = {
    made.name: made
    for made in (
        LayerClass("Linear", f"in_features out_features | * use_bias=True {ARRAYLESS_ARGUMENTS}", _dense),
        LayerClass(
            "Embed",
            "num_embeddings features | * dtype param_dtype embedding_init promote_dtype rngs embedding_metadata",
            partial(_embedding, "features"),
        ),
        LayerClass(
            "LayerNorm",
            f"num_features | * epsilon use_bias=True use_scale=True reduction_axes feature_axes! {ARRAYLESS_ARGUMENTS}",
            partial(_norm, LayerNorm),
        ),
        LayerClass(
            "RMSNorm",
            f"num_features | * epsilon use_scale=True reduction_axes feature_axes! {ARRAYLESS_ARGUMENTS}",
            _rms_norm,
        ),
        LayerClass(
            "BatchNorm",
            "num_features | * use_running_average axis momentum epsilon use_bias=True use_scale=True "
            f"{ARRAYLESS_ARGUMENTS}",
            partial(_norm, BatchNorm),
        ),
        LayerClass("Dropout", "| rate * broadcast_dims deterministic rng_collection rngs", _dropout),
        LayerClass(
            "Conv",
            "in_features out_features kernel_size | strides * padding input_dilation kernel_dilation "
            f"feature_group_count=1 use_bias=True mask conv_general_dilated {ARRAYLESS_ARGUMENTS}",
            partial(_conv, Conv, None, ("in_features", "out_features")),
        ),
        LayerClass(
            "ConvTranspose",
            "in_features out_features kernel_size | strides * padding kernel_dilation use_bias=True mask "
            f"transpose_kernel preferred_element_type {ARRAYLESS_ARGUMENTS}",
            partial(_conv, ConvTranspose, None, ("in_features", "out_features")),
        ),
        LayerClass(
            "GroupNorm",
            "num_features | num_groups=32 * group_size! epsilon use_bias=True use_scale=True reduction_axes "
            f"{ARRAYLESS_ARGUMENTS}",
            partial(_group_norm, "num_features", "use_scale"),
        ),
    )
}

JAX_ROWS = {
    "equinox.nn": {
        "MLP": RowClass(
            "MLP",
            "in_size out_size width_size depth | activation final_activation use_bias=True use_final_bias=True dtype "
            "* key",
            _perceptron,
        )
    }
}
"""The classes that hold several layers in a row."""
