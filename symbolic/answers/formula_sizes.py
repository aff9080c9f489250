"""Numbers for the names of a formula, and so for the letters of the cell."""

from __future__ import annotations

from collections.abc import Mapping

from symbolic.answers.formula_reading import FormulaReading
from symbolic.derive.quantity import Counted, letter_of, preset_sizes
from symbolic.errors import SizeError
from symbolic.record import Record


class FormulaSizes(Record):
    """Numbers by letter of the cell and by name of the formula; ``left`` are those whose letter has another one."""

    letters: Mapping[str, int]
    names: Mapping[str, int]
    left: Mapping[str, int]


def read_formula_sizes(reading: FormulaReading, subject: Counted, numbers: Mapping[str, int]) -> FormulaSizes:
    """What each number given is in a reading; raises `SizeError` for a name that neither has, or for two numbers.

    A word says what it is, a letter may be anything: of two numbers for one size that of the word counts, where the
    formula has both names.

    >>> from symbolic import cell
    >>> from symbolic.answers.formula_reading import readings
    >>> lstm = cell("lstm")
    >>> read_formula_sizes(next(readings("4*hs*(is + hs)", lstm)), lstm, {"hs": 5, "is": 4}).letters
    {'m': 5, 'n': 4}
    """
    written = reading.written.letters
    letters = preset_sizes(subject)
    left: dict[str, int] = {}
    owners: dict[str, str] = {}
    for name, number in sorted(numbers.items(), key=lambda item: len(item[0]) == 1):
        letter = reading.names.get(name)
        if letter is None and name in written and name not in subject.aliases:
            if name not in subject.letters:
                left[name] = number
                continue
            letter = name
        letter = letter or letter_of(subject, name)
        if letters.setdefault(letter, number) == number:
            owners.setdefault(letter, name)
        elif name in written and owners.get(letter) in written:
            left[name] = number
        else:
            raise SizeError(f"{letter} of {subject.label} is given twice, as {letters[letter]} and as {number}", name)
    names = {name: letters[letter] for name, letter in reading.names.items() if letter in letters}
    return FormulaSizes(letters, {**names, **{name: numbers[name] for name in written if name in numbers}}, left)
