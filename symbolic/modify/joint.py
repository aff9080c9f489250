"""``joint``: one kernel per gate, on the state and the input side by side."""

from __future__ import annotations

from typing import NamedTuple

from symbolic.errors import ModifierError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import infer
from symbolic.language.roles import INPUT_KERNEL, RECURRENT_KERNEL, find_roles
from symbolic.modify.gates import check_true
from symbolic.record import replace


def with_joint_kernels(definition: Definition, choice: str) -> Definition:
    """Write ``W @ x[t] + U @ h[t-1]`` as ``W @ concat(h[t-1], x[t])``; the count stays what it is.

    >>> from symbolic.language.definition import define
    >>> cell = define("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"})
    >>> with_joint_kernels(cell, "true").program.lines[0]
    'h[t] = tanh(W @ concat(h[t-1], x[t]) + b)'
    """
    check_true("joint", choice)
    shapes = infer(definition)
    roles = find_roles(definition, shapes)
    sizes = dict(definition.sizes)
    once = _used_once(definition)

    def kernel_terms(node: n.Add, role: str) -> list[_KernelTerm]:
        """The terms with a trained kernel of this role that is used nowhere else."""
        free = {name for name in once - definition.fixed if roles.get(name) == role}
        return [
            _KernelTerm(term, term.left, sign)
            for term, sign in zip(node.terms, node.signs, strict=True)
            if isinstance(term, n.Product) and isinstance(term.left, n.Parameter) and term.left.name in free
        ]

    def joined(node: n.Node) -> n.Node:
        if not isinstance(node, n.Add):
            return n.rebuild(node, joined)
        left = next(iter(kernel_terms(node, INPUT_KERNEL)), None)
        recurrent = kernel_terms(node, RECURRENT_KERNEL)
        right = next(filter(_reads_the_step_before, recurrent), next(iter(recurrent), None))
        if not left or not right or (left.sign, left.kernel.index) != (right.sign, right.kernel.index):
            return n.rebuild(node, joined)
        if left.kernel.name in sizes:
            rows, columns = shapes.names[left.kernel.name]
            sizes[left.kernel.name] = (rows, shapes.names[right.kernel.name][1] + columns)
        both = n.Product(left.kernel, n.Call("concat", (right.product.right, left.product.right), ()))
        rest = [
            (both if term is left.product else joined(term), sign)
            for term, sign in zip(node.terms, node.signs, strict=True)
            if term is not right.product
        ]
        if len(rest) == 1 and rest[0][1] == 1:
            return rest[0][0]
        return n.Add(tuple(term for term, _ in rest), tuple(sign for _, sign in rest))

    equations = [replace(equation, value=joined(equation.value)) for equation in definition.program.equations]
    if equations == list(definition.program.equations):
        raise ModifierError("no gate of the cell is a sum with an input kernel and a recurrent kernel")
    return definition.rewritten(equations, sizes)


class _KernelTerm(NamedTuple):
    """A term of a sum that is a kernel times something."""

    product: n.Product
    kernel: n.Parameter
    sign: int


def _reads_the_step_before(term: _KernelTerm) -> bool:
    return any(isinstance(part, n.Signal) and part.lag for part in n.walk(term.product))


def _used_once(definition: Definition) -> set[str]:
    """The parameters that are written in one place only."""
    seen: dict[str, int] = {}
    for equation in definition.program.equations:
        for node in n.walk(equation.value):
            if isinstance(node, n.Parameter):
                seen[node.name] = seen.get(node.name, 0) + 1
    return {name for name, times in seen.items() if times == 1}
