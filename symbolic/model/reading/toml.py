"""A network from a ``.toml`` file: its layers as text, sizes, and cells of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from symbolic._cell import Cell
from symbolic.errors import FileError, NetworkError
from symbolic.files import read_toml
from symbolic.limits import NETWORK_FILE_BYTES
from symbolic.model.text import parse_rows

NETWORK_FIELDS = {
    "layers": (str, "a text"),
    "name": (str, "a text"),
    "input": (int | str, "a size"),
    "sizes": (dict, "a table of numbers"),
    "cells": (dict, "a table of .toml files"),
}


def load_toml(path: Path) -> dict[str, Any]:
    """The network and the sizes that the file gives.

    ``layers`` is the text of a network, ``cells`` maps names in it to ``.toml`` files beside this one. Raises
    `FileError` for what is not so, `NetworkError` with the place in ``layers``.
    """
    data = _checked(path, read_toml(path, NETWORK_FILE_BYTES, "a network as text"))
    cells = {name: Cell.load(path.parent / file) for name, file in data.get("cells", {}).items()}
    try:
        rows = tuple(parse_rows(data["layers"], cells))
    except NetworkError as error:
        raise FileError(path, str(error)) from None
    name = data.get("name", path.stem)
    return {"name": name, "rows": rows, "input": data.get("input"), "sizes": data.get("sizes", {})}


def holds_network(path: Path) -> bool:
    """Whether a ``.toml`` file has the layers of a network; of one that cannot be read, nobody knows.

    >>> holds_network(Path("missing.toml"))
    False
    """
    try:
        data = read_toml(path, NETWORK_FILE_BYTES, "a network as text")
    except FileError:
        return False
    return "layers" in data and "equations" not in data


def _checked(path: Path, data: dict[str, Any]) -> dict[str, Any]:
    if "equations" in data:
        raise FileError(path, "this is a cell, which `symbolic show` takes; a network has the key layers")
    for key in data:
        if key not in NETWORK_FIELDS:
            raise FileError(path, f"unknown key {key!r:.60}; a network has {', '.join(NETWORK_FIELDS)}")
    for key, (kind, meant) in NETWORK_FIELDS.items():
        if key in data and not isinstance(data[key], kind):
            raise FileError(path, f"{key} is {meant}")
    if not all(isinstance(file, str) for file in data.get("cells", {}).values()):
        raise FileError(path, 'cells maps a name to a .toml file, such as minimal = "minimal.toml"')
    if "layers" not in data:
        raise FileError(path, 'the key layers is missing: layers = "embedding(V, e) > lstm(m) > dense(V)"')
    return data
