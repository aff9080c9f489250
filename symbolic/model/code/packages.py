"""Functions of packages that make numbers, arguments of a command line, or copies."""

from __future__ import annotations

from typing import Any

from symbolic.limits import CODE_ITEMS
from symbolic.model.code.array_shapes import SAME_SHAPE_FUNCTIONS, counted_out, joined
from symbolic.model.code.modules import holding
from symbolic.model.code.values import (
    ArrayOf,
    ArrayValue,
    Instance,
    Namespace,
    PackageObject,
    Partial,
    PruningMask,
    Repeated,
    SpectralVectors,
    TensorValue,
    Unknown,
    extent_of,
    numbers_in,
    size_of,
)

FILLING = (
    "random_normal truncated_normal random_uniform zeros ones empty randn rand Tensor FloatTensor normal uniform "
    "glorot_uniform ones_like zeros_like rand_like randn_like empty_like"
)
FILLED = frozenset(FILLING.split())
"""Functions that make an array of a shape."""

WINDOWS = ("hann_window", "hamming_window", "blackman_window", "bartlett_window", "kaiser_window", "randperm")
"""Functions that make so many numbers."""

KNOWN_MODULES = (
    *("torch", "numpy", "jax.numpy", "tensorflow"),
    *("torch.random", "numpy.random", "jax.random", "tensorflow.random"),
)
PARSER = "argparse.ArgumentParser"
IMAGE_SETTINGS = {"image_data_format": "channels_last", "image_dim_ordering": "tf"}
"""Where Keras has the channels of an image unless it is told otherwise, by its functions of today and of Keras 1."""

DEVICES = {
    "torch.cuda.is_available": False,
    "torch.cuda.device_count": 1,
    "torch.backends.mps.is_available": False,
    "torch.distributed.is_available": False,
    "torch.distributed.is_initialized": False,
}
"""A machine without accelerators; a network of PyTorch has as many parameters on any."""


def call_package(name: str, values: list[Any], words: dict[str, Any], line: int) -> Any:
    """What a function of a package gives, None where nothing of it is known here.

    >>> call_package("torch.zeros", [3, 4], {}, 1).shape
    (3, 4)
    """
    module, _, function = name.rpartition(".")
    if module in KNOWN_MODULES and (array := _filled(module, function, values, words, line)):
        return array
    if name in ("torch.nn.Parameter", "torch.nn.parameter.Parameter", "flax.nnx.Param"):
        return _parameter(values, words, line)
    if name == "collections.OrderedDict":
        inside = values[0] if values else {}
        return dict(words) | (dict(inside) if isinstance(inside, dict | list | tuple) else {})
    if function in ("SimpleNamespace", "Namespace", "EasyDict", "edict") or name == "paddle.ParamAttr":
        return Namespace(words)
    if name.startswith("keras.") and function in IMAGE_SETTINGS:
        return IMAGE_SETTINGS[function]
    if name == "dataclasses.field":
        return Namespace(words)
    if name in ("numpy.prod", "numpy.product", "math.prod") and values and isinstance(values[0], list | tuple):
        return extent_of(whole) if (whole := numbers_in(tuple(values[0]))) is not None else None
    if name == "json.loads" and values and isinstance(values[0], str):
        return _loaded(values[0])
    if name == "jax.random.split" and values:
        many = values[1] if len(values) > 1 else words.get("num", 2)
        return [Unknown("key", line) for _ in range(many)] if isinstance(many, int) and many <= CODE_ITEMS else None
    if name == "dataclasses.replace" and values and isinstance(values[0], Instance):
        return replaced(values[0], words)
    if name == "functools.partial" and values:
        return Partial(values[0], values[1:], words)
    if function in ("weight_norm", "spectral_norm") and name.startswith("torch.nn.utils.") and values:
        return normed(function, values, words)
    if name.startswith("torch.nn.init.") and values:
        return values[0]
    if name.startswith("torch.nn.utils.prune.") and values and isinstance(values[0], PackageObject):
        masked = words.get("name", values[1] if len(values) > 1 else "")
        values[0].attributes.pop(f"{masked}_mask", None)
        if function != "remove":
            values[0].attributes[f"{masked}_mask"] = PruningMask(masked)
        return values[0]
    if name in ("copy.deepcopy", "copy.copy") or function == "deepcopy":
        return copied(values[0], {}) if values else None
    if name in ("torch.compile", "torch.jit.script") and values:
        return values[0]
    if name == "torch.nn.Embedding.from_pretrained":
        return _pretrained(values, words, line)
    if name == PARSER:
        return PackageObject(PARSER, [], {}, line)
    return DEVICES.get(name)


