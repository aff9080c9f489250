"""What a program makes with Haiku, Sonnet, TensorFlow 1, Gluon and Paddle, in the terms of the frameworks of today."""

from __future__ import annotations

import ast
from typing import Any, Protocol

from symbolic.errors import UsageError
from symbolic.model.code.cells_over_time import PREFIXES, state_of
from symbolic.model.code.elsewhere import find_today, usual_name
from symbolic.model.code.graph_scopes import GraphScopes
from symbolic.model.code.graphs import OVER_TIME, SCOPE_FUNCTIONS, VARIABLE_MAKERS
from symbolic.model.code.haiku import SAME_AS, TRANSFORMING, UNROLLING
from symbolic.model.code.keras_arguments import shape_of
from symbolic.model.code.keras_shapes import SHAPE_RULE_BY_CLASS
from symbolic.model.code.source import line_of
from symbolic.model.code.values import (
    ArrayValue,
    FunctionValue,
    Instance,
    LastAxisShape,
    Method,
    PackageObject,
    TensorValue,
    Unknown,
)

GRAPH = "tensorflow.Graph"
TRANSFORMED = "haiku.transform"
NOT_FOLLOWED = (
    "haiku.scan haiku.vmap haiku.while_loop haiku.cond haiku.switch haiku.fori_loop haiku.lift haiku.transparent_lift "
    "haiku.multi_transform haiku.multi_transform_with_state haiku.map haiku.layer_stack "
    "haiku.deep_rnn_with_skip_connections haiku.grad haiku.value_and_grad haiku.custom_getter haiku.custom_creator "
    "tensorflow.make_template tensorflow.while_loop"
)
REFUSED = frozenset(NOT_FOLLOWED.split())
MISSING = object()


