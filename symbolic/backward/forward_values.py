"""How the forward pass is written in the backward pass: values that are read often go by names."""

from __future__ import annotations

from collections.abc import Iterable

from symbolic.backward.common_subexpressions import SubexpressionKey, key_of
from symbolic.backward.flow import LONG_PRODUCT
from symbolic.backward.naming import FreshNames, read
from symbolic.backward.products import factors_of
from symbolic.backward.slope import Slopes, has_slope
from symbolic.language import nodes as n
from symbolic.language.node_table import NodeTable
from symbolic.language.operations.unification import Known
from symbolic.language.sizes.size import Size
from symbolic.record import replace


class Shown:
    """The nodes of the forward pass as they are written; ``values`` are the names that they go by.

    An activation inside an equation has a name, as its derivative is in its own output; so has the argument
    of one whose derivative is in that.
    """

    def __init__(self, slopes: Slopes, naming: FreshNames, active: Iterable[str], shapes: NodeTable[Known]):
        self.slopes, self.naming, self.active, self.shapes = slopes, naming, set(active), shapes
        self.values: dict[SubexpressionKey, n.Equation] = {}
        self.nodes: NodeTable[n.Node] = NodeTable()

    def of(self, node: n.Node) -> n.Node:
        return self.nodes[node]

    def add(self, equation: n.Equation) -> None:
        self._show(equation.value, equation.loops, inner=False)

    def _show(self, node: n.Node, loops: tuple[n.Loop, ...], inner: bool = True) -> n.Node:
        within = (*loops, *node.loops) if isinstance(node, n.Family) else loops
        shown = n.rebuild(node, lambda part: self._show(part, within))
        if isinstance(node, n.Call) and has_slope(node.name) and not self.active.isdisjoint(read(node)):
            (argument,) = n.children(shown)
            if self.slopes(node.name).needs_input and _is_long(argument):
                shown = replace(shown, arguments=(self._value(node.arguments[0], argument, loops),))
            if inner:
                shown = self._value(node, shown, loops)
        if inner and isinstance(shown, n.Multiply) and len(factors_of(shown)) >= LONG_PRODUCT:
            shown = self._value(node, shown, loops)
        self.nodes[node] = shown
        self.shapes[shown] = self.shapes[node]
        return shown

    def _value(self, node: n.Node, shown: n.Node, loops: tuple[n.Loop, ...]) -> n.Node:
        """The name of a value of the forward pass."""
        key = key_of(node, loops)
        if key not in self.values:
            target = n.Signal(self.naming.value(), 0, tuple(Size.letter(loop.index) for loop in key[1]))
            self.values[key] = n.Equation(target, shown, key[1])
        target = self.nodes[node] = self.values[key].target
        self.shapes[target] = self.shapes[node]
        return target


def _is_long(node: n.Node) -> bool:
    """Whether it is worth a name: an operation or a matrix product is in it."""
    return any(isinstance(part, n.Product | n.Call | n.Family) for part in n.walk(node))
