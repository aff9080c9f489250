"""Which letter is which size, and the numbers that a user gives for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import index
from typing import Any

from symbolic.errors import SizeError, nearest
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.parser import LARGEST
from symbolic.language.roles import INPUT_KERNEL, PROJECTION
from symbolic.language.sizes import Size

ALIASES = ("input", "hidden", "units", "projection")
NOT_SIZES = {
    "t": "the number of time steps",
    "T": "the number of time steps",
    "steps": "the number of time steps",
    "timesteps": "the number of time steps",
    "time_steps": "the number of time steps",
    "length": "the number of time steps",
    "input_length": "the number of time steps",
    "seq_len": "the number of time steps",
    "B": "the batch size",
    "batch": "the batch size",
    "batch_size": "the batch size",
}


def find_aliases(definition: Definition, shapes: Shapes, roles: Mapping[str, str]) -> dict[str, str]:
    """The letters behind ``input``, ``hidden``, ``units`` and ``projection``, where a cell has them.

    >>> from symbolic.language.definition import define
    >>> from symbolic.language.inference import infer
    >>> from symbolic.language.roles import find_roles
    >>> cell = define("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"})
    >>> find_aliases(cell, infer(cell), find_roles(cell, infer(cell)))
    {'input': 'n', 'hidden': 'm', 'units': 'm'}
    """
    names = definition.names
    rows = [(name, role, shapes.names[name]) for name, role in roles.items() if shapes.names[name]]
    found: dict[str, str] = {}
    for alias, candidates in (
        ("input", [shapes.names[name] for name in names.inputs if shapes.names[name]]),
        (
            "hidden",
            [
                *(shape for _, role, shape in rows if role == INPUT_KERNEL),
                *(shapes.names[name] for name in names.states if shapes.names[name]),
            ],
        ),
        ("projection", [shape for _, role, shape in rows if role == PROJECTION]),
    ):
        letter = next((letter for shape in candidates if (letter := _plain(shape[0]))), None)
        if letter:
            found[alias] = letter
            if alias == "hidden":
                found["units"] = letter
    return found


def find_meanings(definition: Definition, aliases: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """A few words for each letter: what its author says, else what it is the size of."""
    words = {"input": "input size", "hidden": "hidden size (units)", "projection": "projection size"}
    meanings: dict[str, str] = {}
    for alias, text in words.items():
        letter = aliases.get(alias)
        if letter:
            meanings[letter] = f"{meanings[letter]} and {text}" if letter in meanings else text
    for name, shape in definition.sizes.items():
        for size in shape:
            letter = _plain(size)
            if letter:
                meanings.setdefault(letter, f"size of {name}")
    return {letter: given.get(letter) or meanings.get(letter, "a size") for letter in definition.letters}


def read_sizes(
    letters: Iterable[str], needed: Iterable[str], aliases: Mapping[str, str], given: Mapping[str, Any]
) -> dict[str, int]:
    """Check the numbers given for letters or aliases; raise `SizeError` for any that do not serve.

    >>> read_sizes(["n", "m"], ["n", "m"], {"units": "m"}, {"n": 4096, "units": "256"})
    {'n': 4096, 'm': 256}
    """
    letters, needed = list(letters), list(needed)
    values: dict[str, int] = {}
    for name, value in given.items():
        letter = name if name in letters else aliases.get(name)
        if letter is None:
            raise _no_such_size(name, letters, aliases)
        number = read_size_number(name, value)
        if values.get(letter, number) != number:
            raise SizeError(f"{letter} is given twice, as {values[letter]} and as {number}", letter, value)
        values[letter] = number
    missing = [letter for letter in needed if letter not in values]
    if missing:
        called = {letter: alias for alias, letter in aliases.items() if alias != "units"}
        words = " and ".join(f"{letter} ({called[letter]} size)" if letter in called else letter for letter in missing)
        example = " ".join(f"{letter}={values.get(letter, 256)}" for letter in needed)
        raise SizeError(f"a size is missing: {words}; write for example {example}", missing[0])
    return values


def read_size_number(name: str, value: Any) -> int:
    """A whole number from 1 to 10^12, given as an integer or as plain digits."""
    wanted = f"{name} is a whole number from 1 to {LARGEST:.0e}".replace("1e+12", "10^12")
    if isinstance(value, str):
        text = value.strip().removeprefix("+")
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise SizeError(f"{wanted}, not {value[:40]!r}", name, value)
        number = int(text) if len(text) < 30 else LARGEST + 1
    else:
        try:
            number = index(value)
        except TypeError:
            raise SizeError(f"{wanted}, not {str(value)[:40]}", name, value) from None
        if isinstance(value, bool):
            raise SizeError(f"{wanted}, not {value}", name, value)
    if not 1 <= number <= LARGEST:
        raise SizeError(f"{wanted}, not {str(value)[:40]}", name, value)
    return number


def _plain(size: Any) -> str | None:
    return (
        size.letters[0]
        if isinstance(size, Size)
        and len(size.letters) == 1 == len(size.terms)
        and (size == Size.letter(size.letters[0]))
        else None
    )


def _no_such_size(name: str, letters: list[str], aliases: Mapping[str, str]) -> SizeError:
    known = ", ".join([*letters, *aliases])
    if name in NOT_SIZES:
        return SizeError(f"{NOT_SIZES[name]} does not enter the parameter count; the sizes are {known}", name)
    near = nearest(name, [*letters, *aliases])
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    return SizeError(f"the cell has no size {name[:40]!r}; it has {known}{meant}", name)
