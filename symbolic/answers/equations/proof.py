"""A proof that two cells are the same but for names: a renaming under which their normal forms are equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations, product
from typing import Any, NamedTuple

from symbolic.answers.equations.normal_form import Atom, Polynomial, PolynomialTooLong, normal_form
from symbolic.answers.equations.trees import PARAMETER, SIGNAL_LABEL, Trees
from symbolic.language.sizes.size import Size
from symbolic.limits import NORMAL_LEAVES, RENAMING_STEPS

NameMatching = dict[tuple[str, str], str]
"""What each name of the left is on the right, parameters and signals apart."""
UNORDERED = ("dot", "max", "min")
FREE_LETTERS = 4


class Renaming(NamedTuple):
    """Names of the left on the right, and what letters of one side have to be where the other has fewer."""

    names: NameMatching
    sizes: tuple[tuple[str, str], ...]


def find_renaming(left: Trees, right: Trees) -> Renaming | None:
    """The renaming, or None where none is found within the bounds; families are not looked into."""
    if _has_families(left) or _has_families(right) or len(left.ends) != len(right.ends):
        return None
    if any(trees.tree(name).size > NORMAL_LEAVES for trees in (left, right) for name in trees.ends):
        return None
    try:
        mine = {name: normal_form(left, name) for name in left.ends}
        theirs = {name: normal_form(right, name) for name in right.ends}
    except PolynomialTooLong:
        return None
    search = _ProofSearch()
    for names in search.ends(mine, theirs, [*mine], {}):
        if _same_kinds(left, right, names) and (sizes := _same_sizes(left, right, names)) is not None:
            return Renaming(names, sizes)
    return None


def _has_families(trees: Trees) -> bool:
    return any(part.target.index for part in trees.cell.definition.program.equations) or bool(
        trees.cell.definition.indices
    )


class _ProofSearch:
    def __init__(self) -> None:
        self.steps = 0
        self.marks: dict[int, tuple[Any, int]] = {}
        self.reads: dict[int, tuple[Any, frozenset[tuple[str, str]]]] = {}

    def ends(
        self,
        mine: Mapping[str, Polynomial],
        theirs: Mapping[str, Polynomial],
        waiting: Sequence[str],
        names: NameMatching,
    ) -> Iterator[NameMatching]:
        if not waiting:
            yield names
            return
        name, *rest = waiting
        order = sorted(theirs, key=lambda other: other != name)
        for other in order:
            if self.mark(mine[name]) != self.mark(theirs[other]):
                continue
            known = _with(names, (SIGNAL_LABEL, name), other)
            for renaming in self.goals([(mine[name], theirs[other])], known) if known is not None else ():
                yield from self.ends(mine, theirs, rest, renaming)

    def goals(self, goals: list[tuple[Polynomial, Polynomial]], names: NameMatching) -> Iterator[NameMatching]:
        """All renamings under which both of each pair are equal."""
        self.steps += 1
        if self.steps > RENAMING_STEPS:
            return
        if not goals:
            yield names
            return
        (left, right), *rest = goals
        if self.renamed(left, names) == right:
            # Everything on the left has its name already.
            yield from self.goals(rest, names)
            return
        if len(left) != len(right):
            return
        (number, atoms), *others = left
        for place, (count, theirs) in enumerate(right):
            if count != number or len(theirs) != len(atoms):
                continue
            remaining = tuple(others), (*right[:place], *right[place + 1 :])
            for renaming in self.factors(list(atoms), list(theirs), names):
                yield from self.goals([remaining, *rest], renaming)

    def factors(self, atoms: list[Atom], theirs: list[Atom], names: NameMatching) -> Iterator[NameMatching]:
        self.steps += 1
        if self.steps > RENAMING_STEPS:
            return
        if not atoms:
            yield names
            return
        first, *others = atoms
        for place, other in enumerate(theirs):
            if self.mark(first) != self.mark(other):
                continue
            for renaming in self.atom(first, other, names):
                yield from self.factors(others, theirs[:place] + theirs[place + 1 :], renaming)

    def atom(self, left: Atom, right: Atom, names: NameMatching) -> Iterator[NameMatching]:
        kind, name, parts = left
        if kind == PARAMETER:
            known = _with(names, (PARAMETER, name), right[1])
            if known is not None:
                yield known
        elif kind == SIGNAL_LABEL:
            mine, theirs = name.partition("["), right[1].partition("[")
            known = _with(names, (SIGNAL_LABEL, mine[0]), theirs[0])
            if known is not None and mine[2] == theirs[2]:
                yield known
        elif name in UNORDERED:
            yield from self.goals(list(zip(parts, right[2], strict=True)), names)
            yield from self.goals(list(zip(parts, right[2][::-1], strict=True)), names)
        else:
            yield from self.goals(list(zip(parts, right[2], strict=True)), names)

    def renamed(self, value: Polynomial, names: NameMatching) -> Polynomial | None:
        """The polynomial under the names that are known, or None where one of its names is not."""
        if not self.bound(value) <= names.keys():
            return None
        terms = [(number, tuple(self._renamed(atom, names) for atom in atoms)) for number, atoms in value]
        return tuple(sorted(((c, tuple(sorted(a, key=repr)) if len(a) > 1 else a) for c, a in terms), key=repr))

    def _renamed(self, atom: Atom, names: NameMatching) -> Atom:
        kind, name, parts = atom
        if kind == PARAMETER:
            return kind, names[kind, name], parts
        if kind == SIGNAL_LABEL:
            base, bracket, lag = name.partition("[")
            return kind, f"{names[kind, base]}{bracket}{lag}", parts
        return kind, name, tuple(self.renamed(part, names) or () for part in parts)

    def bound(self, value: Polynomial) -> frozenset[tuple[str, str]]:
        """The names that a polynomial reads."""
        if id(value) not in self.reads:
            found: set[tuple[str, str]] = set()
            for _, atoms in value:
                for kind, name, parts in atoms:
                    if kind in (PARAMETER, SIGNAL_LABEL):
                        found.add((kind, name.partition("[")[0] if kind == SIGNAL_LABEL else name))
                    found.update(*(self.bound(part) for part in parts))
            self.reads[id(value)] = value, frozenset(found)
        return self.reads[id(value)][1]

    def mark(self, value: Any) -> int:
        """A number that does not depend on names."""
        if id(value) not in self.marks:
            self.marks[id(value)] = value, self._made(value)
        return self.marks[id(value)][1]

    def _made(self, value: Any) -> int:
        if value and isinstance(value[0], str):
            kind, name, parts = value
            plain = {PARAMETER: "", SIGNAL_LABEL: name.partition("[")[2]}.get(kind, name)
            inner = [self.mark(part) for part in parts]
            return hash((kind, plain, tuple(sorted(inner) if name in UNORDERED else inner)))
        return hash(tuple(sorted((number, tuple(sorted(map(self.mark, atoms)))) for number, atoms in value)))


def _with(names: NameMatching, key: tuple[str, str], other: str) -> NameMatching | None:
    """With one name more, or None where either is another's already."""
    if key in names:
        return names if names[key] == other else None
    if any(kind == key[0] and name == other for (kind, _), name in names.items()):
        return None
    return {**names, key: other}


