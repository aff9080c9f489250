"""``low_rank="s"``: each kernel becomes a product of two thin matrices."""

from __future__ import annotations

from symbolic.errors import EquationError, ModifierError
from symbolic.language import nodes as n
from symbolic.language.definition import Declared, Definition
from symbolic.language.inference import infer
from symbolic.language.parser import parse_size
from symbolic.language.record import replace
from symbolic.language.roles import INPUT_KERNEL, JOINT_KERNEL, RECURRENT_KERNEL, find_roles
from symbolic.modify.gates import free_name

FACTORED = (INPUT_KERNEL, RECURRENT_KERNEL, JOINT_KERNEL)


def with_low_rank(definition: Definition, rank: str) -> Definition:
    """Factor the input, recurrent and joint kernels, each by itself, to inner size ``rank``.

    >>> from symbolic.language.definition import define
    >>> cell = define("h[t] = tanh(W @ x[t] + b)", {"x": "n", "h": "m"})
    >>> with_low_rank(cell, "s").program.lines[0]
    'h[t] = tanh(W_l @ (W_r @ x[t]) + b)'
    """
    try:
        inner = parse_size(rank)
    except EquationError as error:
        raise ModifierError(f"low_rank is a size such as s, not {rank!r:.40} ({error.problem})") from None
    if inner.least is None or inner.least < 1:
        raise ModifierError(f"low_rank is a size of at least 1, such as s, not {inner}")
    taken = [letter for letter in inner.letters if letter in definition.letters]
    if taken:
        raise ModifierError(f"the cell has a size {taken[0]} already; take another letter for the rank")
    shapes = infer(definition)
    roles = find_roles(definition, shapes)
    sizes: dict[str, Declared] = dict(definition.sizes)
    factors: dict[str, tuple[str, str]] = {}
    for name, role in roles.items():
        shape = shapes.names[name]
        if role in FACTORED and len(shape) == 2 and name not in definition.fixed:
            left, right = free_name(definition, f"{name}_l"), free_name(definition, f"{name}_r")
            factors[name] = (left, right)
            sizes[left] = (shape[0], inner)

    def factored(node: n.Node) -> n.Node:
        if isinstance(node, n.Product) and isinstance(node.left, n.Parameter) and node.left.name in factors:
            left, right = factors[node.left.name]
            index = node.left.index
            inside = n.Product(n.Parameter(right, index), n.rebuild(node.right, factored))
            return n.Product(n.Parameter(left, index), inside)
        return n.rebuild(node, factored)

    if not factors:
        raise ModifierError("the cell has no kernel that could be factored")
    equations = [replace(equation, value=factored(equation.value)) for equation in definition.program.equations]
    return definition.rewritten(equations, sizes)
