"""What the words around a block say: shapes, what is fixed or trained, what a sign means, a claimed count."""

from __future__ import annotations

import re

from symbolic.latex.meaning import phrases
from symbolic.latex.meaning.declared import DeclaredShape, declared_shapes, list_symbols
from symbolic.latex.meaning.diagonals import diagonal_numbers
from symbolic.latex.meaning.dropout import dropout_functions, dropout_rates, masks
from symbolic.latex.meaning.norm_words import norm_parameters
from symbolic.latex.meaning.phrases import SIZE_NOUNS, UNIT_NOUNS
from symbolic.latex.meaning.scalars_said import scalar_numbers
from symbolic.latex.meaning.sentences import Claim, Sentences, flatten
from symbolic.latex.meaning.size_words import worded_shapes
from symbolic.latex.printed.document import Document, Passage
from symbolic.latex.printed.ranges import size_text
from symbolic.latex.printed.syntax import Range, Statement, Symbol
from symbolic.record import Record


class Prose(Record):
    """All that is said of the symbols in words."""

    shapes: tuple[DeclaredShape, ...] = ()
    fixed: tuple[Symbol, ...] = ()
    trained: tuple[Symbol, ...] = ()
    scalars: tuple[Symbol, ...] = ()
    scalar_signals: tuple[Symbol, ...] = ()
    perhaps_scalar: tuple[Symbol, ...] = ()
    vectors: tuple[Symbol, ...] = ()
    diagonal: tuple[Symbol, ...] = ()
    diagonals: tuple[Symbol, ...] = ()
    perhaps_diagonal: tuple[Symbol, ...] = ()
    inputs: tuple[Symbol, ...] = ()
    drawn: tuple[Symbol, ...] = ()
    functions: tuple[Symbol, ...] = ()
    dropout: tuple[Symbol, ...] = ()
    star: str = ""
    otimes: str = ""
    extents: tuple[str, ...] = ()
    affine: bool | None = None
    ranges: tuple[Range, ...] = ()
    claims: tuple[Claim, ...] = ()
    units: str = ""
    input_size: str = ""
    lists: tuple[tuple[Symbol, ...], ...] = ()
    alike: tuple[tuple[Symbol, ...], ...] = ()
    span: tuple[int, int] = (0, 0)
    equalities: tuple[tuple[Symbol, Symbol], ...] = ()
    layers: str = ""
    only_trained: tuple[Symbol, ...] = ()
    biases_omitted: bool = False
    norms: str = ""


_SET_SIGN = re.compile(r"\\(?:in|colon|subset|subseteq)(?![A-Za-z])|∈|:")


def read_prose(document: Document, start: int, end: int, displays: list[Passage], declared: list[Statement]) -> Prose:
    """Read the sentences from ``start`` to ``end`` outside the displays, and the declarations within them."""
    source = document.source
    text, formulas = flatten(document, start, end, displays)
    sentences = Sentences(document, text, formulas)
    shapes: list[DeclaredShape] = []
    for statement in declared:
        if statement.relation in (r"\in", ":", r"\colon", r"\subset", r"\subseteq"):
            at = (statement.start, statement.end)
            shapes += declared_shapes(source[statement.start : statement.end], at, document)
    if not formulas and not re.search(r"[A-Za-z]{3}", text.replace("⟦display⟧", "")):
        drawn = tuple(_drawn(sentences, declared))
        return Prose(shapes=tuple(shapes), inputs=drawn, drawn=drawn, span=(start, end))
    chosen, drawn = _alternatives(sentences), tuple(_drawn(sentences, declared))
    for number, passage in formulas.items():
        if number in chosen:
            continue
        written = source[passage.start : passage.end]
        if _SET_SIGN.search(written):
            shapes += declared_shapes(written, (passage.start, passage.end), document)
        shapes += shape_in_words(sentences, number)
    worded = worded_shapes(sentences)
    said = {shape.symbol for shape in worded}
    shapes = [*worded, *(shape for shape in shapes if shape.symbol not in said)]
    return Prose(
        shapes=tuple(dict.fromkeys(shapes)),
        fixed=(*sentences.symbols_called(phrases.FIXED_WORDS), *dropout_rates(sentences), *sentences.given_values()),
        trained=sentences.symbols_called(phrases.TRAINED_WORDS),
        scalars=sentences.symbols_called(phrases.SCALARS),
        scalar_signals=_symbols(sentences, scalar_numbers(sentences.marked)),
        perhaps_scalar=_symbols(sentences, scalar_numbers(sentences.marked, hedged=True)),
        vectors=sentences.symbols_called(phrases.VECTORS),
        diagonal=sentences.symbols_called(phrases.DIAGONAL_NOUNS),
        diagonals=_symbols(sentences, diagonal_numbers(sentences.marked)),
        perhaps_diagonal=_symbols(sentences, diagonal_numbers(sentences.marked, hedged=True)),
        inputs=(*sentences.symbols_called(phrases.INPUT_NOUNS), *masks(sentences), *drawn),
        drawn=drawn,
        functions=sentences.symbols_called(phrases.FUNCTION_NOUNS),
        dropout=dropout_functions(sentences),
        star=sentences.star(),
        otimes=sentences.meaning_of(r"\otimes", "⊗"),
        extents=sentences.extents(),
        affine=sentences.affine(),
        ranges=sentences.ranges(),
        claims=sentences.claims(),
        units=sentences.units(),
        alike=sentences.alike(),
        span=(start, end),
        equalities=tuple(sentences.equalities()),
        only_trained=sentences.only_trained(),
        layers=sentences.size_said(phrases.LAYER_COUNT_PHRASE),
        input_size=sentences.input_size(),
        lists=tuple(tuple(sentences.symbols(number)) for number in formulas if "," in sentences.formula(number)),
        norms=norm_parameters(sentences.sentences),
        biases_omitted=bool(re.search(phrases.BIASES_OMITTED, text)),
    )


