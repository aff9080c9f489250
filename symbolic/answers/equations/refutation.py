"""A proof that two cells are not the same but for names: what they take and store, or what they compute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from fractions import Fraction
from itertools import permutations, product
from math import factorial, prod
from typing import Any, NamedTuple

from symbolic._cell import Cell
from symbolic.answers.equations.unrolled import loop_letters
from symbolic.errors import MissingPackage, SymbolicError
from symbolic.language.inference import infer
from symbolic.language.sizes.carriers import Integers
from symbolic.language.sizes.size import Size
from symbolic.limits import PROBED_ARRANGEMENTS, PROBED_ELEMENTS
from symbolic.numeric.arrays import MemberLayout, load_numpy

TRIED_SIZES = (3, 4, 6, 12)
"""Numbers that all sizes are at once, so that it does not matter which letter is which."""
MEMBERS, MOST_MEMBERS = 9, 129
"""Members are tried below the one, and below the other where that tells that more of them store too much."""
TESTED_STEPS = 3
EQUAL_WITHIN = 1e-7
TRIED_MEMBERS = 5_000
TRIED_VALUES, FIXED_VALUES = 0.31, 0.73

LetterNumbers = tuple[dict[str, int], dict[str, int]]
"""The numbers of the letters of both cells."""


def refutation(left: Cell, right: Cell, names: tuple[str, str]) -> str:
    """A sentence with what proves that no renaming makes one cell of the other; nothing where no proof is found.

    All parameters hold one number, so that what is computed does not depend on which is which, or on how they are cut
    and joined; states and inputs are tried in every order.

    >>> first = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1])", {"x": "n", "h": "m"})
    >>> second = Cell("h[t] = sigmoid(W @ x[t] + U @ h[t-1])", {"x": "n", "h": "m"})
    >>> refutation(first, second, ("the first", "the second"))
    'h comes to 0.07 in the first, to 0.54 in the second, where all parameters are 0.31 and all sizes 3'
    >>> refutation(first, first, ("the first", "the second"))
    ''
    """
    mine, theirs = left.definition.names, right.definition.names
    first, second = names
    if len(mine.inputs) != len(theirs.inputs):
        return f"{first} takes {_listed(mine.inputs)}, {second} takes {_listed(theirs.inputs)}"
    lone = _lone([loop_letters(cell.definition) for cell in (left, right)])
    if any(letters and _free_letters(cell) for letters, cell in zip(lone, (right, left), strict=True)):
        # A size of the other side may stand for what is counted here.
        return ""
    ends = [end for side in _sides(left, right, lone) for end in _ends(*side)]
    if 0 in ends or prod(ends) > TRIED_MEMBERS:
        # Some number of members that is not tried may store as much.
        return ""
    pairs = [*_numbers(left, right)]
    for word, left_size, right_size in _stored(left, right):
        kept = [at for at in pairs if _at(left_size, at[0]) == _at(right_size, at[1])]
        if not kept and pairs:
            counts = _at(left_size, pairs[0][0]), _at(right_size, pairs[0][1])
            sizes = ", ".join(f"{letter} = {number}" for letter, number in pairs[0][0].items())
            return f"{f'at {sizes} ' if sizes else ''}{first} stores {counts[0]} {word} numbers, {second} {counts[1]}"
        pairs = kept
    return _by_values(left, right, names, pairs)


def member_numbers(left: Cell, right: Cell) -> list[LetterNumbers]:
    """Numbers of all letters at which both store as many, those that only one of them has in loops tried in turn."""
    return [
        at
        for at in _numbers(left, right)
        if all(_at(left_size, at[0]) == _at(right_size, at[1]) for _, left_size, right_size in _stored(left, right))
    ]


def _stored(left: Cell, right: Cell) -> tuple[tuple[str, Size, Size], ...]:
    return ("trained", left.size, right.size), ("fixed", left.fixed_size, right.fixed_size)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words) or "none"


def _numbers(left: Cell, right: Cell) -> Iterator[LetterNumbers]:
    """All letters one number; those that count members on one side only, each number that they may have."""
    members = [loop_letters(cell.definition) for cell in (left, right)]
    lone = _lone(members)
    every = [*dict.fromkeys((*TRIED_SIZES, *range(2, 41)))]
    # At least as many as are tried where none is known to be too many.
    most = [max(MEMBERS, end) for side in _sides(left, right, lone) for end in _ends(*side)]
    if prod(most) > TRIED_MEMBERS:
        most = [MEMBERS] * min(len(most), 2)
    for counts in product(*(range(1, end) for end in most)):
        for side in every if any(lone) else TRIED_SIZES:
            values = iter(counts)
            put = [
                dict.fromkeys((*cell.definition.letters, *cell.size.letters), side)
                | {letter: next(values, 1) for letter in letters}
                for cell, letters in zip((left, right), lone, strict=True)
            ]
            if all(_is_whole(cell, numbers) for cell, numbers in zip((left, right), put, strict=True)):
                yield put[0], put[1]
                break


def _lone(members: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The letters that count members where the other side has none."""
    return [letters if not others else () for letters, others in zip(members, members[::-1], strict=True)]


