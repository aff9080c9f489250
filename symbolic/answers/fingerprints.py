"""By what the cells of the catalogue are found: numbers that do not depend on names, kept in ``fingerprints.json``.

``python -m symbolic.answers.candidates`` writes the file anew; an entry that is new or was changed is derived when it
is asked for.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from symbolic._cell import Cell
from symbolic.answers.digests import entry_digest
from symbolic.catalog import entries, find_cell
from symbolic.language.fingerprint import Fingerprints
from symbolic.language.roles import BIAS
from symbolic.record import Record

FINGERPRINTS_FILE = Path(__file__).with_name("fingerprints.json")


class Prints(Record):
    """Of a cell: a number for ``whole`` and for it ``bare``, its biases left out, and one for each bare equation."""

    whole: int
    bare: int
    parts: tuple[int, ...]

    @property
    def counted(self) -> Counter[int]:
        """The equations, each as often as it is there."""
        return Counter(self.parts)


def prints(cell: Cell) -> Prints:
    """The numbers of a cell.

    >>> one = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"})
    >>> two = Cell("s[t] = tanh(A @ u[t] + B @ s[t-1] + c)", {"u": "n", "s": "m"})
    >>> prints(one) == prints(two)
    True
    """
    bare = bare_fingerprints(cell)
    return Prints(Fingerprints(cell.definition).mark, bare.mark, bare.equation_parts)


def bare_fingerprints(cell: Cell, swapped: str = "") -> Fingerprints:
    """Those of a cell without its biases, and with one gate read as 1 minus itself."""
    return Fingerprints(cell.definition, frozenset(name for name, role in cell.roles.items() if role == BIAS), swapped)


@cache
def catalogued_prints(name: str) -> Prints:
    """Those of a cell of the catalogue, from the file where its equations are those of the entry."""
    row = kept_rows().get(name)
    if row is not None and name in entries() and row[0] == entry_digest(name):
        return Prints(row[1], row[2], tuple(row[3:]))
    return prints(find_cell(name))


@cache
def kept_rows() -> dict[str, list[Any]]:
    """The file as it is: of each entry its digest and its numbers."""
    return json.loads(FINGERPRINTS_FILE.read_text("utf-8"))


def write_fingerprints() -> str:
    """The text of ``fingerprints.json``, derived anew."""
    lines = []
    for name in entries():
        own = prints(find_cell(name))
        row = [entry_digest(name), own.whole, own.bare, *own.parts]
        lines.append(f"{json.dumps(name)}: {json.dumps(row, separators=(',', ':'))}")
    return "{\n" + ",\n".join(lines) + "\n}\n"
