"""The parameter count as an expression."""

from __future__ import annotations

from sympy import Expr

from symbolic.derive.expressions import expression
from symbolic.derive.simplify import simplified
from symbolic.language.sizes.size import Size


def count_expression(size: Size) -> Expr:
    """A count in the default form, a product where there is one, as SymPy has it.

    >>> from symbolic import cell
    >>> count_expression(cell("lstm").size)
    4*m*(m + n + 1)
    """
    return expression(simplified(size))
