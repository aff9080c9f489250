"""Which cell of the catalogue another one is, up to names: equal, equal but for biases, or the nearest."""

from __future__ import annotations

from collections import Counter
from functools import cache

from symbolic._cell import Cell
from symbolic.catalog import cells, find_cell
from symbolic.language.fingerprint import Fingerprints
from symbolic.language.nodes import Call
from symbolic.language.roles import BIAS
from symbolic.record import Record

EQUAL, BIASES, SWAPPED, NEAR = "equal", "equal but for biases", "equal but for a swapped gate", "near"


class Likeness(Record):
    """The nearest cell of the catalogue: ``relation`` is equal, but for biases, but for a swapped gate, or near.

    ``shared`` is the part of the equations of both that agree, biases aside; ``swapped`` the gate whose g and 1 - g
    change places; ``differences`` pairs the equations of both that differ.
    """

    name: str
    relation: str
    shared: float
    swapped: str = ""
    differences: tuple[tuple[str, str], ...] = ()


def find_likeness(cell: Cell) -> Likeness:
    """The cell of the catalogue whose equations agree with these, or are the nearest to them.

    >>> own = Cell("s[t] = tanh(A @ u[t] + B @ s[t-1] + c)", {"u": "n", "s": "m"})
    >>> find_likeness(own)
    Likeness(name='rnn', relation='equal', shared=1.0, swapped='', differences=())
    """
    whole, bare = _whole(cell), _bare(cell)
    swapped = {gate: _bare(cell, gate) for gate in _gates(cell)}
    near = Likeness("", NEAR, 0.0)
    for name in cells():
        if whole.is_like(_catalogued(name, True)):
            return Likeness(name, EQUAL, 1.0)
        if near.relation != NEAR:
            continue
        other = _catalogued(name, False)
        if bare.is_like(other):
            near = Likeness(name, BIASES, 1.0)
            continue
        gate = next((gate for gate, form in swapped.items() if form.is_like(other)), "")
        shared = _shared(bare.parts, other.parts)
        if gate:
            near = Likeness(name, SWAPPED, 1.0, gate)
        elif shared > near.shared:
            near = Likeness(name, NEAR, shared)
    if near.relation == NEAR and near.name:
        return Likeness(near.name, NEAR, near.shared, "", _differences(cell, find_cell(near.name)))
    return near


def _whole(cell: Cell) -> Fingerprints:
    return Fingerprints(cell.definition)


def _bare(cell: Cell, swapped: str = "") -> Fingerprints:
    return Fingerprints(cell.definition, frozenset(name for name, role in cell.roles.items() if role == BIAS), swapped)


@cache
def _catalogued(name: str, whole: bool) -> Fingerprints:
    return (_whole if whole else _bare)(find_cell(name))


def _gates(cell: Cell) -> list[str]:
    """The signals that are a sigmoid, and so may be written as 1 minus themselves."""
    equations = cell.definition.program.equations
    return [part.name for part in equations if isinstance(part.value, Call) and part.value.name == "sigmoid"]


def _shared(mine: Counter[int], theirs: Counter[int]) -> float:
    both = sum((mine & theirs).values())
    return 2 * both / max(1, sum(mine.values()) + sum(theirs.values()))


def _differences(cell: Cell, other: Cell) -> tuple[tuple[str, str], ...]:
    """The equations of both that have no equal in the other, side by side."""
    mine, theirs = _lone(cell, _bare(other)), _lone(other, _bare(cell))
    longest = max(len(mine), len(theirs))
    return tuple(zip([*mine, *[""] * (longest - len(mine))], [*theirs, *[""] * (longest - len(theirs))], strict=True))


def _lone(cell: Cell, other: Fingerprints) -> list[str]:
    lines = [line.strip() for line in cell.text.split("\n") if not line.strip().startswith("for ")]
    parts = _bare(cell).equation_parts
    return [line for line, part in zip(lines, parts, strict=True) if part not in other.parts]
