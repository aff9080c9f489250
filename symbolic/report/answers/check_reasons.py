"""Why a formula is not the count, in sentences, the one that says most first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from symbolic.answers.check import Check
from symbolic.answers.count_reasons import ComparedTerm, Reason
from symbolic.derive.quantity import QUANTITY_UNITS, quantity_of
from symbolic.language.roles import ROLES
from symbolic.report.answers.check_names import meaning, names_as, renamed
from symbolic.report.writing.blocks import Piece

PLURALS = {role: f"{role}es" if role.endswith("s") else f"{role}s" for role in ROLES}
COUNTED_TIMES = {
    0: ("is missing", "are missing"),
    0.5: ("is counted half",) * 2,
    2: ("is counted twice", "are counted twice"),
}
FEW_TERMS = 2
"""Products that a sentence can name."""


def sentences_why(answer: Check) -> Iterator[tuple[Piece, ...]]:
    """What is wrong: first what differs, then names that do not belong there."""
    read = answer.reading
    if answer.same:
        ((first, second),) = answer.same.items()
        meanings = " and the ".join(meaning(letter, answer.subject) for letter in (first, second))
        yield (f"It is right only where the {meanings} are equal, {first} = {second}.",)
    elif answer.reasons:
        yield _reasons_sentence(answer)
    elif answer.difference.terms and read.written.letters:
        yield _difference(answer)
    yield from _names_too_many(answer)
    if read.aside.terms and not answer.extra:
        yield aside_sentence(answer)


def aside_sentence(answer: Check) -> tuple[Piece, ...]:
    """The terms of a size that the cell does not have."""
    right = "" if answer.difference.terms else "Without it the formula is right."
    if answer.extra:
        return (answer.reading.aside, f" is left aside: it is {answer.extra}.")
    return (
        *("Terms with a size that the cell does not have are left aside: ", answer.reading.aside),
        f"; {answer.subject.label} does not include an output layer, for example. {right}".rstrip(),
    )


def _names_too_many(answer: Check) -> Iterator[tuple[Piece, ...]]:
    read, subject = answer.reading, answer.subject
    right = "It is taken as 1 here." if answer.difference.terms else "Without it the formula is right."
    if read.steps:
        yield (
            " and ".join(read.steps),
            " is not a size of a cell: the count does not depend on time steps or batch, every step uses the same "
            f"parameters. {right}",
        )
    if read.spare and not answer.left:
        sizes = " and ".join(f"the {meaning(letter, subject)} {letter}" for letter in subject.counted_letters)
        yield (
            f"{' and '.join(read.spare)} is one size too many beside {' and '.join(read.names)}; "
            f"{subject.label} has {sizes}. If it is the number of time steps: the count does not "
            f"depend on it, every step uses the same parameters. {right}",
        )
    for name, number in answer.left.items():
        if name not in read.aside.letters:
            yield (
                f"{name} = {number} is not a size of {subject.label} at the sizes given. If it is the number of time "
                "steps, it does not belong there: every step uses the same parameters.",
            )


def _reasons_sentence(answer: Check) -> tuple[Piece, ...]:
    letters = {answer.renamed.get(letter, letter): name for name, letter in answer.reading.names.items()}
    reasons = _reasons(answer.reasons, letters)
    if answer.renamed:
        read = answer.reading.names
        in_words = any(name != letter for name, letter in read.items())
        start = "The sizes are swapped: with" if answer.left or in_words else "With"
        return (f"{start} {names_as(renamed(read, answer.renamed), answer.subject)}, the ", *reasons, ".")
    return ("The ", *reasons, ".")


def _reasons(reasons: Iterable[Reason], letters: Mapping[str, str]) -> Iterator[Piece]:
    """The parts that are counted in one way, then those in another, in the letters of the formula."""
    groups: dict[float, list[Reason]] = {}
    for reason in reasons:
        groups.setdefault(reason.times, []).append(reason)
    for number, (times, group) in enumerate(groups.items()):
        for place, reason in enumerate(group):
            joint = "" if not place else ", and the " if place == len(group) - 1 else ", the "
            yield joint or (" and the " if number else "")
            yield _plural(reason.role)
            yield ", "
            yield reason.size.rename(letters)
        yield f", {COUNTED_TIMES[times][1]}"


def _plural(role: str) -> str:
    """``biases of dense``: also of a role in a layer of a network."""
    name, of, layer = role.partition(" of ")
    return f"{PLURALS.get(name) or (name if name.endswith('s') else f'{name}s')}{of}{layer}"


def _difference(answer: Check) -> tuple[Piece, ...]:
    """The products that differ, where they are few; else what the formula would be right for."""
    label = answer.subject.label
    if answer.quantities:
        wanted = QUANTITY_UNITS[quantity_of(answer.subject)]
        return (f"It is the number of {QUANTITY_UNITS[answer.quantities[0]]} of {label}, not of {wanted}.",)
    few = 0 < len(answer.terms) <= FEW_TERMS
    for fit in answer.fits:
        if fit.candidate.words and few:
            continue
        names = renamed(answer.reading.names, fit.names)
        with_names = f"With {names_as(names, answer.subject)}, it" if fit.names else "It"
        return (f"{with_names} is right for {fit.candidate.label}.",)
    if not few:
        return (f"It differs from {label} in {len(answer.terms)} of its terms.",)
    pieces: list[Piece] = []
    for place, term in enumerate(answer.terms):
        pieces += [" and " if place else "It has ", *_term(term)]
    return (*pieces, f" in {label}.")


def _term(term: ComparedTerm) -> Iterator[Piece]:
    roles = f" ({', '.join(term.roles)})" if term.roles else ""
    if not term.formula.terms:
        yield from ("no ", term.product, f"{roles}, of which there are ", term.count)
    elif not term.count.terms:
        yield from (term.formula * term.product, " with none")
    else:
        yield from (term.formula * term.product, " for ", term.count * term.product, roles)
