"""Is this formula right, and if not, what would it be right for?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations, islice, permutations
from typing import Any

from symbolic.answers.candidates import Candidate, candidate, candidates
from symbolic.answers.formula_reading import Reading, readings
from symbolic.answers.parts import part_sizes
from symbolic.answers.subject import Subject, find_subject, is_name, plain
from symbolic.derive.quantity import read_some_sizes
from symbolic.display import Answered
from symbolic.errors import SizeError, UsageError
from symbolic.language.sizes.size import Size
from symbolic.limits import READ_TERMS, REASON_TRIES, RENAMED_SIZES
from symbolic.record import Record


class ComparedTerm(Record):
    """A product of sizes that is in the formula or in the count, how often, and the roles that it counts."""

    product: Size
    formula: Size
    count: Size
    roles: tuple[str, ...]


class Reason(Record):
    """A role that the formula leaves out (``times`` is 0) or counts ``times`` times."""

    role: str
    size: Size
    times: float


class Fit(Record):
    """What the formula is right for; ``names`` maps its letters to others where it has to be read that way."""

    candidate: Candidate
    names: Mapping[str, str]


class Check(Answered, Record):
    """A formula compared with a count; ``difference`` is the formula less the count.

    ``reasons`` make up the difference, where ``renamed`` is not empty with its letters put in that order first.
    ``fixed`` are sizes that the formula holds as numbers, where it is right with them. ``numbers`` are both at the
    sizes given. ``readings_left`` says that some ways to read the names of a long formula were not tried.
    """

    subject: Subject
    formula: str
    reading: Reading
    count: Size
    difference: Size
    reasons: tuple[Reason, ...]
    renamed: Mapping[str, str]
    terms: tuple[ComparedTerm, ...]
    fits: tuple[Fit, ...]
    fixed: Mapping[str, int]
    numbers: tuple[int | Fraction, int] | None = None
    readings_left: bool = False

    @property
    def equal(self) -> bool:
        read = self.reading
        return not ((self.difference.terms and not self.fixed) or read.spare or read.steps or read.aside.terms)


def check(formula: str, subject: Subject | str, /, **sizes: Any) -> Check:
    """Hold a formula against the count of a cell, a layer or a network; with sizes, its number too.

    The formula is Python's, a calculator's or simple LaTeX, in the letters of the cell, in letters of its own
    or in words of the field. Raises `FormulaError` where it does not parse or names too many sizes, `SizeError` for the
    sizes.

    >>> check("4(nm + m²)", "lstm").reasons
    (Reason(role='bias', size=Size('4*m'), times=0),)
    >>> check("4*((size_of_input + 1)*size_of_output + size_of_output**2)", "lstm").equal
    True
    """
    if not isinstance(formula, str):
        raise UsageError(f"check takes the formula as text, then the cell; the formula given is {str(formula)[:60]!r}")
    if isinstance(subject, str) and is_name(formula) and not is_name(subject):
        raise UsageError(f"the formula comes first: check({subject[:60]!r}, {formula[:60]!r})")
    subject = find_subject(subject)
    count = subject.size
    known = read_some_sizes(subject, sizes)
    tried, readings_left = _likeliest(readings(formula, subject))
    fixed, _, best = min(
        ((_fixed(reading.size, count, known), len((reading.size - count).terms), reading) for reading in tried),
        key=lambda reading: (not reading[0], reading[1]),
    )
    numbers = None
    if known and not (best.spare or best.steps or best.aside.terms or (fixed and len(known) < len(count.letters))):
        numbers = _at(best.size, known), subject.count_at(**known)
    return Check(
        subject,
        formula,
        best,
        count,
        best.size - count,
        *_explained(best.size, count, subject),
        _terms(best.size, count, part_sizes(subject)[-1]),
        tuple(_fits(best.size, subject)),
        fixed,
        numbers,
        readings_left,
    )


def _likeliest(likeliest_first: Iterator[Reading]) -> tuple[list[Reading], bool]:
    """The first readings, as many as `READ_TERMS` terms allow, and whether there are more."""
    tried: list[Reading] = []
    terms = 0
    for reading in likeliest_first:
        if terms > READ_TERMS:
            return tried, True
        tried.append(reading)
        terms += len(reading.size.terms)
    return tried, False


def _fixed(formula: Size, count: Size, known: Mapping[str, int]) -> dict[str, int]:
    """The sizes that the formula does not contain as letters, where it is the count at their numbers."""
    fixed = {letter: number for letter, number in known.items() if letter not in formula.letters}
    return fixed if fixed and count.substitute(fixed) == formula else {}


def _at(size: Size, known: Mapping[str, int]) -> int | Fraction:
    missing = [letter for letter in size.letters if letter not in known]
    if missing:
        raise SizeError(f"a size is missing: {missing[0]}", missing[0])
    value = Fraction(*size.evaluate(known.__getitem__))
    return int(value) if value.denominator == 1 else value


def _explained(formula: Size, count: Size, subject: Subject) -> tuple[tuple[Reason, ...], Mapping[str, str]]:
    """The roles that make up the difference, and the order of letters for which they do."""
    if formula != count:
        for names in _renamings(formula):
            reasons = _reasons(formula.rename(names) - count, subject)
            if reasons:
                return reasons, names
    return (), {}


def _reasons(difference: Size, subject: Subject) -> tuple[Reason, ...]:
    """The fewest roles that make up the difference, each left out or counted more than once."""
    if not difference.terms:
        return ()
    found = (_made_up(difference, parts) for parts in part_sizes(subject))
    return next((reasons for reasons in found if reasons), ())


def _made_up(difference: Size, parts: Mapping[str, Size]) -> tuple[Reason, ...]:
    ways = (
        (chosen, times)
        for number in range(1, len(parts) + 1)
        for chosen in combinations(parts, number)
        for times in _times(number)
    )
    for chosen, times in islice(ways, REASON_TRIES):
        more = (_more(parts[part], n) for part, n in zip(chosen, times, strict=True))
        if sum(more, Size.of(0)) == difference:
            return tuple(Reason(part, parts[part], n) for part, n in zip(chosen, times, strict=True))
    return ()


def _more(size: Size, times: float) -> Size:
    """How much more a role is counted than once."""
    return size * -1 / 2 if times == 0.5 else size * (int(times) - 1)


def _times(number: int) -> list[tuple[float, ...]]:
    """How often each of some roles may be counted: all left out, all twice, or one way each of two."""
    if number == 1:
        return [(0,), (2,), (0.5,)]
    return [(0,) * number, (2,) * number, *([(0, 2), (2, 0)] if number == 2 else [])]


def _terms(formula: Size, count: Size, roles: Mapping[str, Size]) -> tuple[ComparedTerm, ...]:
    """Where the two differ, product by product."""
    terms = []
    for monomial in {**count.terms, **formula.terms}:
        mine = Size({(): formula.terms.get(monomial, 0)}, formula.denominator)
        theirs = Size({(): count.terms.get(monomial, 0)}, count.denominator)
        if mine != theirs:
            within = tuple(role for role, size in roles.items() if monomial in size.terms)
            terms.append(ComparedTerm(Size({monomial: 1}), mine, theirs, within))
    return tuple(terms)


def _fits(formula: Size, subject: Subject) -> Iterator[Fit]:
    """What has this count: the same name first, then as it is read before other names of sizes."""
    fits: list[Fit] = []
    aliases = subject.aliases
    all_of_them = [other for other in candidates([subject]) if other.label != subject.label]
    counts: dict[Size, list[Candidate]] = {}
    for other in all_of_them:
        counts.setdefault(plain(other.size, other.aliases), []).append(other)
    for names in _renamings(formula):
        size = plain(formula.rename(names), aliases)
        fits += [Fit(other, names) for other in counts.get(size, [])]
        if names and size == plain(subject.size, aliases):
            fits.insert(0, Fit(candidate(subject), names))
    yield from sorted(fits, key=lambda fit: (fit.candidate.name != subject.name, bool(fit.names)))


def _renamings(formula: Size) -> list[dict[str, str]]:
    letters = formula.letters
    if len(letters) > RENAMED_SIZES:
        return [{}]
    orders = permutations(letters)
    return [{a: b for a, b in zip(letters, order, strict=True) if a != b} for order in orders]
