"""The gate × role table of parameters, with margins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from symbolic.derive.parameters import CountedParameter
from symbolic.display import Displayed
from symbolic.language.roles import ROLES
from symbolic.language.sizes.size import NO_SIZE, Size
from symbolic.record import Record, aside

if TYPE_CHECKING:
    from sympy import Expr


class Table(Displayed, Record):
    """Sizes by gate and role, with the sums of rows and columns.

    Only trainable parameters are in it, each once, in the gate whose equation owns it. ``sizes`` are polynomials, by
    gate and role; ``cells``, ``by_gate``, ``by_role`` and ``total`` the same as SymPy has them.
    ``latex_names`` is how the author typesets names.
    """

    gates: tuple[str, ...]
    roles: tuple[str, ...]
    sizes: Mapping[str, Mapping[str, Size]]
    latex_names: Mapping[str, str] = aside(default=MappingProxyType({}))

    @cached_property
    def gate_sizes(self) -> dict[str, Size]:
        """The sum of each row."""
        return {gate: _sum(row.values()) for gate, row in self.sizes.items()}

    @cached_property
    def role_sizes(self) -> dict[str, Size]:
        """The sum of each column."""
        return {role: _sum(self.sizes[gate][role] for gate in self.gates) for role in self.roles}

    @cached_property
    def size(self) -> Size:
        """The sum of all."""
        return _sum(self.gate_sizes.values())

    @cached_property
    def cells(self) -> dict[str, dict[str, Expr]]:
        return {gate: _expressions(row) for gate, row in self.sizes.items()}

    @cached_property
    def by_gate(self) -> dict[str, Expr]:
        return _expressions(self.gate_sizes)

    @cached_property
    def by_role(self) -> dict[str, Expr]:
        return _expressions(self.role_sizes)

    @cached_property
    def total(self) -> Expr:
        return _expressions({"": self.size})[""]


def find_table(parameters: Sequence[CountedParameter], latex: Mapping[str, str] = MappingProxyType({})) -> Table:
    """Sort the parameters of a cell by gate and role.

    >>> from symbolic import cell
    >>> cell("gru_reset_after").table.by_role["bias"]
    4*m
    """
    parameters = [parameter for parameter in parameters if parameter.trainable]
    gates = tuple(dict.fromkeys(parameter.gate for parameter in parameters))
    present = {parameter.role for parameter in parameters}
    roles = tuple(role for role in ROLES if role in present)
    sizes: dict[str, dict[str, Size]] = {gate: dict.fromkeys(roles, NO_SIZE) for gate in gates}
    for parameter in parameters:
        sizes[parameter.gate][parameter.role] += parameter.polynomial
    return Table(gates, roles, sizes, latex_names=latex)


def _sum(sizes: Iterable[Size]) -> Size:
    return sum(sizes, NO_SIZE)


def _expressions(sizes: Mapping[str, Size]) -> dict[str, Expr]:
    from symbolic.derive.expressions import expression

    return {name: expression(size) for name, size in sizes.items()}
