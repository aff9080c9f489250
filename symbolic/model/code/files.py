"""A program from a file, from a notebook, or from standard input."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from symbolic.errors import CodeError, FileError
from symbolic.files import read_text
from symbolic.limits import CODE_BYTES, NOTEBOOK_BYTES
from symbolic.model.code.reading import read_code
from symbolic.model.code.source import Source
from symbolic.model.placed import Placed


def read_program(path: Path, chosen: str = "") -> tuple[str, tuple[Placed, ...]]:
    """The name and the layers of the network in a ``.py`` file or a notebook; raises `FileError` and `CodeError`."""
    if path.name.lower().endswith(".ipynb"):
        return _read_notebook(_cells(path), chosen, path.name)
    return read_code(read_text(path, CODE_BYTES, "a program"), chosen, path.name)


def _read_notebook(cells: list[str], chosen: str, file: str) -> tuple[str, tuple[Placed, ...]]:
    """The network of the cells that are Python; where it is in none of them, the first that is not is the error."""
    lengths = [cell.count("\n") + 1 for cell in cells]
    left = [place for place, cell in enumerate(cells) if not _is_python(cell)]
    kept = ["\n" * cell.count("\n") if place in left else cell for place, cell in enumerate(cells)]
    notes = [f"cell {place + 1} is not Python, and is left aside" for place in left]
    try:
        return read_code("\n".join(kept), chosen, file, lengths, notes)
    except CodeError:
        if not left:
            raise
        return read_code("\n".join(cells), chosen, file, lengths)


def _is_python(cell: str) -> bool:
    try:
        Source(cell)
    except CodeError:
        return False
    return True


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
    return "" if text.lstrip().startswith("%%") else _unindented(text)


def _unindented(text: str) -> str:
    """The lines without the indent of the first of them, as a notebook runs them."""
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip())]
    return "\n".join(line.removeprefix(indent) for line in lines)
