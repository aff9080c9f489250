"""The places of the members of a family in its array."""

from __future__ import annotations

from symbolic.errors import DefinitionError
from symbolic.language import families
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.names import occurrences
from symbolic.language.sizes.carriers import Polynomials
from symbolic.language.sizes.size import Size
from symbolic.record import Record


class MemberGroup(Record):
    """One group of members: its indices are ``loops``, in the order of the indices, each ``shift`` further on.

    A block has an axis for each index; other members lie one behind the other, sorted.
    """

    loops: tuple[n.Loop, ...]
    shift: tuple[Size, ...]
    block: bool

    @property
    def extents(self) -> tuple[Size, ...]:
        if self.block:
            return tuple(loop.stop - loop.start for loop in self.loops)
        return (families.count(Polynomials(), self.loops),)

    def place(self, index: tuple[Size, ...]) -> tuple[Size, ...]:
        """Where a member is, from 0, along each axis.

        >>> g, i = Size.letter("g"), Size.letter("i")
        >>> loops = n.Loop("#0", Size.of(0), g), n.Loop("#1", Size.letter("#0"), g)
        >>> triangle = MemberGroup(loops, (g - g, g - g), False)
        >>> [str(place) for place in triangle.place((Size.of(1), i))]
        ['g + i - 1']
        """
        at = [part - shift for part, shift in zip(index, self.shift, strict=True)]
        if self.block:
            return tuple(part - loop.start for part, loop in zip(at, self.loops, strict=True))
        total, fixed = Size.of(0), {}
        for depth, (loop, part) in enumerate(zip(self.loops, at, strict=True)):
            before = n.Loop(loop.index, loop.start.substitute(fixed), part)
            inner = [n.Loop(row.index, row.start.substitute(fixed), row.stop.substitute(fixed)) for row in self.loops]
            total = total + families.count(Polynomials(), [before, *inner[depth + 1 :]])
            fixed[loop.index] = part
        return (total,)


def find_members(definition: Definition) -> dict[str, MemberGroup]:
    """The members of each family; raises `DefinitionError` for one whose members lie apart."""
    groups: dict[str, list[families.Members]] = {}
    signals = definition.names.signals
    for equation in definition.program.equations:
        if equation.target.index:
            groups.setdefault(equation.name, []).append(families.members(equation.target.index, equation.loops))
    assigned = {*groups}
    for occurrence in occurrences(definition.program):
        node = occurrence.node
        if node.index and not (node.name in assigned and node.name in signals):
            groups.setdefault(node.name, []).append(families.members(node.index, occurrence.loops))
    return {name: _members(name, families.union(group)) for name, group in groups.items()}


def _members(name: str, groups: list[families.Members]) -> MemberGroup:
    (index, loops), *more = groups
    by_index = [[loop for loop in loops if loop.index in part.letters] for part in index]
    rows = [row[0] for row in by_index if len(row) == 1]
    plain = len(rows) == len(index) == len(loops) == len({row.index for row in rows})
    shift = [part - Size.letter(row.index) for part, row in zip(index, rows, strict=False)]
    if more or not plain or any(row.index in step.letters for step, row in zip(shift, rows, strict=True)):
        raise DefinitionError(f"the members of {name} lie apart, so no one array holds them; number them from 0 on")
    running = {row.index for row in rows}
    block = not any(running & {*row.start.letters, *row.stop.letters} for row in rows)
    if not block and rows != [*loops]:
        raise DefinitionError(f"the ranges of {name} run in another order than its indices; write them in one order")
    return MemberGroup(tuple(rows), tuple(shift), block)
