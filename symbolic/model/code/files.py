"""A program from a file, from a notebook, or from standard input."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from symbolic.errors import FileError
from symbolic.files import read_text
from symbolic.limits import CODE_BYTES, NOTEBOOK_BYTES
from symbolic.model.code.reading import read_code
from symbolic.model.placed import Placed


def read_program(path: Path, chosen: str = "") -> tuple[str, tuple[Placed, ...]]:
    """The name and the layers of the network in a ``.py`` file or a notebook; raises `FileError` and `CodeError`."""
    if path.name.lower().endswith(".ipynb"):
        cells = _cells(path)
        return read_code("\n".join(cells), chosen, path.name, [cell.count("\n") + 1 for cell in cells])
    return read_code(read_text(path, CODE_BYTES, "a program"), chosen, path.name)


def _cells(path: Path) -> list[str]:
    """The code in the cells of a notebook; a cell in another language is empty."""
    import json

    try:
        notebook = json.loads(read_text(path, NOTEBOOK_BYTES, "a notebook"))
    except (ValueError, RecursionError):
        raise FileError(path, "this is not a notebook: it is not JSON") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise FileError(path, "this is not a notebook: it has no list of cells")
    return [_code(cell) for cell in cells]


def _code(cell: Any) -> str:
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return ""
    lines = cell.get("source", "")
    text = "".join(str(line) for line in lines) if isinstance(lines, list) else str(lines)
    return "" if text.lstrip().startswith("%%") else text