class ForeignInterpreter(Protocol):
    """What of a program is needed here."""

    source: Any
    graph: Any
    file: Any

    def apply(self, function: FunctionValue, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any: ...
    def call(self, function: Any, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any: ...
    def make(self, name: str, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any: ...


class ForeignLayers:
    """Calls of these packages; ``graph`` is true once the program builds a graph of TensorFlow 1."""

    def __init__(self, program: ForeignInterpreter):
        self.program = program
        self.scopes = GraphScopes()
        self.graph = self.used = False
        self.arrays: list[tuple[str, ArrayValue]] = []
        """The variables with their names."""
        self.transformed: list[PackageObject] = []
        """What Haiku transforms, in the order of the program."""

    def call(self, name: str, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        """What a function or a class gives, ``NotImplemented`` for what makes no arrays.

        Raises `CodeError` where an argument is not understood.
        """
        name = usual_name(name)
        if name in REFUSED:
            raise self.program.source.error(f"{name} is not followed here", node)
        try:
            made = self._special(name, values, words, node)
            return self._layer(name, values, words, node) if made is NotImplemented else made
        except UsageError as error:
            raise self.program.source.error(getattr(error, "problem", str(error)), node) from None

    def _special(self, name: str, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        line = line_of(node)
        kind = name.rpartition(".")[2]
        if name in SAME_AS and values:
            return values[0]
        if name in TRANSFORMING and (values or "f" in words):
            self.transformed.append(PackageObject(TRANSFORMED, values or [words["f"]], {}, line))
            return self.transformed[-1]
        if name in UNROLLING or (name.startswith("tensorflow.nn.") and kind in OVER_TIME):
            return self._over_time(name, kind, values, words, node)
        if name == "haiku.get_parameter" or name in VARIABLE_MAKERS:
            return self._array(name, values, words, node)
        if name in SCOPE_FUNCTIONS:
            return PackageObject(name, values, words, line)
        if name in ("tensorflow.placeholder", "tensorflow.placeholder_with_default"):
            shape = words.get("shape", values[1] if len(values) > 1 else None)
            self.graph = True
            known = (None, *shape_of(shape, self.program.graph.size)[1:]) if isinstance(shape, list | tuple) else None
            return TensorValue(known or None)
        if kind == "embedding_lookup" and len(values) > 1:
            return self._looked_up(values[0], values[1])
        if name in ("tensorflow.app.run", "absl.app.run", "tensorflow.compat.v1.app.run"):
            main = values[0] if values else words.get("main", self.program.file.find("main"))
            return self.program.apply(main, [], {}, node) if isinstance(main, FunctionValue) else None
        if name == "tensorflow.nn.conv2d" and len(values) > 1 and isinstance(values[1], ArrayValue) and values[1].shape:
            return TensorValue(
                (None, None, None, values[1].shape[-1]), None, tuple(self.program.graph._tensors(values[:1]))
            )
        return NotImplemented

    def _layer(self, name: str, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        find = find_today(name)
        found = find(name, values, words) if find else None
        if found is None:
            return NotImplemented
        self.used = True
        today, values, words = found
        if today == "tensorflow.same":
            return values[0]
        words = dict(words)
        inputs, reuse = words.pop("inputs", MISSING), words.pop("reuse", None)
        asides = {key: words.pop(key) for key in ("reads", "flattens") if key in words}
        line = line_of(node)
        made = (
            PackageObject(today, values, words, line)
            if today.startswith(PREFIXES)
            else self.program.make(today, values, words, node)
        )
        if isinstance(made, PackageObject):
            made.attributes |= asides
            if name in ("haiku.BatchNorm", "sonnet.BatchNorm"):
                made.attributes["averages"] = False
        if inputs is MISSING:
            return made
        self.graph = True
        key, again = self.scopes.named(words.get("name"), made.kind, reuse)
        made = self.scopes.made.setdefault(key, made) if again else made
        self.scopes.made[key] = made
        return self.program.call(made, [inputs], {}, node)

    def _array(self, name: str, values: list[Any], words: dict[str, Any], node: ast.AST) -> ArrayValue:
        """A variable; one whose shape nobody says has a letter."""
        line = line_of(node)
        first = words.get("initial_value", values[0] if values else None)
        if name.endswith(".Variable"):
            shape = (
                first.shape
                if isinstance(first, ArrayValue | TensorValue)
                else ()
                if isinstance(first, int | float)
                else None
            )
            called = words.get("name")
        else:
            initial = words.get("initializer", words.get("init"))
            shape = words.get("shape", values[1] if len(values) > 1 else None)
            shape = initial.shape if shape is None and isinstance(initial, ArrayValue) else shape
            called = words.get("name", first)
        if isinstance(shape, int):
            shape = (shape,)
        shape = tuple(shape) if isinstance(shape, list | tuple) else None
        trained = words.get("trainable", True)
        if isinstance(trained, Unknown):
            raise UsageError(f"whether this array is trained is only known at run time, by {trained.text}")
        array = ArrayValue(shape, line, trained is not False, parameter=True)
        key, again = self.scopes.named(called, "Variable", None if name != "haiku.get_parameter" else "")
        if again and name == "tensorflow.get_variable":
            return self.scopes.made[key]
        self.scopes.made[key] = array
        self.arrays.append((key, array))
        self.program.graph.order.append(array)
        if name == "tensorflow.get_variable":
            self.graph = True
        return array

    def _looked_up(self, table: Any, places: Any) -> TensorValue:
        shape = places.shape if isinstance(places, TensorValue | ArrayValue) else None
        width = table.shape[-1] if isinstance(table, ArrayValue | TensorValue) and table.shape else None
        if isinstance(shape, LastAxisShape):
            shape = None
        return TensorValue(LastAxisShape((None, width)) if shape is None else (*shape, width))

    def _over_time(self, name: str, kind: str, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        """Cells over all steps, in one direction or two."""
        if kind in ("raw_rnn", "dynamic_rnn_decoder", "rnn") and kind != "rnn":
            raise UsageError(f"tf.nn.{kind} is not followed here")
        self.graph = self.graph or name.startswith("tensorflow.")
        both = "bidirectional" in kind
        names = ["cell_fw", "cell_bw"] if both else ["core" if name in UNROLLING else "cell"]
        names = ["cells_fw", "cells_bw"] if kind.startswith("stack") else names
        taken = [*values]
        cells = [words[key] if key in words else taken.pop(0) if taken else None for key in names]
        entering = next(
            (words[key] for key in ("inputs", "input_sequence") if key in words), taken[0] if taken else None
        )
        entering = next(iter(entering), None) if isinstance(entering, list | tuple) else entering
        if not all(isinstance(cell, PackageObject | Instance | list | tuple) for cell in cells):
            raise UsageError(f"{kind}: its cell is not known here")
        if both and cells[0] is cells[1]:
            raise UsageError(f"{kind}: one cell stands for both directions, whose arrays early versions made twice")
        if kind.startswith("stack"):
            return self._stacked(cells, entering, node)
        cells = [self._shared(cell) for cell in cells]
        outputs = [self._output(self.program.call(cell, [entering, None], {}, node)) for cell in cells]
        states = [state_of(cell) for cell in cells]
        if not both:
            return outputs[0], states[0]
        if kind == "bidirectional_dynamic_rnn":
            return tuple(outputs), tuple(states)
        return self._joined(outputs), states[0], states[1]

    def _shared(self, cell: Any) -> Any:
        """The cell that is there already, in a scope that is used again."""
        if (
            not isinstance(cell, PackageObject)
            or not self.scopes.entered
            or any(cell is part for part in self.scopes.made.values())
        ):
            return cell
        key, again = self.scopes.named(None, f"rnn.{cell.kind}", None)
        cell = self.scopes.made[key] if again else cell
        self.scopes.made[key] = cell
        return cell

    def _stacked(self, cells: list[Any], entering: Any, node: ast.AST) -> Any:
        if not all(isinstance(side, list | tuple) for side in cells) or len(cells[0]) != len(cells[1]):
            raise UsageError("stack_bidirectional_dynamic_rnn takes two lists of cells, equally long")
        for pair in zip(*cells, strict=True):
            outputs = [self._output(self.program.call(cell, [entering, None], {}, node)) for cell in pair]
            entering = self._joined(outputs)
        return entering, [state_of(cell) for cell in cells[0]], [state_of(cell) for cell in cells[1]]

    @staticmethod
    def _output(applied: Any) -> Any:
        return applied[0] if isinstance(applied, list | tuple) and applied else applied

    @staticmethod
    def _joined(outputs: list[Any]) -> TensorValue:
        tensors = [part for part in outputs if isinstance(part, TensorValue)]
        shapes = [part.shape for part in tensors]
        return TensorValue(SHAPE_RULE_BY_CLASS["Concatenate"]({"axis": -1}, shapes), None, tuple(tensors))

    def build(self, made: PackageObject, values: list[Any], node: ast.AST) -> list[Any]:
        """Follow a transformed function once, and keep what it applies."""
        if made.items is None:
            function, order = made.values[0], self.program.graph.order
            before = len(order)
            if isinstance(function, Method | Unknown) or function is None:
                raise self.program.source.error("what is transformed here is only known at run time", node)
            result = self.program.call(function, values, {}, node)
            made.items = self._outermost(order[before:])
            made.attributes["output"] = result
        return [made.attributes.get("output")]

    def put(self, named: dict[str, Any], part: Any) -> None:
        """Name a layer or an array among others, each once."""
        if any(part is other for other in named.values()):
            return
        key = next((key.partition(":")[0] for key, array in self.arrays if array is part), "")
        name = key or self.program.graph.name_of(part)
        place = 2
        free = name
        while free in named:
            free, place = f"{name}_{place}", place + 1
        named[free] = part

    def whole(self) -> PackageObject:
        """The graph of TensorFlow 1 with all that the program put into it."""
        return self.within(self.program.graph.order)

    def within(self, order: list[Any]) -> PackageObject:
        """The layers and arrays of a part of the graph as one network."""
        made = PackageObject(GRAPH, [], {}, 1)
        made.items = self._outermost(order)
        return made

    def _outermost(self, parts: list[Any]) -> dict[str, Any]:
        """Layers and arrays by their names, but those that an object of the program holds among them."""
        held = {id(part) for each in parts if isinstance(each, Instance) for part in each.attributes.values()}
        named: dict[str, Any] = {}
        for part in parts:
            if id(part) not in held:
                self.put(named, part)
        return named
