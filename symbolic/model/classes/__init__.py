"""The layers around the recurrence by their classes in the frameworks, from the frameworks' own arguments."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from symbolic.frameworks import full_name

if TYPE_CHECKING:
    from symbolic.model.classes.layer_class import LayerClass, RowClass

CLASS_MODULES = {
    "torch.nn": ("pytorch", "TORCH_CLASSES"),
    "keras.layers": ("keras_arguments", "KERAS_CLASSES"),
    "equinox.nn": ("jax", "EQUINOX"),
    "flax.nnx": ("jax", "NNX_CLASSES"),
}
"""The file that has the classes of a framework's module, and what they are there."""


def find_class(name: str) -> LayerClass | None:
    """The class of that name, None where no framework has one that is known here.

    >>> find_class("nn.Linear").required, find_class("torch.nn.LSTM")
    (('in_features', 'out_features'), None)
    """
    return find_classes(name).get(name.rpartition(".")[2])


def find_classes(name: str) -> Mapping[str, LayerClass]:
    """All classes of the framework that a name is of."""
    module = CLASS_MODULES.get(full_name(name).rpartition(".")[0])
    return getattr(import_module(f"symbolic.model.classes.{module[0]}"), module[1]) if module else {}


def namesakes(name: str) -> list[str]:
    """What a layer of a network as text is called that somebody names without a framework.

    >>> namesakes("linear"), namesakes("max_pooling1d"), namesakes("lsmt")
    (['dense', 'nn.Linear'], ['layers.MaxPooling1D'], [])
    """
    plain = name.replace("_", "").lower()
    classes = [f"{module}.{kind}" for module in ("nn", "layers") for kind in find_classes(f"{module}.Layer")]
    same = [kind for kind in classes if kind.rpartition(".")[2].lower() == plain]
    return (["dense"] if plain in ("linear", "fc", "fullyconnected") else []) + same


def find_row(name: str) -> RowClass | None:
    """The class of that name that holds several layers, None where it is none that is known here.

    >>> find_row("nn.TransformerEncoder").required, find_row("torch.nn.LSTM")
    (('encoder_layer', 'num_layers'), None)
    """
    module, _, kind = full_name(name).rpartition(".")
    if module == "torch.nn":
        return import_module("symbolic.model.classes.pytorch_rows").TORCH_ROWS.get(kind)
    return import_module("symbolic.model.classes.jax").JAX_ROWS[module].get(kind) if module == "equinox.nn" else None


def is_sequential(name: str) -> bool:
    """Whether it is PyTorch's name of layers in a row.

    >>> is_sequential("nn.Sequential"), is_sequential("dense")
    (True, False)
    """
    return full_name(name) == "torch.nn.Sequential"
