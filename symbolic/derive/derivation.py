"""The derivation as data: from the equations to the count and to the number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from symbolic.derive.formula import (
    FactoredSize,
    Formula,
    is_sum,
    polynomial,
    product,
    reading_order,
    terms,
    total,
)
from symbolic.derive.parameters import CountedParameter
from symbolic.derive.simplify import common_factor, simplified
from symbolic.derive.table import Table
from symbolic.display import Displayed
from symbolic.errors import ProofError
from symbolic.language.sizes.carriers import Integers
from symbolic.language.sizes.size import ONE, Size
from symbolic.record import Record, aside

if TYPE_CHECKING:
    from sympy import Expr

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NO_SIZES: Mapping[str, int] = MappingProxyType({})


class GateGroup(Record):
    """Gates with the same sum: ``terms`` are those of a single gate, role by role."""

    gates: tuple[str, ...]
    terms: tuple[Size, ...]

    @property
    def gate_formula(self) -> Formula:
        """The sum of a single gate."""
        return total(*self.terms)

    @property
    def formula(self) -> Formula:
        """The sum of all gates."""
        return product(Size.of(len(self.gates)), self.gate_formula)


class Step(Record):
    """One step: the rule's name, what it is applied to in words, and the result as it is read.

    ``gates`` are the gates of the step, ``factor`` what was drawn out, ``sizes`` the numbers in place of letters,
    where there are any.
    """

    rule: str
    words: str
    formula: Formula
    gates: tuple[str, ...] = ()
    factor: Size | None = None
    sizes: Mapping[str, int] = NO_SIZES

    @cached_property
    def expression(self) -> Expr:
        """The result for SymPy, unevaluated."""
        from symbolic.derive.expressions import as_written, substitute

        written = as_written(self.formula)
        return substitute(written, dict(self.sizes)) if self.sizes else written


class Derivation(Displayed, Record):
    """All steps. ``shapes`` are the parameters, ``groups`` the gates, ``steps`` the algebra, ``formula`` the count.

    ``sizes`` are the numbers for the letters, ``number`` the exact result; both are empty without sizes;
    ``latex_names`` is how the author typesets names.
    """

    shapes: tuple[CountedParameter, ...]
    groups: tuple[GateGroup, ...]
    steps: tuple[Step, ...]
    formula: Formula
    sizes: dict[str, int]
    number: int | None
    latex_names: Mapping[str, str] = aside(default=MappingProxyType({}))

    @cached_property
    def result(self) -> Expr:
        """The count for SymPy, unevaluated."""
        from symbolic.derive.expressions import as_written

        return as_written(self.formula)


def derive(
    parameters: tuple[CountedParameter, ...],
    groups: tuple[GateGroup, ...],
    size: Size,
    sizes: dict[str, int],
    number: int | None = None,
    latex: Mapping[str, str] = MappingProxyType({}),
) -> Derivation:
    """Derive the count step by step; `ProofError` where a step is not equal to it, or the number is not its value.

    >>> from symbolic import cell
    >>> [step.rule for step in cell("lstm").derivation(n=4096, m=256).steps]
    ['gate', 'equal gates', 'common factor', 'substitute']
    """
    result = simplified(size)
    steps = [Step("gate", _gates_in_words(group), group.gate_formula, group.gates) for group in groups]
    whole = total(*(group.formula for group in groups))
    if len(groups) == 1 and len(groups[0].gates) > 1:
        steps.append(Step("equal gates", f"{_number(len(groups[0].gates))} equal gates", whole))
    elif len(groups) > 1:
        steps.append(Step("sum", "sum over the gates", whole))
    steps += _simplify(whole, size, single=len(groups) == 1)
    check_steps([whole, *(step.formula for step in steps if step.rule != "gate")], size)
    if sizes:
        used = {letter: sizes[letter] for letter in sizes if letter in size.letters}
        steps.append(number_step(result, used))
        if number is not None and Integers(used).size(size) != number:
            raise ProofError("the formula and the shapes give different numbers")
    return Derivation(parameters, groups, tuple(steps), result, sizes, number, latex_names=latex)


def check_steps(formulas: Iterable[Formula], size: Size) -> None:
    """Raise `ProofError` where one of the formulas is not equal to the count."""
    if any(polynomial(formula) != size for formula in formulas):
        raise ProofError("a step of the derivation is not equal to the count")


def number_step(formula: Formula, sizes: Mapping[str, int]) -> Step:
    """The last step, which puts numbers in place of the letters."""
    numbers = ", ".join(f"{letter} = {number}" for letter, number in sizes.items())
    return Step("substitute", numbers, formula, sizes=sizes)


def group_gates(table: Table) -> tuple[GateGroup, ...]:
    """The gates with equal sums together, in the order in which they first appear."""
    gates: dict[Size, list[str]] = {}
    for gate in table.gates:
        gates.setdefault(table.gate_sizes[gate], []).append(gate)
    return tuple(
        GateGroup(
            tuple(same), tuple(term for role in table.roles for term in reading_order(table.sizes[same[0]][role]))
        )
        for same in gates.values()
    )


def _simplify(whole: Formula, size: Size, single: bool) -> list[Step]:
    """Multiplied out, with what all terms share in front, as a product: those of the three that show something new."""
    shared = common_factor(size)
    steps: list[Step] = []
    before = whole
    # Of a single gate, or of equal ones, the terms stand there already.
    rules = [*([] if single and isinstance(shared, FactoredSize) else [("expand", size)]), ("common factor", shared)]
    for rule, formula in (*rules, ("factor", simplified(size))):
        # A step that only sorts the terms shows nothing.
        if Counter(terms(formula)) != Counter(terms(before)):
            factor = _drawn_out(formula) if rule == "common factor" else None
            steps.append(Step(rule, _words(rule, before, factor), formula, factor=factor))
            before = formula
    return steps


def _words(rule: str, before: Formula, factor: Size | None) -> str:
    if factor is not None:
        return f"common factor {factor}"
    if rule == "expand":
        brackets = any(isinstance(term, FactoredSize) and any(map(is_sum, term.factors)) for term in terms(before))
        return "multiplied out" if brackets else "added up"
    return "factored"


def _drawn_out(formula: Formula) -> Size | None:
    """The letters in front of the brackets, or the number where there are none."""
    shared = formula.factors[0] if isinstance(formula, FactoredSize) else None
    if not isinstance(shared, Size):
        return None
    letters = Size(dict.fromkeys(shared.terms, 1))
    return letters if letters != ONE else shared


def _gates_in_words(group: GateGroup) -> str:
    return group.gates[0] if len(group.gates) == 1 else "each of " + ", ".join(group.gates)


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
