"""What the words around a block say: shapes, what is fixed or trained, what a sign means, a claimed count."""

from __future__ import annotations

import re

from symbolic.latex.meaning import phrases
from symbolic.latex.meaning.declared import Shape, declared_shapes
from symbolic.latex.meaning.phrases import SIZES, UNITS
from symbolic.latex.meaning.sentences import Claim, Sentences, flatten
from symbolic.latex.printed.document import Document, Passage
from symbolic.latex.printed.ranges import size_text
from symbolic.latex.printed.syntax import Range, Statement, Symbol
from symbolic.record import Record


class Prose(Record):
    """All that is said of the symbols in words."""

    shapes: tuple[Shape, ...] = ()
    fixed: tuple[Symbol, ...] = ()
    trained: tuple[Symbol, ...] = ()
    scalars: tuple[Symbol, ...] = ()
    vectors: tuple[Symbol, ...] = ()
    diagonal: tuple[Symbol, ...] = ()
    inputs: tuple[Symbol, ...] = ()
    functions: tuple[Symbol, ...] = ()
    star: str = ""
    extents: tuple[str, ...] = ()
    affine: bool | None = None
    ranges: tuple[Range, ...] = ()
    claims: tuple[Claim, ...] = ()
    units: str = ""
    input_size: str = ""
    lists: tuple[tuple[Symbol, ...], ...] = ()
    span: tuple[int, int] = (0, 0)
    equalities: tuple[tuple[Symbol, Symbol], ...] = ()
    layers: str = ""
    only_trained: tuple[Symbol, ...] = ()
    biases_omitted: bool = False


_SET = re.compile(r"\\(?:in|colon)(?![A-Za-z])|∈|:")


def read_prose(document: Document, start: int, end: int, displays: list[Passage], declared: list[Statement]) -> Prose:
    """Read the sentences from ``start`` to ``end`` outside the displays, and the declarations within them."""
    source = document.source
    text, formulas = flatten(document, start, end, displays)
    sentences = Sentences(document, text, formulas)
    shapes: list[Shape] = []
    for statement in declared:
        if statement.relation in (r"\in", ":", r"\colon"):
            at = (statement.start, statement.end)
            shapes += declared_shapes(source[statement.start : statement.end], at, document)
    if not formulas and not re.search(r"[A-Za-z]{3}", text.replace("⟦display⟧", "")):
        return Prose(shapes=tuple(shapes), span=(start, end))
    for number, passage in enumerate(formulas):
        written = source[passage.start : passage.end]
        if _SET.search(written):
            shapes += declared_shapes(written, (passage.start, passage.end), document)
        shapes += shape_in_words(sentences, number)
    return Prose(
        shapes=tuple(shapes),
        fixed=sentences.symbols_called(phrases.FIXED),
        trained=sentences.symbols_called(phrases.TRAINED),
        scalars=sentences.symbols_called(phrases.SCALARS),
        vectors=sentences.symbols_called(phrases.VECTORS),
        diagonal=sentences.symbols_called(phrases.DIAGONAL),
        inputs=sentences.symbols_called(phrases.INPUTS),
        functions=sentences.symbols_called(phrases.FUNCTIONS),
        star=sentences.star(),
        extents=sentences.extents(),
        affine=sentences.affine(),
        ranges=sentences.ranges(),
        claims=sentences.claims(),
        units=sentences.units(),
        span=(start, end),
        equalities=tuple(sentences.equalities()),
        only_trained=sentences.only_trained(),
        layers=sentences.size_said(phrases.LAYERS),
        input_size=sentences.input_size(),
        lists=tuple(tuple(sentences.symbols(number)) for number in range(len(formulas))),
        biases_omitted=bool(re.search(phrases.BIASES_OMITTED, text)),
    )


def shape_in_words(sentences: Sentences, number: int) -> list[Shape]:
    """``⟦0⟧ has ⟦1⟧ entries``, ``⟦0⟧ is a vector of ⟦1⟧ numbers``, ``⟦1⟧ is the size of ⟦0⟧``."""
    mark = f"⟦{number}⟧"
    shapes: list[Shape] = []
    passage = sentences.formulas[number]
    at = {"start": passage.start, "end": passage.end}
    also = r"(?:(?:,| and|, and) ⟦\d+⟧)*"
    patterns = (
        rf"{mark}{also}[^.⟦]{{0,40}}?\b(?:has|have|with|of|is|are)\b(?:[^.⟦]{{0,30}}?)⟦(\d+)⟧[\s-]*(?:{UNITS}|dimensional)",
        rf"{mark}[^.⟦]{{0,30}}?(?:of|has|have|with)(?: an?| the)? {SIZES}s?\s*⟦(\d+)⟧",
        rf"{mark},? has ⟦(\d+)⟧(?:,|\.|;| and)",
    )
    for pattern in patterns:
        match = re.search(pattern, sentences.text)
        size = size_text(sentences.formula(int(match[1]))) if match else ""
        if size:
            return [Shape(symbol, (size,), **at) for symbol in sentences.symbols(number)]
    for match in re.finditer(
        rf"{mark}(?:\s*(?:,|and|,\s*and)\s*(?:[a-z]+\s+)?⟦\d+⟧)*\s+(?:are |is )?(?:in|∈) ⟦(\d+)⟧", sentences.text
    ):
        dims = re.fullmatch(r"\\mathbb\s*\{?R\}?\s*\^\s*\{?([^{}]*)\}?", sentences.formula(int(match[1])).strip())
        if dims:
            sizes = tuple(size_text(part) for part in re.split(r"\\times|×", dims[1]))
            if all(sizes):
                return [Shape(symbol, sizes, **at) for symbol in sentences.symbols(number)]
    shaped = (
        rf"{mark}{also},? (?:is|are|has|have|of|with)(?: of)?(?: the| an?)?(?: (?:shape|size|dimension)s?)? ⟦(\d+)⟧",
        rf"⟦(\d+)⟧ (?:matrix|matrices|kernels?|weights?) (?:⟦\d+⟧(?:,| and|, and) )*{mark}",
    )
    for pattern in shaped:
        match = re.search(pattern, sentences.text)
        written = sentences.formula(int(match[1])).strip().strip("()") if match else ""
        dims = re.split(r"\\times(?![a-z])|×|,", written)
        sizes = tuple(size_text(part) for part in dims)
        if len(dims) == 2 and all(sizes):
            return [Shape(symbol, sizes, **at) for symbol in sentences.symbols(number)]
    match = re.search(
        rf"⟦(\d+)⟧ (?:is|denotes?|for|be) the (?:{SIZES}|number of {UNITS}) (?:of|in) {mark}",
        sentences.text,
    )
    size = size_text(sentences.formula(int(match[1]))) if match else ""
    if size:
        shapes += [Shape(symbol, (size,), **at) for symbol in sentences.symbols(number)]
    match = re.search(rf"⟦(\d+)⟧ that of {mark}", sentences.text)
    size = size_text(sentences.formula(int(match[1]))) if match else ""
    if size and not shapes:
        shapes += [Shape(symbol, (size,), **at) for symbol in sentences.symbols(number)]
    return shapes
