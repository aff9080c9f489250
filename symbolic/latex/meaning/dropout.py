"""Dropout in prose: a letter that is the function, its rate, or its mask; none of them is trained."""

from __future__ import annotations

import re

from symbolic.latex.meaning.sentences import Sentences
from symbolic.latex.printed.syntax import Symbol

_DROPOUT_WORD = r"(?:drop-?out|zone-?out|drop-?connect)"
_IS = r"(?:is|are|be|denotes?|means?|stands? for|represents?|refers? to|being|indicates?|performs?|applies)"
_WHAT = r"(?:operators?|operations?|functions?|layers?|applications?)"
_DROPOUT_KIND = r"(?:an?|the|standard|usual|ordinary|variational|recurrent|inverted|some)"
_FORMULA_LIST = r"(?P<list>⟦\d+⟧(?:(?:,| and|, and) ⟦\d+⟧)*)"
_FUNCTION = (
    rf"(?i){_FORMULA_LIST}\)?,? {_IS} (?:{_DROPOUT_KIND} )*{_DROPOUT_WORD}(?! "
    r"(?:rates?|probabilit|prob|ratio|masks?|vectors?|matri))",
    rf"(?i)\b{_DROPOUT_WORD} {_WHAT} {_FORMULA_LIST}",
)
_CHANCE = (
    r"(?:(?:drop-?out|drop|zone-?out|keep|keeping|retention|retain) (?:rates?|probabilit(?:y|ies)|prob\.?|ratios?)"
    r"|(?:rates?|probabilit(?:y|ies)|ratios?) of (?:drop-?out|dropping|zone-?out|keeping|retaining))"
)
_MASKS = r"(?:masks?|masking (?:vectors?|matri(?:x|ces)|variables?))"
_NOISE_WORD = r"noises?"
_RANDOM_WORDS = (
    r"(?:(?:random|binary|bernoulli|drop-?out|zone-?out|variational|gaussian|white|normal|additive|multiplicative|fixed"
    r"|constant|given|recurrent|input|output|hidden|sampled|locked|stochastic|sparse|sparsity|pruning|attention|causal"
    r"|padding|observation|missing|element-?wise|independent|corresponding|respective|same) )*"
)
# Between an article and its noun no other thing is spoken of, "the weights to which a mask is applied".
_OF_A_KIND = (
    rf"(?:(?:an?|the|its|their|some) (?:(?!(?:to|by|with|no|of|for|in|on|from|under|not|without|that|which|whose|and|or"
    rf"|an?|the|is|are|weights?|kernels?|matri(?:x|ces)|bias(?:es)?)\b)[a-z-]+ ){{0,3}}?|{_RANDOM_WORDS})"
)
_VECTOR_WORD = r"(?: (?:vectors?|matri(?:x|ces)|variables?|terms?|tensors?|samples?))?"
_ENDS_THERE = (
    r"(?=\s*(?:[.,;:)]|$|(?:and|or|of|for|on|with|drawn|sampled|that|which|at|in|from|applied|shared|per|used|between"
    r"|whose|as|over)\b|⟦))"
)
_KERNELS = r"(?:kernels?|weights?|weight matri(?:x|ces)|matri(?:x|ces)|bias(?:es)?|parameters?|bias vectors?)"


def dropout_functions(sentences: Sentences) -> tuple[Symbol, ...]:
    """The letters that are said to be dropout, ``where $D$ is dropout``; they change no shape and are not trained."""
    said = [text for text in sentences.marked if re.search(_DROPOUT_WORD, text, re.I)]
    lists = [match["list"] for text in said for pattern in _FUNCTION for match in re.finditer(pattern, text)]
    numbers = [int(number) for text in lists for number in re.findall(r"\d+", text)]
    return tuple(symbol for number in numbers for symbol in sentences.symbols(number))


def dropout_rates(sentences: Sentences) -> tuple[Symbol, ...]:
    """The letters that are said to be a rate of dropout, a mask, or noise: they are set or drawn, and not trained."""
    return _called_one_of(sentences, f"(?:{_CHANCE}|{_MASKS}|{_NOISE_WORD})")


def masks(sentences: Sentences) -> tuple[Symbol, ...]:
    """The letters that are said to be a mask, ``a dropout mask $d$``."""
    return _called_one_of(sentences, _MASKS)


_KERNEL_LIST = re.compile(
    rf"(?i)\b{_KERNELS}:? {_FORMULA_LIST}"
    rf"|{_FORMULA_LIST.replace('list', 'those')} {_IS} (?:an?|the|trained|all|our|square| )*{_KERNELS}\b"
)
_MANY = re.compile(r"(?i).*?\b(?:masks|noises|rates|probabilities|ratios|vectors|matrices|variables|terms)\b")


def _called_one_of(sentences: Sentences, noun: str) -> tuple[Symbol, ...]:
    """The letters that a sentence says to be such a thing, not those that it says the thing to be applied to."""
    named = rf"\b{noun}{_VECTOR_WORD}"
    short = rf"{_FORMULA_LIST.replace('list', 'short')} \({_RANDOM_WORDS}{named}\)"
    after = re.compile(rf"(?i){_FORMULA_LIST}\)?,?(?: {_IS}| \(|:|=)? {_OF_A_KIND}{named}{_ENDS_THERE}|{short}")
    before = re.compile(rf"(?i)(?<!\bno ){named}(?:,? (?:is|are|denoted(?: by)?|called|by)|:)? {_FORMULA_LIST}")
    numbers: list[int] = []
    for text in sentences.marked:
        if not re.search(rf"(?i){noun}", text):
            continue
        others = {each for match in _KERNEL_LIST.finditer(text) for each in _marks(match[0])}
        for match in after.finditer(text):
            marks = _marks(match["list"] or match["short"])
            # Of "a bias ⟦0⟧, a mask" the mask has no letter.
            bare = re.match(rf"{_FORMULA_LIST}\)?,? (?!{_IS})", match[0], re.I)
            # Of "⟦0⟧ and ⟦1⟧ is a mask" it is the last alone.
            alone = re.match(rf"{_FORMULA_LIST}\)?,? (?:is\b|an? |the |\()", match[0], re.I)
            numbers += [mark for mark in (marks[-1:] if alone else marks) if not bare or mark not in others]
        for match in before.finditer(text):
            first, *more = _marks(match["list"])
            numbers += [first, *(mark for mark in more if _MANY.match(match[0]) and mark not in others)]
    return tuple(symbol for number in dict.fromkeys(numbers) for symbol in sentences.symbols(number))


def _marks(text: str) -> list[int]:
    """The numbers of the marks in a part of a sentence."""
    return [int(number) for number in re.findall(r"⟦(\d+)⟧", text)]
