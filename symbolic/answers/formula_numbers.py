"""A formula that has numbers in place of sizes: which number is which size of the cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice, permutations, product

from symbolic.derive.quantity import Counted
from symbolic.language.sizes.formula import formula_parses
from symbolic.language.sizes.sides import LETTER_PATTERN, formula_part, with_sizes
from symbolic.language.sizes.size import Size
from symbolic.limits import NUMBERS_TRIED

FORMULA_NUMBER = re.compile(r"(?<![\w.^_])(?:\d{1,3}(?:,\d{3})+|\d+)(?![\w.]|,\d)")


def find_numbers(formula: str, subject: Counted) -> dict[str, int]:
    """The sizes for which a formula of numbers alone is the count, empty where there are none.

    >>> from symbolic import cell
    >>> find_numbers("4*256*(4096 + 256 + 1)", cell("lstm"))
    {'n': 4096, 'm': 256}
    """
    numbers = _numbers(formula)
    value = next(islice(formula_parses(formula), 1), None) if numbers else None
    if value is None or value.letters:
        return {}
    for sizes in _orders(numbers, subject):
        if Size.of(1) * subject.size.substitute(sizes) == value:
            return sizes
    return {}


def in_letters(formula: str, subject: Counted) -> Iterator[tuple[str, dict[str, int]]]:
    """The formula with letters of the cell for its largest numbers, and these numbers by letter.

    >>> from symbolic import cell
    >>> next(in_letters("4*(4096*256 + 256**2)", cell("lstm")))
    ('4*(n*m + m**2)', {'n': 4096, 'm': 256})
    """
    largest = sorted(_numbers(formula), reverse=True)[: len(subject.counted_letters)]
    for sizes in _orders(largest, subject):
        if len({*sizes.values()}) < len(sizes):
            continue
        called = {number: letter for letter, number in sizes.items()}
        yield _lettered(formula, called), sizes


def _lettered(formula: str, letters: Mapping[int, str]) -> str:
    """The formula with letters for these numbers."""
    return FORMULA_NUMBER.sub(lambda match: letters.get(_value(match[0]), match[0]), formula)


def _numbers(formula: str) -> list[int]:
    """The numbers of a formula that has no letters, and is not itself a number; the largest may be sizes."""
    text = with_sizes(formula)[0]
    start, end = formula_part(text)
    if LETTER_PATTERN.search(text, start, end) or not re.search(r"[*×x·(^]", text[start:end].strip()):
        return []
    numbers = dict.fromkeys(_value(written) for written in FORMULA_NUMBER.findall(text[start:end]))
    return [number for number in numbers if number > 1]


def _orders(numbers: list[int], subject: Counted) -> Iterator[dict[str, int]]:
    letters = tuple(subject.counted_letters)
    # Two sizes may be one number.
    orders = chain(permutations(numbers, len(letters)), product(numbers, repeat=len(letters))) if letters else ()
    yield from (dict(zip(letters, order, strict=True)) for order in islice(orders, NUMBERS_TRIED))


def _value(text: str) -> int:
    return int(text.replace(",", ""))
