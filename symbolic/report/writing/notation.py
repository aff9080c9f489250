"""Notation: how names, signs and numbers are written in LaTeX, as data from a TOML file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from symbolic.errors import DefinitionError, FileError, UnknownName
from symbolic.files import parse_toml, read_text
from symbolic.language.latex_names import check_latex
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.roles import ROLES
from symbolic.limits import NOTATION_BYTES
from symbolic.record import Record

GATE_PLACE = "<gate>"
SECOND_BIAS = "second bias"
SHIFT = "shift"
TIME_STYLES = {
    "subscript": "_{}",
    "superscript": "^({})",
    "plain superscript": "^{}",
    "angle brackets": r"_\langle {}\rangle",
}
"""Where the time stands behind a letter, and what is around it."""
THOUSANDS = {",": "{,}", ".": "{.}", " ": r"\,", "": ""}
NO_CHANGES: Mapping[str, str] = {}


class Notation(Record):
    r"""How a document writes a cell; what is left out stays as the cell has it.

    ``roles`` maps a role, or ``second bias``, or ``shift`` for that of a layer norm, to the LaTeX of such a parameter
    with ``<gate>`` for its gate. ``gates`` maps a gate to what it is called, as a signal and as an index of parameters,
    an empty text for none; ``signals`` and ``sizes`` map names of a cell, ``functions`` names of operations.
    ``modifiers`` are applied to the equations where they fit; ``complements`` are gates that are read the other way
    round, ``1 - z`` in place of ``z``. ``time`` is a key of `TIME_STYLES`; ``terms`` is how many terms of a sum stand
    on one line, 0 as many as fit.
    """

    title: str = ""
    modifiers: Mapping[str, str] = NO_CHANGES
    complements: Sequence[str] = ()
    roles: Mapping[str, str] = NO_CHANGES
    gates: Mapping[str, str] = NO_CHANGES
    signals: Mapping[str, str] = NO_CHANGES
    sizes: Mapping[str, str] = NO_CHANGES
    functions: Mapping[str, str] = NO_CHANGES
    hadamard: str = r"\odot"
    product: str = ""
    time: str = "subscript"
    thousands: str = ","
    bold: bool = False
    terms: int = 0


OWN_NOTATION = Notation("The project's own")


def notations() -> list[str]:
    """The names of the presets.

    >>> notations()
    ['cho', 'goodfellow', 'greff', 'keras', 'olah', 'own', 'pytorch']
    """
    return sorted(path.stem for path in _folder().glob("*.toml"))


def find_notation(name: str) -> Notation:
    """A preset by name, or a ``.toml`` file of the user's own.

    Raises `UnknownName`, `FileError` for a file that cannot be read and `DefinitionError` for what it says.
    """
    if name.endswith(".toml"):
        return _read(Path(name))
    if name not in notations():
        raise UnknownName("notation", name, notations(), "a notation of your own is a path to a .toml file")
    return _read(_folder() / f"{name}.toml")


def grouped(number: int, notation: Notation = OWN_NOTATION) -> str:
    """A number in LaTeX with separators that leave no space: ``4{,}457{,}472``."""
    return f"{number:,}".replace(",", THOUSANDS[notation.thousands])


@cache
def _read(path: Path) -> Notation:
    text = read_text(path, NOTATION_BYTES, "a notation")
    data = parse_toml(path, text)
    for key, value in data.items():
        for name, part in value.items() if _is_filled_table(key, value) else [("", value)]:
            try:
                _check({key: {name: part} if name else part})
            except (DefinitionError, UnknownName) as error:
                raise FileError(path, f"line {_line(text, key, name)}: {error}") from None
    return Notation(**data)


def _is_filled_table(key: str, value: Any) -> bool:
    """Whether each name of a table is to be checked by itself; an empty table is checked as a whole."""
    return isinstance(value, dict) and bool(value) and key in Notation._fields


def _line(text: str, key: str, name: str) -> int:
    """The line of a file that sets a key, or a name in the table of that key; that of the key where it is not found."""
    words = [rf"""["']?{re.escape(word)}["']?""" for word in (key, name)]
    of_key = re.compile(rf"\s*(?:\[\s*{words[0]}\s*[.\]]|{words[0]}\s*[.=])")
    of_name = re.compile(rf"(?:^|.*[{{,.])\s*{words[1]}\s*=")
    found, inside = 1, False
    for number, line in enumerate(text.splitlines(), 1):
        if of_key.match(line):
            found, inside = number, True
            if not name:
                break
        elif line.lstrip().startswith("["):
            inside = False
        if inside and name and of_name.match(line):
            return number
    return found


def _check(data: dict[str, Any]) -> None:
    for key, value in data.items():
        if key not in Notation._fields:
            raise DefinitionError(f"unknown key {key!r:.60}; a notation has {', '.join(Notation._fields)}")
        default = Notation._defaults[key]
        kind = Mapping if default is NO_CHANGES else list if default == () else type(default)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            word = {
                Mapping: "a table of texts",
                str: "a text",
                bool: "true or false",
                int: "a whole number",
                list: "a list of gates",
            }[kind]
            raise DefinitionError(f"{key} is {word}, not {value!r:.60}")
        if default is NO_CHANGES:
            _check_table(key, value)
        elif default == () and not all(isinstance(gate, str) for gate in value):
            raise DefinitionError(f"{key} is a list of gates, not {value!r:.60}")
    for key in ("hadamard", "product"):
        if data.get(key):
            check_latex(key, data[key])
    for key, allowed in (("time", tuple(TIME_STYLES)), ("thousands", tuple(THOUSANDS))):
        if data.get(key, allowed[0]) not in allowed:
            known = ", ".join(repr(choice) for choice in allowed)
            raise DefinitionError(f"{key} is one of {known}, not {data[key]!r:.60}")
    if not 0 <= data.get("terms", 0) <= 20:
        raise DefinitionError(f"terms is from 0 to 20, not {data['terms']}")


def _check_table(key: str, table: Mapping[str, Any]) -> None:
    known = {"roles": (*ROLES, SECOND_BIAS, SHIFT), "functions": tuple(OPERATIONS)}.get(key)
    for name, text in table.items():
        if not isinstance(text, str):
            raise DefinitionError(f"{key}.{name} is a text, not {text!r:.60}")
        if known and name not in known:
            raise UnknownName(key.removesuffix("s"), name, known)
        if key != "modifiers" and (text or key != "gates"):
            check_latex(f"{key}.{name}", text.replace(GATE_PLACE, "g"))


def _folder() -> Path:
    return Path(__file__).with_name("notations")
