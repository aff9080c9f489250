"""``layer_norm="true"``: the sum of each gate is normalised, and the cell state where it is squashed."""

from __future__ import annotations

from symbolic.errors import ModifierError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import infer
from symbolic.language.roles import kernel_of
from symbolic.modify.gates import check_true, is_activation, new_parameter, rewrite_gates, scaled_signal, suffix
from symbolic.record import replace


def with_layer_norm(definition: Definition, choice: str) -> Definition:
    """Normalise with a gain and a shift of their own for each gate.

    The paper normalises the two products apart (`ln_lstm` in the catalogue); this is what most
    libraries do. With ``bias=none`` only the shift of the normalisation is left.

    >>> from symbolic.language.definition import define
    >>> cell = define("h[t] = tanh(W @ x[t] + U @ h[t-1])", {"x": "n", "h": "m"})
    >>> with_layer_norm(cell, "true").program.lines[0]
    'h[t] = tanh(layernorm(W @ x[t] + U @ h[t-1], gain, shift))'
    """
    check_true("layer_norm", choice)
    if any(isinstance(node, n.Call) and node.name == "layernorm" for node in _nodes(definition)):
        raise ModifierError("the cell has layer normalisation already")

    shapes = infer(definition)
    taken: set[str] = set()
    normalised: set[str] = set()

    def normalise(value: n.Node, equation: n.Equation, tail: str) -> n.Node:
        rank = len(shapes.names[equation.name])
        if rank != 1:
            kind = "a map; it is open which of its axes are normalised" if rank else "a number, without a mean to take"
            raise ModifierError(f"{equation.name}[t] is {kind}")
        words = ("gain", "shift")
        parameters = [new_parameter(definition, f"{word}{tail}", equation, taken, value) for word in words]
        return n.Call("layernorm", (value, *parameters))

    def gate(value: n.Node, equation: n.Equation) -> n.Node:
        if not _is_sum(value):
            return value
        if value is equation.value:
            normalised.add(equation.name)
        return normalise(value, equation, suffix(definition, equation))

    def squashed(node: n.Node, equation: n.Equation) -> n.Node:
        """Normalise a state of the same step inside an activation: the ``tanh(c[t])`` of an LSTM."""
        if is_activation(node, definition) and isinstance(node, n.Call):
            (argument, *_rest) = node.arguments
            if isinstance(argument, n.Signal) and not argument.lag and argument.name in states:
                return replace(node, arguments=(normalise(argument, equation, f"_{argument.name}"),))
        return n.rebuild(node, lambda child: squashed(child, equation))

    equations = rewrite_gates(definition, gate)
    states = set(definition.names.states) - normalised
    equations = [replace(equation, value=squashed(equation.value, equation)) for equation in equations]
    if equations == list(definition.program.equations):
        raise ModifierError("the cell has no gate whose sum could be normalised")
    return definition.rewritten(equations)


def _is_sum(node: n.Node) -> bool:
    """Whether it sums products, outside of any other function such as ``max``."""
    if kernel_of(node) or scaled_signal(node) or isinstance(node, n.Add):
        return True
    return not isinstance(node, n.Call) and any(_is_sum(child) for child in n.children(node))


def _nodes(definition: Definition):
    return (node for equation in definition.program.equations for node in n.walk(equation.value))
