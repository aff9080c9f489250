"""The layers around the recurrence that have arrays of some names and shapes: dense, tables, convolutions, norms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod

from symbolic.record import Record

Pattern = Mapping[str, tuple[str, ...]]
"""The axes of each array by the framework's names of sizes; an array with a ``?`` behind its name may be missing."""

TORCH_CONV = {"weight": ("out_channels", "in_channels / groups", "kernel"), "bias?": ("out_channels",)}
KERAS_CONV = {"kernel": ("kernel", "in", "filters"), "bias?": ("filters",)}
FLAX_CONV = {"kernel": ("kernel", "in_features / groups", "features"), "bias?": ("features",)}
PLAIN_LAYERS: Mapping[str, Pattern] = {
    "torch.nn.Linear": {"weight": ("out_features", "in_features"), "bias?": ("out_features",)},
    "keras.layers.Dense": {"kernel": ("in", "units"), "bias?": ("units",)},
    "flax.linen.Dense": {"kernel": ("in", "features"), "bias?": ("features",)},
    "torch.nn.Embedding": {"weight": ("num_embeddings", "embedding_dim")},
    "keras.layers.Embedding": {"embeddings": ("input_dim", "output_dim")},
    "flax.linen.Embed": {"embedding": ("num_embeddings", "features")},
    "torch.nn.Conv": TORCH_CONV,
    "keras.layers.Conv": KERAS_CONV,
    "flax.linen.Conv": FLAX_CONV,
    "torch.nn.BatchNorm": dict.fromkeys(("weight", "bias", "running_mean", "running_var"), ("num_features",)),
    "keras.layers.BatchNormalization": dict.fromkeys(("gamma", "beta", "moving_mean", "moving_variance"), ("width",)),
    "torch.nn.LayerNorm": {"weight": ("normalized_shape",), "bias?": ("normalized_shape",)},
    "keras.layers.LayerNormalization": {"gamma": ("width",), "beta": ("width",)},
    "flax.linen.LayerNorm": {"scale": ("width",), "bias?": ("width",)},
}
"""A layer of the kind by the names that its framework gives its arrays and sizes.

Source: PyTorch 2.13, Keras 3.15, Flax 0.12.
"""
CONVOLVED_AXES = range(3, 6)


class PlainMatch(Record):
    """A layer with the arrays, its sizes by the framework's names, and how many numbers the arrays hold."""

    label: str
    sizes: Mapping[str, int | tuple[int, ...]]
    arrays: tuple[str, ...]
    count: int


def find_plain(shapes: Sequence[tuple[str, tuple[int, ...]]]) -> Iterator[PlainMatch]:
    """The layers of which each shape is one array, by its name where it has one.

    >>> [(match.label, match.sizes) for match in find_plain([("fc.weight", (10, 64)), ("fc.bias", (10,))])]
    [('torch.nn.Linear', {'out_features': 10, 'in_features': 64})]
    """
    for label, pattern in PLAIN_LAYERS.items():
        required = {name for name in pattern if not name.endswith("?")}
        chosen = _chosen([*pattern], shapes, pattern, {})
        if chosen is None:
            continue
        names, sizes = chosen
        if required <= {*names} and (axes := _axes(label, shapes)) is not None:
            count = sum(prod(extents) for _, extents in shapes)
            yield PlainMatch(f"{label}{axes}", sizes, tuple(name.rstrip("?") for name in names), count)


def _axes(label: str, shapes: Sequence[tuple[str, tuple[int, ...]]]) -> str | None:
    """The axes in the name of the class, empty for one without; None for a kernel of another number."""
    if not label.endswith("Conv"):
        return ""
    number = max(len(extents) for _, extents in shapes)
    if number not in CONVOLVED_AXES:
        return None
    return "" if label.startswith("flax") else f"{number - 2}{'d' if label.startswith('torch') else 'D'}"


def _chosen(
    names: Sequence[str],
    shapes: Sequence[tuple[str, tuple[int, ...]]],
    pattern: Pattern,
    sizes: Mapping[str, int | tuple[int, ...]],
) -> tuple[tuple[str, ...], dict[str, int | tuple[int, ...]]] | None:
    """An array for each shape, the first that fits, and the sizes at which they have them."""
    if not shapes:
        return (), dict(sizes)
    (called, extents), *rest = shapes
    last = called.replace("/", ".").rpartition(".")[2]
    for name in names:
        plain = name.rstrip("?")
        if called and last != plain:
            continue
        told = _sizes(pattern[name], extents)
        if told is None or any(sizes.get(size, extent) != extent for size, extent in told.items()):
            continue
        chosen = _chosen([other for other in names if other != name], rest, pattern, {**sizes, **told})
        if chosen is not None:
            return (name, *chosen[0]), chosen[1]
    return None


def _sizes(axes: tuple[str, ...], extents: tuple[int, ...]) -> dict[str, int | tuple[int, ...]] | None:
    """The sizes that a shape tells, those of a kernel together; None where it has another number of axes."""
    if "kernel" in axes:
        place, others = axes.index("kernel"), len(axes) - 1
        span = len(extents) - others
        if span < 1:
            return None
        window = {"kernel": extents[place : place + span]}
        rest = zip(axes[:place] + axes[place + 1 :], extents[:place] + extents[place + span :], strict=True)
        return {**window, **dict(rest)}
    if len(axes) != len(extents):
        return None
    told: dict[str, int | tuple[int, ...]] = {}
    for size, extent in zip(axes, extents, strict=True):
        if told.setdefault(size, extent) != extent:
            return None
    return told
