"""Modules of PyTorch, Flax nnx and Equinox that hold others, and what is asked of a module."""

from __future__ import annotations

from typing import Any, Protocol

from symbolic.errors import CodeError, UsageError
from symbolic.model.code.arithmetic import NotKnown
from symbolic.model.code.freezing import children, has_flag, named_arrays, named_parts
from symbolic.model.code.values import ArrayOf, ArrayValue, Instance, Method, PackageObject, name_among

GIVING_ITSELF = (
    "to cuda cpu train eval double float half apply type share_memory zero_grad init_weights reset_parameters "
    "bfloat16 compile requires_grad_"
)
ITSELF = frozenset(GIVING_ITSELF.split())
"""Methods that give the module itself."""

STEP_WRAPPERS = ("flax.nnx.RNN", "flax.nnx.Bidirectional")
"""What goes over the steps with the cells that it is given."""

LIST_CLASSES = ("ModuleList", "List")
MAPPINGS = ("ModuleDict",)
PARAMETERS = ("ParameterList", "ParameterDict")


class ModuleInterpreter(Protocol):
    """What of a program is needed here."""

    @property
    def source(self) -> Any: ...

    @property
    def letters(self) -> Any: ...

    def iterated(self, value: Any) -> list[Any] | None: ...


CONVOLUTION_CLASSES = tuple(f"Conv{word}{axes}d" for word in ("", "Transpose") for axes in (1, 2, 3))


def call_module(program: ModuleInterpreter, made: PackageObject) -> PackageObject | Instance:
    """A module as it is made: one that holds others with what is in it."""
    if (
        made.kind in ("DataParallel", "DistributedDataParallel")
        and made.values
        and isinstance(made.values[0], PackageObject | Instance)
    ):
        return made.values[0]
    if made.name in STEP_WRAPPERS and (inside := [*made.values, *made.words.values()]):
        held = [part for part in inside if isinstance(part, PackageObject | Instance)]
        if made.kind == "RNN" and held:
            return held[0]
        made.items = _numbered(held)
    elif made.kind == "Sequential":
        inside = made.values
        first = inside[0] if len(inside) == 1 else None
        if isinstance(first, dict):
            made.items = dict(first)
        elif isinstance(first, list | tuple) and (made.name.startswith(("equinox", "flax")) or _pairs(first)):
            made.items = dict(first) if _pairs(first) else _numbered(first)
        else:
            made.items = dict(inside) if _pairs(inside) else _numbered(inside)
    elif made.kind in (*LIST_CLASSES, *MAPPINGS, *PARAMETERS):
        inside = made.values[0] if made.values else []
        if isinstance(inside, dict):
            made.items = _named(inside)
        else:
            items = program.iterated(inside)
            if items is None:
                raise program.source.error(f"what is in this {made.kind} is only known at run time", made.line)
            made.items = (
                dict(items) if made.kind in ("ModuleDict", "ParameterDict") and _pairs(items) else _numbered(items)
            )
    return made


def holding(value: PackageObject, name: str) -> Any:
    """An attribute of a module: one of its arguments, or a method."""
    if name in value.words:
        return value.words[name]
    order = {
        "Linear": ("in_features", "out_features"),
        "Embedding": ("num_embeddings", "embedding_dim"),
        **dict.fromkeys(("LSTM", "GRU", "RNN"), ("input_size", "hidden_size", "num_layers")),
        **dict.fromkeys(CONVOLUTION_CLASSES, ("in_channels", "out_channels", "kernel_size")),
        "MultiheadAttention": ("embed_dim", "num_heads"),
    }.get(value.kind, ())
    places = dict(zip(order, value.values, strict=False))
    return places[name] if name in places else Method(value, name)


def module_method(
    program: ModuleInterpreter, owner: PackageObject | Instance, name: str, values: list[Any], words: dict[str, Any]
) -> Any:
    """What a method of a module gives, ``NotImplemented`` where nothing of that is known here."""
    if name in ITSELF:
        return owner
    if name in ("parameters", "named_parameters"):
        return _parameters(program, owner, named=name == "named_parameters")
    if name in ("children", "named_children"):
        return [*children(owner).values()] if name == "children" else [*children(owner).items()]
    if name in ("modules", "named_modules"):
        return [part if name == "modules" else (path, part) for path, part in named_parts(owner)]
    if name in ("add_module", "register_module", "add_sublayer", "add_parameter") and len(values) == 2:
        held = owner.attributes if isinstance(owner, Instance) else _items(owner)
        held[name_among(values[0], held)] = values[1]
        return None
    if name == "create_parameter":
        shape = words.get("shape", values[0] if values else None)
        known = tuple(shape) if isinstance(shape, list | tuple) else (shape,) if isinstance(shape, int) else None
        return ArrayValue(known, getattr(owner, "line", 1), parameter=True)
    if name in ("register_parameter", "register_buffer") and isinstance(owner, Instance):
        arguments = [*values, *words.values()]
        key, value = (
            name_among(words.get("name", arguments[0]), owner.attributes),
            words.get("param", words.get("tensor", arguments[-1])),
        )
        value = arguments[1] if len(arguments) > 1 and "persistent" in words else value
        if name == "register_buffer":
            owner.attributes[key] = owner.buffers[key] = value
        else:
            owner.attributes[key] = value
        return None
    return (
        _of_list(program, owner, name, values)
        if isinstance(owner, PackageObject) and owner.items is not None
        else NotImplemented
    )


def _parameters(program: ModuleInterpreter, owner: PackageObject | Instance, named: bool) -> list[Any]:
    """The parameters of a module, all as one where nobody asks for their names."""
    if has_flag(owner):
        every = ArrayOf(owner, "*")
        return [("*", every)] if named else [every]
    try:
        pairs = named_arrays(owner, program.letters.of)
    except UsageError:
        if named:
            raise NotKnown from None
        return [ArrayOf(owner, "*")]
    return pairs if named else [array for _, array in pairs]


def _of_list(program: ModuleInterpreter, owner: PackageObject, name: str, values: list[Any]) -> Any:
    items = _items(owner)
    if name == "append" and values:
        items[str(len(items))] = values[0]
    elif name == "extend" and values:
        more = program.iterated(values[0])
        if more is None:
            raise _unsaid(program, owner)
        for value in more:
            items[str(len(items))] = value
    elif name == "insert" and len(values) == 2 and isinstance(values[0], int):
        every = list(items.values())
        every.insert(values[0], values[1])
        owner.items = _numbered(every)
    elif name in ("update",) and values and isinstance(values[0], dict):
        items.update(_named(values[0]))
    elif name in ("items", "keys", "values"):
        return list(getattr(items, name)())
    else:
        return NotImplemented
    return owner


def _unsaid(program: ModuleInterpreter, owner: PackageObject) -> CodeError:
    return program.source.error(f"what is in this {owner.kind} is only known at run time", owner.line)


def _items(owner: PackageObject) -> dict[str, Any]:
    if owner.items is None:
        owner.items = {}
    return owner.items


def _numbered(values: Any) -> dict[str, Any]:
    return {str(place): value for place, value in enumerate(values)}


def _named(values: dict[Any, Any]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for key, value in values.items():
        named[name_among(key, named)] = value
    return named


def _pairs(values: Any) -> bool:
    return bool(values) and all(isinstance(v, tuple | list) and len(v) == 2 and isinstance(v[0], str) for v in values)
