"""Every parameter of a cell: its shape, size, gate and role."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from symbolic.language import families
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.lags import through_all_steps
from symbolic.language.sizes.size import Size
from symbolic.record import Record

if TYPE_CHECKING:
    from sympy import Expr


class CountedParameter(Record):
    """A parameter, as polynomials in the letters and as SymPy has them.

    ``extents`` is the shape of one member as polynomials, ``ranges`` the numbers of members of a family, ``polynomial``
    how many numbers there are in all. ``gate`` is the signal whose equation owns it.
    """

    name: str
    extents: tuple[Size, ...]
    ranges: tuple[Size, ...]
    polynomial: Size
    gate: str
    role: str
    trainable: bool

    @cached_property
    def symbol(self) -> Expr:
        """One member as a SymPy symbol: a matrix, of one column for a vector."""
        from sympy import MatrixSymbol, Symbol

        if len(self.member) in (1, 2):
            return MatrixSymbol(self.name, self.member[0], self.member[1] if len(self.member) == 2 else 1)
        return Symbol(self.name)

    @cached_property
    def shape(self) -> tuple[Expr, ...]:
        """``(m, n)`` for a matrix, ``(m,)`` for a vector, ``()`` for a scalar; of a family ``(N, m, m)``."""
        return (*self.members, *self.member)

    @cached_property
    def member(self) -> tuple[Expr, ...]:
        """The shape of one member."""
        return _expressions(self.extents)

    @cached_property
    def members(self) -> tuple[Expr, ...]:
        """The extents of the family, or nothing for a single parameter."""
        return _expressions(self.ranges)

    @cached_property
    def size(self) -> Expr:
        """How many numbers there are in all."""
        return _expressions([self.polynomial])[0]


def find_parameters(definition: Definition, shapes: Shapes, roles: Mapping[str, str]) -> tuple[CountedParameter, ...]:
    """The parameters in order of first appearance."""
    return tuple(
        CountedParameter(
            name,
            shapes.names[name],
            _ranges(definition, name),
            shapes.size(name),
            first.equation.name,
            roles[name],
            name not in definition.fixed,
        )
        for name, first in definition.names.parameters.items()
    )


def _ranges(definition: Definition, name: str) -> tuple[Size, ...]:
    if not definition.names.parameters[name].node.index:
        return ()
    # Of a family with a member for each earlier step there are as many as at the last one.
    return tuple(map(through_all_steps, families.extents(families.union(definition.names.families[name]))))


def _expressions(sizes: list[Size] | tuple[Size, ...]) -> tuple[Expr, ...]:
    from symbolic.derive.expressions import expression

    return tuple(map(expression, sizes))
