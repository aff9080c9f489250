"""The sentences around a block: whom they call fixed, trained, an input, and what a sign means."""

from __future__ import annotations

import re
from functools import lru_cache

from symbolic.latex.meaning.choices import WHOLE_NUMBER, with_plain_signs, without_choices, without_lists
from symbolic.latex.meaning.declared import list_symbols
from symbolic.latex.meaning.hedges import is_hedged
from symbolic.latex.meaning.phrases import (
    AT_FIRST,
    CLAIMS,
    FIXED_WORDS,
    HIDDEN_OF_BOTH,
    HIDDEN_SIZE,
    INPUT_OF_BOTH,
    INPUT_SIZE,
    KEPT_FIXED,
    OF_ONE_SIZE,
    OF_THEM,
    OTHER_CELLS,
    SIGN_MEANS,
    SIZED,
    TRAINED_WORDS,
    UNITS_OF_ALL,
    WITH_BIAS,
    WITHOUT_BIAS,
)
from symbolic.latex.meaning.sized_nouns import INPUT_SIZED, INPUT_SPACE, STATE_SIZED, STATE_SPACE
from symbolic.latex.printed.document import Document, Passage
from symbolic.latex.printed.ranges import read_ranges, size_text
from symbolic.latex.printed.syntax import Range, Symbol
from symbolic.record import Record

_AT_A_STEP = (
    r"(?i) (?:at|of|for|in) (?:each |every |the |any )?(?:current |previous |discrete )?"
    r"(?:time[- ]?steps?|steps?|times?|instants?|positions?|time index|moment) ⟦(\d+)⟧"
)
"""Words that say when, which stand between a symbol and what is said of it."""


class Claim(Record):
    """A number of parameters that a sentence states."""

    text: str
    start: int
    end: int


def flatten(document: Document, start: int, end: int, displays: list[Passage]) -> tuple[str, dict[int, Passage]]:
    """The prose with every formula replaced by ``⟦k⟧``, its number in the document."""
    pieces: list[str] = []
    formulas: dict[int, Passage] = {}
    place = start
    numbered = [(part, number) for number, part in enumerate(document.formulas)]
    marks = sorted([*((part, -1) for part in displays), *numbered], key=lambda mark: mark[0].start)
    for passage, number in marks:
        if passage.end <= start or passage.start >= end or passage.start < place:
            continue
        pieces.append(_plain(document.text[place : passage.start]))
        if number < 0:
            pieces.append(" ⟦display⟧ ")
        else:
            pieces.append(f"⟦{number}⟧")
            formulas[number] = passage
        place = passage.end
    pieces.append(_plain(document.text[place:end]))
    text = re.sub(r"[\s$~]+", " ", "".join(pieces))
    # The sign that closes a formula is not a blank before a comma.
    text = re.sub(r"(?<=⟧) (?=[,;.:)]|-\w)|(?<=\() (?=⟦)", "", text)
    return re.sub(r":math:`|`|\\(?:\(|\)|emph|textbf|textit)", " ", text), formulas


def _plain(prose: str) -> str:
    """The prose with plain brackets where an author wrote those that the marks have."""
    return prose.replace("⟦", "[").replace("⟧", "]")