def _same_kinds(left: Trees, right: Trees, names: NameMatching) -> bool:
    """What is an input is one, what is fixed is fixed."""
    mine, theirs = left.cell.definition, right.cell.definition
    for (kind, name), other in names.items():
        if kind == SIGNAL_LABEL and (name in mine.names.inputs) != (other in theirs.names.inputs):
            return False
        if kind == PARAMETER and (_base(name) in mine.fixed) != (_base(other) in theirs.fixed):
            return False
    return {*mine.activations.values()} == {*theirs.activations.values()}


def _same_sizes(left: Trees, right: Trees, names: NameMatching) -> tuple[tuple[str, str], ...] | None:
    """One renaming of the letters makes the shapes of all signals, and the counts, equal.

    What one side ties the other may leave open: then it is said which letters have to be the same.
    """
    pairs: set[tuple[str, str]] = set()
    for (kind, name), other in names.items():
        if kind != SIGNAL_LABEL or not _is_bound(left, name):
            continue
        for mine, theirs in zip(left.cell.signals[name], right.cell.signals[other], strict=False):
            if mine == Size.letter(str(mine)) and theirs == Size.letter(str(theirs)):
                pairs.add((str(mine), str(theirs)))
    letters = dict(sorted(pairs))
    backward = {theirs: mine for mine, theirs in sorted(pairs, reverse=True)}
    if len(letters) < len(pairs) and len(backward) < len(pairs):
        return None
    if len(backward) == len(pairs) > len(letters):
        # The right side leaves open what the left one ties.
        return _same_sizes(right, left, {(kind, second): name for (kind, name), second in names.items()})
    if (parts := _parts(left, right, names)) is not None:
        return parts
    tied = tuple((mine, backward[theirs]) for mine, theirs in letters.items() if backward[theirs] != mine)
    rest = [letter for letter in left.cell.definition.letters if letter not in letters]
    free = [letter for letter in right.cell.definition.letters if letter not in letters.values()]
    if max(len(rest), len(free)) > FREE_LETTERS:
        return None
    ways = permutations(free, len(rest)) if len(rest) <= len(free) else permutations(rest, len(free))
    for way in ways:
        known = letters | (
            dict(zip(rest, way, strict=True)) if len(rest) <= len(free) else dict(zip(way, free, strict=True))
        )
        lone = [letter for letter in rest if letter not in known]
        extra = [letter for letter in free if letter not in known.values()]
        if tied and extra:
            return None
        for sizes in product([*known.values()] if lone else [*known], repeat=len(lone or extra)):
            mine = known | (dict(zip(lone, sizes, strict=True)) if lone else {})
            back = {} if lone else {letter: known[size] for letter, size in zip(extra, sizes, strict=True)}
            stored = ((left.cell.size, right.cell.size), (left.cell.fixed_size, right.cell.fixed_size))
            if all(_sorted(first.rename(mine)) == _sorted(second.rename(back)) for first, second in stored):
                return *tied, *(zip(lone, sizes, strict=True) if lone else back.items())
    return None


