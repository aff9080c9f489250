"""Where two layers differ: role by role, with the arrays that hold each, and in their equations."""

from __future__ import annotations

from symbolic.derive.role_sizes import UNUSED
from symbolic.frameworks.layer import Layer
from symbolic.language.roles import ROLES
from symbolic.language.sizes.size import NO_SIZE, Size, SymbolicShape
from symbolic.record import Record

NamedShapes = tuple[tuple[str, SymbolicShape], ...]
"""Arrays by name, each with its shape."""


class Held(Record):
    """What two layers hold in one role: how many numbers each, and in which arrays of what shape."""

    role: str
    left: Size
    right: Size
    left_arrays: NamedShapes
    right_arrays: NamedShapes

    @property
    def difference(self) -> Size:
        return self.left - self.right


def held_by_role(left: Layer, right: Layer) -> list[Held]:
    """The numbers of both by role, in the order of the gate × role table.

    >>> from symbolic import layer
    >>> rows = held_by_role(layer("torch.nn.LSTM"), layer("torch.nn.LSTM", bias=False))
    >>> [(row.role, str(row.difference)) for row in rows]
    [('input kernel', '0'), ('recurrent kernel', '0'), ('bias', '8*m')]
    """
    (first, arrays), (second, others) = ((layer.held, _arrays(layer)) for layer in (left, right))
    return [
        Held(role, first.get(role, NO_SIZE), second.get(role, NO_SIZE), arrays.get(role, ()), others.get(role, ()))
        for role in (*ROLES, UNUSED)
        if role in first or role in second
    ]


def differing_equations(left: Layer, right: Layer) -> tuple[list[str], list[str]]:
    """The equations of each that the other does not have, of the first sublayer."""
    first, second = (layer.sublayers[0].cell.text.splitlines() for layer in (left, right))
    return [line for line in first if line not in second], [line for line in second if line not in first]


def _arrays(layer: Layer) -> dict[str, NamedShapes]:
    """The arrays that hold parameters of each role."""
    arrays: dict[str, NamedShapes] = {}
    for array in layer.arrays:
        named = (array.name, array.shape(layer.sublayers))
        roles = [layer.sublayers[place].cell.roles for place in array.owners]
        held = [UNUSED if name.startswith("(") else owner[name] for owner in roles for name in array.names]
        for role in dict.fromkeys(held):
            arrays[role] = (*arrays.get(role, ()), named)
    return arrays
