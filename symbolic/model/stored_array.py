"""An array as a file or a live network stores it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import prod

from symbolic.record import Record

Shape = tuple[int, ...]


class StoredArray(Record):
    """A stored array: ``dtype`` is its kind of number as text, empty where that is not known.

    ``shape`` is the shape as stored, also of numbers that are packed; ``trained`` is what the framework says of the
    array; ``stored_bytes`` are given where they do not follow from the shape and the kind of number.

    >>> kernel = StoredArray("kernel", (4, 16), "bfloat16")
    >>> kernel.count, kernel.bytes, StoredArray("kernel", (3, 5), "int4").bytes, StoredArray("kernel", (3, 5)).bytes
    (64, 128, 8, None)
    """

    name: str
    shape: Shape
    dtype: str = ""
    trained: bool = True
    stored_bytes: int | None = None

    @property
    def count(self) -> int:
        """How many numbers it holds."""
        return prod(self.shape)

    @property
    def bytes(self) -> int | None:
        """The bytes that it takes, None where its kind of number is not known."""
        if self.stored_bytes is not None:
            return self.stored_bytes
        width = bits(self.dtype)
        return None if width is None else (self.count * width + 7) // 8


def bits(dtype: str) -> int | None:
    """The bits of one number; None for a kind that does not say.

    >>> bits("float8_e4m3fn"), bits("bool"), bits("int4"), bits("string")
    (8, 8, 4, None)
    """
    if dtype == "bool":
        return 8
    digits = re.search(r"\d+", dtype)
    return int(digits[0]) if digits else None


def total_count(arrays: Iterable[StoredArray], trained: bool) -> int:
    """How many numbers the arrays hold that are trained, or that are not.

    >>> total_count((StoredArray("gain", (3,)), StoredArray("mean", (5,), trained=False)), trained=False)
    5
    """
    return sum(array.count for array in arrays if array.trained == trained)
