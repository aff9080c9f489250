"""PyTorch's modules as layers, each from its attributes.

Source: the modules of PyTorch 2.13.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from symbolic.frameworks import layer as framework_layer
from symbolic.model.classes.layer_class import LayerBlueprint
from symbolic.model.classes.pytorch import HOLDING_CLASSES
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.reading.pytorch_reasons import made_names

TORCH_PREFIXES = ("torch.nn.modules.", "torch.ao.nn.", "torch.nn.quantized.", "torch.nn.intrinsic.")

RECURRENT_MODULES = ("LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell")
RECURRENT_ARRAY = re.compile(r"(weight|bias)_(ih|hh|hr)(_l\d+)?(_reverse)?")
"""The arrays of the recurrent layers."""


def kind_of(module: Any) -> str:
    """The class of PyTorch that the module is or derives from; empty where it is not a known one."""
    kinds = [kind.__name__ for kind in type(module).__mro__ if kind.__module__.startswith(TORCH_PREFIXES)]
    return next((kind for kind in kinds if kind in MODULE_MAKERS), "")


def module_layer(kind: str, module: Any, names: Collection[str]) -> LayerBlueprint | None:
    """The layer that the module is, with the arrays that it has by name; None where no layer here has that class."""
    return MODULE_MAKERS[kind](module, made_names(names)) if kind in MODULE_MAKERS else None


def spare_names(kind: str, names: Collection[str]) -> list[str]:
    """The arrays that the class itself does not have."""
    if kind not in MODULE_MAKERS:
        return []
    return sorted(name for name in made_names(names) if not (RECURRENT_ARRAY.fullmatch(name) or name in OTHER_ARRAYS))


def set_names(kind: str, module: Any, names: Collection[str]) -> list[str]:
    """The arrays of its class that the module is given from outside at each step, and does not hold."""
    if kind not in MODULE_MAKERS:
        return []
    plain = {name for name, value in vars(module).items() if hasattr(value, "requires_grad")}
    return sorted(name for name in plain - made_names(names) if RECURRENT_ARRAY.fullmatch(name) or name in OTHER_ARRAYS)


OTHER_ARRAYS = {
    *("weight", "bias", "running_mean", "running_var", "in_proj_weight", "in_proj_bias", "bias_k", "bias_v"),
    *("q_proj_weight", "k_proj_weight", "v_proj_weight", "out_proj.weight", "out_proj.bias"),
}
"""The arrays of the other layers."""


def recurrent(kind: str, words: dict[str, Any]) -> LayerBlueprint:
    """A recurrent layer of PyTorch with its arguments."""
    return lambda: Recurrent(framework_layer(f"torch.nn.{kind}", **words)), words["input_size"]


def _recurrent(module: Any, names: Collection[str]) -> LayerBlueprint | None:
    mode = getattr(module, "mode", "") or kind_of(module)
    kind, _, nonlinearity = str(mode).partition("_")
    if kind not in RECURRENT_MODULES:
        return None
    words: dict[str, Any] = {"input_size": module.input_size, "hidden_size": module.hidden_size}
    words |= {"num_layers": module.num_layers} if getattr(module, "num_layers", 1) > 1 else {}
    words |= {} if any(name.startswith("bias") for name in names) else {"bias": False}
    words |= {"bidirectional": True} if getattr(module, "bidirectional", False) else {}
    words |= {"proj_size": module.proj_size} if getattr(module, "proj_size", 0) else {}
    relu = (nonlinearity or getattr(module, "nonlinearity", "")).lower() == "relu"
    return recurrent(kind, words | ({"nonlinearity": "relu"} if relu else {}))


def _holding(kind: str, module: Any, names: Collection[str]) -> LayerBlueprint:
    """A layer from the arguments that its module keeps; which arrays there are say the arrays."""
    made = HOLDING_CLASSES[kind]
    kept = {name: getattr(module, name) for name in made.names if made.is_counted(name) and hasattr(module, name)}
    arrays = {
        "bias": "bias" in names or "in_proj_bias" in names,
        "elementwise_affine": "weight" in names,
        "affine": "weight" in names,
        "track_running_stats": "running_mean" in names,
        "add_bias_kv": "bias_k" in names,
    }
    return made.make(kept | {name: there for name, there in arrays.items() if name in made.defaults})


MODULE_MAKERS: dict[str, Callable[[Any, Collection[str]], LayerBlueprint | None]] = {
    **dict.fromkeys((*RECURRENT_MODULES, "RNNBase"), _recurrent),
    **{kind: partial(_holding, kind) for kind in HOLDING_CLASSES},
    "NonDynamicallyQuantizableLinear": partial(_holding, "Linear"),
}
"""What makes the layer of each class."""
