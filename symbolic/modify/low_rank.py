"""``low_rank="s"``: each kernel becomes a product of two thin matrices."""

from __future__ import annotations

from symbolic.errors import ModifierError
from symbolic.language import nodes as n
from symbolic.language.definition import Declared, Definition
from symbolic.language.inference import infer
from symbolic.language.roles import KERNEL_ROLES, PROJECTION, find_roles, kernel_of
from symbolic.modify.gates import free_name, new_size
from symbolic.record import replace

FACTORED = tuple(role for role in KERNEL_ROLES if role != PROJECTION)


def with_low_rank(definition: Definition, rank: str) -> Definition:
    """Factor each kernel by itself, to inner size ``rank``.

    A projection is thin already, and so are two kernels of which one is applied to what the other gives.

    >>> from symbolic.language.definition import define
    >>> cell = define("h[t] = tanh(W @ x[t] + b)", {"x": "n", "h": "m"})
    >>> with_low_rank(cell, "s").program.lines[0]
    'h[t] = tanh(W_l @ (W_r @ x[t]) + b)'
    """
    inner = new_size(definition, "low_rank", rank, "take another letter for the rank")
    shapes = infer(definition)
    roles = find_roles(definition, shapes)
    sizes: dict[str, Declared] = dict(definition.sizes)
    factors: dict[str, tuple[str, str]] = {}
    taken: set[str] = set()
    whole = set(roles) - definition.fixed - _chained(definition)
    for name, role in roles.items():
        shape = shapes.names[name]
        if role in FACTORED and len(shape) == 2 and name in whole:
            left, right = (free_name(definition, f"{name}_{side}", taken) for side in "lr")
            factors[name] = (left, right)
            taken.update(factors[name])
            sizes[left] = (shape[0], inner)
            if name in sizes:
                sizes[right] = (inner, shape[1])

    def factored(node: n.Node) -> n.Node:
        if isinstance(node, n.Product) and isinstance(node.left, n.Parameter) and node.left.name in factors:
            left, right = pair(node.left)
            return n.Product(left, n.Product(right, factored(node.right)))
        if isinstance(node, n.Parameter) and node.name in factors:
            left, right = pair(node)
            # Nothing on the right of it would tell its columns.
            sizes[right.name] = (inner, shapes.names[node.name][1])
            return n.Product(left, right)
        return n.rebuild(node, factored)

    def pair(kernel: n.Parameter) -> tuple[n.Parameter, n.Parameter]:
        left, right = factors[kernel.name]
        return n.Parameter(left, kernel.index), n.Parameter(right, kernel.index)

    if not factors:
        raise ModifierError("the cell has no kernel that could be factored")
    equations = [replace(equation, value=factored(equation.value)) for equation in definition.program.equations]
    return definition.rewritten(equations, sizes)


def _chained(definition: Definition) -> set[str]:
    """The kernels that are factors already: ``A`` and ``B`` of ``A @ (B @ x[t])``."""
    chained: set[str] = set()
    for equation in definition.program.equations:
        for node in n.walk(equation.value):
            outer = kernel_of(node)
            inner = kernel_of(outer[1]) if outer else None
            if outer and inner:
                parts = (*n.walk(outer[0]), *n.walk(inner[0]))
                chained.update(part.name for part in parts if isinstance(part, n.Parameter))
    return chained
