"""What else a formula would be right for: other cells and layers, another quantity of the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from symbolic.answers.candidates import Candidate, candidate, candidates
from symbolic.answers.count_reasons import renamings
from symbolic.answers.subject import Subject, plain
from symbolic.derive.quantity import QUANTITY_UNITS, Counted, Quantity, counted, quantity_of
from symbolic.errors import SymbolicError
from symbolic.language.sizes.size import Size
from symbolic.record import Record


class FormulaFit(Record):
    """What the formula is right for; ``names`` maps its letters to others where it has to be read that way."""

    candidate: Candidate
    names: Mapping[str, str]


def find_fits(formula: Size, subject: Counted) -> Iterator[FormulaFit]:
    """What has this count: the same name first, then as it is read before other names of sizes."""
    if isinstance(subject, Quantity):
        return
    fits: list[FormulaFit] = []
    asked, aliases = cast("Subject", subject), subject.aliases
    all_of_them = [other for other in candidates([asked]) if other.label != asked.label]
    counts: dict[Size, list[Candidate]] = {}
    for other in all_of_them:
        counts.setdefault(plain(other.size, other.aliases), []).append(other)
    for names in renamings(formula):
        size = plain(formula.rename(names), aliases)
        fits += [FormulaFit(other, names) for other in counts.get(size, [])]
        if names and size == plain(subject.size, aliases):
            fits.insert(0, FormulaFit(candidate(asked), names))
    yield from sorted(fits, key=lambda fit: (fit.candidate.name != asked.name, bool(fit.names)))


def find_quantities(formula: Size, subject: Counted) -> tuple[str, ...]:
    """What else of the subject is this number: its parameters, its multiply-accumulates, its FLOPs.

    >>> from symbolic import cell
    >>> m, n = Size.letter("m"), Size.letter("n")
    >>> find_quantities(4 * m * (m + n), cell("lstm"))
    ('macs',)
    """
    base = subject.subject if isinstance(subject, Quantity) else subject
    quantities = []
    for of in QUANTITY_UNITS:
        if of == quantity_of(subject):
            continue
        try:
            size = counted(base, of).size
        except SymbolicError:
            # The work of some layers is not known.
            continue
        if any(formula.rename(names) == size for names in renamings(formula)):
            quantities.append(of)
    return tuple(quantities)
