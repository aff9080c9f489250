"""The arrays that a cell runs on: named, of one kind of number, and of the shapes that the cell infers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symbolic.errors import ArrayError, MissingPackage, SizeError
from symbolic.language import families
from symbolic.language.definition import Definition
from symbolic.language.families import least_count
from symbolic.language.inference import Shapes, infer
from symbolic.language.lags import at_last_step, lag_range
from symbolic.language.names import occurrences
from symbolic.language.nodes import STEPS, Loop, Parameter, Signal
from symbolic.language.sizes.carriers import Integers
from symbolic.language.sizes.size import Size
from symbolic.language.unrolled import Index, index_at, unrolled


@dataclass(frozen=True)
class Arrays:
    """Arrays by name and member, checked; ``sizes`` are the letters read off their shapes.

    Those of the ``state`` hold one earlier step or several, the last one last.
    """

    parameters: dict[str, dict[Index, Any]]
    inputs: dict[str, dict[Index, Any]]
    state: dict[str, dict[Index, Any]]
    sizes: dict[str, int]
    shapes: Shapes
    steps: int
    batch: tuple[int, ...]
    dtype: Any


def load_numpy() -> Any:
    """NumPy, or `MissingPackage` with what to install."""
    try:
        import numpy
    except ImportError:
        raise MissingPackage("numpy", "to run a cell on arrays", "numeric") from None
    return numpy


def check_arrays(
    np: Any,
    definition: Definition,
    parameters: Mapping[str, Any],
    inputs: Mapping[str, Any],
    state: Mapping[str, Any] | None,
    sizes: Mapping[str, int] | None = None,
) -> Arrays:
    """All arrays of a run, checked against the shapes of the cell; other ``sizes`` are read off them."""
    names, backward = definition.names, definition.program.backward
    states = (*names.states, *_read_before(definition)) if backward else names.states
    mappings = {
        "parameter": _named(np, "parameter", parameters, tuple(names.parameters), definition.size_values),
        "input": _named(np, "input", inputs, names.inputs),
        "state": _named(np, "state", state, states) if state is not None else {},
    }
    dtype = _one_dtype(mappings)
    layout = MemberLayout(definition)
    # A cell whose inputs have no steps is run for one; these tell the batch, or its states where there are none.
    static = definition.program.static
    moving = {name: array for name, array in mappings["input"].items() if name not in static}
    timed = 1 if moving else 0
    leading = moving or mappings["input"] or mappings["state"]
    batch_axes = layout.batch_axes(leading, timed)
    first = next(iter(leading.values()), np.zeros(()))
    if timed and not first.shape[0]:
        raise ArrayError(next(iter(moving)), "has no steps")
    steps, batch = first.shape[0] if timed else 1, first.shape[timed : timed + batch_axes]
    kept = {name: layout.kept_steps(name, array, batch_axes) for name, array in mappings["state"].items()}
    front: dict[str, dict[str, tuple[int, ...]]] = {
        "parameter": dict.fromkeys(names.parameters, ()),
        "input": {name: batch if name in static else (steps, *batch) for name in names.inputs},
        "state": {name: (*axes, *batch) for name, axes in kept.items()},
    }
    known = _numbers(definition, sizes or {})
    if backward or definition.counts_steps:
        if known.setdefault(STEPS, steps) != steps:
            raise SizeError(f"{STEPS} is the number of time steps, which is {steps} here, not {known[STEPS]}", STEPS)
        known = at_last_step(known)
    sizes = layout.read_sizes(mappings, front, kept, known)
    shapes = infer(definition, Integers(sizes))
    members = {name: layout.members(name, sizes) for name in (*names.parameters, *names.inputs, *names.states)}
    checked: dict[str, dict[str, dict[Index, Any]]] = {}
    for kind, arrays in mappings.items():
        checked[kind] = {}
        for name, array in arrays.items():
            expected = (*front[kind][name], *layout.extents(name, sizes), *shapes.names[name])
            if array.shape != expected:
                raise ArrayError(name, f"has the shape {array.shape}; {expected} is expected")
            if kind == "state" and not kept[name]:
                array, expected = array[None], (1, *expected)
            if kind == "input" and name in static:
                expected = (steps, *expected)
                array = np.broadcast_to(array, expected)
            axes = len(expected) - len(layout.extents(name, sizes)) - len(shapes.names[name])
            checked[kind][name] = by_member(array, members[name], axes, len(shapes.names[name]))
    layout.check_kept(kept, sizes)
    for name in definition.size_values:
        number = checked["parameter"].setdefault(name, {(): np.asarray(sizes[name], dtype)})[()]
        if number != sizes[name]:
            raise ArrayError(name, f"is the size {sizes[name]} here, not {number}")
    if state is None:
        for name in states:
            zeros = np.zeros((1, *batch, *shapes.names[name]), dtype)
            checked["state"][name] = dict.fromkeys(members[name], zeros)
    return Arrays(checked["parameter"], checked["input"], checked["state"], sizes, shapes, steps, batch, dtype)


def check_mapping(what: str, mapping: Any) -> None:
    """Raise `ArrayError` for what is not a mapping."""
    if not isinstance(mapping, Mapping):
        raise ArrayError(what, f"are a mapping from names to arrays, not {type(mapping).__name__}")


def _named(
    np: Any, kind: str, arrays: Mapping[str, Any], names: tuple[str, ...], known: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Arrays of these names; those that are known may be left out."""
    check_mapping(f"the {kind}s", arrays)
    for name in arrays:
        if name not in names:
            raise ArrayError(str(name), f"is not an array of the {kind}s; the cell has {', '.join(names) or 'none'}")
    for name in names:
        if name not in arrays and name not in known:
            raise ArrayError(name, f"is missing; the {kind}s are {', '.join(names)}")
    return {name: np.asarray(arrays[name]) for name in names if name in arrays}


