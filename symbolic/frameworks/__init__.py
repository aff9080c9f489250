"""The recurrent layers of frameworks, a file a framework: which cells they are, what they store."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from symbolic.errors import UnknownName, UsageError
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.layer_spec import LayerSpec

FRAMEWORKS = {
    "torch.nn": "pytorch",
    "keras.layers": "keras",
    "tf.compat.v1.nn.rnn_cell": "tensorflow",
    "tf.compat.v1.keras.layers": "tensorflow",
    "flax.linen": "flax",
    "flax.nnx": "flax",
    "equinox.nn": "equinox",
    "haiku": "haiku",
    "onnx": "onnx",
    "cudnn": "cudnn",
}
"""The module of each framework, by the prefix of its layers' names."""

SPELLINGS = {
    "nn": "torch.nn",
    "tf.keras.layers": "keras.layers",
    "tensorflow.keras.layers": "keras.layers",
    "tf.nn.rnn_cell": "tf.compat.v1.nn.rnn_cell",
    "eqx.nn": "equinox.nn",
    "hk": "haiku",
    "nnx": "flax.nnx",
}
"""Prefixes as they are imported, and as the framework is called."""


HOLDERS = {
    "keras.layers.Bidirectional": "write the layer inside, as in keras.layers.LSTM bidirectional=true",
    **dict.fromkeys(
        (
            *("keras.layers.RNN", "keras.layers.StackedRNNCells", "tf.compat.v1.nn.rnn_cell.MultiRNNCell"),
            *("flax.linen.RNN", "flax.linen.Bidirectional", "flax.nnx.RNN", "flax.nnx.Bidirectional"),
            *("haiku.DeepRNN", "haiku.ResetCore"),
        ),
        "it holds cells and no arrays of its own; count each cell by itself, and add",
    ),
}
"""Layers around others, and what to write in their place."""


def layers() -> list[str]:
    """The names of all layers.

    >>> layers()[:3]
    ['torch.nn.LSTM', 'torch.nn.GRU', 'torch.nn.RNN']
    """
    return [spec.name for spec in layer_specs()]


@cache
def layer_specs() -> tuple[LayerSpec, ...]:
    """Every layer as its framework declares it."""
    return tuple(spec for prefix in FRAMEWORKS for spec in _declared(prefix))


def is_layer(name: str) -> bool:
    """Whether a name is that of a layer, or of something in a framework's namespace.

    >>> is_layer("torch.nn.LSTM"), is_layer("lstm"), is_layer("./cell.toml")
    (True, False, False)
    """
    return _prefix(name) in FRAMEWORKS


def layer(name: str, /, **arguments: Any) -> Layer:
    """A layer by the framework's name with the framework's own arguments.

    Raises `UnknownName` for a layer or an argument that there is not, `UsageError` for what the framework
    itself refuses.

    >>> layer("torch.nn.GRU", bias=False).count_at(input_size=3, hidden_size=5)
    120
    """
    prefix = _prefix(name)
    if prefix not in FRAMEWORKS:
        raise UnknownName("layer", name, layers())
    full = f"{prefix}.{name.rpartition('.')[2]}"
    for spec in _declared(prefix):
        if spec.name.lower() == full.lower():
            return Layer(spec, arguments)
    if full in HOLDERS:
        raise UsageError(f"{full}: {HOLDERS[full]}")
    known = [spec.name for spec in _declared(prefix)]
    raise UnknownName("layer", name, known, f"known: {', '.join(known)}")


def _prefix(name: str) -> str:
    prefix = name.rpartition(".")[0]
    return SPELLINGS.get(prefix, prefix)


@cache
def _declared(prefix: str) -> tuple[LayerSpec, ...]:
    declared = import_module(f"symbolic.frameworks.libraries.{FRAMEWORKS[prefix]}").LAYERS
    return tuple(spec for spec in declared if spec.name.rpartition(".")[0] == prefix)
