"""The equations of a page in lines that fit its width."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symbolic.record import replace
from symbolic.report.writing.breaking import broken, widest
from symbolic.report.writing.loosening import loosened
from symbolic.report.writing.measure import measure, text_width
from symbolic.report.writing.once import FormulaRow, once
from symbolic.report.writing.width import TooWide, Width, needed

EQUALS_WIDTH = 1.34
"""An equals sign with the space around it, in quads."""
CONTINUED = r"&\quad {}"
"""What stands before a line that goes on; the sign that it begins with needs something before it."""
LINE_INDENT = 1.45
"""How far such a line is set in, with the space before its sign."""
TAG_GAP = 2.0
"""Before the letters of the rules behind a line, with their brackets."""
RANGE_GAP = 2.0
"""Between equations and the ranges behind them."""
LOOSE = 0.6
"""The share of its room past which a quotient is written on one line, where nothing else makes it fit."""
SHARE_BESIDE = 0.75
"""The share of a width that equations side by side may take: in a column each has a line."""
LEAST_BESIDE = 30.0
OF_GATES = re.compile(r"(\\sum_\{\\star \\in \\\{[^{}]*\\\}\}) ")
LONG_LEFT_SIDE = 4.5
"""The quads of a left side past which it is long, where something does not fit."""


def fitted_lines(rows: Sequence[FormulaRow], width: Width, terms: int = 0) -> list[FormulaRow]:
    r"""Rows of ``latex``, ``left &= right``, and ``range_latex`` as the lines that fit.

    A range stands behind the last line of its equation, or below it where the width is not enough. Of a row's other
    keys the first line has what the row has. Rows of one ``owner`` stand side by side where that is short, and once for
    all owners where they are alike. ``terms``
    is the most terms of a sum on one line, 0 is as many as fit. Raises `TooWide` where a width was asked for.

    >>> from symbolic.report.writing.width import find_width
    >>> row = {"latex": r"c_{t} &= f_{t} \odot c_{t-1} + i_{t} \odot g_{t}", "range_latex": ""}
    >>> [line["latex"] for line in fitted_lines([row], find_width("35mm"))]
    ['c_{t} &= f_{t} \\odot c_{t-1}', '&\\quad {} + i_{t} \\odot g_{t}']
    """
    if not rows:
        return []
    rows = _side_by_side(once(rows), width)
    # What is long on its left takes the room of all other lines: its right side then stands below it, or else all do;
    # letters of rules are left out before that. At last a sum over gates is parted from its term.
    without_rules = not any(row.get("rules") for row in rows)
    below = [_hung(row, 0.0) for row in rows]
    tries = [
        rows,
        [_hung(row, LONG_LEFT_SIDE) for row in rows],
        *([below, [*map(_parted, below)]] if without_rules else []),
    ]
    refused: TooWide | None = None
    for attempt in tries:
        try:
            return _lines(attempt, width, terms)
        except TooWide as error:
            refused = refused or error
    raise refused or ValueError("no line was refused")


def _hung(row: FormulaRow, long: float) -> FormulaRow:
    left, equals, right = row["latex"].partition("&=")
    return {**row, "latex": f"&={right}", "hung": left.strip()} if equals and measure(left) > long else row


def _parted(row: FormulaRow) -> FormulaRow:
    """The row with sums over gates from which their terms may be parted: braces between them are no letter."""
    return {**row, "latex": OF_GATES.sub(r"\1{} ", row["latex"])}


def _lines(rows: Sequence[FormulaRow], width: Width, terms: int) -> list[FormulaRow]:
    parts = [row["latex"].partition("&=")[::2] for row in rows]
    left = max(measure(target) for target, _ in parts) + EQUALS_WIDTH
    behind = max(measure(row["range_latex"]) for row in rows)
    behind += RANGE_GAP if behind else 0
    tags = max(text_width(row.get("rules") or "") for row in rows)
    width = replace(width, quads=width.quads - (tags + TAG_GAP if tags else 0.0))
    plain = all(left + measure(value) + behind <= width.room for _, value in parts)
    # Ranges stand behind equations where these have room beside them.
    column = plain or (behind and left + behind + max(widest(value.strip()) for _, value in parts) <= width.room * 0.9)
    room = width.room - left - (behind if column else 0)
    beside = left + (behind if column else 0) + (tags + TAG_GAP if tags else 0)
    lines: list[FormulaRow] = []
    for row, (target, value) in zip(rows, parts, strict=True):
        hung = row.get("hung")
        if hung and measure(hung) > room + EQUALS_WIDTH:
            raise TooWide(needed(measure(hung) - EQUALS_WIDTH + beside), f"the line {hung[:120]}")
        first, *more = _broken(value.strip(), room, width, beside, terms)
        texts = [f"{target.strip()} &= {first}" if target else first]
        texts = [f"&{hung}", f"&= {first}"] if hung else texts
        texts += [*(CONTINUED + f" {line}" for line in more)]
        texts += [rf"&\quad {row['range_latex']}"] if row["range_latex"] and not column else []
        lines += [{**dict.fromkeys(row, ""), "latex": text, "range_latex": ""} for text in texts]
        lines[-len(texts)] |= {key: text for key, text in row.items() if key not in ("latex", "range_latex")}
        if column:
            lines[-1]["range_latex"] = row["range_latex"]
    return lines


def _broken(latex: str, room: float, width: Width, beside: float, terms: int) -> list[str]:
    behind = room + EQUALS_WIDTH - LINE_INDENT
    try:
        return broken(latex, room, behind, terms)
    except ValueError:
        loose = loosened(latex, room * LOOSE)
    try:
        return broken(loose, room, behind, terms)
    except ValueError:
        if not width.asked:
            # It is set in smaller type.
            return broken(latex, float("inf"), float("inf"), terms)
        raise TooWide(needed(beside + widest(loose) + LINE_INDENT), f"the line {loose[:120]}") from None


def _side_by_side(rows: Sequence[FormulaRow], width: Width) -> list[FormulaRow]:
    """Short equations of the same owner in one row."""
    if width.quads < LEAST_BESIDE:
        return [*rows]
    joined: list[FormulaRow] = []
    for row in rows:
        last = joined[-1] if joined else None
        if last and row.get("owner") and row["owner"] == last.get("owner"):
            beside = f"{last['latex']},\\quad {row['latex'].replace('&=', '=', 1)}"
            ranged = row["range_latex"] or last["range_latex"]
            # The range of what is written once is behind both.
            apart = ranged and not ranged == row["range_latex"] == last["range_latex"] == row["owner"]
            if not apart and measure(beside) <= width.room * SHARE_BESIDE:
                rules = dict.fromkeys(filter(None, f"{last.get('rules', '')}, {row.get('rules', '')}".split(", ")))
                joined[-1] = {**last, "latex": beside, "rules": ", ".join(rules)}
                continue
        joined.append(row)
    return joined
