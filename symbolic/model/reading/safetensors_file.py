"""A ``.safetensors`` file, or several under one index: the names and shapes in their headers; no number is read.

A file begins with the length of the header, eight bytes, and the header, a JSON object. Source: the format's own
description, safetensors 0.8.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from math import prod
from pathlib import Path
from struct import Struct
from typing import Any

from symbolic.errors import FileError
from symbolic.files import read_bytes, unreadable
from symbolic.limits import (
    ARRAY_AXES,
    ARRAY_EXTENT,
    SAFETENSORS_ARRAYS,
    SAFETENSORS_HEADER_BYTES,
    SAFETENSORS_INDEX_BYTES,
)
from symbolic.model.placed import Placed
from symbolic.model.reading.pytorch_arrays import AGAIN, layers_of
from symbolic.model.stored_array import StoredArray, bits

HEADER_LENGTH = Struct("<Q")

INDEX_ENDING = ".safetensors.index.json"
METADATA_KEY = "__metadata__"
SHARD_NAME = re.compile(r"(.+)-(\d+)-of-(\d+)")
"""How the parts of a network are called that is stored in several files."""

DTYPE_LETTERS = {"F": "float", "BF": "bfloat", "I": "int", "U": "uint", "C": "complex"}
EIGHT = {"F8_E4M3": "float8_e4m3fn", "F8_E5M2": "float8_e5m2", "F8_E8M0": "float8_e8m0fnu"}


def read_file(path: Path) -> tuple[Placed, ...]:
    """The network whose arrays the header names; raises `FileError` for what is not such a file."""
    shard = SHARD_NAME.fullmatch(path.stem)
    if shard and path.with_name(shard[1] + INDEX_ENDING).is_file():
        part = f"this is part {int(shard[2])} of {int(shard[3])} of a network"
        raise FileError(path, f"{part}; its index, {shard[1]}{INDEX_ENDING}, is read with all of them")
    arrays, aliases = read_header(path)
    return layers_of(arrays, aliases)


def read_index(path: Path) -> tuple[Placed, ...]:
    """The network in the files that an index names, which lie beside it; raises `FileError`."""
    raw = read_bytes(path, SAFETENSORS_INDEX_BYTES, "an index of .safetensors files")
    try:
        index = json.loads(raw)
    except (ValueError, RecursionError):
        raise FileError(path, "this is not an index of .safetensors files: it is not JSON") from None
    places = index.get("weight_map") if isinstance(index, dict) else None
    if not isinstance(places, dict) or not all(isinstance(place, str) for place in places.values()):
        raise FileError(path, "this is not an index of .safetensors files: it has no weight_map of names and files")
    stored: dict[str, StoredArray] = {}
    aliases: dict[str, str] = {}
    for place in dict.fromkeys(places.values()):
        if Path(place).name != place or "\\" in place:
            raise FileError(path, f"its files lie beside it, and {place[:60]!r} does not")
        if not path.with_name(place).is_file():
            lost = sum(other == place for other in places.values())
            raise FileError(path, f"{place[:60]}, which holds {lost} of its arrays, is not beside it")
        arrays, names = read_header(path.with_name(place))
        # An array that lies in two of the files is that of the file that the index names.
        stored |= {array.name: array for array in arrays if places.get(array.name, place) == place}
        aliases |= names
    if lost := [name for name in places if name not in stored]:
        raise FileError(path, f"{places[lost[0]][:60]} does not hold {lost[0][:60]!r}, which the index puts there")
    return layers_of(tuple(stored.values()), aliases)


def read_header(path: Path) -> tuple[tuple[StoredArray, ...], dict[str, str]]:
    """The arrays in the order of their numbers, and the names that stand for another array; raises `FileError`."""
    header, numbers = _header(path)
    if len(header) > SAFETENSORS_ARRAYS:
        raise FileError(path, f"its header names {len(header):,} arrays, and at most {SAFETENSORS_ARRAYS:,} are read")
    entries = {name: _entry(path, name, entry) for name, entry in header.items() if name != METADATA_KEY}
    ordered = sorted(entries, key=lambda name: entries[name][1])
    end = 0
    for name in ordered:
        start, after = entries[name][1]
        if start < end:
            raise FileError(path, f"this file is damaged: the bytes of {name[:60]!r} are those of another array too")
        end = after
    if end > numbers:
        raise FileError(path, "this file is cut off: its header names more bytes than there are")
    metadata = header.get(METADATA_KEY)
    names = metadata.items() if isinstance(metadata, dict) else ()
    aliases = {name: kept for name, kept in names if isinstance(kept, str) and kept in entries and name not in entries}
    return tuple(entries[name][0] for name in ordered), aliases


def _header(path: Path) -> tuple[Mapping[str, Any], int]:
    """The header, and how many bytes come after it."""
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(0)
            start = stream.read(HEADER_LENGTH.size)
            if len(start) < HEADER_LENGTH.size:
                raise FileError(path, "this is not a .safetensors file: it ends before its header")
            (length,) = HEADER_LENGTH.unpack(start)
            if length > SAFETENSORS_HEADER_BYTES:
                raise FileError(path, f"this is not a .safetensors file: its header would have {length:,} bytes")
            if length > size - HEADER_LENGTH.size:
                raise FileError(path, "this file is cut off: it ends within its header")
            raw = stream.read(length)
    except OSError as error:
        raise unreadable(path, error) from None
    try:
        header = json.loads(raw, object_pairs_hook=_pairs)
    except (ValueError, RecursionError):
        raise FileError(path, "this is not a .safetensors file, or it is cut off: its header is not JSON") from None
    if not isinstance(header, dict):
        raise FileError(path, "this is not a .safetensors file: its header is not a table of arrays")
    return header, size - HEADER_LENGTH.size - length


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A table, in which a name that is there twice keeps both values."""
    table: dict[str, Any] = {}
    times: Counter[str] = Counter()
    for name, value in pairs:
        free = name
        while free in table:
            free = f"{name}{AGAIN}{times[name] or ''}"
            times[name] += 1
        table[free] = value
    return table


