"""Arrays of a framework to the parameters of the equations, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from symbolic.errors import ArrayError, SizeError
from symbolic.frameworks.packing import PackedArray, pack, unpack, whole_number
from symbolic.frameworks.sublayer import Sublayer
from symbolic.language.sizes.size import Size
from symbolic.numeric.arrays import check_mapping, load_numpy


class PackedLayer(Protocol):
    """What stores its parameters in arrays: a layer."""

    name: str
    sublayers: tuple[Sublayer, ...]
    arrays: tuple[PackedArray, ...]

    @property
    def argument_sizes(self) -> Mapping[str, int]: ...
    @property
    def counted_letters(self) -> tuple[str, ...]: ...


def unpack_layer(layer: PackedLayer, arrays: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """The parameters of each sublayer, as `Cell.run` takes them.

    Raises `ArrayError` with the array's name, its shape and the one that is expected.
    """
    np = load_numpy()
    check_mapping("the arrays", arrays)
    values = {name: np.asarray(value) for name, value in arrays.items()}
    sizes = sizes_of(layer, values)
    parameters: tuple[dict[str, Any], ...] = tuple({} for _ in layer.sublayers)
    for array in layer.arrays:
        for place, name, block in unpack(array, values[array.name], layer.sublayers, sizes):
            offset = layer.sublayers[place].offsets.get(name)
            parameters[place][name] = np.array(block if offset is None else block + block.dtype.type(offset))
    return parameters


def pack_layer(layer: PackedLayer, parameters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The stored arrays, by the framework's names, from the parameters of each sublayer."""
    np = load_numpy()
    check_sublayers(layer, "the parameters", parameters)
    stored = tuple(_stored(np, *pair) for pair in zip(layer.sublayers, parameters, strict=True))
    pairs = [
        (name, sublayer.substitute(size), extent)
        for sublayer, values in zip(layer.sublayers, stored, strict=True)
        for name, value in values.items()
        for size, extent in _axes(name, tuple(sublayer.cell.shapes[name][0]), value.shape)
    ]
    sizes = _solved(layer, pairs)
    return {array.name: pack(np, array, stored, layer.sublayers, sizes) for array in layer.arrays}


def check_sublayers(layer: PackedLayer, what: str, mappings: Any) -> None:
    """Raise `ArrayError` where there is not one mapping for each sublayer."""
    count = len(layer.sublayers)
    expected = f"are a list of {count} mapping{'s' if count > 1 else ''} here, one per sublayer of {layer.name}"
    if not isinstance(mappings, list | tuple):
        raise ArrayError(what, f"{expected}, not {type(mappings).__name__}")
    if len(mappings) != count:
        raise ArrayError(what, f"{expected}, not of {len(mappings)}")
    for mapping in mappings:
        check_mapping(what, mapping)


def sizes_of(layer: PackedLayer, values: Mapping[str, Any]) -> dict[str, int]:
    """The numbers of the letters, from the shapes of the stored arrays, which are all checked."""
    known = {array.name: array for array in layer.arrays}
    for name in values:
        if name not in known:
            raise ArrayError(name, f"is not an array of {layer.name}, which has {', '.join(known)}")
    pairs = []
    dtypes = {}
    for name, array in known.items():
        if name not in values:
            raise ArrayError(name, f"is missing; {layer.name} has {', '.join(known)}")
        value = values[name]
        if value.dtype.kind != "f" or value.dtype.itemsize not in (4, 8):
            raise ArrayError(name, f"is {value.dtype}; float32 or float64 is expected")
        dtypes.setdefault(value.dtype, name)
        if len(dtypes) > 1:
            first, second = dtypes
            raise ArrayError(name, f"is {second}; {first} is expected, as {dtypes[first]} is")
        pairs += [(name, size, extent) for size, extent in _axes(name, array.shape(layer.sublayers), value.shape)]
    sizes = _solved(layer, pairs)
    for name, array in known.items():
        expected = tuple(whole_number(size, sizes) for size in array.shape(layer.sublayers))
        if values[name].shape != expected:
            raise ArrayError(name, f"has the shape {values[name].shape}; {expected} is expected")
    return sizes


def _stored(np: Any, sublayer: Sublayer, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters less what the framework adds to them when it computes."""
    missing = [name for name in sublayer.cell.shapes if name not in parameters]
    if missing:
        raise ArrayError(missing[0], f"is missing; the sublayer has {', '.join(sublayer.cell.shapes)}")
    return {
        name: np.asarray(parameters[name]) - np.asarray(parameters[name]).dtype.type(sublayer.offsets.get(name, 0))
        for name in sublayer.cell.shapes
    }


def _axes(name: str, formal: tuple[Size, ...], shape: tuple[int, ...]) -> list[tuple[Size, int]]:
    if len(formal) != len(shape):
        expected = "(" + ", ".join(map(str, formal)) + ")"
        raise ArrayError(name, f"has the shape {shape}; {expected} is expected")
    return list(zip(formal, shape, strict=True))


def _solved(layer: PackedLayer, pairs: list[tuple[str, Size, int]]) -> dict[str, int]:
    """The letters one after the other, each from an axis where no other letter is unknown."""
    sizes: dict[str, int] = dict(layer.argument_sizes)
    waiting = list(pairs)
    while waiting:
        ready = [pair for pair in waiting if len(_unknown(pair[1], sizes)) <= 1]
        if not ready:
            break
        for name, size, extent in ready:
            unknown = _unknown(size, sizes)
            if unknown:
                sizes[unknown[0]] = _linear(name, size, unknown[0], sizes, extent)
        waiting = [pair for pair in waiting if pair not in ready]
    missing = [letter for letter in layer.counted_letters if letter not in sizes]
    if missing:
        raise SizeError(f"the size {missing[0]} does not follow from the shapes of the arrays", missing[0])
    return sizes


def _unknown(size: Size, sizes: Mapping[str, int]) -> list[str]:
    return [letter for letter in size.letters if letter not in sizes]


def _linear(name: str, size: Size, letter: str, sizes: Mapping[str, int], extent: int) -> int:
    """The number at which a size, of degree one in the letter, is the extent of an axis."""
    at_zero, at_one = (whole_number(size, {**sizes, letter: number}) for number in (0, 1))
    number, rest = divmod(extent - at_zero, at_one - at_zero)
    if rest or number < 1:
        raise ArrayError(name, f"has an axis of {extent}; {size} is expected")
    return number
