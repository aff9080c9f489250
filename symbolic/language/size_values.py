"""Sizes as numbers in equations: ``sqrt(m)``, ``x[t] / n``."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain

from symbolic.language import nodes as n
from symbolic.language.names import error
from symbolic.language.operations.shape_rules import elementwise
from symbolic.language.operations.table import OPERATIONS


def find_size_values(program: n.Program, letters: Collection[str], scalars: Collection[str] = ()) -> frozenset[str]:
    """Those of the letters that stand in an equation for their number.

    In a divisor, and in a function or a power of numbers alone, ``scalars`` among them, a letter of a size is one;
    elsewhere it names a parameter. Raises `EquationError` for one that is written both ways.

    >>> from symbolic.language.parser import parse
    >>> sorted(find_size_values(parse("h[t] = n * (W @ x[t]) / sqrt(m/2)"), {"m", "n"}))
    ['m']
    """
    written = [row for equation in program.equations for row in _written(equation.value, letters, {*letters, *scalars})]
    numbers = {node.name for node, number in written if number}
    for node, number in written:
        if node.name in numbers and not number:
            problem = f"{node.name} is the number of a size elsewhere and cannot be a parameter too"
            raise error(program, f"{problem}; give the parameter another name, or name {node.name} in fixed", node)
    return frozenset(numbers)


def check_roots(program: n.Program, names: Collection[str], letters: Collection[str]) -> None:
    """Raise `EquationError` where a name that nothing declares is met only under a root that divides.

    It is hardly a trained vector there: papers write the size of a key so, ``sqrt(d)``. With something added, as in
    ``sqrt(variance + 0.001)``, it can be. ``letters`` are the sizes.
    """
    roots: dict[str, n.Parameter] = {}
    elsewhere: set[str] = set()
    numbers = {*names, *letters}
    for node, root in chain.from_iterable(_rooted(equation.value, numbers) for equation in program.equations):
        if node.name not in names or node.name in letters:
            continue
        if root:
            roots.setdefault(node.name, node)
        else:
            elsewhere.add(node.name)
    _check_circle(program, names)
    for name, node in roots.items():
        if name not in elsewhere:
            problem = f"{name} is not a size of this cell, and under a root that divides it is hardly trained"
            remedy = f"write the letter of the size; for a constant name {name} in fixed"
            raise error(program, f"{problem}: {remedy}; for a trained parameter give its size in sizes", node)


def _check_circle(program: n.Program, names: Collection[str]) -> None:
    """Raise `EquationError` for a ``pi`` in a sine or a cosine that nothing declares: it is a number there."""
    if "pi" not in names:
        return
    calls = (node for equation in program.equations for node in n.walk(equation.value) if isinstance(node, n.Call))
    for call in calls:
        for node in n.walk(call) if call.name in ("sin", "cos") else ():
            if isinstance(node, n.Parameter) and node.name == "pi" and not node.index:
                problem = "pi would be a trained parameter; the number is written 3.141592653589793"
                raise error(program, f"{problem}, and a parameter of this name is given its size in sizes", node)


def _rooted(node: n.Node, names: Collection[str]) -> Iterator[tuple[n.Parameter, bool]]:
    """Each parameter in a node, and whether it stands under a root in a divisor of numbers alone."""
    waiting: list[tuple[n.Node, bool, bool]] = [(node, False, False)]
    while waiting:
        part, divides, root = waiting.pop()
        if isinstance(part, n.Parameter):
            yield part, root
        elif isinstance(part, n.Divide):
            waiting += [(part.right, divides or _is_number(part.right, names), root), (part.left, divides, root)]
        else:
            root = root or (divides and isinstance(part, n.Call) and part.name == "sqrt" and not _has_sum(part))
            waiting += [(child, divides, root) for child in n.children(part)[::-1]]


def _has_sum(node: n.Node) -> bool:
    return any(isinstance(part, n.Add) for part in n.walk(node))


def _written(node: n.Node, letters: Collection[str], numbers: Collection[str]) -> Iterator[tuple[n.Parameter, bool]]:
    """Each letter in a node, and whether it can only be a number."""
    waiting: list[tuple[n.Node, bool]] = [(node, False)]
    while waiting:
        part, number = waiting.pop()
        if isinstance(part, n.Parameter) and part.name in letters and not part.index:
            yield part, number
        elif isinstance(part, n.Divide):
            waiting += [(part.right, number or _is_number(part.right, numbers)), (part.left, number)]
        else:
            number = number or (isinstance(part, n.Call | n.Power) and _is_number(part, numbers))
            waiting += [(child, number) for child in n.children(part)[::-1]]


def _is_number(node: n.Node, names: Collection[str]) -> bool:
    """Whether a node has nothing in it but numbers and these names of numbers."""
    for part in n.walk(node):
        if isinstance(part, n.Parameter):
            if part.name not in names or part.index:
                return False
        elif isinstance(part, n.Call):
            operation = OPERATIONS.get(part.name)
            if operation is None or operation.shape is not elementwise:
                return False
        elif isinstance(part, n.Signal | n.Product | n.Transpose | n.Family):
            return False
    return True
