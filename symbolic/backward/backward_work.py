"""The work of one step of a backward pass, derived once for all cells with the same equations."""

from __future__ import annotations

from functools import lru_cache

from symbolic.backward.common_subexpressions import SubexpressionKey, replaced
from symbolic.backward.derivation import find_backward
from symbolic.backward.program import NAMED, Pass
from symbolic.derive.step_work import StepWork, find_work
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes, infer
from symbolic.record import Record, aside, replace


class Forward(Record):
    """The equations of a cell; their shapes follow from them, and ``label`` is for errors only."""

    definition: Definition
    shapes: Shapes | None = aside(default=None)
    label: str = aside(default="")


@lru_cache(maxsize=256)
def find_backward_work(forward: Forward, inputs: bool = True, parameters: bool = True) -> StepWork:
    """The work with or without the gradients of inputs and of parameters; raises what `find_backward` raises.

    >>> from symbolic import cell
    >>> str(find_backward_work(Forward(cell("irnn").definition)).operations.macs)
    '2*m**2 + 2*m*n'
    """
    definition = forward.definition
    back = find_backward(definition, forward.shapes or infer(definition), (), forward.label)
    names = definition.names
    unwanted = (*(() if inputs else names.inputs), *(() if parameters else names.parameters))
    left_out = {back.gradients.get(name) for name in unwanted}
    wanted = tuple(step for step in back.steps if step.equation.name not in left_out)
    program = back.only(wanted) if unwanted else back.definition
    return find_work(program, infer(program), [*definition.program.equations, *_with_names(back)])


def _with_names(back: Pass) -> list[n.Equation]:
    """The forward equations with the names that the backward pass has for parts of them."""
    named = [step.equation for step in back.steps if back.symbols[step.equation.name].kind == NAMED]
    names: dict[SubexpressionKey, n.Node] = {(equation.value, equation.loops): equation.target for equation in named}
    return [
        replace(equation, value=replaced(equation.value, equation.loops, names))
        for equation in back.forward.program.equations
    ]
