"""Shapes that the equations leave open though an inference finds one: a number or a vector, a one or an identity."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.names import error
from symbolic.language.node_table import NodeTable
from symbolic.language.operations.shape_rules import elementwise
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.operations.unification import ShapeVariable

Fits = Callable[[str], bool]


def check_open_shapes(definition: Definition, nodes: NodeTable[ShapeVariable], fits: Fits) -> None:
    """Raise `EquationError` for a parameter that may be a number or a vector, and for a one beside a matrix.

    In ``dot(w, x[t]) + b`` nothing but ``b`` is a vector, where the sum is one; ``fits`` says whether the equations
    hold where a parameter is a number. In ``(1 - A) @ c[t]`` the one stands for every element, where papers mean an
    identity.
    """
    for equation in definition.program.equations:
        for node in n.walk(equation.value):
            if isinstance(node, n.Product):
                _check_ones(definition, nodes, node)
        for node, name in _open(definition, nodes, equation.value):
            if fits(name):
                axes = ", ".join(f'"{size}"' for size in (nodes[node].known or ()))
                axes = f"({axes})" if "," in axes else axes
                problem = f"{name} may be a number or a vector: what it stands beside is a number"
                remedy = f'give its size, sizes={{"{name}": 1}} or {{"{name}": {axes}}}'
                raise error(definition.program, f"{problem}; {remedy}", node)


def _check_ones(definition: Definition, nodes: NodeTable[ShapeVariable], node: n.Product) -> None:
    """Raise `EquationError` for a factor of a product of matrices that has a matrix beside a number, ``1 - A``."""
    for factor in (node.left, node.right):
        if nodes[factor].rank != 2 or nodes[factor].is_row:
            continue
        inner = factor
        while isinstance(inner, n.Transpose | n.Negate | n.Multiply | n.Divide):
            inner = _matrix_below(inner, nodes)
        if isinstance(inner, n.Add) and any(_is_number(term) for term in inner.terms):
            problem = (
                "a number beside a matrix stands for every one of its elements, not for a multiple of the identity"
            )
            remedy = "of an identity write c[t-1] - A @ c[t-1] for (1 - A) @ c[t-1], or name it, (I - A), in fixed and"
            raise error(definition.program, f"{problem}; {remedy} identity", inner)


def _matrix_below(node: n.Node, nodes: NodeTable[ShapeVariable]) -> n.Node:
    """What a transpose, a sign or a scale is of; of a product element by element it has to be one matrix."""
    matrices = [part for part in n.children(node) if nodes[part].rank == 2]
    return matrices[0] if len(matrices) == 1 else n.Number(0)


def _is_number(node: n.Node) -> bool:
    return isinstance(node, n.Number | n.Position) and node != n.Number(0)


def _open(definition: Definition, nodes: NodeTable[ShapeVariable], value: n.Node) -> Iterator[tuple[n.Node, str]]:
    """The parameters that alone make a vector of what else is a number, each with its name."""
    for node in n.walk(value):
        if not _is_elementwise(node) or not nodes[node].rank:
            continue
        parts = n.children(node)
        vectors = [part for part in parts if nodes[part].rank]
        if len(vectors) == len(parts) or not all(_is_free(definition, part) for part in vectors):
            continue
        if not any(_reads(part) for part in parts if not nodes[part].rank):
            continue
        plain = all(isinstance(part, n.Signal) for part in parts if not nodes[part].rank and _reads(part))
        if isinstance(node, n.Multiply | n.Divide) and plain and _is_term_beside_vector(node, value, nodes):
            continue
        for part in vectors:
            yield from (
                (leaf, leaf.name) for leaf in n.walk(part) if isinstance(leaf, n.Parameter) and nodes[leaf].rank
            )


def _is_term_beside_vector(node: n.Node, value: n.Node, nodes: NodeTable[ShapeVariable]) -> bool:
    """Whether a vector is scaled by a signal and added to others, as ``B * u[t]`` is to ``A @ h[t-1]``."""
    above = {id(child): part for part in n.walk(value) for child in n.children(part)}
    outer = above.get(id(node))
    while isinstance(outer, n.Negate | n.Multiply | n.Divide) and not any(
        nodes[part].rank for part in n.children(outer) if part is not node
    ):
        node, outer = outer, above.get(id(outer))
    return isinstance(outer, n.Add) and any(
        nodes[term].rank and _reads(term) for term in outer.terms if term is not node
    )


def _is_elementwise(node: n.Node) -> bool:
    if isinstance(node, n.Call):
        operation = OPERATIONS.get(node.name)
        return len(node.arguments) > 1 and operation is not None and operation.shape is elementwise
    return isinstance(node, n.Add | n.Multiply | n.Divide)


def _is_free(definition: Definition, node: n.Node) -> bool:
    """Whether it is made of numbers and of parameters whose size is not given, element by element."""
    leaves = [part for part in n.walk(node) if not n.children(part)]
    undeclared = [part for part in leaves if isinstance(part, n.Parameter) and part.name not in definition.sizes]
    plain = all(_keeps_shape(part) for part in n.walk(node) if n.children(part))
    known = all(isinstance(part, n.Number | n.Position) or part in undeclared for part in leaves)
    return bool(undeclared) and plain and known


def _keeps_shape(node: n.Node) -> bool:
    if isinstance(node, n.Call):
        operation = OPERATIONS.get(node.name)
        return operation is None or operation.shape is elementwise
    return isinstance(node, n.Add | n.Multiply | n.Divide | n.Negate | n.Power)


def _reads(node: n.Node) -> bool:
    """Whether it has a signal in it."""
    return any(isinstance(part, n.Signal) for part in n.walk(node))
