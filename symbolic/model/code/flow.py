"""The layers that one input goes through, one after another, in ``forward`` or ``call`` of a class of a program."""

from __future__ import annotations

import ast
from typing import Any

from symbolic.model.code.flow_functions import FUNCTION_LAYERS, HARMLESS_METHODS, TENSOR_METHODS, is_whole
from symbolic.model.code.program import Interpreter
from symbolic.model.code.scope import Scope
from symbolic.model.code.source import Source, line_of, unparsed
from symbolic.model.code.values import (
    FunctionValue,
    Instance,
    Method,
    PackageObject,
    Reference,
    TensorValue,
    Unknown,
)

TORCH_RECURRENT = ("LSTM", "GRU", "RNN")
BATCH_FIRST_PLACES = {
    "LSTM": 4,
    "GRU": 4,
    "RNN": 5,
    "MultiheadAttention": 8,
    **dict.fromkeys(("TransformerEncoderLayer", "TransformerDecoderLayer"), 6),
}
"""Which argument batch_first is where it is given without its name."""

ZEROS_METHODS = ("detach", "requires_grad_")
"""Methods that leave zeros what they are."""

GRADIENTS_OFF = ("torch.no_grad", "torch.inference_mode", "torch.set_grad_enabled")
ATTENTION_WORDS = ("need_weights", "average_attn_weights")
"""What is said to an attention that changes nothing of what goes on."""

LAST_AXIS_READERS = ("Linear", "LayerNorm", "RMSNorm", "Embedding", "MultiheadAttention")
"""What reads the last axis."""


class Flowing:
    """What flows through a network: what the layer at a place of the row gives, or a part of that.

    ``form`` is "tensor", or of a recurrent layer of PyTorch "pair" for all that it gives, "states" and "hidden".
    """

    def __init__(self, place: int, form: str = "tensor", made: PackageObject | None = None):
        self.place, self.form, self.made = place, form, made


class Zeros(Unknown):
    """Zeros, as a state at the beginning is."""


