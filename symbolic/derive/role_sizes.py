"""The count of a cell or a layer by role."""

from __future__ import annotations

from collections.abc import Iterable

from symbolic.language.roles import ROLES
from symbolic.language.sizes.size import NO_SIZE, Size

UNUSED = "not used"
"""The role of numbers that are stored and that no equation reads."""


def sum_roles(parts: Iterable[tuple[str, Size]]) -> dict[str, Size]:
    """How many numbers each role has, in the order of the gate × role table; roles without any are left out.

    >>> from symbolic import cell
    >>> {role: str(size) for role, size in cell("lstm").held.items()}
    {'input kernel': '4*m*n', 'recurrent kernel': '4*m**2', 'bias': '4*m'}
    """
    sizes: dict[str, Size] = {}
    for role, size in parts:
        sizes[role] = sizes.get(role, NO_SIZE) + size
    return {role: sizes[role] for role in (*ROLES, UNUSED) if role in sizes and sizes[role].terms}
