"""A cell from a ``.toml`` file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from symbolic.errors import FileError
from symbolic.files import parse_toml, read_text
from symbolic.limits import CELL_FILE_BYTES

CELL_FIELDS = (
    *("equations", "sizes", "name", "title", "source", "summary", "note", "key"),
    *("fixed", "activations", "latex", "letters", "output", "identity", "static"),
)


def read_cell_file(file: str | PathLike[str]) -> dict[str, Any]:
    """The fields of a cell, named after the file by default. Raises `FileError` for a file that cannot be read."""
    path = Path(file)
    text = read_text(path, CELL_FILE_BYTES, "a cell")
    data = _checked(path, parse_toml(path, text))
    data.setdefault("name", path.stem)
    if isinstance(data["equations"], str):
        # So that every error, a late one too, names the line of the file.
        data["equations"] = "\n" * _lines_above(text, data["equations"]) + data["equations"].lstrip("\n")
    return {**data, "file": str(path)}


def spell_cell_file(fields: Mapping[str, Any], note: str = "") -> str:
    """The text of a ``.toml`` file with these fields of a cell, which `read_cell_file` reads back.

    >>> print(spell_cell_file({"equations": "h[t] = U @ h[t-1]", "sizes": {"h": "m"}, "fixed": ["U"]}))
    equations = \"\"\"
    h[t] = U @ h[t-1]
    \"\"\"
    fixed = ["U"]
    <BLANKLINE>
    [sizes]
    h = "m"
    <BLANKLINE>
    """
    lines = [f"# {note}"] if note else []
    tables: list[str] = []
    for name, value in fields.items():
        if isinstance(value, Mapping):
            if value:
                tables += ["", f"[{name}]", *(f"{_key(key)} = {_spelled(part)}" for key, part in value.items())]
        elif name == "equations":
            lines += [f'{name} = """', str(value), '"""']
        elif value:
            lines.append(f"{name} = {_spelled(value)}")
    return "\n".join([*lines, *tables]) + "\n"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _spelled(name)


def _spelled(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_spelled, value))}]"
    return json.dumps(value, ensure_ascii=True)


def _checked(path: Path, data: dict[str, Any]) -> dict[str, Any]:
    if "layers" in data and "equations" not in data:
        problem = "this file describes a network, not a cell: use `symbolic summary` or `symbolic cost`"
        raise FileError(path, f"{problem}; a cell has the key equations")
    for key in data:
        if key not in CELL_FIELDS:
            raise FileError(path, f"unknown key {key!r:.60}; a cell has {', '.join(CELL_FIELDS)}")
    for key in ("equations", "sizes"):
        if key not in data:
            raise FileError(path, f"the key {key} is missing")
    return data


def _lines_above(text: str, equations: str) -> int:
    """How many lines of the file stand above the first equation."""
    key = re.search(r"""^\s*["']?equations["']?\s*=""", text, re.M)
    if not key:
        return 0
    place = text.find(equations.strip("\n"), key.end())
    # A string with escapes is spelled differently in the file; it begins where the key does.
    return text.count("\n", 0, place if place >= 0 else key.end())
