"""The sides of the equation that a formula stands in: the formula itself, what it is said to be, sizes behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from symbolic.errors import SizeError
from symbolic.language.sizes.numbers import read_size_number
from symbolic.record import Record

FORMULA_OPERATORS = "·×⋅∙•∗−–÷≈⁰¹²³⁴⁵⁶⁷⁸⁹"
LETTER_RUN = rf"(?:[^\W\d_{FORMULA_OPERATORS}][^\x00-\x7f\s{FORMULA_OPERATORS}]*)+"
"""A run of letters of any script, with the marks on them."""
ENVIRONMENT = r"\\(?:begin|end)\{[A-Za-z]+\*?\}"
GROUPED_DIGITS = r"(?:\d{1,3}(?:(?:[,_]|\{,\}|\\,)\d{3})+|\d+)"
EQUALS_SIGN = re.compile(
    r"=+>?|≈|≅|≃|≡|:=|->|→|⇒|\\(?:approx|equiv|simeq|cong|rightarrow|Rightarrow|to|implies)(?![A-Za-z])"
    rf"|(?<=\s)~(?=\s*{GROUPED_DIGITS}[\d.]*\s*\w*\.?$)|:(?=\s*{GROUPED_DIGITS}[\d.]*\.?$)"
)
ROUGHLY = re.compile(r"≈|≅|≃|~|\\approx|\\simeq|\\cong")
LEFT_HAND = re.compile(rf"[\s$&\\(\[]*(?:{ENVIRONMENT})*\s*\\?{LETTER_RUN}[\w\\{{}}]*\s*(?:\([^()]*\))?[\s:&]*")
STOP = re.compile(rf"[.,;:?!](?:[\s.,;:?!$`]|\\[)\]]|{ENVIRONMENT})*$")
"""The end of a sentence, and what closes a display behind it."""
LETTER_PATTERN = re.compile(LETTER_RUN)
WORD_POWERS = {"k": 3, "thousand": 3, "m": 6, "mio": 6, "million": 6, "g": 9, "b": 9, "bn": 9, "billion": 9}
PLAIN_COUNT = re.compile(
    rf"[\s$&`]*(?P<about>about|approximately|approx\.?|roughly|around|ca\.?|~)?\s*(?P<whole>{GROUPED_DIGITS})(?:\.(?P<part>\d+))?"
    r"(?:[eE]\+?(?P<exponent>\d{1,2})|\s*(?P<power>thousand|mio|million|billion|bn|[kKMGB])(?![A-Za-z])"
    r"|\s*(?:[×x·*]|\\times|\\cdot)\s*10\s*(?:(?:\^|\*\*)\s*\{?(?P<raised>\d{1,2})\}?|(?P<small>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})))?"
    r"(?:\s*(?:trainable\s+)?(?:parameters?|params?|weights?|MACs?|FLOPs?))?"
    rf"(?:[\s$`.,;:!?]|\\[)\],;]|{ENVIRONMENT})*",
    re.IGNORECASE,
)
FROM_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
WRITTEN_SIZE = rf"\\?{LETTER_RUN}[\w{{}}]*\s*=\s*{GROUPED_DIGITS}(?![\d.*(])"
SIZES_BEHIND = re.compile(
    rf"(?:[,;]|\b(?:where|with|for|at|if|when)\b|(?<=\s)\()\s*(?:where|with|for|at|if|when)?\s*"
    rf"(?P<sizes>{WRITTEN_SIZE}(?:\s*(?:,\s*and\b|,|;|\band\b|&)\s*{WRITTEN_SIZE})*)\)?(?=[\s.]*(?:$|[:=≈]))"
)


EXPLAINED = re.compile(r"[\s,;.]*\b(?:where|wherein|wobei|où|donde|onde|dove|где)\b.*$", re.DOTALL)
"""What the letters of a formula are, in words behind it."""


class StatedNumber(Record):
    """A number that stands on a side alone, from ``low`` to ``high`` where it is rounded."""

    low: Fraction
    high: Fraction


def formula_part(text: str) -> tuple[int, int]:
    """Where the formula stands in an equation: behind its name, and before the number that it gives.

    >>> [text[slice(*formula_part(text))] for text in ("P(n, m) = 4*m", "4*(3 + m) = 20", "4*m ≈ 1.2M")]
    [' 4*m', '4*(3 + m) ', '4*m ']
    """
    parts = _sides(text)
    start, end = parts[-1]
    if not LETTER_PATTERN.search(text, start, end) or PLAIN_COUNT.fullmatch(text, start, end):
        earlier = [part for part in reversed(parts[:-1]) if text[slice(*part)].strip()]
        lettered = [
            part for part in earlier if LETTER_PATTERN.search(text, *part) and not PLAIN_COUNT.fullmatch(text, *part)
        ]
        chosen = [part for part in lettered if not LEFT_HAND.fullmatch(text, *part)]
        if not chosen and PLAIN_COUNT.fullmatch(text, start, end):
            chosen = [part for part in earlier if part not in lettered and not PLAIN_COUNT.fullmatch(text, *part)]
        start, end = chosen[0] if chosen else (start, end)
    if match := STOP.search(text, start, end):
        end = match.start()
    return (start, end) if text[start:end].strip() else parts[-1]


def other_sides(text: str) -> Iterator[str]:
    """What else stands in the equation than the formula and its name; a sign of rounding stays before it.

    >>> [*other_sides("P = 4*m*(n + m) = 4*20*30 ≈ 2.4k")]
    ['4*20*30', '≈ 2.4k']
    """
    formula = formula_part(text)
    for start, end in _sides(text):
        side = text[start:end].strip(" \t\n$&`")
        if start <= formula[0] < end or LEFT_HAND.fullmatch(text, start, end) or not re.search(r"[\d*^()]", side):
            continue
        sign = [match for match in EQUALS_SIGN.finditer(text, 0, start) if match.end() == start]
        yield f"≈ {side}" if sign and ROUGHLY.match(sign[0][0]) else side


def stated_number(side: str) -> StatedNumber | None:
    """The number that a side is, None where it is a formula; what is rounded may be half a unit of its last digit off.

    >>> stated_number("4,457,472").low, stated_number("4.5M").high, stated_number("4*m")
    (Fraction(4457472, 1), Fraction(4550000, 1), None)
    """
    roughly = side.startswith("≈")
    match = PLAIN_COUNT.fullmatch(side.removeprefix("≈"))
    if match is None:
        return None
    digits, part = re.sub(r"\D", "", match["whole"]), match["part"] or ""
    raised = match["raised"] or (match["small"] or "").translate(FROM_SUPERSCRIPT)
    power = int(match["exponent"] or raised or WORD_POWERS.get((match["power"] or "").lower(), 0))
    value = Fraction(int(digits + part) * 10**power, 10 ** len(part))
    if not (roughly or match["about"] or power or part):
        return StatedNumber(value, value)
    # About 1,200,000 has two digits that say something.
    zeros = len(digits) - len(digits.rstrip("0")) if not part else 0
    unit = Fraction(10 ** (power + zeros), 10 ** len(part)) / 2
    return StatedNumber(value - unit, value + unit)


def with_sizes(text: str) -> tuple[str, dict[str, int]]:
    """A formula with blanks for the sizes that stand behind it, and these sizes; raises `SizeError` for two of a name.

    >>> with_sizes("g*m*(n + m), where g = 4 and m = 20")
    ('g*m*(n + m)                        ', {'g': 4, 'm': 20})
    """
    match = SIZES_BEHIND.search(text)
    if match is None or not re.search(r"[\w)\]}]", text[: match.start()]):
        words = EXPLAINED.search(text)
        return (f"{text[: words.start()]:{len(text)}}" if words and words.start() else text), {}
    sizes: dict[str, int] = {}
    for each in re.finditer(WRITTEN_SIZE, match["sizes"]):
        name, _, number = each[0].partition("=")
        name = re.sub(r"[\\{}\s]", "", name)
        value = read_size_number(name, re.sub(r"[{}\\]", "", number.strip()))
        if sizes.setdefault(name, value) != value:
            raise SizeError(f"{name} is given twice, as {sizes[name]} and as {value}", name)
    return text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :], sizes


def _sides(text: str) -> list[tuple[int, int]]:
    ends = [(0, 0), *(sign.span() for sign in EQUALS_SIGN.finditer(text)), (len(text), len(text))]
    return [(left[1], right[0]) for left, right in pairwise(ends)]
