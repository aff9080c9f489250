"""What an answer is about: a cell or a layer, with its count by role and its sizes by their plain names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from symbolic._cell import Cell
from symbolic.answers.naming import PLAIN_LETTERS, letter_named
from symbolic.answers.step_cost import UNITS, StepCost
from symbolic.catalog import cell as find
from symbolic.errors import SizeError, UsageError
from symbolic.frameworks.layer import Layer
from symbolic.language.numbers import read_size_number
from symbolic.language.roles import ROLES
from symbolic.language.sizes import Size

Subject = Cell | Layer
Measured = Cell | Layer | StepCost


def find_subject(subject: Subject | str) -> Subject:
    """A cell or a layer as it is, or the cell of the catalogue of that name; raises `UsageError` for neither."""
    if isinstance(subject, str):
        return find(subject)
    if not isinstance(subject, Cell | Layer):
        raise UsageError(f"a cell or layer is needed, such as lstm, not {str(subject)[:60]!r}")
    return subject


def whole_subject(measured: Measured) -> Subject:
    """The cell or layer behind what is measured of it."""
    return measured.subject if isinstance(measured, StepCost) else measured


def quantity_of(measured: Measured) -> str:
    """``parameters``, ``macs`` or ``flops``."""
    return measured.of if isinstance(measured, StepCost) else "parameters"


def unit_of(measured: Measured) -> str:
    """What its numbers are called."""
    return UNITS[quantity_of(measured)]


def by_role(subject: Subject) -> dict[str, Size]:
    """The count in its roles, in the order of the gate × role table; what no equation reads is ``not used``.

    >>> from symbolic import cell
    >>> {role: str(size) for role, size in by_role(cell("lstm")).items()}
    {'input kernel': '4*m*n', 'recurrent kernel': '4*m**2', 'bias': '4*m'}
    """
    if isinstance(subject, Layer):
        parts = [{role: part.put(size) for role, size in by_role(part.cell).items()} for part in subject.parts]
        parts.append({"not used": subject.unused})
    else:
        parts = [{subject.roles[name]: subject._shapes.size(name)} for name in subject.trainable]
    found: dict[str, Size] = {}
    for part in parts:
        for role, size in part.items():
            found[role] = found.get(role, Size.of(0)) + size
    return {role: found[role] for role in (*ROLES, "not used") if role in found and found[role].terms}


def divided(subject: Measured) -> tuple[Size, ...]:
    """The extents of its shapes that divide a size, ``m/H``; a cell has only sizes at which they are whole.

    >>> from symbolic import cell
    >>> [str(size) for size in divided(cell("xlstm_slstm"))]
    ['m/H']
    """
    subject = whole_subject(subject)
    if isinstance(subject, Layer):
        return tuple(part.put(size) for part in subject.parts for size in divided(part.cell))
    extents = (size for shape, members in subject.shapes.values() for size in (*shape, members))
    return tuple(dict.fromkeys(size for size in extents if not is_whole(size)))


def is_whole(size: Size) -> bool:
    """Whether it is a whole number at all sizes, for it divides nothing."""
    return size.denominator == 1 and all(power > 0 for monomial in size.terms for _, power in monomial)


def at_whole(size: Size, sizes: Mapping[str, int]) -> bool:
    """Whether it is a whole number at sizes for all of its letters; where some are missing, that is open."""
    if not all(letter in sizes for letter in size.letters):
        return True
    top, bottom = size.at(sizes.__getitem__)
    return top % bottom == 0


def letters_of(subject: Measured) -> tuple[str, ...]:
    """The letters that a size may be given for."""
    return tuple(subject.letters)


def letter_of(subject: Measured, name: str) -> str:
    """The letter behind a letter or a plain name that the count depends on; raises `SizeError`."""
    letter = letter_named(name, letters_of(subject), subject.aliases)
    if letter is None:
        known = ", ".join([*subject.counted_letters, *subject.aliases])
        raise SizeError(f"{subject.label} has no size {name[:40]!r}; it has {known}", name)
    if letter not in subject.counted_letters:
        raise SizeError(f"the {unit_of(subject)} of {subject.label} do not depend on {letter}", name)
    return letter


def own_sizes(subject: Measured) -> dict[str, int]:
    """The numbers that a layer's own arguments give for letters of its count."""
    whole = whole_subject(subject)
    given = whole.given if isinstance(whole, Layer) else {}
    return {letter: number for letter, number in given.items() if letter in subject.counted_letters}


def given_sizes(subject: Measured, sizes: Mapping[str, object]) -> dict[str, int]:
    """Numbers for some of the letters, by letter, a layer's own arguments among them; raises `SizeError`."""
    found = own_sizes(subject)
    for name, value in sizes.items():
        letter, number = letter_of(subject, name), read_size_number(name, value)
        if found.setdefault(letter, number) != number:
            raise SizeError(f"{letter} of {subject.label} is given twice, as {found[letter]} and as {number}", name)
    return found


def shared_sizes(subject: Measured, among: Iterable[Measured], sizes: Mapping[str, object]) -> dict[str, int]:
    """Of sizes given for several, those of this one; raises `SizeError` for one that none of them takes."""
    for name in sizes:
        if not any(open_letter(one, name) for one in among):
            given_sizes(subject, {name: sizes[name]})
    return given_sizes(subject, {name: value for name, value in sizes.items() if open_letter(subject, name)})


def open_letter(subject: Measured, name: str) -> str | None:
    """The letter behind a letter or a plain name, where the count depends on it and no argument gives it already.

    >>> from symbolic import cell
    >>> open_letter(cell("lstm"), "units"), open_letter(cell("lstm"), "r")
    ('m', None)
    """
    letter = letter_named(name, subject.counted_letters, subject.aliases)
    return None if letter in own_sizes(subject) else letter


def count_with(subject: Measured, sizes: Mapping[str, int]) -> int | Size:
    """The number at sizes for all letters; where some are missing, the polynomial that is left."""
    if all(letter in sizes for letter in subject.counted_letters):
        return subject.count_at(**sizes)
    return subject.size.put(sizes)


def renamed(size: Size, names: Mapping[str, str]) -> Size:
    """The polynomial with other letters."""
    return size.put({letter: Size.letter(name) for letter, name in names.items()})


def plain(size: Size, aliases: Mapping[str, str]) -> Size:
    """The polynomial in ``n``, ``m`` and ``r`` for what is called input, hidden and projection size.

    A letter of another size that is in the way is moved aside, so that no two sizes become one.
    """
    names = plain_names(size.letters, aliases)
    return renamed(size, {letter: name for letter, name in names.items() if name != letter})


def plain_names(letters: Iterable[str], aliases: Mapping[str, str]) -> dict[str, str]:
    """What `plain` calls each letter.

    >>> plain_names("dhn", {"input": "d", "hidden": "h"})
    {'d': 'n', 'h': 'm', 'n': 'n_'}
    """
    names = {aliases[word]: letter for word, letter in PLAIN_LETTERS.items() if word in aliases}
    taken = set(names.values())
    return {letter: names.get(letter, f"{letter}_" if letter in taken else letter) for letter in letters}
