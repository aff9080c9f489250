"""Which cell of the catalogue another one is, up to names: equal, equal but for biases, or the nearest."""

from __future__ import annotations

from collections import Counter

from symbolic._cell import Cell
from symbolic.answers.equations.comparison import DIFFERENT, UNKNOWN, compare_equations
from symbolic.answers.fingerprints import bare_fingerprints, catalogued_prints, prints
from symbolic.catalog import cells, find_cell
from symbolic.language.nodes import Call
from symbolic.record import Record

LIKENESS_EQUAL, ALIKE_BUT_BIASES, ALIKE_BUT_SWAPPED, NEAR = (
    "equal",
    "equal but for biases",
    "equal but for a swapped gate",
    "near",
)


class Likeness(Record):
    """The nearest cell of the catalogue: ``relation`` is equal, but for biases, but for a swapped gate, or near.

    ``shared`` is the part of the equations of both that agree, biases aside; ``swapped`` the gate whose g and 1 - g
    change places; ``differences`` says in sentences how the nearest differs.
    """

    name: str
    relation: str
    shared: float
    swapped: str = ""
    differences: tuple[str, ...] = ()


def find_likeness(cell: Cell) -> Likeness:
    """The cell of the catalogue whose equations agree with these, or are the nearest to them.

    Fingerprints find it; `compare_equations` says whether it is the same, and how it differs.

    >>> own = Cell("s[t] = tanh(A @ u[t] + B @ s[t-1] + c)", {"u": "n", "s": "m"})
    >>> find_likeness(own)
    Likeness(name='rnn', relation='equal', shared=1.0, swapped='', differences=())
    """
    near = _found(cell)
    if not near.name or near.relation == ALIKE_BUT_BIASES:
        return near
    other = find_cell(near.name)
    compared = compare_equations(cell, other, ("this cell", near.name))
    if compared.relation == DIFFERENT:
        return Likeness(near.name, NEAR, near.shared, "", compared.differences)
    if compared.relation == UNKNOWN and near.relation == NEAR:
        return Likeness(near.name, NEAR, near.shared, "", _lone(cell, other, near.name))
    return near


def _found(cell: Cell) -> Likeness:
    own = prints(cell)
    swapped = {gate: bare_fingerprints(cell, gate).mark for gate in _gates(cell)}
    near = Likeness("", NEAR, 0.0)
    for name in cells():
        other = catalogued_prints(name)
        if own.whole == other.whole:
            return Likeness(name, LIKENESS_EQUAL, 1.0)
        if near.relation != NEAR:
            continue
        if own.bare == other.bare:
            near = Likeness(name, ALIKE_BUT_BIASES, 1.0)
            continue
        gate = next((gate for gate, mark in swapped.items() if mark == other.bare), "")
        shared = _shared(own.counted, other.counted)
        if gate:
            near = Likeness(name, ALIKE_BUT_SWAPPED, 1.0, gate)
        elif shared > near.shared:
            near = Likeness(name, NEAR, shared)
    return near


def _gates(cell: Cell) -> list[str]:
    """The signals that are a sigmoid, and so may be written as 1 minus themselves."""
    equations = cell.definition.program.equations
    return [part.name for part in equations if isinstance(part.value, Call) and part.value.name == "sigmoid"]


def _shared(mine: Counter[int], theirs: Counter[int]) -> float:
    both = sum((mine & theirs).values())
    return 2 * both / max(1, sum(mine.values()) + sum(theirs.values()))


def _lone(cell: Cell, other: Cell, name: str) -> tuple[str, ...]:
    """The equations of both that have no equal in the other."""
    mine = [f"{line}: in this cell, not in {name}" for line in _without_equal(cell, other)]
    return (*mine, *(f"{line}: in {name}, not in this cell" for line in _without_equal(other, cell)))


def _without_equal(cell: Cell, other: Cell) -> list[str]:
    lines = [line.strip() for line in cell.text.split("\n") if not line.strip().startswith("for ")]
    parts, theirs = bare_fingerprints(cell).equation_parts, bare_fingerprints(other).parts
    return [line for line, part in zip(lines, parts, strict=True) if part not in theirs]
