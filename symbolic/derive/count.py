"""The parameter count as an expression."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Add, Expr

from symbolic.derive.parameters import Parameter
from symbolic.derive.simplify import simplified


def find_count(parameters: Sequence[Parameter]) -> Expr:
    """The number of trainable parameters in the default form, a product where there is one.

    >>> from symbolic import cell
    >>> cell("lstm").count
    4*m*(m + n + 1)
    """
    return simplified(find_expanded(parameters))


def find_expanded(parameters: Sequence[Parameter]) -> Expr:
    """The sum of all parameter sizes, multiplied out: what every other form is proved against."""
    return Add(*(parameter.size for parameter in parameters if parameter.trainable))
