"""The size that each name of a user's formula means: a letter of the cell, a word of the field, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations, permutations
from types import MappingProxyType

from symbolic.answers.subject import Subject
from symbolic.errors import FormulaError
from symbolic.language.sizes.formula import parse_formula
from symbolic.language.sizes.size import Size
from symbolic.language.sizes.words import GATES, LIKELY, STEPS, WORDS, letter_named
from symbolic.limits import MOST_GATES, STRANGE_SIZES
from symbolic.record import Record


class Reading(Record):
    """The formula in the letters of the cell, and how its names were taken.

    ``names`` maps each name to its letter. ``steps`` are names of time steps or of a batch, ``spare`` names of
    a size that has another name already, or that the cell does not have; both are set to 1. ``gates`` is the number
    of a name for the gates. ``aside`` are the terms, as they are written, of a name that is not a size here.
    """

    size: Size
    names: Mapping[str, str]
    steps: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()
    gates: Mapping[str, int] = MappingProxyType({})
    aside: Size = Size.of(0)


def readings(text: str, subject: Subject) -> Iterator[Reading]:
    """Every way to read the formula for the subject, the likeliest first.

    Raises `FormulaError` for a text that does not parse, or names more than one size too many.

    >>> from symbolic import cell
    >>> next(readings("4*((size_of_input + 1)*units + units**2)", cell("lstm"))).names
    {'size_of_input': 'n', 'units': 'm'}
    """
    letters = tuple(subject.letters)
    size = parse_formula(text, (*letters, *subject.aliases, *WORDS, *STEPS, *GATES))
    matched: dict[str, str] = {}
    steps: list[str] = []
    gates: list[str] = []
    strange: list[str] = []
    for name in size.letters:
        letter = letter_named(name, letters, subject.aliases)
        if letter:
            matched[name] = letter
        else:
            (steps if name.lower() in STEPS else gates if name.lower() in GATES else strange).append(name)
    free = [letter for letter in letters if letter not in matched.values()]
    if len(strange) > min(len(free), STRANGE_SIZES) + 1:
        _refuse(text, strange, subject)
    for known in _orders(strange, free, subject):
        names = {name: letter for name in size.letters if (letter := {**matched, **known}.get(name))}
        rest, aside, over = _apart(size, [name for name in strange if name not in known])
        for spare in _spares(names):
            kept = {name: letter for name, letter in names.items() if name not in spare}
            for number in range(1, MOST_GATES + 1 if gates else 2):
                put = {**dict.fromkeys((*steps, *spare, *over), 1), **dict.fromkeys(gates, number)}
                formula = rest.substitute(put).rename(kept)
                yield Reading(formula, kept, tuple(steps), (*spare, *over), dict.fromkeys(gates, number), aside)


def _orders(strange: list[str], free: list[str], subject: Subject) -> list[dict[str, str]]:
    """The ways to give the unknown names letters, one name left out where they are too many, the likeliest first."""
    likely = {subject.aliases[role]: letters for role, letters in LIKELY.items() if role in subject.aliases}

    def odd(names: Mapping[str, str]) -> int:
        places = [likely.get(letter, "").find(name[0].lower()) for name, letter in names.items()]
        return sum(place if place >= 0 else 20 for place in places)

    number = min(len(strange), len(free))
    chosen = combinations(strange, number)
    return sorted(
        (dict(zip(names, order, strict=True)) for names in chosen for order in permutations(free, number)), key=odd
    )


def _apart(size: Size, extra: list[str]) -> tuple[Size, Size, tuple[str, ...]]:
    """The formula without the terms that hold a name too many, these terms, and the name where all terms hold it."""
    held = {monomial: c for monomial, c in size.terms.items() if any(name in dict(monomial) for name in extra)}
    if len(held) == len(size.terms):
        return size, Size.of(0), tuple(extra)
    rest = {monomial: c for monomial, c in size.terms.items() if monomial not in held}
    return Size(rest, size.denominator), Size(held, size.denominator), ()


def _spares(names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Where two names would be one size, each choice of the names to do without; else nothing."""
    groups = [[name for name in names if names[name] == letter] for letter in dict.fromkeys(names.values())]
    choices: list[tuple[str, ...]] = [()]
    for group in groups:
        if len(group) > 1:
            choices = [(*choice, *(name for name in group if name != kept)) for choice in choices for kept in group]
    return choices


def _refuse(text: str, strange: list[str], subject: Subject) -> None:
    name = strange[-1]
    place = re.search(rf"(?<![A-Za-z_]){re.escape(name)}(?![A-Za-z_])", text) or re.search(re.escape(name), text)
    start, end = place.span() if place else (0, 1)
    run = next((run for run in re.finditer(r"[A-Za-z]{3,}", text) if run.start() <= start < run.end()), None)
    problem = f"{name[:40]!r} is one size too many"
    if run and len(name) == 1:
        start, end = run.span()
        problem = f"{run[0][:40]!r} is read as a product of letters, and they are too many"
    known = ", ".join(f"{letter} ({meaning})" for letter, meaning in subject.letters.items())
    words = ", ".join(subject.aliases)
    sizes = f"{subject.label} has {known}" + (f", also {words}" if words else "")
    raise FormulaError(f"{problem}; {sizes}", text, start, end)
