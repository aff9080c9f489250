"""Where two layers differ: role by role, with the arrays that hold each, and in their equations."""

from __future__ import annotations

from math import prod

from symbolic._cell import Cell
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.packing import block_shape
from symbolic.language.roles import ROLES
from symbolic.language.sizes.size import Size
from symbolic.record import Record

UNUSED = "not used"


class Held(Record):
    """What two layers hold in one role: how many numbers each, and in which arrays of what shape."""

    role: str
    left: Size
    right: Size
    left_arrays: tuple[tuple[str, tuple[Size, ...]], ...]
    right_arrays: tuple[tuple[str, tuple[Size, ...]], ...]

    @property
    def difference(self) -> Size:
        return self.left - self.right


def held_by_role(left: Layer, right: Layer) -> list[Held]:
    """What the two hold, a line a role, in the order of the gate × role table.

    >>> from symbolic.frameworks import layer
    >>> rows = held_by_role(layer("torch.nn.LSTM"), layer("torch.nn.LSTM", bias=False))
    >>> [(row.role, str(row.difference)) for row in rows]
    [('input kernel', '0'), ('recurrent kernel', '0'), ('bias', '8*m')]
    """
    first, second = _roles(left), _roles(right)
    nothing = (Size.of(0), ())
    rows = []
    for role in (*ROLES, UNUSED):
        if role in first or role in second:
            (size, arrays), (other, others) = first.get(role, nothing), second.get(role, nothing)
            rows.append(Held(role, size, other, arrays, others))
    return rows


def differing_equations(left: Layer, right: Layer) -> tuple[list[str], list[str]]:
    """The equations of each that the other does not have, of the first sublayer."""
    first, second = (_lines(layer.sublayers[0].cell) for layer in (left, right))
    return [line for line in first if line not in second], [line for line in second if line not in first]


def _lines(cell: Cell) -> list[str]:
    return cell.text.splitlines()


def _roles(layer: Layer) -> dict[str, tuple[Size, tuple[tuple[str, tuple[Size, ...]], ...]]]:
    found: dict[str, tuple[Size, tuple[tuple[str, tuple[Size, ...]], ...]]] = {}
    for array in layer.arrays:
        shape = array.shape(layer.sublayers)
        for place in array.owners:
            sublayer = layer.sublayers[place]
            for name in array.names:
                role = UNUSED if name.startswith("(") else sublayer.cell.roles[name]
                size = prod(block_shape(name, sublayer), start=Size.of(1))
                before, arrays = found.get(role, (Size.of(0), ()))
                held = (array.name, shape)
                found[role] = (before + size, arrays if held in arrays else (*arrays, held))
    return found
