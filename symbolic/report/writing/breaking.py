"""Lines of a formula that fit a width: broken at sums first, then at products, outside brackets before inside them."""

from __future__ import annotations

import re
from functools import lru_cache

from symbolic.language.braces import group_at
from symbolic.record import Record
from symbolic.report.writing.measure import measure, with_more

SUMS = re.compile(r" (?=[+-] )")
PRODUCT_BREAK = re.compile(r" (?=/ |\\(?:odot|cdot|ast|star|otimes|circ)\b)")
COMMA = re.compile(r"(?<=,) ")
BESIDE = re.compile(r" (?=[\\{A-Za-z(])")
FORMULA_WORD = re.compile(
    r"[-+=/]|\\(odot|cdot|ast|star|otimes|circ|tanh|exp|log|max|min|delta|Delta|partial|le|langle|rangle|quad)"
)
BEHIND_SUM = re.compile(r"\\(?:sum|prod)(?:[_^]\{(?:\\[{}]|[^{}])*\})*")
TALL_COMMAND = re.compile(r"\\frac|\\sum")
LINE_COST, DEPTH, BREAK_COSTS = 100.0, 40.0, {"sum": 0.0, "comma": 2.0, "product": 8.0, "beside": 1000.0}
"""What a line more costs, and a break: for each bracket around it, and by what it is at."""
DIAGONAL_COMMAND = r"\mathrm{diag}"
WITHIN, DIAGONAL_COSTS = 300.0, 24.0
"""What a break costs more within a diagonal matrix, and one between it and the matrix beside it."""


class FormulaPiece(Record):
    """A part of a formula that is not broken, and what a break before it costs, which is at a ``kind`` of sign."""

    latex: str
    cost: float
    kind: str = ""
    sum: bool = False


def broken(latex: str, first: float, others: float, terms: int = 0) -> list[str]:
    r"""The lines of a formula of which the first has one width in quads, and the others another.

    With ``terms`` a line has at most that many terms of the sum. Raises `ValueError` where no break makes it fit.

    >>> broken(r"f_{t} \odot c_{t-1} + i_{t} \odot g_{t}", 9, 9)
    ['f_{t} \\odot c_{t-1} + i_{t} \\odot g_{t}']
    >>> broken(r"f_{t} \odot c_{t-1} + i_{t} \odot g_{t}", 6, 6)
    ['f_{t} \\odot c_{t-1}', '+ i_{t} \\odot g_{t}']
    """
    if not terms and measure(latex) <= first:
        return [latex]
    parts = pieces(latex)
    chosen = _chosen(parts, first, others, terms)
    lines = [" ".join(part.latex for part in parts[start:end]) for start, end in chosen]
    return _with_plain_brackets(lines) if len(lines) > 1 else [latex]


def widest(latex: str) -> float:
    """The width of the widest part of a formula that is not broken."""
    return max(measure(part.latex) for part in pieces(latex))


@lru_cache(maxsize=8192)
def pieces(latex: str) -> tuple[FormulaPiece, ...]:
    r"""The parts between which a formula may be broken.

    >>> [part.latex for part in pieces(r"\sigma(W x_{t} + b)")]
    ['\\sigma(W', 'x_{t}', '+ b)']
    """
    parts: list[FormulaPiece] = []
    start, cost, kind, of_sum = 0, 0.0, "", False
    brackets: list[float] = []
    place, sum_at, behind = 0, -1, -1
    while place < len(latex):
        sign = latex[place]
        if sign == "{":
            _, place = group_at(latex, place)
            continue
        if latex.startswith(r"\{", place):
            # A set is not broken.
            place = latex.find(r"\}", place) + 2 if r"\}" in latex[place:] else len(latex)
            continue
        if sign == " ":
            before = _kind(latex, place, sum_at)
            if before:
                parts.append(FormulaPiece(latex[start:place], cost, kind, of_sum))
                matrices = before == "beside" and (behind == place or latex.startswith(DIAGONAL_COMMAND, place + 1))
                start, kind = place + 1, before
                cost = (DIAGONAL_COSTS if matrices else BREAK_COSTS[before]) + sum(brackets)
                of_sum = kind == "sum" and not brackets
        elif sign in "([" or latex.startswith(r"\langle", place):
            within = latex.endswith(DIAGONAL_COMMAND, 0, place)
            brackets.append(DEPTH + (WITHIN if within else 2 * DEPTH if max(brackets, default=0) > WITHIN else 0))
        elif sign in ")]" or latex.startswith(r"\rangle", place):
            behind = place + 1 if brackets and brackets.pop() > WITHIN else behind
        elif latex.startswith((r"\sum", r"\prod"), place):
            sum_at = place
        place += 1
    return (*parts, FormulaPiece(latex[start:], cost, kind, of_sum))


