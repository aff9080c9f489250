"""A program read as a whole: its own classes, the layers of packages that it makes, and what it applies them to."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from typing import Any

from symbolic.errors import UsageError
from symbolic.model.code.arithmetic import NotKnown
from symbolic.model.code.attributes import Attributes
from symbolic.model.code.builtin import NAMES, call_builtin
from symbolic.model.code.cells_over_time import PREFIXES
from symbolic.model.code.class_names import bare_class, framework_of, is_known_class, is_layer_class
from symbolic.model.code.elsewhere import makes_a_layer, usual_name
from symbolic.model.code.foreign import TRANSFORMED, ForeignLayers
from symbolic.model.code.freezing import has_flag, named_parts, set_trained
from symbolic.model.code.graphs import SCOPE_FUNCTIONS
from symbolic.model.code.imports import star, usual
from symbolic.model.code.keras_graph import KerasGraph
from symbolic.model.code.linen import CLASS_TRANSFORMS, LINEN, holds_the_same
from symbolic.model.code.methods import call_method
from symbolic.model.code.modules import call_module, module_method
from symbolic.model.code.packages import PARSER, call_package, parser_method, replaced
from symbolic.model.code.rounds import freezes
from symbolic.model.code.scope import Scope
from symbolic.model.code.source import Source, line_of
from symbolic.model.code.unknown_layers import beyond
from symbolic.model.code.values import (
    ArrayOf,
    ArrayValue,
    FunctionValue,
    Instance,
    Method,
    Namespace,
    OwnClass,
    PackageObject,
    Partial,
    Reference,
    Super,
    TensorValue,
    Unknown,
)

OF_LINEN = (
    *("nn.compact", "flax", "linen", "nn.Dense(", "nn.Embed(", "nn.RNN(nn.", "nn.OptimizedLSTMCell", "nn.SimpleCell"),
    *("nn.LSTMCell(features", "nn.GRUCell(features", "nn.MGUCell"),
)
"""What stands in code of Flax alone, so that ``nn`` is its linen."""

BARE_PREFIX = "bare."
"""What the full name of a class begins with whose module the program does not name."""


class Interpreter(Attributes):
    """The objects that a program makes; ``graph`` are the layers of Keras with what they read."""

    def __init__(self, source: Source):
        super().__init__(source)
        self.graph = KerasGraph(self)
        self.foreign = ForeignLayers(self)
        self.modules = star(source.tree)
        self.missing: dict[str, Any] = {}
        self.usual = usual(self.modules)
        if any(name in line for line in source.lines for name in OF_LINEN):
            self.usual["nn"] = Reference("flax.linen")
        self.file.names["__name__"] = "__main__"

    def follow(self) -> None:
        """Follow the whole file."""
        self.run(self.source.tree.body, self.file)

    def undefined(self, node: ast.Name) -> Any:
        if node.id in NAMES:
            return Reference(f"builtins.{node.id}")
        if node.id in self.usual:
            return self.usual[node.id]
        if is_known_class(node.id):
            return Reference(f"{BARE_PREFIX}{node.id}")
        return self.missing.setdefault(node.id, self.unknown(node))

    @cached_property
    def applied(self) -> frozenset[str]:
        """The attributes that are called as functions are."""
        calls = [node.func for node in ast.walk(self.source.tree) if isinstance(node, ast.Call)]
        return frozenset(part.attr for part in calls if isinstance(part, ast.Attribute) and _is_self(part.value))

    def makes_layers(self, nodes: Iterable[ast.AST], scope: Scope) -> bool:
        for node in (part for statement in nodes for part in ast.walk(statement)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
                continue
            first = node.func
            while isinstance(first, ast.Attribute):
                first = first.value
            if not isinstance(first, ast.Name) or first.id == "self":
                continue
            function = self.value(node.func, scope)
            if isinstance(function, OwnClass) and framework_of(function.foreign):
                return True
            if isinstance(function, Reference) and self._is_layer(function.name):
                return True
        return False

    @staticmethod
    def _is_layer(name: str) -> bool:
        return name.startswith(BARE_PREFIX) or is_layer_class(name) or makes_a_layer(usual_name(name))

    def freeze(self, holder: Any, name: str, trained: Any, node: ast.AST) -> None:
        """Note that arrays are trained, or that they are not; of what is not a layer nothing is noted."""
        arrays = isinstance(holder, ArrayOf | ArrayValue | PackageObject | Instance)
        if isinstance(trained, Unknown) and arrays:
            raise self.source.error(f"whether this is trained is only known at run time, by {trained.text}", node)
        if arrays:
            set_trained(holder, name, trained is not False)
            for part in self._below(holder):
                set_trained(part, "*", trained is not False)
        elif trained is False and isinstance(holder, Unknown | Method):
            raise self.source.error("what is not trained from here on is only known at run time", node)

    def _below(self, holder: Any) -> Iterator[Any]:
        """The layers of Keras in a model, of which each has a flag of its own."""
        seen = {id(holder)}
        ahead = [holder] if isinstance(holder, PackageObject | Instance) and has_flag(holder) else []
        while ahead:
            part = ahead.pop()
            inner = part.attributes if isinstance(part, Instance) else part.items or {}
            model = isinstance(part, PackageObject) and part.name == "keras.Model"
            for layer in self.graph.layers_of(part) if model else inner.values():
                if isinstance(layer, PackageObject | Instance) and id(layer) not in seen:
                    seen.add(id(layer))
                    ahead.append(layer)
                    yield layer

    def iterated(self, value: Any) -> list[Any] | None:
        if isinstance(value, PackageObject) and value.items is not None:
            return list(value.items if value.kind == "ModuleDict" else value.items.values())
        return super().iterated(value)

    def joined(self, sign: type[ast.operator], left: Any, right: Any, node: ast.AST) -> Any:
        if sign is ast.MatMult:
            return self.graph.function("matmul", [left, right], {})
        return self.graph.broadcast([side for side in (left, right) if isinstance(side, TensorValue)])

    def entered(self, value: Any) -> int:
        if not (isinstance(value, PackageObject) and value.name in SCOPE_FUNCTIONS):
            return 0
        self.foreign.scopes.enter(value)
        return 1

    def left(self, scopes: int) -> None:
        for _ in range(scopes):
            self.foreign.scopes.leave()

    def _call(self, node: ast.Call, scope: Scope) -> Any:
        if isinstance(node.func, ast.Name) and node.func.id == "super":
            return Super(scope.find("__owner__"), scope.find("__class__"))
        if isinstance(node.func, ast.Attribute) and node.func.attr == "add":
            self._begun(node.func.value, scope)
        return super()._call(node, scope)

    def _begun(self, node: ast.expr, scope: Scope) -> None:
        """A post that begins with ``model.add(...)`` means a Sequential."""
        if isinstance(node, ast.Name) and node.id not in self.usual and scope.find(node.id, self) is self:
            scope.put(node.id, self._of_package("keras.Sequential", [], {}, node))

    def call(self, function: Any, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        if isinstance(function, FunctionValue):
            return self.apply(function, values, words, node)
        if isinstance(function, OwnClass):
            return self.instance(function, values, words, node)
        if isinstance(function, PackageObject):
            return self._apply_layer(function, values, words, node)
        if isinstance(function, Instance):
            return self._apply_own(function, values, words, node)
        if isinstance(function, Reference):
            return self._of_package(function.name, values, words, node)
        if isinstance(function, Method):
            return self._method(function, values, words, node)
        if isinstance(function, Partial):
            return self.call(function.function, [*function.values, *values], {**function.words, **words}, node)
        if (made := beyond(function, [*values, *words.values()], node)) is None:
            raise NotKnown
        return made

    def _of_package(self, name: str, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        if name.startswith(BARE_PREFIX):
            name = bare_class(name.removeprefix(BARE_PREFIX), words, values, self.modules)
        if name == "builtins.range":
            values = [self.size(value) for value in values]
        if name.startswith(("builtins.", "math.")):
            return call_builtin(name.removeprefix("builtins."), values, words, self.iterated)
        if name.startswith(LINEN) and (kind := name.removeprefix(LINEN)) in CLASS_TRANSFORMS and values:
            if not holds_the_same(kind, words):
                raise self.source.error(f"nn.{kind} makes arrays of its own, which are not read here", node)
            return values[0]
        made = self.foreign.call(name, values, words, node)
        return self.make(name, values, words, node) if made is NotImplemented else made

    def make(self, name: str, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        """What a class or a function of a package gives that is one of today."""
        if is_layer_class(name):
            made = PackageObject(name, values, words, line_of(node))
            if name.startswith(("keras.", LINEN)):
                return self._of_graph(made, node)
            return call_module(self, made)
        if name.endswith((".int_shape", ".shape")) and values and isinstance(values[0], TensorValue):
            return self._shape(values[0], node)
        if name.startswith(("keras.", "tensorflow.", "jax.", LINEN)) and name != "jax.random.split":
            result = self.graph.function(name, values, words)
            if result is not None:
                return result
        result = call_package(name, values, words, line_of(node))
        if result is not None:
            return result
        return beyond(Reference(name), [*values, *words.values()], node) or self.unknown(node)

    def _of_graph(self, made: PackageObject, node: ast.AST) -> Any:
        try:
            return self.graph.made(made)
        except UsageError as error:
            raise self.source.error(str(error), node) from None

    def instance(self, kind: OwnClass, values: list[Any], words: dict[str, Any], node: ast.AST) -> Instance:
        """An object of a class of the program, its ``__init__`` followed."""
        made = Instance(kind, line_of(node))
        initializer = kind.find("__init__")
        layer = next((name for name in kind.foreign if is_layer_class(name) and not name.endswith(".Model")), "")
        if initializer is not None and isinstance(initializer[0], FunctionValue):
            if any(name.endswith("LightningModule") for name in kind.foreign):
                made.attributes["hparams"] = self._arguments(initializer[0], values, words)
            self.apply(
                FunctionValue(initializer[0].node, initializer[0].scope, made, initializer[1]), values, words, node
            )
        elif layer:
            made.base = self._of_package(layer, values, words, node)
        else:
            names = [name for part in reversed(kind.lineage) for name in part.fields]
            made.attributes |= dict(zip(names, values, strict=False)) | {n: v for n, v in words.items() if n != "**"}
            self._defaults(made, names)
        if "name" in words and isinstance(words["name"], str):
            made.attributes.setdefault("name", words["name"])
        for name in ("setup", "__post_init__"):
            if isinstance(method := self._of_instance(made, name, node), FunctionValue):
                self.apply(method, [], {}, node)
        return made

    def _arguments(self, function: FunctionValue, values: list[Any], words: dict[str, Any]) -> Namespace:
        """What ``save_hyperparameters`` of Lightning keeps: the arguments of ``__init__``."""
        arguments = function.node.args
        names = [argument.arg for argument in (*arguments.args, *arguments.kwonlyargs)][1:]
        nodes = [*zip(reversed(arguments.args), reversed(arguments.defaults), strict=False)]
        nodes += [(name, node) for name, node in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if node]
        defaults = {argument.arg: self.value(node, function.scope) for argument, node in nodes}
        unknown = {name: Unknown(name, function.node.lineno, name) for name in names}
        return Namespace(unknown | defaults | dict(zip(names, values, strict=False)) | words)

    def _defaults(self, made: Instance, names: list[str]) -> None:
        """``field(default=3)`` of a dataclass is its default."""
        for name in names:
            member = made.kind.find(name)
            value = member[0] if member else None
            if name in made.attributes or not isinstance(value, Namespace):
                continue
            if "default" in value.attributes:
                made.attributes[name] = value.attributes["default"]
            elif "default_factory" in value.attributes:
                with suppress(NotKnown):
                    made.attributes[name] = self.call(value.attributes["default_factory"], [], {}, made.kind.node)

    def _apply_layer(self, layer: PackageObject, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        if layer.name.startswith(("keras.", "flax.linen.", *PREFIXES)):
            return self.graph.apply(layer, values, words, node)
        raise NotKnown

    def _apply_own(self, made: Instance, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        framework = framework_of(made.kind.foreign)
        if framework in ("keras", "linen", "gluon"):
            return self.graph.apply_own(made, values, words, node)
        method = self._of_instance(made, "__call__", node)
        if not framework and isinstance(method, FunctionValue):
            return self.apply(method, values, words, node)
        raise NotKnown

    def _method(self, method: Method, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        owner, name = method.owner, method.name
        if isinstance(owner, Super):
            return self._of_base(owner, name, values, words, node)
        if isinstance(owner, PackageObject) and owner.name == PARSER:
            return parser_method(owner, name, values, words)
        if isinstance(owner, PackageObject) and owner.name == TRANSFORMED and name in ("init", "apply"):
            behind = values[1:] if name == "init" else values[2:]
            return self.foreign.build(owner, behind if owner.items is None else [], node)[0]
        if isinstance(owner, PackageObject) and owner.name in SCOPE_FUNCTIONS and name == "reuse_variables":
            return self.foreign.scopes.reuse_from_here()
        if name == "apply" and values and isinstance(values[0], FunctionValue) and freezes([values[0].node]):
            for _, part in [*named_parts(owner)][::-1]:
                self.call(values[0], [part], {}, node)
            return owner
        if isinstance(owner, Instance) and name == "_replace":
            return replaced(owner, words)
        if isinstance(owner, PackageObject | Instance) and name == "requires_grad_":
            self.freeze(owner, "*", values[0] if values else words.get("requires_grad", True), node)
            return owner
        if isinstance(owner, ArrayOf):
            if name == "requires_grad_":
                self.freeze(owner, "*", values[0] if values else words.get("requires_grad", True), node)
            return owner
        if isinstance(owner, PackageObject | Instance):
            keras = (
                owner.name.startswith("keras")
                if isinstance(owner, PackageObject)
                else framework_of(owner.kind.foreign) in ("keras", "linen", "gluon")
            )
            made = (
                self.graph.method(owner, name, values, words, node)
                if keras
                else module_method(self, owner, name, values, words)
            )
            if made is NotImplemented:
                raise NotKnown
            return made
        if isinstance(owner, TensorValue):
            return self.graph.tensor_method(owner, name, values, words)
        if isinstance(owner, Namespace):
            raise NotKnown
        return call_method(owner, name, values, words, self.iterated)

    def _of_base(self, parent: Super, name: str, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        """A method of what a class of the program derives from in a package."""
        owner = parent.owner
        if not isinstance(owner, Instance) or name != "__init__":
            raise NotKnown
        if isinstance(words.get("name"), str):
            owner.attributes.setdefault("name", words["name"])
        foreign = [base for base in owner.kind.foreign if is_layer_class(base)]
        if foreign and foreign[0] != "keras.Model":
            owner.base = self._of_package(foreign[0], values, words, node)
        elif foreign and len(values) + len({"inputs", "outputs"} & words.keys()) > 1:
            owner.base = self._of_package("keras.Model", values, words, node)
        return None


def _is_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"
