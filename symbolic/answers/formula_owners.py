"""Which cells and layers have this formula as their count, whatever its sizes are called?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from symbolic._cell import Cell
from symbolic.answers.candidates import Candidate, candidate
from symbolic.answers.formula_fits import find_fits
from symbolic.answers.formula_reading import FormulaReading, readings
from symbolic.answers.subject import plain
from symbolic.catalog import cell
from symbolic.display import Answered
from symbolic.errors import UnknownSizeError, UsageError
from symbolic.limits import EXPLAINED_READINGS
from symbolic.record import Record

FORMULA_SIGNS = re.compile(r"[^\W\d]\w*\s*[*^+(²×·]|[*(+×·]\s*[^\W\d]")
"""What formulas have and numbers do not."""

OTHER_BEGINNINGS = re.compile(r"\s*[A-Za-z_][\w.]{2,}\s*\(|.*>|.*\(\s*\d+\s*,\s*\d+", re.DOTALL)
"""What a layer, a network and shapes begin with or have."""


class FormulaOwner(Record):
    """A cell or a layer with the count; ``names`` says which letter of it each name of the formula is."""

    candidate: Candidate
    names: Mapping[str, str]


class FormulaIdentification(Answered, Record):
    """All that have the formula as their count, the plainest first."""

    formula: str
    matches: tuple[FormulaOwner, ...]


def is_formula(text: str) -> bool:
    """Whether a text is a formula with letters, rather than a number or shapes.

    >>> is_formula("4*(n*m + m^2)"), is_formula("4457472"), is_formula("weight_ih_l0 (240, 81)")
    (True, False, False)
    >>> is_formula("lstm(m) > dense(10)")
    False
    """
    return FORMULA_SIGNS.search(text[:200]) is not None and OTHER_BEGINNINGS.match(text[:200]) is None


def identify_formula(formula: str, /) -> FormulaIdentification:
    """Every cell, modified cell and layer whose number of parameters is this formula, with any names for its sizes.

    Raises `FormulaError` for what is not read as a formula, `UsageError` for one without sizes.

    >>> [match.candidate.label for match in identify_formula("4*(h*x + h^2 + h)").matches][:2]
    ['lstm', 'keras.layers.LSTM']
    >>> identify_formula("3*(d*d + e*d + d)").matches[0].names
    {'d': 'm', 'e': 'n'}
    """
    for subject in (cell("lstm"), cell("lstm", project="r")):
        try:
            for reading in islice(readings(formula, subject), EXPLAINED_READINGS):
                if matches := tuple(_owners(reading, subject)):
                    return FormulaIdentification(formula, matches)
        except UnknownSizeError:
            # It is a formula, of nothing that is known here.
            continue
    if not re.search(r"[^\W\d]", formula):
        raise UsageError("a formula has sizes as letters; symbolic identify of its number says what has that")
    return FormulaIdentification(formula, ())


def _owners(reading: FormulaReading, subject: Cell) -> Iterator[FormulaOwner]:
    """What has the formula as it is read, without terms left aside or names of something else."""
    if reading.aside.terms or reading.spare or reading.steps or not reading.size.letters:
        return
    if plain(reading.size, subject.aliases) == plain(subject.size, subject.aliases):
        yield FormulaOwner(candidate(subject), reading.names)
    for fit in find_fits(reading.size, subject):
        names = {name: fit.names.get(letter, letter) for name, letter in reading.names.items()}
        yield FormulaOwner(fit.candidate, names)
