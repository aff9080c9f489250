r"""Rows that are alike but for the letter of a gate, as one row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from symbolic.report.writing.alike import FEWEST, members_latex

FormulaRow = dict[str, Any]
ONCE_KEYS = ("alike", "letter", "once")
"""What a row has that is one of several: which ones, its letter, and the line of all of them."""


def once(rows: Sequence[FormulaRow]) -> list[FormulaRow]:
    r"""The rows, those that are ``alike`` at the place of the first of them all; with a range of their own they stay.

    >>> row = {"range_latex": "", "alike": "0", "once": r"\delta b_{\star} &= \bar{\star}"}
    >>> lines = {gate: rf"\delta b_{{{gate}}} &= \bar{{{gate}}}" for gate in "ifo"}
    >>> rows = [{**row, "latex": line, "owner": gate, "letter": gate} for gate, line in lines.items()]
    >>> [(row["latex"], row["range_latex"]) for row in once(rows)]
    [('\\delta b_{\\star} &= \\bar{\\star}', '\\star \\in \\{i, f, o\\}')]
    """
    kinds: dict[str, list[FormulaRow]] = {}
    for row in rows:
        if row.get("alike") and not row["range_latex"]:
            kinds.setdefault(row["alike"], []).append(row)
    gates = {kind: {row["owner"] for row in members} for kind, members in kinds.items()}
    lines = Counter(row.get("owner") for row in rows)

    def shortens(kind: str) -> bool:
        """Whether there are enough, and no line is taken away alone from others of its gate."""
        among = [other for other in gates if len(gates[other] & gates[kind]) >= FEWEST]
        return len(among) > 1 or (len(among) == 1 and all(lines[gate] == 1 for gate in gates[kind]))

    kept = {*filter(shortens, kinds)}
    made: list[FormulaRow] = []
    front = 0
    for row in rows:
        plain = {key: value for key, value in row.items() if key not in ONCE_KEYS}
        if row["range_latex"] or row.get("alike") not in kept:
            made.append(plain)
        elif row is kinds[row["alike"]][0]:
            members = members_latex([member["letter"] for member in kinds[row["alike"]]])
            front = front or len(made)
            made.insert(front, {**plain, "latex": row["once"], "range_latex": members, "owner": members})
            front += 1
    return made
