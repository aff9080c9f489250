"""Which values are numbers: a product with one is written without the sign of a product element by element."""

from __future__ import annotations

from collections.abc import Callable, Collection

from symbolic._cell import Backward, Cell
from symbolic.backward.program import ADJOINT, ARRIVING, HANDED
from symbolic.language import nodes as n
from symbolic.language.operations.shape_rules import elementwise
from symbolic.language.operations.table import OPERATIONS

GIVE_NUMBERS = ("dot", "element")


def scalars_of(cell: Cell) -> frozenset[str]:
    """The names that stand for a number at each step, of one member of a family.

    >>> from symbolic import cell
    >>> sorted(scalars_of(cell("fastgrnn"))), sorted(scalars_of(cell("fastrnn").backward()))
    (['nu', 'zeta'], ['alpha', 'beta', 'd_alpha', 'd_beta'])
    """
    if not isinstance(cell, Backward):
        return frozenset(name for name, shape in cell._shapes.names.items() if not shape)
    names = set(scalars_of(cell.forward))
    kinds = (ADJOINT, ARRIVING, HANDED)
    names |= {name for name, symbol in cell.symbols.items() if symbol.kind in kinds and symbol.of in names}
    for equation in cell.definition.program.equations:
        if scalar_test(names)(equation.value):
            names.add(equation.name)
    return frozenset(names)


def scalar_test(names: Collection[str]) -> Callable[[n.Node], bool]:
    """Whether a node is a number, where these names are."""

    def is_scalar(node: n.Node) -> bool:
        match node:
            case n.Number() | n.Position():
                return True
            case n.Parameter() | n.Signal():
                return node.name in names
            case n.Product() | n.Transpose():
                return False
            case n.Family():
                return node.name == "sum" and is_scalar(node.body)
            case n.Call():
                row = OPERATIONS.get(node.name)
                if row and row.shape is not elementwise:
                    return node.name in GIVE_NUMBERS
        return all(map(is_scalar, n.children(node)))

    return is_scalar
