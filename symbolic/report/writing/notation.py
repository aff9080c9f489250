"""Notation: how names, signs and numbers are written in LaTeX, as data from a TOML file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from symbolic._cell import Backward, Cell
from symbolic.errors import DefinitionError, FileError, ModifierError, UnknownName
from symbolic.files import read_toml
from symbolic.language.braces import split_scripts
from symbolic.language.latex_names import check_latex, latex_name
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.roles import BIAS, ROLES
from symbolic.language.written import WORDS
from symbolic.limits import NOTATION_BYTES
from symbolic.record import Record, replace

GATE = "<gate>"
SECOND_BIAS = "second bias"
TIMES = ("subscript", "superscript")
THOUSANDS = {",": "{,}", ".": "{.}", " ": r"\,", "": ""}
NONE: Mapping[str, str] = {}


class Notation(Record):
    r"""How a document writes a cell; what is left out stays as the cell has it.

    ``roles`` maps a role, or ``second bias``, to the LaTeX of such a parameter with ``<gate>`` for its
    gate; ``gates``, ``signals`` and ``sizes`` map names of a cell, ``functions`` names of operations;
    ``modifiers`` are applied to the equations where they fit. ``time`` is ``subscript`` or
    ``superscript``; ``terms`` is how many terms of a sum stand on one line, 0 as many as fit.
    """

    title: str = ""
    modifiers: Mapping[str, str] = NONE
    roles: Mapping[str, str] = NONE
    gates: Mapping[str, str] = NONE
    signals: Mapping[str, str] = NONE
    sizes: Mapping[str, str] = NONE
    functions: Mapping[str, str] = NONE
    hadamard: str = r"\odot"
    product: str = ""
    time: str = "subscript"
    thousands: str = ","
    bold: bool = False
    terms: int = 0


OWN = Notation("The project's own")


def notations() -> list[str]:
    """The names of the presets.

    >>> notations()
    ['goodfellow', 'keras', 'olah', 'own', 'pytorch']
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


def noted(cell: Cell, notation: Notation) -> Cell:
    """The cell with its names as the notation writes them; the same parameters, the same count.

    A name that two parameters would share is left as the cell has it.

    >>> from symbolic import cell
    >>> noted(cell("lstm"), find_notation("pytorch")).definition.latex["W_f"]
    'W_{if}'
    """
    if notation == OWN:
        return cell
    changed = cell
    for name, value in () if isinstance(cell, Backward) else notation.modifiers.items():
        try:
            changed = changed.modified(**{name: value})
        except ModifierError:
            continue
    wanted = {**_parameters(changed, notation), **_known(changed, notation)}
    names = {**changed.definition.latex, **_distinct(changed, wanted)}
    if notation.bold:
        names |= {name: bold_letter(names.get(name) or latex_name(name)) for name in _arrays(changed)}
    definition = replace(changed.definition, latex=names)
    if isinstance(cell, Backward):
        return Backward(cell.forward, replace(cell.derived, definition=definition))
    # Modifiers of the notation are not those of the cell.
    return Cell.of(definition, {field: getattr(cell, field) for field in WORDS}, changed._letters, cell.modifiers)


def grouped(number: int, notation: Notation = OWN) -> str:
    """A number in LaTeX with separators that leave no space: ``4{,}457{,}472``."""
    return f"{number:,}".replace(",", THOUSANDS[notation.thousands])


def _parameters(cell: Cell, notation: Notation) -> dict[str, str]:
    """The LaTeX of each parameter by its role and its gate."""
    gates = cell.definition.names.parameters
    symbols: dict[str, str] = {}
    biased: set[str] = set()
    for name, role in cell.roles.items():
        gate = gates[name].equation.name
        if role == BIAS and gate in biased:
            role = SECOND_BIAS
        elif role == BIAS:
            biased.add(gate)
        if role in notation.roles and name not in cell.definition.fixed:
            shown = notation.gates.get(gate) or cell.definition.latex.get(gate) or latex_name(gate)
            pattern = notation.roles[role]
            if len(cell.definition.names.signals) == 1:
                # A cell of one equation has no gates to tell apart.
                pattern = pattern.replace(f"_{{{GATE}}}", "").replace(f"^{{{GATE}}}", "")
            symbols[name] = _filled(pattern, shown)
    return symbols


