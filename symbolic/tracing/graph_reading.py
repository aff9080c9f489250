"""The values of an exported graph, one pass over its operators."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from operator import getitem
from typing import Any

from symbolic.errors import SizeError
from symbolic.language import nodes as n
from symbolic.language.roles import is_constant
from symbolic.language.sizes.size import NO_SIZE, Size
from symbolic.limits import TRACED_OPERATORS
from symbolic.tracing import algebra
from symbolic.tracing.aten import ATEN_RULES, OperatorRule
from symbolic.tracing.exported import TraceError, operator
from symbolic.tracing.heads import by_members, is_by_members, is_sum_of_members
from symbolic.tracing.reshaping import axis_of
from symbolic.tracing.stacks import is_nested, members_along, stacked
from symbolic.tracing.statements import lines_of, named_by
from symbolic.tracing.trace import Trace
from symbolic.tracing.traced import BATCH_AXIS, Traced, Untraceable, constant

CUTTING_CALLS = ("chunk", "split", "split_with_sizes", "slice", "narrow", "tensor_split", "unbind", "select")
ELEMENTWISE_ONLY = ("max", "min")
CHECKS = (
    "_assert_scalar",
    "_assert_async",
    "sym_constrain_range",
    "sym_constrain_range_for_size",
    "_assert_tensor_metadata",
)
RANDOM = ("rand", "randn", "bernoulli", "rand_like", "randn_like", "randint", "normal", "multinomial", "uniform")


class GraphReader:
    """One pass; ``names`` gives the parameter behind each placeholder, or the input or state it is."""

    def __init__(
        self, trace: Trace, names: Mapping[str, str], arguments: Mapping[str, Traced], stored: Mapping[str, Any]
    ):
        self.trace, self.names, self.arguments, self.stored = trace, names, arguments, stored
        self.values: dict[str, Any] = {}
        self.labels: dict[str, str] = {}
        self.segments: dict[tuple[str, int], list[tuple[int, Size]]] = {}

    def read(self, graph: Any) -> list[Any]:
        """The values that the graph returns."""
        nodes = list(graph.nodes)
        if len(nodes) > TRACED_OPERATORS:
            raise TraceError(f"forward has {len(nodes)} operators, more than the {TRACED_OPERATORS} that are traced")
        self.labels = _labels(nodes)
        for node in nodes:
            if node.op == "placeholder":
                self.values[node.name] = self._placeholder(node)
            elif node.op == "get_attr":
                raise TraceError(f"forward holds a part of its own that is not traced: {node.target}")
            elif node.op == "call_function":
                self.values[node.name] = self._computed(node)
            elif node.op == "output":
                return [self._argument(part) for part in node.args[0]]
        return []

    def _placeholder(self, node: Any) -> Any:
        name = self.names[node.name]
        if name in self.arguments:
            return self.arguments[name]
        array = self.stored[name]
        if array.constant:
            return constant(array.constant[0])
        axes = tuple(axis_of(self.trace.extents, number, 0) for number in array.shape)
        axes = self.trace.stored_axes.setdefault(name, axes)
        return Traced(n.Parameter(name), axes)

    def _computed(self, node: Any) -> Any:
        name, overload = operator(node)
        arguments = [self._argument(part) for part in node.args]
        options = {key: self._argument(part) for key, part in node.kwargs.items() if key not in UNREAD_KEYWORDS}
        if node.target is getitem:
            value = arguments[0][arguments[1]]
        elif name in CHECKS:
            return None
        else:
            value = self._applied(node, name, overload, arguments, options)
        return self._named(node, value) if isinstance(value, Traced) else value

    def _applied(self, node: Any, name: str, overload: str, arguments: list[Any], options: dict[str, Any]) -> Any:
        rule = ATEN_RULES.get(name)
        if name in ELEMENTWISE_ONLY and overload != "other":
            rule = None
        try:
            if name in ("slice", "narrow"):
                rule = self._slices(node, name)
            if rule is None:
                word = "it draws random numbers" if name in RANDOM else "the language has no such operation"
                raise Untraceable(word)
            whole = name == "sum" and is_sum_of_members(self.trace, arguments)
            if not whole and is_by_members(self.trace, name, arguments):
                return by_members(self.trace, name, rule, arguments, options)
            result = rule(self.trace, *arguments, **options)
            if name in CUTTING_CALLS and _cuts_a_sum(result):
                # What cannot be cut before it is computed is computed once, under a name.
                source = node.args[0].name
                arguments[0] = self.values[source] = self.trace.signal(self.labels.get(source) or "a", arguments[0])
                result = rule(self.trace, *arguments, **options)
            return result
        except (Untraceable, SizeError) as refusal:
            line = next(iter(lines_of(node.meta.get("stack_trace", ""))), None)
            where = f"{line}: " if line else ""
            code = f": {line.text}" if line and line.text else ""
            raise TraceError(f"{where}{name} cannot be traced, as {refusal}{code}") from None
        except TypeError as refusal:
            raise TraceError(f"{name} is called in a way that is not traced: {refusal}") from None

    def _argument(self, part: Any) -> Any:
        if isinstance(part, list | tuple):
            return [self._argument(inner) for inner in part]
        return self.values[part.name] if hasattr(part, "op") and hasattr(part, "name") else part

    def _named(self, node: Any, value: Traced) -> Traced:
        """The value under the name that the author gives it, where it is a gate or is read more than once."""
        if is_constant(value.node) or _is_leaf(value.node) or is_nested(value):
            return value
        name = self.labels.get(node.name, "")
        users = [user for user in node.users if user.op != "call_function" or operator(user)[0] not in CHECKS]
        read = len(users) > 1 and not all(
            user.op == "call_function" and operator(user)[0] in CUTTING_CALLS for user in users
        )
        gate = isinstance(value.node, n.Call) and algebra.is_elementwise(value.node.name) and bool(name)
        if gate or read:
            return self.trace.signal(name or "a", value)
        return value

    def _slices(self, node: Any, name: str) -> OperatorRule:
        """Elements from a start to an end; slices of one array share the sizes between their bounds."""
        return lambda trace, value, *bounds: self._sliced(node, name, value, *bounds)

    def _sliced(
        self, node: Any, name: str, value: Traced, place: int = 0, start: Any = 0, end: Any = None, step: int = 1
    ) -> Traced:
        place = place % len(value.axes)
        whole = value.axes[place]
        alone = self.trace.batch if whole == BATCH_AXIS else 1
        held = self.trace.extents.at(whole) if isinstance(whole, Size) else alone
        first, last = _bounds(held, start, start + end if name == "narrow" else end)
        if step != 1:
            raise Untraceable("it does not take neighbours")
        if (first, last) == (0, held):
            return value
        if not isinstance(whole, Size):
            raise Untraceable("it takes some samples of a batch")
        if (members := members_along(self.trace, value, place)) is not None:
            return stacked(self.trace, members[first:last], place)
        source = node.args[0]
        key = (source.name, place)
        if key not in self.segments:
            self.segments[key] = self._segments(source, place, len(value.axes), held, whole)
        bounds = self.segments[key]
        before = sum((size for at, size in bounds if at < first), NO_SIZE)
        inside = sum((size for at, size in bounds if first <= at < last), NO_SIZE)
        return self.trace.cut(value, place, before, inside)

    def _segments(self, source: Any, place: int, count: int, held: int, whole: Size) -> list[tuple[int, Size]]:
        cuts = {0, held}
        for user in source.users:
            if user.op != "call_function" or operator(user)[0] not in ("slice", "narrow"):
                continue
            at, start, end = _range(*user.args[1:4])
            if at % count == place:
                cuts.update(_bounds(held, start, start + end if operator(user)[0] == "narrow" else end))
        points = sorted(cuts)
        sizes = [self.trace.extents.unknown(after - before) for before, after in pairwise(points)]
        self.trace.extents.tie(sum(sizes, NO_SIZE), whole)
        return list(zip(points, sizes, strict=False))


UNREAD_KEYWORDS = ("dtype", "device", "layout", "pin_memory", "memory_format", "implicit", "copy", "non_blocking")


def _range(place: Any = 0, start: Any = 0, end: Any = None) -> tuple[Any, Any, Any]:
    return place, start, end


def _bounds(held: int, start: Any, end: Any) -> tuple[int, int]:
    first, last, _ = slice(start, end).indices(held)
    return first, max(first, last)


def _cuts_a_sum(result: Any) -> bool:
    """Whether a part is taken of what is computed at this step, and not of what is stored."""
    values = result if isinstance(result, list) else [result]
    return any(
        isinstance(part, n.Call)
        and part.name in ("part", "rows", "element")
        and not is_constant(part)
        and not _is_leaf(part.arguments[0])
        for value in values
        for part in n.walk(value.node)
    )


def _is_leaf(node: n.Node) -> bool:
    if isinstance(node, n.Signal | n.Parameter | n.Number):
        return True
    inner = node.value if isinstance(node, n.Transpose) else None
    if isinstance(node, n.Call) and node.name in ("part", "rows", "element"):
        inner = node.arguments[0]
    return inner is not None and _is_leaf(inner)


def _labels(nodes: list[Any]) -> dict[str, str]:
    """The name that the user's own statement gives to the result of an operator."""
    labels: dict[str, str] = {}
    last: dict[Any, Any] = {}
    order: list[tuple[Any, tuple[str, ...], Any]] = []
    for node in nodes:
        if node.op == "call_function":
            place, names = named_by(lines_of(node.meta.get("stack_trace", "")))
            order.append((place, names, node))
    for at, (place, names, node) in enumerate(order):
        if node.target is getitem and len(names) > 1 and isinstance(node.args[1], int) and node.args[1] < len(names):
            labels[node.name] = names[node.args[1]]
            continue
        ends = at + 1 == len(order) or order[at + 1][0] != place
        if ends and len(names) == 1 and names[0]:
            labels[node.name] = names[0]
        last[place] = node
    return labels
