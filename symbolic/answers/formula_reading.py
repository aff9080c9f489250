"""The size that each name of a user's formula means: a letter of the cell, a word of the field, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, islice, permutations
from types import MappingProxyType

from symbolic.derive.quantity import Counted
from symbolic.errors import FormulaError, UnknownSizeError
from symbolic.language.sizes.formula import formula_parses
from symbolic.language.sizes.size import Size
from symbolic.language.sizes.words import (
    BIAS_NAME,
    GATE_COUNT_NAMES,
    LIKELY,
    STEP_NAMES,
    is_output,
    letter_named,
    role_named,
)
from symbolic.limits import FORMULA_READINGS, MOST_GATES, STRANGE_SIZES
from symbolic.record import Record, replace

FORMULA_FUNCTIONS = {
    *("sqrt", "log", "ln", "exp", "min", "max", "ceil", "floor", "round"),
    *("int", "sum", "abs", "len", "pow", "tanh", "mod"),
}
NO_LETTERS = MappingProxyType[str, int]({})


class FormulaReading(Record):
    """The formula in the letters of the cell, and how its names were taken.

    ``names`` maps each name to its letter. ``steps`` are names of time steps or of a batch, ``spare`` names of
    a size that has another name already, or that the cell does not have; both are set to 1. ``gates`` is the number
    of a name for the gates, ``biases`` what a name of the biases stands for. ``aside`` are the terms of a name that
    is not a size here, as they are written. ``written`` is the whole formula in its own names, ``place`` how many
    likelier ways there are to tell names from products of letters.
    """

    size: Size
    names: Mapping[str, str]
    steps: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()
    gates: Mapping[str, int] = NO_LETTERS
    aside: Size = Size.of(0)
    biases: Mapping[str, Size] = MappingProxyType({})
    written: Size = Size.of(0)
    place: int = 0

    @property
    def unknown(self) -> tuple[str, ...]:
        """The words among its names that no size is called by."""
        return (*_unknown(self.names), *self.unknown_aside)

    @property
    def unknown_aside(self) -> tuple[str, ...]:
        """Those of them that were not taken as a size."""
        return _unknown(name for name in (*self.spare, *self.aside.letters) if name not in self.names)


def _unknown(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if len(name) > 1 and not role_named(name) and not is_output(name))


class Sorted(Record):
    """The names of a formula by what they are; ``words`` say which size they are, as far as names can say it."""

    letters: dict[str, str]
    words: dict[str, str]
    steps: list[str]
    gates: list[str]
    biases: list[str]
    strange: list[str]


def readings(text: str, subject: Counted, bias: Size | None = None) -> Iterator[FormulaReading]:
    """Every way to read the formula for the subject, the likeliest first; ``bias`` is the size of all its biases.

    Raises `FormulaError` for a text that does not parse, or names more than one size too many.

    >>> from symbolic import cell
    >>> next(readings("4*((size_of_input + 1)*units + units**2)", cell("lstm"))).names
    {'size_of_input': 'n', 'units': 'm'}
    """
    letters = tuple(subject.letters)
    problem: FormulaError | None = None
    is_read = False
    parses = islice(formula_parses(text, (*letters, *subject.aliases)), FORMULA_READINGS)
    for place, size in enumerate(parses):
        for names in _sorted(size, subject):
            if problem_here := _too_many(text, names, subject):
                problem = problem or problem_here
                continue
            is_read = True
            yield from (replace(reading, place=place) for reading in _readings(size, names, subject, bias))
    if problem and not is_read:
        raise problem


def _sorted(size: Size, subject: Counted) -> Iterator[Sorted]:
    """The names by what they are; b is a bias or a letter of a size, and an output may be another layer's."""
    letters = tuple(subject.letters)
    plain = Sorted({}, {}, [], [], [], [])
    # Beside n_{i-1}, the size of the layer before, n_i is that of the layer itself.
    layers = {re.sub(r"-1|[{}]", "", name) for name in size.letters if "-1" in name}
    for name in size.letters:
        exact = name if name in letters else subject.aliases.get(name)
        if exact in letters:
            plain.letters[name] = str(exact)
        elif name.lower() in STEP_NAMES:
            plain.steps.append(name)
        elif name.lower() in GATE_COUNT_NAMES:
            plain.gates.append(name)
        elif len(name) > 1 and BIAS_NAME.fullmatch(name):
            plain.biases.append(name)
        elif re.sub(r"[{}]", "", name) in layers:
            plain.strange.append(name)
        elif (word := letter_named(name, letters, subject.aliases) or _by_parts(name, subject)) in letters:
            plain.words[name] = str(word)
        else:
            plain.strange.append(name)
    yield plain
    for name in plain.words:
        if is_output(name) or "model" in name:
            words = {word: letter for word, letter in plain.words.items() if word != name}
            yield Sorted(plain.letters, words, plain.steps, plain.gates, plain.biases, [*plain.strange, name])
    if "b" in plain.strange:
        rest = [name for name in plain.strange if name != "b"]
        yield Sorted(plain.letters, plain.words, plain.steps, plain.gates, [*plain.biases, "b"], rest)


