"""A live ``torch.nn.Module``: its modules by their classes, their arrays with what is trained of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from symbolic.model.layers import BatchNorm, Conv, Dense, Embedding, LayerNorm, NetworkLayer
from symbolic.model.placed import Placed
from symbolic.model.reading.pytorch_arrays import COUNTER, recurrent
from symbolic.model.reading.real import arrays_of, real_layer, unknown_layer
from symbolic.model.stored_array import Shape

RECURRENT = ("LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell")
BATCH_NORMS = ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm")
CONVOLUTIONS = ("Conv1d", "Conv2d", "Conv3d")
KNOWN = {*RECURRENT, *BATCH_NORMS, *CONVOLUTIONS, "Linear", "Embedding", "LayerNorm"}


def read_network(network: Any) -> tuple[tuple[Placed, ...], str]:
    """Every module that holds arrays of its own; an array that two modules share is counted in the first."""
    placed: list[Placed] = []
    seen: set[int] = set()
    for name, module in network.named_modules():
        parameters = dict(module.named_parameters(recurse=False))
        buffers = {key: _shape(array) for key, array in module.named_buffers(recurse=False) if key != COUNTER}
        own = {key: array for key, array in parameters.items() if id(array) not in seen}
        seen |= {id(array) for array in parameters.values()}
        if own or buffers or (parameters and _kind(module) == "Linear"):
            shared = parameters.keys() - own.keys()
            placed.append(_layer(name or "network", module, own, buffers, shared, tuple(placed)))
    return tuple(placed), type(network).__name__


def _layer(
    name: str, module: Any, own: dict[str, Any], buffers: dict[str, Shape], shared: set[str], before: tuple[Placed, ...]
) -> Placed:
    trained = {key: _shape(array) for key, array in own.items() if array.requires_grad}
    fixed = {key: _shape(array) for key, array in own.items() if not array.requires_grad}
    arrays = arrays_of({**trained, **fixed, **buffers}, {**fixed, **buffers})
    kind = _kind(module)
    found = _known(kind, module, {**trained, **fixed}, shared)
    if found is None or (trained and fixed):
        return unknown_layer(name, type(module).__name__, arrays)
    make, reads = found
    return real_layer(name, make, reads, arrays, kind, before)


def _known(
    kind: str, module: Any, arrays: dict[str, Shape], shared: set[str]
) -> tuple[Callable[[], NetworkLayer], int | None] | None:
    """What makes the layer, and the size that it reads; None where no layer here has that class."""
    bias = "bias" in arrays
    if kind == "Linear":
        return partial(Dense, module.out_features, bias=bias, tied="weight" in shared), module.in_features
    if shared:
        return None
    if kind in RECURRENT:
        return recurrent(arrays, getattr(module, "nonlinearity", "tanh"))
    if kind == "Embedding":
        return partial(Embedding, module.num_embeddings, module.embedding_dim), None
    if kind == "LayerNorm" and len(module.normalized_shape) == 1:
        return partial(LayerNorm, bias=bias), module.normalized_shape[0]
    if kind in BATCH_NORMS and module.track_running_stats:
        return partial(BatchNorm, gain="weight" in arrays, bias=bias), module.num_features
    if kind in CONVOLUTIONS:
        extents, groups = module.kernel_size, module.groups
        return partial(Conv, module.out_channels, *extents, bias=bias, groups=groups), module.in_channels
    return None


def _kind(module: Any) -> str:
    """The class of PyTorch's own that the module is or is made from, else the name of its class."""
    kinds = [kind.__name__ for kind in type(module).__mro__ if kind.__module__.startswith("torch.nn.modules.")]
    return next((kind for kind in kinds if kind in KNOWN), type(module).__name__)


def _shape(array: Any) -> Shape:
    return tuple(map(int, array.shape))
