"""The count in several forms, each proved equal to the expanded polynomial as it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from symbolic.derive.formula import FactoredSize, Formula, polynomial, product, total
from symbolic.derive.gate_groups import GateGroup
from symbolic.derive.simplify import coefficients, common_factor, simplified
from symbolic.derive.table import Table
from symbolic.display import Displayed
from symbolic.errors import ProofError, UnknownName
from symbolic.language.roles import RECURRENT_KERNEL
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.record import Record, aside

if TYPE_CHECKING:
    from sympy import Expr


class Form(Displayed, Record):
    """One way to write the count; ``formula`` keeps the order in which it is to be read."""

    name: str
    title: str
    formula: Formula

    @cached_property
    def expression(self) -> Expr:
        """The same for SymPy, unevaluated."""
        from symbolic.derive.expressions import as_written

        return as_written(self.formula)


class UnknownForm(UnknownName, KeyError):
    """A form that a cell does not have; a `KeyError`, as mappings raise it.

    >>> from symbolic import cell
    >>> "nope" in cell("lstm").forms, cell("lstm").forms.get("nope")
    (False, None)
    """


class Forms(Displayed, Record, Mapping[str, Form]):
    """The forms of a count by their names; printed, they are the table of ``symbolic show``."""

    forms: tuple[Form, ...]
    latex_names: Mapping[str, str] = aside(default=MappingProxyType({}))

    def __getitem__(self, name: str) -> Form:
        for form in self.forms:
            if form.name == name:
                return form
        raise UnknownForm("form", name, [form.name for form in self.forms])

    def __iter__(self) -> Iterator[str]:
        return (form.name for form in self.forms)

    def __len__(self) -> int:
        return len(self.forms)


def find_forms(table: Table, groups: Sequence[GateGroup], aliases: Mapping[str, str], size: Size) -> Forms:
    """The forms that a cell has; those by input or hidden size where it has such a letter.

    Raises `ProofError` where the table or the groups are not those of a cell with this count.

    >>> from symbolic import cell
    >>> list(cell("lstm").forms)
    ['expanded', 'factored', 'by_input', 'by_hidden', 'gates', 'by_role']
    """
    forms = [
        Form("expanded", "expanded", size),
        Form("factored", "factored", simplified(size)),
        *_by_size(aliases, size),
        Form("gates", "gates × one gate", _by_gates(table, groups)),
        Form("by_role", "by role", total(*map(common_factor, table.role_sizes.values()))),
    ]
    for form in forms:
        if polynomial(form.formula) != size:
            raise ProofError(f"the form {form.title!r} is not equal to the count")
    return Forms(tuple(forms), latex_names=table.latex_names)


def _by_size(aliases: Mapping[str, str], size: Size) -> list[Form]:
    titles = {"input": "by input size", "hidden": "by hidden size"}
    letters = {alias: aliases[alias] for alias in titles if aliases.get(alias) in size.letters}
    return [Form(f"by_{alias}", titles[alias], _collected(size, letter)) for alias, letter in letters.items()]


def _collected(size: Size, letter: str) -> Formula:
    """Highest power first: ``4·n·m + 4·m·(m + 1)``."""
    parts = coefficients(size, letter)
    return total(*(_term(letter, power, common_factor(parts[power])) for power in sorted(parts, reverse=True)))


def _term(letter: str, power: int, coefficient: Formula) -> Formula:
    """A power times its coefficient, whose number stands in front."""
    if power == 0:
        return coefficient
    first, *rest = coefficient.factors if isinstance(coefficient, FactoredSize) else (coefficient,)
    number = _number(first) if isinstance(first, Size) and len(first.terms) == 1 else ONE
    return product(number, Size({((letter, power),): 1}), polynomial(first) / number, *rest)


def _number(term: Size) -> Size:
    return Size({(): sum(term.terms.values())}, term.denominator)


def _by_gates(table: Table, groups: Sequence[GateGroup]) -> Formula:
    return total(*(product(Size.of(len(group.gates)), _gate(table, group.gates[0])) for group in groups))


def _gate(table: Table, gate: str) -> Formula:
    """The recurrent kernels apart, the rest with its common factor: ``(n + 1)·m + m²``."""
    recurrent = table.sizes[gate].get(RECURRENT_KERNEL, NO_SIZE)
    rest = table.gate_sizes[gate] - recurrent
    return total(*(common_factor(part) for part in (rest, recurrent) if part.terms))
