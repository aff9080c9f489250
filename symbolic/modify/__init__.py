"""Modifiers: each rewrites the equations of any cell into those of another, which read the same way."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from symbolic.errors import EquationError, ModifierError, UnknownName
from symbolic.language.definition import Definition
from symbolic.language.inference import infer

MODIFIERS: dict[str, tuple[str, str, str]] = {
    "drop": ("gating", "without_gate", "a gate such as o: set to one"),
    "couple": ("gating", "with_coupling", "i=1-f: one gate is one minus another"),
    "peepholes": ("peephole", "with_peepholes", "diagonal or full: the gates see the cell state"),
    "project": ("projection", "with_projection", "a size such as r: the kernels read a projection of the output"),
    "bias": ("bias", "with_bias", "none, single or double: which biases the gates hold"),
    "project_bias": ("projection", "with_projection_bias", "true: each projection has a bias"),
    "layer_norm": ("norm", "with_layer_norm", "true: the sum of each gate is normalised"),
    "low_rank": ("low_rank", "with_low_rank", "a size such as s: each kernel is a product of two"),
    "joint": ("joint", "with_joint_kernels", "true: one kernel per gate on state and input side by side"),
    "tie": ("gating", "with_tying", "U_f=U_i: one parameter in place of another"),
}
"""Module, function and meaning of each modifier, in the order in which they are applied."""


REPEATED = ("drop", "couple", "tie")
"""Modifiers that can be given more than once, or with commas; the values add up."""


INSTEAD_OF_FALSE = {
    "bias": 'write bias="none" for no biases, or leave it out for those of the paper',
    "peepholes": "leave it out for those of the paper",
    "project": "leave it out for those of the paper",
}
"""What to write in place of `False`."""


def is_left_out(name: str, value: object) -> bool:
    """Whether a modifier with that value is none: `None`, or `False` for one that is there or not.

    >>> is_left_out("joint", False), is_left_out("bias", None), is_left_out("bias", False)
    (True, True, False)
    """
    return value is None or (value is False and MODIFIERS.get(name, ("", "", ""))[2].startswith("true"))


def ranks(modifiers: Mapping[str, Any]) -> dict[str, str]:
    """What the letters mean that modifiers bring in, where no equation tells.

    >>> ranks({"low_rank": "s"})
    {'s': 'rank of the kernels'}
    """
    rank = str(modifiers.get("low_rank", ""))
    return {rank: "rank of the kernels"} if rank.isidentifier() else {}


def modify(definition: Definition, modifiers: Mapping[str, Any]) -> Definition:
    """Apply modifiers in the order of the table, whatever the order in which they are given.

    Raises `ModifierError` where a modifier does not fit the cell, also where only the shapes show it.

    >>> from symbolic.language.definition import define
    >>> cell = define("h[t] = tanh(W @ x[t] + b)", {"x": "n", "h": "m"})
    >>> modify(cell, {"bias": "none"}).program.lines
    ('h[t] = tanh(W @ x[t])',)
    """
    for name in modifiers:
        if name not in MODIFIERS:
            raise UnknownName("modifier", name, MODIFIERS)
    for name, (module, function, _) in MODIFIERS.items():
        if name in modifiers:
            value = modifiers[name]
            if value is False:
                raise ModifierError(f"{name} takes text, not False; {INSTEAD_OF_FALSE.get(name, 'leave it out')}")
            if not isinstance(value, str | int):
                raise ModifierError(f"{name} takes text, not {value!r:.40}")
            rewrite = getattr(import_module(f"symbolic.modify.{module}"), function)
            try:
                for part in str(value).split(",") if name in REPEATED else [str(value)]:
                    definition = rewrite(definition, part)
                infer(definition)
            except EquationError as error:
                place = f", in {error.text.strip()[:100]}" if error.text else ""
                raise ModifierError(f"{name}={value} does not fit this cell: {error.problem}{place}") from None
    return definition
