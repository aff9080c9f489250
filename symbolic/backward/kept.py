"""Backward passes that were derived before, kept as data beside the package.

A pass is read only where the code that derives it is still the same, and only for the equations that it was derived of.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from symbolic.backward.naming import VALUE_LETTERS
from symbolic.backward.program import BackwardStep, BackwardSymbol, Pass
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.printer import SOURCE, spell, spell_program
from symbolic.language.sizes.size import Size
from symbolic.record import Record

PASSES_FILE = Path(__file__).with_name("passes.json")
FEW_PASSES = 8
"""Passes that a process derives before it looks for more: to read the file takes as long as to derive some of them."""
PASS_ROOMS = ("language", "backward")
"""The rooms on which a pass depends."""
NODE_CLASSES: dict[str, type[Record]] = {
    kind.__name__: kind
    for kind in (
        *(
            n.Number,
            n.Position,
            n.Parameter,
            n.Signal,
            n.Add,
            n.Multiply,
            n.Divide,
            n.Product,
            n.Power,
            n.Negate,
            n.Transpose,
        ),
        *(n.Call, n.Loop, n.Family, n.Equation, BackwardStep, BackwardSymbol),
    )
}

_asked = count()


def kept_pass(definition: Definition, shapes: Shapes) -> Pass | None:
    """The pass of a definition from its own outputs where one is kept, from the ninth that a process asks for on."""
    if next(_asked) < FEW_PASSES:
        return None
    kept = _kept()
    row = kept["passes"].get(_digest(definition)) if kept else None
    return Pass.of(definition, shapes, *kept["values"][row]) if row is not None else None


def write_passes(passes: Iterable[Pass]) -> str:
    """The text of the file for some passes."""
    rows: dict[str, int] = {}

    def row_of(value: Any) -> int:
        """The place of a value in the table, behind those that it is made of."""
        if isinstance(value, Record):
            row = [type(value).__name__, *map(field, value._values())]
        elif isinstance(value, Size):
            row = ["Size", value.denominator, *([number, *monomial] for monomial, number in value.terms.items())]
        else:
            row = ["", *map(field, value)]
        return rows.setdefault(json.dumps(row, separators=(",", ":")), len(rows))

    def field(value: Any) -> Any:
        return row_of(value) if isinstance(value, Record | Size | tuple) else [value]

    places = {
        _digest(each.forward): row_of((each.steps, tuple(each.symbols.items()), each.outputs, each.unread))
        for each in passes
    }
    listed = ",\n".join(rows)
    return f'{{"code": "{code_digest()}",\n"passes": {json.dumps(places, indent=0)},\n"values": [\n{listed}\n]}}\n'


@cache
def code_digest() -> str:
    """A text that changes when the code does by which passes are derived; empty where that cannot be read."""
    package, seen = PASSES_FILE.parents[1], sha256()
    paths = [path for room in PASS_ROOMS for path in sorted((package / room).rglob("*.py"))]
    try:
        for path in paths:
            seen.update(path.relative_to(package).as_posix().encode())
            seen.update(path.read_bytes())
    except OSError:
        return ""
    return seen.hexdigest()[:16] if paths else ""


@cache
def _kept() -> dict[str, Any]:
    """Passes by the digest of their equations, as the places of their ``values``; nothing where the code is another."""
    try:
        kept = json.loads(PASSES_FILE.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not code_digest() or kept["code"] != code_digest():
        return {}
    values: list[Any] = []
    for kind, *fields in kept["values"]:
        if kind == "Size":
            values.append(Size({tuple(map(tuple, row[1:])): row[0] for row in fields[1:]}, fields[0]))
        else:
            parts = [part[0] if type(part) is list else values[part] for part in fields]
            values.append(NODE_CLASSES[kind](*parts) if kind else tuple(parts))
    for place in kept["passes"].values():
        steps, symbols, *others = values[place]
        values[place] = (steps, dict(symbols), *others)
    return {"passes": kept["passes"], "values": values}


def _digest(definition: Definition) -> str:
    """A text that changes when anything does on which the pass of a definition depends.

    Of what its author typesets that are the first letters, which no value of the forward pass is called by.
    """
    first = sorted({latex[:1] for latex in definition.latex.values()}.intersection(VALUE_LETTERS))
    parts = (
        spell_program(definition.program, SOURCE),
        {name: tuple(map(str, shape)) for name, shape in definition.sizes.items()},
        sorted(definition.program.static),
        sorted(definition.fixed),
        sorted(definition.identity),
        {name: spell(formula, SOURCE) for name, formula in definition.activations.items()},
        definition.output,
        first,
    )
    return sha256(repr(parts).encode()).hexdigest()[:16]
