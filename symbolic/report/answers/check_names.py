"""What the names of a formula are, in words."""

from __future__ import annotations

from collections.abc import Mapping

from symbolic.derive.quantity import Counted


def names_as(names: Mapping[str, str], subject: Counted) -> str:
    """``n as the hidden size and m as the input size``.

    >>> from symbolic import cell
    >>> names_as({"n": "m", "m": "n"}, cell("lstm"))
    'n as the hidden size and m as the input size'
    """
    return _joined([f"{name} as the {meaning(letter, subject)}" for name, letter in names.items()])


def renamed(names: Mapping[str, str], letters: Mapping[str, str]) -> dict[str, str]:
    """The names with other letters.

    >>> renamed({"ninp": "n", "nhid": "m"}, {"n": "m", "m": "n"})
    {'ninp': 'm', 'nhid': 'n'}
    """
    return {name: letters.get(letter, letter) for name, letter in names.items()}


def called(names: Mapping[str, str], subject: Counted) -> str:
    """``hs as the hidden size m and is as the input size n``."""
    return _joined([f"{name} as the {meaning(letter, subject)} {letter}" for name, letter in names.items()])


def meaning(letter: str, subject: Counted) -> str:
    """What a letter stands for, without another word for it in brackets."""
    return subject.letters.get(letter, "size").replace(" (units)", "")


def other_letters(names: Mapping[str, str], subject: Counted) -> bool:
    """Whether a letter of the subject stands for another of its sizes."""
    return any(name != letter and name in subject.letters for name, letter in names.items())


def _joined(parts: list[str]) -> str:
    return ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1] if parts else ""