def _kind(latex: str, place: int, sum_at: int) -> str:
    """The kind of sign at which the blank at a place may become a break; the last sum before it is at ``sum_at``."""
    before = latex[place - 1 : place]
    if SUMS.match(latex, place):
        return "sum"
    if PRODUCT_BREAK.match(latex, place):
        return "product"
    if COMMA.match(latex, place):
        return "comma"
    if not BESIDE.match(latex, place) or before in ",(":
        return ""
    # What stands beside another is a factor, unless an operation or a function's name stands between.
    behind_sum = sum_at >= 0 and BEHIND_SUM.fullmatch(latex, sum_at, place)
    return "" if behind_sum or FORMULA_WORD.fullmatch(_last_word(latex, place)) else "beside"


def _last_word(latex: str, place: int) -> str:
    """The letters before a place with their backslash, or the one sign there."""
    start = place
    while start and latex[start - 1].isascii() and latex[start - 1].isalpha():
        start -= 1
    start -= latex.startswith("\\", start - 1) if start else 0
    return latex[start:place] or latex[place - 1 : place]


def _chosen(parts: tuple[FormulaPiece, ...], first: float, others: float, terms: int) -> list[tuple[int, int]]:
    """The lines as ranges of parts, at the least cost."""
    most = len(parts)
    # Of each place the least cost of all lines up to it, and where the last of them begins.
    best: list[tuple[float, int] | None] = [(0.0, 0), *([None] * most)]
    for start in range(most):
        known = best[start]
        if known is None:
            continue
        room, count, thousandths = (others if start else first), 1, 0.0
        for end in range(start + 1, most + 1):
            count += end - 1 > start and parts[end - 1].sum
            thousandths = with_more(thousandths, parts[end - 1].latex, end - 1 == start)
            width = thousandths / 1000
            if width > room or (terms and count > terms):
                break
            total = known[0] + LINE_COST + (parts[start].cost if start else 0.0) + (room - width) * 0.01
            if best[end] is None or total < best[end][0]:  # pyright: ignore[reportOptionalSubscript]
                best[end] = (total, start)
    lines: list[tuple[int, int]] = []
    end = most
    while end:
        last = best[end]
        if last is None:
            raise ValueError("no break makes it fit")
        lines.append((last[1], end))
        end = last[1]
    return lines[::-1]


def _with_plain_brackets(lines: list[str]) -> list[str]:
    r"""Brackets that grow, of which one end is in another line, in a size of their own."""
    opened: list[tuple[int, int]] = []
    pairs: list[tuple[int, int, int, int]] = []
    for number, line in enumerate(lines):
        for match in re.finditer(r"\\(left|right)\b", line):
            if match[1] == "left":
                opened.append((number, match.start()))
            elif opened:
                pairs.append((*opened.pop(), number, match.start()))
    words: dict[int, list[tuple[int, str, str]]] = {}
    for first, left, last, right in pairs:
        if first != last:
            tall = any(TALL_COMMAND.search(line) for line in lines[first : last + 1])
            words.setdefault(first, []).append((left, r"\left", r"\Bigl" if tall else ""))
            words.setdefault(last, []).append((right, r"\right", r"\Bigr" if tall else ""))
    for number, changes in words.items():
        for place, old, new in sorted(changes, reverse=True):
            line = lines[number]
            lines[number] = line[:place] + new + line[place + len(old) :]
    return lines
