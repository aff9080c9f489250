"""The layers around the recurrence by their classes in the frameworks, from the frameworks' own arguments."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from symbolic.frameworks import full_name

if TYPE_CHECKING:
    from symbolic.model.classes.layer_class import LayerClass

MODULES = {"torch.nn": "pytorch", "keras.layers": "keras_arguments"}
"""The file that has the classes of a framework's module."""


def find_class(name: str) -> LayerClass | None:
    """The class of that name, None where no framework has one that is known here.

    >>> find_class("nn.Linear").required, find_class("torch.nn.LSTM")
    (('in_features', 'out_features'), None)
    """
    return find_classes(name).get(name.rpartition(".")[2])


def find_classes(name: str) -> Mapping[str, LayerClass]:
    """All classes of the framework that a name is of."""
    module = MODULES.get(full_name(name).rpartition(".")[0])
    return import_module(f"symbolic.model.classes.{module}").CLASSES if module else {}
