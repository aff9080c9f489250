"""Layers beside the recurrence, where the names and shapes of their arrays fit one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from symbolic.model.classes.layer_class import LayerBlueprint
from symbolic.model.layers import (
    BatchNorm,
    Bilinear,
    Conv,
    ConvTranspose,
    Dense,
    Embedding,
    LayerNorm,
    MultiHeadAttention,
    PReLU,
    RMSNorm,
)
from symbolic.model.stored_array import Shape

TABLE_NAME = re.compile(r"emb|wte|wpe|lookup|vocab", re.IGNORECASE)
"""What a table of vectors is called; a kernel without a bias has the same shape and the same count."""

BILINEAR = re.compile(r"bilinear", re.IGNORECASE)
"""What a bilinear layer is called; a convolution over one axis has the same shape and the same count."""


def other_layer(name: str, shapes: Mapping[str, Shape]) -> LayerBlueprint | None:
    """The layer that has these arrays, by the path of its module and their shapes.

    >>> make, reads = other_layer("head", {"weight": (4, 3), "bias": (4,)})
    >>> type(make()).__name__, reads
    ('Dense', 3)
    """
    weight, bias = shapes.get("weight"), shapes.get("bias")
    if {"running_mean", "running_var"} <= shapes.keys():
        width = shapes["running_mean"][0] if shapes["running_mean"] else None
        return partial(BatchNorm, gain=weight is not None, bias=bias is not None), width
    if "out_proj.weight" in shapes:
        return _attention(shapes)
    if not weight or shapes.keys() - {"weight", "bias"}:
        return None
    if bias is not None and bias != weight[:1]:
        if bias == weight:
            return partial(LayerNorm, *weight), weight[-1]
        return _turned(weight, bias)
    if weight == (1,) and bias is None:
        return PReLU, 1
    if len(weight) == 1:
        return (partial(RMSNorm) if bias is None else partial(LayerNorm)), weight[0]
    if len(weight) == 2 and bias is None and TABLE_NAME.search(name):
        return partial(Embedding, *weight), None
    if len(weight) == 2:
        return partial(Dense, weight[0], bias=bias is not None), weight[1]
    if len(weight) == 3 and BILINEAR.search(name):
        return partial(Bilinear, weight[0], weight[2], bias=bias is not None), weight[1]
    if 3 <= len(weight) <= 5:
        return partial(Conv, weight[0], *weight[2:], bias=bias is not None), weight[1]
    return None


def _turned(weight: Shape, bias: Shape) -> LayerBlueprint | None:
    """A transposed convolution has a bias for each channel that goes out, its second axis in groups."""
    if not (3 <= len(weight) <= 5 and len(bias) == 1 and weight[1]) or bias[0] % weight[1]:
        return None
    groups = bias[0] // weight[1]
    return partial(ConvTranspose, bias[0], *weight[2:], groups=groups), weight[0]


def _attention(shapes: Mapping[str, Shape]) -> LayerBlueprint | None:
    """Attention of PyTorch; the arrays do not say how many heads there are, and count the same for one."""
    queries = shapes.get("q_proj_weight", shapes["out_proj.weight"])
    keys, values = shapes.get("k_proj_weight", queries), shapes.get("v_proj_weight", queries)
    if not all(len(shape) == 2 for shape in (queries, keys, values)):
        return None
    words = {"bias": "in_proj_bias" in shapes, "bias_kv": "bias_k" in shapes}
    return partial(MultiHeadAttention, 1, keys=keys[1], values=values[1], **words), queries[1]