class Sentences:
    """The prose of a part, sentence by sentence, its formulas as numbered marks.

    ``marked`` are the sentences with a formula, ``numbered`` those with a formula or a number.
    """

    def __init__(self, document: Document, text: str, formulas: dict[int, Passage]):
        self.document, self.formulas = document, formulas
        text = re.sub(_AT_A_STEP, lambda match: "" if self.is_time(int(match[1])) else match[0], text)
        text = with_plain_signs(text, lambda number: self.formula(number) if number in formulas else "")
        self.text = text = without_choices(text, self.is_number)
        self.places = {int(match[1]): match.start() for match in re.finditer(r"⟦(\d+)⟧", text)}
        text = re.sub(r"\b(e\.g|i\.e|cf|resp)\.\\?", r"\1", text)
        self.sentences = re.split(r"(?<=[.;!?])\s+(?=[A-Z⟦])|⟦display⟧", text)
        self.marked = [sentence for sentence in self.sentences if "⟦" in sentence]
        numbered = re.compile(r"[⟦\d]")
        self.numbered = [text for text in self.sentences if numbered.search(text)]
        sized = re.compile(SIZED, re.I)
        self.paired = [re.sub(OTHER_CELLS, "", text) for text in self.numbered if sized.search(text)]
        self.sized = [without_lists(text, self.is_number) for text in self.paired]
        self._symbols: dict[int, list[Symbol]] = {}

    def formula(self, number: int) -> str:
        passage = self.formulas[number]
        return self.document.source[passage.start : passage.end]

    def is_time(self, number: int) -> bool:
        """Whether a formula is a step, ``t`` or ``t-1``."""
        written = self.formula(number).strip() if number in self.formulas else ""
        return bool(re.fullmatch(r"(?:[tnki]|\\tau)(?:\s*-\s*1)?", written))

    def is_number(self, number: int) -> bool:
        """Whether a formula is a plain number."""
        return number in self.formulas and bool(re.fullmatch(r"\s*\d+(?:,\d{3})*\s*", self.formula(number)))

    def symbols(self, number: int) -> list[Symbol]:
        """The symbols that a formula lists, up to a relation; all of ``a = b = 0``."""
        if number not in self._symbols:
            passage = self.formulas[number]
            signs = [match.start() for match in re.finditer("=", self.formula(number))]
            least = re.match(r"\s*-?[\d.]+\s*(?:<|\\leq?(?![a-z])|\\lt(?![a-z]))", self.formula(number))
            starts = [0, *(sign + 1 for sign in signs[:-1])] if len(signs) > 1 else [least.end() if least else 0]
            # A function may be named with the place of its argument, "f(\\cdot)".
            place = re.search(r"\(\s*\\c?dot\s*\)\s*$", self.formula(number))
            end = passage.start + place.start() if place else passage.end
            parts = [list_symbols(self.document, passage.start + start, end) for start in starts]
            self._symbols[number] = [symbol for part in parts for symbol in part]
        return self._symbols[number]

    def listed(self, start: int, end: int) -> list[Symbol]:
        """The symbols that a part of a formula lists."""
        return list_symbols(self.document, start, end)

    def symbols_called(self, words: str) -> tuple[Symbol, ...]:
        """The symbols that a sentence calls so: ``fixed numbers ⟦0⟧, ⟦1⟧``, ``⟦0⟧ is fixed``."""
        numbers = [number for sentence in self.marked for number in _called_in(words, sentence)]
        return tuple(symbol for number in numbers for symbol in self.symbols(number))

    def given_values(self) -> tuple[Symbol, ...]:
        """The symbols of which a formula gives the value, ``\\alpha = 0.3``."""
        value = re.compile(r"[^=]*=\s*-?(?:\d+(?:\.\d*)?(?:\s*/\s*\d+)?|\\[td]?frac\s*\{?\d+\}?\s*\{?\d+\}?)\s*")
        first = self._first_values()
        numbers = [each for each in self.formulas if each not in first and value.fullmatch(self.formula(each))]
        return tuple(symbol for number in numbers for symbol in self.symbols(number))

    def _first_values(self) -> set[int]:
        """The formulas that say with which value training begins, ``initialised with ⟦0⟧``; not a start state's."""
        said = [text for text in self.marked if not re.search(KEPT_FIXED, text)]
        found = [match["after"] or match["before"] for text in said for match in re.finditer(AT_FIRST, text)]
        numbers = {int(number) for text in found for number in re.findall(r"⟦(\d+)⟧", text)}
        states = re.compile(r"[^=]*(?:_\s*\{?-?[01]\b|[({]-?[01][)}])[^=]*=")
        return {number for number in numbers if not states.match(self.formula(number))}

    def only_trained(self) -> tuple[Symbol, ...]:
        """The symbols that alone are trained: ``only ⟦0⟧ and ⟦1⟧ are trained``."""
        pattern = (
            rf"\bonly\b[^.⟦]{{0,30}}(?P<list>(?:⟦\d+⟧[\s,]*(?:and )?)+)(?:is|are)(?: {TRAINED_WORDS}|\s*[.;,]|\s*$)"
        )
        match = next((match for text in self.marked if (match := re.search(pattern, text, re.I))), None)
        numbers = re.findall(r"⟦(\d+)⟧", match["list"]) if match else []
        return tuple(symbol for number in numbers for symbol in self.symbols(int(number)))

    def meaning_of(self, *signs: str) -> str:
        """What a sign of a product is said to mean: convolution, hadamard, matrix, outer, hamilton, or nothing."""
        for sentence in self.sentences:
            for match in re.finditer(r"⟦(\d+)⟧", sentence):
                if self.formula(int(match[1])).strip().strip("{}") in signs:
                    meaning = re.compile(SIGN_MEANS).search(sentence, match.end())
                    if meaning and meaning.start() - match.end() < 40:
                        return _meaning(meaning["what"])
        return ""

    def star(self) -> str:
        """What the sign ``*`` is said to mean: convolution, hadamard, matrix, or nothing."""
        meaning = self.meaning_of("*", r"\ast", r"\star", "∗", r"\circledast")
        if meaning:
            return "hadamard" if meaning == "outer" else meaning
        for sentence in self.sentences:
            said = re.search(r"(?<!\S)\*(?=\s+(?:is|denotes|means|stands|represents)\b)", sentence)
            meaning = re.compile(SIGN_MEANS).search(sentence, said.end()) if said else None
            if said and meaning and meaning.start() - said.end() < 40:
                return _meaning(meaning["what"])
            if re.search(r"(?<!element-wise )\bstars?\b.{0,20}\bconvolution", sentence, re.I):
                return "convolution"
        said = any(re.search(r"\bconvolutions?\b", sentence, re.I) for sentence in self.sentences)
        # Where another sign is the product element by element, the star can be the convolution that is spoken of.
        other = re.search(r"\\(?:odot|circ)(?![a-z])|[⊙∘]", self.document.text)
        return "convolution" if said and other and self.extents() else ""

    def extents(self) -> tuple[str, ...]:
        """The extents of the kernels of a convolution, ``k × k``."""
        for sentence in self.sentences:
            if not re.search(r"kernel|filter|convolution", sentence, re.I):
                continue
            for number in re.findall(r"⟦(\d+)⟧", sentence):
                written = re.sub(r"[\s{}$]", "", self.formula(int(number)))
                match = re.fullmatch(
                    r"([A-Za-z]\w*|\d+)(?:\\times|×|x)([A-Za-z]\w*|\d+)(?:(?:\\times|×|x)([A-Za-z]\w*|\d+))?", written
                )
                if match:
                    return tuple(part for part in match.groups() if part)
            match = re.search(
                r"(?:kernels?|filters?) of (?:size|width|extent|length) ⟦(\d+)⟧|⟦(\d+)⟧-(?:wide|tap)", sentence
            )
            if match:
                return (re.sub(r"[^A-Za-z0-9]", "", self.formula(int(match[1] or match[2]))),)
            match = re.search(r"\b(\d+)\s*(?:[x×]|⟦(?P<sign>\d+)⟧)\s*(\d+)\b", sentence)
            if match and match["sign"]:
                times = self.formula(int(match["sign"])).strip() in (r"\times", "×")
                match = re.fullmatch(r"(\d+)\D.*\D(\d+)", match[0]) if times else None
            elif match:
                match = re.fullmatch(r"(\d+)\D+(\d+)", match[0])
            if match:
                return match.groups()
        return ()

    def affine(self) -> bool | None:
        """Whether linear maps are said to have a bias."""
        for sentence in self.sentences:
            if re.search(WITHOUT_BIAS, sentence):
                return False
            if re.search(WITH_BIAS, sentence):
                return True
        return None

    def ranges(self) -> tuple[Range, ...]:
        r"""``\kappa = 1, \dots, K`` in the prose: an index with where it begins and ends."""
        return tuple(part for number in self.formulas for part in read_ranges(self.formula(number)))

    def claims(self) -> tuple[Claim, ...]:
        """Counts that are stated, ``⟦3⟧ parameters`` or ``the number of parameters is ⟦3⟧``."""
        claims = []
        for sentence in self.marked:
            for pattern in CLAIMS:
                for match in re.finditer(pattern, sentence):
                    passage = self.formulas[int(match[1])]
                    written = self.formula(int(match[1]))
                    if re.search(r"\\in(?![A-Za-z])", written):
                        continue
                    if re.search(r"[A-Za-z0-9]", written) and re.search(r"[+^(]|\\left|\d.*[a-zA-Z]", written):
                        claim = Claim(written, passage.start, passage.end)
                        if claim not in claims:
                            claims.append(claim)
        return tuple(claims)

    def units(self) -> str:
        """``both layers have ⟦0⟧ units``, ``hidden size ⟦0⟧``: the size of every state."""
        both = self.sizes_in(HIDDEN_OF_BOTH, self.paired)
        sized = [*self.sizes_in(STATE_SIZED), *self.sizes_in(STATE_SPACE, space=True)]
        return _only([*self.sizes_in(UNITS_OF_ALL), *self.sizes_in(HIDDEN_SIZE), *both, *sized])

    def input_size(self) -> str:
        """``input dimension ⟦0⟧``, ``⟦0⟧ is the number of inputs``: the size of the input."""
        both = self.sizes_in(INPUT_OF_BOTH, self.paired)
        spaces = self.sizes_in(INPUT_SPACE, space=True)
        return _only([*self.sizes_in(INPUT_SIZE), *both, *self.sizes_in(INPUT_SIZED), *spaces])

    def alike(self) -> tuple[tuple[Symbol, ...], ...]:
        """The symbols of one size, ``⟦0⟧ and ⟦1⟧ have the same size``."""
        found = [
            match
            for text in self.marked
            for match in re.finditer(OF_ONE_SIZE, text)
            if not is_hedged(text, *match.span())
        ]
        lists = [match["list"] or match["one"] + match["other"] for match in found]
        return tuple(
            tuple(symbol for number in re.findall(r"⟦(\d+)⟧", text) for symbol in self.symbols(int(number)))
            for text in lists
        )

    def equalities(self) -> list[tuple[Symbol, Symbol]]:
        r"""The formulas that say that one symbol is another, ``h_t^{(0)} = x_t``."""
        pairs = []
        for number, passage in self.formulas.items():
            left, equals, right = self.formula(number).partition("=")
            if equals and len(right) < 60:
                sides = self.symbols(number), list_symbols(self.document, passage.start + len(left) + 1, passage.end)
                pairs += [(sides[0][0], sides[1][0])] if all(len(side) == 1 for side in sides) else []
        return pairs

    def size_said(self, pattern: str) -> str:
        """The first size that stands where a pattern has its formula."""
        return next(iter(self.sizes_in(pattern)), "")

    def sizes_in(self, pattern: str, sentences: list[str] | None = None, *, space: bool = False) -> list[str]:
        """The sizes that stand where a pattern has its formula, or of the spaces that stand there."""
        sizes = []
        for sentence in self.sized if sentences is None else sentences:
            for written in _sizes_in(pattern, sentence):
                formula = self.formula(int(written[1:-1])).strip() if written[0] == "⟦" else written.replace(",", "")
                within = re.fullmatch(r"\\mathbb\s*\{?R\}?\s*\^\s*\{?([^{}]*)\}?", formula)
                size = size_text(within[1] if within else formula) if within or not space else ""
                # What has a time is a signal, "the hidden state h_t", and no size.
                if size and not re.search(r"[_^]\{?[(<]?t(?![A-Za-z])", formula):
                    sizes.append(size)
        return sizes


