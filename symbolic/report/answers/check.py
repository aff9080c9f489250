"""What `symbolic.answers.check` found, as sentences and a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from symbolic.answers.check import Check, Fit, Reason
from symbolic.answers.subject import renamed
from symbolic.language.roles import ROLES
from symbolic.report.writing.blocks import Block, Piece, grid, line

PLURALS = {role: f"{role}es" if role.endswith("s") else f"{role}s" for role in ROLES}
MOST_SHOWN = 12
TIMES = {0: "are missing", 0.5: "are counted half", 2: "are counted twice"}


def blocks(found: Check, format: str = "text") -> list[Block]:
    """The first line is ``equal`` or ``not equal``; below it why, and what the formula would be right for."""
    made: list[Block] = [line("equal" if found.equal else "not equal"), _counts(found)]
    made += [line(*sentence, indent=2) for sentence in _read(found)]
    if found.fixed or not found.reading.size.letters:
        return made
    if found.difference.terms:
        made += _why(found)
    fits = [fit for fit in found.fits if not fit.names] if found.equal else found.fits
    if fits:
        made += _fits(found, fits)
    elif not found.equal:
        made.append(line("No cell, modified cell or layer that is known here has this count.", indent=2))
    return made


def data(found: Check) -> dict[str, Any]:
    """Everything of `blocks` as plain data; formulas are Python's text."""
    return {
        "formula": found.formula,
        "subject": found.subject.label,
        "equal": found.equal,
        "read": {"as": str(found.reading.size), "names": dict(found.reading.names)},
        "steps": list(found.reading.steps),
        "spare": list(found.reading.spare),
        "gates": dict(found.reading.gates),
        "aside": str(found.reading.aside),
        "fixed": dict(found.fixed),
        "count": str(found.count),
        "difference": str(found.difference),
        "reasons": [{"role": one.role, "size": str(one.size), "times": one.times} for one in found.reasons],
        "reasons_with": dict(found.renamed),
        "right_for": [{"subject": fit.candidate.label, "names": dict(fit.names)} for fit in found.fits],
        "numbers": dict(zip(("formula", "count"), map(_number, found.numbers), strict=True)) if found.numbers else {},
    }


def _counts(found: Check) -> Block:
    count = found.count.substitute(found.fixed)
    rows: list[list[Piece]] = [["formula", found.reading.size], [found.subject.label, count]]
    if found.reading.size != count:
        rows.append(["difference", found.difference])
    if found.numbers:
        mine, theirs = found.numbers
        for row, number in zip(rows, (mine, theirs, mine - theirs), strict=False):
            row.append(_number(number))
    return grid(("",) * len(rows[0]), rows, right=(2,))


def _number(number: int | Fraction) -> int | str:
    return number if isinstance(number, int) else str(number)


def _read(found: Check) -> Iterator[tuple[Piece, ...]]:
    """What was made of its names and numbers, a sentence each."""
    read = found.reading
    right = "" if found.difference.terms else "Without it the formula is right."
    meanings = found.subject.letters
    if read.steps:
        words = " is no size of a cell: time steps and batch do not enter, every step uses the same parameters. "
        yield " and ".join(read.steps), words, right or "It is taken as 1 here."
    if read.spare:
        sizes = " and ".join(f"the {meanings[letter]} {letter}" for letter in found.subject.counted_letters)
        yield (
            f"{' and '.join(read.spare)} is one size too many beside {' and '.join(read.names)}; "
            f"{found.subject.label} has {sizes}. If it is the number of time steps: time steps do not enter, every "
            f"step uses the same parameters. {right or 'It is taken as 1 here.'}",
        )
    if read.aside.terms:
        yield (
            *("Left aside is what holds a size too many, ", read.aside),
            f"; an output layer, say, is no part of {found.subject.label}. {right}".rstrip(),
        )
    for name, number in read.gates.items():
        yield (f"Read with {name} = {number}, the number of gates.",)
    strange = {name: letter for name, letter in read.names.items() if name != letter}
    if strange:
        yield *_names(strange, meanings, "Read with "), "."
    if found.fixed:
        held = " and ".join(f"{letter} = {number}" for letter, number in found.fixed.items())
        yield (f"The formula holds {held} as numbers.",)
    elif not read.size.letters:
        label = found.subject.label
        held = "" if found.numbers else f"; with all sizes given, it is held against the number of {label}"
        yield (f"The formula is a number{held}. `symbolic identify` says what has it.",)


def _why(found: Check) -> list[Block]:
    if found.reasons:
        letters = {letter: name for name, letter in found.renamed.items()}
        reasons = _reasons(found.reasons, letters)
        if found.renamed:
            return [line(*_names(found.renamed, found.subject.letters, "With "), ", the ", *reasons, ".", indent=2)]
        return [line("The ", *reasons, ".", indent=2)]
    rows = [(term.product, term.formula, term.count, ", ".join(term.roles) or "nothing") for term in found.terms]
    return [grid(("term", "formula", found.subject.label, "what it counts"), rows)]


def _reasons(reasons: Iterable[Reason], letters: Mapping[str, str]) -> tuple[Piece, ...]:
    """The roles that are counted in one way, then those in another, in the letters of the formula."""
    groups: dict[float, list[Reason]] = {}
    for reason in reasons:
        groups.setdefault(reason.times, []).append(reason)
    pieces: list[Piece] = []
    for times, group in groups.items():
        for place, reason in enumerate(group):
            joint = "" if not place else ", and the " if place == len(group) - 1 else ", the "
            pieces += [joint or (" and the " if pieces else ""), PLURALS.get(reason.role, reason.role), ", "]
            pieces.append(renamed(reason.size, letters))
        pieces.append(f", {TIMES[times]}")
    return tuple(pieces)


def _names(names: Mapping[str, str], meanings: Mapping[str, str], start: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = [start]
    for place, (name, letter) in enumerate(names.items()):
        pieces += [" and " if place else "", f"{name} as the {meanings.get(letter, 'size')}"]
        pieces.append(f" {letter}" if name != letter and start == "Read with " else "")
    return tuple(pieces)


def _fits(found: Check, fits: Iterable[Fit]) -> list[Block]:
    groups: dict[tuple[Piece, ...], list[str]] = {}
    for fit in fits:
        reading = (*_names(fit.names, found.subject.letters, "With "), ", ") if fit.names else ()
        groups.setdefault(reading, []).append(fit.candidate.label)
    blocks: list[Block] = []
    for reading, labels in groups.items():
        start = (
            "the same count: " if found.equal else f"{'the rest' if found.reading.aside.terms else 'it'} is right for "
        )
        rest = f", and {len(labels) - MOST_SHOWN} more (--json lists them all)" if len(labels) > MOST_SHOWN else ""
        words = ", ".join(labels[:MOST_SHOWN]) + rest + "."
        blocks.append(line(*reading, start if reading else start[0].upper() + start[1:], words, indent=2))
    return blocks
