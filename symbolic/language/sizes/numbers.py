"""Numbers for sizes, from a user."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import index
from typing import Any

from symbolic.errors import SizeError, did_you_mean
from symbolic.limits import LARGEST_SIZE

PLAIN = ("input", "hidden", "projection")
"""Words of the field for the sizes that most cells have."""

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
) -> dict[str, int]:
    """The numbers of letters or aliases, checked; raises `SizeError` for any that is missing, unknown or invalid.

    ``aliases`` is called only when a name is not a letter, or when a letter is missing; ``of`` names the owner.

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
        raise _missing(missing, needed, values, aliases())
    return values


def read_size_number(name: str, value: Any, most: int = LARGEST_SIZE) -> int:
    """A whole number from 1 to 10^12, or to a smaller bound, given as an integer or as plain digits."""
    wanted = f"{name} must be a whole number from 1 to {'10^12' if most == LARGEST_SIZE else most}"
    if isinstance(value, str):
        text = value.strip().removeprefix("+")
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise SizeError(f"{wanted}, not {value[:40]!r}", name, value)
        number = int(text) if len(text) < 30 else LARGEST_SIZE + 1
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


def _missing(missing: list[str], needed: list[str], values: dict[str, int], aliases: Mapping[str, str]) -> SizeError:
    called: dict[str, str] = {}
    for alias, letter in aliases.items():
        called.setdefault(letter, alias)
    plain = {letter: f"{letter} ({called[letter]} size)" for letter in missing if called.get(letter) in PLAIN}
    # The framework's name for a size is the one that its users write.
    names = {letter: called[letter] for letter in needed if called.get(letter, letter) not in (*PLAIN, letter)}
    words = " and ".join(plain.get(letter, names.get(letter, letter)) for letter in missing)
    example = " ".join(f"{names.get(letter, letter)}={values.get(letter, 256)}" for letter in needed)
    return SizeError(f"a size is missing: {words}; write for example {example}", missing[0])


def _no_such_size(name: str, letters: list[str], aliases: Mapping[str, str], of: str) -> SizeError:
    known = ", ".join([*letters, *aliases]) or "none"
    if name in NOT_SIZES:
        return SizeError(f"the parameter count does not depend on {NOT_SIZES[name]}; the sizes are {known}", name)
    return SizeError(f"{of} has no size {name[:40]!r}; it has {known}{did_you_mean(name, [*letters, *aliases])}", name)