def _only(sizes: list[str]) -> str:
    """The first size, or none where two numbers are given for one thing."""
    numbers = {size for size in sizes if size.isdigit()}
    return sizes[0] if sizes and len(numbers) < 2 else ""


@lru_cache(maxsize=4096)
def _sizes_in(pattern: str, sentence: str) -> tuple[str, ...]:
    """What stands where a pattern has its formula; the cells before and after a sentence both ask for it."""
    plain = re.compile(pattern.replace(r"⟦(\d+)⟧", rf"(⟦\d+⟧|{WHOLE_NUMBER})"))
    return tuple(next(part for part in match.groups() if part is not None) for match in plain.finditer(sentence))


@lru_cache(maxsize=4096)
def _called_in(words: str, sentence: str) -> tuple[int, ...]:
    """The numbers of the formulas that a sentence calls so."""
    listed = r"(?:⟦\d+⟧(?:\s*(?:,|and|,\s*and|or|/|&)\s*(?:the (?:[a-z-]+ ){1,2}(?=⟦))?)?)+"
    patterns = (
        rf"(?<![-\w])(?P<word>{words})\b(?:\s+(?!(?:and|of|in|with|is|are|to)\b)[a-z-]+){{0,2}}\s*:?\s*(?P<list>{listed})",
        rf"(?P<list>{listed})\s*\)?\s*(?:\([^)]*\)\s*)?(?:is|are|be|being|denotes?|,|–|—|-|:|both|all)\s+(?:[\w-]+\s+){{0,8}}?(?P<word>{words})\b",
    )
    called: list[int] = []
    for pattern in patterns:
        for match in re.finditer(pattern, sentence, re.I):
            between = match[0].replace(match["list"], "").replace(match["word"], "")
            if re.search(r"\bnot\b", between):
                continue
            if words.startswith("(?:trained") and re.search(r"\b(not|un|non-?|never)\b", between):
                continue
            if words == FIXED_WORDS and pattern is patterns[1] and re.search(OF_THEM, sentence[: match.start()]):
                continue
            numbers = [int(number) for number in re.findall(r"⟦(\d+)⟧", match["list"])]
            # Of ``a, b and c is fixed`` it is c alone.
            after = match[0][len(match["list"]) :] if pattern is patterns[1] else ""
            called += numbers[-1:] if re.match(r"\s*\)?\s*(?:is\b|, an? )", after) else numbers
    return tuple(called)


def _meaning(word: str) -> str:
    word = word.lower()
    if word in ("convolution", "outer"):
        return word
    if word in ("hamilton", "quaternion"):
        return "hamilton"
    return "matrix" if word.startswith("matrix") else "hadamard"
