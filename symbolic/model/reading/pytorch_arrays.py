"""PyTorch's layers by the names and shapes of their arrays, as a state dict has them.

Source: the modules of PyTorch 2.13.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from symbolic.errors import SymbolicError
from symbolic.frameworks import layer as framework_layer
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.placed import Placed
from symbolic.model.reading.pytorch_names import other_layer
from symbolic.model.reading.pytorch_reasons import made_shapes, never_trained, stored_otherwise
from symbolic.model.reading.pytorch_tensors import BATCH_COUNTER, PARAMETRISED
from symbolic.model.reading.real import real_layer, unknown_layer
from symbolic.model.stored_array import Shape, StoredArray
from symbolic.record import Record, replace

RECURRENT_BY_GATES = {1: "RNN", 3: "GRU", 4: "LSTM"}
"""The recurrent layer by the number of its gates."""

NORM_STATISTICS = ("running_mean", "running_var")
"""The arrays of a norm that no training changes."""

WHOLE_DTYPE = re.compile(r"u?int\d+|bool")
"""Kinds of number that no training changes: places in a table, masks, quantised weights."""

ATTENTION_ARRAYS = ("in_proj_weight", "q_proj_weight")


AGAIN = " (again)"
"""What stands behind a name that is in a file more than once."""


class ArrayGroup(Record):
    """The arrays of one module under their names there; ``shared`` names the modules that some of them belong to."""

    arrays: dict[str, StoredArray]
    shared: dict[str, tuple[str, Shape]]


def layers_of(arrays: Sequence[StoredArray], aliases: Mapping[str, str] | None = None) -> tuple[Placed, ...]:
    """The layers of a state dict; arrays that belong to no known layer are listed as they are.

    ``aliases`` are names that stand for another array, which is counted once.

    >>> lstm = {"weight_ih_l0": (20, 3), "weight_hh_l0": (20, 5), "bias_ih_l0": (20,), "bias_hh_l0": (20,)}
    >>> layer, = layers_of([StoredArray(f"rnn.{name}", shape, "float32") for name, shape in lstm.items()])
    >>> layer.name, layer.what, str(layer.size)
    ('rnn', 'torch.nn.LSTM', '200')
    """
    groups: dict[str, ArrayGroup] = {}
    shapes = {array.name: array.shape for array in arrays}
    attention = {name.rpartition(".")[0] for name in shapes if name.rpartition(".")[2] in ATTENTION_ARRAYS}
    for array in arrays:
        module, name = _split(array.name, attention)
        if name != BATCH_COUNTER:
            trained = array.trained and name not in NORM_STATISTICS and not WHOLE_DTYPE.fullmatch(array.dtype)
            kept = replace(array, name=name, trained=trained)
            groups.setdefault(module, ArrayGroup({}, {})).arrays[name] = kept
    for alias, target in (aliases or {}).items():
        module, name = _split(alias, attention)
        owner = _split(target, attention)[0]
        groups.setdefault(module, ArrayGroup({}, {})).shared[name] = (owner or "network", shapes[target])
    return tuple(layer_of_arrays(module or "network", group) for module, group in groups.items())


def _split(path: str, attention: set[str]) -> tuple[str, str]:
    """The module that an array belongs to, and its name there."""
    module, _, name = path.rpartition(".")
    head, mark, rest = f".{path}".partition(f".{PARAMETRISED}.")
    if mark:
        return head[1:], f"{PARAMETRISED}.{rest}"
    above, _, part = module.rpartition(".")
    return (above, f"{part}.{name}") if part == "out_proj" and above in attention else (module, name)


def layer_of_arrays(name: str, group: ArrayGroup) -> Placed:
    """The layer that has arrays of these names and shapes; an unknown layer is listed with its arrays."""
    stored = {array: kept.shape for array, kept in group.arrays.items()}
    shapes = made_shapes({**stored, **{array: shape for array, (_, shape) in group.shared.items()}})
    beside = never_trained(stored)
    arrays = tuple(replace(kept, trained=kept.trained and kept.name not in beside) for kept in group.arrays.values())
    inside = " and ".join(array for array, (owner, _) in group.shared.items() if owner == name)
    twice = [f"{array.partition(AGAIN)[0]} is in the file twice" for array in stored if AGAIN in array]
    said = "; ".join([*twice, *([f"{inside} held under two names"] if inside else ()), *stored_otherwise(stored)])
    elsewhere = " and ".join(dict.fromkeys(owner for owner, _ in group.shared.values() if owner != name))
    words = recurrent_words(shapes)
    if words:
        return _recurrent(name, *words, shapes, arrays, said, elsewhere)
    layer = other_layer(name, shapes)
    if layer is None:
        return unknown_layer(name, "arrays", arrays, said, elsewhere)
    make, reads = layer
    return real_layer(name, make, reads, arrays, "arrays", (), said, elsewhere)


def recurrent_words(shapes: Mapping[str, Shape]) -> tuple[str, dict[str, Any]] | None:
    """The recurrent layer, or the cell of one step, that has arrays of these names, with its arguments.

    >>> recurrent_words({"weight_ih": (15, 3), "weight_hh": (15, 5)})
    ('torch.nn.GRUCell', {'input_size': 3, 'hidden_size': 5, 'bias': False})
    """
    ending = "_l0" if "weight_ih_l0" in shapes else ""
    inputs, hidden = shapes.get(f"weight_ih{ending}", ()), shapes.get(f"weight_hh{ending}", ())
    if len(inputs) != 2 or len(hidden) != 2:
        return None
    projection = shapes.get(f"weight_hr{ending}", ())
    units = projection[1] if len(projection) == 2 else hidden[1]
    kind = RECURRENT_BY_GATES.get(hidden[0] // units if units and hidden[0] % units == 0 else 0)
    if kind is None:
        return None
    words: dict[str, Any] = {"input_size": inputs[1], "hidden_size": units}
    layers = sum(re.fullmatch(r"weight_ih_l\d+", name) is not None for name in shapes)
    words |= {"num_layers": layers} if layers > 1 else {}
    words |= {"bias": False} if f"bias_ih{ending}" not in shapes else {}
    words |= {"bidirectional": True} if f"weight_ih{ending}_reverse" in shapes else {}
    words |= {"proj_size": projection[0]} if projection else {}
    return f"torch.nn.{kind}{'' if ending else 'Cell'}", words


@cache
def _made(kind: str, words: tuple[tuple[str, Any], ...]) -> tuple[Recurrent, dict[str, Shape]]:
    """The layer and its arrays; layers that say the same are one, so that what is derived is derived once."""
    layer = framework_layer(kind, **dict(words))
    return Recurrent(layer), layer.shapes_at()


def _recurrent(
    name: str,
    kind: str,
    words: dict[str, Any],
    shapes: Mapping[str, Shape],
    arrays: tuple[StoredArray, ...],
    said: str,
    elsewhere: str,
) -> Placed:
    """The layer where it has its arrays; where others are beside them or some are missing, it is nearly that."""
    try:
        layer, expected = _made(kind, tuple(words.items()))
    except SymbolicError:
        return unknown_layer(name, "arrays", arrays, said, elsewhere)
    lost = [array for array, shape in expected.items() if shapes.get(array) != shape]
    if lost:
        remark = f"nearly {kind}, with {' and '.join(lost)} missing or of another shape"
        return unknown_layer(name, "arrays", arrays, remark, elsewhere)
    spare = [array for array in shapes if array not in expected]
    said = f"nearly {kind}, with {' and '.join(spare)} beside its arrays" if spare else said
    placed = real_layer(name, lambda: layer, words["input_size"], arrays, "arrays", (), said, elsewhere)
    return replace(placed, what=f"nearly {placed.what}") if spare and placed.cell else placed
