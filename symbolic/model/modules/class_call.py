"""The call of a framework's class as it was written, and what of it another framework has, too."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any, NamedTuple

from symbolic.errors import UsageError
from symbolic.model.classes import find_class
from symbolic.record import Record

LIBRARY_BY_PREFIX = {"torch.nn.": "torch", "nn.": "torch", "keras.layers.": "keras", "tf.keras.layers.": "keras"}
UNSEEN_WORDS = "device dtype inplace name batch_first autocast seed kernel_initializer bias_initializer"
UNSEEN = frozenset(UNSEEN_WORDS.split())
"""Arguments that change neither what is held nor what is computed of it."""


class NumberFunction(NamedTuple):
    """A function of each number by its name, and its number: a slope, a share."""

    name: str
    number: float | None = None


class ClassCall(Record):
    """The class of a layer and its arguments by name."""

    library: str
    kind: str
    named: Mapping[str, Any]

    def only(self, *names: str) -> None:
        """Raise `UsageError` for an argument that is not one of these."""
        for name, value in self.named.items():
            said = value not in (None, False) or (name == "padding_idx" and value is not None)
            if name not in (*names, *UNSEEN) and said:
                raise UsageError(f"{name}={value!r} of {self.kind} is not written in another framework")


def read_call(text: str) -> ClassCall | None:
    """The call of a class of PyTorch or Keras; None for one of another library.

    Raises `UsageError` where an argument is no number and no word.

    >>> read_call("nn.LeakyReLU(0.2)")
    ClassCall(library='torch', kind='LeakyReLU', named={'negative_slope': 0.2})
    """
    prefix = next((prefix for prefix in LIBRARY_BY_PREFIX if text.startswith(prefix)), None)
    if prefix is None:
        return None
    name, _, rest = text.removeprefix(prefix).partition("(")
    made = find_class(f"{prefix}{name}")
    try:
        call = ast.parse(f"f({rest or ')'}", mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise UsageError(f"the arguments of {text[:60]} are not all numbers and words") from None
    if made is None or not isinstance(call, ast.Call):
        return None
    named = made.named(
        [_literal(value) for value in call.args if not _is_frozen(value)],
        {str(word.arg): _literal(word.value) for word in call.keywords},
    )
    return ClassCall(LIBRARY_BY_PREFIX[prefix], name, named)


def find_function(call: ClassCall) -> NumberFunction | None:
    """The function of each number that a class is; None for another class.

    Raises `UsageError` for arguments with which another framework has no such function.

    >>> find_function(ClassCall("keras", "LeakyReLU", {})), find_function(ClassCall("torch", "ReLU", {}))
    (NumberFunction(name='leaky_relu', number=0.3), NumberFunction(name='relu', number=None))
    """
    said, kind = dict(call.named), call.kind
    if kind in ("Softmax", "LogSoftmax"):
        axis = said.pop("dim", said.pop("axis", -1 if call.library == "keras" else None))
        ClassCall(call.library, kind, said).only()
        if axis != -1:
            raise UsageError(f"{kind} over axis {axis} is not written in another framework; over the last it is -1")
        return NumberFunction({"Softmax": "softmax", "LogSoftmax": "log_softmax"}[kind])
    if kind == "Activation":
        return read_activation(said.get("activation"))
    if kind == "LeakyReLU":
        call.only("negative_slope", "alpha")
        return NumberFunction("leaky_relu", said.get("negative_slope", said.get("alpha", LEAKY_SLOPES[call.library])))
    if kind == "ELU":
        call.only("alpha")
        return NumberFunction("elu", said.get("alpha", 1.0))
    if kind == "ReLU" and call.library == "keras":
        call.only()
        return NumberFunction("relu")
    if call.library == "torch" and kind in PLAIN_FUNCTIONS:
        if said.get("approximate") == "none":
            del said["approximate"]
        ClassCall(call.library, kind, said).only()
        return NumberFunction(PLAIN_FUNCTIONS[kind])
    return None


def read_activation(word: Any) -> NumberFunction | None:
    """The function that Keras has by a word; raises `UsageError` for one that is not written elsewhere.

    >>> read_activation("leaky_relu"), read_activation("linear")
    (NumberFunction(name='leaky_relu', number=0.2), None)
    """
    if word in (None, "linear"):
        return None
    if word == "leaky_relu":
        return NumberFunction("leaky_relu", 0.2)
    if word == "elu":
        return NumberFunction("elu", 1.0)
    name = {"swish": "silu"}.get(str(word), str(word))
    if name not in {*PLAIN_FUNCTIONS.values(), "softmax", "log_softmax"}:
        raise UsageError(f"activation={str(word)[:40]!r} is not written in another framework")
    return NumberFunction(name)


LEAKY_SLOPES = {"torch": 0.01, "keras": 0.3}
"""The slope of a leaky ReLU below zero where nobody says it."""

PLAIN_FUNCTIONS = {
    **{name: name.lower() for name in ("ReLU", "Tanh", "Sigmoid", "SELU", "GELU", "SiLU", "Softplus", "Softsign")},
    "Mish": "mish",
    "Hardswish": "hard_swish",
    "ReLU6": "relu6",
}
"""The functions of one number without arguments, by PyTorch's classes, as Keras calls them."""


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ast.unparse(node)


def _is_frozen(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "frozen"
