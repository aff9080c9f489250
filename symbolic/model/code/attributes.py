"""The attributes and the items of what a program makes."""

from __future__ import annotations

import ast
from typing import Any

from symbolic.model.code.arithmetic import NotKnown
from symbolic.model.code.array_shapes import indexed, moved
from symbolic.model.code.imports import full
from symbolic.model.code.keras_graph import KerasGraph
from symbolic.model.code.modules import holding
from symbolic.model.code.running import Running
from symbolic.model.code.source import line_of, unparsed
from symbolic.model.code.values import (
    ArrayOf,
    ArrayValue,
    FunctionValue,
    Instance,
    LastAxisShape,
    Method,
    Namespace,
    OwnClass,
    PackageObject,
    Reference,
    Super,
    TensorValue,
    Unknown,
    bound_to,
)

OF_MODULES = ("register_buffer", "register_parameter", "parameters", "named_parameters", "named_modules", "modules")
"""Methods of a module that are of the whole object, also of one that derives from a layer."""


class Attributes(Running):
    """Reads of attributes and items; ``graph`` are the layers of Keras with what they read."""

    graph: KerasGraph

    def attribute(self, value: Any, name: str, node: ast.AST) -> Any:
        if isinstance(value, Reference):
            return Reference(full(f"{value.name}.{name}"))
        if isinstance(value, Instance):
            return self._of_instance(value, name, node)
        if isinstance(value, Namespace):
            return value.attributes.get(name, Unknown(f"{value.text}.{name}".lstrip("."), line_of(node), name))
        if isinstance(value, OwnClass):
            member = value.find(name)
            return Method(value, name) if member is None else bound_to(value, *member)
        if isinstance(value, Super):
            return self._of_super(value, name)
        if isinstance(value, PackageObject):
            return self._of_made(value, name, node)
        if isinstance(value, TensorValue | ArrayValue) and name == "shape":
            return self._shape(value, node)
        if isinstance(value, TensorValue) and name in ("h", "c"):
            return value
        if isinstance(value, ArrayValue) and name in ("T", "data"):
            return value if name == "data" else ArrayValue(moved(value.shape, "T", []), value.line, value.trained)
        if isinstance(value, dict) and name in value:
            return value[name]
        if isinstance(value, Unknown):
            return Unknown(f"{value.text}.{name}", value.line, name)
        return Method(value, name)

    def _shape(self, value: TensorValue | ArrayValue, node: ast.AST) -> Any:
        if value.shape is None or isinstance(value.shape, LastAxisShape):
            return self.unknown(node)
        return tuple(
            Unknown(f"{unparsed(node)}[{place}]", line_of(node)) if extent is None and place else extent
            for place, extent in enumerate(value.shape)
        )

    def _of_instance(self, value: Instance, name: str, node: ast.AST) -> Any:
        if name in value.attributes:
            return value.attributes[name]
        member = value.kind.find(name)
        if member is not None:
            inside, kind = member
            if isinstance(inside, FunctionValue) and not isinstance(inside.node, ast.Lambda):
                words = {part.id for part in inside.node.decorator_list if isinstance(part, ast.Name)}
                if "staticmethod" in words:
                    return inside
                bound = FunctionValue(inside.node, inside.scope, value.kind if "classmethod" in words else value, kind)
                return self.apply(bound, [], {}, node) if "property" in words else bound
            return inside
        if name == "__class__":
            return value.kind
        if value.base is not None and name not in OF_MODULES:
            return self._of_made(value.base, name, node)
        if name in value.kind.fields:
            return Unknown(f"self.{name}", value.line, name)
        return Method(value, name)

    def _of_super(self, value: Super, name: str) -> Any:
        owner = value.owner
        if isinstance(owner, Instance):
            lineage = owner.kind.lineage
            place = lineage.index(value.within) + 1 if value.within in lineage else 1
            for kind in lineage[place:]:
                if isinstance(inside := kind.attributes.get(name), FunctionValue):
                    return FunctionValue(inside.node, inside.scope, owner, kind)
        return Method(value, name)

    def _of_made(self, value: PackageObject, name: str, node: ast.AST) -> Any:
        if name in value.attributes:
            return value.attributes[name]
        if value.items is not None and name in value.items:
            return value.items[name]
        if name in ("weight", "bias", "kernel", "embeddings", "in_proj_weight", "in_proj_bias") or name.startswith(
            ("weight_", "bias_")
        ):
            return ArrayOf(value, name)
        if name == "cell" and value.values and isinstance(value.values[0], PackageObject):
            return value.values[0]
        return self.graph.attribute(value, name) if value.name.startswith("keras") else holding(value, name)

    def item(self, value: Any, index: Any, node: ast.AST) -> Any:
        if isinstance(value, PackageObject) and value.items is not None:
            items = list(value.items.values())
            if isinstance(index, str):
                return value.items.get(index, self.unknown(node))
            if isinstance(index, int) and -len(items) <= index < len(items):
                return items[index]
            return items[index] if isinstance(index, slice) else self.unknown(node)
        if isinstance(value, TensorValue):
            return self.graph.indexed(value, index)
        if isinstance(value, ArrayValue) and (shape := indexed(value.shape, index)) is not None:
            return ArrayValue(shape, value.line, value.trained)
        if isinstance(value, dict) and isinstance(index, str | int | float | bool):
            return value.get(index, self.unknown(node))
        if isinstance(value, str | list | tuple | range) and isinstance(index, int | slice):
            try:
                element = value[index]
            except (IndexError, ValueError):
                raise NotKnown from None
            return list(element) if isinstance(element, range) else element
        if isinstance(value, Unknown):
            return Unknown(f"{value.text}[{index if isinstance(index, int | str) else '...'}]", value.line)
        raise NotKnown