def _parts(left: Trees, right: Trees, names: NameMatching) -> tuple[tuple[str, str], ...] | None:
    """What the letters of the right are in those of the left, where the shapes of signals tell it of most.

    None where they do not, and where both then do not store as much.
    """
    known: dict[str, Size] = {}
    for (kind, name), other in names.items():
        shapes = (left.cell.signals[name], right.cell.signals[other]) if kind == SIGNAL_LABEL else ((), ())
        for mine, theirs in zip(*shapes, strict=False):
            if len(theirs.letters) != 1 or theirs != Size.letter(theirs.letters[0]):
                continue
            if known.setdefault(theirs.letters[0], mine) != mine:
                return None
    rest = [letter for letter in right.cell.definition.letters if letter not in known]
    held = {letter for size in known.values() for letter in size.letters}
    free = [Size.letter(letter) for letter in left.cell.definition.letters if letter not in held]
    # What only gates have is as large as some gate of the left.
    axes = [size for shape in left.cell.signals.values() for size in shape]
    possible = [*dict.fromkeys([*free, *axes])]
    if len(rest) > FREE_LETTERS or len(possible) ** len(rest) > RENAMING_STEPS:
        return None
    stored = ((left.cell.size, right.cell.size), (left.cell.fixed_size, right.cell.fixed_size))
    for chosen in product(possible, repeat=len(rest)):
        every = known | dict(zip(rest, chosen, strict=True))
        if {*free} <= {*chosen} and all(mine == theirs.substitute(every) for mine, theirs in stored):
            return _told(every)
    return None


def _told(known: dict[str, Size]) -> tuple[tuple[str, str], ...] | None:
    told = [
        (letter, str(size))
        for place, (letter, size) in enumerate(known.items())
        if size != Size.letter(str(size)) or size in [*known.values()][:place]
    ]
    return tuple(told) if any(size != Size.letter(str(size)) for size in known.values()) else None


def _is_bound(trees: Trees, name: str) -> bool:
    """Whether a signal is an input or a state, whose size the author names."""
    names = trees.cell.definition.names
    return name in names.inputs or name in names.states


def _sorted(size: Size) -> frozenset[Any]:
    return frozenset((tuple(sorted(monomial)), count) for monomial, count in size.terms.items())


def _base(name: str) -> str:
    return name.partition("[")[0].partition(":")[0]
