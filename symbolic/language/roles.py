"""What a parameter is for, by what it is applied to."""

from __future__ import annotations

from collections.abc import Iterator

from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.output import output_candidates
from symbolic.language.reachable import reachable
from symbolic.language.sizes.size import Size

INPUT_KERNEL = "input kernel"
RECURRENT_KERNEL = "recurrent kernel"
JOINT_KERNEL = "joint kernel"
INNER_KERNEL = "inner kernel"
PEEPHOLE = "peephole"
PROJECTION = "projection"
SCALE_ROLE = "scale"
BIAS = "bias"

ROLE_MEANINGS = {
    INPUT_KERNEL: "a matrix that multiplies an input",
    RECURRENT_KERNEL: "a matrix that multiplies a state, or a vector that is its diagonal",
    JOINT_KERNEL: "a matrix that multiplies an input and a state at once",
    INNER_KERNEL: "a matrix that multiplies another signal of the same step",
    PEEPHOLE: "a vector or a matrix by which a gate sees a state that is not the output",
    PROJECTION: "a matrix that maps a signal of the same step to another size",
    SCALE_ROLE: "a vector or a number that scales anything else",
    BIAS: "a vector that is only added",
}
ROLES = tuple(ROLE_MEANINGS)
KERNEL_ROLES = (INPUT_KERNEL, RECURRENT_KERNEL, JOINT_KERNEL, INNER_KERNEL, PROJECTION)


def find_roles(definition: Definition, shapes: Shapes) -> dict[str, str]:
    """The role of each parameter, by its first use.

    An *input kernel* multiplies an input, a *recurrent kernel* a state, a *joint kernel* both at
    once, an *inner kernel* another signal of the same step; a *projection* stands alone and maps a
    signal of the same step to another size. A vector that scales a state element by element is a
    *recurrent kernel* where it is the output or carries itself on, a *peephole* in another gate, and so is a
    matrix in a gate that reads the output too; a *scale* scales anything else; a *bias* is only added.

    >>> from symbolic.language.definition import define
    >>> from symbolic.language.inference import infer
    >>> cell = define("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"})
    >>> find_roles(cell, infer(cell))
    {'W': 'input kernel', 'U': 'recurrent kernel', 'b': 'bias'}
    """
    reader = _Roles(definition, shapes)
    roles: dict[str, str] = {}
    for equation in definition.program.equations:
        reader.equation, reader.alone = equation, alone(equation.value)
        for name, role in reader.visit(equation.value, BIAS):
            roles.setdefault(name, role)
    return roles


def alone(value: n.Node) -> n.Product | None:
    """The product that a right side consists of, a bias aside: the shape of a projection."""
    if isinstance(value, n.Add):
        rest = [term for term in value.terms if not isinstance(term, n.Parameter)]
        value = rest[0] if len(rest) == 1 else value
    return value if isinstance(value, n.Product) else None


def kernel_of(node: n.Node) -> tuple[n.Node, n.Node] | None:
    """The kernel and what it is applied to, where the node is a product with parameters."""
    if isinstance(node, n.Product) and is_constant(node.left) and holds_parameter(node.left):
        return node.left, node.right
    if isinstance(node, n.Call):
        operation = OPERATIONS.get(node.name)
        if operation and operation.kernel and is_constant(node.arguments[0]) and holds_parameter(node.arguments[0]):
            return node.arguments[0], node.arguments[1]
    return None


def is_constant(node: n.Node) -> bool:
    """Whether it contains no signal."""
    return not any(isinstance(part, n.Signal) for part in n.walk(node))


def holds_parameter(node: n.Node) -> bool:
    return any(isinstance(part, n.Parameter) for part in n.walk(node))


class Streams:
    """The sources of the values of an expression: the inputs, the states, or neither.

    A signal that does not depend on itself at an earlier step is not a state in this: read later, it is what it was
    computed from. A state that is read at the step at which it is assigned comes from this ``step``.
    """

    def __init__(self, definition: Definition):
        self.names = definition.names
        self.values: dict[str, list[n.Node]] = {}
        for equation in definition.program.equations:
            self.values.setdefault(equation.name, []).append(equation.value)
        self.reads = {
            name: {part.name for value in values for part in _signals(value)} for name, values in self.values.items()
        }
        self.known: dict[str, bool] = {}

    def of(self, node: n.Node) -> frozenset[str]:
        """``input``, ``state``, ``step``, several or none; direct reads count before those of other equations."""
        applied = kernel_of(node)
        if applied:
            return self.of(applied[1])
        signals = _signals(node)
        direct = frozenset(kind for signal in signals if (kind := self.direct(signal)))
        return direct or frozenset().union(*(self.through(signal.name) for signal in signals))

    def is_recurrent(self, name: str) -> bool:
        """Whether a signal depends on itself, at an earlier step or through an earlier member."""
        if name not in self.known:
            reads = self.reads.get(name, set())
            self.known[name] = name in reads or name in reachable([name], lambda name: self.reads.get(name, ()))
        return self.known[name]

    def direct(self, signal: n.Signal) -> str | None:
        if signal.name in self.names.inputs:
            return "input"
        if not self.is_recurrent(signal.name):
            return None
        if signal.lag:
            return "state"
        if signal.name in self.names.states:
            return "input" if _below(signal) else "step"
        return None

    def through(self, name: str) -> frozenset[str]:
        """Where a signal of this step comes from, outside products."""

        def signals(name: str) -> list[n.Signal]:
            return [part for value in self.values.get(name, []) for part in _outside_products(value)]

        inner = reachable([name], lambda name: [part.name for part in signals(name) if not self.direct(part)])
        return frozenset(kind for name in {name, *inner} for part in signals(name) if (kind := self.direct(part)))


