"""A class in a file of code, ``units.py::Unit``, where the command line is told to run it."""

from __future__ import annotations

import ast
import sys
from contextlib import redirect_stdout
from importlib.util import module_from_spec, spec_from_file_location
from inspect import signature
from os.path import abspath, dirname, isfile
from typing import Any

from symbolic._cell import Cell
from symbolic.cli.class_word import CLASS
from symbolic.errors import FileError, SymbolicError, UnknownName, UsageError

FIRST_NUMBERS = (3, 5, 7, 11, 13)
"""Numbers for the arguments of a class that has to be made and is named without any."""


def read_class(word: str) -> Cell:
    """The cell that the class computes, traced; raises `SymbolicError`."""
    match = CLASS.fullmatch(word)
    if match is None:
        raise UsageError(f"{word[:60]} names no class; write units.py::Unit, or units.py::Unit(3, 5)")
    kind = _class(match["file"], match["name"])
    values, named = _arguments(word, match["arguments"]) if match["arguments"] else (_likely(kind), {})
    try:
        with redirect_stdout(sys.stderr):
            made = kind(*values, **named)
    except Exception as refusal:
        # The user's own class runs here, and may fail in any way.
        raise UsageError(
            f"{match['name']} cannot be made: {str(refusal)[:160]}; say its arguments: "
            f"{match['file']}::{match['name']}(3, 5)"
        ) from None
    return Cell.from_module(made, name=match["name"])


def _arguments(word: str, text: str) -> tuple[list[Any], dict[str, Any]]:
    """Plain values in brackets, which are read and not run."""
    try:
        call = ast.parse(f"f{text}", mode="eval").body
        if not isinstance(call, ast.Call):
            raise ValueError
        named = {part.arg or "": ast.literal_eval(part.value) for part in call.keywords}
        return [ast.literal_eval(part) for part in call.args], named
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise UsageError(f"the arguments of {word[:60]} are numbers and words, as in (3, 5, bias=False)") from None


def _likely(kind: type) -> list[int]:
    """Different numbers for the arguments that a class needs."""
    try:
        parameters = signature(kind).parameters.values()
    except (TypeError, ValueError):
        return []
    needed = [part for part in parameters if part.default is part.empty and part.kind is part.POSITIONAL_OR_KEYWORD]
    return [*FIRST_NUMBERS[: len(needed)]]


def _class(file: str, name: str) -> Any:
    if not isfile(file):
        raise FileError(file, "there is no such file")
    spec = spec_from_file_location("symbolic_user_code", file)
    if spec is None or spec.loader is None:
        raise FileError(file, "it cannot be run as Python")
    module = module_from_spec(spec)
    sys.modules["symbolic_user_code"] = module
    sys.path.insert(0, dirname(abspath(file)))
    try:
        # What the file prints is not the answer.
        with redirect_stdout(sys.stderr):
            spec.loader.exec_module(module)
    except SymbolicError:
        raise
    except Exception as refusal:
        # So may the user's own file.
        raise FileError(file, f"it stops with {type(refusal).__name__}: {str(refusal)[:200]}") from None
    finally:
        sys.path.pop(0)
    if not isinstance(kind := getattr(module, name, None), type):
        raise UnknownName("class", name, [word for word, value in vars(module).items() if isinstance(value, type)])
    return kind