class InputPath(Interpreter):
    """Follows one input through a program; what it goes through is in ``pieces``, a layer or a word each."""

    def __init__(self, source: Source):
        super().__init__(source)
        self.pieces: list[PackageObject | str] = []
        self.following = False
        self.steps_first: bool | None = None
        """Whether the steps are the first axis, as PyTorch's recurrent layers have them unless batch_first is true."""
        self.channels_first: bool | None = None
        """Whether the steps are behind the channels, as a convolution of PyTorch reads them; None before any layer."""
        self.over_map = False
        """Whether a layer over a map of several axes has been read."""
        self.turned = False
        """Whether the channels and the steps have changed places since a layer has read them."""
        self.by_last = False
        """Whether a layer has read the last axis before any said where the channels are."""
        self.changed: set[int] = set()
        """Layers that a hook changes, or that drop numbers in use, too."""
        self.vector = False
        """Whether one vector of a sequence goes on."""

    def through(self, network: Any) -> None:
        """Follow an input through a layer, a row of them, or an object of a class; raises `CodeError`."""
        self.following = True
        node = ast.Constant(0, lineno=getattr(network, "line", 1))
        result = self.call(network, [Flowing(0)], {}, node)
        if not isinstance(result, Flowing) or result.form != "tensor" or result.place != len(self.pieces):
            raise self.source.error("what comes out of this network is not what its last layer gives alone", node)

    def refused(self, what: str, node: ast.AST) -> Exception:
        return self.source.error(f"{what} is not one layer behind another, and export writes a row of layers", node)

    def call(self, function: Any, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        if not self.following:
            self._note_change(function, words)
            return super().call(function, values, words, node)
        if isinstance(function, Reference) and function.name in GRADIENTS_OFF:
            raise self.source.error("what is computed here has no gradient, which no layer of a row says", node)
        flowing = [part for value in (*values, *words.values()) for part in _inside(value) if isinstance(part, Flowing)]
        of_tensor = isinstance(function, Method) and isinstance(function.owner, Flowing)
        if not flowing and not of_tensor:
            if isinstance(function, Reference) and function.name in ("torch.zeros", "torch.zeros_like"):
                return Zeros("torch.zeros(...)", line_of(node), "zeros")
            if isinstance(function, Method) and isinstance(function.owner, Zeros):
                return (
                    function.owner
                    if function.name in (*HARMLESS_METHODS, *ZEROS_METHODS)
                    else Unknown(unparsed(node), line_of(node))
                )
            if any(isinstance(part, Zeros) for value in values for part in _inside(value)):
                raise self.refused(unparsed(node), node)
            return super().call(function, values, words, node)
        if isinstance(function, PackageObject):
            return self._into(function, values, words, node)
        if isinstance(function, Instance):
            if (method := self._method_of(function, node)) is not None:
                if id(function) in self.changed:
                    raise self.refused(f"a hook of {function.kind.name}", node)
                return self.call(method, values, self._with_training(method, words, node), node)
            raise self.refused(f"what {function.kind.name} does", node)
        if isinstance(function, Method) and of_tensor:
            return self._on_tensor(function, values, words, node)
        if isinstance(function, Reference):
            return self._function(function, values, words, node)
        if isinstance(function, Unknown | Method):
            raise self.refused(unparsed(node), node)
        return super().call(function, values, words, node)

    def _note_change(self, function: Any, words: dict[str, Any]) -> None:
        """Note the layer that a hook changes, and the one of Keras that is called as in training."""
        hooked = isinstance(function, Method) and function.name.startswith("register_") and "hook" in function.name
        if hooked:
            self.changed.add(id(function.owner))
        elif isinstance(function, PackageObject) and words.get("training") is True:
            self.changed.add(id(function))

    @staticmethod
    def _with_training(method: Any, words: dict[str, Any], node: ast.AST) -> dict[str, Any]:
        """The arguments by name, and that nobody knows whether ``training`` is true."""
        named = method.node.args if isinstance(method, FunctionValue) else None
        takes = named and any(part.arg == "training" for part in (*named.args, *named.kwonlyargs))
        return {"training": Unknown("training", line_of(node)), **words} if takes else words

    def _method_of(self, made: Instance, node: ast.AST) -> Any:
        for name in ("forward", "call"):
            if made.kind.find(name):
                return self.attribute(made, name, node)
        return None

    def _head(self, value: Any, node: ast.AST) -> Flowing:
        """What a layer reads, which is what the last one gives."""
        if not isinstance(value, Flowing) or value.form != "tensor" or value.place != len(self.pieces):
            raise self.refused(unparsed(node), node)
        return value

    def _put(self, piece: PackageObject | str) -> Flowing:
        self.pieces.append(piece)
        return Flowing(len(self.pieces))

    def _into(self, layer: PackageObject, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        """What a layer gives for what flows; ``training`` and zeros for a state change nothing."""
        beside = [*values[1:], *(value for name, value in words.items() if name not in ("training", "input"))]
        head = self._head(values[0] if values else words.get("input"), node)
        if words.get("training") is True or id(layer) in self.changed:
            raise self.refused(unparsed(node), node)
        alike = all(isinstance(value, Flowing) and value.place == head.place for value in values)
        if layer.kind == "MultiheadAttention" and layer.name.startswith("torch") and len(values) == 3 and alike:
            if any(word not in ATTENTION_WORDS and value is not None for word, value in words.items()):
                raise self.refused(unparsed(node), node)
            self._over(layer, node)
            return Flowing(self._put(layer).place, "pair", layer)
        if not all(isinstance(part, Zeros) or part is None for value in beside for part in _inside(value)):
            raise self.refused(unparsed(node), node)
        if layer.kind == "Sequential":
            result: Any = head
            for inner in (layer.items or {}).values():
                result = self.call(inner, [result], {}, node)
            return result
        if layer.items is not None or layer.kind == "Model":
            raise self.refused(f"a call of {layer.kind}", node)
        if layer.name.startswith("torch."):
            self._lay_out(layer, node)
        made = self._put(layer)
        if layer.name.startswith("torch.nn.") and layer.kind in TORCH_RECURRENT:
            self._over(layer, node)
            return Flowing(made.place, "pair", layer)
        if layer.name.startswith("torch.nn.Transformer"):
            self._over(layer, node)
        if layer.kind == "Flatten":
            self._check_order(node)
            self.vector = True
        return made

    def _lay_out(self, layer: PackageObject, node: ast.AST) -> None:
        """Note where the channels are, by a layer of PyTorch that reads them there."""
        self.over_map |= layer.kind.endswith(("2d", "3d")) and not layer.kind.startswith("Dropout")
        over_channels = layer.kind.endswith("1d") and not layer.kind.startswith(("Dropout", "BatchNorm"))
        by_last = layer.kind in (*LAST_AXIS_READERS, *TORCH_RECURRENT) or layer.kind.startswith("Transformer")
        if by_last and self.over_map and not self.vector:
            raise self.source.error(f"{layer.kind} reads the last axis of a map, and its channels are the second", node)
        if self.vector or not (over_channels or by_last or layer.kind in ("BatchNorm1d", "GroupNorm")):
            return
        if layer.kind == "Linear" and self.channels_first is None:
            self.by_last = True
            return
        if over_channels and self.by_last and self.channels_first is None:
            raise self.source.error(f"{layer.kind} reads the second axis, and a Linear before it the last one", node)
        if layer.kind in ("BatchNorm1d", "GroupNorm"):
            if self.channels_first is not False:
                return
        elif self.channels_first in (None, over_channels):
            self.channels_first, self.turned = over_channels, False
            return
        where = "last" if self.channels_first else "second"
        raise self.source.error(f"{layer.kind} reads the {where} axis here, which is that of the steps", node)

    def _over(self, layer: PackageObject, node: ast.AST) -> None:
        """Note which axis the steps are, by a layer that goes over them."""
        place = BATCH_FIRST_PLACES.get(layer.kind, len(layer.values))
        said = layer.words.get("batch_first", layer.values[place] if len(layer.values) > place else False)
        if not isinstance(said, bool):
            raise self.source.error("whether the steps are the first axis is only known at run time", node)
        first = not said
        if self.steps_first not in (None, first):
            raise self.source.error("this layer has batch_first otherwise than the one before it", node)
        self.steps_first = first

    def _function(self, function: Reference, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        """A function of PyTorch's as the layer that does the same."""
        module, _, name = function.name.rpartition(".")
        if module == "torch" and name == "flatten":
            return self._on_tensor(Method(values[0], "flatten"), values[1:], words, node)
        found = FUNCTION_LAYERS.get(name) if module in ("torch", "torch.nn.functional") else None
        if found is None or not values:
            raise self.refused(unparsed(node), node)
        head = self._head(values[0], node)
        said = {word: value for word, value in words.items() if word not in ("training", "inplace", "dtype")}
        others = values[1:2] if name == "dropout" else values[1:]
        training = words.get("training", values[2] if len(values) > 2 else True)
        if name == "dropout" and not isinstance(training, Unknown):
            raise self.source.error(
                "without training=self.training it drops numbers in use, too, as no layer does", node
            )
        return self._into(PackageObject(f"torch.nn.{found}", others, said, line_of(node)), [head], {}, node)

    def _on_tensor(self, method: Method, values: list[Any], words: dict[str, Any], node: ast.AST) -> Any:
        """What a method of a tensor gives."""
        tensor, name = method.owner, method.name
        if name in ("size", "dim"):
            return Unknown(unparsed(node), line_of(node))
        head = self._head(tensor, node)
        if name in HARMLESS_METHODS:
            return head
        if name in TENSOR_METHODS:
            return self._function(Reference(f"torch.{name}"), [head, *values], words, node)
        turned = (name, values) in (("transpose", [1, 2]), ("transpose", [2, 1]), ("permute", [0, 2, 1]))
        if turned and not (self.vector or self.steps_first or self.channels_first is None):
            self.channels_first, self.turned = not self.channels_first, not self.turned
            return head
        flat = name == "flatten" and [*values, *words.values()] == [1]
        flat |= name in ("view", "reshape") and len(values) == 2 and values[1] == -1
        # On a map the numbers behind are all of them, or what reads them next does not fit.
        flat |= name in ("view", "reshape") and len(values) == 2 and self.over_map
        if flat and not self.steps_first:
            self._check_order(node)
            self.vector = True
            return self._put("flatten")
        raise self.refused(unparsed(node), node)

    def _check_order(self, node: ast.AST) -> None:
        """Raise `CodeError` where the numbers of a vector do not have the order in which a layer gives them."""
        if self.turned:
            raise self.refused(f"{unparsed(node)} of axes that have changed places", node)

    def attribute(self, value: Any, name: str, node: ast.AST) -> Any:
        if self.following and name == "training" and isinstance(value, Instance | PackageObject):
            return Unknown(unparsed(node), line_of(node))
        if isinstance(value, Flowing):
            shape = name in ("shape", "device", "dtype", "ndim")
            return Unknown(unparsed(node), line_of(node)) if shape else Method(value, name)
        return Method(value, name) if isinstance(value, Zeros) else super().attribute(value, name, node)

    def iterated(self, value: Any) -> list[Any] | None:
        if isinstance(value, Flowing) and value.form != "tensor":
            return self._parts(value)
        return super().iterated(value)

    @staticmethod
    def _parts(value: Flowing) -> list[Any]:
        """What a recurrent layer gives: the steps and the states, of an LSTM two."""
        kind = value.made.kind if value.made else ""
        if value.form == "pair":
            rest = "hidden" if kind != "LSTM" else "states"
            return [
                Flowing(value.place),
                Flowing(value.place, rest if kind in TORCH_RECURRENT else "scores", value.made),
            ]
        if value.form == "states":
            return [Flowing(value.place, "hidden", value.made), Flowing(value.place, "cell", value.made)]
        return []

    def item(self, value: Any, index: Any, node: ast.AST) -> Any:
        if not isinstance(value, Flowing):
            return super().item(value, index, node)
        if value.form in ("pair", "states") and index in (0, 1):
            return self._parts(value)[index]
        if value.form == "hidden" and index == -1 and value.made and not _has_two(value.made):
            # The state behind the last step of the uppermost layer is what that gives there.
            return self._last(Flowing(value.place), node)
        if value.form != "tensor" or self.vector:
            raise self.refused(unparsed(node), node)
        every = index if isinstance(index, tuple) else (index,)
        while len(every) > 1 and is_whole(every[-1]):
            every = every[:-1]
        batch_first = len(every) == 2 and is_whole(every[0]) and every[1] == -1
        if (every != (-1,) and not batch_first) or self.steps_first is None or self.channels_first:
            raise self.refused(unparsed(node), node)
        if self.steps_first == batch_first:
            axis = "without batch_first=True" if batch_first else "with batch_first=True"
            raise self.source.error(
                f"{axis}, {unparsed(node)} is the last sequence of the batch, not the last step", node
            )
        return self._last(value, node)

    def _last(self, value: Flowing, node: ast.AST) -> Flowing:
        self._head(value, node)
        self.vector = True
        return self._put("last")

    def binary(self, sign: type[ast.operator], left: Any, right: Any, node: ast.AST) -> Any:
        if isinstance(left, Flowing) or isinstance(right, Flowing):
            raise self.refused(unparsed(node), node)
        return super().binary(sign, left, right, node)

    def _unaryop(self, node: ast.UnaryOp, scope: Scope) -> Any:
        value = super()._unaryop(node, scope)
        return TensorValue(value.shape, None, (value,)) if isinstance(value, TensorValue) else value

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        if isinstance(target, ast.Subscript) and isinstance(self.value(target.value, scope), Flowing | Zeros):
            raise self.refused(unparsed(target), target)
        super().assign(target, value, scope)


def _inside(value: Any) -> list[Any]:
    """A value, or those in lists of it."""
    if isinstance(value, list | tuple):
        return [part for inner in value for part in _inside(inner)]
    return [value]


def _has_two(layer: PackageObject) -> bool:
    """Whether it goes in both directions, or whether nobody knows."""
    return layer.words.get("bidirectional", False) is not False or len(layer.values) > 6
