"""Which framework a class is of that a program names without its module, and what is a layer at all."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from symbolic.frameworks import layers
from symbolic.model.code.gluon import GLUON_BASES as GLUON
from symbolic.model.code.haiku import HAIKU_BASES as HAIKU

LAYER_MODULES = ("torch.nn", "keras.layers", "keras", "flax.linen", "flax.nnx", "equinox.nn")
MODULE_CLASSES = {
    "torch.nn.Module": "torch",
    "torch.jit.ScriptModule": "torch",
    "keras.Model": "keras",
    "keras.layers.Layer": "keras",
    "flax.linen.Module": "linen",
    "flax.nnx.Module": "nnx",
    "equinox.Module": "equinox",
    "paddle.nn.Layer": "torch",
    **dict.fromkeys(HAIKU, "linen"),
    **dict.fromkeys(GLUON, "gluon"),
}
"""The classes that a network of one's own derives from, with what follows of that."""

KERAS_WORDS = frozenset(("return_sequences", "return_state", "input_shape", "input_dim", "input_length", "units"))
"""Arguments that Keras's layers alone have."""

CONTAINER_NAMES = ("Sequential", "ModuleList", "ModuleDict")
FUNCTIONAL = ("Input", "InputLayer", "Bidirectional", "TimeDistributed", "Merge", "Lambda")


def framework_of(names: list[str]) -> str:
    """The framework of a class by the classes of packages that it derives from; empty where it makes no network.

    >>> framework_of(["torch.nn.Module"]), framework_of(["object"]), framework_of(["pl.LightningModule"])
    ('torch', '', 'torch')
    """
    for name in names:
        if name in MODULE_CLASSES:
            return MODULE_CLASSES[name]
        if name.endswith(("LightningModule", "PreTrainedModel")) or (
            name.startswith("torch.nn.") and is_layer_class(name)
        ):
            return "torch"
        if name.startswith("keras.layers.") or name == "keras.Sequential":
            return "keras"
    return ""


def is_layer_class(name: str) -> bool:
    """Whether a full name is that of a class of a framework's layers.

    >>> is_layer_class("torch.nn.LSTM"), is_layer_class("torch.nn.Parameter"), is_layer_class("torch.Tensor")
    (True, False, False)
    """
    module, _, kind = name.rpartition(".")
    if module == "keras":
        return kind in ("Sequential", "Model", "Input")
    camel = bool(re.match(r"[A-Z]+[a-z0-9]*|[A-Z]{3}", kind))
    return (
        module in LAYER_MODULES and camel and kind not in ("Module", "Parameter", "Layer", "Param", "Rngs", "Variable")
    )


def bare_class(name: str, words: dict[str, Any], values: list[Any], modules: list[str]) -> str:
    """The full name of a class that stands without its module, empty where no framework has it.

    The module that a program takes all names of comes first; else the framework whose arguments these are.

    >>> bare_class("Linear", {}, [3, 4], []), bare_class("LSTM", {}, [256], []), bare_class("LSTM", {}, [10, 20], [])
    ('torch.nn.Linear', 'keras.layers.LSTM', 'torch.nn.LSTM')
    """
    torch, keras = name in _torch(), name in _keras()
    if not (torch or keras):
        return ""
    if torch and keras:
        whole = len(values) > 1 and all(not isinstance(value, str | bool | type(None)) for value in values[:2])
        pairs = name in ("LSTM", "GRU", "RNN", "LSTMCell", "GRUCell") and whole
        torch = "torch.nn" in modules or (
            not any(m.startswith("keras") for m in modules)
            and not KERAS_WORDS & words.keys()
            and (pairs or _torch_words(words))
        )
    if torch:
        return f"torch.nn.{name}"
    return f"keras.{name}" if name in ("Sequential", "Model", "Input") else f"keras.layers.{name}"


def is_known_class(name: str) -> bool:
    """Whether a name without a module is that of a class of some framework's layers.

    >>> is_known_class("LSTM"), is_known_class("Tokenizer")
    (True, False)
    """
    return name in _torch() or name in _keras()


def _torch_words(words: dict[str, Any]) -> bool:
    return bool(
        {"hidden_size", "input_size", "batch_first", "num_layers", "num_embeddings", "embedding_dim"} & words.keys()
    )


@cache
def _torch() -> frozenset[str]:
    from symbolic.model.classes.pytorch import TORCH_CLASSES
    from symbolic.model.classes.pytorch_rows import TORCH_ROWS

    recurrent = {name.rpartition(".")[2] for name in layers() if name.startswith("torch.nn.")}
    return frozenset({*TORCH_CLASSES, *TORCH_ROWS, *recurrent, *CONTAINER_NAMES})


@cache
def _keras() -> frozenset[str]:
    from symbolic.model.classes.keras import KERAS_FORMULAS
    from symbolic.model.classes.keras_arguments import KERAS_CLASSES
    from symbolic.model.code.keras_former import FORMER_CLASSES
    from symbolic.model.code.keras_shapes import SHAPE_RULE_BY_CLASS

    return frozenset(
        {
            *KERAS_FORMULAS,
            *KERAS_CLASSES,
            *FORMER_CLASSES,
            *SHAPE_RULE_BY_CLASS,
            *FUNCTIONAL,
            "Sequential",
            "Model",
            "RNN",
            "StackedRNNCells",
        }
    )
