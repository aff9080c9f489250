r"""Rows that an author marks by the ends of lines: bare rows, a blank line, a backslash that lost its twin."""

from __future__ import annotations

import re

from symbolic.latex.printed.tokens import Token


def rows_at_lines(tokens: list[Token], text: str, *, bare: bool = False) -> list[Token]:
    r"""A row sign at each end of a line that ends a row, outside all brackets.

    A blank line ends a row, and where no ``\\`` stands a single backslash does; of ``bare`` rows every line.

    >>> from symbolic.latex.printed.tokens import read_tokens
    >>> rows = "a &= b\n\n c &= d"
    >>> [token.kind for token in rows_at_lines(read_tokens(rows), rows) if token.kind == "row"]
    ['row']
    """
    has_rows = any(token.kind == "row" for token in tokens)
    bare = not has_rows and (bare or _is_equation_a_line(tokens, text))
    done: list[Token] = []
    depth = 0
    for place, token in enumerate(tokens):
        if token.text == "\\" and token.kind == "command":
            lost = place + 1 < len(tokens) and "\n" in text[token.end : tokens[place + 1].start]
            if lost and not has_rows:
                done.append(Token("row", r"\\", token.start, token.end))
                continue
        between = text[done[-1].end : token.start] if done and depth == 0 else ""
        if "\n" in between and (bare or _is_blank_line(between)) and token.text not in ("+", "-"):
            done.append(Token("row", r"\\", token.start, token.start))
        if token.kind in ("open", "close") or token.text in ("(", ")", "[", "]"):
            depth += 1 if token.text in "{([" else -1
        done.append(token)
    return done


def _is_equation_a_line(tokens: list[Token], text: str) -> bool:
    lines = text[tokens[0].start : tokens[-1].end].split("\n") if tokens else []
    return len(lines) > 1 and all(re.match(r"\s*[\\A-Za-z{&][^=+]*=", line) for line in lines)


def _is_blank_line(between: str) -> bool:
    return any(not line.strip() for line in between.split("\n")[1:-1])
