"""Names for arrays that a list has without a name, or with the last part of it alone: which of them are one layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symbolic.model.stored_array import Shape, StoredArray
from symbolic.record import replace

FIRST_ARRAYS = "kernel depthwise_kernel embeddings embedding gamma scale weight weight_ih w"
LATER_ARRAYS = "bias recurrent_kernel pointwise_kernel beta moving_mean moving_variance b weight_hh bias_ih bias_hh"
BEGIN = frozenset(FIRST_ARRAYS.split())
"""Names of arrays with which those of a layer begin."""
ARRAY_NAMES = BEGIN | frozenset(LATER_ARRAYS.split())
"""Names of arrays without the layer before them."""
GATE_COUNTS = (4, 3, 1)


def name_arrays(arrays: Sequence[StoredArray], torch: bool) -> Iterator[StoredArray]:
    """The arrays, each with a name of its own; ``torch`` is whether a name has dots and a kernel is turned.

    >>> [array.name for array in name_arrays([StoredArray("", (10, 64)), StoredArray("", (10,))], True)]
    ['1.weight', '1.bias']
    >>> [array.name for array in name_arrays([StoredArray("kernel", (3, 4)), StoredArray("kernel", (4, 2))], False)]
    ['1/kernel', '2/kernel']
    """
    if arrays and not any(array.name for array in arrays):
        yield from _unnamed(arrays, torch)
        return
    names = [array.name for array in arrays]
    if len({*names}) == len(names):
        yield from arrays
    elif all(name in ARRAY_NAMES or not name for name in names):
        yield from _grouped(arrays, "." if torch else "/")
    else:
        yield from _again(arrays)


def _grouped(arrays: Sequence[StoredArray], sign: str) -> Iterator[StoredArray]:
    """Names without a layer before them: a new layer begins where a name comes again, or one that layers begin with."""
    layer, held = 1, list[str]()
    for array in arrays:
        if array.name in held or (held and array.name in BEGIN):
            layer, held = layer + 1, []
        held.append(array.name)
        yield replace(array, name=f"{layer}{sign}{array.name or 'array'}")


def _again(arrays: Sequence[StoredArray]) -> Iterator[StoredArray]:
    """A name that comes again with the same shape is printed twice; with another one it is another array."""
    seen: dict[str, list[Shape]] = {}
    for array in arrays:
        shapes = seen.setdefault(array.name, [])
        if array.shape in shapes:
            continue
        shapes.append(array.shape)
        yield array if len(shapes) == 1 else replace(array, name=f"{len(shapes)}.{array.name}")


def _unnamed(arrays: Sequence[StoredArray], torch: bool) -> Iterator[StoredArray]:
    """Layers by the order of their shapes: recurrent ones, what has a bias behind it, and the rest alone."""
    place, layer, sign = 0, 0, "." if torch else "/"
    while place < len(arrays):
        names = (_torch if torch else _keras)([array.shape for array in arrays[place : place + 4]])
        layer += 1
        for array, name in zip(arrays[place:], names, strict=False):
            yield replace(array, name=f"{layer}{sign}{name}")
        place += len(names)


def _torch(shapes: Sequence[Shape]) -> tuple[str, ...]:
    """The names in PyTorch of the arrays that begin here and belong together."""
    first, second, *rest = _padded(shapes, 4)
    if len(first) == len(second) == 2 and first[0] == second[0] and any(first[0] == g * second[1] for g in GATE_COUNTS):
        biases = [shape for shape in rest[:2] if shape == first[:1]]
        return ("weight_ih", "weight_hh", "bias_ih", "bias_hh") if len(biases) == 2 else ("weight_ih", "weight_hh")
    return ("weight", "bias") if first and second == first[:1] else ("weight",)


def _keras(shapes: Sequence[Shape]) -> tuple[str, ...]:
    """The names in Keras of the arrays that begin here and belong together."""
    first, second, third, fourth = _padded(shapes, 4)
    if len(first) == len(second) == 2 and first[1] == second[1] and any(first[1] == g * second[0] for g in GATE_COUNTS):
        return (
            ("kernel", "recurrent_kernel", "bias")
            if third and third[-1] == first[1]
            else ("kernel", "recurrent_kernel")
        )
    if len(first) == 1 and first == second:
        return ("gamma", "beta", "moving_mean", "moving_variance") if first == third == fourth else ("gamma", "beta")
    if len(first) > 1:
        return ("kernel", "bias") if second == first[-1:] else ("kernel",)
    return ("array",)


def _padded(shapes: Sequence[Shape], length: int) -> list[Shape]:
    return [*shapes, *[()] * length][:length]
