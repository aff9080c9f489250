"""The arrays of a live PyTorch module: parameters, buffers, those of parametrisations, and packed ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symbolic.errors import UsageError
from symbolic.model.stored_array import StoredArray
from symbolic.record import Record

BATCH_COUNTER = "num_batches_tracked"
"""How many batches a norm has seen, which is not a parameter."""

QUANTISED_MODULES = ("torch.ao.nn.quantized.", "torch.ao.nn.intrinsic.quantized.", "torch.ao.nn.sparse.quantized.")
PARAMETRISED = "parametrizations"
PARTS_OF_MODULES = {"MultiheadAttention": ("out_proj",)}
"""Modules of PyTorch's own that are part of the layer above them."""


class TorchTensor(Record):
    """An array of a module under its name there; ``array`` is PyTorch's own."""

    name: str
    array: Any
    trained: bool
    dtype: str

    @property
    def stored(self) -> StoredArray:
        """Its shape and its kind of number."""
        return StoredArray(self.name, tuple(map(int, self.array.shape)), self.dtype, self.trained)


def tensors(module: Any, path: str, kind: str) -> tuple[TorchTensor, ...]:
    """The arrays of a module without those of the modules in it, but for `parts`.

    Raises `UsageError` for a module that has not made its arrays yet.
    """
    arrays = [*_visible(module, "")]
    for name in part_names(module, kind):
        for inner, part in children(module)[name].named_modules(prefix=name):
            arrays += [] if is_quantised(module) else _visible(part, f"{inner}.")
    for tensor in arrays:
        if type(tensor.array).__name__.startswith("Uninitialized"):
            problem = f"{path} ({type(module).__name__}) has no arrays yet"
            raise UsageError(f"{problem}; run one batch through the network, and read it then")
    return (*arrays, *(_packed(module) if is_quantised(module) else ()))


def parts(module: Any, kind: str) -> Iterator[Any]:
    """The modules whose arrays are those of the module itself."""
    for name in part_names(module, kind):
        yield from children(module)[name].modules()


def part_names(module: Any, kind: str) -> tuple[str, ...]:
    """The names of the modules in it that belong to it."""
    if is_quantised(module):
        return tuple(children(module))
    return tuple(name for name in (PARAMETRISED, *PARTS_OF_MODULES.get(kind, ())) if name in children(module))


def children(module: Any) -> dict[str, Any]:
    """The modules in it by their names."""
    return {name: part for name, part in module._modules.items() if part is not None}


def is_quantised(module: Any) -> bool:
    """Whether its arrays are packed, and no parameters any more."""
    if not type(module).__module__.startswith(QUANTISED_MODULES):
        return False  # To ask a parametrised module for its weight would compute it.
    return callable(getattr(module, "get_weight", None)) or callable(getattr(module, "weight", None))


def _visible(module: Any, prefix: str) -> Iterator[TorchTensor]:
    for name, array in module.named_parameters(recurse=False, remove_duplicate=False):
        yield TorchTensor(prefix + name, array, bool(array.requires_grad), _dtype(array.dtype))
    for name, array in module.named_buffers(recurse=False, remove_duplicate=False):
        if name != BATCH_COUNTER:
            yield TorchTensor(prefix + name, array, False, _dtype(array.dtype))


def _packed(module: Any) -> Iterator[TorchTensor]:
    """Quantised weights, taken out by the methods that their modules have for that."""
    if callable(getattr(module, "get_weight", None)):
        weights, biases = module.get_weight(), module.get_bias()
    else:
        weights = {"weight": module.weight()}
        biases = {"bias": module.bias()} if callable(getattr(module, "bias", None)) else {}
    holder = getattr(module, "_packed_params", module)
    packed = _dtype(getattr(module, "weight_dtype", getattr(holder, "dtype", getattr(module, "dtype", None))))
    for name, array in weights.items():
        # A kernel in half precision is taken out as single precision.
        yield TorchTensor(name, array, False, packed if packed == "float16" else _dtype(array.dtype))
    for name, array in biases.items():
        if array is not None:
            yield TorchTensor(name, array, False, _dtype(array.dtype))


def _dtype(kind: Any) -> str:
    """The kind of number as text; those of quantised arrays by what they take.

    >>> _dtype("torch.quint8"), _dtype("torch.bfloat16")
    ('uint8', 'bfloat16')
    """
    return str(kind).removeprefix("torch.").removeprefix("q").removesuffix("x2")