def _pretrained(values: list[Any], words: dict[str, Any], line: int) -> PackageObject | None:
    """An embedding by its array, frozen where nobody says that it is not."""
    array = words.get("embeddings", values[0] if values else None)
    if not isinstance(array, ArrayValue) or not isinstance(array.shape, tuple) or len(array.shape) != 2:
        return None
    made = PackageObject("torch.nn.Embedding", [*array.shape], {}, line)
    if words.get("freeze", values[1] if len(values) > 1 else True) is not False:
        made.frozen.add("*")
    return made


def _filled(module: str, function: str, values: list[Any], words: dict[str, Any], line: int) -> ArrayValue | None:
    """An array by its shape."""
    if function == "constant" and module == "tensorflow" and ("shape" in words or len(values) > 2):
        shape = words.get("shape", values[2] if len(values) > 2 else None)
        return _other("full", [shape], {}, line)
    if function in ("constant", "full", "eye", "arange", "linspace", "logspace", "tensor", "array"):
        return _other(function, values, words, line)
    if function in SAME_SHAPE_FUNCTIONS and values and isinstance(values[0], ArrayValue):
        return ArrayValue(values[0].shape, line)
    if function in ("outer", "ger") and len(values) == 2 and all(isinstance(value, ArrayValue) for value in values):
        rows, columns = (numbers_in(value.shape) for value in values)
        return ArrayValue(None if rows is None or columns is None else (extent_of(rows), extent_of(columns)), line)
    if function in ("cat", "concat", "concatenate", "stack") and values and isinstance(values[0], list | tuple):
        shapes = [part.shape if isinstance(part, ArrayValue) else None for part in values[0]]
        kind = "stack" if function == "stack" else "cat"
        place = words.get("dim", words.get("axis", values[1] if len(values) > 1 else 0))
        return ArrayValue(joined(kind, shapes, place), line) if None not in shapes else None
    if function in WINDOWS and values and size_of(values[0]) is not None:
        return ArrayValue((values[0],), line)
    if function == "randint" and module == "torch" and isinstance(shape := words.get("size", values[-1]), tuple | list):
        return ArrayValue(tuple(shape), line)
    if function.endswith("_like") and values:
        return ArrayValue(getattr(values[0], "shape", None), line)
    if function not in FILLED:
        return None
    if module == "jax.random":
        values = values[1:]
    shape = words.get("size", words.get("shape", values[0] if len(values) == 1 else values))
    if function in ("normal", "uniform") and module in ("torch", "numpy.random"):
        shape = words.get("size", values[2] if len(values) > 2 else None)
    axes = list(shape) if isinstance(shape, list | tuple) else [shape]
    if function in ("Tensor", "FloatTensor") and isinstance(shape, list):
        return (
            _other("tensor", [shape], {}, line)
            if shape and values and shape is values[0]
            else ArrayValue(tuple(axes), line)
        )
    known = all(size_of(axis) is not None or isinstance(axis, Unknown) for axis in axes)
    return ArrayValue(tuple(axes) if known else None, line)


def _other(function: str, values: list[Any], words: dict[str, Any], line: int) -> ArrayValue:
    if function == "full":
        shape = values[0] if values else None
        return ArrayValue(tuple(shape) if isinstance(shape, list | tuple) else (shape,), line)
    if function == "eye" and values:
        return ArrayValue((values[0], values[1] if len(values) > 1 else values[0]), line)
    if function in ("arange", "linspace", "logspace"):
        return ArrayValue(counted_out(function, values, words), line)
    if values and isinstance(values[0], ArrayValue):
        return ArrayValue(values[0].shape, line)
    shape, inner = _lengths(values[0] if values else words.get("data"))
    return ArrayValue(shape if isinstance(inner, int | float) else None, line)


def _lengths(value: Any) -> tuple[tuple[int, ...], Any]:
    """How long lists in lists are, and what is in the innermost."""
    shape: list[int] = []
    while isinstance(value, list | tuple):
        shape.append(len(value))
        value = value[0] if value else None
    return tuple(shape), value


def _parameter(values: list[Any], words: dict[str, Any], line: int) -> ArrayValue:
    """A parameter with as many numbers as what it is made of."""
    inner = values[0] if values else words.get("data")
    shape = (
        inner.shape if isinstance(inner, ArrayValue | TensorValue) else () if isinstance(inner, float | int) else None
    )
    trained = words.get("requires_grad", values[1] if len(values) > 1 else True) is not False
    return ArrayValue(shape, line, trained, parameter=True)