def _sides(left: Cell, right: Cell, lone: Sequence[tuple[str, ...]]) -> tuple[tuple[Cell, Cell, tuple[str, ...]], ...]:
    return (left, right, lone[0]), (right, left, lone[1])


def _ends(cell: Cell, other: Cell, letters: Sequence[str]) -> list[int]:
    """For each letter a number of members from which on the cell stores more than the other; 0 where none is known."""
    # Of parts of a size there are no more than it is large.
    parts = {letter for size in cell.divided for monomial in size.terms for letter, power in monomial if power < 0}
    return [MEMBERS if letter in parts else max(_reach(cell, other, letters, parts, letter)) for letter in letters]


def _reach(cell: Cell, other: Cell, letters: Sequence[str], parts: Set[str], letter: str) -> list[int]:
    """The first number of members that is too many, at each side; one 0 where it is not known of all."""
    ends = [MEMBERS]
    for side in TRIED_SIZES:
        wanted = _at(other.size, dict.fromkeys((*other.definition.letters, *other.size.letters), side))
        sizes = dict.fromkeys((*cell.definition.letters, *cell.size.letters), side)
        sizes |= {one: 1 for one in letters if one not in parts}
        stored = [_at(cell.size, sizes | {letter: count}) for count in range(1, MOST_MEMBERS)]
        end = next((at for at, size in enumerate(stored, 1) if size > wanted), 0)
        if not end or stored != sorted(stored):
            return [0]
        ends.append(end)
    return ends


def _free_letters(cell: Cell) -> set[str]:
    """The letters that no input and no state is as large as."""
    names = cell.definition.names
    sizes = [size for name in (*names.inputs, *names.states) for size in cell.signals[name]]
    return {*cell.definition.letters}.difference(*(size.letters for size in sizes))


def _is_whole(cell: Cell, numbers: Mapping[str, int]) -> bool:
    return all(_at(size, numbers).denominator == 1 for size in cell.divided)


def _at(size: Size, numbers: Mapping[str, int]) -> Fraction:
    top, bottom = size.evaluate(lambda letter: numbers[letter])
    return Fraction(top, bottom)


class _Probe(NamedTuple):
    """A cell at numbers for its letters, with the shape of each of its arrays."""

    cell: Cell
    sizes: dict[str, int]
    shapes: dict[str, tuple[int, ...]]


def _by_values(left: Cell, right: Cell, names: tuple[str, str], pairs: Sequence[LetterNumbers]) -> str:
    """Both are run; where all numbers of members that fit give other values, the first that differs is told."""
    try:
        np = load_numpy()
        told = ""
        for at in pairs:
            told = _apart(np, _probe(left, at[0]), _probe(right, at[1]), names)
            if not told:
                return ""
        return told
    except (MissingPackage, SymbolicError):
        return ""


def _probe(cell: Cell, sizes: dict[str, int]) -> _Probe:
    definition = cell.definition
    layout, shapes = MemberLayout(definition), infer(definition, Integers(sizes)).names
    names = definition.names
    arrays = {
        name: (*layout.extents(name, sizes), *shapes[name])
        for name in (*names.parameters, *names.inputs, *names.states)
    }
    if sum(map(prod, arrays.values())) > PROBED_ELEMENTS:
        raise SymbolicError("the arrays are too large to be tried")
    return _Probe(cell, sizes, arrays)


