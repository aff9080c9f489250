"""Sizes as numbers in equations: ``sqrt(m)``, ``x[t] / n``."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from symbolic.language import nodes as n
from symbolic.language.names import error
from symbolic.language.operations.shape_rules import elementwise
from symbolic.language.operations.table import OPERATIONS


def find_size_values(program: n.Program, letters: Collection[str]) -> frozenset[str]:
    """Those of the letters that stand in an equation for their number.

    In a divisor, and in a function or a power of numbers alone, a letter of a size is one; elsewhere it names a
    parameter. Raises `EquationError` for one that is written both ways.

    >>> from symbolic.language.parser import parse
    >>> sorted(find_size_values(parse("h[t] = n * (W @ x[t]) / sqrt(m/2)"), {"m", "n"}))
    ['m']
    """
    written = [row for equation in program.equations for row in _written(equation.value, letters)]
    numbers = {node.name for node, number in written if number}
    for node, number in written:
        if node.name in numbers and not number:
            problem = f"{node.name} is the number of a size elsewhere and cannot be a parameter too"
            raise error(program, f"{problem}; give the parameter another name, or name {node.name} in fixed", node)
    return frozenset(numbers)


def _written(node: n.Node, letters: Collection[str]) -> Iterator[tuple[n.Parameter, bool]]:
    """Each letter in a node, and whether it can only be a number."""
    waiting: list[tuple[n.Node, bool]] = [(node, False)]
    while waiting:
        part, number = waiting.pop()
        if isinstance(part, n.Parameter) and part.name in letters and not part.index:
            yield part, number
        elif isinstance(part, n.Divide):
            waiting += [(part.right, number or _is_number(part.right, letters)), (part.left, number)]
        else:
            number = number or (isinstance(part, n.Call | n.Power) and _is_number(part, letters))
            waiting += [(child, number) for child in n.children(part)[::-1]]


def _is_number(node: n.Node, letters: Collection[str]) -> bool:
    """Whether a node has nothing in it but numbers and letters."""
    for part in n.walk(node):
        if isinstance(part, n.Parameter):
            if part.name not in letters or part.index:
                return False
        elif isinstance(part, n.Call):
            operation = OPERATIONS.get(part.name)
            if operation is None or operation.shape is not elementwise:
                return False
        elif isinstance(part, n.Signal | n.Product | n.Transpose | n.Family):
            return False
    return True