def _filled(pattern: str, gate: str) -> str:
    r"""The pattern with its gate: apart from a letter behind it, in braces where it is a whole script.

    >>> _filled("W_{<gate>x}", r"\mu"), _filled("W_<gate>", "c_{r}")
    ('W_{\\mu x}', 'W_{c_{r}}')
    """
    pattern = re.sub(f"([_^]){GATE}", rf"\1{{{GATE}}}", pattern)
    apart = f"{gate} " if re.search(r"\\[A-Za-z]+$", gate) else gate
    return re.sub(f"{GATE}(?=[A-Za-z])", lambda _: apart, pattern).replace(GATE, gate)


def _known(cell: Cell, notation: Notation) -> dict[str, str]:
    names = {*cell.definition.names.inputs, *cell.definition.names.signals}
    known = {name: latex for name, latex in notation.signals.items() if name in names}
    known |= {name: latex for name, latex in notation.sizes.items() if name in cell.definition.letters}
    return known | dict(notation.functions)


def _distinct(cell: Cell, wanted: dict[str, str]) -> dict[str, str]:
    """Those of the wanted names that no other name of the cell has."""
    names = cell.definition.names
    every = [*names.inputs, *names.signals, *names.parameters, *cell.definition.letters]
    shown = {name: wanted.get(name) or cell.definition.latex.get(name) or latex_name(name) for name in every}
    while True:
        values = list(shown.values())
        clash = [name for name in shown if name in wanted and values.count(shown[name]) > 1]
        if not clash:
            return {name: latex for name, latex in wanted.items() if name not in shown or shown[name] == latex}
        for name in clash:
            shown[name] = cell.definition.latex.get(name) or latex_name(name)
            del wanted[name]


def _arrays(cell: Cell) -> list[str]:
    """The names that stand for vectors and matrices."""
    names = cell.definition.names
    every = [*names.inputs, *names.signals, *names.parameters]
    return [name for name in every if len(cell._shapes.names[name]) > 0]


def bold_letter(latex: str) -> str:
    r"""The letter bold, its scripts as they are.

    >>> bold_letter("W_{f}"), bold_letter(r"\tilde{c}_{t}")
    ('\\boldsymbol{W}_{f}', '\\boldsymbol{\\tilde{c}}_{t}')
    """
    letter, scripts = split_scripts(latex)
    return rf"\boldsymbol{{{letter}}}{scripts}"


@cache
def _read(path: Path) -> Notation:
    try:
        return Notation(**_checked(read_toml(path, NOTATION_BYTES, "a notation")))
    except (DefinitionError, UnknownName) as error:
        raise FileError(path, str(error)) from None


def _checked(data: dict[str, Any]) -> dict[str, Any]:
    for key, value in data.items():
        if key not in Notation._fields:
            raise DefinitionError(f"unknown key {key!r:.60}; a notation has {', '.join(Notation._fields)}")
        default = Notation._defaults[key]
        kind = Mapping if default is NONE else type(default)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            word = {Mapping: "a table of texts", str: "a text", bool: "true or false", int: "a whole number"}[kind]
            raise DefinitionError(f"{key} is {word}, not {value!r:.60}")
        if default is NONE:
            _check_table(key, value)
    for key in ("hadamard", "product"):
        if data.get(key):
            check_latex(key, data[key])
    for key, allowed in (("time", TIMES), ("thousands", tuple(THOUSANDS))):
        if data.get(key, allowed[0]) not in allowed:
            known = ", ".join(repr(choice) for choice in allowed)
            raise DefinitionError(f"{key} is one of {known}, not {data[key]!r:.60}")
    if not 0 <= data.get("terms", 0) <= 20:
        raise DefinitionError(f"terms is from 0 to 20, not {data['terms']}")
    return data


def _check_table(key: str, table: Mapping[str, Any]) -> None:
    known = {"roles": (*ROLES, SECOND_BIAS), "functions": tuple(OPERATIONS)}.get(key)
    for name, text in table.items():
        if not isinstance(text, str):
            raise DefinitionError(f"{key}.{name} is a text, not {text!r:.60}")
        if known and name not in known:
            raise UnknownName(key.removesuffix("s"), name, known)
        if key != "modifiers":
            check_latex(f"{key}.{name}", text.replace(GATE, "g"))


def _folder() -> Path:
    return Path(__file__).with_name("notations")
