"""A network from a file, by what its name ends in."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from os.path import isdir
from pathlib import Path
from types import MappingProxyType
from typing import Any

from symbolic.errors import FileError
from symbolic.files import check_regular, read_text
from symbolic.limits import CODE_BYTES
from symbolic.model.layers import NetworkLayer
from symbolic.model.placed import Placed
from symbolic.model.reading.endings import PRINTOUT, PROGRAMS, READERS, WITHOUT_FROZEN
from symbolic.model.reading.foreign_files import content_problem, file_problem, folder_problem
from symbolic.model.stack import Stack
from symbolic.record import Record

FROZEN = "Such a file does not say what is frozen, and it is counted as trained here."


class Found(Record):
    """What a file holds: layers in their places, or rows of layers that are still to be placed."""

    name: str
    placed: tuple[Placed, ...] = ()
    rows: tuple[NetworkLayer | Stack, ...] = ()
    input: Any = None
    sizes: Mapping[str, Any] = MappingProxyType({})
    notes: tuple[str, ...] = ()
    program: tuple[str, str, str] = ("", "", "")


def read_network_file(path: Path) -> Found:
    """The layers in a file; raises `FileError` with a sentence for what cannot be read.

    In a program, ``net.py::Net`` is the network of that name.
    """
    program, _, chosen = str(path).partition("::")
    if program.lower().endswith(PROGRAMS):
        from symbolic.model.code.files import read_program

        name, placed = read_program(Path(program), chosen)
        said = (read_text(Path(program), CODE_BYTES, "a program"), chosen, Path(program).name)
        return Found(
            name or Path(program).stem, placed, program=said if program.lower().endswith(".py") else ("", "", "")
        )
    name = path.name.lower()
    if isdir(path):
        raise FileError(path, folder_problem(path, (".toml", *READERS)))
    if ending := next((ending for ending in READERS if name.endswith(ending)), ""):
        check_regular(path)
        if problem := content_problem(path):
            raise FileError(path, problem)
        module, function = READERS[ending]
        read = getattr(import_module(f"symbolic.model.reading.{module}"), function)
        notes = (FROZEN,) if ending in WITHOUT_FROZEN else ()
        return Found(path.name[: -len(ending)], read(path), notes=notes)
    if name.endswith(".toml"):
        from symbolic.model.reading.toml import load_toml

        return Found(**load_toml(path))
    if problem := file_problem(path):
        raise FileError(path, problem)
    raise FileError(path, f"a network is a file of {', '.join(['.toml', *READERS, *PROGRAMS, PRINTOUT])}, or a text")