def _one_dtype(mappings: Mapping[str, Mapping[str, Any]]) -> Any:
    dtype = None
    for arrays in mappings.values():
        for name, array in arrays.items():
            if array.dtype.kind != "f" or array.dtype.itemsize not in (4, 8):
                raise ArrayError(name, f"holds {array.dtype}; float32 or float64 is expected")
            dtype = dtype or array.dtype
            if array.dtype != dtype:
                raise ArrayError(name, f"holds {array.dtype}; {dtype} is expected, as in the arrays before it")
    return dtype


class MemberLayout:
    """The members of each name, and their places in its array."""

    def __init__(self, definition: Definition):
        self.definition = definition
        self.formal = infer(definition)
        self.groups: dict[str, list[families.Members]] = {}
        members: dict[str, list[families.Members]] = {}
        names = self.definition.names
        for equation in self.definition.program.equations:
            if equation.target.index:
                members.setdefault(equation.name, []).append(families.members(equation.target.index, equation.loops))
        assigned = {*members}.intersection(names.signals)
        for node, loops in _leaves(self.definition):
            if node.index and not (isinstance(node, Signal) and node.name in assigned):
                members.setdefault(node.name, []).append(families.members(node.index, loops))
        for name, group in members.items():
            self.groups[name] = families.union(group)

    def extents(self, name: str, sizes: Mapping[str, int]) -> tuple[int, ...]:
        return tuple(map(Integers(at_last_step(sizes)).size, self.formal_extents(name)))

    def formal_extents(self, name: str) -> tuple[Size, ...]:
        return families.extents(self.groups[name]) if name in self.groups else ()

    def members(self, name: str, sizes: Mapping[str, int]) -> list[Index]:
        """The indices of a name, in the order in which its array holds them."""
        if name not in self.groups:
            return [()]
        sizes = at_last_step(sizes)
        return sorted(index_at(index, sizes, at) for index, loops in self.groups[name] for at in unrolled(loops, sizes))

    def batch_axes(self, arrays: Mapping[str, Any], timed: int) -> int:
        """How many axes stand between time and the value: none, or one for a batch."""
        axes = 0
        for place, (name, array) in enumerate(arrays.items()):
            plain = timed + len(self.formal_extents(name)) + len(self.formal.names[name])
            extra = array.ndim - plain
            if extra not in (0, 1) or (place and extra != axes):
                shape = ", ".join(map(str, (*self.formal_extents(name), *self.formal.names[name])))
                time = "T, " if timed else ""
                wanted = f"({time}{shape}) or ({time}B, {shape})".replace(", )", ")")
                raise ArrayError(name, f"has the shape {array.shape}; {wanted} is expected")
            axes = extra
        return axes

    def reaches(self, name: str) -> list[Size]:
        """How many steps back a signal is read at most, at each place that reads it."""
        reads = [(node, loops) for node, loops in _leaves(self.definition) if node.name == name]
        return [lag_range(node.lag, loops)[1] for node, loops in reads if isinstance(node, Signal)]

    def kept_steps(self, name: str, array: Any, batch_axes: int) -> tuple[int, ...]:
        """How many earlier steps an array of a state holds, where it has an axis for them."""
        axes = array.ndim - batch_axes - len(self.formal_extents(name)) - len(self.formal.names[name])
        several = axes == 1 and any(reach != Size.of(1) for reach in self.reaches(name) if reach != Size.of(0))
        return array.shape[:1] if several else ()

    def check_kept(self, kept: Mapping[str, tuple[int, ...]], sizes: Mapping[str, int]) -> None:
        for name, steps in kept.items():
            longest = max(map(Integers(sizes).size, self.reaches(name)), default=0)
            if steps and steps[0] != longest:
                raise ArrayError(name, f"holds {steps[0]} earlier steps; {longest} are read")

    def read_sizes(
        self,
        mappings: Mapping[str, Mapping[str, Any]],
        front: Mapping[str, Mapping[str, tuple[int, ...]]],
        kept: Mapping[str, tuple[int, ...]],
        known: Mapping[str, int],
    ) -> dict[str, int]:
        """The letters, from the axes whose size is a letter, or a multiple of one."""
        pairs: list[tuple[str, Size, int]] = []
        for kind, arrays in mappings.items():
            for name, array in arrays.items():
                formal = (*self.formal_extents(name), *self.formal.names[name])
                extents = array.shape[len(front[kind][name]) :]
                if len(extents) != len(formal):
                    expected = "(" + ", ".join(map(str, formal)) + ")"
                    raise ArrayError(name, f"has the shape {array.shape}; {expected} is expected")
                pairs += [(name, size, extent) for size, extent in zip(formal, extents, strict=True)]
        for name, steps in kept.items():
            pairs += [(name, reach, extent) for reach in self.reaches(name) for extent in steps]
        sizes = dict(known)
        for name, size, extent in sorted(pairs, key=lambda pair: len(pair[1].letters) > 1):
            unknown = [letter for letter in size.letters if letter not in sizes]
            if len(unknown) == 1 and len(size.terms) == 1:
                sizes[unknown[0]] = _solve(name, size, unknown[0], sizes, extent)
            elif len(unknown) == 1 and all(dict(term).get(unknown[0], 0) in (0, 1) for term in size.terms):
                sizes[unknown[0]] = _solve_sum(name, size, unknown[0], sizes, extent)
        missing = [letter for letter in self.definition.letters if letter not in sizes]
        if missing:
            raise SizeError(
                f"no array gives the size {missing[0]}; give it as sizes={{{missing[0]!r}: ...}}", missing[0]
            )
        return sizes


