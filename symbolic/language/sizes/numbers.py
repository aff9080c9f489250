"""Numbers for sizes, from a user."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from operator import index
from typing import Any

from symbolic.errors import SizeError, did_you_mean
from symbolic.limits import LARGEST_SIZE

FIELD_WORDS = ("input", "hidden", "projection")
"""Words of the field for the sizes that most cells have."""

SIZE_NUMBER = re.compile(
    r"(-?\d{1,1000}|\d{1,3}(?:,\d{3}){1,12}|\d{1,3}(?:_\d{3}){1,12})(?:\.(\d{1,12}))?(?:[eE]\+?(\d{1,2}))?([kKMGBT]?)",
    re.ASCII,
)
SUFFIX_POWERS = {"": 0, "k": 3, "K": 3, "M": 6, "G": 9, "B": 9, "T": 12}

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


def read_sizes(
    letters: Iterable[str],
    needed: Iterable[str],
    aliases: Callable[[], Mapping[str, str]],
    numbers: Mapping[str, Any],
    of: str,
    meanings: Callable[[], Mapping[str, str]] = dict,
) -> dict[str, int]:
    """The numbers of letters or aliases, checked; raises `SizeError` for any that is missing, unknown or invalid.

    ``aliases`` and ``meanings`` are called only when a name is not a letter, or when a letter is missing; ``of`` names
    the owner.

    >>> read_sizes(["n", "m"], ["n", "m"], lambda: {"units": "m"}, {"n": 4096, "units": "256"}, "lstm")
    {'n': 4096, 'm': 256}
    """
    letters, needed = list(letters), list(needed)
    values: dict[str, int] = {}
    for name, value in numbers.items():
        letter = name if name in letters else aliases().get(name)
        if letter is None:
            raise _no_such_size(name, letters, aliases(), of)
        number = read_size_number(name, value)
        if values.get(letter, number) != number:
            raise SizeError(f"{letter} is given twice, as {values[letter]} and as {number}", letter, value)
        values[letter] = number
    missing = [letter for letter in needed if letter not in values]
    if missing:
        raise _missing(missing, needed, values, aliases(), meanings())
    return values


def read_size_number(name: str, value: Any, most: int = LARGEST_SIZE) -> int:
    """A whole number from 1 to 10^12, or to a smaller bound, as an integer or as `whole_number` reads it."""
    wanted = f"{name} must be a whole number from 1 to {'10^12' if most == LARGEST_SIZE else most}"
    if isinstance(value, str):
        number = whole_number(value.strip().removeprefix("+"))
        if number is None:
            raise SizeError(f"{wanted}, not {value[:40]!r}", name, value)
    else:
        try:
            number = index(value)
        except TypeError:
            raise SizeError(f"{wanted}, not {str(value)[:40]}", name, value) from None
        if isinstance(value, bool):
            raise SizeError(f"{wanted}, not {value}", name, value)
    if not 1 <= number <= most:
        # Python refuses to spell an integer of thousands of digits.
        shown = value[:40] if isinstance(value, str) else number if abs(number) < LARGEST_SIZE**3 else "one so far off"
        raise SizeError(f"{wanted}, not {shown}", name, value)
    return number


def whole_number(text: str) -> int | None:
    """The whole number that is written as 10000, 10_000, 10,000, 1e4 or 10k; None where it is none.

    >>> whole_number("1.5k"), whole_number("2e6"), whole_number("10M"), whole_number("1.5"), whole_number("10 m")
    (1500, 2000000, 10000000, None, None)
    """
    match = SIZE_NUMBER.fullmatch(text)
    if not match:
        return None
    whole, part, exponent, power = match.groups()
    part = (part or "").rstrip("0")
    zeros = int(exponent or 0) + SUFFIX_POWERS[power] - len(part)
    return int(whole.replace(",", "").replace("_", "") + part) * 10**zeros if zeros >= 0 else None


def _missing(
    missing: list[str],
    needed: list[str],
    values: dict[str, int],
    aliases: Mapping[str, str],
    meanings: Mapping[str, str],
) -> SizeError:
    called: dict[str, str] = {}
    for alias, letter in aliases.items():
        called.setdefault(letter, alias)
    plain = {letter: f"{letter} ({meaning})" for letter, meaning in meanings.items() if letter not in called}
    plain |= {letter: f"{letter} ({called[letter]} size)" for letter in missing if called.get(letter) in FIELD_WORDS}
    # The framework's name for a size is the one that its users write.
    names = {letter: called[letter] for letter in needed if called.get(letter, letter) not in (*FIELD_WORDS, letter)}
    words = " and ".join(plain.get(letter, names.get(letter, letter)) for letter in missing)
    example = " ".join(f"{names.get(letter, letter)}={values.get(letter, 256)}" for letter in needed)
    return SizeError(f"a size is missing: {words}; write for example {example}", missing[0])


def _no_such_size(name: str, letters: list[str], aliases: Mapping[str, str], of: str) -> SizeError:
    known = ", ".join([*letters, *aliases]) or "none"
    if name in NOT_SIZES:
        return SizeError(f"the parameter count does not depend on {NOT_SIZES[name]}; the sizes are {known}", name)
    return SizeError(f"{of} has no size {name[:40]!r}; it has {known}{did_you_mean(name, [*letters, *aliases])}", name)
