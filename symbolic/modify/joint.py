"""``joint``: one kernel per gate, on the state and the input side by side."""

from __future__ import annotations

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

    def kernel(term: n.Node, role: str) -> n.Parameter | None:
        """The kernel of a product of one matrix, where it is used nowhere else."""
        if isinstance(term, n.Product) and isinstance(term.left, n.Parameter):
            found = term.left
            if roles.get(found.name) == role and found.name in once and found.name not in definition.fixed:
                return found
        return None

    def joined(node: n.Node) -> n.Node:
        if not isinstance(node, n.Add):
            return n.rebuild(node, joined)
        pairs = list(zip(node.terms, node.signs, strict=True))
        first = next((pair for pair in pairs if kernel(pair[0], INPUT_KERNEL)), None)
        recurrent = [pair for pair in pairs if kernel(pair[0], RECURRENT_KERNEL)]
        second = next(filter(_reads_the_step_before, recurrent), next(iter(recurrent), None))
        if not first or not second or first[1] != second[1]:
            return n.rebuild(node, joined)
        left, right = first[0], second[0]
        assert isinstance(left, n.Product)
        assert isinstance(right, n.Product)
        assert isinstance(left.left, n.Parameter)
        assert isinstance(right.left, n.Parameter)
        if left.left.index != right.left.index:
            return n.rebuild(node, joined)
        if left.left.name in sizes:
            rows, columns = shapes.names[left.left.name]
            sizes[left.left.name] = (rows, shapes.names[right.left.name][1] + columns)
        both = n.Product(left.left, n.Call("concat", (right.right, left.right), ()))
        rest = [(both, sign) if term is left else (joined(term), sign) for term, sign in pairs if term is not right]
        if len(rest) == 1 and rest[0][1] == 1:
            return rest[0][0]
        return n.Add(tuple(term for term, _ in rest), tuple(sign for _, sign in rest))

    equations = [replace(equation, value=joined(equation.value)) for equation in definition.program.equations]
    if equations == list(definition.program.equations):
        raise ModifierError("no gate of the cell is a sum with an input kernel and a recurrent kernel")
    return definition.rewritten(equations, sizes)


def _reads_the_step_before(pair: tuple[n.Node, int]) -> bool:
    return any(isinstance(part, n.Signal) and part.lag for part in n.walk(pair[0]))


def _used_once(definition: Definition) -> set[str]:
    """The parameters that are written in one place only."""
    seen: dict[str, int] = {}
    for equation in definition.program.equations:
        for node in n.walk(equation.value):
            if isinstance(node, n.Parameter):
                seen[node.name] = seen.get(node.name, 0) + 1
    return {name for name, times in seen.items() if times == 1}
