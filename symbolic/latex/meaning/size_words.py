"""Shapes that sentences give to symbols: "the dimension of x is 300", "W and U have shapes (q, p) and (q, q)"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from symbolic.latex.meaning.choices import WHOLE_NUMBER, without_lists
from symbolic.latex.meaning.declared import DeclaredShape
from symbolic.latex.meaning.phrases import SIZE_NOUNS, UNIT_NOUNS
from symbolic.latex.meaning.sentences import Sentences
from symbolic.latex.printed.ranges import size_text

_NUMBERED_MARK = r"⟦(\d+)⟧"
_SIZE = rf"(⟦\d+⟧|{WHOLE_NUMBER})"
_SIZE_LIST = r"((?:⟦\d+⟧(?:, and |, | and )?)+)"
_NUMBERS = rf"((?:(?:{_SIZE[1:-1]})(?:, and |, | and )?)+)"
_NAMED = r"((?:(?:(?!and )[a-z]+ ){0,3}⟦\d+⟧(?:, and |, | and )?)+)"
_PAIRED = (
    # Symbols, then as many sizes.
    rf"{_SIZE_LIST} (?:have|has|are of|with)(?: the)? (?:shapes?|{SIZE_NOUNS}s?|dimensionalities) {_NUMBERS}",
    rf"(?:{SIZE_NOUNS}s?|dimensionalities|numbers? of {UNIT_NOUNS}) of {_SIZE_LIST} (?:is|are|be|were|equal) "
    rf"{_NUMBERS}",
    rf"{_SIZE_LIST} have {_NUMBERS} {UNIT_NOUNS}",
)
_TURNED = (
    # Sizes, then as many symbols.
    rf"{_SIZE_LIST} (?:are|is|denotes?|be|for) the (?:{SIZE_NOUNS}s?|dimensionalities|numbers? of {UNIT_NOUNS}) "
    rf"(?:of|in) {_NAMED}",
)
_SHORT = (rf"{_NUMBERED_MARK}: {_SIZE}", rf"{_NUMBERED_MARK} \({_SIZE}\)")
_ONE = (
    # A symbol and one size, which may be a plain number.
    rf"(?:{SIZE_NOUNS}|number of {UNIT_NOUNS}) (?:of|in) {_NUMBERED_MARK} (?:is|be|equals|as|to) {_SIZE}",
    # An item of a list, "⟦0⟧: hidden state, size ⟦1⟧".
    rf"{_NUMBERED_MARK}\)?\s*(?::|–|—|-|,|\(|is|are|denotes?)?\s*(?:an? |the )?"
    r"(?:(?!and |or |with |in |of |not )[a-z-]+,? ){0,4}?\(?"
    rf"(?:(?:an?|the|with|of|has|having|whose) )*(?:{SIZE_NOUNS}|shape|length|dim)\.?(?: (?:is|of))?\s*[:=]?\s*{_SIZE}",
    rf"{_NUMBERED_MARK}(?:,| is| denotes| as| for)?(?: an?| the)?(?: [a-z-]+){{0,2}} vectors? (?:of|with)"
    rf"(?: an?| the)? {SIZE_NOUNS} {_SIZE}",
    rf"{_NUMBERED_MARK}(?: both| each| all)? (?:is|are|be|denotes?|has|have)(?: an?| the)?(?: (?!of |with |in "
    rf")[a-z-]+){{0,2}}"
    rf" {_SIZE}[- ]?(?:dim(?:ensional)?\b|{UNIT_NOUNS}\b)",
)
_IS_SIZE = re.compile(r"\b(?:sizes?|dim|dims|dimensions?|dimensionalit(?:y|ies)|shapes?|widths?)\b", re.I)
_OF_UNITS = re.compile(rf" (?:hidden )?(?:{UNIT_NOUNS}|neurons)\b", re.I)
_SAID = re.compile("have|shape|size|dim|length|width|number", re.I)
_BEFORE = rf"{_SIZE}[- ]dim(?:ensional)? (?:(?!(?:and|or|with|while|where) )[a-z]+ ){{0,3}}{_NUMBERED_MARK}"
_LENGTH = re.compile(
    r"\s*(?:\\(?:dim|lvert)\b|\\(?:operatorname|mathrm|text)\{dim\}|\||#)\s*[({]?(?P<symbol>[^=|]+?)[)}]?"
    r"\s*(?:\||\\rvert)?\s*=(?P<size>[^=]+)"
)
_COLON = re.compile(r"(?P<symbol>[^:=]+):(?P<dims>[^:=]*\\times[^:=]*)")


def worded_shapes(sentences: Sentences) -> list[DeclaredShape]:
    """The shapes that sentences state of symbols, in reading order."""
    found: list[DeclaredShape] = []
    for text in sentences.marked:
        # "All vectors but ⟦0⟧ have ⟦1⟧ entries" says nothing of the first.
        text = re.sub(r"\b(but|except(?: for)?|other than|unlike|besides)((?: the)?(?: input)?) ⟦\d+⟧", r"\1\2", text)
        for symbol, size in _pairs(text, sentences.is_number):
            found += _shapes(sentences, symbol, size)
        for match in re.finditer(r"⟦(\d+)⟧(?: [&|])? ⟦(\d+)⟧", text):
            found += _bracketed(sentences, int(match[1]), int(match[2]))
    for number, passage in sentences.formulas.items():
        match = _LENGTH.fullmatch(sentences.formula(number))
        if match and (size := size_text(match["size"])):
            start, end = passage.start + match.start("symbol"), passage.start + match.end("symbol")
            found += [
                DeclaredShape(symbol, (size,), start=passage.start, end=passage.end)
                for symbol in sentences.listed(start, end)
            ]
        match = _COLON.fullmatch(sentences.formula(number))
        if match and (dims := shape_text(match["dims"])):
            found += [
                DeclaredShape(symbol, dims, start=passage.start, end=passage.end)
                for symbol in sentences.listed(passage.start, passage.start + match.end("symbol"))
            ]
    return [shape for shape in found if not _is_one_of_two(shape, found)]


def _is_one_of_two(shape: DeclaredShape, found: list[DeclaredShape]) -> bool:
    """Whether another number is said for the same, "The size of ⟦0⟧ is 64 for one set, and that of ⟦0⟧ is 128"."""
    others = (other for other in found if other.symbol == shape.symbol and len(other.dims) == len(shape.dims))
    return any(
        mine != size and mine.isdigit() and size.isdigit()
        for other in others
        for mine, size in zip(shape.dims, other.dims, strict=True)
    )


def _bracketed(sentences: Sentences, symbol: int, size: int) -> Iterable[DeclaredShape]:
    r"""``$W$ $[m \times n]$``, ``$W$ & $m \times n$``: a symbol and its shape in brackets, or in a table."""
    written = sentences.formula(size).strip()
    inner = re.fullmatch(r"[\[(]?(.+\\times.+?)[\])]?", written)
    dims = shape_text(inner[1]) if inner else ()
    passage = sentences.formulas[symbol]
    return [
        DeclaredShape(each, dims, start=passage.start, end=passage.end) for each in sentences.symbols(symbol) if dims
    ]


def _pairs(text: str, is_number: Callable[[int], bool]) -> Iterator[tuple[int, str]]:
    """The number of a symbol's formula and the text of its size."""
    alone = without_lists(text, is_number)
    for pattern in (*_PAIRED, *_TURNED) if _SAID.search(text) else ():
        for match in re.finditer(pattern, text, re.I):
            left, right = (re.findall(_SIZE, part) for part in match.groups())
            symbols, sizes = (left, right) if pattern in _PAIRED else (right, left)
            if pattern in _PAIRED and len(symbols) > len(sizes) > 1:
                # What stands before belongs to something else, "kernels ⟦0⟧, and ⟦1⟧ and ⟦2⟧ have ⟦3⟧ and ⟦4⟧".
                symbols = symbols[-len(sizes) :]
            if len(symbols) == len(sizes) and (len(sizes) > 1 or match[0] in alone):
                yield from ((_number(symbol), size) for symbol, size in zip(symbols, sizes, strict=True))
    text = alone
    for pattern in _ONE if _SAID.search(text) else ():
        yield from ((int(match[1]), match[2]) for match in re.finditer(pattern, text, re.I))
    for pattern in _SHORT:
        for match in re.finditer(pattern, text, re.I):
            # A number in brackets or after a colon may be a year, an equation, or a value.
            number = match[2][0] != "⟦" or is_number(_number(match[2]))
            if not number or _IS_SIZE.search(text[: match.start()]) or _OF_UNITS.match(text, match.end()):
                yield int(match[1]), match[2]
    if "dim" in text:
        yield from ((int(match[2]), match[1]) for match in re.finditer(_BEFORE, text, re.I))


