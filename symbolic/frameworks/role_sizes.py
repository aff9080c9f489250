"""The count of a cell or a layer by role."""

from __future__ import annotations

from collections.abc import Iterator

from symbolic._cell import Cell
from symbolic.frameworks.layer import Layer
from symbolic.language.roles import ROLES
from symbolic.language.sizes.size import NONE, Size

UNUSED = "not used"
"""The role of numbers that are stored and that no equation reads."""


def role_sizes(subject: Cell | Layer) -> dict[str, Size]:
    """How many numbers each role has, in the order of the gate × role table; roles without any are left out.

    >>> from symbolic import cell
    >>> {role: str(size) for role, size in role_sizes(cell("lstm")).items()}
    {'input kernel': '4*m*n', 'recurrent kernel': '4*m**2', 'bias': '4*m'}
    """
    sizes: dict[str, Size] = {}
    for role, size in _parts(subject):
        sizes[role] = sizes.get(role, NONE) + size
    return {role: sizes[role] for role in (*ROLES, UNUSED) if role in sizes and sizes[role].terms}


def _parts(subject: Cell | Layer) -> Iterator[tuple[str, Size]]:
    if isinstance(subject, Cell):
        yield from ((subject.roles[name], subject._shapes.size(name)) for name in subject.trainable)
        return
    for sublayer in subject.sublayers:
        yield from ((role, sublayer.substitute(size)) for role, size in _parts(sublayer.cell))
    yield UNUSED, subject.unused