def _apart(np: Any, left: _Probe, right: _Probe, names: tuple[str, str]) -> str:
    mine, theirs = left.cell.definition.names, right.cell.definition.names
    if len(mine.states) != len(theirs.states):
        return _outputs_apart(np, left, right, names)
    if factorial(len(mine.states)) * factorial(len(mine.inputs)) > PROBED_ARRANGEMENTS:
        return ""
    count = len(mine.inputs)
    families = bool(left.cell.definition.indices or right.cell.definition.indices)
    # Where members are not on an axis, numbers by the place in a gate tell more, as a norm takes equal ones away.
    for slope in (0.0,) if families else (0.0, 0.07):
        known = _run(np, left, mine.inputs, mine.states, slope)
        told: list[tuple[int, str]] = []
        for inputs, states in product(permutations(theirs.inputs), permutations(theirs.states)):
            pairs = [*zip((*mine.inputs, *mine.states), (*inputs, *states), strict=True)]
            if any(left.shapes[name] != right.shapes[other] for name, other in pairs):
                continue
            result = _run(np, right, inputs, states, slope)
            if not all(
                np.isfinite(known[name]).all() and np.isfinite(result[other]).all() for name, other in pairs[count:]
            ):
                return ""
            apart = [
                (name, other)
                for name, other in pairs[count:]
                if not np.abs(known[name] - result[other]).max() <= EQUAL_WITHIN
            ]
            if not apart:
                break
            renamed = sum(name != other for name, other in pairs)
            told.append((renamed, _said(np, known, result, apart[0], names, slope, min(left.sizes.values()))))
        else:
            if told:
                return min(told)[1]
            return "" if families else f"the states of {names[0]} have other shapes than those of {names[1]}"
    return ""


def _outputs_apart(np: Any, left: _Probe, right: _Probe, names: tuple[str, str]) -> str:
    """Cells with another number of states can only be the same in what they give out, from states of zeros on."""
    outputs = left.cell.outputs, right.cell.outputs
    mine, theirs = left.cell.definition.names.inputs, right.cell.definition.names.inputs
    if [len(ends) for ends in outputs] != [1, 1]:
        return ""
    pair = outputs[0][0], outputs[1][0]
    known = _run(np, left, mine, (), 0.0)
    told = ""
    for inputs in permutations(theirs):
        if any(left.shapes[name] != right.shapes[other] for name, other in zip(mine, inputs, strict=True)):
            continue
        result = _run(np, right, inputs, (), 0.0)
        ends = [
            np.sort(values[name].reshape(TESTED_STEPS, -1)) for values, name in zip((known, result), pair, strict=True)
        ]
        if ends[0].shape != ends[1].shape or not all(np.isfinite(end).all() for end in ends):
            return ""
        if np.abs(ends[0] - ends[1]).max() <= EQUAL_WITHIN:
            return ""
        said = _said(np, {pair[0]: ends[0]}, {pair[1]: ends[1]}, pair, names, 0.0, min(left.sizes.values()))
        told = told or said
    return told


def _run(np: Any, probe: _Probe, inputs: Sequence[str], states: Sequence[str], slope: float) -> dict[str, Any]:
    """The states over a few steps; the inputs and states begin with numbers that go by their place in the lists."""
    definition, side = probe.cell.definition, max(probe.sizes.values(), default=1)

    def array(name: str, base: float, slope: float) -> Any:
        shape = probe.shapes[name]
        places = sum(np.indices(shape) % side, np.zeros(shape)) if shape else np.zeros(())
        return base + slope * places

    parameters = {
        name: np.eye(*probe.shapes[name])
        if name in definition.identity
        else array(name, FIXED_VALUES if name in definition.fixed else TRIED_VALUES, slope)
        for name in definition.names.parameters
    }
    arrays: dict[str, Any] = {}
    for place, name in enumerate(inputs):
        steps = np.stack([array(name, 0.4 + 0.3 * place - 0.5 * t, 0.11) for t in range(TESTED_STEPS)])
        arrays[name] = steps[0] if name in definition.program.static else steps
    state = {name: array(name, 0.25 + 0.35 * place, 0.13) for place, name in enumerate(states)}
    with np.errstate(all="ignore"):
        return probe.cell.run(parameters, arrays, state or None, probe.sizes)


def _said(
    np: Any,
    known: Mapping[str, Any],
    result: Mapping[str, Any],
    pair: tuple[str, str],
    names: tuple[str, str],
    slope: float,
    side: int,
) -> str:
    """Where two states are farthest apart, to as many digits as tell them apart."""
    mine, theirs = known[pair[0]], result[pair[1]]
    place = np.unravel_index(np.nanargmax(np.abs(mine - theirs)), mine.shape)
    first, second = float(mine[place]), float(theirs[place])
    digits = next((d for d in range(2, 12) if f"{first:.{d}g}" != f"{second:.{d}g}"), 12)
    renamed = "" if pair[0] == pair[1] else f"{pair[1]} "
    where = "where all parameters are" if not slope else "where the parameters begin at"
    return (
        f"{pair[0]} comes to {first:.{digits}g} in {names[0]}, {renamed}to {second:.{digits}g} in {names[1]}, "
        f"{where} {TRIED_VALUES} and all sizes {side}"
    )
