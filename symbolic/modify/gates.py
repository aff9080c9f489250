"""The gates of a cell: where an activation meets a sum that holds products."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, permutations

from symbolic.errors import EquationError, ModifierError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.reachable import reachable
from symbolic.language.roles import kernel_of
from symbolic.language.size_parser import parse_size
from symbolic.record import replace

NodeRewrite = Callable[[n.Node, n.Equation], n.Node]


def rewrite_gates(definition: Definition, change: NodeRewrite) -> list[n.Equation]:
    """The equations with ``change`` applied to the sum of each gate.

    The sum is the argument of an activation, or the whole right side of a signal that an activation
    reads in another equation; where such signals are added to a bias, it is that sum.
    """
    sums = [
        equation.name
        for equation in definition.program.equations
        if holds_product(equation.value) and not _inside(equation.value, definition)
    ]
    named = {name for name in _read_by_activations(definition) if name in sums}
    spread = set(sums) - named

    def below(node: n.Node, equation: n.Equation) -> n.Node:
        summed = is_gate(node, definition) or any(_adds_up(part, spread) for part in n.children(node))
        if is_activation(node, definition) and summed:
            return n.rebuild(node, lambda child: change(child, equation))
        if kernel_of(node):
            return node
        return n.rebuild(node, lambda child: below(child, equation))

    equations = []
    for equation in definition.program.equations:
        value = change(equation.value, equation) if equation.name in named else below(equation.value, equation)
        equations.append(replace(equation, value=value))
    return equations


def gate_names(definition: Definition) -> dict[str, n.Equation]:
    """The signals that are a gate by themselves, nothing else."""
    return {equation.name: equation for equation in definition.program.equations if is_gate(equation.value, definition)}


def holds_product(node: n.Node) -> bool:
    """Whether a kernel is applied to something in it."""
    return any(kernel_of(part) for part in n.walk(node))


def is_gate(node: n.Node, definition: Definition) -> bool:
    """Whether it is an activation of a sum with products, or with a vector that scales a signal."""
    if not is_activation(node, definition):
        return False
    return holds_product(node) or any(scaled_signal(term) for part in n.children(node) for term in _terms(part))


def scaled_signal(node: n.Node) -> tuple[n.Parameter, n.Signal] | None:
    """The vector and the signal, where the one scales the other element by element."""
    for factor, other in permutations(n.children(node)) if isinstance(node, n.Multiply) else ():
        if isinstance(factor, n.Parameter) and isinstance(other, n.Signal):
            return factor, other
    return None


def is_activation(node: n.Node, definition: Definition) -> bool:
    """Whether it is a call of an activation, of the table or of the cell's own."""
    if not isinstance(node, n.Call):
        return False
    operation = OPERATIONS.get(node.name)
    return operation.activation if operation else node.name in definition.activations


def free_name(definition: Definition, name: str, taken: set[str] | None = None) -> str:
    """The name, or the first of ``name2``, ``name3``, ... that the cell does not have."""
    free, number = name, 2
    while free in definition.used_names or (taken and free in taken):
        free, number = f"{name}{number}", number + 1
    return free


def new_parameter(
    definition: Definition, name: str, equation: n.Equation, taken: set[str], beside: n.Node
) -> n.Parameter:
    """A parameter under a free name, one for each member of a family that ``beside`` runs over.

    The children of a tree share their kernels, and so the parameters beside these. ``taken`` are the names in use, to
    which this name is added.
    """
    free = free_name(definition, name, taken)
    taken.add(free)
    parameters = [part for part in n.walk(beside) if isinstance(part, n.Parameter)]
    running = {letter for part in parameters or [equation.target] for size in part.index for letter in size.letters}
    loops = [loop.index for loop in equation.loops if loop.index in running]
    return n.Parameter(free, tuple(map(n.Size.letter, loops)))


def check_true(modifier: str, choice: str) -> None:
    """Raise `ModifierError` for a choice that is not a word for yes."""
    if choice.lower() not in ("true", "yes", "1"):
        raise ModifierError(f"{modifier} must be true or left out, not {choice!r:.40}")


def new_size(definition: Definition, modifier: str, text: str, otherwise: str) -> n.Size:
    """The size that a modifier brings in, in letters that the cell does not have yet."""
    example = {"project": "r", "low_rank": "s"}[modifier]
    try:
        size = parse_size(text)
    except EquationError as error:
        raise ModifierError(f"{modifier} is a size such as {example}, not {text!r:.40} ({error.problem})") from None
    for letter in size.letters:
        if letter in definition.letters or letter in definition.indices:
            what = "an index" if letter in definition.indices else "a size"
            raise ModifierError(f"the cell has {what} {letter} already; {otherwise}")
    if size.least is None or size.least < 1:
        raise ModifierError(f"{modifier} is a size of at least 1, such as {example}, not {size}")
    return size


def needed_for(definition: Definition, name: str) -> set[str]:
    """The signals of the same step that a signal is computed from."""
    values: dict[str, list[n.Node]] = {}
    for equation in definition.program.equations:
        values.setdefault(equation.name, []).append(equation.value)

    def reads(name: str) -> Iterator[str]:
        parts = chain.from_iterable(map(n.walk, values.get(name, ())))
        return (part.name for part in parts if isinstance(part, n.Signal) and not part.lag)

    return reachable([name], reads)


def suffix(definition: Definition, equation: n.Equation) -> str:
    """What follows the underscore in a name for this gate: nothing in a cell of one equation."""
    return f"_{equation.name}" if len(definition.names.signals) > 1 else ""


def _adds_up(node: n.Node, sums: set[str]) -> bool:
    """Whether it is a bias added to sums of products that stand in other equations of this step."""
    signals = {part.name for part in _terms(node) if isinstance(part, n.Signal) and not part.lag}
    return bool(signals & sums) and any(isinstance(part, n.Parameter) for part in _terms(node))


def _terms(node: n.Node) -> tuple[n.Node, ...]:
    return node.terms if isinstance(node, n.Add) else (node,)


def _inside(node: n.Node, definition: Definition) -> bool:
    """Whether the products of the node are inside an activation already."""
    return any(is_activation(part, definition) and holds_product(part) for part in n.walk(node))


def _read_by_activations(definition: Definition) -> Iterator[str]:
    for equation in definition.program.equations:
        for node in n.walk(equation.value):
            if is_activation(node, definition) and isinstance(node, n.Call):
                for argument in node.arguments:
                    if isinstance(argument, n.Call) and argument.name == "part":
                        (argument,) = argument.arguments
                    parts = argument.terms if isinstance(argument, n.Add) else (argument,)
                    if len(parts) > 1 and any(isinstance(part, n.Parameter) for part in parts):
                        continue
                    yield from (part.name for part in parts if isinstance(part, n.Signal) and not part.lag)
