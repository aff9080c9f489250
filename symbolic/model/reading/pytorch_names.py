"""Layers beside the recurrence, where the names and shapes of their arrays fit one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

from symbolic.model.layers import BatchNorm, Conv, Dense, Embedding, LayerNorm, NetworkLayer
from symbolic.model.stored_array import Shape

TABLES = re.compile(r"emb|wte|wpe|lookup|vocab", re.IGNORECASE)
"""What a table of vectors is called; a kernel without a bias has the same shape and the same count."""

Made = tuple[Callable[[], NetworkLayer], int | None]
"""What makes the layer, and the size that it reads."""


def other_layer(name: str, shapes: Mapping[str, Shape]) -> Made | None:
    """The layer that has these arrays, by the path of its module and their shapes.

    >>> make, reads = other_layer("head", {"weight": (4, 3), "bias": (4,)})
    >>> type(make()).__name__, reads
    ('Dense', 3)
    """
    weight, bias = shapes.get("weight"), shapes.get("bias")
    if {"running_mean", "running_var"} <= shapes.keys():
        width = shapes["running_mean"][0] if shapes["running_mean"] else None
        return partial(BatchNorm, gain=weight is not None, bias=bias is not None), width
    if not weight or shapes.keys() - {"weight", "bias"} or (bias is not None and bias != weight[:1]):
        return None
    if len(weight) == 1:
        return partial(LayerNorm, bias=bias is not None), weight[0]
    if len(weight) == 2 and bias is None and TABLES.search(name):
        return partial(Embedding, *weight), None
    if len(weight) == 2:
        return partial(Dense, weight[0], bias=bias is not None), weight[1]
    if 3 <= len(weight) <= 5:
        return partial(Conv, weight[0], *weight[2:], bias=bias is not None), weight[1]
    return None