def _entry(path: Path, name: str, entry: Any) -> tuple[StoredArray, tuple[int, int]]:
    """An array and where its bytes are, if all that is said of it fits together."""
    fields: dict[str, Any] = entry if isinstance(entry, dict) else {}
    shape: Any = fields.get("shape")
    offsets: Any = fields.get("data_offsets")
    if not (_whole(shape) and _whole(offsets) and len(offsets) == 2):
        raise FileError(path, f"the header says no shape of {name[:60]!r}, or no place of its bytes")
    start, end = offsets
    kind = _kind(fields.get("dtype"))
    width = bits(kind)
    needed = (prod(shape) * (width or 1) + 7) // 8
    if end - start < needed or (width and end - start > needed):
        raise FileError(path, f"this file is damaged: the shape of {name[:60]!r} does not fit its bytes")
    return StoredArray(name, tuple(shape), kind, stored_bytes=end - start), (start, end)


def _kind(dtype: Any) -> str:
    """The kind of number as the frameworks call it, as it is written where it is another.

    >>> _kind("BF16"), _kind("F8_E4M3"), _kind("BOOL"), _kind("F4")
    ('bfloat16', 'float8_e4m3fn', 'bool', 'float4')
    """
    text = str(dtype)[:40]
    match = re.fullmatch(r"([A-Z]+)(\d+)", text)
    if match and match[1] in DTYPE_LETTERS:
        return DTYPE_LETTERS[match[1]] + match[2]
    return EIGHT.get(text, text.lower())


def _whole(numbers: Any) -> bool:
    bounded = isinstance(numbers, list) and len(numbers) <= ARRAY_AXES
    return bounded and all(type(number) is int and 0 <= number <= ARRAY_EXTENT for number in numbers)
