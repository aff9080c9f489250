"""Gates with equal sums together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from symbolic.derive.formula import Formula, product, total
from symbolic.derive.origins import stored
from symbolic.derive.parameters import CountedParameter
from symbolic.derive.table import Table
from symbolic.language.sizes.size import Size
from symbolic.record import Record


class GateGroup(Record):
    """Gates with the same sum: ``terms`` are those of a single gate, role by role."""

    gates: tuple[str, ...]
    terms: tuple[Formula, ...]

    @property
    def gate_formula(self) -> Formula:
        """The sum of a single gate."""
        return total(*self.terms)

    @property
    def formula(self) -> Formula:
        """The sum of all gates."""
        return product(Size.of(len(self.gates)), self.gate_formula)


def group_gates(table: Table, parameters: Iterable[CountedParameter]) -> tuple[GateGroup, ...]:
    """The gates with equal sums together, in the order in which they first appear."""
    gates: dict[Size, list[str]] = {}
    for gate in table.gates:
        gates.setdefault(table.gate_sizes[gate], []).append(gate)
    trained = [parameter for parameter in parameters if parameter.trainable]
    return tuple(GateGroup(tuple(same), tuple(_gate_terms(same[0], table.roles, trained))) for same in gates.values())


def _gate_terms(gate: str, roles: Iterable[str], parameters: list[CountedParameter]) -> Iterable[Formula]:
    """What the parameters of a gate hold, role by role, with like ones of a role together."""
    for role in roles:
        same = Counter(
            stored(parameter) for parameter in parameters if (parameter.gate, parameter.role) == (gate, role)
        )
        yield from (product(Size.of(times), formula) if times > 1 else formula for formula, times in same.items())
