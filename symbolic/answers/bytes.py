"""The bytes of all stored numbers of a cell, a layer or a network."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from symbolic.answers.parts import part_sizes
from symbolic.answers.subject import Subject, find_subject
from symbolic.derive.precision import read_precision
from symbolic.derive.quantity import Counted, Quantity, counted
from symbolic.errors import UsageError
from symbolic.language.sizes.size import Size


class Bytes(Quantity):
    """The bytes of all numbers that are stored, trained or not, in kinds of numbers; half a byte counts as a whole one.

    >>> weights = find_quantity("lstm", "bytes", "recurrent:int8,float16")
    >>> str(weights.size), weights.count_at(n=3, m=5)
    ('8*m*n + 4*m**2 + 8*m', 260)
    """

    dtype: str

    @cached_property
    def size(self) -> Size:
        return read_precision(self.dtype).size(self.subject.stored, part_sizes(find_subject(self.subject))[-1])

    @property
    def unit(self) -> str:
        return f"bytes in {self.dtype}"

    def count_at(self, /, **sizes: Any) -> int:
        """The number at the sizes, where all shapes are whole; raises `SizeError`."""
        return self.whole(*self._value_at(sizes))

    def whole(self, top: int, bottom: int) -> int:
        return -(-top // bottom)


def find_quantity(subject: Subject | str, of: str, dtype: str | None = None) -> Counted:
    """What is asked of a subject: itself for ``parameters``, or its ``macs``, ``flops`` or ``bytes``.

    Raises `UnknownName`, and `UsageError` for a kind of number of what is not in bytes.
    """
    base = find_subject(subject)
    if of == "bytes":
        return Bytes(base, of, str(dtype or "float32"))
    if dtype:
        raise UsageError(f"dtype is of bytes, not of {of}: --of bytes, or a budget such as 400KB")
    return counted(base, of)
