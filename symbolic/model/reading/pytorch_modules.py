"""PyTorch's modules as layers, each from its attributes.

Source: the modules of PyTorch 2.13.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from symbolic.frameworks import layer as framework_layer
from symbolic.model.layers import (
    BatchNorm,
    Bilinear,
    Conv,
    ConvTranspose,
    Dense,
    Embedding,
    EmbeddingBag,
    GroupNorm,
    LayerNorm,
    MultiHeadAttention,
    NetworkLayer,
    PReLU,
    RMSNorm,
)
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.reading.pytorch_reasons import made_names

Made = tuple[Callable[[], NetworkLayer], int | None]
"""What makes the layer, and the size that it reads."""

MODULES = ("torch.nn.modules.", "torch.ao.nn.", "torch.nn.quantized.", "torch.nn.intrinsic.")

RECURRENT = ("LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell")
GATES = re.compile(r"(weight|bias)_(ih|hh|hr)(_l\d+)?(_reverse)?")
"""The arrays of the recurrent layers."""


def kind_of(module: Any) -> str:
    """The class of PyTorch's own that the module is or is made from; empty where it is none of those that are known."""
    kinds = [kind.__name__ for kind in type(module).__mro__ if kind.__module__.startswith(MODULES)]
    return next((kind for kind in kinds if kind in LAYERS), "")


def module_layer(kind: str, module: Any, names: Collection[str]) -> Made | None:
    """The layer that the module is, with the arrays that it has by name; None where no layer here has that class."""
    return LAYERS[kind](module, made_names(names)) if kind in LAYERS else None


def spare_names(kind: str, names: Collection[str]) -> list[str]:
    """The arrays that the class itself does not have."""
    if kind not in LAYERS:
        return []
    return sorted(name for name in made_names(names) if not (GATES.fullmatch(name) or name in USUAL))


USUAL = {
    *("weight", "bias", "running_mean", "running_var", "in_proj_weight", "in_proj_bias", "bias_k", "bias_v"),
    *("q_proj_weight", "k_proj_weight", "v_proj_weight", "out_proj.weight", "out_proj.bias"),
}
"""The arrays of the other layers."""


def recurrent(kind: str, words: dict[str, Any]) -> Made:
    """A recurrent layer of PyTorch with its arguments."""
    return lambda: Recurrent(framework_layer(f"torch.nn.{kind}", **words)), words["input_size"]


def _recurrent(module: Any, names: Collection[str]) -> Made | None:
    mode = getattr(module, "mode", "") or kind_of(module)
    kind, _, nonlinearity = str(mode).partition("_")
    if kind not in RECURRENT:
        return None
    words: dict[str, Any] = {"input_size": module.input_size, "hidden_size": module.hidden_size}
    words |= {"num_layers": module.num_layers} if getattr(module, "num_layers", 1) > 1 else {}
    words |= {} if any(name.startswith("bias") for name in names) else {"bias": False}
    words |= {"bidirectional": True} if getattr(module, "bidirectional", False) else {}
    words |= {"proj_size": module.proj_size} if getattr(module, "proj_size", 0) else {}
    relu = (nonlinearity or getattr(module, "nonlinearity", "")).lower() == "relu"
    return recurrent(kind, words | ({"nonlinearity": "relu"} if relu else {}))


def _dense(module: Any, names: Collection[str]) -> Made:
    return partial(Dense, module.out_features, bias="bias" in names), module.in_features


def _bilinear(module: Any, names: Collection[str]) -> Made:
    make = partial(Bilinear, module.out_features, module.in2_features, bias="bias" in names)
    return make, module.in1_features


def _embedding(module: Any, names: Collection[str]) -> Made:
    return partial(Embedding, module.num_embeddings, module.embedding_dim), None


def _bag(module: Any, names: Collection[str]) -> Made:
    return partial(EmbeddingBag, module.num_embeddings, module.embedding_dim), None


def _attention(module: Any, names: Collection[str]) -> Made:
    bias, learned = "in_proj_bias" in names, "bias_k" in names
    make = partial(
        MultiHeadAttention, module.num_heads, keys=module.kdim, values=module.vdim, bias=bias, bias_kv=learned
    )
    return make, module.embed_dim


def _layer_norm(module: Any, names: Collection[str]) -> Made:
    make = partial(LayerNorm, *module.normalized_shape, gain="weight" in names, bias="bias" in names)
    return make, module.normalized_shape[-1]


def _rms_norm(module: Any, names: Collection[str]) -> Made:
    return partial(RMSNorm, *module.normalized_shape, gain="weight" in names), module.normalized_shape[-1]


def _group_norm(module: Any, names: Collection[str]) -> Made:
    return partial(GroupNorm, module.num_groups, gain="weight" in names, bias="bias" in names), module.num_channels


def _instance_norm(module: Any, names: Collection[str]) -> Made:
    """A group norm with a group for each channel, which may keep the statistics that a batch norm has."""
    if "running_mean" in names:
        return _batch_norm(module, names)
    make = partial(GroupNorm, module.num_features, gain="weight" in names, bias="bias" in names)
    return make, module.num_features


def _batch_norm(module: Any, names: Collection[str]) -> Made:
    kept = "running_mean" in names
    make = partial(BatchNorm, gain="weight" in names, bias="bias" in names, statistics=kept)
    return make, module.num_features


def _conv(module: Any, names: Collection[str]) -> Made:
    kind = ConvTranspose if module.transposed else Conv
    make = partial(kind, module.out_channels, *module.kernel_size, bias="bias" in names, groups=module.groups)
    return make, module.in_channels


def _slopes(module: Any, names: Collection[str]) -> Made:
    return PReLU, module.num_parameters


LAYERS: dict[str, Callable[[Any, Collection[str]], Made | None]] = {
    **dict.fromkeys((*RECURRENT, "RNNBase"), _recurrent),
    **dict.fromkeys(("Linear", "NonDynamicallyQuantizableLinear"), _dense),
    "Bilinear": _bilinear,
    "Embedding": _embedding,
    "EmbeddingBag": _bag,
    "MultiheadAttention": _attention,
    "LayerNorm": _layer_norm,
    "RMSNorm": _rms_norm,
    "GroupNorm": _group_norm,
    "PReLU": _slopes,
    **dict.fromkeys(("InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d"), _instance_norm),
    **dict.fromkeys(("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm"), _batch_norm),
    **dict.fromkeys(("Conv1d", "Conv2d", "Conv3d"), _conv),
    **dict.fromkeys(("ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"), _conv),
}
"""What makes the layer of each class."""
