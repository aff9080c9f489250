r"""Shapes that a text declares in mathematics, ``W_z, W_h \in \mathbb{R}^{m \times n}``."""

from __future__ import annotations

import re

from symbolic.latex.printed.arrangement import arrange
from symbolic.latex.printed.document import Document
from symbolic.latex.printed.errors import LatexError
from symbolic.latex.printed.expressions import read_expression
from symbolic.latex.printed.macros import expand
from symbolic.latex.printed.ranges import size_text
from symbolic.latex.printed.rewriting import make_plain
from symbolic.latex.printed.syntax import Group, Printed, Symbol
from symbolic.latex.printed.tokens import Token, depths, read_tokens
from symbolic.record import Record, aside, replace

_ENDS = frozenset(
    (r"\in", "=", r"\colon", ":", r"\subset", "<", ">", r"\le", r"\leq", r"\ge", r"\geq", r"\sim", r"\approx", r"\ll")
)
"""Relations before which the symbols of a list stand."""


class DeclaredShape(Record):
    """``W_z, W_h \\in R^{m x n}``: a symbol and its dimensions as texts of sizes, none for a scalar."""

    symbol: Symbol
    dims: tuple[str, ...]
    start: int = aside(default=0)
    end: int = aside(default=0)


def declared_shapes(written: str, at: tuple[int, int], document: Document) -> list[DeclaredShape]:
    r"""The shapes in ``x \in \mathbb{R}^{n}, W_z, W_h \in \mathbb{R}^{m \times n}``."""
    shapes: list[DeclaredShape] = []
    start = at[0]
    # One declaration after the other: a list of symbols, the sign, the set with its dimensions.
    declaration = re.compile(
        r"(?:\\in(?![A-Za-z])|\\subset(?:eq)?(?![A-Za-z])|∈|:|\\colon)\s*(?:\\mathbb\s*\{?\s*R\s*\}?|ℝ|\\R(?![A-Za-z])|\\mathcal\{R\}|\\Re|R(?![a-z])|\\reals|\\RR|\\mathbf\{R\}|\\mathrm\{R\}|\\bbR"
        r"|(?:\\left|\\big)?\s*\\?[(\[{]\s*[-−]?\s*\d\s*,\s*\+?\s*\d\s*(?:\\right|\\big)?\s*\\?[)\]}])(?:_\{?[+>0]*\}?)?"
        r"\s*(?:\^\s*(?:\{(?P<dims>(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}|(?P<single>\\[A-Za-z]+|[A-Za-z0-9])))?"
        r"(?P<more>\s*(?:\\to|\\rightarrow))?"
    )
    place = 0
    for match in declaration.finditer(written):
        left = (start + place, start + match.start())
        place = match.end()
        if match["more"]:
            break
        if not (match["dims"] or match["single"]) and written[place:].lstrip().startswith("^"):
            # A size that cannot be read is none, and the symbol no number.
            continue
        text = match["dims"] or match["single"]
        dims = tuple(size_text(part) for part in re.split(r"\\times|×", text)) if text else ()
        if any(not part for part in dims):
            continue
        # Of ``h_t^0 = x_t`` it is x that is declared.
        equals = document.text.rfind("=", *left)
        last = list_symbols(document, equals + 1, left[1]) if equals >= 0 else []
        listed = list_symbols(document, _after_comma(document.text, *left), left[1])
        for symbol in (last if len(last) == 1 else []) or _one_of_all(listed):
            shapes.append(DeclaredShape(symbol, dims, start=left[0], end=start + match.end()))
    return shapes


def _one_of_all(symbols: list[Symbol]) -> list[Symbol]:
    r"""The symbols, of ``x_1, \dots, x_T`` the one that stands for all steps."""
    first, last = (symbols[0], symbols[-1]) if len(symbols) > 1 else (None, None)
    if first and last and first.base == last.base and first.below[:1] == ("1",) and last.below[:1] in (("T",), ("t",)):
        return [replace(first, below=first.below[1:])]
    return symbols


def _after_comma(text: str, start: int, end: int) -> int:
    while start < end and (text[start] in ",; \n\t" or text[start : start + 2] == "\\,"):
        start += 1
    return start


def list_symbols(document: Document, start: int, end: int) -> list[Symbol]:
    """The symbols in a part of the text before its first relation."""
    known = document.lists
    if (start, end) not in known:
        known[start, end] = _read_list(document, start, end)
    return known[start, end]


def _read_list(document: Document, start: int, end: int) -> list[Symbol]:
    try:
        tokens = arrange(
            expand(read_tokens(document.text, start, end), document.macros, document.source), document.source
        )
        # A sign within braces is part of a script, the brackets in "x^{\\langle t \\rangle}".
        levels = list(depths(tokens, "open"))
        stop = next(
            (place for place, token in enumerate(tokens) if token.text in _ENDS and levels[place] == 0),
            len(tokens),
        )
        return _listed(tokens[:stop], document.source)
    except LatexError:
        return []


def _listed(tokens: list[Token], source: str) -> list[Symbol]:
    tokens = [
        token
        for token in tokens
        if token.kind not in ("gap", "cell", "row", "words") and token.text not in (r"\dots", r"\ldots", r"\cdots")
    ]
    if not tokens:
        return []
    wrapped = [Token("sign", "(", 0, 0), *_without_double_commas(tokens), Token("sign", ")", 0, 0)]
    value: Printed = read_expression(wrapped, source)
    parts = value.parts if isinstance(value, Group) else (value,)
    if len(parts) == 1 and isinstance(parts[0], Group):
        parts = parts[0].parts
    symbols: list[Symbol] = []
    for part in parts:
        symbols += [part] if isinstance(part, Symbol) else _as_delta(part)
    return symbols


def _as_delta(part: Printed) -> list[Symbol]:
    joined = make_plain(part)
    return [joined] if isinstance(joined, Symbol) else []


def _without_double_commas(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        if token.text in (",", ";") and (not kept or kept[-1].text in (",", ";")):
            continue
        kept.append(token)
    while kept and kept[-1].text in (",", ";"):
        kept.pop()
    return kept
