"""What an equation says that its formula is, a number or another formula, held against the formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice

from symbolic.answers.formula_reading import FormulaReading
from symbolic.errors import FormulaError, SizeError
from symbolic.language.sizes.formula import formula_parses
from symbolic.language.sizes.sides import other_sides, stated_number, with_sizes
from symbolic.language.sizes.size import Size
from symbolic.limits import FORMULA_READINGS
from symbolic.record import Record


class Stated(Record):
    """A side of the equation; ``right`` is None where it was not checked, as ``missing`` sizes have no number.

    ``formula`` is the number that the formula has there, None where the sides are held against each other as formulas.
    """

    text: str
    right: bool | None
    formula: Fraction | None = None
    missing: tuple[str, ...] = ()


def find_stated(text: str, reading: FormulaReading, numbers: Mapping[str, int]) -> tuple[Stated, ...]:
    """Each side of the equation but the formula; ``numbers`` are those of the names in the formula.

    >>> from symbolic.answers.formula_reading import readings
    >>> from symbolic import cell
    >>> text = "4*m*(n + m + 1) = 4*20*31 = 2490"
    >>> for side in find_stated(text, next(readings(text, cell("lstm"))), {}):
    ...     print(side.text, side.right, side.formula, side.missing)
    4*20*31 None None ('m', 'n')
    2490 False 2480 ()
    """
    return tuple(_stated([*other_sides(with_sizes(text)[0])], reading.written, numbers))


def _stated(sides: list[str], formula: Size, numbers: Mapping[str, int]) -> Iterator[Stated]:
    missing = tuple(name for name in formula.letters if name not in numbers)
    value = None if missing else _at(formula, numbers)
    for side in sides:
        number = stated_number(side)
        if number is not None:
            right = None if value is None else number.low <= value <= number.high
            yield Stated(side, right, value, missing if value is None else ())
            continue
        sizes = _sizes(side)
        size = formula if formula in sizes else next(iter(sizes), None)
        letters = () if size is None else dict.fromkeys((*formula.letters, *size.letters))
        unknown = tuple(name for name in letters if name not in numbers)
        if size is None:
            yield Stated(side, None)
        elif size == formula:
            yield Stated(side, True)
        elif not unknown:
            yield Stated(side, _at(size, numbers) == value, value)
        else:
            alike = {*size.letters} == {*formula.letters}
            yield Stated(side, False if alike else None, None, () if alike else unknown)
        if value is None and size is not None and not size.letters:
            value = _at(size, {})  # A number behind sizes that are put in is held against these.


def _sizes(side: str) -> list[Size]:
    try:
        return [*islice(formula_parses(side), FORMULA_READINGS)]
    except (FormulaError, SizeError):
        return []


def _at(size: Size, numbers: Mapping[str, int]) -> Fraction:
    return Fraction(*size.evaluate(numbers.__getitem__))
