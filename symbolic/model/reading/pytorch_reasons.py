"""Why the arrays of a PyTorch layer are not those that its class has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from symbolic.model.reading.pytorch_tensors import PARAMETRISED, children, is_quantised
from symbolic.model.stored_array import Shape

PARAMETRISATIONS = {"_WeightNorm": "weight norm", "_SpectralNorm": "spectral norm", "_Orthogonal": "an orthogonal map"}
"""PyTorch's parametrisations in words; those of others go by their class."""

DERIVED = re.compile(r"(?P<name>\w*(weight|bias)\w*)_(?P<part>g|v|u|orig|mask)")
"""The older parametrisations store arrays beside the name of the one that they make."""

KEPT_VECTOR = re.compile(rf"{PARAMETRISED}\.\w+\.\d+\.(_u|_v|base)")
"""Where the newer ones keep what no training changes."""


def reason(module: Any, names: Collection[str]) -> str:
    """The reason in a few words, empty where the names alone give none."""
    if is_quantised(module):
        return "quantised, its arrays are packed; scales and zero points are not counted"
    plain = {name for name in names if not name.startswith(f"{PARAMETRISED}.")}
    return "; ".join([*_parametrised(module), *stored_otherwise(plain)])


def stored_otherwise(names: Collection[str]) -> tuple[str, ...]:
    """What the names of arrays say of an array that is not stored as it is used.

    >>> stored_otherwise({"weight_g", "weight_v", "bias"}), stored_otherwise({"weight_orig", "weight_mask"})
    (('weight norm of weight',), ('a mask on weight',))
    """
    said: list[str] = []
    for name, parts in _made_of(names).items():
        if {"g", "v"} <= parts:
            said.append(f"weight norm of {name}")
        elif {"orig", "mask"} <= parts:
            said.append(f"a mask on {name}")
        elif {"orig", "u"} <= parts:
            said.append(f"spectral norm of {name}")
    said += [f"a parametrisation of {name}" for name in sorted(_parametrised_names(names))]
    return tuple(said)


def never_trained(names: Collection[str]) -> set[str]:
    """The arrays that a parametrisation keeps beside those that are trained.

    >>> sorted(never_trained({"weight_orig", "weight_mask", "bias", "parametrizations.weight.0._u"}))
    ['parametrizations.weight.0._u', 'weight_mask']
    """
    made = {name for name, parts in _made_of(names).items() if "orig" in parts}
    older = {f"{name}_{part}" for name in made for part in ("u", "v", "mask")}
    return {name for name in names if name in older or KEPT_VECTOR.fullmatch(name)}


def made_shapes(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """The arrays that a layer computes with, with their shapes, by those that are stored.

    >>> made_shapes({"weight_g": (4, 1), "weight_v": (4, 5), "bias": (4,)})
    {'bias': (4,), 'weight': (4, 5)}
    """
    made = made_names(shapes)
    used = {name: shape for name, shape in shapes.items() if name in made}
    for name in sorted(made - used.keys()):
        inner = f"{PARAMETRISED}.{name}.original"
        # Of weight norm, the second holds the directions; other pairs say nothing of the shape. Of spectral norm, v is
        # a vector beside.
        places = (f"{name}_orig", f"{name}_v", f"{inner}1", inner, f"{inner}0")
        used[name] = next((shapes[place] for place in places if place in shapes), ())
    return used


def made_names(names: Iterable[str]) -> set[str]:
    """The arrays that a layer computes with, by the names of those that are stored.

    >>> sorted(made_names(["parametrizations.weight.original0", "bias_orig", "bias_mask", "gain"]))
    ['bias', 'gain', 'weight']
    """
    names = {*names}
    made = _parametrised_names(names)
    older = {name: parts for name, parts in _made_of(names).items() if {"g", "v"} <= parts or "orig" in parts}
    used = {f"{name}_{part}" for name, parts in older.items() for part in parts}
    return {name for name in names - used if not name.startswith(f"{PARAMETRISED}.")} | made | older.keys()


def _parametrised_names(names: Iterable[str]) -> set[str]:
    return {name.split(".")[1] for name in names if name.startswith(f"{PARAMETRISED}.") and name.count(".") >= 2}


def _made_of(names: Iterable[str]) -> dict[str, set[str]]:
    made: dict[str, set[str]] = {}
    for name in names:
        if match := DERIVED.fullmatch(name):
            made.setdefault(match["name"], set()).add(match["part"])
    return made


def _parametrised(module: Any) -> Iterable[str]:
    for name, steps in children(children(module)[PARAMETRISED]).items() if PARAMETRISED in children(module) else ():
        kinds = [type(step).__name__ for step in steps]
        yield f"{' and '.join(PARAMETRISATIONS.get(kind, kind) for kind in kinds)} of {name}"
