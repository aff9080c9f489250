"""Lists of names and shapes: of a state dict, of ``model.weights``, of initialisers, in an error of PyTorch."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symbolic.limits import ARRAY_AXES, ARRAY_EXTENT, PRINTOUT_COLUMNS
from symbolic.model.stored_array import Shape, StoredArray
from symbolic.record import Record

NUMBERS = r"[\[(](?P<shape>[\d\s,]*)[\])]"
NAME = r"(?P<name>[A-Za-z_][\w./:-]*)"
MISMATCH = re.compile(
    rf"size mismatch for {NAME}: copying a param with shape (?:torch\.Size\()?{NUMBERS}\)? from checkpoint, "
    r"the shape in current model is (?:torch\.Size\()?[\[(](?P<model>[\d, ]*)[\])]"
)
SIZES = re.compile(
    rf"(?<![\w./:-]){NAME}(?:[\s:,=|()'\"-]|Parameter containing|Size of|shape){{0,60}}?torch\.Size\({NUMBERS}\)"
)
KERAS = re.compile(r"<(?:KerasVariable|Variable)\s(?P<said>[^<>\n]*)")
TENSORFLOW = re.compile(rf"<tf\.Variable '(?P<name>[^'\n]+)' shape={NUMBERS} dtype=(?P<dtype>\w+)")
PLAIN = re.compile(
    rf"[\s\-*|]*['\"]?{NAME}['\"]?[\s:,=|]+(?:(?:shape|size|dims)\s*[=:]?\s*)?(?:(?:b?float|u?int)\d+\s*)?{NUMBERS}"
    r"[\s,|]*(?:(?:dtype=)?(?P<dtype>b?float\d+|u?int\d+))?[\s,|)\d]*"
)


class NamedShapes(Record):
    """Arrays by name, with their lines; ``other`` are the shapes of a second network, which an error names."""

    arrays: tuple[StoredArray, ...]
    lines: tuple[int, ...]
    other: dict[str, Shape]


def find_names(text: str) -> NamedShapes | None:
    """The arrays that a text names with their shapes; None where it is no such list.

    >>> found = find_names("lstm.weight_ih_l0 torch.Size([240, 81])")
    >>> found.arrays[0].name, found.arrays[0].shape
    ('lstm.weight_ih_l0', (240, 81))
    >>> find_names("lstm(m) > dense(10)")
    """
    for read in (_mismatches, _keras, _tensorflow, _sizes, _plain):
        found = [
            (name.rstrip(":"), shape, dtype, place) for name, shape, dtype, place in read(text) if shape is not None
        ]
        if found:
            kept = {name: (StoredArray(name, shape, dtype), place) for name, shape, dtype, place in found}
            other = {m["name"]: s for m in MISMATCH.finditer(text) if (s := _shape(m["model"])) is not None}
            return NamedShapes(tuple(a for a, _ in kept.values()), tuple(line for _, line in kept.values()), other)
    return None


Row = tuple[str, Shape | None, str, int]


def _mismatches(text: str) -> Iterator[Row]:
    for match in MISMATCH.finditer(text):
        yield match["name"], _shape(match["shape"]), "", _line(text, match)


def _keras(text: str) -> Iterator[Row]:
    for match in KERAS.finditer(text):
        said = match["said"]
        path, shape = re.search(r"path=([^,\s>]+)", said), re.search(r"shape=\(([\d, ]*)\)", said)
        dtype = re.search(r"dtype=(\w+)", said)
        if path and shape:
            yield path[1], _shape(shape[1]), dtype[1] if dtype else "", _line(text, match)


def _tensorflow(text: str) -> Iterator[Row]:
    for match in TENSORFLOW.finditer(text):
        yield match["name"].partition(":")[0], _shape(match["shape"]), match["dtype"], _line(text, match)


def _sizes(text: str) -> Iterator[Row]:
    for match in SIZES.finditer(text):
        yield match["name"], _shape(match["shape"]), "", _line(text, match)


def _plain(text: str) -> Iterator[Row]:
    """Lines that are a name and a shape, all of them but a few."""
    lines = [(place, line) for place, line in enumerate(text.split("\n"), 1) if line.strip()]
    found = [
        (place, match) for place, line in lines if len(line) <= PRINTOUT_COLUMNS and (match := PLAIN.fullmatch(line))
    ]
    # One word with numbers in brackets is a layer of a network: lstm (64).
    telling = any(re.search(r"[._/]", match["name"]) for _, match in found)
    if found and telling and 2 * len(found) > len(lines):
        for place, match in found:
            yield match["name"], _shape(match["shape"]), match["dtype"] or "", place


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1


def _shape(text: str) -> Shape | None:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > ARRAY_AXES or not all(part.isdecimal() and len(part) < 20 for part in parts):
        return None
    if any(int(part) > ARRAY_EXTENT for part in parts):
        return None
    return tuple(int(part) for part in parts)
