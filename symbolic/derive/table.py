"""The gate × role table: where each parameter is, with margins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sympy import Add, Expr, Integer

from symbolic.derive.count import find_expanded
from symbolic.derive.parameters import Parameter
from symbolic.display import Displayed
from symbolic.language.roles import ROLES
from symbolic.record import Record, aside


class Table(Record, Displayed):
    """Sizes by gate and role: ``cells[gate][role]``, with the sums of rows and columns.

    Only trainable parameters are in it, each once, in the gate whose equation owns it. ``latex`` is how the
    author typesets names.
    """

    gates: tuple[str, ...]
    roles: tuple[str, ...]
    cells: dict[str, dict[str, Expr]]
    by_gate: dict[str, Expr]
    by_role: dict[str, Expr]
    total: Expr
    latex: Mapping[str, str] = aside(default=MappingProxyType({}))


def find_table(parameters: Sequence[Parameter], latex: Mapping[str, str] = MappingProxyType({})) -> Table:
    """Sort the parameters of a cell; the margins are checked against the count.

    >>> from symbolic import cell
    >>> cell("gru_reset_after").table.by_role["bias"]
    4*m
    """
    parameters = [parameter for parameter in parameters if parameter.trainable]
    gates = tuple(dict.fromkeys(parameter.gate for parameter in parameters))
    present = {parameter.role for parameter in parameters}
    roles = tuple(role for role in ROLES if role in present)
    cells: dict[str, dict[str, Expr]] = {gate: dict.fromkeys(roles, Integer(0)) for gate in gates}
    for parameter in parameters:
        cells[parameter.gate][parameter.role] += parameter.size
    by_gate = {gate: Add(*cells[gate].values()) for gate in gates}
    by_role = {role: Add(*(cells[gate][role] for gate in gates)) for role in roles}
    total = find_expanded(parameters)
    for margin in (by_gate, by_role):
        if Add(*margin.values()) != total:
            raise AssertionError("the margins of the table do not add up to the count")
    return Table(gates, roles, cells, by_gate, by_role, total, latex=latex)
