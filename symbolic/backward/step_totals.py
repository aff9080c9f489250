"""Gradients as sums over all steps, beside what arrives once a sequence."""

from __future__ import annotations

from symbolic.backward.products import add, term_of
from symbolic.backward.program import BackwardStep
from symbolic.errors import DerivativeError
from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size
from symbolic.record import replace

STEP_SUM, SUM_OVER_STEPS = "sum over paths", "sum over steps"
STEP_LOOP = n.Loop(n.TIME, Size.of(0), Size.letter(n.STEPS))


def side_by_side(name: str, timed: list[BackwardStep], once: list[BackwardStep]) -> list[BackwardStep]:
    """What arrives at each step and what arrives once, in one sum for each of the same members."""
    pairs = list(zip(timed, once, strict=False)) if once else []
    alike = all(left.equation.target == right.equation.target for left, right in pairs)
    if not once:
        return timed
    if len(timed) != len(once) or not alike:
        problem = f"{name} is read at each step and once a sequence, each by other members"
        raise DerivativeError(f"{problem}; use two parameters")
    return [
        BackwardStep(
            replace(left.equation, value=add([term_of(left.equation.value), term_of(right.equation.value)])),
            tuple(dict.fromkeys((STEP_SUM, *left.rules, *right.rules))),
        )
        for left, right in pairs
    ]


def over_steps(step: BackwardStep) -> BackwardStep:
    """The sum of a step's value over all steps; one over a family becomes one sum with it."""
    whole = term_of(step.equation.value)
    body, loops = whole.bare, (STEP_LOOP,)
    if isinstance(body, n.Family) and body.name == "sum":
        body, loops = body.body, (STEP_LOOP, *body.loops)
    value = whole.within(n.Family("sum", body, loops)).signed
    return BackwardStep(replace(step.equation, value=value), (*step.rules, SUM_OVER_STEPS))