def _symbols(sentences: Sentences, numbers: list[int]) -> tuple[Symbol, ...]:
    return tuple(symbol for number in numbers for symbol in sentences.symbols(number))


def _drawn(sentences: Sentences, declared: list[Statement]) -> list[Symbol]:
    r"""The symbols that are drawn at random, ``m_t \sim \mathrm{Bernoulli}(p)``."""
    drawn = [each for each in declared if each.relation == r"\sim"]
    symbols = [symbol for each in drawn for symbol in list_symbols(sentences.document, each.start, each.end)]
    said = [number for number in sentences.formulas if re.search(r"\\sim(?![a-z])", sentences.formula(number))]
    return [*symbols, *(symbol for number in said for symbol in sentences.symbols(number))]


def _alternatives(sentences: Sentences) -> set[int]:
    r"""The declarations of which one is chosen, ``$h \in \mathbb{R}^{64}$ or $h \in \mathbb{R}^{128}$``."""
    pairs = re.findall(r"⟦(\d+)⟧,? or ⟦(\d+)⟧", sentences.text)
    return {
        int(each)
        for pair in pairs
        if all(_SET_SIGN.search(sentences.formula(int(part))) for part in pair)
        for each in pair
    }


_FORMULA_MARK = r"⟦\d+⟧"
_ALSO = rf"(?:(?:,| and|, and) {_FORMULA_MARK})*"
_VECTOR = (
    rf"{_FORMULA_MARK}{_ALSO}[^.⟦]{{0,40}}?\b(?:has|have|with|of|is|are)\b(?:[^.⟦]{{0,30}}?)⟦(\d+)⟧[\s-]*(?:{UNIT_NOUNS}|dimensional)",
    rf"{_FORMULA_MARK}{_ALSO}[^.⟦]{{0,30}}?(?:of|has|have|with)(?: an?| the)? {SIZE_NOUNS}s?\s*⟦(\d+)⟧",
    rf"{_FORMULA_MARK}{_ALSO},? (?:has|have) ⟦(\d+)⟧(?:,|\.|;| and)",
)
_ALL = r"(?:,?\s*(?:all|each|both|which)(?: of them| of which)?)?"
# There is one way to read each word between two marks; two ways would double with each mark.
_NEXT = rf"\s*(?:,\s*(?:and\b\s*)?|and\b\s*)(?:(?!and\b)[a-z]+\s+)?{_FORMULA_MARK}"
_IN_A_SPACE = rf"{_FORMULA_MARK}(?:{_NEXT})*{_ALL}\s+(?:are |is |lie )?(?:in|∈) ⟦(\d+)⟧"
_MATRIX = (
    rf"{_FORMULA_MARK}{_ALSO},? (?:is|are|has|have|of|with)(?: of)?(?: the| an?)?(?: "
    r"(?:shape|size|dimension)s?)? ⟦(\d+)⟧"
)
_MATRIX_BEFORE = (
    rf"⟦(\d+)⟧ (?:matrix|matrices|kernels?|weights?) (?:{_FORMULA_MARK}(?:,| and|, and) )*{_FORMULA_MARK}\Z"
)
_SIZE_BEFORE = (
    rf"⟦(\d+)⟧ (?:is|denotes?|for|be) the (?:{SIZE_NOUNS}|number of {UNIT_NOUNS}) (?:of|in) {_FORMULA_MARK}\Z",
    rf"⟦(\d+)⟧ that of {_FORMULA_MARK}\Z",
)
_WINDOW = 300
"""So many signs before a formula are looked at for what is said of it."""


def shape_in_words(sentences: Sentences, number: int) -> list[DeclaredShape]:
    """``⟦0⟧ has ⟦1⟧ entries``, ``⟦0⟧ is a vector of ⟦1⟧ numbers``, ``⟦1⟧ is the size of ⟦0⟧``."""
    place = sentences.places.get(number)
    if place is None:
        return []
    before = sentences.text[max(0, place - _WINDOW) : place] + f"⟦{number}⟧"
    if re.search(rf"\b(?:but|except(?: for)?|other than|unlike|besides)(?: the)?(?: input)? {_FORMULA_MARK}\Z", before):
        return []

    def said(match: re.Match[str] | None) -> str:
        return sentences.formula(int(match[1])).strip() if match else ""

    def ahead(pattern: str) -> str:
        return said(re.compile(pattern).match(sentences.text, place))

    dims: tuple[str, ...] = next(((size,) for pattern in _VECTOR if (size := size_text(ahead(pattern)))), ())
    if not dims:
        space = re.fullmatch(r"\\mathbb\s*\{?R\}?\s*\^\s*\{?([^{}]*)\}?", ahead(_IN_A_SPACE))
        dims = _dims(space[1]) if space else ()
    if not dims:
        written = (ahead(_MATRIX), said(re.search(_MATRIX_BEFORE, before)))
        dims = next((dims for text in written if len(dims := _dims(text.strip("()"))) == 2), ())
    if not dims:
        sizes = (size_text(said(re.search(pattern, before))) for pattern in _SIZE_BEFORE)
        dims = next(((size,) for size in sizes if size), ())
    passage = sentences.formulas[number]
    symbols = sentences.symbols(number) if dims else []
    return [DeclaredShape(symbol, dims, start=passage.start, end=passage.end) for symbol in symbols]


def _dims(written: str) -> tuple[str, ...]:
    sizes = tuple(size_text(part) for part in re.split(r"\\times(?![a-z])|×|,", written))
    return sizes if all(sizes) else ()
