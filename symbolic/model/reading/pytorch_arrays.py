"""PyTorch's layers by the names and shapes of their arrays, as a state dict has them.

Source: the modules of PyTorch 2.13.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from symbolic.frameworks import layer as framework_layer
from symbolic.model.layers import BatchNorm, Conv, Dense, Embedding, LayerNorm, NetworkLayer
from symbolic.model.placed import Placed
from symbolic.model.reading.real import Arrays, arrays_of, real_layer, unknown_layer
from symbolic.model.recurrent import Recurrent
from symbolic.model.stored_array import Shape

COUNTER = "num_batches_tracked"
"""How many batches a norm has seen, which is no parameter."""

STATISTICS = ("running_mean", "running_var")

KINDS = {1: "RNN", 3: "GRU", 4: "LSTM"}
"""The recurrent layer by the number of its gates."""

TABLES = re.compile(r"emb|wte|wpe|lookup|vocab", re.IGNORECASE)
"""What a table of vectors is called; a kernel without a bias has the same shape and the same count."""


def layers_of(arrays: Arrays) -> tuple[Placed, ...]:
    """The layers of a state dict; arrays that are none of them are listed as they are.

    >>> lstm = {"weight_ih_l0": (20, 3), "weight_hh_l0": (20, 5), "bias_ih_l0": (20,), "bias_hh_l0": (20,)}
    >>> layer, = layers_of({f"rnn.{name}": shape for name, shape in lstm.items()})
    >>> layer.name, layer.what, str(layer.size)
    ('rnn', 'torch.nn.LSTM', '200')
    """
    groups: dict[str, dict[str, Shape]] = {}
    for path, shape in arrays.items():
        module, _, name = path.rpartition(".")
        if name != COUNTER:
            groups.setdefault(module, {})[name] = shape
    return tuple(_layer(module or "network", held) for module, held in groups.items())


def recurrent(arrays: Arrays, nonlinearity: str = "tanh") -> tuple[Callable[[], NetworkLayer], int] | None:
    """What makes the recurrent layer, or the cell of one step, that has these arrays, and the size that it reads."""
    ending = "_l0" if "weight_ih_l0" in arrays else ""
    inputs, hidden = arrays.get(f"weight_ih{ending}", ()), arrays.get(f"weight_hh{ending}", ())
    if len(inputs) != 2 or len(hidden) != 2:
        return None
    projection = arrays.get(f"weight_hr{ending}", ())
    units = projection[1] if len(projection) == 2 else hidden[1]
    kind = KINDS.get(hidden[0] // units if units and hidden[0] % units == 0 else 0)
    if kind is None:
        return None
    words: dict[str, object] = {"input_size": inputs[1], "hidden_size": units}
    layers = sum(re.fullmatch(r"weight_ih_l\d+", name) is not None for name in arrays)
    words |= {"num_layers": layers} if layers > 1 else {}
    words |= {"bias": False} if f"bias_ih{ending}" not in arrays else {}
    words |= {"bidirectional": True} if f"weight_ih{ending}_reverse" in arrays else {}
    words |= {"proj_size": projection[0]} if projection else {}
    words |= {"nonlinearity": nonlinearity} if kind == "RNN" and nonlinearity != "tanh" else {}
    name = f"torch.nn.{kind}{'' if ending else 'Cell'}"
    return lambda: Recurrent(framework_layer(name, **words)), inputs[1]


def _layer(name: str, arrays: Arrays) -> Placed:
    found = recurrent(arrays) or _other(name, arrays)
    if found is None:
        return unknown_layer(name, "arrays", arrays_of(arrays))
    make, reads = found
    return real_layer(name, make, reads, arrays_of(arrays, STATISTICS), "arrays")


def _other(name: str, arrays: Arrays) -> tuple[Callable[[], NetworkLayer], int | None] | None:
    """A layer beside the recurrence, where names and shapes fit one."""
    weight, bias = arrays.get("weight"), arrays.get("bias")
    if {*STATISTICS} <= arrays.keys():
        width = arrays["running_mean"][0] if arrays["running_mean"] else None
        return partial(BatchNorm, gain=weight is not None, bias=bias is not None), width
    if weight is None or arrays.keys() - {"weight", "bias"} or (bias is not None and bias != weight[:1]):
        return None
    if len(weight) == 1:
        return partial(LayerNorm, bias=bias is not None), weight[0]
    if len(weight) == 2 and bias is None and TABLES.search(name):
        return partial(Embedding, *weight), None
    if len(weight) == 2:
        return partial(Dense, weight[0], bias=bias is not None), weight[1]
    if 3 <= len(weight) <= 5:
        return partial(Conv, weight[0], *weight[2:], bias=bias is not None), weight[1]
    return None
