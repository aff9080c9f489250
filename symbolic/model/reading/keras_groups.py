"""The arrays of a file of Keras by what holds them, without what is not a parameter; the class of that by its name.

Keras 3 stores the layers of a list under the names of their classes, and notes the name of each beside its arrays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from symbolic.model.classes.keras_arrays import ARRAYS_BY_CLASS, CONV_LSTM, FIXED_ARRAYS, RECURRENT_CLASSES, array_names
from symbolic.model.classes.keras_layer import Config
from symbolic.model.classes.keras_shapes import EMBEDDING_CLASSES
from symbolic.model.reading.hdf5 import Hdf5File
from symbolic.model.reading.keras_names import storage_names
from symbolic.model.stored_array import Shape, StoredArray
from symbolic.record import replace

Groups = Mapping[str, Sequence[StoredArray]]
"""The arrays under each path, in their order."""

HolderNames = Mapping[str, str]
"""What Keras notes as the name of what holds the arrays under a path."""

UNSAID = "the file does not say which of its arrays are trained"
"""Of a class that is not known, and of arrays without a configuration."""

NO_GROUP_NAMES: HolderNames = MappingProxyType({})

SEED_STATE = re.compile(r"(^|/)seed_generator(_\d+)?(/|$)")
"""Where a layer keeps the state of its random numbers, which is not a parameter."""

TRAINING_STATE = re.compile(
    r"(^|/)(optimizer|_?metrics|compiled?_metrics|compiled_loss)(/|$)|layers/discretization(_\d+)?$"
)
"""What is stored of training beside a network, and beside each network in it that was compiled."""

OPTIMIZERS = re.compile(r"(adam|adamw|adamax|nadam|sgd|rmsprop|adagrad|adadelta|adafactor|ftrl|lion|lamb|muon)(_\d+)?")
METRICS = re.compile(r"\w*(tracker|metric|loss|accuracy)s?(_\d+)?")
NORM_NAME = re.compile(r"norm|bn", re.IGNORECASE)
STATISTICS_LAYERS = ("Discretization",)
"""Layers that keep what they have seen of their input, which Keras does not count."""

WORD_WEIGHTS = "idf_weights"
"""How rare each word of a vocabulary is, which Keras does not count either."""

LIST_GROUPS = ("layers", "cells")
PROJECTION_GROUPS = ("query_dense", "key_dense", "value_dense", "output_dense")
"""Where attention keeps its maps to heads and from them."""

CLASS_BY_GATES = {1: "SimpleRNN", 3: "GRU", 4: "LSTM"}

NAMED_CLASSES = (*ARRAYS_BY_CLASS, "LayerNormalization")
CLASS_OF_STORAGE = {name: kind for kind in NAMED_CLASSES for name in storage_names([kind])}


def group_arrays(arrays: Iterable[tuple[str, StoredArray]], names: HolderNames = NO_GROUP_NAMES) -> Groups:
    """The arrays of a file by the paths of what holds them, without what is not a parameter.

    >>> array = StoredArray("0", (2,))
    >>> groups = group_arrays([("layers/dense/vars/0", array), ("layers/net/optimizer/vars/0", array)])
    >>> list(groups), groups["layers/dense"][0].shape
    (['layers/dense'], (2,))
    """
    groups: dict[str, list[tuple[int, StoredArray]]] = {}
    for path, array in arrays:
        head, _, place = path.rpartition("/")
        head = head.removesuffix("vars").rstrip("/")
        if not SEED_STATE.search(head) and not TRAINING_STATE.search(head) and place != WORD_WEIGHTS:
            groups.setdefault(head, []).append((int(place) if place.isdecimal() else 0, array))
    ordered = {
        head: tuple(array for _, array in sorted(held, key=lambda pair: pair[0])) for head, held in groups.items()
    }
    return {head: held for head, held in ordered.items() if not _is_state(head, held, names.get(head, ""))}


def noted_names(file: Hdf5File) -> dict[str, str]:
    """What a file notes as the names of what holds its arrays, by the paths of that."""
    heads = {path.rpartition("/")[0] for path in file.arrays}
    noted = {head.removesuffix("vars").rstrip("/"): file.texts(head, "name") for head in heads}
    return {head: texts[0] for head, texts in noted.items() if texts}


def told_class(path: str, name: str, arrays: Sequence[StoredArray]) -> str:
    """The class of what holds the arrays: by its place in a list, its name, or their shapes; empty where none says it.

    >>> kernels = [StoredArray(str(place), shape) for place, shape in enumerate([(3, 16), (4, 16)])]
    >>> told_class("layers/dense_1", "", []), told_class("head", "dense_3", []), told_class("rnn/cell", "", kernels)
    ('Dense', 'Dense', 'LSTMCell')
    """
    before, _, last = path.rpartition("/")
    said = last if before.rpartition("/")[2] in LIST_GROUPS else name
    kind = CLASS_OF_STORAGE.get(told_name(said), "") or ("EinsumDense" if last.strip("_") in PROJECTION_GROUPS else "")
    if not kind and last == "cell" and len(arrays) in (2, 3):
        kernel, recurrent = arrays[0].shape, arrays[1].shape
        gates = kernel[-1] // recurrent[0] if len(kernel) == len(recurrent) == 2 and recurrent[0] else 0
        kind = (
            f"{CLASS_BY_GATES[gates]}Cell"
            if gates in CLASS_BY_GATES and recurrent[1] == kernel[1] == gates * recurrent[0]
            else ""
        )
        if 2 < len(kernel) == len(recurrent) and kernel[-1] == recurrent[-1] == 4 * recurrent[-2]:
            kind = f"ConvLSTM{len(kernel) - 2}D"
    return kind


def told_name(name: str) -> str:
    """The name of a class as Keras stores it, without the number behind it.

    >>> told_name("spectral_normalization_1")
    'spectral_normalization'
    """
    return re.sub(r"_\d+$", "", name)


def told_config(kind: str, arrays: Sequence[StoredArray]) -> Config:
    """What the shapes of the arrays say of a layer of the class; empty where it is not known here, or they do not fit.

    >>> told_config("Dense", [StoredArray("0", (3, 4))])
    {'units': 4, 'use_bias': False}
    """
    shapes, count = [array.shape for array in arrays], len(arrays)
    axes = [len(shape) for shape in shapes]
    if kind in RECURRENT_CLASSES and axes[:2] == [2, 2] and count in (2, 3):
        reset = {"reset_after": axes[-1] == 2} if kind.startswith("GRU") and count == 3 else {}
        return {"units": shapes[1][0], "use_bias": count == 3, **reset}
    if kind == "Dense" and axes in ([2], [2, 1]):
        return {"units": shapes[0][1], "use_bias": count == 2}
    if kind in EMBEDDING_CLASSES and axes == [2]:
        return {"input_dim": shapes[0][0], "output_dim": shapes[0][1]}
    if kind == "BatchNormalization" and axes in ([1] * 2, [1] * 4):
        return {"scale": count == 4, "center": count == 4}
    if kind == "LayerNormalization" and axes == [1, 1]:
        return {"scale": True, "center": True}
    if (kind == "RMSNormalization" and axes == [1]) or (kind == "PReLU" and count == 1):
        return {"axis": -1}
    if kind == "EinsumDense" and axes[:1] == [3] and count == 2:
        return _projection(*shapes)
    if kind == "AdditiveAttention" and axes == [1]:
        return {"use_scale": True}
    return _convolution(kind, shapes) if "Conv" in kind else {}


def _projection(kernel: Shape, bias: Shape) -> Config:
    """The same of a map of attention, whose bias has two axes where it is to heads."""
    if bias == kernel[1:]:
        return {"equation": "abc,cde->abde", "output_shape": (None, *kernel[1:]), "bias_axes": "de"}
    if bias == kernel[2:]:
        return {"equation": "abcd,cde->abe", "output_shape": (None, *kernel[2:]), "bias_axes": "e"}
    return {}


def _convolution(kind: str, shapes: Sequence[Shape]) -> Config:
    """The same of a convolution; the shapes do not say how many groups it has, and count the same for one."""
    turned, separable, depthwise = kind.endswith("Transpose"), kind.startswith("Sep"), kind.startswith("Depthwise")
    kernels = shapes[: 1 + (separable or kind in CONV_LSTM)]
    extents = len(kernels[0]) - 2
    if f"{extents}D" not in kind or any(len(kernel) != extents + 2 for kernel in kernels):
        return {}
    rest, (*_, reads, gives) = shapes[len(kernels) :], kernels[-1]
    filters = reads if turned else reads * gives if depthwise else gives
    if rest not in ([], [(filters,)]):
        return {}
    config = {"kernel_size": kernels[0][:extents], "use_bias": bool(rest)}
    if separable or depthwise:
        config["depth_multiplier"] = kernels[0][-1]
    return config if depthwise else {**config, "filters": filters // 4 if kind in CONV_LSTM else filters}


def told_arrays(path: str, name: str, arrays: Sequence[StoredArray], trained: bool = True) -> Iterator[StoredArray]:
    """The arrays with their names and whether they are trained, as far as the class is told; else by their numbers."""
    kind = told_class(path, name, arrays)
    names = _names(kind, arrays)
    alike = len(arrays) == 4 and len({array.shape for array in arrays}) == len(arrays[0].shape) == 1
    statistics = not kind and alike and NORM_NAME.search(path.rpartition("/")[2])
    for place, array in enumerate(arrays):
        said = names[place] if names else array.name
        # Of the four equal vectors of a batch norm two are statistics.
        fixed = said in FIXED_ARRAYS or "int" in array.dtype or (statistics and place > 1)
        yield replace(array, name=said, trained=trained and not fixed)


def _names(kind: str, arrays: Sequence[StoredArray]) -> tuple[str, ...]:
    count = len(arrays)
    if kind == "BatchNormalization" and count == 3:
        return ("gamma or beta", "moving_mean", "moving_variance")
    if kind.endswith("LayerNormalization") and count == 1:
        return ("gamma or beta",)
    every = array_names(kind, told_config(kind, arrays))
    if (kind in CONV_LSTM and count == 2) or (len(every) == count + 1 and every[-1:] == ("bias",)):
        every = every[:count]
    return every if len(every) == count else ()


def _is_state(path: str, arrays: Sequence[StoredArray], name: str) -> bool:
    """Whether it is an optimiser or a metric that a class of one's own holds as an attribute."""
    before, _, last = path.rpartition("/")
    if before.rpartition("/")[2] in LIST_GROUPS:
        return False
    steps = arrays[0].shape == () and "int" in arrays[0].dtype
    if steps and (OPTIMIZERS.fullmatch(name) if name else arrays[0].dtype == "int64"):
        return True
    return bool(METRICS.fullmatch(last)) and not any(array.shape for array in arrays)
