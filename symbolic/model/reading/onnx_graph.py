"""The nodes of an ONNX graph as plain values, and the shapes of the arrays that they read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from symbolic.model.stored_array import Shape
from symbolic.record import Record

REAL = (1, 10, 11, 16)
"""float32, float16, float64 and bfloat16, by the numbers of the format."""

SAME = ("Identity", "Transpose")
"""Operators whose output is their input under another name, or turned."""


class Node(Record):
    """An operator: its attributes are numbers or text, ``shapes`` those of its inputs that are stored, in order."""

    kind: str
    domain: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]
    shapes: tuple[Shape | None, ...] = ()

    def shape(self, place: int) -> Shape:
        """The shape of an input that is stored, empty where there is none or it is computed."""
        return (self.shapes[place] if place < len(self.shapes) else None) or ()


class Graph:
    """The nodes with those of subgraphs, and the arrays of real numbers: initialisers, and constants in nodes."""

    def __init__(self, graph: Any):
        self.parameters: dict[str, Shape] = {}
        self.constants: dict[str, Shape] = {}
        self._shapes: dict[str, Shape] = {}
        self._names: dict[str, str] = {}
        self._turned: set[str] = set()
        graphs = [*_graphs(graph)]
        for one in graphs:
            for array in one.initializer:
                self._keep(_text(array.name), array, self.parameters)
        self.nodes = [self._node(node) for one in graphs for node in one.node]
        self._added: dict[str, Node] = {}
        for node in self.nodes:
            if node.kind == "Add":
                self._added |= dict.fromkeys(node.inputs, node)

    def called(self, name: str) -> str:
        """The name under which an array is stored."""
        return self._names.get(name, name)

    def added(self, node: Node, units: int) -> str | None:
        """The vector that is added to what the node gives, its bias."""
        other = self._added.get(node.outputs[0]) if node.outputs else None
        for name, shape in zip(other.inputs, other.shapes, strict=True) if other else ():
            if shape == (units,) and self.called(name) in self.parameters.keys() | self.constants.keys():
                return name
        return None

    def _keep(self, name: str, array: Any, among: dict[str, Shape]) -> None:
        self._shapes[name] = shape = tuple(map(int, array.dims))
        if array.data_type in REAL and shape:
            among[name] = shape

    def _node(self, node: Any) -> Node:
        inputs, outputs = tuple(map(_text, node.input)), tuple(map(_text, node.output))
        attributes = {_text(one.name): one for one in node.attribute}
        kind = _text(node.op_type)
        if kind == "Constant" and outputs and "value" in attributes:
            self._keep(outputs[0], attributes["value"].t, self.constants)
        elif kind in SAME and inputs and outputs and self.called(inputs[0]) in self._shapes:
            self._names[outputs[0]] = self.called(inputs[0])
            if (kind == "Transpose") != (inputs[0] in self._turned):
                self._turned.add(outputs[0])
        name = (_text(node.name) or (outputs[0] if outputs else kind)).strip("/")
        values = {name: _value(one) for name, one in attributes.items()}
        return Node(kind, _text(node.domain), name, inputs, outputs, values, tuple(map(self._array, inputs)))

    def _array(self, name: str) -> Shape | None:
        shape = self._shapes.get(self.called(name))
        return shape[::-1] if shape is not None and name in self._turned else shape


def _graphs(graph: Any) -> Iterator[Any]:
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from _graphs(attribute.g)


def _value(attribute: Any) -> Any:
    """A number, a text or the first of several; nothing else is asked for."""
    if attribute.strings:
        return _text(attribute.strings[0])
    return _text(attribute.s) if attribute.s else attribute.i


def _text(value: str | bytes) -> str:
    """Text of a damaged file comes as bytes."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
