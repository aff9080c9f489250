"""The layers of Keras in a program, each with what it reads: in a row, or applied to tensors one after another."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any, Protocol

from symbolic.errors import CodeError, FitError, SymbolicError, UsageError
from symbolic.language.sizes.size import Size
from symbolic.model.code.arithmetic import NotKnown
from symbolic.model.code.cells_over_time import apply_cell, is_cell
from symbolic.model.code.gluon_shapes import CONV_CLASS, entering
from symbolic.model.code.keras_arguments import WRAPPER_CLASSES, layer_arguments, said_shape, shape_of
from symbolic.model.code.keras_former import modern
from symbolic.model.code.keras_layers import (
    LayerOutput,
    apply_class,
    both_ways,
    cell_layers,
    find_layer,
    snake,
    without_averages,
)
from symbolic.model.code.keras_shapes import BY_LAST
from symbolic.model.code.keras_tensors import INPUTS, MERGE_CLASSES, KerasTensors, layers_between
from symbolic.model.code.linen import LINEN_CELLS, apply_linen, as_keras, hold_inside, is_linen
from symbolic.model.code.values import (
    FunctionValue,
    Instance,
    LastAxisShape,
    Method,
    PackageObject,
    TensorShape,
    TensorValue,
    Unknown,
)
from symbolic.model.placed import Placed
from symbolic.record import replace


class GraphInterpreter(Protocol):
    """What of a program is needed here."""

    source: Any
    letters: Any

    def apply(self, function: FunctionValue, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any: ...
    def attribute(self, value: Any, name: str, node: ast.AST) -> Any: ...
    def iterated(self, value: Any) -> list[Any] | None: ...


class KerasGraph(KerasTensors):
    """What layers of Keras give, and the rows that they are; each layer is made once, where it is first used."""

    def __init__(self, program: GraphInterpreter):
        self.program = program
        self.rows: dict[int, list[Placed]] = {}
        self.widths: dict[int, TensorShape] = {}
        self.order: list[Any] = []
        self.outputs: dict[int, Any] = {}

    def made(self, made: PackageObject) -> Any:
        """A layer as it is made, a tensor where it is the input of a network."""
        made = as_keras(made) if is_linen(made) else made
        if is_linen(made):
            return made
        kind, made.values, made.words = modern(made.kind, made.values, made.words)
        made.name = f"{made.name.rpartition('.')[0]}.{kind}"
        if made.name in ("keras.Input", "keras.layers.Input"):
            return TensorValue(self.input_shape(made), made)
        if made.name == "keras.Sequential":
            argument = made.values[0] if made.values else made.words.get("layers")
            layers = [] if argument is None else self.program.iterated(argument)
            if layers is None and not isinstance(argument, Unknown):
                raise self.program.source.error("what is in this Sequential is only known at run time", made.line)
            layers = [argument] if layers is None else layers
            made.items = {}
            for layer in layers:
                self.add(made, layer)
        elif kind == "Merge":
            mode = made.words.get("mode", "sum")
            kind = MERGE_CLASSES.get(mode, "") if isinstance(mode, str) else ""
            made.name = f"keras.layers.{kind or 'Merge'}"
            made.words = {"axis": made.words["concat_axis"]} if "concat_axis" in made.words else {}
            made.items = {str(place): part for place, part in enumerate(made.values[0] if made.values else [])}
        return made

    def add(self, network: PackageObject, layer: Any) -> None:
        """Put a layer behind those of a row."""
        items = network.items if network.items is not None else {}
        if isinstance(layer, TensorValue):
            layer = layer.layer
        items[str(len(items))] = layer
        network.items = items

    def input_shape(self, made: PackageObject) -> TensorShape:
        """The shape that an input says, the batch first."""
        words, values = made.words, made.values
        for name in ("batch_shape", "batch_input_shape"):
            if isinstance(words.get(name), list | tuple):
                return (None, *shape_of(words[name], self.size)[1:])
        shape = words.get("shape", words.get("input_shape", values[0] if values else None))
        return None if shape is None or isinstance(shape, Unknown) else (None, *shape_of(shape, self.size))

    def size(self, unknown: Unknown) -> Size:
        return self.program.letters.of(unknown)

    def apply(self, layer: PackageObject, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        """What a layer gives for tensors."""
        sources = self._tensors(
            [*values, *(words[name] for name in ("inputs", "key", "query", "value") if name in words)]
        )
        if layer.name == "keras.Model":
            return self._network_output(layer, sources)
        if layer.kind == "Input":
            raise NotKnown
        if is_cell(layer):
            sources = self._tensors(values[:1]) or [TensorValue(None)]
        if is_linen(layer):
            sources = self._tensors(values[-1:] if layer.kind in LINEN_CELLS else values[:1]) or [TensorValue(None)]
        try:
            applied = self.applied(layer, [source.shape for source in sources], node)
        except CodeError:
            raise
        except SymbolicError as error:
            raise self.program.source.error(getattr(error, "problem", str(error)), node) from None
        besides = self._tensors([value for value in words.values() if isinstance(value, TensorValue | list | tuple)])
        scores = [None] if words.get("return_attention_scores") is True else []
        outputs = [TensorValue(shape, layer, (*sources, *besides)) for shape in (*applied.shapes, *scores)]
        self.outputs[id(layer)] = outputs[0] if len(outputs) == 1 else outputs
        return outputs[0] if len(outputs) == 1 else outputs

    def applied(self, layer: Any, shapes: Sequence[TensorShape], node: ast.AST) -> LayerOutput:
        """The shapes that a layer gives, its rows made where it is used for the first time."""
        line = getattr(layer, "line", 1)
        if isinstance(layer, Instance):
            output = self.apply_own(layer, [TensorValue(shape) for shape in shapes[:1]], {}, node)
            return LayerOutput([], [part.shape for part in self._tensors([output])] or [None])
        if not isinstance(layer, PackageObject):
            return LayerOutput([], [None])
        if layer.kind in ("Sequential", "Model"):
            return self._row(layer, shapes, node)
        self._check_again(layer, shapes)
        shapes = (
            shapes
            if layer.kind in BY_LAST
            else [None if isinstance(shape, LastAxisShape) else shape for shape in shapes]
        )
        if CONV_CLASS.fullmatch(layer.kind) and not any(shapes):
            shapes = [(None,) * (int(layer.kind[4]) + 2)]  # What it gives is known then, whatever it reads.
        shapes = entering(layer, shapes)
        if is_cell(layer):
            made = apply_cell(self, layer, shapes, node)
        elif is_linen(layer):
            made = apply_linen(self, layer, shapes)
        elif layer.kind in WRAPPER_CLASSES:
            made = self._wrapped(layer, shapes, node)
        elif layer.kind in ("RNN", "StackedRNNCells"):
            made = cell_layers(layer, shapes, self.size)
        elif layer.kind == "Lambda":
            made = self._lambda(layer, shapes, node)
        elif layer.kind in ("InputLayer", "Input"):
            made = LayerOutput([], [self.input_shape(layer)])
        else:
            made = apply_class(layer, layer_arguments(layer, self.size), shapes, self.unsaid)
        if layer.attributes.get("averages") is False:
            made = LayerOutput([without_averages(row) for row in made.rows], made.shapes)
        self.note(layer, made.rows, shapes, line)
        return made

    def note(self, layer: Any, rows: list[Placed], shapes: Sequence[TensorShape], line: int) -> None:
        """Keep the rows of a layer, those of its first use."""
        if id(layer) not in self.rows:
            self.rows[id(layer)] = rows
            self.order.append(layer)
            self.widths[id(layer)] = shapes[0] if shapes else None

    def _check_again(self, layer: PackageObject, shapes: Sequence[TensorShape]) -> None:
        before, now = self.widths.get(id(layer)), shapes[0] if shapes else None
        holds = any(row.terms for row in self.rows.get(id(layer), []))
        if holds and before and now and before[-1] != now[-1] and None not in (before[-1], now[-1]):
            raise FitError(
                f"this {layer.kind} read {before[-1]} numbers where it was used first, and reads {now[-1]} here"
            )

    def unsaid(self, layer: PackageObject) -> Size:
        """A letter for the width of what a layer reads, where the program does not say it."""
        return self.size(Unknown(f"what {layer.kind} reads", layer.line, "n"))

    def _row(self, network: PackageObject, shapes: Sequence[TensorShape], node: ast.AST) -> LayerOutput:
        """The layers of a Sequential, each with what the one before it gives."""
        every: list[TensorShape] = list(shapes)
        if network.kind == "Model":
            return LayerOutput([], [part.shape for part in self._tensors([self._network_output(network, [])])])
        for layer in (network.items or {}).values():
            if isinstance(layer, PackageObject) and layer.kind in ("Input", "InputLayer"):
                every = [self.input_shape(layer)] if not any(every) else every
                continue
            every = self._of_network(layer, every)
            every = self.applied(layer, every, ast.Constant(0, lineno=getattr(layer, "line", 1))).shapes
        return LayerOutput([], every)

    def _of_network(self, layer: Any, shapes: list[TensorShape]) -> list[TensorShape]:
        """What the first layer of a row reads, where it says that itself."""
        if any(shape is not None for shape in shapes) or not isinstance(layer, PackageObject):
            return shapes or [None]
        if layer.items is not None:
            return shapes or [None]
        return [said_shape(layer, self.size)]

    def _wrapped(self, layer: PackageObject, shapes: Sequence[TensorShape], node: ast.AST) -> LayerOutput:
        inner = layer.words.get("layer", layer.values[0] if layer.values else None)
        if not isinstance(inner, PackageObject | Instance):
            raise NotKnown
        shape = shapes[0] if shapes else None
        if layer.kind == "TimeDistributed":
            step_shape = None if shape is None or len(shape) < 2 else (shape[0], *shape[2:])
            applied = self.applied(inner, [step_shape], node)
            steps = None if shape is None or len(shape) < 2 else shape[1]
            behind = [None if made is None else (made[0], steps, *made[1:]) for made in applied.shapes]
            return LayerOutput(self.rows.get(id(inner), []), behind)
        if layer.kind == "Bidirectional" and isinstance(inner, PackageObject):
            merge = layer.words.get("merge_mode", layer.values[1] if len(layer.values) > 1 else "concat")
            if inner.kind in ("RNN", "StackedRNNCells"):
                raise FitError("Bidirectional of RNN is not read here; write LSTM, GRU or SimpleRNN in it")
            applied = both_ways(inner, layer.words.get("backward_layer"), shapes, self, merge)
            self.note(inner, [], shapes, layer.line)
            name = layer.words.get("name")
            called = name if isinstance(name, str) else "bidirectional"
            return LayerOutput([replace(row, name=called) for row in applied.rows], applied.shapes)
        raise NotKnown

    def _lambda(self, layer: PackageObject, shapes: Sequence[TensorShape], node: ast.AST) -> LayerOutput:
        function = layer.values[0] if layer.values else layer.words.get("function")
        output = layer.words.get("output_shape", layer.values[1] if len(layer.values) > 1 else None)
        if isinstance(output, list | tuple):
            return LayerOutput([], [(None, *shape_of(output, self.size))])
        if isinstance(function, FunctionValue):
            tensors = [TensorValue(shape) for shape in shapes]
            result = self.program.apply(function, [tensors[0] if len(tensors) == 1 else tensors], {}, node)
            if isinstance(result, TensorValue):
                return LayerOutput([], [result.shape])
        return LayerOutput([], [None])

    def _network_output(self, network: PackageObject, sources: list[TensorValue]) -> Any:
        outputs = self._tensors(
            [
                network.words.get(
                    "outputs", network.words.get("output", network.values[1] if len(network.values) > 1 else None)
                )
            ]
        )
        made = [TensorValue(output.shape, network, tuple(sources)) for output in outputs]
        return made[0] if len(made) == 1 else made

    def apply_own(self, made: Instance, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        """What an object of a class of the program gives: its ``build`` and its ``call`` are followed."""
        if made.base is not None and made.kind.find("call") is None:
            return self.apply(made.base, values, words, node)
        tensors = self._tensors(values)
        if not made.built:
            made.built = True
            build = self.program.attribute(made, "build", node)
            if isinstance(build, FunctionValue) and tensors:
                self.program.apply(build, [self._as_tuple(tensors[0].shape)], {}, node)
        for name in ("call", "__call__", "forward", "hybrid_forward"):
            method = self.program.attribute(made, name, node)
            if isinstance(method, FunctionValue):
                self.note(made, [], [tensor.shape for tensor in tensors], made.line)
                before = len(self.order)
                result = self.program.apply(method, values, words, node)
                try:
                    hold_inside(made, self.order, before, self.name_of)
                except UsageError as error:
                    raise self.program.source.error(str(error), node) from None
                return self._outside(result, made, tuple(tensors))
        return TensorValue(None, made, tuple(tensors))

    def _outside(self, value: Any, made: Instance, sources: tuple[TensorValue, ...]) -> Any:
        """What an object gives, as tensors that come out of it."""
        if isinstance(value, TensorValue):
            return TensorValue(value.shape, made, sources)
        if isinstance(value, list | tuple):
            return [self._outside(part, made, sources) for part in value]
        return TensorValue(None, made, sources)

    @staticmethod
    def _as_tuple(shape: TensorShape) -> Any:
        return Unknown("input_shape", 1, "input") if shape is None or isinstance(shape, LastAxisShape) else tuple(shape)

    def attribute(self, layer: PackageObject, name: str) -> Any:
        """An attribute of a layer or a network."""
        if name in ("input", "output", "inputs", "outputs") and layer.name == "keras.Model":
            place = 0 if name.startswith("input") else 1
            word, behind = name.rstrip("s"), layer.values[place : place + 1] or [None]
            value = layer.words.get(f"{word}s", layer.words.get(word, behind[0]))
            return value if value is not None else Method(layer, name)
        if name == "output" and layer.name == "keras.Sequential":
            (shape,) = self._row(layer, [], ast.Constant(0, lineno=layer.line)).shapes[:1]
            return TensorValue(shape, layer)
        if name == "output" and id(layer) in self.outputs:
            return self.outputs[id(layer)]
        if name == "layers":
            return self.layers_of(layer)
        return layer.words.get(name, Method(layer, name))

    def method(self, owner: Any, name: str, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        """What a method of a layer or a network gives, ``NotImplemented`` where nothing of that is known here."""
        if name == "add" and isinstance(owner, PackageObject) and owner.items is not None and values:
            for value in values:  # Gluon's takes several.
                self.add(owner, value)
            return None
        if name == "pop" and isinstance(owner, PackageObject) and owner.items:
            owner.items.popitem()
            return None
        if name == "build":
            shape = values[0] if values else words.get("input_shape", words.get("batch_input_shape"))
            return self._build(owner, shape, node) if isinstance(shape, list | tuple) else None
        if name in ("add_weight", "add_variable", "param") and isinstance(owner, Instance):
            array = self.weight(name, values, words, node)
            called = words.get("name", values[0] if values else None)
            owner.attributes.setdefault(called if isinstance(called, str) else f"{name}_{len(owner.attributes)}", array)
            return array
        if name == "get_layer":
            return self._found(owner, values, words)
        if name in ("init", "tabulate", "predict") and isinstance(owner, Instance):
            return self.apply_own(owner, values[1:] if name != "predict" else values, {}, node)
        if name in ("compile", "fit", "summary", "evaluate", "save", "load_weights", "set_weights", "fit_generator"):
            return None
        if name == "call":
            return (
                self.apply(owner, values, words, node)
                if isinstance(owner, PackageObject)
                else self.apply_own(owner, values, words, node)
            )
        return NotImplemented

    def _build(self, owner: Any, shape: Any, node: ast.AST) -> None:
        several = bool(shape) and all(isinstance(part, list | tuple) for part in shape)
        tensors = [TensorValue((None, *shape_of(part, self.size)[1:])) for part in (shape if several else [shape])]
        if isinstance(owner, Instance):
            self.apply_own(owner, [tensors if several else tensors[0]], {}, node)
        else:
            self.applied(owner, [tensor.shape for tensor in tensors], node)

    def layers_of(self, layer: Any) -> list[Any]:
        """The layers in a network, in the order of their first use; of a plain layer itself."""
        if not isinstance(layer, PackageObject):
            return [layer]
        if layer.kind == "TimeDistributed":
            self._make(layer)
            return [layer.words.get("layer", layer.values[0] if layer.values else None)]
        if layer.name == "keras.Model":
            if isinstance(outputs := self.attribute(layer, "outputs"), Method):
                raise self.program.source.error("a Model takes inputs and outputs", layer.line)
            inputs = self._tensors([self.attribute(layer, "inputs")])
            return layers_between(self._tensors([outputs]), inputs, self.order)
        if layer.items is not None:
            self._make(layer)
            inside = [
                part for part in layer.items.values() if not (isinstance(part, PackageObject) and part.kind in INPUTS)
            ]
            return [*inside, *([layer] if layer.kind not in ("Sequential", "Merge") else [])]
        self._make(layer)
        return [layer]

    def _make(self, layer: PackageObject) -> None:
        """Make the rows of a layer that was never used."""
        inside = [part for part in (layer.items or {}).values() if isinstance(part, PackageObject | Instance)]
        if any(id(part) not in self.rows for part in (inside or [layer])):
            shapes = [] if inside else [said_shape(layer, self.size)]
            self.applied(layer, shapes, ast.Constant(0, lineno=layer.line))

    def rows_of(self, layer: Any) -> list[Placed]:
        """The rows of a layer by itself."""
        return self.rows.get(id(layer), [])

    def built(self, made: Instance) -> None:
        """Follow what an object does with an input of which nothing is known."""
        self.apply_own(made, [TensorValue(None)], {}, ast.Constant(0, lineno=made.line))

    def name_of(self, layer: Any) -> str:
        """What a layer is called in its network."""
        name = layer.attributes.get("name") if isinstance(layer, Instance) else getattr(layer, "words", {}).get("name")
        return name if isinstance(name, str) else snake(layer.kind.name if isinstance(layer, Instance) else layer.kind)

    def _found(self, owner: Any, values: list[Any], words: dict[str, Any]) -> Any:
        return find_layer(self.layers_of(owner) if isinstance(owner, PackageObject) else [], values, words)
