"""The tensors that an ONNX file stores, with what their numbers say. Needs ``onnx`` for the numbers."""

from __future__ import annotations

from collections.abc import Hashable
from importlib import import_module
from math import prod
from pathlib import Path
from typing import Any

from symbolic.errors import FileError
from symbolic.limits import ARRAY_AXES, ONNX_COMPARED_BYTES
from symbolic.model.stored_array import Shape, StoredArray, bits
from symbolic.record import Record, replace

ONNX_DTYPES = (
    *("", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "float64"),
    *("uint32", "uint64", "complex64", "complex128", "bfloat16", "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2"),
    *("float8_e5m2fnuz", "uint4", "int4", "float4_e2m1fn", "float8_e8m0fnu", "uint2", "int2"),
)
"""The kinds of number by their place in the format."""

TENSOR_FIELDS = ("raw_data", "float_data", "double_data", "int32_data", "int64_data", "uint64_data", "string_data")
"""Where a tensor may keep its numbers."""

EXTERNAL = 1


class OnnxTensor(Record):
    """A tensor of the file: ``held`` is how many of its numbers are stored, fewer than it has where it is sparse.

    ``source`` is ONNX's own message, and ``folder`` where the numbers lie that are not in the file itself.
    """

    name: str
    shape: Shape
    dtype: str
    held: int
    source: Any
    folder: Path

    @property
    def is_real(self) -> bool:
        return self.dtype.startswith(("float", "bfloat"))

    @property
    def is_packed(self) -> bool:
        """Whether its kind of number is one that weights are quantised to."""
        return self.dtype in ("int8", "uint8", "int4", "uint4", "int2", "uint2")

    def stored(self, name: str, trained: bool) -> StoredArray:
        """The array as it is stored; the numbers alone of one that is sparse."""
        shape = self.shape if self.held == prod(self.shape) else (self.held,)
        return StoredArray(name, shape, self.dtype, trained and self.is_real)

    def numbers(self) -> Any:
        """Its numbers as NumPy has them, None where they are many, are not there or are of no kind that it knows."""
        if self.held * (bits(self.dtype) or 8) > 8 * ONNX_COMPARED_BYTES or self.held != prod(self.shape):
            return None
        try:
            if self.source.data_location == EXTERNAL:
                import_module("onnx.external_data_helper").load_external_data_for_tensor(self.source, str(self.folder))
            return import_module("onnx.numpy_helper").to_array(self.source)
        except (OSError, ValueError, TypeError, ArithmeticError, import_module("onnx.checker").ValidationError):
            return None


def read_tensor(source: Any, path: Path) -> OnnxTensor:
    """A tensor of the file at ``path``; raises `FileError` where its shape does not fit its numbers."""
    name, shape, dtype = text_of(source.name), tuple(map(int, source.dims)), kind_of(source.data_type)
    _check(path, name, shape)
    held, width = prod(shape), bits(dtype)
    lengths = {place: len(getattr(source, place)) for place in TENSOR_FIELDS}
    stored = lengths["raw_data"]
    if source.data_location != EXTERNAL and stored and width and stored != (held * width + 7) // 8:
        raise FileError(path, f"this file is damaged: the shape of {name[:60]!r} does not fit its bytes")
    if source.data_location != EXTERNAL and 0 < max(lengths.values()) < (held * min(width or 8, 8) + 7) // 8:
        raise FileError(path, f"this file is damaged: the shape of {name[:60]!r} does not fit its numbers")
    return OnnxTensor(name, shape, dtype, held, source, path.parent)


def read_sparse(source: Any, path: Path) -> OnnxTensor:
    """A tensor of which only some numbers are stored, each with its place."""
    values, shape = source.values, tuple(map(int, source.dims))
    _check(path, text_of(values.name), shape)
    held = prod(map(int, values.dims))
    return OnnxTensor(text_of(values.name), shape, kind_of(values.data_type), held, values, path.parent)


def kind_of(number: int) -> str:
    """The kind of number by its place in the format.

    >>> kind_of(16), kind_of(99)
    ('bfloat16', '')
    """
    return ONNX_DTYPES[number] if 0 <= number < len(ONNX_DTYPES) else ""


def is_uniform(tensor: OnnxTensor) -> bool:
    """Whether it holds one number again and again, as constants do and few parameters."""
    if prod(tensor.shape) <= 1:
        return True
    numbers = tensor.numbers()
    return numbers is not None and numbers.size > 0 and bool((numbers == numbers.reshape(-1)[0]).all())


def is_plain(tensor: OnnxTensor) -> bool:
    """Whether it holds one number again and again, or zeros and ones, as many arrays do before training."""
    numbers = tensor.numbers()
    return is_uniform(tensor) or (numbers is not None and bool(((numbers == 0) | (numbers == 1)).all()))


def is_fixed(tensor: OnnxTensor) -> bool:
    """Whether its numbers are such that no training has changed them: a mask of zeros and ones, sines with cosines."""
    numbers = tensor.numbers()
    if numbers is None or is_uniform(tensor) or len(tensor.shape) < 2:
        return False
    if bool(((numbers == 0) | (numbers == 1)).all()):
        return True
    width = tensor.shape[-1]
    # A sine is at most 1; the square of a large number may be too large for its kind.
    if width < 4 or width % 2 or prod(tensor.shape[:-1]) < 2 or not bool((abs(numbers) < 1.01).all()):
        return False
    pairs = (numbers.reshape(-1, width // 2, 2), 2), (numbers.reshape(-1, 2, width // 2), 1)
    return any(bool((abs((pair**2).sum(axis) - 1) < 1e-2).all()) for pair, axis in pairs)


def without_repeats(tensor: OnnxTensor, axes: slice) -> OnnxTensor:
    """The tensor with one place alone on each of the axes along which it says the same again and again."""
    numbers, shape = tensor.numbers(), list(tensor.shape)
    if numbers is None:
        return tensor
    for axis, extent in [*enumerate(shape)][axes]:
        if extent > 1 and bool((numbers == numbers.take([0], axis)).all()):
            shape[axis] = 1
    return replace(tensor, shape=tuple(shape), held=prod(shape))


def fingerprint(tensor: OnnxTensor) -> Hashable | None:
    """What two tensors of the same numbers have in common; None for one number again and again, or none at hand."""
    numbers = tensor.numbers() if prod(tensor.shape) > 1 else None
    if numbers is None or not (tensor.is_real or tensor.is_packed):
        return None
    least, most = float(numbers.min()), float(numbers.max())
    return (tensor.dtype, tuple(sorted(tensor.shape)), least, most) if least < most else None


def same_numbers(tensor: OnnxTensor, other: OnnxTensor) -> bool:
    """Whether both hold the same numbers, as they are or turned."""
    left, right = tensor.numbers(), other.numbers()
    if left is None or right is None:
        return False
    straight = left.shape == right.shape and bool((left == right).all())
    turned = len(left.shape) == 2 and left.shape == right.shape[::-1] and bool((left == right.T).all())
    return straight or turned


def _check(path: Path, name: str, shape: Shape) -> None:
    if len(shape) > ARRAY_AXES or any(extent < 0 for extent in shape):
        raise FileError(path, f"this file is damaged: {name[:60]!r} has no shape that an array can have")


def text_of(value: str | bytes) -> str:
    """Text of a damaged file comes as bytes."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