class _Roles:
    def __init__(self, definition: Definition, shapes: Shapes):
        self.definition, self.shapes = definition, shapes
        self.streams = Streams(definition)
        self.outputs = output_candidates(definition, shapes)
        self.equation = definition.program.equations[0]
        self.alone: n.Product | None = None
        self.in_gate = False

    def visit(self, node: n.Node, role: str) -> Iterator[tuple[str, str]]:
        """Each parameter below with its role; ``role`` is what a bare parameter would be here."""
        applied = kernel_of(node)
        if applied:
            kernel, operand = applied
            yield from ((name, self.kernel(node, operand)) for name in _parameters(kernel))
            yield from self.visit(operand, BIAS)
            return
        match node:
            case n.Parameter():
                yield node.name, role
            case n.Multiply() | n.Divide():
                for factor, other in ((node.left, node.right), (node.right, node.left)):
                    if is_constant(factor):
                        part = self.factor(factor, other)
                        yield from ((name, part) for name in _parameters(factor))
                    else:
                        yield from self.visit(factor, SCALE_ROLE)
            case n.Call():
                operation = OPERATIONS.get(node.name)
                roles = operation.roles if operation else ()
                activation = not operation or operation.activation
                bare = BIAS if activation or node.name in ("max", "min") else SCALE_ROLE
                before, self.in_gate = self.in_gate, self.in_gate or activation
                for place, argument in enumerate(node.arguments):
                    yield from self.visit(argument, roles[place] if place < len(roles) else bare)
                self.in_gate = before
            case n.Add():
                factor = role == SCALE_ROLE and not any(kernel_of(part) for part in n.walk(node))
                for term in node.terms:
                    yield from self.visit(term, SCALE_ROLE if factor else BIAS)
            case _:
                for child in n.children(node):
                    yield from self.visit(child, role)

    def kernel(self, node: n.Node, operand: n.Node) -> str:
        if isinstance(node, n.Product) and node is self.alone and self.is_of_the_step(operand):
            return INNER_KERNEL if self.shapes.nodes.get(operand) == self.shapes.nodes.get(node) else PROJECTION
        if self.is_peephole(operand):
            return PEEPHOLE
        streams = self.streams.of(operand)
        if streams == {"input", "state"}:
            return JOINT_KERNEL
        return {"input": INPUT_KERNEL, "state": RECURRENT_KERNEL}.get("".join(streams), INNER_KERNEL)

    def is_peephole(self, operand: n.Node) -> bool:
        """Whether a gate, itself no state and no output, sees a memory beside the output of the step before."""
        gate = self.in_gate and self.equation.name not in (*self.definition.names.states, *self.outputs)
        if not gate or not isinstance(operand, n.Signal) or operand.name in self.outputs:
            return False
        beside = (part[1] for node in n.walk(self.equation.value) if (part := kernel_of(node)))
        reads_output = any(part.lag and part.name in self.outputs for value in beside for part in _signals(value))
        return reads_output and self.streams.direct(operand) in ("state", "step")

    def is_of_the_step(self, operand: n.Node) -> bool:
        """Whether it reads nothing but signals of the same step."""
        signals = _signals(operand)
        return bool(signals) and all(not s.lag and s.name not in self.definition.names.inputs for s in signals)

    def factor(self, factor: n.Node, other: n.Node) -> str:
        """The role of what scales another value element by element."""
        vector = isinstance(factor, n.Parameter) and self.shapes.names[factor.name]
        if not vector or not isinstance(other, n.Signal) or self.streams.direct(other) not in ("state", "step"):
            return SCALE_ROLE
        carried = other.name == self.equation.name and not self.in_gate
        if other.name in self.outputs or carried:
            return RECURRENT_KERNEL
        return PEEPHOLE if self.in_gate else SCALE_ROLE


def _below(signal: n.Signal) -> bool:
    """Whether it is another member of this step, as ``h[t, l-1]`` is the layer below."""
    return not signal.lag and any(part.letters and part != Size.letter(part.letters[0]) for part in signal.index)


def _signals(node: n.Node) -> list[n.Signal]:
    return [part for part in n.walk(node) if isinstance(part, n.Signal)]


def _parameters(node: n.Node) -> list[str]:
    return list(dict.fromkeys(part.name for part in n.walk(node) if isinstance(part, n.Parameter)))


def _outside_products(node: n.Node) -> Iterator[n.Signal]:
    if kernel_of(node):
        return
    if isinstance(node, n.Signal):
        yield node
    for child in n.children(node):
        yield from _outside_products(child)
