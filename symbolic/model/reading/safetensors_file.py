"""A ``.safetensors`` file: the names and shapes in its header; no number is read.

The file begins with the length of the header, eight bytes, and the header, a JSON object. Source: the format's own
description, safetensors 0.8.
"""

from __future__ import annotations

import json
from math import prod
from pathlib import Path
from struct import Struct
from typing import Any

from symbolic.errors import FileError
from symbolic.model.placed import Placed
from symbolic.model.reading.files import unreadable
from symbolic.model.reading.pytorch_arrays import layers_of
from symbolic.model.stored_array import Shape

LENGTH = Struct("<Q")
MOST_HEADER = 100_000_000
"""The bound of the format itself."""

MOST_AXES = 32


def read_file(path: Path) -> tuple[Placed, ...]:
    """The network whose arrays the header names; raises `FileError` for what is not such a file."""
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(0)
            start = stream.read(LENGTH.size)
            if len(start) < LENGTH.size:
                raise FileError(path, "this is no .safetensors file: it ends before its header")
            (length,) = LENGTH.unpack(start)
            if length > MOST_HEADER:
                raise FileError(path, f"this is no .safetensors file: its header would have {length:,} bytes")
            raw = stream.read(length)
    except OSError as error:
        raise unreadable(path, error) from None
    try:
        header = json.loads(raw)
    except (ValueError, RecursionError):
        raise FileError(path, "this is no .safetensors file, or it is cut off: its header is not JSON") from None
    if not isinstance(header, dict):
        raise FileError(path, "this is no .safetensors file: its header is no table of arrays")
    held = {name: entry for name, entry in header.items() if name != "__metadata__"}
    ends = {name: _end(path, name, entry) for name, entry in held.items()}
    if max(ends.values(), default=0) > size - LENGTH.size - length:
        raise FileError(path, "this file is cut off: its header names more bytes than there are")
    placed = sorted(held, key=lambda name: held[name]["data_offsets"])
    arrays: dict[str, Shape] = {name: tuple(held[name]["shape"]) for name in placed}
    return layers_of(arrays)


def _end(path: Path, name: str, entry: Any) -> int:
    """Where the numbers of an array end, if all that is said of it fits together."""
    fields: dict[str, Any] = entry if isinstance(entry, dict) else {}
    shape: Any = fields.get("shape")
    offsets: Any = fields.get("data_offsets")
    if not (_whole(shape) and _whole(offsets) and len(offsets) == 2):
        raise FileError(path, f"the header says no shape of {name[:60]!r}")
    start, end = offsets
    if (end - start) * 8 < prod(shape) or end < start:
        raise FileError(path, f"the header says {prod(shape):,} numbers of {name[:60]!r}, which do not fit its bytes")
    return end


def _whole(numbers: Any) -> bool:
    bounded = isinstance(numbers, list) and len(numbers) <= MOST_AXES
    return bounded and all(type(number) is int and number >= 0 for number in numbers)
