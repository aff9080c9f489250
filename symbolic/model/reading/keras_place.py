"""A layer of Keras in its place, with its arrays, and why they are others than those of the equations."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.model.classes.keras import network_layer
from symbolic.model.classes.keras_layer import KerasLayer
from symbolic.model.classes.keras_shapes import read_width
from symbolic.model.classes.keras_steps import on_its_steps
from symbolic.model.placed import Placed
from symbolic.model.reading.real import real_layer, unknown_layer
from symbolic.model.stored_array import StoredArray

REASONS = {
    "quantised": ("_scale", "quantized_kernel"),
    "low rank adapters": ("lora_kernel_a", "lora_embeddings_a"),
    "spectral norm keeps a vector": ("vector_u", "sn_u"),
    "batch renormalisation": ("renorm_mean",),
    "a gate beside": ("gate/kernel",),
    "a second table for the way back": ("reverse_embeddings",),
}
"""Why there are more arrays than the equations have, by what the names of those end in."""


def place_layer(layer: KerasLayer, arrays: Sequence[StoredArray], counted_in: str = "") -> Placed:
    """The layer in its place with its arrays; one of a class without a formula is known by its arrays alone."""
    remark = _remark(layer, arrays)
    make = network_layer(layer, arrays)
    if make is None:
        return unknown_layer(layer.name, layer.kind, arrays, remark, counted_in)
    reads = read_width(layer, arrays)
    placed = real_layer(layer.name, make, reads, arrays, layer.kind, (), remark, counted_in)
    if any(size.letters for size in placed.sizes.values()):
        return unknown_layer(layer.name, layer.kind, arrays, remark, counted_in)
    return on_its_steps(placed, layer)


def _remark(layer: KerasLayer, arrays: Sequence[StoredArray]) -> str:
    reasons = [layer.remark] if layer.remark else []
    for reason, endings in REASONS.items():
        if any(array.name.endswith(endings) for array in arrays):
            reasons.append(reason)
    return ", ".join(reasons)
