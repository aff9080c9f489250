"""A table in LaTeX that fits a width: closer columns, then cells of several lines, then both columns of a page."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from symbolic.report.writing.breaking import TALL_COMMAND, pieces
from symbolic.report.writing.fitting import STRUT
from symbolic.report.writing.measure import measure, text_width
from symbolic.report.writing.width import TooWide, Width, find_width, needed

Rows = Sequence[Sequence[str]]
SPACE, NARROW_SPACE = 1.1, 0.55
"""Between two columns, in quads, by default and in a table that needs the room."""
LETTER_CELL, NUMBER_CELL = re.compile(r"\$[A-Za-z]\$"), re.compile(r"\$[\d{},]+\$")
END_SIGN = 1.25
"""A plus at the end of a line, with the space before it; signs in the small type of a table are wider."""
LEAST_BOX = 5.0
"""A column of words that is narrower is hard to read."""
COLUMN_QUADS = 26.0
"""A narrower width is that of one of two columns."""
BOTH_COLUMNS = 2.04
"""How much wider both are."""
LONG_TABLE, LONG_IN_A_BOOK = 40, 16
"""Rows past which a table is broken over pages."""

STACKED_CELL = re.compile(r"\\begin\{tabular\}\[b\]\{@\{\}l@\{\}\}(.*?)\\end\{tabular\}")
FORMULA = re.compile(r"\$([^$]*)\$")


def tabular(
    rows: Rows,
    width: Width,
    *,
    head: Sequence[str] = (),
    foot: Sequence[str] = (),
    right: Collection[int] = (),
    inside: bool = False,
    broken: bool = False,
) -> str:
    r"""Rows of finished cells as a table at the left edge; ``inside`` a float it is centred instead.

    What is too wide is turned, a row for each cell; what fits no column then stands in both, where the width is that
    of one. A table of a book is ``broken`` over pages sooner. Raises `TooWide` where a width was asked for.

    >>> from symbolic.report.writing.width import TEXT_WIDTH
    >>> print(tabular([["$a$", "one"]], TEXT_WIDTH, inside=True))
    \centering
    \begin{tabular}{@{}ll@{}}
    \toprule
    $a$ & one \\
    \bottomrule
    \end{tabular}
    """
    every = [*([head] if any(head) else []), *rows, *([foot] if foot else [])]
    try:
        space, boxes = _fit(every, right, width)
    except TooWide as error:
        turned = _turned(head, [*rows, *([foot] if foot else [])]) if len(every[0]) > 3 and any(head) else []
        layout = _layout(turned, width) if turned else None
        if layout:
            most = len(turned) if inside else LONG_IN_A_BOOK if broken else LONG_TABLE
            return "\n".join(_lines(turned, (), (), (), *layout, inside, most))
        if inside or not width.asked or width.quads > COLUMN_QUADS:
            raise error from None
        both = Width(width.quads * BOTH_COLUMNS, width.asked)
        table = tabular(rows, both, head=head, foot=foot, right=right, inside=True)
        return f"\\begin{{table*}}[tbp]\n{table}\n\\end{{table*}}"
    most = len(rows) if inside else LONG_IN_A_BOOK if broken else LONG_TABLE
    return "\n".join(_lines(rows, head, foot, right, space, boxes, inside, most))


def fits(rows: Rows, width: Width, head: Sequence[str] = ()) -> bool:
    """Whether a table that is written for a width stands in one column, which no width asked for has narrowed."""
    every = [*([head] if any(head) else []), *rows]
    if not width.asked:
        natural = [max(map(_natural, column)) for column in zip(*every, strict=True)]
        return sum(natural) + SPACE * (len(natural) - 1) <= find_width("column").room
    return width.quads > COLUMN_QUADS or _layout(every, width) is not None


def _lines(
    rows: Rows,
    head: Sequence[str],
    foot: Sequence[str],
    right: Collection[int],
    space: float,
    boxes: Sequence[float],
    inside: bool,
    most: int,
) -> list[str]:
    def row(cells: Sequence[str]) -> str:
        return " & ".join(_boxed(cell, box) for cell, box in zip(cells, boxes, strict=True)).rstrip() + r" \\"

    columns = "".join("r" if place in right else "l" for place in range(len(boxes)))
    top = [" & ".join(head).rstrip() + r" \\", r"\midrule"] if any(head) else []
    body = [*map(row, rows), *([r"\midrule", row(foot)] if foot else [])]
    narrow = [r"\setlength{\tabcolsep}{3pt}"] if space < SPACE else []
    if len(rows) > most:
        start = ["% needs the package longtable", "{" + "".join(narrow) + r"\setlength{\LTleft}{0pt}"]
        # It would take a number, though it has no caption.
        start += [r"\let\refstepcounter\stepcounter"]
        start += [rf"\begin{{longtable}}{{@{{}}{columns}@{{}}}}", r"\toprule"]
        return [*start, *top, r"\endhead", *body, r"\bottomrule", r"\end{longtable}}", r"\addtocounter{table}{-1}"]
    start = [r"\centering"] if inside else [r"\begin{flushleft}"]
    start += [*narrow, rf"\begin{{tabular}}{{@{{}}{columns}@{{}}}}", r"\toprule"]
    return [*start, *top, *body, r"\bottomrule", r"\end{tabular}", *([] if inside else [r"\end{flushleft}"])]


def _layout(rows: Rows, width: Width) -> tuple[float, list[float]] | None:
    """The space between columns and their boxes, or nothing where they do not fit."""
    try:
        return _fit(rows, (), width)
    except TooWide:
        return None


def _turned(head: Sequence[str], rows: Rows) -> list[list[str]]:
    """A row for each cell that is not empty: the first of its row, what its column is called, and the cell."""
    names = [STACKED_CELL.sub(lambda match: match[1].replace(r"\\", " "), name) for name in head]
    turned = []
    for first, *others in rows:
        # A number says nothing without the size that it is.
        if LETTER_CELL.fullmatch(names[0]) and NUMBER_CELL.fullmatch(first):
            first = f"${names[0].strip('$')} = {first.strip('$')}$"
        for place, cell in enumerate(others, 1):
            if cell:
                turned.append([first, names[place], cell])
                first = ""
    return turned


def _fit(every: Rows, right: Collection[int], width: Width) -> tuple[float, list[float]]:
    """The space between columns and the width of the box of each, 0 for none."""
    columns = list(zip(*every, strict=True))
    natural = [max(map(_natural, column)) for column in columns]
    for space in (SPACE, NARROW_SPACE):
        if sum(natural) + space * (len(natural) - 1) <= width.room:
            return space, [0.0] * len(natural)
    least = [
        full if place in right else min(full, max(min(full, LEAST_BOX), *map(_least, column)))
        for place, (column, full) in enumerate(zip(columns, natural, strict=True))
    ]
    for space in (SPACE, NARROW_SPACE):
        room = width.room - space * (len(natural) - 1)
        if sum(least) <= room:
            return space, _shared(natural, least, room)
    if width.asked:
        widest = max((cell for column in columns for cell in column), key=_least)
        raise TooWide(needed(sum(least) + NARROW_SPACE * (len(least) - 1)), f"a table with the cell {widest[:80]}")
    return NARROW_SPACE, [0.0 if full <= short else short for full, short in zip(natural, least, strict=True)]


def _shared(natural: Sequence[float], least: Sequence[float], room: float) -> list[float]:
    """The widest columns narrowed, until all fit."""
    cap = max(natural)
    while sum(widths := [max(short, min(full, cap)) for full, short in zip(natural, least, strict=True)]) > room:
        cap -= 0.25
    return [0.0 if full <= width else width for full, width in zip(natural, widths, strict=True)]


def _boxed(cell: str, box: float) -> str:
    """The cell in a box of a width, where it is wider; the rows of a table leave no room for fractions."""
    if box and _natural(cell) > box:
        cell = rf"\parbox[t]{{{box:.2f}em}}{{\raggedright {cell}\strut}}"
    return cell + (STRUT if TALL_COMMAND.search(cell) else "")


@lru_cache(maxsize=8192)
def _natural(cell: str) -> float:
    stacked = STACKED_CELL.fullmatch(cell)
    if stacked:
        return max(map(text_width, stacked[1].split(r"\\")))
    return text_width(cell)


@lru_cache(maxsize=8192)
def _least(cell: str) -> float:
    """The widest part of a cell that TeX does not break."""
    if STACKED_CELL.fullmatch(cell):
        return _natural(cell)
    words = [
        text_width(part)
        for words in FORMULA.sub(" ", cell).split()
        for part in re.split(r"\\allowbreak\{\}|(?<=\w-)", words)
    ]
    return max([*words, *(_unbroken(match[1]) for match in FORMULA.finditer(cell))], default=0.0)


def _unbroken(latex: str) -> float:
    """The widest part of a formula between its operations, each of which ends a line."""
    lines = [""]
    for part in pieces(latex):
        beside = part.kind in ("beside", "comma", "") or r"\left" in lines[-1]
        lines[-1:] = [f"{lines[-1]} {part.latex}".strip()] if beside else [lines[-1], part.latex]
    # Braces keep a line together; a part in them was not taken apart. The sign at which it is broken ends the line.
    return max(map(measure, lines)) + END_SIGN
