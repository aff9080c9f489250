"""Cells of third parties: folders of ``.toml`` files, and the entry points of installed packages.

Both are looked at only when a name is not in the catalogue.
"""

from __future__ import annotations

import os
import sys
import warnings
from typing import TYPE_CHECKING

from symbolic.catalog.entries import FOLDERS_VARIABLE, entries
from symbolic.catalog.entry import Entry
from symbolic.errors import FileError, SymbolicError

if TYPE_CHECKING:
    from pathlib import Path

    from symbolic._cell import Cell

ENTRY_POINTS = "symbolic.cells"
TAKEN = "the catalogue has a cell of that name; give the file another, or name it by its path"


def folder_files() -> dict[str, Path]:
    """The ``.toml`` files in the folders of ``SYMBOLIC_CELLS``, by the name of the file.

    Raises `FileError` for a folder that is not there, for two files of one name, and for a file with a
    name of the catalogue.
    """
    files: dict[str, Path] = {}
    for folder in _folders():
        if not os.path.isdir(folder):
            raise FileError(folder, "this is not a folder of cells")
        from pathlib import Path

        for path in sorted(Path(folder).glob("*.toml")):
            if path.stem in entries():
                raise FileError(path, TAKEN)
            if path.stem in files:
                raise FileError(path, f"there is a cell of that name already, {files[path.stem]}")
            files[path.stem] = path
    return files


def refuse_a_file_named(name: str) -> None:
    """Raise `FileError` where a folder has a file with this name of the catalogue.

    It would never be reached; this asks for the one file, and looks through no folder.
    """
    for folder in _folders():
        path = os.path.join(folder, f"{name}.toml")
        if os.path.exists(path):
            raise FileError(path, TAKEN)


def find_elsewhere(name: str) -> Cell | None:
    """A cell of a folder, or of an installed package, by name.

    A package declares ``[project.entry-points."symbolic.cells"]`` with ``anything = "module:object"``;
    the object maps names to `Cell`, `Entry` or paths of ``.toml`` files. One that is broken is named
    in a warning and skipped, and so is a cell with a name of the catalogue; a name that two of them
    declare is refused.
    """
    path = folder_files().get(name)
    if path is not None:
        return as_cell(name, path)
    if not _declared_by_a_package():
        return None
    from importlib.metadata import entry_points

    cells: dict[str, Cell] = {}
    for point in entry_points(group=ENTRY_POINTS):
        try:
            declared = dict(point.load())
            for taken in sorted(set(declared) & set(entries())):
                warnings.warn(f"{taken} of the plug-in {point.name} was skipped: the catalogue has it", stacklevel=2)
            if name in declared:
                cells[point.value] = as_cell(name, declared[name])
        except (Exception, SystemExit) as error:
            # Code of others can fail in any way, and must not take the catalogue with it.
            warnings.warn(f"the plug-in {point.name} ({point.value}) was skipped: {_reason(error)}", stacklevel=2)
    if len(cells) > 1:
        raise FileError(name, f"several plug-ins declare a cell of that name: {', '.join(sorted(cells))}")
    return next(iter(cells.values()), None)


def _folders() -> list[str]:
    return [folder for folder in os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep) if folder]


def _reason(error: BaseException) -> str:
    """What went wrong, in one line."""
    first = next(iter(str(error).splitlines()), "")
    return first if isinstance(error, SymbolicError) else f"{type(error).__name__}: {first}"


def _declared_by_a_package() -> bool:
    """Whether any installed package names our group: a look that costs a tenth of asking for entry points."""
    for folder in sys.path:
        try:
            installed = [
                entry.path for entry in os.scandir(folder or ".") if entry.name.endswith(("-info", ".egg-info"))
            ]
        except NotADirectoryError:
            return True  # An archive, which only importlib can look into.
        except OSError:
            continue
        for path in installed:
            try:
                with open(os.path.join(path, "entry_points.txt"), encoding="utf-8", errors="replace") as file:
                    if f"[{ENTRY_POINTS}]" in file.read():
                        return True
            except OSError:
                continue
    return False


def as_cell(name: str, declared: object) -> Cell:
    """What a package declares, as a cell."""
    from symbolic._cell import Cell

    if isinstance(declared, Cell):
        return declared
    if isinstance(declared, Entry):
        return declared.cell(name)
    if isinstance(declared, str | os.PathLike):
        return Cell.load(declared)
    raise FileError(name, f"a plug-in declares a Cell, an Entry or a path, not {type(declared).__name__}")