def _number(mark: str) -> int:
    return int(mark.strip("⟦⟧"))


def _shapes(sentences: Sentences, symbol: int, size: str) -> Iterable[DeclaredShape]:
    written = sentences.formula(_number(size)) if size.startswith("⟦") else size.replace(",", "")
    bare = written.strip()
    if not re.fullmatch(r"[\w\s{}()_,\\×+*/-]+", bare) or re.search(r"\\(?!times|text|mathrm|mathit)", bare):
        return []
    dims = shape_text(bare)
    passage = sentences.formulas[symbol]
    return (
        [DeclaredShape(each, dims, start=passage.start, end=passage.end) for each in sentences.symbols(symbol)]
        if dims
        else []
    )


def shape_text(written: str) -> tuple[str, ...]:
    r"""The dimensions behind ``q \times p``, ``(q, p)`` or ``(q,)``; none where one is no size.

    >>> shape_text(r"q \times p"), shape_text("(q,)"), shape_text("d_h")
    (('q', 'p'), ('q',), ('d_h',))
    """
    inner = re.sub(r"^\(|\)$", "", written.strip()) if "," in written or r"\times" in written else written
    sizes = tuple(size_text(part) for part in re.split(r"\\times(?![a-z])|×|,", inner.strip().rstrip(",")))
    return sizes if all(sizes) else ()
