"""A value by cases: the one case that computes it, as the others are a first value or one that is kept."""

from __future__ import annotations

from symbolic.latex.printed.errors import fault
from symbolic.latex.printed.tokens import CLOSING_KINDS, Token, closing_place, depths
from symbolic.latex.printed.words import ASSIGN

_CASES = frozenset({"cases", "dcases", "rcases"})


def computed_cases(tokens: list[Token], source: str) -> list[Token]:
    r"""The tokens with each ``= \begin{cases} ... \end{cases}`` replaced by its one case that computes something.

    Raises `LatexError` where several do.
    """
    for begin, token in enumerate(tokens):
        braced = token.text == "array" and begin > 1 and tokens[begin - 1].text == "{"
        before = tokens[begin - 2] if braced else tokens[begin - 1] if begin else token
        if token.kind != "begin" or not (token.text in _CASES or braced) or before.text not in ASSIGN:
            continue
        end = closing_place(tokens, begin)
        if end is None:
            break
        values = [value for value in _values(tokens[begin + 1 : end]) if value]
        computed = [value for value in values if not _is_simple(value)]
        if len(computed) != 1:
            problem = "a value by cases is read only where one case computes it"
            raise fault(source, problem, token.start, token.end)
        start = begin - 1 if braced else begin
        after = end + 2 if braced and end + 1 < len(tokens) and tokens[end + 1].kind == "right" else end + 1
        return computed_cases([*tokens[:start], *computed[0], *tokens[after:]], source)
    return tokens


def _values(tokens: list[Token]) -> list[list[Token]]:
    """What stands before the condition of each row."""
    rows: list[list[Token]] = [[]]
    reading = True
    for token, depth in zip(tokens, depths(tokens, *CLOSING_KINDS), strict=True):
        if token.kind == "row" and depth == 0:
            rows.append([])
            reading = True
        elif token.kind in ("cell", "words", "gap") and depth == 0:
            reading = reading and not rows[-1]
        elif reading:
            rows[-1].append(token)
    for row in rows:
        while row and row[-1].text in (",", ".", ";"):
            row.pop()
    return rows


def _is_simple(value: list[Token]) -> bool:
    """Whether a case is one symbol or number, with its scripts."""
    outside = []
    for token, depth in zip(value, depths(value, "open"), strict=True):
        if (depth == 0 and token.kind in ("letter", "number", "left")) or token.text in ("+", "(", "["):
            outside.append(token)
    commands = sum(token.kind == "command" for token in value)
    return len(outside) + commands <= 1
