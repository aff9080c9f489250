"""The answer of `symbolic.answers.check` as sentences and a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from symbolic.answers.check import Check, Fit, Reason
from symbolic.language.roles import ROLES
from symbolic.report.writing.blocks import Block, Piece, grid, line

PLURALS = {role: f"{role}es" if role.endswith("s") else f"{role}s" for role in ROLES}
MOST_SHOWN = 12
TIMES = {0: "are missing", 0.5: "are counted half", 2: "are counted twice"}


def blocks(answer: Check, format: str = "text") -> list[Block]:
    """The first line is ``equal`` or ``not equal``; below it why, and what the formula would be right for."""
    made: list[Block] = [line("equal" if answer.equal else "not equal"), _counts(answer)]
    made += [line(*sentence, indent=2) for sentence in _read(answer)]
    if answer.readings_left:
        words = "There are more ways to read its names than were tried; the letters of the cell have only one reading."
        made.append(line(words, indent=2))
    if answer.fixed or not answer.reading.size.letters:
        return made
    if answer.difference.terms:
        made += _why(answer)
    fits = [fit for fit in answer.fits if not fit.names] if answer.equal else answer.fits
    if fits:
        made += _fits(answer, fits)
    elif not answer.equal:
        made.append(line("No cell, modified cell or layer that is known here has this count.", indent=2))
    return made


def data(answer: Check) -> dict[str, Any]:
    """Everything of `blocks` as plain data; formulas are Python's text."""
    return {
        "formula": answer.formula,
        "subject": answer.subject.label,
        "equal": answer.equal,
        "read": {"as": str(answer.reading.size), "names": dict(answer.reading.names)},
        "steps": list(answer.reading.steps),
        "spare": list(answer.reading.spare),
        "gates": dict(answer.reading.gates),
        "readings_left": answer.readings_left,
        "aside": str(answer.reading.aside),
        "fixed": dict(answer.fixed),
        "count": str(answer.count),
        "difference": str(answer.difference),
        "reasons": [
            {"role": reason.role, "size": str(reason.size), "times": reason.times} for reason in answer.reasons
        ],
        "reasons_with": dict(answer.renamed),
        "right_for": [{"subject": fit.candidate.label, "names": dict(fit.names)} for fit in answer.fits],
        "numbers": dict(zip(("formula", "count"), map(_number, answer.numbers), strict=True)) if answer.numbers else {},
    }


def _counts(answer: Check) -> Block:
    count = answer.count.substitute(answer.fixed)
    rows: list[list[Piece]] = [["formula", answer.reading.size], [answer.subject.label, count]]
    if answer.reading.size != count:
        rows.append(["difference", answer.difference])
    if answer.numbers:
        mine, theirs = answer.numbers
        for row, number in zip(rows, (mine, theirs, mine - theirs), strict=False):
            row.append(_number(number))
    return grid(("",) * len(rows[0]), rows, right=(2,))


def _number(number: int | Fraction) -> int | str:
    return number if isinstance(number, int) else str(number)


def _read(answer: Check) -> Iterator[tuple[Piece, ...]]:
    """How its names and numbers were read, one sentence for each."""
    read = answer.reading
    right = "" if answer.difference.terms else "Without it the formula is right."
    meanings = answer.subject.letters
    if read.steps:
        yield (
            " and ".join(read.steps),
            " is not a size of a cell: the count does not depend on time steps or batch, every step uses the same "
            f"parameters. {right or 'It is taken as 1 here.'}",
        )
    if read.spare:
        sizes = " and ".join(f"the {meanings[letter]} {letter}" for letter in answer.subject.counted_letters)
        yield (
            f"{' and '.join(read.spare)} is one size too many beside {' and '.join(read.names)}; "
            f"{answer.subject.label} has {sizes}. If it is the number of time steps: the count does not "
            f"depend on it, every step uses the same parameters. {right or 'It is taken as 1 here.'}",
        )
    if read.aside.terms:
        yield (
            *("Terms with a size that the cell does not have are left aside: ", read.aside),
            f"; {answer.subject.label} does not include an output layer, for example. {right}".rstrip(),
        )
    for name, number in read.gates.items():
        yield (f"Read with {name} = {number}, the number of gates.",)
    strange = {name: letter for name, letter in read.names.items() if name != letter}
    if strange:
        yield *_names(strange, meanings, "Read with "), "."
    if answer.fixed:
        held = " and ".join(f"{letter} = {number}" for letter, number in answer.fixed.items())
        yield (f"The formula holds {held} as numbers.",)
    elif not read.size.letters:
        label = answer.subject.label
        held = "" if answer.numbers else f"; with all sizes given, it is held against the number of {label}"
        yield (f"The formula is a number{held}. `symbolic identify` says what has it.",)


def _why(answer: Check) -> list[Block]:
    if answer.reasons:
        letters = {letter: name for name, letter in answer.renamed.items()}
        reasons = _reasons(answer.reasons, letters)
        if answer.renamed:
            return [line(*_names(answer.renamed, answer.subject.letters, "With "), ", the ", *reasons, ".", indent=2)]
        return [line("The ", *reasons, ".", indent=2)]
    rows = [(term.product, term.formula, term.count, ", ".join(term.roles) or "nothing") for term in answer.terms]
    return [grid(("term", "formula", answer.subject.label, "what it counts"), rows)]


def _reasons(reasons: Iterable[Reason], letters: Mapping[str, str]) -> tuple[Piece, ...]:
    """The roles that are counted in one way, then those in another, in the letters of the formula."""
    groups: dict[float, list[Reason]] = {}
    for reason in reasons:
        groups.setdefault(reason.times, []).append(reason)
    pieces: list[Piece] = []
    for times, group in groups.items():
        for place, reason in enumerate(group):
            joint = "" if not place else ", and the " if place == len(group) - 1 else ", the "
            pieces += [joint or (" and the " if pieces else ""), _plural(reason.role), ", "]
            pieces.append(reason.size.rename(letters))
        pieces.append(f", {TIMES[times]}")
    return tuple(pieces)


def _plural(role: str) -> str:
    """``biases of dense``: also of a role in a layer of a network."""
    name, of, layer = role.partition(" of ")
    plural = PLURALS.get(name) or (name if name.endswith("s") else f"{name}s")
    return f"{plural}{of}{layer}"


def _names(names: Mapping[str, str], meanings: Mapping[str, str], start: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = [start]
    for place, (name, letter) in enumerate(names.items()):
        pieces += [" and " if place else "", f"{name} as the {meanings.get(letter, 'size')}"]
        pieces.append(f" {letter}" if name != letter and start == "Read with " else "")
    return tuple(pieces)


def _fits(answer: Check, fits: Iterable[Fit]) -> list[Block]:
    groups: dict[tuple[Piece, ...], list[str]] = {}
    for fit in fits:
        reading = (*_names(fit.names, answer.subject.letters, "With "), ", ") if fit.names else ()
        groups.setdefault(reading, []).append(fit.candidate.label)
    blocks: list[Block] = []
    for reading, labels in groups.items():
        start = (
            "the same count: "
            if answer.equal
            else f"{'the rest' if answer.reading.aside.terms else 'it'} is right for "
        )
        rest = f", and {len(labels) - MOST_SHOWN} more (--json lists them all)" if len(labels) > MOST_SHOWN else ""
        words = ", ".join(labels[:MOST_SHOWN]) + rest + "."
        blocks.append(line(*reading, start if reading else start[0].upper() + start[1:], words, indent=2))
    return blocks
