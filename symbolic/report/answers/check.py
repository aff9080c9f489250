"""The answer of `symbolic.answers.check` as sentences and a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from symbolic.answers.check import Check
from symbolic.answers.formula_fits import FormulaFit
from symbolic.answers.parts import all_biases
from symbolic.derive.quantity import Counted
from symbolic.language.sizes.size import Size
from symbolic.report.answers.check_names import called, names_as, other_letters, renamed
from symbolic.report.answers.check_reasons import aside_sentence, sentences_why
from symbolic.report.answers.check_stated import stated_data, stated_sentences
from symbolic.report.writing.blocks import Block, Piece, a_step, grid, line

REASONS_SHOWN = 12


def blocks(answer: Check, format: str = "text") -> list[Block]:
    """The first line is ``equal`` or ``not equal``; behind it what it rests on, or why, then tables and what fits."""
    made: list[Block] = [line(*_verdict(answer))]
    why = [] if answer.equal or answer.fixed else list(sentences_why(answer))
    if why:
        made.append(line(*why[0]))
    made.append(_counts(answer))
    made += [line(*sentence, indent=2) for sentence in (*why[1:], *_read(answer), *stated_sentences(answer.stated))]
    if answer.readings_left:
        words = "There are more ways to read its names than were tried; the letters of the cell have only one reading."
        made.append(line(words, indent=2))
    if answer.fixed or not answer.reading.written.letters:
        return made
    if answer.difference.terms and not answer.reasons:
        rows = [(term.product, term.formula, term.count, ", ".join(term.roles) or "nothing") for term in answer.terms]
        made.append(grid(("term", "formula", answer.subject.label, "what it counts"), rows))
    fits = [fit for fit in answer.fits if not fit.names] if answer.equal else answer.fits
    if fits:
        made += _fits(answer, fits)
    elif not answer.equal and not answer.reasons and not answer.quantities and answer.difference.terms:
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
        "biases": {name: str(size) for name, size in answer.reading.biases.items()},
        "readings_left": answer.readings_left,
        "aside": str(answer.reading.aside),
        "extra": answer.extra,
        "fixed": dict(answer.fixed),
        "left": dict(answer.left),
        "right_where_same": dict(answer.same),
        "count": str(answer.count),
        "difference": str(answer.difference),
        "reasons": [
            {"role": reason.role, "size": str(reason.size), "times": reason.times} for reason in answer.reasons
        ],
        "reasons_with": dict(answer.renamed),
        "right_for": [{"subject": fit.candidate.label, "names": dict(fit.names)} for fit in answer.fits],
        "stated": stated_data(answer.stated),
        "right_for_quantities": list(answer.quantities),
        "numbers": dict(zip(("formula", "count"), map(_number, answer.numbers), strict=True)) if answer.numbers else {},
    }


def _verdict(answer: Check) -> Iterator[Piece]:
    """The word, and where it is equal the sizes that its letters are, and what was left aside."""
    if not answer.equal:
        yield "not equal"
        return
    yield "equal"
    if any(side.right is False for side in answer.stated):
        yield ", but not to what is written beside it"
    if other_letters(answer.reading.names, answer.subject):
        yield ", with "
        yield names_as(answer.reading.names, answer.subject)
    if answer.extra:
        yield from (", with ", answer.reading.aside, f", {answer.extra}, left aside")


def _counts(answer: Check) -> Block:
    read, count = answer.reading, answer.count.substitute(answer.fixed)
    # Sizes too many are taken as 1 in what is compared; a number is that of the formula as it stands.
    shown = read.written if (read.spare or read.steps) else read.size
    rows: list[list[Piece]] = [["formula", shown], [answer.subject.label + a_step(answer.subject), count]]
    if read.size != count or (answer.numbers and answer.numbers[0] != answer.numbers[1]):
        rows.append(["difference", answer.difference if shown == read.size else shown - count])
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
    if read.aside.terms and answer.extra and not answer.equal:
        yield aside_sentence(answer)
    for name, number in read.gates.items():
        yield (f"Read with {name} = {number}, the number of gates.",)
    for name, size in read.biases.items():
        yield (f"Read with {name} as ", *_bias(size, answer.subject), ".")
    strange = {name: letter for name, letter in read.names.items() if name != letter}
    if strange:
        yield (f"Read with {called(strange, answer.subject)}.",)
    if answer.fixed:
        held = " and ".join(f"{letter} = {number}" for letter, number in answer.fixed.items())
        yield (f"The formula holds {held} as numbers.",)
    elif not read.written.letters:
        label = answer.subject.label
        held = "" if answer.numbers else f"; with all sizes given, it is held against the number of {label}"
        yield (f"The formula is a number{held}. `symbolic identify` says what has it.",)


def _bias(size: Size, subject: Counted) -> tuple[Piece, ...]:
    if size.constant == 1:
        return ("1 for each unit",)
    return ("all biases, " if size == all_biases(subject) else "one vector of biases, ", size)


def _fits(answer: Check, fits: Iterable[FormulaFit]) -> list[Block]:
    groups: dict[str, list[str]] = {}
    for fit in fits:
        names = renamed(answer.reading.names, fit.names)
        reading = f"With {names_as(names, answer.subject)}, " if fit.names else ""
        groups.setdefault(reading, []).append(fit.candidate.label)
    blocks: list[Block] = []
    for reading, labels in groups.items():
        start = (
            "the same count: "
            if answer.equal
            else f"{'the rest' if answer.reading.aside.terms else 'it'} is right for "
        )
        rest = (
            f", and {len(labels) - REASONS_SHOWN} more (--json lists them all)" if len(labels) > REASONS_SHOWN else ""
        )
        words = ", ".join(labels[:REASONS_SHOWN]) + rest + "."
        blocks.append(line(reading, start if reading else start[0].upper() + start[1:], words, indent=2))
    return blocks
