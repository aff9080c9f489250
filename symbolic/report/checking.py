"""What `symbolic.answers.check` found, as sentences and a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from symbolic.answers.check import Check, Fit, Reason
from symbolic.language.roles import ROLES
from symbolic.report.blocks import Block, Piece, grid, line

PLURALS = {role: f"{role}es" if role.endswith("s") else f"{role}s" for role in ROLES}
MOST_SHOWN = 12
TIMES = {0: "are missing", 0.5: "are counted half", 2: "are counted twice"}


def blocks(found: Check, face: str = "text") -> list[Block]:
    """The first line is ``equal`` or ``not equal``; below it why, and what the formula would be right for."""
    made: list[Block] = [line("equal" if found.equal else "not equal"), _counts(found)]
    made += [line(sentence, indent=2) for sentence in _steps(found)]
    strange = {name: letter for name, letter in found.reading.names.items() if name != letter}
    if strange:
        made.append(line(*_names(strange, found.subject.letters, "Read with "), ".", indent=2))
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
        "count": str(found.count),
        "difference": str(found.difference),
        "reasons": [{"role": one.role, "size": str(one.size), "times": one.times} for one in found.reasons],
        "reasons_with": dict(found.renamed),
        "right_for": [{"subject": fit.candidate.label, "names": dict(fit.names)} for fit in found.fits],
        "numbers": _numbers(*found.numbers) if found.numbers else {},
    }


def _counts(found: Check) -> Block:
    rows: list[list[Piece]] = [["formula", found.reading.size], [found.subject.label, found.count]]
    if found.difference.terms:
        rows.append(["difference", found.difference])
    if found.numbers:
        mine, theirs = found.numbers
        for row, number in zip(rows, (mine, theirs, mine - theirs), strict=False):
            row.append(number if isinstance(number, int) else f"{float(number):,}")
    return grid(("",) * len(rows[0]), rows, right=(2,))


def _numbers(formula: int | Fraction, count: int) -> dict[str, int | float]:
    return {"formula": formula if isinstance(formula, int) else float(formula), "count": count}


def _steps(found: Check) -> list[str]:
    sentences = []
    if found.reading.steps:
        names = " and ".join(found.reading.steps)
        sentences.append(
            f"{names} is no size of a cell: time steps and batch do not enter, every step uses the same parameters. "
            + ("Without it the formula is right." if not found.difference.terms else "It is taken as 1 here.")
        )
    if found.reading.spare:
        spare, names = " and ".join(found.reading.spare), " and ".join(found.reading.names)
        meanings = found.subject.letters
        sizes = " and ".join(f"{letter} ({meanings[letter]})" for letter in found.subject.counted_letters)
        sentences.append(
            f"{spare} is one size too many beside {names}: {found.subject.label} has {sizes}. If one of them is the "
            "number of time steps, leave it out: time steps do not enter, every step uses the same parameters. "
            f"{spare} is taken as 1 here."
        )
    return sentences


def _why(found: Check) -> list[Block]:
    if found.reasons:
        pieces = _names(found.renamed, found.subject.letters, "With ") if found.renamed else ()
        start: tuple[Piece, ...] = (*pieces, ", ") if pieces else ()
        return [line(*start, *_reasons(found.reasons), ".", indent=2)]
    rows = [(term.product, term.formula, term.count, ", ".join(term.roles) or "nothing") for term in found.terms]
    return [grid(("term", "formula", found.subject.label, "what it counts"), rows)]


def _reasons(reasons: Iterable[Reason]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for place, reason in enumerate(reasons):
        pieces += [" and " if place else "", f"the {PLURALS.get(reason.role, reason.role)}, ", reason.size]
        pieces.append(f", {TIMES[reason.times]}")
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
        start = "the same count: " if found.equal else "it is right for "
        rest = f", and {len(labels) - MOST_SHOWN} more (--json lists them all)" if len(labels) > MOST_SHOWN else ""
        words = ", ".join(labels[:MOST_SHOWN]) + rest + "."
        blocks.append(line(*reading, start if reading else start.capitalize(), words, indent=2))
    return blocks
