"""Two cells equation by equation: equal up to names where that is proved, else what differs, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product

from symbolic._cell import Cell
from symbolic.answers.equations.alignment import (
    COMPLEMENT,
    LESS,
    LONE,
    MORE_TERMS,
    NUMBERS,
    OTHER_FUNCTION,
    OTHER_READS,
    OTHER_SIGN,
    OTHER_TERM,
    OTHER_TRANSPOSE,
    Aligned,
    Alignment,
    TreeDifference,
    complement,
)
from symbolic.answers.equations.plain_form import plain_form, with_definition
from symbolic.answers.equations.proof import NameMatching, find_renaming
from symbolic.answers.equations.refutation import LetterNumbers, member_numbers, refutation
from symbolic.answers.equations.trees import CALL, PARAMETER, TIMES_LABEL, Tree, Trees
from symbolic.answers.equations.unrolled import loop_letters, unroll
from symbolic.errors import SymbolicError
from symbolic.language import nodes as n
from symbolic.language.printer import SOURCE, spell
from symbolic.limits import SWAPPED_GATES
from symbolic.record import Record

FEW_MEMBERS = 5
"""Fewer members than these are tried where the sizes do not tell how many there are."""
EQUAL, SWAPPED, DIFFERENT, UNKNOWN = "equal", "equal but for a swapped gate", "different", "unknown"


class EquationComparison(Record):
    """Whether two cells have the same equations: ``relation`` is equal, equal but for a swapped gate, different or
    unknown.

    Equal is proved by a renaming: ``names`` are the parameters, inputs and signals of the left with what they are on
    the right, ``sizes`` what letters of one side have to be, such as ``r = m``, where the other has fewer. Different is
    proved too, by what is stored or by numbers that are computed, as ``proof`` says. Where nothing is proved it is
    unknown. ``differences`` are sentences about what is written differently.
    """

    relation: str
    names: tuple[tuple[str, str], ...]
    differences: tuple[str, ...]
    sizes: tuple[tuple[str, str], ...] = ()
    proof: str = ""


def compare_equations(
    left: Cell, right: Cell, names: tuple[str, str] = ("the first", "the second")
) -> EquationComparison:
    """Hold the equations of two cells against each other; ``names`` are what the sentences call them.

    >>> first = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"})
    >>> second = Cell("s[t] = sigmoid(K @ concat(u[t], s[t-1]) + b + c)", {"u": "n", "s": "m"})
    >>> compare_equations(first, second).differences
    ('h: tanh in the first, sigmoid in the second', 'h: the second has one bias more, c')
    """
    if _written(left) == _written(right):
        return EquationComparison(EQUAL, (), ())
    left, right = plain_form(left), plain_form(right)
    for first, second, members in _without_loops(left, right):
        renaming = find_renaming(Trees(first), Trees(second))
        if renaming is not None:
            return EquationComparison(EQUAL, _listed(renaming.names), (), (*members, *renaming.sizes))
    families = _has_families(left) or _has_families(right)
    mine, theirs = Trees(left), Trees(right)
    for gate in () if families else _gates(left)[:SWAPPED_GATES]:
        if (renaming := find_renaming(Trees(_swapped(left, gate)), theirs)) is not None:
            said = f"{gate}: what {names[0]} weighs by {gate}, {names[1]} weighs by 1 minus it"
            return EquationComparison(SWAPPED, _listed(renaming.names), (said,), renaming.sizes)
    said = () if families else _sentences(_aligned(mine, theirs).changes, names)
    proof = refutation(left, right, names)
    if proof:
        return EquationComparison(DIFFERENT, (), said or (proof,), (), proof)
    return EquationComparison(UNKNOWN, (), said)


def _listed(names: NameMatching) -> tuple[tuple[str, str], ...]:
    return tuple((name, other) for (_, name), other in names.items())


def _without_loops(left: Cell, right: Cell) -> Iterator[tuple[Cell, Cell, tuple[tuple[str, str], ...]]]:
    """Both cells, the loops of one written out at the numbers of members at which it stores what the other does."""
    families = _has_families(left) or _has_families(right)
    if not families:
        yield left, right, ()
    sides = [loop_letters(cell.definition) for cell in (left, right)]
    if all(sides) or (not families and not any(sides)):
        return
    for at in _members(left, right):
        sides, members = [], []
        for cell, numbers in zip((left, right), at, strict=True):
            letters = loop_letters(cell.definition)
            members += [(letter, str(numbers[letter])) for letter in letters]
            try:
                definition = unroll(cell.definition, {letter: numbers[letter] for letter in letters})
                sides.append(plain_form(with_definition(cell, definition)) if letters or _has_families(cell) else cell)
            except SymbolicError:
                return
        yield sides[0], sides[1], tuple(members)


def _members(left: Cell, right: Cell) -> Iterator[LetterNumbers]:
    """Numbers of members: those at which both store as much at equal sizes, then any few.

    A size of one may be a part of one of the other; the renaming tells then which, and that both store as much.
    """
    yield from member_numbers(left, right)
    sides = [loop_letters(cell.definition) for cell in (left, right)]
    for counts in product(range(2, FEW_MEMBERS), repeat=len((*sides[0], *sides[1]))):
        values = iter(counts)
        yield {letter: next(values) for letter in sides[0]}, {letter: next(values) for letter in sides[1]}


def _has_families(cell: Cell) -> bool:
    equations = cell.definition.program.equations
    signals = (part for equation in equations for part in n.walk(equation.value) if isinstance(part, n.Signal))
    return bool(cell.definition.indices) or any(part.index for part in (*(one.target for one in equations), *signals))


def _written(cell: Cell) -> tuple[object, ...]:
    definition = cell.definition
    return definition.program, dict(definition.sizes), definition.fixed, dict(definition.activations)


def _gates(cell: Cell) -> list[str]:
    equations = cell.definition.program.equations
    return [part.name for part in equations if isinstance(part.value, n.Call) and part.value.name == "sigmoid"]


def _swapped(cell: Cell, gate: str) -> Cell:
    """The cell with ``1 - g`` wherever it reads the gate at this step."""

    def change(node: n.Node) -> n.Node:
        if isinstance(node, n.Signal) and node.name == gate and not node.lag:
            return n.Add((n.Number(1), node), (1, -1))
        return n.rebuild(node, change)

    equations = [n.Equation(part.target, change(part.value), part.loops) for part in cell.definition.program.equations]
    return with_definition(cell, cell.definition.rewritten(equations))


def _aligned(left: Trees, right: Trees) -> Aligned:
    """The states of both in the order in which least differs; those of one name first."""
    mine, theirs = list(left.ends), list(right.ends)
    inputs = dict(zip(left.cell.definition.names.inputs, right.cell.definition.names.inputs, strict=False))
    longer = theirs + [""] * max(0, len(mine) - len(theirs))
    orders = [*permutations(longer, len(mine))] if len(longer) <= 4 else [tuple(longer[: len(mine)])]
    best: Aligned | None = None
    for order in orders:
        pairs = dict(zip(mine, order, strict=True))
        alignment = Alignment({**inputs, **pairs})
        parts = [_end(alignment, left, right, name, other) for name, other in pairs.items()]
        lone = [name for name in theirs if name not in order]
        parts += [Aligned(5, (TreeDifference(LONE, name, None, right.tree(name)),)) for name in lone]
        cost = sum(part.cost for part in parts) + sum(0.01 for name, other in pairs.items() if name != other)
        if best is None or cost < best.cost:
            best = Aligned(cost, tuple(change for part in parts for change in part.changes))
    return best or Aligned(0, ())


def _end(alignment: Alignment, left: Trees, right: Trees, name: str, other: str) -> Aligned:
    if not other:
        return Aligned(5, (TreeDifference(LONE, name, left.tree(name), None),))
    return alignment.of(left.tree(name), right.tree(other), name)


def _sentences(changes: tuple[TreeDifference, ...], names: tuple[str, str]) -> tuple[str, ...]:
    """One sentence for each kind of change, the gates in which it is made together."""
    gates: dict[str, list[str]] = {}
    held: dict[str, list[str]] = {}
    for change in changes:
        if change.kind == OTHER_TERM and change.left and change.right and change.left.text == change.right.text:
            continue
        said, name = _said(change, names)
        if change.gate not in gates.setdefault(said, []):
            gates[said].append(change.gate)
        if name and name not in held.setdefault(said, []):
            held[said].append(name)
    return tuple(
        f"{', '.join(places)}: {said}{', ' if held.get(said) else ''}{', '.join(held.get(said, []))}"
        for said, places in gates.items()
    )


def _said(change: TreeDifference, names: tuple[str, str]) -> tuple[str, str]:
    """What is different, and the name of what is more, which is told at the end."""
    first, second = names
    mine = change.left.text if change.left else ""
    theirs = change.right.text if change.right else ""
    if change.kind == OTHER_FUNCTION:
        here, there = _function(change.left), _function(change.right)
        if here and there:
            return f"{here} in {first}, {there} in {second}", ""
        owner, other = (first, second) if here else (second, first)
        return f"{owner} applies {here or there}, {other} does not", ""
    if change.kind == LONE:
        owner, other = (first, second) if change.left is not None else (second, first)
        return f"a state or an output of {owner}, and none of {other}", ""
    if change.kind == COMPLEMENT:
        mine, theirs = (_plain(tree) if complement(tree) else tree.text for tree in (change.left, change.right) if tree)
        return f"{mine} in {first}, {theirs} in {second}", ""
    if change.kind == OTHER_READS:
        return f"{first} reads {mine}, {second} reads {theirs}", ""
    if change.kind == NUMBERS:
        return f"{_plain(change.left)} in {first}, {_plain(change.right)} in {second}", ""
    if change.kind == OTHER_SIGN:
        return f"{mine} of {first} and {theirs} of {second} have other signs", ""
    if change.kind == OTHER_TRANSPOSE:
        return f"{mine} in {first} is transposed against {theirs} in {second}", ""
    if tree := {MORE_TERMS: change.right, LESS: change.left}.get(change.kind):
        owner, other = (second, first) if change.kind == MORE_TERMS else (first, second)
        if change.within == TIMES_LABEL:
            return f"{owner} multiplies by {tree.text}, {other} does not", ""
        return _more(owner, other, tree)
    return f"{mine} in {first}, {theirs} in {second}", ""


def _more(owner: str, other: str, tree: Tree) -> tuple[str, str]:
    if tree.kind == PARAMETER:
        return f"{owner} has one bias more", tree.text
    return f"{owner} adds {tree.text}, {other} does not", ""


def _function(tree: Tree | None) -> str:
    return tree.name.partition("(")[0] if tree is not None and tree.kind == CALL else ""


def _plain(tree: Tree | None) -> str:
    return spell(tree.node, SOURCE) if tree is not None else ""