def _loaded(text: str) -> Any:
    import json

    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def replaced(value: Instance, words: dict[str, Any]) -> Instance:
    """A copy of an object with other attributes, as a named tuple's ``_replace`` gives it."""
    made = copied(value, {})
    made.attributes |= words
    return made


def normed(function: str, values: list[Any], words: dict[str, Any]) -> Any:
    """A layer whose kernel is a direction and, with ``weight_norm``, a length for each place of its first axis.

    With ``spectral_norm`` it has two vectors beside the kernel, of which none is trained. None where an argument says
    another array or axis, and for a layer of which the axes are not known here.
    """
    named = (
        dict(zip(("module", "name", *(("dim",) if function == "weight_norm" else ())), values, strict=False)) | words
    )
    layer = named["module"]
    usual = named.get("name", "weight") == "weight" and ("dim" not in named or named["dim"] in (0, None))
    if not isinstance(layer, PackageObject) or not usual or (function == "spectral_norm" and "dim" in named):
        return None
    turned = "Transpose" in layer.kind
    first = "in_channels" if turned else "out_channels" if "Conv" in layer.kind else "out_features"
    rows = holding(layer, "num_embeddings" if layer.kind == "Embedding" else first)
    if function == "spectral_norm":
        groups = holding(layer, "groups") if "groups" in layer.words else 1
        rows = holding(layer, "out_channels") if turned else rows
        if size_of(rows) is None or (turned and groups != 1):
            return None
        layer.attributes["left and right vector"] = SpectralVectors(rows)
        return layer
    lengths = 1 if "dim" in named and named["dim"] is None else rows
    if size_of(lengths) is None and not isinstance(lengths, Unknown):
        return None
    shape: Any = (lengths,)
    layer.attributes["lengths"] = ArrayValue(shape, layer.line, parameter=True)
    return layer


def copied(value: Any, made: dict[int, Any]) -> Any:
    """A copy of a layer with all that is in it, as ``copy.deepcopy`` makes it."""
    if id(value) in made:
        return made[id(value)]
    if isinstance(value, PackageObject):
        copy: Any = PackageObject(value.name, [], {}, value.line)
        made[id(value)] = copy
        copy.values = [copied(inner, made) for inner in value.values]
        copy.words = {name: copied(inner, made) for name, inner in value.words.items()}
        copy.attributes = {name: copied(inner, made) for name, inner in value.attributes.items()}
        copy.items = None if value.items is None else {name: copied(v, made) for name, v in value.items.items()}
        copy.ties = {
            name: ArrayOf(copied(tie.owner, made), tie.name) if isinstance(tie, ArrayOf) else tie
            for name, tie in value.ties.items()
        }
        copy.frozen = {*value.frozen}
        return copy
    if isinstance(value, Instance):
        copy = Instance(value.kind, value.line)
        made[id(value)] = copy
        copy.base = copied(value.base, made)
        copy.attributes = {name: copied(inner, made) for name, inner in value.attributes.items()}
        copy.buffers = {name: copied(inner, made) for name, inner in value.buffers.items()}
        copy.frozen = {*value.frozen}
        return copy
    if isinstance(value, ArrayValue):
        made[id(value)] = copy = ArrayValue(value.shape, value.line, value.trained, value.parameter)
        return copy
    if isinstance(value, Repeated):
        return Repeated(copied(value.value, made), value.times)
    if isinstance(value, list):
        return [copied(inner, made) for inner in value]
    if isinstance(value, dict):
        return {name: copied(inner, made) for name, inner in value.items()}
    return value


def parser_method(parser: PackageObject, name: str, values: list[Any], words: dict[str, Any]) -> Any:
    """What a method of a parser of a command line gives: the defaults where the arguments are asked for."""
    if name == "add_argument" and values:
        flags = [value for value in values if isinstance(value, str)]
        if not flags:
            return None
        longest = next((flag for flag in flags if flag.startswith("--")), flags[0])
        key = words.get("dest") if isinstance(words.get("dest"), str) else longest.lstrip("-").replace("-", "_")
        action = words.get("action")
        usual = {"store_true": False, "store_false": True}.get(action) if isinstance(action, str) else None
        default = words.get("default", usual)
        if default is None and "default" not in words:
            default = Unknown(f"--{key}", parser.line, str(key))
        parser.attributes[f"--{key}"] = _number(default, words.get("type"))
        return None
    if name in ("parse_args", "parse_known_args"):
        made = Namespace({key[2:]: value for key, value in parser.attributes.items()}, "args")
        return made if name == "parse_args" else (made, [])
    return parser


def _number(default: Any, kind: Any) -> Any:
    named = getattr(kind, "name", "")
    if isinstance(default, str) and named == "builtins.int" and default.isdecimal():
        return int(default)
    return default
