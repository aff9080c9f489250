"""What an answer is about: a cell or a layer, with its count by role and its sizes by their plain names."""

from __future__ import annotations

from collections.abc import Mapping

from symbolic._cell import Cell
from symbolic.errors import SizeError
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.packing import whole_number
from symbolic.language.numbers import PLAIN, read_size_number
from symbolic.language.roles import ROLES
from symbolic.language.sizes import Size

Subject = Cell | Layer
PLAIN_LETTERS = dict(zip(PLAIN, ("n", "m", "r"), strict=True))


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


def letters_of(subject: Subject) -> tuple[str, ...]:
    """The letters that a size may be given for."""
    return tuple(subject.letters) if isinstance(subject, Layer) else subject.definition.letters


def letter_of(subject: Subject, name: str) -> str:
    """The letter behind a letter or a plain name that the count depends on; raises `SizeError`."""
    letter = name if name in letters_of(subject) else subject.aliases.get(name)
    if letter is None:
        known = ", ".join([*subject.counted_letters, *subject.aliases])
        raise SizeError(f"{subject.label} has no size {name[:40]!r}; it has {known}", name)
    if letter not in subject.counted_letters:
        raise SizeError(f"the count of {subject.label} does not depend on {letter}", name)
    return letter


def given_sizes(subject: Subject, sizes: Mapping[str, object]) -> dict[str, int]:
    """Numbers for some of the letters, by letter; a layer's own arguments are among them."""
    found = dict(subject.given) if isinstance(subject, Layer) else {}
    for name, value in sizes.items():
        found[letter_of(subject, name)] = read_size_number(name, value)
    return {letter: number for letter, number in found.items() if letter in subject.counted_letters}


def number_at(size: Size, sizes: Mapping[str, int]) -> int:
    """The whole number that a count is; raises `SizeError` where the sizes do not divide."""
    return whole_number(size, dict(sizes))


def renamed(size: Size, names: Mapping[str, str]) -> Size:
    """The polynomial with other letters."""
    terms: dict[tuple[tuple[str, int], ...], int] = {}
    for monomial, c in size.terms.items():
        powers: dict[str, int] = {}
        for name, power in monomial:
            own = names.get(name, name)
            powers[own] = powers.get(own, 0) + power
        key = tuple(sorted(pair for pair in powers.items() if pair[1]))
        terms[key] = terms.get(key, 0) + c
    return Size(terms, size.denominator)


def plain(size: Size, aliases: Mapping[str, str]) -> Size:
    """The polynomial in ``n``, ``m`` and ``r`` for what is called input, hidden and projection size.

    A letter of another size that is in the way is moved aside, so that no two sizes become one.
    """
    names = {aliases[word]: letter for word, letter in PLAIN_LETTERS.items() if word in aliases}
    for letter in size.letters:
        if letter not in names and letter in names.values():
            names[letter] = f"{letter}_"
    return size if all(a == b for a, b in names.items()) else renamed(size, names)
