"""Lines of a formula that fit a width: broken at sums first, then at products, outside brackets before inside them."""

from __future__ import annotations

import re
from functools import lru_cache

from symbolic.record import Record
from symbolic.report.writing.measure import measure

SUMS = re.compile(r" (?=[+-] )")
PRODUCTS = re.compile(r" (?=/ |\\(?:odot|cdot|ast|star|otimes|circ)\b)")
COMMA = re.compile(r"(?<=,) ")
BESIDE = re.compile(r" (?=[\\{A-Za-z(])")
TALL = re.compile(r"\\frac|\\sum")
LINE, DEPTH, KIND = 100.0, 40.0, {"sum": 0.0, "comma": 2.0, "product": 8.0, "beside": 1000.0}
"""What a line more costs, and a break: for each bracket around it, and by what it is at."""


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
    start, braces, brackets, cost, kind, of_sum = 0, 0, 0, 0.0, "", False
    place = 0
    while place < len(latex):
        sign = latex[place]
        if sign == "{":
            braces += 1
        elif sign == "}":
            braces -= 1
        elif not braces and sign == " ":
            before = _kind(latex, place)
            if before:
                parts.append(FormulaPiece(latex[start:place], cost, kind, of_sum))
                start, kind, cost = place + 1, before, KIND[before] + DEPTH * brackets
                of_sum = kind == "sum" and brackets == 0
        elif not braces and (sign in "([" or latex.startswith(r"\langle", place)):
            brackets += 1
        elif not braces and (sign in ")]" or latex.startswith(r"\rangle", place)):
            brackets -= 1
        place += 1
    return (*parts, FormulaPiece(latex[start:], cost, kind, of_sum))


def _kind(latex: str, place: int) -> str:
    before = latex[place - 1 : place]
    if SUMS.match(latex, place):
        return "sum"
    if PRODUCTS.match(latex, place):
        return "product"
    if COMMA.match(latex, place):
        return "comma"
    # What stands beside another is a factor, unless an operation or a function's name stands between.
    word = re.search(r"\\?[A-Za-z]*$|.$", latex[:place])
    operation = word is not None and re.fullmatch(
        r"[-+=/]|\\(odot|cdot|ast|star|otimes|circ|tanh|exp|log|max|min|delta|Delta|partial|le|langle|rangle|quad)",
        word[0],
    )
    behind_sum = re.search(r"\\(?:sum|prod)(?:[_^]\{(?:\\[{}]|[^{}])*\})*$", latex[:place])
    return "beside" if BESIDE.match(latex, place) and before not in ",(" and not operation and not behind_sum else ""


def _chosen(parts: tuple[FormulaPiece, ...], first: float, others: float, terms: int) -> list[tuple[int, int]]:
    """The lines as ranges of parts, at the least cost."""
    most = len(parts)
    best: list[tuple[float, list[tuple[int, int]]] | None] = [(0.0, []), *([None] * most)]
    for start in range(most):
        known = best[start]
        if known is None:
            continue
        room, count = (others if start else first), 1
        for end in range(start + 1, most + 1):
            count += end - 1 > start and parts[end - 1].sum
            width = measure(" ".join(part.latex for part in parts[start:end]))
            if width > room or (terms and count > terms):
                break
            total = known[0] + LINE + (parts[start].cost if start else 0.0) + (room - width) * 0.01
            if best[end] is None or total < best[end][0]:  # pyright: ignore[reportOptionalSubscript]
                best[end] = (total, [*known[1], (start, end)])
    last = best[most]
    if last is None:
        raise ValueError("no break makes it fit")
    return last[1]


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
            tall = any(TALL.search(line) for line in lines[first : last + 1])
            words.setdefault(first, []).append((left, r"\left", r"\Bigl" if tall else ""))
            words.setdefault(last, []).append((right, r"\right", r"\Bigr" if tall else ""))
    for number, changes in words.items():
        for place, old, new in sorted(changes, reverse=True):
            line = lines[number]
            lines[number] = line[:place] + new + line[place + len(old) :]
    return lines