def _numbers(definition: Definition, sizes: Mapping[str, int]) -> dict[str, int]:
    """The sizes that are given as numbers, checked."""
    for name, number in sizes.items():
        if name not in definition.letters:
            raise SizeError(f"{name!r:.60} is not a size; the sizes are {', '.join(definition.letters)}", str(name))
        if type(number) is not int or number < 1:
            raise SizeError(f"{name} must be a whole number of at least 1, not {number!r:.60}", name)
    return dict(sizes)


def _solve(name: str, size: Size, letter: str, sizes: Mapping[str, int], extent: int) -> int:
    top, bottom = size.evaluate({**sizes, letter: 1}.__getitem__)
    ((monomial, _),) = size.terms.items()
    power = dict(monomial)[letter]
    above, below = (extent * bottom, top) if power > 0 else (top, extent * bottom)
    quotient, rest = divmod(above, below) if abs(power) == 1 else (0, 1)
    if rest or quotient < 1:
        raise ArrayError(name, f"has an axis of {extent}; {size} is expected")
    return quotient


def _solve_sum(name: str, size: Size, letter: str, sizes: Mapping[str, int], extent: int) -> int:
    """The letter in a sum such as ``n + m - 1``, each of its terms a multiple of it or without it."""
    # Both over the same denominator, as no power of the letter is negative.
    (base, bottom), (whole, _) = (size.evaluate({**sizes, letter: value}.__getitem__) for value in (0, 1))
    quotient, rest = divmod(extent * bottom - base, whole - base)
    if rest or quotient < 1:
        raise ArrayError(name, f"has an axis of {extent}; {size} is expected")
    return quotient


def _read_before(definition: Definition) -> list[str]:
    """The inputs that are read at an earlier step."""
    reads = [(node, loops) for node, loops in _leaves(definition) if isinstance(node, Signal)]
    read = [node for node, loops in reads if (least_count(lag_range(node.lag, loops)[1]) or 0) > 0]
    return list(dict.fromkeys(node.name for node in read if node.name in definition.names.inputs))


def _leaves(definition: Definition) -> list[tuple[Parameter | Signal, tuple[Loop, ...]]]:
    return [(occurrence.node, occurrence.loops) for occurrence in occurrences(definition.program)]


def by_member(array: Any, members: list[Index], front: int, rank: int) -> dict[Index, Any]:
    if members == [()]:
        return {(): array}
    shape = (*array.shape[:front], len(members), *array.shape[array.ndim - rank :])
    flat = array.reshape(shape)
    return {index: flat[(slice(None),) * front + (place,)] for place, index in enumerate(members)}
