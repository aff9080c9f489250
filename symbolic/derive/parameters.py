"""Every parameter of a cell: its shape, size, gate and role."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from sympy import Expr, MatrixSymbol, Symbol

from symbolic.derive.expressions import expression, summed
from symbolic.language import families
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.record import Record


class Parameter(Record):
    """A parameter.

    ``shape`` is ``(m, n)`` for a matrix, ``(m,)`` for a vector, ``()`` for a scalar; a family has the
    numbers of its members in front, ``(N, m, m)``. ``member`` is the shape of one member, ``symbol``
    one member as a SymPy symbol, ``size`` how many numbers there are in all. ``gate`` is the signal
    whose equation owns it.
    """

    name: str
    symbol: Expr
    shape: tuple[Expr, ...]
    member: tuple[Expr, ...]
    size: Expr
    gate: str
    role: str
    trainable: bool

    @property
    def members(self) -> tuple[Expr, ...]:
        """The extents of the family, or nothing for a single parameter."""
        return self.shape[: len(self.shape) - len(self.member)]


def find_parameters(definition: Definition, shapes: Shapes, roles: Mapping[str, str]) -> tuple[Parameter, ...]:
    """The parameters in order of first appearance, with sizes as SymPy expressions."""
    found = []
    for name, first in definition.names.parameters.items():
        extents, members = shapes.names[name], shapes.members[name]
        member = tuple(map(expression, extents))
        shape = (*_extents(definition, name), *member)
        found.append(
            Parameter(
                name,
                _symbol(name, member),
                shape,
                member,
                summed(prod(extents, start=members)),
                first.equation.name,
                roles[name],
                name not in definition.fixed,
            )
        )
    return tuple(found)


def _symbol(name: str, shape: tuple[Expr, ...]) -> Expr:
    if len(shape) in (1, 2):
        return MatrixSymbol(name, shape[0], shape[1] if len(shape) == 2 else 1)
    return Symbol(name)


def _extents(definition: Definition, name: str) -> tuple[Expr, ...]:
    if not definition.names.parameters[name].node.index:
        return ()
    groups = families.union(definition.names.families[name])
    return tuple(expression(extent) for extent in families.extents(groups))
