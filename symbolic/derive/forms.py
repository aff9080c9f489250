"""The count in several forms, each proved equal to the expanded polynomial as it is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sympy import Add, Expr, Integer, Symbol

from symbolic.derive.derivation import Group
from symbolic.derive.expressions import as_read, polynomial, times, total
from symbolic.derive.simplify import common_factor, simplified
from symbolic.derive.table import Table
from symbolic.language.roles import RECURRENT_KERNEL
from symbolic.language.sizes.size import Size
from symbolic.record import Record


class Form(Record):
    """One way to write the count; ``expression`` keeps the order in which it is to be read."""

    name: str
    title: str
    expression: Expr


def find_forms(table: Table, groups: Sequence[Group], aliases: Mapping[str, str], size: Size) -> dict[str, Form]:
    """The forms that a cell has; those by input or hidden size where it has such a letter.

    >>> from symbolic import cell
    >>> list(cell("lstm").forms)
    ['expanded', 'factored', 'by_input', 'by_hidden', 'gates', 'by_role']
    """
    whole = table.total
    made = [
        Form("expanded", "expanded", as_read(whole)),
        Form("factored", "factored", as_read(simplified(whole))),
        *_by_size(aliases, whole),
        Form("gates", "gates × one gate", _by_gates(table, groups)),
        Form("by_role", "by role", _by_role(table)),
    ]
    for form in made:
        if polynomial(form.expression) != size:
            raise AssertionError(f"the form {form.title!r} is not equal to the count")
    return {form.name: form for form in made}


def _by_size(aliases: Mapping[str, str], whole: Expr) -> list[Form]:
    forms = []
    for alias, title in (("input", "by input size"), ("hidden", "by hidden size")):
        letter = aliases.get(alias)
        if letter and Symbol(letter) in whole.free_symbols:
            forms.append(Form(f"by_{alias}", title, _collected(whole, Symbol(letter))))
    return forms


def _collected(whole: Expr, letter: Symbol) -> Expr:
    """Highest power first: ``4·n·m + 4·m·(m + 1)``."""
    parts: dict[int, list[Expr]] = {}
    for term in Add.make_args(whole):
        power = int(term.as_powers_dict().get(letter, 0))
        parts.setdefault(power, []).append(term / letter**power)
    return total(*(_term(letter**power, common_factor(Add(*parts[power]))) for power in sorted(parts, reverse=True)))


def _term(power: Expr, coefficient: Expr) -> Expr:
    if isinstance(coefficient, Add):
        return times(as_read(power), as_read(coefficient))
    number, rest = coefficient.as_coeff_Mul()
    return times(number, as_read(power), as_read(rest))


def _by_gates(table: Table, groups: Sequence[Group]) -> Expr:
    return total(*(times(Integer(len(group.gates)), _one_gate(table, group.gates[0])) for group in groups))


def _one_gate(table: Table, gate: str) -> Expr:
    """The recurrent kernels apart, the rest with its common factor: ``(n + 1)·m + m²``."""
    sizes = table.cells[gate]
    recurrent = sizes.get(RECURRENT_KERNEL, Integer(0))
    rest = Add(*(size for role, size in sizes.items() if role != RECURRENT_KERNEL))
    return total(*(as_read(common_factor(part)) for part in (rest, recurrent) if part != 0))


def _by_role(table: Table) -> Expr:
    return total(*(as_read(common_factor(table.by_role[role])) for role in table.roles))
