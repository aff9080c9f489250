"""Which size each name of somebody's formula is: a letter of the cell, a word of the field, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import permutations

from symbolic.answers.subject import Subject, letters_of, renamed
from symbolic.errors import FormulaError
from symbolic.language.formula import parse_formula
from symbolic.language.numbers import NOT_SIZES
from symbolic.language.record import Record
from symbolic.language.sizes import Size

INPUT = (
    "input_size size_of_input input_dim input inputs n_in n_input n_inputs num_inputs input_features features "
    "in_features embedding_dim embedding embed_dim d_in n_x d_x x_dim input_length_features nb_inputs"
)
HIDDEN = (
    "hidden_size size_of_output size_of_hidden output_size output output_dim outputs hidden hidden_dim hidden_units "
    "units num_units n_units number_of_units n_hidden n_out out_features d_out n_h d_h h_dim cells neurons num_hidden "
    "width nb_units"
)
PROJECTION = "projection proj_size projection_size size_of_projection proj num_proj n_proj recurrent_size"
WORDS = {
    word: role
    for role, words in (("input", INPUT), ("hidden", HIDDEN), ("projection", PROJECTION))
    for word in words.split()
}
STEPS = {*NOT_SIZES, "time", "num_steps", "n_steps", "n_t", "sequence_length", "nb_timesteps"}
LIKELY = {"input": "nidxefkc", "hidden": "mhuoqdl", "projection": "rp"}
"""Letters that people give a size, the likeliest first: what tells between readings that serve as well."""
MOST_STRANGE = 4


class Reading(Record):
    """The formula in the letters of the cell, and how its names were taken.

    ``names`` maps each name to its letter. ``steps`` are names of time steps or of a batch, ``spare`` names of
    a size that another name stands for already; both are put to 1.
    """

    size: Size
    names: Mapping[str, str]
    steps: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()


def readings(text: str, subject: Subject) -> Iterator[Reading]:
    """Every way to read the formula for the subject, the likeliest first.

    Raises `FormulaError` for a text that does not parse, or names more sizes than there are.

    >>> from symbolic import cell
    >>> next(readings("4*((size_of_input + 1)*units + units**2)", cell("lstm"))).names
    {'size_of_input': 'n', 'units': 'm'}
    """
    letters = letters_of(subject)
    size = parse_formula(text, (*letters, *subject.aliases, *WORDS, *STEPS))
    found: dict[str, str] = {}
    steps: list[str] = []
    strange: list[str] = []
    for name in size.letters:
        letter = _letter(name, subject)
        if letter:
            found[name] = letter
        elif name.lower() in STEPS:
            steps.append(name)
        else:
            strange.append(name)
    free = [letter for letter in letters if letter not in found.values()]
    if len(strange) > min(len(free), MOST_STRANGE):
        _refuse(text, strange, subject)
    for order in _orders(strange, free, subject):
        names = {**found, **dict(zip(strange, order, strict=True))}
        for spare in _spares(names):
            kept = {name: letter for name, letter in names.items() if name not in spare}
            one = _without(size, (*steps, *spare))
            in_order = {name: kept[name] for name in size.letters if name in kept}
            yield Reading(renamed(one, kept), in_order, tuple(steps), spare)


def _letter(name: str, subject: Subject) -> str | None:
    if name in letters_of(subject):
        return name
    return subject.aliases.get(name) or subject.aliases.get(WORDS.get(name.lower(), ""))


def _orders(strange: list[str], free: list[str], subject: Subject) -> list[tuple[str, ...]]:
    """The ways to give the unknown names letters, the likeliest first."""
    likely = {subject.aliases[role]: letters for role, letters in LIKELY.items() if role in subject.aliases}

    def odd(order: tuple[str, ...]) -> int:
        places = [likely.get(letter, "").find(name[0].lower()) for name, letter in zip(strange, order, strict=True)]
        return sum(place if place >= 0 else 20 for place in places)

    return sorted(permutations(free, len(strange)), key=odd)


def _spares(names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Where two names would be one size, each choice of the names to do without; else nothing."""
    groups = [[name for name in names if names[name] == letter] for letter in dict.fromkeys(names.values())]
    choices: list[tuple[str, ...]] = [()]
    for group in groups:
        if len(group) > 1:
            choices = [(*one, *(name for name in group if name != kept)) for one in choices for kept in group]
    return choices


def _without(size: Size, names: Iterable[str]) -> Size:
    names = set(names)
    terms: dict[tuple[tuple[str, int], ...], int] = {}
    for monomial, c in size.terms.items():
        kept = tuple(pair for pair in monomial if pair[0] not in names)
        terms[kept] = terms.get(kept, 0) + c
    return Size(terms, size.denominator)


def _refuse(text: str, strange: list[str], subject: Subject) -> None:
    name = strange[-1]
    place = re.search(rf"(?<![A-Za-z_]){re.escape(name)}(?![A-Za-z_])", text) or re.search(re.escape(name), text)
    start = place.start() if place else 0
    known = ", ".join(f"{letter} ({subject.letters[letter]})" for letter in letters_of(subject))
    words = ", ".join(subject.aliases)
    sizes = f"{subject.label} has {known}" + (f", also {words}" if words else "")
    raise FormulaError(f"{name[:40]!r} is one size too many; {sizes}", text, start, start + len(name))
