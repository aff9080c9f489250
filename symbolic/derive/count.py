"""The parameter count as an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Add, Expr

from symbolic.derive.simplify import simplified

if TYPE_CHECKING:
    from symbolic._cell import Cell


def find_count(cell: Cell) -> Expr:
    """The number of trainable parameters in the default form, a product where there is one.

    >>> from symbolic import cell
    >>> cell("lstm").count
    4*m*(m + n + 1)
    """
    return simplified(find_expanded(cell))


def find_expanded(cell: Cell) -> Expr:
    """The sum of all parameter sizes, multiplied out: what every other form is proved against."""
    return Add(*(parameter.size for parameter in cell.parameters if parameter.trainable))
