"""What of a network the program says to be trained or not, at the place where it says so, and by which names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from symbolic.errors import SymbolicError, UsageError
from symbolic.language.sizes.size import Size
from symbolic.model.code.class_names import framework_of
from symbolic.model.code.torch_layers import SizeFor, module_layers
from symbolic.model.code.values import ArrayOf, ArrayValue, Instance, PackageObject
from symbolic.model.layers.base import NetworkLayer
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.placed import Placed, Term
from symbolic.record import replace

BY_FLAG = ("keras", "linen", "gluon")
"""Frameworks that have a flag for a layer with all that it holds, also with what comes into it later."""

HELD_TERMS = {
    "weight": ("kernel", "embeddings", "gain", "slopes"),
    "kernel": ("kernel",),
    "bias": ("bias",),
    "embeddings": ("embeddings",),
    "in_proj_weight": ("query", "key", "value"),
    "in_proj_bias": ("query bias", "key bias", "value bias"),
    "out_proj.weight": ("output",),
    "out_proj.bias": ("output bias",),
}
"""What the terms of a layer are called that an array is."""

ATTENTION = ("in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias")
INSIDE = {
    "TransformerEncoderLayer": ("self_attn", "linear1", "linear2", "norm1", "norm2"),
    "TransformerDecoderLayer": ("self_attn", "multihead_attn", "linear1", "linear2", "norm1", "norm2", "norm3"),
}
"""The modules in one that is a single row here."""

KEPT = "-"
"""What stands before the name of an array that is trained in a layer of which all others are not."""


def set_trained(holder: Any, name: str, trained: bool) -> None:
    """Note that arrays are trained, or that they are not: those that are there, as PyTorch has it.

    In frameworks that have a flag, the flag is the layer's, and that of all that it holds.
    """
    if isinstance(holder, ArrayOf):
        holder, name = holder.owner, holder.name
    if isinstance(holder, ArrayValue):
        holder.trained = trained
        return
    if not isinstance(holder, PackageObject | Instance):
        return
    if name != "*":
        holder.frozen -= {name, f"{KEPT}{name}"}
        if trained == ("*" in holder.frozen):
            holder.frozen.add(f"{KEPT}{name}" if trained else name)
        return
    for part in parts_inside(holder):
        if isinstance(part, ArrayValue):
            part.trained = trained
        elif isinstance(part, PackageObject) and part.items is None:
            part.frozen = set() if trained else {"*"}
        elif trained:
            part.frozen = set()
    if has_flag(holder):
        holder.frozen = set() if trained else {"*"}


def has_flag(holder: PackageObject | Instance) -> bool:
    """Whether a layer is of a framework in which it has a flag, and not its arrays alone."""
    if isinstance(holder, PackageObject):
        return holder.name.startswith(("keras.", "flax.linen.", "mxnet."))
    return framework_of(holder.kind.foreign) in BY_FLAG


def parts_inside(holder: PackageObject | Instance) -> Iterator[PackageObject | Instance | ArrayValue]:
    """A module with all modules and parameters in it, each once."""
    for _, part in named_parts(holder):
        yield part
        attributes = part.attributes if isinstance(part, PackageObject | Instance) else {}
        items = (part.items or {}) if isinstance(part, PackageObject) else {}
        yield from (v for v in (*attributes.values(), *items.values()) if isinstance(v, ArrayValue) and v.parameter)


def named_parts(holder: Any, path: str = "") -> Iterator[tuple[str, PackageObject | Instance]]:
    """A module and all modules in it by their paths, each once, in their order."""
    seen: set[int] = set()
    ahead: list[tuple[str, Any]] = [(path, holder)]
    while ahead:
        name, part = ahead.pop()
        if not isinstance(part, PackageObject | Instance) or id(part) in seen:
            continue
        seen.add(id(part))
        yield name, part
        ahead += [(f"{name}.{inner}".lstrip("."), value) for inner, value in reversed([*children(part).items()])]
        if isinstance(part, Instance) and part.base is not None:
            ahead.append((name, part.base))


def children(part: PackageObject | Instance) -> dict[str, Any]:
    """The modules right in one, by their names."""
    held = part.attributes if isinstance(part, Instance) else part.items or {}
    return {
        name: value
        for name, value in held.items()
        if isinstance(value, PackageObject) or (isinstance(value, Instance) and framework_of(value.kind.foreign))
    }


def named_arrays(holder: Any, size: SizeFor) -> list[tuple[str, ArrayOf | ArrayValue]]:
    """The parameters of a module by the names that PyTorch gives them; raises `UsageError` where they are not known.

    >>> from symbolic.model.code.program import Interpreter
    >>> from symbolic.model.code.source import Source
    >>> program = Interpreter(Source("net = nn.Sequential(nn.Linear(3, 4), nn.GRUCell(4, 2, bias=False))", ""))
    >>> program.follow()
    >>> [name for name, _ in named_arrays(program.file.names["net"], program.letters.of)]
    ['0.weight', '0.bias', '1.weight_ih', '1.weight_hh']
    """
    made: list[tuple[str, ArrayOf | ArrayValue]] = []
    for path, part in named_parts(holder):
        held = {**part.attributes, **((part.items or {}) if isinstance(part, PackageObject) else {})}
        arrays: dict[str, Any] = {n: v for n, v in held.items() if isinstance(v, ArrayValue) and v.parameter}
        if isinstance(part, PackageObject) and part.items is None:
            arrays |= {name: ArrayOf(part, name) for name in array_names(part, size)}
        made += [(f"{path}.{name}".lstrip("."), array) for name, array in arrays.items()]
    return made


def array_names(made: PackageObject, size: SizeFor) -> list[str]:
    """The names of the trained arrays of a layer of PyTorch; raises `UsageError` where they are not known."""
    try:
        layers = [*module_layers(made, size)]
        return [f"{path}.{name}".lstrip(".") for path, layer in layers for name in _names(made, layer)]
    except SymbolicError as error:
        raise UsageError(str(error)) from None


def _names(made: PackageObject, layer: NetworkLayer) -> list[str]:
    lazy = Size.letter("n") if made.kind.startswith("Lazy") else None
    placed = layer.place(layer.short, layer.enters or lazy, [])
    words = [term.words for term in placed.terms if term.trained]
    if isinstance(layer, Recurrent):
        return _of_recurrent(made, placed)
    kind = type(layer).__name__
    if kind in INSIDE:
        biased = "dense biases" in words
        inner = [
            f"{name}.{array}"
            for name in INSIDE[kind]
            for array in (ATTENTION if name.endswith("attn") else ("weight", "bias"))
        ]
        return [name for name in inner if biased or not name.endswith("bias")]
    names = [name for name, terms in HELD_TERMS.items() if any(term in words for term in terms)]
    if {*words} - {term for name in names for term in HELD_TERMS[name]}:
        raise UsageError(f"the names of the arrays of {made.kind} are not known here")
    return [name for name in names if name not in ("kernel", "embeddings")]


def _of_recurrent(made: PackageObject, placed: Placed) -> list[str]:
    biased = made.words.get("bias", True) is not False
    rows = ["weight_ih", "weight_hh", *(("bias_ih", "bias_hh") if biased else ())]
    if made.kind.endswith("Cell"):
        return rows
    rows += ["weight_hr"] if made.words.get("proj_size", 0) else []
    levels = made.words.get("num_layers", made.values[2] if len(made.values) > 2 else 1)
    if not isinstance(levels, int) or not isinstance(biased, bool):
        raise UsageError(f"the names of the arrays of this {made.kind} are only known at run time")
    sides = ("", "_reverse") if made.words.get("bidirectional") else ("",)
    return [f"{row}_l{level}{side}" for level in range(levels) for side in sides for row in rows]


def with_trained(row: Placed, holder: PackageObject | Instance, names: Sequence[str] = (), inside: str = "") -> Placed:
    """The row with what is frozen of it.

    ``names`` are all arrays of the layer where some of them are frozen by name, of which the row has those ``inside``.

    Raises `UsageError` where a part of a row is frozen that is not told apart here.
    """
    flagged = isinstance(holder, PackageObject) and holder.words.get("trainable") is False
    every = flagged or ("*" in holder.frozen and not any(name.startswith(KEPT) for name in holder.frozen))
    chosen = {name.removeprefix(KEPT) for name in holder.frozen if name != "*"}
    names = [name for name in names if name.startswith(inside)]
    frozen = {name for name in names if (name in chosen) != ("*" in holder.frozen)}
    missing = [] if names else [*chosen]
    terms = row.terms
    if every or (chosen and names and frozen == {*names}):
        terms = tuple(replace(term, trained=False) for term in terms)
    elif frozen or missing:
        short = [name.removeprefix(inside) for name in (*frozen, *missing)]
        if strange := [name for name in short if not any(_is(name, term) for term in terms)]:
            raise UsageError(
                f"{strange[0]} of this layer is not trained while other arrays are, which is not read here"
            )
        terms = tuple(
            replace(term, trained=False) if any(_is(name, term) for name in short) else term for term in terms
        )
    if terms == row.terms:
        return row
    whole = not any(term.trained for term in terms)
    return replace(
        row, terms=terms, what=f"{row.what}, frozen" if whole and not row.what.endswith("frozen") else row.what
    )


def _is(name: str, term: Term) -> bool:
    return term.words in HELD_TERMS.get(name, (name,))
