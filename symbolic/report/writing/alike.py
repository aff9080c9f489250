r"""Lines and terms of a backward pass that are alike but for the letter of a gate, written once for all of them.

Greff et al. (2017) write their gradients so: the star stands for any of the gates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

Row = dict[str, Any]
STAR = r"\star"
FEWEST = 3
"""What is written once is written so for this many gates at least."""
TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|\S|\s+")
LETTER = re.compile(r"[A-Za-z]|\\[A-Za-z]+")
OPENING, CLOSING = ("{", "(", "[", r"\left", r"\begin"), ("}", ")", "]", r"\right", r"\end")
MARKS = {r"\bar", r"\hat", r"\tilde", r"\top", r"\delta", r"\sum", r"\odot", r"\left", r"\right"}
"""Commands that are no letters."""


def alike(rows: Sequence[Row]) -> list[Row]:
    r"""Rows whose ``owner`` differs in one letter as rows of all of them, and sums of such terms as a sum over them.

    >>> row = {"latex": r"\delta b_{i} &= \delta \bar{i}_{t}", "owner": "i", "range_latex": ""}
    >>> rows = [{**row, "latex": row["latex"].replace("{i}", f"{{{gate}}}"), "owner": gate} for gate in "ifo"]
    >>> [(row["latex"], row["range_latex"]) for row in alike(rows)]
    [('\\delta b_{\\star} &= \\delta \\bar{\\star}_{t}', '\\star \\in \\{i, f, o\\}')]
    """
    if any(STAR in row["latex"] for row in rows):
        # It is the sign of a correlation there.
        return [*rows]
    blocks = [[*block] for _, block in groupby(_summed(rows), lambda row: row.get("owner") or id(row))]
    made: list[list[Row]] = []
    while blocks:
        first, *blocks = blocks
        found = [(other, change) for other in blocks if (change := _change(first, other))] if _is_owned(first) else []
        # The letter of the first has to stand at the same places for all.
        found = [(other, change) for other, change in found if change[0] == found[0][1][0]]
        if len(found) + 1 < FEWEST:
            made.append(first)
            continue
        blocks = [other for other in blocks if not any(other is same for same, _ in found)]
        places, letter, _ = found[0][1]
        gates = _members([letter, *(change[2] for _, change in found)])
        made.append([{**row, "latex": text, "range_latex": gates} for row, text in _starred(first, places)])
    return [row for block in made for row in block]


def _is_owned(block: Sequence[Row]) -> bool:
    return all(row.get("owner") and not row["range_latex"] for row in block)


Change = tuple[tuple[tuple[int, int], ...], str, str]
"""Where two blocks differ, a row and a token, and the letters of the one and the other there."""


def _change(first: Sequence[Row], other: Sequence[Row]) -> Change | None:
    """What makes the one of the other; nothing where that is more than one letter."""
    if len(first) != len(other) or not _is_owned(other):
        return None
    if any(row.get("rules") != same.get("rules") for row, same in zip(first, other, strict=True)):
        return None
    return _difference([row["latex"] for row in first], [row["latex"] for row in other])


def _difference(first: Sequence[str], other: Sequence[str]) -> Change | None:
    places: list[tuple[int, int]] = []
    letters: set[tuple[str, str]] = set()
    for number, pair in enumerate(zip(first, other, strict=True)):
        tokens, others = map(TOKEN.findall, pair)
        if len(tokens) != len(others):
            return None
        for place, (token, same) in enumerate(zip(tokens, others, strict=True)):
            if token != same:
                places.append((number, place))
                letters.add((token, same))
    if len(letters) != 1 or not all(LETTER.fullmatch(each) and each not in MARKS for each in next(iter(letters))):
        return None
    return tuple(places), *letters.pop()


def _starred(block: Sequence[Row], places: Sequence[tuple[int, int]]) -> Iterator[tuple[Row, str]]:
    for number, row in enumerate(block):
        yield row, _with_star(row["latex"], {place for which, place in places if which == number})


def _with_star(latex: str, places: set[int]) -> str:
    tokens = TOKEN.findall(latex)
    text = "".join(STAR + " " if place in places else token for place, token in enumerate(tokens))
    return re.sub(r"\\star (?=[^A-Za-z]|$)", lambda _: STAR, text)


def _members(letters: Sequence[str]) -> str:
    return rf"{STAR} \in \{{{', '.join(letters)}\}}"


def _summed(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows, those terms of each sum that are alike as one sum over the gates."""
    for row in rows:
        if "owner" not in row or "&=" not in row["latex"]:
            yield row
            continue
        left, _, right = row["latex"].partition("&=")
        terms = _terms(right.strip())
        yield {**row, "latex": f"{left}&= {' + '.join(_gathered(terms))}"} if len(terms) >= FEWEST else row


def _gathered(terms: list[str]) -> list[str]:
    made: list[str] = []
    while terms:
        first, *terms = terms
        found = [(other, change) for other in terms if (change := _difference([first], [other]))]
        found = [(other, change) for other, change in found if change[0] == found[0][1][0]]
        if len(found) + 1 < FEWEST:
            made.append(first)
            continue
        terms = [other for other in terms if not any(other is same for same, _ in found)]
        places, letter, _ = found[0][1]
        gates = _members([letter, *(change[2] for _, change in found)])
        made.append(rf"\sum_{{{gates}}} {_with_star(first, {place for _, place in places})}")
    return made


def _terms(latex: str) -> list[str]:
    """The terms of a sum that has no minus; a formula that has one, or is none, is one term."""
    terms, depth = [""], 0
    for token in TOKEN.findall(latex):
        depth += (token in OPENING) - (token in CLOSING)
        if not depth and token == "-":
            return [latex]
        if not depth and token == "+":
            terms.append("")
        else:
            terms[-1] += token
    return [*map(str.strip, terms)]
