"""Tables of characters as rows of cells: between bars, or below a head by its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

COLUMN_BARS = re.compile(r"[│┃|]")
RULE = re.compile(r"[\s├┡╞╪┏┗┣┌└┼┴┬┤┩╡┓┛┫┐┘╇┳┻╋┷┯╀━─═+=|¯_-]+")


def barred_rows(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table with bars, each with its line: what stands between two rules is one row, where rules are.

    >>> [*barred_rows(["| a | b |", "+---+---+", "| c (C | 1 |", "| D)   |   |", "+---+---+"])]
    [(1, ['a', 'b']), (3, ['c (C D)', '1'])]
    """
    ruled = any(text.lstrip()[:1] in ("├", "└", "+") and RULE.fullmatch(text) for text in lines)
    cells: list[str] = []
    start = 0
    for place, text in enumerate(lines, 1):
        if not text.strip() or RULE.fullmatch(text) or not COLUMN_BARS.search(text):
            if cells:
                yield start, cells
            cells = []
            continue
        parts = [part.strip() for part in COLUMN_BARS.split(text.strip().strip("│┃|"))]
        # A line that is cut off at the edge of a window has lost its last cells.
        parts += [""] * (len(cells) - len(parts))
        continued = cells and len(parts) == len(cells) and (ruled or not parts[0])
        if continued:
            cells = [_joined(left, right) for left, right in zip(cells, parts, strict=True)]
            continue
        if cells:
            yield start, cells
        cells, start = parts, place
    if cells:
        yield start, cells


def ruled_rows(lines: list[str], heads: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows below a head of words, each cell where its word stands; a line without a second cell goes on.

    >>> lines = ["Layer (type)    Param #", "======================", "a_rather_long_n 12", "ame (LSTM)"]
    >>> [*ruled_rows(lines, ["Layer (type)", "Param #"])]
    [(3, ['a_rather_long_name (LSTM)', '12'])]
    """
    starts: list[int] = []
    cells: list[str] = []
    first = 0
    for place, text in enumerate(lines, 1):
        if not starts:
            offsets = [text.find(head) for head in heads if head in text]
            starts = [0, *offsets[1:]] if len(offsets) >= 2 else []
            continue
        # Of a narrow column the end of its head stands on the next line: "m #" of "Param #".
        if "Param #".endswith(text.strip()) or RULE.fullmatch(text):
            if text.lstrip().startswith("=") and cells:
                break
            continue
        cuts = [_cut(text, start) for start in starts]
        parts = [text[start:end].strip() for start, end in zip(cuts, [*cuts[1:], None], strict=True)]
        if cells and not _has_number(parts):
            cells = [_broken(left, right) for left, right in zip(cells, parts, strict=True)]
            continue
        if cells:
            yield first, cells
        cells, first = parts, place
    if cells:
        yield first, cells


def _cut(text: str, start: int) -> int:
    """Where a cell begins that should at a column; no number is cut in two, no shape loses its bracket."""
    while 0 < start < len(text) and re.fullmatch(r"[\d,]{2}", text[start - 1 : start + 1]):
        start -= 1
    return start - 1 if 0 < start < len(text) and text[start - 1] in "([" else start


def _has_number(parts: list[str]) -> bool:
    return any(re.match(r"[\d,]+\s*(?:\(|$)|--", part) for part in parts[1:])


def _joined(left: str, right: str) -> str:
    return f"{left} {right}".strip()


def _broken(left: str, right: str) -> str:
    """Two lines of a cell of a fixed width, which breaks words too; the class in brackets stands apart."""
    if not right or not left:
        return left + right
    return f"{left} {right}" if right.startswith(("(", "'", "[")) else left + right
