"""Sentences, equations and tables in the width of the terminal and in the characters that it shows."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from symbolic.terminal import columns, legible

INNER_BLANKS, TIED = "\x1e", "\x1f"
"""Blanks where a line is broken only if nothing better helps: before an operation within brackets, and elsewhere."""
BLANKS = (" ", INNER_BLANKS, TIED)
OPERATION_SIGN = re.compile(r"[-+=*⊙∈→] |for ")
ASSIGNED = re.compile(r" ?= ?| (?=[-+→] )|(?<= [-+→]) ")
WRITTEN_EQUATION = re.compile(r"\S+ = \S+")
NARROW_COLUMN = 16
"""A column of words that is narrower is hard to read."""


def tied(formula: str) -> str:
    """A formula that is broken before its operations or behind commas, those outside brackets first."""
    if WRITTEN_EQUATION.fullmatch(formula):
        return formula.replace(" ", TIED)
    depth, signs = 0, []
    for place, sign in enumerate(formula):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == " ":
            free = OPERATION_SIGN.match(formula, place + 1) or formula[place - 1 : place] == ","
            sign = (INNER_BLANKS if depth else " ") if free else TIED
        signs.append(sign)
    return "".join(signs)


def phrased(words: str) -> str:
    """Words of which ``n = 4`` and ``a → b`` stay together."""
    return ASSIGNED.sub(lambda sign: sign[0].replace(" ", TIED), words)


def filled(text: str, indent: int = 0, hanging: int = 2) -> str:
    """A sentence or an equation on as many lines as it takes, those after the first ``hanging`` deeper.

    >>> print(filled("one bias per gate", indent=2))
      one bias per gate
    """
    return "\n".join(_lines(legible(text), columns(), indent, indent + hanging))


def apart(phrases: Sequence[str]) -> str:
    """Phrases with blanks between that show where each ends; a line is broken there first."""
    return filled("    ".join(phrase.replace(" ", TIED) for phrase in phrases), indent=2, hanging=0)


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = (), gap: int = 3, head: bool = False) -> list[str]:
    """Rows as columns ``gap`` apart, two in, flush left but for those named in ``right``; a text for each row.

    Cells are broken where the rows are too wide; where that is not enough each row becomes a list, with the words of
    the ``head``, the first row, before its cells.

    >>> print(*aligned([["m", "4"], ["hidden", "128"]], right={1}), sep="\\n")
      m          4
      hidden   128
    """
    rows = [[legible(cell) for cell in row] for row in rows]
    if not rows:
        return []
    for space, least, blanks in ((gap, NARROW_COLUMN, BLANKS[:1]), (gap, 1, BLANKS[:1]), (2, 1, BLANKS[:2])):
        widths = _widths(rows, columns() - 2 - space * (len(rows[0]) - 1), least, blanks)
        if widths is not None:
            return [_row(row, widths, right, space) for row in rows]
    return _listed(rows, head)


def _widths(rows: Sequence[Sequence[str]], room: int, narrow: int, blanks: Sequence[str]) -> list[int] | None:
    """How wide each column is, the widest ones narrowed; None where what is not to be broken needs more room."""
    natural = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if sum(natural) <= room:
        return natural
    unbroken = [max(_unbroken(cell, blanks) for cell in column) for column in zip(*rows, strict=True)]
    least = [max(short, min(full, narrow)) for short, full in zip(unbroken, natural, strict=True)]
    if sum(least) > room:
        return None
    cap = max(natural)
    while sum(widths := [max(short, min(full, cap)) for short, full in zip(least, natural, strict=True)]) > room:
        cap -= 1
    for column, full in enumerate(natural):
        widths[column] += min(full - widths[column], room - sum(widths))
    return widths


def _unbroken(cell: str, blanks: Sequence[str]) -> int:
    """The width of the longest part of a cell between the blanks, with how deep it stands."""
    depth = len(cell) - len(cell.lstrip())
    first, *others = re.split(f"[{''.join(blanks)}]+", cell.lstrip())
    return max(depth + len(first), *(depth + 2 + len(part) for part in others), 0)


def _row(row: Sequence[str], widths: Sequence[int], right: Collection[int], gap: int) -> str:
    cells = [_cell(cell, width) for cell, width in zip(row, widths, strict=True)]
    lines = []
    for place in range(max(map(len, cells))):
        parts = [cell[place] if place < len(cell) else "" for cell in cells]
        parts = [
            part.rjust(width) if column in right else part.ljust(width)
            for column, (part, width) in enumerate(zip(parts, widths, strict=True))
        ]
        lines.append(f"  {(' ' * gap).join(parts)}".rstrip())
    return "\n".join(lines)


def _cell(cell: str, width: int) -> list[str]:
    """The lines of a cell; what stands deeper in a column stays deeper."""
    depth = len(cell) - len(cell.lstrip())
    return _lines(cell.lstrip(), width, depth, depth + 2)


def _listed(rows: Sequence[Sequence[str]], head: bool) -> list[str]:
    """Each row as its first cell with the others below it."""
    names = [f"{name}: " if name else "" for name in rows[0]] if head else [""] * len(rows[0])
    texts = []
    for row in rows[1:] if head and len(rows) > 1 else rows:
        lines = []
        for place, (name, cell) in enumerate(zip(names, row, strict=True)):
            depth = len(cell) - len(cell.lstrip()) + (4 if place else 2)
            if cell.strip():
                lines += _lines(name + cell.strip(), columns(), depth, depth + 2)
        texts.append("\n".join(lines))
    return texts


def _lines(text: str, width: int, first: int, other: int) -> list[str]:
    """The text in lines of a width, from the columns ``first`` and, for those that follow, ``other``."""
    lines = [" " * first]
    for gap, part in _parts(text, width - other):
        if lines[-1].strip() and len(lines[-1]) + len(gap) + len(part) > width:
            lines.append(" " * other + part)
        else:
            lines[-1] += (gap if lines[-1].strip() else "") + part
    return [re.sub(f"[{INNER_BLANKS}{TIED}]", " ", line).rstrip() for line in lines]


def _parts(text: str, width: int, blanks: Sequence[str] = BLANKS) -> list[tuple[str, str]]:
    """What is not broken, each part with the blanks before it; what is too wide comes apart at the next kind of blank.

    >>> _parts(tied("4·m·(m + n) + 4·m"), 20), _parts(tied("4·m·(m + n) + 4·m"), 9)
    ([('', '4·m·(m\\x1e+\\x1fn)'), (' ', '+\\x1f4·m')], [('', '4·m·(m'), (' ', '+\\x1fn)'), (' ', '+\\x1f4·m')])
    """
    words = re.split(f"({blanks[0]}+)", text)
    parts: list[tuple[str, str]] = []
    for gap, part in [("", words[0]), *zip(words[1::2], words[2::2], strict=True)]:
        inner = _parts(part, width, blanks[1:]) if len(part) > width and len(blanks) > 1 else [("", part)]
        parts += [(gap, inner[0][1]), *inner[1:]]
    return [(" " * len(gap), part) for gap, part in parts]
