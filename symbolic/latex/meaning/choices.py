"""Sizes of which a text names several: "64, 128 or 256", "between 64 and 256"; none of them is the size."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

WHOLE_NUMBER = r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?!\w|[.,]\d| \d)"
"""A whole number in a sentence, its thousands set off by commas or not."""
_ITEM = r"(?:(?<![\w.])\d+(?:,\d{3})*(?![\w.]\d)|⟦\d+⟧)"
_NOUN = (
    r"(?:[- ]dim(?:ensional)?\b"
    r"| (?:(?:hidden|memory|recurrent) )?(?:units|dimensions|entries|neurons|cells|features|elements|components))?"
)
_LISTED_SIZES = rf"{_ITEM}(?:\s*,\s*{_ITEM})*"
_OR = rf"{_LISTED_SIZES}{_NOUN}\s*,?\s*(?:\bor\b|/|–|—|--?|\bto\b|\bthrough\b|\bvs\.?|\bversus\b)\s*{_ITEM}"
_BETWEEN_SIZES = rf"\bbetween {_ITEM} and {_ITEM}"
_BOUND = (
    r"\b(?:up to|at most|at least|(?:more|less|fewer|larger|smaller|greater) than|no more than|as (?:many|few) as"
    rf"|over|under|about|around|roughly|approximately|a (?:maximum|minimum) of) {_ITEM}"
)
_CHOICE = re.compile(rf"{_BETWEEN_SIZES}|{_OR}|{_BOUND}", re.I)
_DOTS = r"(?:\\ldots|\\dots|\.\.\.|…)"
_SIGN = rf"(?:,?\s*{_DOTS},?|[x×*+±·]|\\times|\\pm|\\cdot|\bby\b|\btimes\b|\bplus\b|\bminus\b)"
_FOR = r" (?:for|in|on|with|at|during) (?:(?![.;]|\b\d)[^⟦]){1,40}?"
_SEVERAL = re.compile(
    rf"{_ITEM}(?:\s*,\s*{_ITEM})+\s*,?\s*and {_ITEM}"
    rf"|{_ITEM}(?! features\b){_NOUN} and {_ITEM}(?!\w)"
    r"(?=\s*(?:[.,;:)]|$|in\b|for\b|respectively|(?:hidden )?(?:units|dimensions)))"
    rf"|{_ITEM}{_NOUN}\s*{_SIGN}\s*{_ITEM}"
    rf"|{_ITEM}{_NOUN}\s*(?:\bor else\b|,?\s*(?:i\.e|that is|resp|respectively)\.?,?|\("
    rf"|,?\s*and (?:then|later|finally))\s*{_ITEM}\)?"
    rf"|{_ITEM}{_NOUN}(?:{_FOR})?,? (?:and|but|or)(?:{_FOR})?,? {_ITEM}{_NOUN}(?= (?:for|in|on|with|at|during)\b)"
    rf"|{_ITEM}{_NOUN},? (?:except|unless|but|other than)\b[^.;⟦\d]{{0,60}}? {_ITEM}"
    rf"|{_ITEM}\s*(?:\\?%|(?:percent|times|million|thousand|billion|per|by default)\b)"
)
_SPOKEN_SIGNS = {r"\times": "×", "×": "×", r"\pm": "±", r"\cdot": "·", "+": "+", r"\ldots": "...", r"\dots": "..."}
SEVERAL_SIZES = "several"
"""What stands in a sentence in the place of sizes among which nothing chooses."""


def without_choices(text: str, is_number: Callable[[int], bool]) -> str:
    """The text with a word in the place of numbers of which one is chosen; ``is_number`` tells of a formula's number.

    >>> without_choices("a hidden size of 64, 128 or 256 and 10 inputs", lambda number: False)
    'a hidden size of several and 10 inputs'
    """
    return _put(_CHOICE, text, is_number)


def without_lists(text: str, is_number: Callable[[int], bool]) -> str:
    """The text with a word in the place of several numbers, where one size is looked for.

    >>> without_lists("hidden sizes of 64 and 128.", lambda number: False)
    'hidden sizes of several.'
    """
    return _put(_SEVERAL, text, is_number)


def with_plain_signs(text: str, formula: Callable[[int], str]) -> str:
    r"""The text with the sign that is written as a formula between two numbers as a plain one.

    >>> with_plain_signs("a hidden size of 64 ⟦0⟧ 2", lambda number: r"\times")
    'a hidden size of 64 × 2'
    """

    def put(match: re.Match[str]) -> str:
        written = formula(int(match[1])).strip()
        brackets = re.fullmatch(r"\(\d+\)", written)
        return f" {written}" if brackets else f" {_SPOKEN_SIGNS[written]}" if written in _SPOKEN_SIGNS else match[0]

    return re.sub(r"(?<=[\d⟧])\s*⟦(\d+)⟧", put, text)


def _put(pattern: re.Pattern[str], text: str, is_number: Callable[[int], bool]) -> str:
    def put(match: re.Match[str]) -> str:
        marks = [int(mark) for mark in re.findall(r"⟦(\d+)⟧", match[0])]
        return SEVERAL_SIZES if all(map(is_number, marks)) else match[0]

    return pattern.sub(put, text) if _has_two(text) else text


@lru_cache(maxsize=4096)
def _has_two(text: str) -> bool:
    return bool(re.search(rf"{_ITEM}", text))
