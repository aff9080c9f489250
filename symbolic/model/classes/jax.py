"""The layers of ``equinox.nn`` and ``flax.nnx`` that say what they read, from their arguments as code writes them.

Source: the modules of Equinox 0.13 and Flax 0.12.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from symbolic.model.classes.layer_class import LayerClass, Made
from symbolic.model.layers import BatchNorm, Dense, Dropout, Embedding, LayerNorm, RMSNorm

Arguments = Mapping[str, Any]


def _dense(said: Arguments) -> Made:
    return partial(Dense, said["out_features"], bias=said["use_bias"]), said["in_features"]


def _embedding(width: str, said: Arguments) -> Made:
    return partial(Embedding, said["num_embeddings"], said[width]), None


def _shaped_norm(said: Arguments) -> Made:
    shape = said["shape"]
    axes = list(shape) if isinstance(shape, list | tuple) else [shape]
    return partial(LayerNorm, *axes, gain=said["use_weight"], bias=said["use_bias"]), axes[-1]


def _norm(said: Arguments) -> Made:
    return partial(LayerNorm, gain=said["use_scale"], bias=said["use_bias"]), said["num_features"]


def _rms_norm(said: Arguments) -> Made:
    return partial(RMSNorm, gain=said["use_scale"]), said["num_features"]


def _batch_norm(said: Arguments) -> Made:
    return partial(BatchNorm, gain=said["use_scale"], bias=said["use_bias"]), said["num_features"]


def _dropout(said: Arguments) -> Made:
    return Dropout, None


EQUINOX = {
    made.name: made
    for made in (
        LayerClass("Linear", "in_features out_features | use_bias=True dtype * key", _dense),
        LayerClass(
            "Embedding", "num_embeddings embedding_size | weight! dtype * key", partial(_embedding, "embedding_size")
        ),
        LayerClass("LayerNorm", "shape | eps use_weight=True use_bias=True dtype * elementwise_affine!", _shaped_norm),
        LayerClass("Dropout", "| p inference * deterministic", _dropout),
    )
}

INITIAL = (
    "dtype param_dtype precision kernel_init bias_init scale_init dot_general promote_dtype rngs axis_name "
    "axis_index_groups use_fast_variance preferred_element_type kernel_metadata bias_metadata scale_metadata"
)
"""What changes no array."""

NNX = {
    made.name: made
    for made in (
        LayerClass("Linear", f"in_features out_features | * use_bias=True {INITIAL}", _dense),
        LayerClass(
            "Embed",
            "num_embeddings features | * dtype param_dtype embedding_init promote_dtype rngs embedding_metadata",
            partial(_embedding, "features"),
        ),
        LayerClass(
            "LayerNorm",
            f"num_features | * epsilon use_bias=True use_scale=True reduction_axes feature_axes! {INITIAL}",
            _norm,
        ),
        LayerClass(
            "RMSNorm", f"num_features | * epsilon use_scale=True reduction_axes feature_axes! {INITIAL}", _rms_norm
        ),
        LayerClass(
            "BatchNorm",
            f"num_features | * use_running_average axis momentum epsilon use_bias=True use_scale=True {INITIAL}",
            _batch_norm,
        ),
        LayerClass("Dropout", "| rate * broadcast_dims deterministic rng_collection rngs", _dropout),
    )
}