def _by_parts(name: str, subject: Counted) -> str | None:
    return subject.aliases.get(role_named(name) or "")


def _readings(size: Size, names: Sorted, subject: Counted, bias: Size | None) -> Iterator[FormulaReading]:
    matched = {**names.letters, **names.words}
    free = [letter for letter in subject.letters if letter not in matched.values()]
    for known in _orders(names.strange, free, subject):
        called = {name: letter for name in size.letters if (letter := {**matched, **known}.get(name))}
        left = [name for name in names.strange if name not in known]
        for spare in _spares(called):
            kept = {name: letter for name, letter in called.items() if name not in spare}
            rest, aside, over = _apart(size, [*left, *spare])
            for biases in _biases(names.biases, subject, bias):
                for number in range(1, MOST_GATES + 1 if names.gates else 2):
                    gates = dict.fromkeys(names.gates, number)
                    put = {**dict.fromkeys((*names.steps, *over), 1), **gates}
                    # The letters of a bias are the cell's: they are put in when the names are those too.
                    formula = rest.substitute(put).rename(kept).substitute(biases)
                    yield FormulaReading(formula, kept, tuple(names.steps), over, gates, aside, biases, size)


def _biases(names: list[str], subject: Counted, bias: Size | None) -> Iterator[dict[str, Size]]:
    """What the names of a bias may stand for: 1 for each unit, a vector, all of them, or half where there are two."""
    vectors = [Size.letter(letter) for letter in [subject.aliases.get("hidden")] if letter]
    sizes = [Size.of(1), *([bias] if bias else []), *vectors, *([bias / 2] if bias else [])]
    yield from (dict.fromkeys(names, size) for size in (dict.fromkeys(sizes) if names else [Size.of(1)]))


def _orders(strange: list[str], free: list[str], subject: Counted) -> list[dict[str, str]]:
    """The ways to give the unknown names letters, one name left out where they are too many, the likeliest first."""
    likely = {subject.aliases[role]: letters for role, letters in LIKELY.items() if role in subject.aliases}

    def odd(names: Mapping[str, str]) -> int:
        places = [likely.get(letter, "").find(name[0].lower()) for name, letter in names.items()]
        outputs = sum(100 for name in names if is_output(name))
        return outputs + sum(place if place >= 0 else 20 for place in places)

    number = min(len(strange), len(free))
    chosen = combinations(strange, number)
    return sorted(
        (dict(zip(names, order, strict=True)) for names in chosen for order in permutations(free, number)), key=odd
    )


def _apart(size: Size, extra: list[str]) -> tuple[Size, Size, tuple[str, ...]]:
    """The formula without the terms that hold a name too many, these terms, and the names where all terms hold one."""
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


def _too_many(text: str, names: Sorted, subject: Counted) -> FormulaError | None:
    functions = [name for name in names.strange if name.lower() in FORMULA_FUNCTIONS]
    if functions:
        return unknown_name(text, functions[0], subject)
    free = [letter for letter in subject.letters if letter not in {**names.letters, **names.words}.values()]
    if len(names.strange) <= min(len(free), STRANGE_SIZES) + 1:
        return None
    words = [name for name in names.strange if len(name) > 1 and not role_named(name)]
    return unknown_name(text, words[0] if words else names.strange[-1], subject)


def unknown_name(text: str, name: str, subject: Counted) -> UnknownSizeError:
    """That a name is not a size of the subject, or one too many, and where it stands."""
    place = re.search(rf"(?<![^\W\d_]){re.escape(name)}(?![^\W\d])", text) or re.search(re.escape(name), text)
    start, end = place.span() if place else (0, 1)
    problem = f"{name[:40]!r} is {'one size too many' if len(name) == 1 or role_named(name) else 'not a size'}"
    return UnknownSizeError(f"{problem}; {_known(subject)}", text, start, end)


def _known(subject: Counted) -> str:
    sizes = ", ".join(f"{letter} ({meaning})" for letter, meaning in subject.letters.items())
    words = ", ".join(subject.aliases)
    return f"{subject.label} has {sizes or 'no size as a letter'}" + (f", also {words}" if words else "")
