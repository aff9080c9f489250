"""The algebra of a derivation: from the gates to their sum, simplified, and to the number term by term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from symbolic.derive.formula import FactoredSize, Formula, in_order, is_sum, polynomial, terms, total
from symbolic.derive.gate_groups import GateGroup
from symbolic.derive.simplify import common_factor, simplified
from symbolic.derive.step import Step, Told
from symbolic.errors import ProofError
from symbolic.language.sizes.size import ONE, Size

NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def algebra(groups: tuple[GateGroup, ...], size: Size) -> list[Step]:
    """From the gates to their sum, simplified; `ProofError` where a step is not equal to the count."""
    whole = total(*(group.formula for group in groups))
    steps: list[Step] = []
    if len(groups) == 1 and len(groups[0].gates) > 1:
        steps.append(Step("equal gates", (f"{_number(len(groups[0].gates))} equal gates",), whole))
    elif len(groups) > 1:
        steps.append(Step("sum", ("sum over the gates",), whole))
    steps += _simplify(whole, size, single=len(groups) == 1)
    check_steps([whole, *(step.formula for step in steps)], size)
    return steps


def check_steps(formulas: Iterable[Formula], size: Size) -> None:
    """Raise `ProofError` where one of the formulas is not equal to the count."""
    if any(polynomial(formula) != size for formula in formulas):
        raise ProofError("a step of the derivation is not equal to the count")


def _simplify(whole: Formula, size: Size, single: bool) -> list[Step]:
    """Multiplied out, with what all terms share in front, as a product: those of the three that show something new."""
    shared = common_factor(size)
    steps: list[Step] = []
    before = whole
    # Of a single gate, or of equal ones, the terms stand there already.
    rules = [
        *([] if single and isinstance(shared, FactoredSize) else [("expand", total(*in_order(size)))]),
        ("common factor", shared),
    ]
    for rule, formula in (*rules, ("factor", simplified(size))):
        # A step that only sorts the terms shows nothing.
        if Counter(terms(formula)) != Counter(terms(before)):
            factor = _drawn_out(formula) if rule == "common factor" else None
            steps.append(Step(rule, _reason(rule, before, factor), formula))
            before = formula
    return steps


def _reason(rule: str, before: Formula, factor: Size | None) -> tuple[Told, ...]:
    if factor is not None:
        return "common factor ", factor
    if rule == "expand":
        brackets = any(isinstance(term, FactoredSize) and any(map(is_sum, term.factors)) for term in terms(before))
        return ("multiplied out" if brackets else "added up",)
    return ("factored",)


def _drawn_out(formula: Formula) -> Size | None:
    """The letters in front of the brackets, or the number where there are none."""
    shared = formula.factors[0] if isinstance(formula, FactoredSize) else None
    if not isinstance(shared, Size):
        return None
    letters = Size(dict.fromkeys(shared.terms, 1))
    return letters if letters != ONE else shared


def _number(count: int) -> str:
    return NUMBER_WORDS[count] if count < len(NUMBER_WORDS) else str(count)
