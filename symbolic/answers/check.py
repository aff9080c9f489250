"""Is this formula right, and if not, what would it be right for?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import islice, permutations
from typing import Any

from symbolic._cell import Cell
from symbolic.answers.count_reasons import ComparedTerm, Reason, find_reasons, find_terms, renamings
from symbolic.answers.formula_extra import find_extra, without_head
from symbolic.answers.formula_fits import FormulaFit, find_fits, find_quantities
from symbolic.answers.formula_numbers import find_numbers, in_letters
from symbolic.answers.formula_reading import FormulaReading, readings, unknown_name
from symbolic.answers.formula_sizes import FormulaSizes, read_formula_sizes
from symbolic.answers.parts import all_biases, part_sizes
from symbolic.answers.stated import Stated, find_stated
from symbolic.answers.subject import find_subject, is_name
from symbolic.derive.quantity import Counted, counted
from symbolic.display import Answered
from symbolic.errors import FormulaError, SizeError, UsageError
from symbolic.frameworks.layer import Layer
from symbolic.language.sizes.numbers import read_size_number
from symbolic.language.sizes.sides import with_sizes
from symbolic.language.sizes.size import Size
from symbolic.language.sizes.words import role_named
from symbolic.limits import EXPLAINED_READINGS, FORMULA_READINGS, NEAR_TERMS, READ_TERMS, RENAMED_SIZES
from symbolic.record import Record, replace


class Check(Answered, Record):
    """A formula compared with a count; ``difference`` is the formula less the count.

    ``reasons`` make up the difference, where ``renamed`` is not empty with its letters put in that order first.
    ``extra`` is what the terms left aside count, such as an output layer, where that is clear. ``fixed`` are sizes that
    the formula holds as numbers, where it is right with them. ``numbers`` are both at the sizes given; ``left`` are
    numbers for a size that has another one. ``same`` are two sizes, if any, with which it is right where they are one.
    ``quantities`` are what else of the subject the formula is right for.
    ``readings_left`` says that some ways to read the names of a long formula were not tried. ``stated`` are the other
    sides of an equation that it stands in, such as the number that somebody has for it.
    """

    subject: Counted
    formula: str
    reading: FormulaReading
    count: Size
    difference: Size
    reasons: tuple[Reason, ...]
    renamed: Mapping[str, str]
    terms: tuple[ComparedTerm, ...]
    fits: tuple[FormulaFit, ...]
    fixed: Mapping[str, int]
    numbers: tuple[int | Fraction, int] | None = None
    readings_left: bool = False
    extra: str = ""
    left: Mapping[str, int] = {}
    same: Mapping[str, str] = {}
    quantities: tuple[str, ...] = ()
    stated: tuple[Stated, ...] = ()

    @property
    def equal(self) -> bool:
        read = self.reading
        aside = read.aside.terms and not self.extra
        return not ((self.difference.terms and not self.fixed) or read.spare or read.steps or aside)


def check(formula: str, subject: Counted | str, /, *, of: str = "parameters", **sizes: Any) -> Check:
    """Hold a formula against the count of a cell, a layer or a network; with sizes, its number too.

    The formula is Python's, a calculator's or simple LaTeX, in the letters of the cell, in letters of its own
    or in words of the field. It may count the multiply-accumulates or the FLOPs of a step, ``of="macs"`` or
    ``of="flops"``. Raises `FormulaError` where it does not parse or has a word that is not a size, `SizeError` for the
    sizes.

    >>> check("4(nm + m²)", "lstm").reasons
    (Reason(role='bias', size=Size('4*m'), times=0),)
    >>> check("4*((size_of_input + 1)*size_of_output + size_of_output**2)", "lstm").equal
    True
    >>> check("4*hs*(hs + is)", "lstm", of="macs").equal
    True
    """
    if not isinstance(formula, str):
        raise UsageError(f"check takes the formula as text, then the cell; the formula given is {str(formula)[:60]!r}")
    if isinstance(subject, str) and is_name(formula) and not is_name(subject):
        raise UsageError(f"the formula comes first: check({subject[:60]!r}, {formula[:60]!r})")
    asked = counted(find_subject(subject), of)
    count, parts = asked.size, part_sizes(asked)
    numbers = _given(formula, {name: read_size_number(name, value) for name, value in sizes.items()})
    if not numbers:
        numbers = find_numbers(formula, asked)
        if not numbers and (lettered := _lettered(formula, subject, asked, of)):
            return lettered
    tried, readings_left = _likeliest(readings(formula, asked, all_biases(asked)))
    best, known = _best(tried, asked, count, parts, numbers)
    fixed = _fixed(best.size, count, known.letters)
    difference = best.size - count
    reasons, renamed = find_reasons(best.size, count, parts)
    if not reasons and not fixed:
        # Numbers may stand in place of sizes in what is missing too.
        held = {letter: number for letter, number in known.letters.items() if letter not in best.size.letters}
        parts = [{part: size.substitute(held) for part, size in sizes.items()} for sizes in parts] if held else parts
        reasons, renamed = find_reasons(best.size, count.substitute(held), parts) if held else (reasons, renamed)
    fits = tuple(find_fits(best.size, asked))
    quantities = find_quantities(best.size, asked) if difference.terms and not reasons and not fits else ()
    same = _same(best.size, count) if difference.terms else {}
    # A strange word is a size where the formula is nearly right with it.
    terms = find_terms(best.size, count, part_sizes(asked)[-1])
    near = reasons or fits or quantities or len(terms) <= NEAR_TERMS
    explained = same or (near and len(best.size.letters) > 1)
    doubtful = best.unknown_aside if explained else best.unknown
    if doubtful and difference.terms and not fixed:
        raise unknown_name(formula, doubtful[0], asked)
    clean = not (best.spare or best.steps or best.aside.terms)
    return Check(
        asked,
        formula,
        best,
        count,
        difference,
        reasons,
        renamed,
        terms,
        fits,
        fixed,
        _numbers(best, asked, known, partly=not clean or not set(known.letters) <= set(best.size.letters)),
        readings_left,
        find_extra(best, asked.aliases.get("input")),
        {name: number for name, number in known.left.items() if name not in best.gates},
        same,
        quantities,
        find_stated(formula, best, {**known.names, **best.gates}),
    )


def _lettered(formula: str, subject: Counted | str, asked: Counted, of: str) -> Check | None:
    """A formula of numbers with letters in place of the largest ones, where it is clear then what is wrong with it."""
    for text, sizes in in_letters(formula, asked):
        with suppress(FormulaError, SizeError):
            made = check(text, subject, of=of, **sizes)
            if made.equal or made.reasons or made.fits:
                names = {f"{number:,}": letter for letter, number in sizes.items()}
                return replace(made, formula=formula, reading=replace(made.reading, names=names))
    return None


def _given(formula: str, sizes: dict[str, int]) -> dict[str, int]:
    """The sizes given, and those that stand behind the formula."""
    for name, number in with_sizes(formula)[1].items():
        if sizes.setdefault(name, number) != number:
            raise SizeError(f"{name} is given twice, as {number} behind the formula and as {sizes[name]}", name)
    return sizes


def _likeliest(likeliest_first: Iterator[FormulaReading]) -> tuple[list[FormulaReading], bool]:
    """The first readings, as many as `READ_TERMS` terms allow, and whether there are more."""
    tried: list[FormulaReading] = []
    terms = 0
    for reading in islice(likeliest_first, FORMULA_READINGS):
        if terms > READ_TERMS:
            return tried, True
        tried.append(reading)
        terms += len(reading.size.terms)
    return tried, len(tried) == FORMULA_READINGS


def _best(
    tried: list[FormulaReading],
    subject: Counted,
    count: Size,
    parts: Sequence[Mapping[str, Size]],
    numbers: Mapping[str, int],
) -> tuple[FormulaReading, FormulaSizes]:
    """The reading that is the count, or else the nearest one, and what the sizes given are in it."""
    rows: list[tuple[tuple[int, ...], FormulaReading, FormulaSizes]] = []
    problem: SizeError | None = None
    head = subject.aliases.get("hidden") if isinstance(subject, Cell | Layer) else None
    for reading in tried:
        if any(numbers.get(name, number) != number for name, number in reading.gates.items()):
            continue
        reading = without_head(reading, count, head) if head else reading
        try:
            known = read_formula_sizes(reading, subject, numbers)
        except SizeError as error:
            problem = problem or error
            continue
        difference = (reading.size - count).terms
        right = not difference or bool(_fixed(reading.size, count, known.letters))
        if not right and (swapped := _swapped(reading, count)) and _same_numbers(swapped, subject, numbers):
            reading, known, right = swapped, read_formula_sizes(swapped, subject, numbers), True
        apart = bool(reading.aside.terms) + 2 * bool(reading.spare or reading.steps)
        rows.append(((not right, apart if right else 0, len(difference), apart), reading, known))
    if not rows:
        raise problem or SizeError("the sizes given do not fit the formula")
    rows.sort(key=lambda row: row[0])
    if rows[0][0][0]:
        for (*_, apart), reading, known in rows[:EXPLAINED_READINGS]:
            if not (apart and reading.place) and find_reasons(reading.size, count, parts)[0]:
                return reading, known
        rows.sort(key=lambda row: (row[1].place, row[0]))
    return rows[0][1:]


def _swapped(reading: FormulaReading, count: Size) -> FormulaReading | None:
    """The reading with its letters in the order in which it is the count."""
    if len(reading.size.terms) != len(count.terms):
        return None
    for names in renamings(reading.size):
        if reading.size.rename(names) == count:
            called = {name: names.get(letter, letter) for name, letter in reading.names.items()}
            if any(called[name] != letter and role_named(name) for name, letter in reading.names.items()):
                continue
            return replace(reading, size=count, names=called)
    return None


def _same_numbers(swapped: FormulaReading, subject: Counted, numbers: Mapping[str, int]) -> bool:
    """Whether no size is given by a letter of the cell that the formula has for another one."""
    return all(swapped.names.get(name, name) == name for name in numbers if name in subject.letters)


def _same(formula: Size, count: Size) -> dict[str, str]:
    """Two letters of the count with which the formula is right where they are one size."""
    for first, second in permutations(count.letters, 2):
        if len(count.letters) > RENAMED_SIZES:
            break
        alike = count.rename({first: second})
        if formula in (alike, alike.rename({second: first})):
            return {first: second}
    return {}


def _fixed(formula: Size, count: Size, known: Mapping[str, int]) -> dict[str, int]:
    """The sizes that the formula does not contain as letters, where it is the count at their numbers."""
    fixed = {letter: number for letter, number in known.items() if letter not in formula.letters}
    return fixed if fixed and count.substitute(fixed) == formula else {}


def _numbers(
    reading: FormulaReading, subject: Counted, known: FormulaSizes, partly: bool
) -> tuple[int | Fraction, int] | None:
    """The formula with all of its names as numbers, and the count; None where a name of a size too many has none."""
    if not known.letters and not {*known.names} - {*reading.gates}:
        return None
    missing = [letter for letter in subject.counted_letters if letter not in known.letters]
    names = {**known.names, **reading.gates}
    if not missing and all(name in names for name in reading.written.letters):
        return _at(reading.written, names), subject.count_at(**_counted(subject, known.letters))
    if partly:
        return None
    if missing := [letter for letter in (*reading.size.letters, *missing) if letter not in known.letters]:
        raise SizeError(f"a size is missing: {missing[0]}", missing[0])
    return _at(reading.size, known.letters), subject.count_at(**_counted(subject, known.letters))


def _counted(subject: Counted, known: Mapping[str, int]) -> dict[str, int]:
    return {letter: number for letter, number in known.items() if letter in subject.letters}


def _at(size: Size, known: Mapping[str, int]) -> int | Fraction:
    value = Fraction(*size.evaluate(known.__getitem__))
    return int(value) if value.denominator == 1 else value
