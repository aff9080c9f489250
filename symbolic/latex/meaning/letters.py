"""Letters and names without their block: capitals, names as a user spells them, patterns such as ``W_*``."""

from __future__ import annotations

import re

from symbolic.latex.meaning.sides import SymbolKey
from symbolic.latex.printed.syntax import Symbol


def plain_name(text: str) -> str:
    """A symbol as a user spells it, as a name: ``Delta t`` is ``Delta_t``."""
    return re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")


def is_capital(base: str) -> bool:
    """Whether a letter is a capital, in any font; of a word the first letter counts.

    >>> is_capital("W"), is_capital("Omega"), is_capital("u"), is_capital("cal_W")
    (True, True, False, True)
    """
    letter = base.removeprefix("cal_").removeprefix("frak_")
    return letter[:1].isupper() or "kernel" in base or "weight" in base


def matches(pattern: SymbolKey, key: SymbolKey) -> bool:
    """Whether a name is one of those that a pattern with stars stands for."""
    if pattern[0] != key[0] or pattern[1] != key[1]:
        return False
    if "*" in pattern[2]:
        return bool(key[2]) if len(pattern[2]) == 1 else len(pattern[2]) == len(key[2])
    return pattern[2] == key[2] or (
        any("*" in part for part in pattern[2])
        and len(pattern[2]) == len(key[2])
        and all(_fits(left, right) for left, right in zip(pattern[2], key[2], strict=True))
    )


def given_dims(size: object) -> tuple[str, ...]:
    """A size as a user gives it, as dimensions: none of a number.

    >>> given_dims("m"), given_dims(("m", "n")), given_dims(1)
    (('m',), ('m', 'n'), ())
    """
    parts = size if isinstance(size, list | tuple) else [size]
    return () if len(parts) == 1 and parts[0] in (1, "1") else tuple(map(str, parts))


def _fits(pattern: str, text: str) -> bool:
    head, star, tail = pattern.partition("*")
    return pattern == text or (bool(star) and text.startswith(head) and text.endswith(tail))


def has_index(symbol: Symbol) -> bool:
    """Whether a subscript may be that of a member, ``K_i`` or ``W_1``, and not the name of a gate, ``W_h``."""
    return any(text.isdigit() or text in "ijklmnst" for text in symbol.below)
