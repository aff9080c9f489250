"""``peepholes="diagonal"`` or ``"full"``: the gates of an LSTM-like cell see its cell state."""

from __future__ import annotations

from symbolic.errors import ModifierError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import infer
from symbolic.language.output import find_outputs
from symbolic.language.roles import BIAS, PEEPHOLE, find_roles, kernel_of
from symbolic.modify.gates import gate_names, needed_for, new_parameter, rewrite_gates, suffix
from symbolic.record import replace

PEEPHOLE_CHOICES = ("diagonal", "full")


def with_peepholes(definition: Definition, choice: str) -> Definition:
    """Add a peephole to each logistic gate, before its bias.

    Gates that the cell state is made of see it one step back; the others, such as the output gate,
    see the new one. ``diagonal`` is a vector per gate, ``full`` a matrix.
    """
    if choice not in PEEPHOLE_CHOICES:
        raise ModifierError(f"peepholes is one of {', '.join(PEEPHOLE_CHOICES)}, not {choice!r:.40}")
    shapes = infer(definition)
    roles = find_roles(definition, shapes)
    if PEEPHOLE in roles.values():
        raise ModifierError("the cell has peepholes already")
    state = cell_state(definition)
    before = needed_for(definition, state)
    gates = {
        name
        for name, equation in gate_names(definition).items()
        if isinstance(equation.value, n.Call) and equation.value.name == "sigmoid"
        if shapes.names[name] == shapes.names[state]
    }
    if not gates:
        raise ModifierError(f"no sigmoid gate has the size of the cell state {state}[t] and an equation of its own")
    biases = {name for name, role in roles.items() if role == BIAS}
    taken: set[str] = set()

    def add(value: n.Node, equation: n.Equation) -> n.Node:
        if equation.name not in gates:
            return value
        tail = suffix(definition, equation)
        seen = n.Signal(state, 1 if equation.name in before else 0)
        if choice == "diagonal":
            term: n.Node = n.Multiply(new_parameter(definition, f"p{tail}", equation, taken, value), seen)
        else:
            term = n.Product(new_parameter(definition, f"P{tail}", equation, taken, value), seen)
        return _before_bias(value, term, biases)

    equations = rewrite_gates(definition, add)
    return definition.rewritten(_after(equations, state, gates - before))


def cell_state(definition: Definition) -> str:
    """The state that carries itself on, that the output is made of and that no kernel reads: ``c`` of an LSTM."""
    read_by_kernels = {
        part.name
        for equation in definition.program.equations
        for node in n.walk(equation.value)
        if (applied := kernel_of(node))
        for part in n.walk(applied[1])
        if isinstance(part, n.Signal)
    }
    families = {
        part.name
        for equation in definition.program.equations
        for part in (equation.target, *n.walk(equation.value))
        if isinstance(part, n.Signal) and part.index
    }
    output = find_outputs(definition, infer(definition))[-1]
    handed_on = needed_for(definition, output)
    others = [name for name in definition.names.states if name != output and name not in read_by_kernels]
    if len(others) > 1:
        raise ModifierError(
            f"the cell has the states {' and '.join(others)}; it is not clear which the gates would read"
        )
    for equation in definition.program.equations:
        carried = equation.name in handed_on - {output} and any(
            isinstance(part, n.Signal) and part.name == equation.name and part.lag for part in n.walk(equation.value)
        )
        if carried and equation.name not in read_by_kernels:
            if equation.name in families:
                raise ModifierError(f"{equation.name}[t] is a family; there is no single cell state to read")
            return equation.name
    raise ModifierError("the cell has no cell state for peepholes: each is its output or read by a kernel already")


def _before_bias(value: n.Node, term: n.Node, biases: set[str]) -> n.Node:
    if not isinstance(value, n.Add):
        return n.Add((value, term), (1, 1))
    last = value.terms[-1]
    place = len(value.terms) - (isinstance(last, n.Parameter) and last.name in biases)
    return replace(
        value,
        terms=(*value.terms[:place], term, *value.terms[place:]),
        signs=(*value.signs[:place], 1, *value.signs[place:]),
    )


def _after(equations: list[n.Equation], state: str, late: set[str]) -> list[n.Equation]:
    """Gates that see the new cell state come after it, as people print them."""
    moved = [equation for equation in equations if equation.name in late]
    rest = [equation for equation in equations if equation.name not in late]
    place = next(place for place, equation in enumerate(rest) if equation.name == state) + 1
    return [*rest[:place], *moved, *rest[place:]]
