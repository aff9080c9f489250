"""Heads that are written out, held against the module at other sizes: as many elements in each of its arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import islice
from math import prod
from typing import Any

from symbolic.language.inference import infer
from symbolic.language.sizes.size import Size
from symbolic.limits import REMADE_TRIES
from symbolic.tracing.call import CallSignature, leaves
from symbolic.tracing.exported import TraceError
from symbolic.tracing.remade import Remade, remade
from symbolic.tracing.written import CellFields

Elements = Mapping[str, int]
"""How many elements each trained array of a module has, by its name in the language."""


def check_other_sizes(
    torch: Any, module: Any, call: CallSignature, written: CellFields, elements: Callable[[Any], Elements]
) -> None:
    """Raise `TraceError` where the arrays go with a size in another way than the equations say.

    Which arguments of its class are sizes is not known for sure: a size is refused where no way of changing it has
    the elements of the equations.
    """
    refused: dict[str, str] = {}
    fine: set[str] = set()
    for other in islice(remade(torch, module, call, alone=True), REMADE_TRIES):
        changed = {letter for letter, number in other.call.numbers.items() if number != call.numbers[letter]}
        # A letter that the equations do not have is the number of heads: they are for this one.
        if not changed or not changed <= {*written.definition.letters} or not _runs(torch, other):
            continue
        problem = _difference(written, other.call.numbers, elements(other.module))
        if not problem:
            fine |= changed
        for letter in changed if problem else ():
            refused.setdefault(letter, problem)
    if wrong := [letter for letter in refused if letter not in fine]:
        raise TraceError(
            f"heads are written out one by one, and their number or size goes with {', '.join(wrong)}: "
            f"{refused[wrong[0]]}; the equations hold at the module's own sizes only, and are not given out as its cell"
        )


def _runs(torch: Any, other: Remade) -> bool:
    """Whether the module at these sizes takes its state and gives it back."""
    call = other.call
    front = (call.batch,) if call.batch else ()
    arrays = {name: torch.zeros(call.shape(name, front), dtype=torch.float64) for name in (*call.inputs, *call.states)}
    try:
        with torch.no_grad():
            flat = leaves(other.module(**call.arguments(arrays)))
    except Exception:
        # The user's own module may refuse sizes in any way: then there is nothing to compare.
        return False
    results = dict(zip(call.returned, flat, strict=False))
    return all(tuple(results[name].shape) == call.shape(name, front) for name in call.states if name in results)


def _difference(written: CellFields, numbers: Mapping[str, int], held: Elements) -> str:
    """The first array that has other elements than its shape says, in a sentence; letters of its own are solved for."""
    definition = written.definition
    shapes = infer(definition).names
    sizes = {
        name: prod(shapes[name], start=Size.of(written.members.get(name, 1)))
        for name in definition.names.parameters
        if name in held and name not in definition.fixed
    }
    known: dict[str, Size | int] = dict(numbers)
    for _ in sizes:
        before = len(known)
        for name, size in sizes.items():
            left = size.substitute(known)
            if len(left.letters) == 1 and (found := _solved(left, held[name])) is not None:
                known.update(found)
        if len(known) == before:
            break
    said = ", ".join(f"{letter}={number}" for letter, number in numbers.items())
    for name, size in sizes.items():
        left = size.substitute(known)
        if not left.letters and _number(left) != held[name]:
            return f"at {said} {name} has {held[name]} elements in the module and {size} = {_number(left)} in them"
    return ""


def _solved(size: Size, number: int) -> dict[str, int] | None:
    """The one letter of a size that is a number times it."""
    (letter,) = size.letters
    factor = size / Size.letter(letter)
    if factor.letters:
        return None
    value = number / _number(factor)
    return {letter: int(value)} if value.denominator == 1 and value >= 1 else None


def _number(size: Size) -> Fraction:
    top, bottom = size.evaluate({}.__getitem__)
    return Fraction(top, bottom)
