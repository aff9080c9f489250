"""The slope of a function of one number: its derivative, in its input or in its own output."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from symbolic.errors import DerivativeError
from symbolic.language import nodes as n
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.parser import parse
from symbolic.record import Record

SLOPE_INPUT, OUTPUT, ZERO_SLOPE = n.Parameter("u"), n.Parameter("y"), n.Number(0)


class Slope(Record):
    """A formula of the input ``u``, or of the output ``y``.

    >>> sigmoid = table_slope("sigmoid")
    >>> sigmoid.needs_input, sigmoid.is_flat
    (False, False)
    """

    formula: n.Node

    @property
    def is_flat(self) -> bool:
        return self.formula == ZERO_SLOPE

    @property
    def needs_input(self) -> bool:
        return SLOPE_INPUT in n.walk(self.formula)

    def at(self, argument: n.Node, output: n.Node) -> n.Node:
        """The derivative where the function takes ``argument`` and gives ``output``."""
        return substituted(self.formula, {SLOPE_INPUT: argument, OUTPUT: output})


Slopes = Callable[[str], Slope]
"""The slope of each activation, of the table or of a cell's own, by its name."""


@cache
def table_slope(name: str) -> Slope:
    """The slope that the operation table has for a function; raises `DerivativeError` where it has none.

    >>> from symbolic.language.printer import SOURCE, spell
    >>> [spell(table_slope(name).formula, SOURCE) for name in ("sigmoid", "tanh", "softplus")]
    ['y * (1 - y)', '1 - y ** 2', 'sigmoid(u)']
    """
    text = OPERATIONS[name].derivative
    if not isinstance(text, str):
        raise DerivativeError(f"{name} has no slope in the table of operations")
    return Slope(parse(f"y[t] = {text}").equations[0].value)


def has_slope(name: str) -> bool:
    """Whether a function takes one number at a time, as those of a cell's own do."""
    row = OPERATIONS.get(name)
    return row is None or isinstance(row.derivative, str)


def substituted(node: n.Node, values: Mapping[Any, n.Node]) -> n.Node:
    """The node with others in the place of some that are in it."""
    return values[node] if node in values else n.rebuild(node, lambda part: substituted(part, values))
