"""The derivation as data: from the equations to the count and to the number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sympy import Add, Expr, Integer, Mul

from symbolic.derive.expressions import as_read, polynomial, substitute, times, total
from symbolic.derive.parameters import Parameter
from symbolic.derive.simplify import SIMPLIFY, common_factor, expanded, simplified
from symbolic.derive.table import Table
from symbolic.display import Displayed
from symbolic.language.sizes.size import Size
from symbolic.record import Record, aside

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


class Group(Record):
    """Gates with the same sum: ``terms`` is one of them, a term a role, in reading order."""

    gates: tuple[str, ...]
    terms: tuple[Expr, ...]

    @property
    def one(self) -> Expr:
        return total(*self.terms)

    @property
    def all(self) -> Expr:
        return times(Integer(len(self.gates)), self.one)


class Step(Record):
    """One step: the rule's name, what it is applied to in words, and the result as it is read.

    ``gates`` are the gates that it speaks of, ``factor`` what was drawn out, where there is one.
    """

    rule: str
    words: str
    expression: Expr
    gates: tuple[str, ...] = ()
    factor: Expr | None = None


class Derivation(Record, Displayed):
    """All steps. ``shapes`` are the parameters, ``groups`` the gates, ``steps`` the algebra.

    ``sizes`` are the numbers substitute in for the letters, ``number`` the exact result; both are empty
    where no sizes were given; ``latex`` is how the author typesets names.
    """

    shapes: tuple[Parameter, ...]
    groups: tuple[Group, ...]
    steps: tuple[Step, ...]
    result: Expr
    sizes: dict[str, int]
    number: int | None
    latex: Mapping[str, str] = aside(default=MappingProxyType({}))


def derive(
    parameters: tuple[Parameter, ...],
    table: Table,
    size: Size,
    sizes: dict[str, int],
    number: int | None = None,
    latex: Mapping[str, str] = MappingProxyType({}),
) -> Derivation:
    """Derive the count step by step; every step is checked against the expanded sum.

    >>> from symbolic import cell
    >>> [step.rule for step in cell("lstm").derivation(n=4096, m=256).steps]
    ['gate', 'equal gates', 'common factor', 'substitute']
    """
    groups, result = group_gates(table), as_read(simplified(table.total))
    steps = [Step("gate", _gates_in_words(group), group.one, group.gates) for group in groups]
    value = total(*(group.all for group in groups))
    if len(groups) == 1 and len(groups[0].gates) > 1:
        steps.append(Step("equal gates", f"{_number(len(groups[0].gates))} equal gates", value))
    elif len(groups) > 1:
        steps.append(Step("sum", "sum over the gates", value))
    steps += _simplify(value, one_group=len(groups) == 1)
    if sizes:
        used = {letter: number_of for letter, number_of in sizes.items() if letter in size.letters}
        words = ", ".join(f"{letter} = {n}" for letter, n in used.items())
        steps.append(Step("substitute", words, substitute(result, used)))
    _prove(size, groups, steps, number)
    return Derivation(parameters, groups, tuple(steps), result, sizes, number, latex=latex)


def group_gates(table: Table) -> tuple[Group, ...]:
    """The gates with equal sums together, in the order in which they first appear."""
    found: dict[Expr, list[str]] = {}
    for gate in table.gates:
        found.setdefault(table.by_gate[gate], []).append(gate)
    return tuple(
        Group(
            tuple(gates),
            tuple(
                as_read(term)
                for role in table.roles
                if (size := table.cells[gates[0]][role]) != 0
                for term in Add.make_args(expanded(size))
            ),
        )
        for gates in found.values()
    )


def _simplify(value: Expr, one_group: bool) -> list[Step]:
    steps: list[Step] = []
    last = value
    current = value
    for rule in SIMPLIFY:
        changed = rule.apply(current)
        shown = as_read(changed)
        if rule.name == "expand" and one_group and common_factor(changed) != changed:
            current = changed
            continue
        if _terms(shown) != _terms(last) and (changed != current or rule.name == "expand"):
            factor = _drawn_out(changed) if rule.name == "common factor" else None
            steps.append(Step(rule.name, _words(rule.name, last, factor), shown, factor=factor))
            last = shown
        current = changed
    return steps


def _terms(value: Expr) -> Counter[Expr]:
    """The terms of a sum in no order: a step that only sorts them is none."""
    return Counter(Add.make_args(value))


def _words(rule: str, before: Expr, factor: Expr | None) -> str:
    if factor is not None:
        return f"common factor {factor}"
    if rule == "expand":
        products = any(term.is_Mul and term.has(Add) for term in Add.make_args(before))
        return "multiplied out" if products else "added up"
    return "factored"


def _drawn_out(value: Expr) -> Expr:
    shared = Mul(*(factor for factor in Mul.make_args(value) if not isinstance(factor, Add)))
    _, letters = shared.as_coeff_Mul()
    return letters if letters != 1 else shared


def _gates_in_words(group: Group) -> str:
    if len(group.gates) == 1:
        return group.gates[0]
    return "each of " + ", ".join(group.gates)


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _prove(size: Size, groups: Sequence[Group], steps: list[Step], number: int | None) -> None:
    algebra = [step.expression for step in steps if step.rule not in ("gate", "substitute")]
    for value in [total(*(group.all for group in groups)), *algebra]:
        if polynomial(value) != size:
            raise AssertionError("a step is not equal to the count")
    if number is not None and steps[-1].expression.doit() != number:
        raise AssertionError("the formula and the integers disagree")
