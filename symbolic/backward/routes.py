"""Every way from a signal to another one step earlier, member by member of families."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import product

from symbolic.backward.edges import Edge, find_edges, steps_back
from symbolic.backward.members import at_members_of_loops, free_letters
from symbolic.backward.slope import Slopes
from symbolic.errors import DefinitionError, DerivativeError
from symbolic.language import families
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.families import least_count
from symbolic.language.inference import Shapes
from symbolic.language.names import occurrences
from symbolic.language.reachable import reachable
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.limits import JACOBIAN_MEMBERS
from symbolic.record import Record, replace


class Route(Record):
    """One way: the signals on it, the last first, and what each hands on.

    It stands for a sum over the members of ``loops``; it is there for the members ``where`` alone.
    """

    through: tuple[n.Signal, ...] = ()
    edges: tuple[Edge, ...] = ()
    loops: tuple[n.Loop, ...] = ()
    where: tuple[n.Loop, ...] = ()


def find_routes(
    definition: Definition, shapes: Shapes, slopes: Slopes, of: n.Signal, by: n.Signal, members: Sequence[n.Loop]
) -> Iterator[Route]:
    """Each way down from ``of`` at a step to ``by`` at the one before; ``members`` are the letters of any member."""
    return _RouteSearch(definition, shapes, slopes, by, members).routes(of)


def _in_circles(readers: Mapping[str, Collection[str]]) -> set[str]:
    """The names that are read, at the same step, by what is computed from them."""
    try:
        TopologicalSorter(readers).prepare()
    except CycleError:
        return {name for name in readers if name in reachable([name], lambda name: readers.get(name, ()))}
    return set()


def find_free_letters(definition: Definition, taken: tuple[str, ...] = ()) -> Iterator[str]:
    """Letters for members that are not a name, a size or an index of the equations."""
    return free_letters({*definition.used_names, *definition.letters, *taken, n.TIME, n.STEPS})


class _RouteSearch:
    def __init__(self, definition: Definition, shapes: Shapes, slopes: Slopes, by: n.Signal, members: Sequence[n.Loop]):
        self.members = {loop.index: loop for loop in members}
        self.definition, self.shapes, self.slopes, self.by = definition, shapes, slopes, by
        self.equations = definition.program.equations
        self.edges: dict[int, list[Edge]] = {}
        self.ends = [_numbered(by)]
        above = self.readers()
        self.leading = reachable([by.name], lambda name: above.get(name, ()))
        same_step = self.readers(same_step=True)
        self.chained = _in_circles(same_step)
        self.places: dict[str, list[int]] = {}
        for place, equation in enumerate(self.equations):
            self.places.setdefault(equation.name, []).append(place)
        self.letters = find_free_letters(definition, tuple(self.members))

    def routes(self, of: n.Signal) -> Iterator[Route]:
        self.ends.insert(0, _numbered(of))
        waiting = [(Route(), of)]
        while waiting:
            route, member = waiting.pop()
            if (member.name, member.lag) == (self.by.name, 1) and route.edges:
                if (ended := self.ended(route, member)) is not None:
                    yield ended
                    continue
                if member.name not in self.chained:
                    continue
            waiting += reversed([*self.extensions(route, member)])

    def extensions(self, route: Route, member: n.Signal) -> Iterator[tuple[Route, n.Signal]]:
        """The route with one step more, for each member that is read."""
        if member.name in self.chained and any(part.constant is None for part in member.index):
            raise self.endless(member)
        for place in self.places.get(member.name, ()):
            equation = self.equations[place]
            plain = len(equation.target.index)
            here = self.matched(route, equation, member.index[:plain])
            if here is None:
                continue
            values, narrowed, fixed = here
            shown = _substituted_signal(member, fixed)
            if route.edges:
                narrowed = replace(narrowed, through=(*narrowed.through, shown))
            back = steps_back(member)
            if back and any(n.TIME in extent.letters for extent in self.shapes.names[equation.name]):
                problem = f"{equation.name} has a number for each step, and at an earlier step fewer of them"
                raise DerivativeError(f"{problem}; a Jacobian through it is not derived")
            for edge in self.edges_of(place):
                edge = edge.substituted(values).earlier(back, shown.index[plain:])
                if self.leads(edge.read):
                    yield from self.along(narrowed, edge)

    def leads(self, read: n.Signal) -> bool:
        lag = steps_back(read)
        return (read.name, lag) == (self.by.name, 1) or (lag <= 1 and read.name in self.leading)

    def along(self, route: Route, edge: Edge) -> Iterator[tuple[Route, n.Signal]]:
        """An edge taken, its loops among those of the route under new letters, or each member by itself."""
        for left, right in edge.where:
            narrowed = self.narrowed(route, left, right, right + 1)
            if narrowed is None:
                return
            route, edge = narrowed[0], edge.substituted(narrowed[1])
        edge = replace(edge, where=())
        ranges = [_numbers(loop) for loop in edge.loops]
        if edge.read.name in self.chained and all(ranges):
            for members in product(*(part or () for part in ranges)):
                at = dict(zip([loop.index for loop in edge.loops], map(Size.of, members), strict=True))
                member = replace(edge, loops=()).substituted(at)
                yield replace(route, edges=(*route.edges, member)), member.read
            return
        fresh = {loop.index: Size.letter(next(self.letters)) for loop in edge.loops}
        edge = edge.substituted(fresh)
        loops = (*route.loops, *edge.loops)
        yield replace(route, edges=(*route.edges, replace(edge, loops=())), loops=loops), edge.read

    def ended(self, route: Route, member: n.Signal) -> Route | None:
        """The route where it ends at the member that is asked for."""
        index = self.by.index
        for place in range(len(index)):
            # What narrows the route may be a letter of the member itself.
            narrowed = self.narrowed(route, member.index[place], index[place], index[place] + 1)
            if narrowed is None:
                return None
            route, fixed = narrowed
            member = _substituted_signal(member, fixed)
        return route

    def matched(
        self, route: Route, equation: n.Equation, index: tuple[Size, ...]
    ) -> tuple[dict[str, Size], Route, dict[str, Size]] | None:
        """What the letters of an equation stand for where it computes a member, and the route for those members."""
        values: dict[str, Size] = {}
        tests: list[tuple[Size, Size, Size]] = []
        for part, wanted in zip(equation.target.index, index, strict=True):
            inside = [loop.index for loop in equation.loops if loop.index in part.letters]
            if not inside:
                tests.append((wanted, part, part + 1))
                continue
            shift = part - Size.letter(inside[0])
            if len(inside) > 1 or inside[0] in shift.letters or inside[0] in values:
                raise DerivativeError(f"it cannot be told which members of {equation.name} are computed as [{part}]")
            values[inside[0]] = wanted - shift
        for loop in equation.loops:
            tests.append((values[loop.index], loop.start.substitute(values), loop.stop.substitute(values)))
        fixed: dict[str, Size] = {}
        for size, start, stop in tests:
            narrowed = self.narrowed(route, *(part.substitute(fixed) for part in (size, start, stop)))
            if narrowed is None:
                return None
            route, more = narrowed
            fixed = {**{letter: size.substitute(more) for letter, size in fixed.items()}, **more}
        return {letter: size.substitute(fixed) for letter, size in values.items()}, route, fixed

    def narrowed(self, route: Route, size: Size, start: Size, stop: Size) -> tuple[Route, dict[str, Size]] | None:
        """The route for the members for which a size is in a range, and the letters that are fixed by it."""
        known = {**self.members, **{loop.index: loop for loop in route.loops}}
        answers = [_at_least(size - start, known), _at_least(stop - size - 1, known)]
        if False in answers:
            return None
        if answers == [True, True]:
            return route, {}
        if not size.letters and stop - start == ONE:
            size, start, stop = start, size, size + 1
        if stop - start == ONE and (bound := self.bound(route, size, start)):
            return self.fixed(route, bound, start - size + Size.letter(bound.index))
        for gap, answer in zip((size - start, stop - size - 1), answers, strict=True):
            if not answer:
                route = self.cut(route, gap, known) or self.asked(route, size, start, stop)
        return route, {}

    def bound(self, route: Route, size: Size, other: Size) -> n.Loop | None:
        """The innermost loop whose letter stands alone in a size, and not in another."""
        loops = (loop for loop in reversed(route.loops) if _stands_alone(size, loop.index))
        return next((loop for loop in loops if loop.index not in other.letters), None)

    def fixed(self, route: Route, bound: n.Loop, value: Size) -> tuple[Route, dict[str, Size]] | None:
        """The route for one member of a loop."""
        self.check_order(route, bound, value)
        at = {bound.index: value}
        others = at_members_of_loops(tuple(loop for loop in route.loops if loop is not bound), at)
        edges = tuple(edge.substituted(at) for edge in route.edges)
        through = tuple(_substituted_signal(signal, at) for signal in route.through)
        fewer = replace(route, loops=others, edges=edges, through=through)
        narrowed = self.narrowed(fewer, value, bound.start, bound.stop)
        return None if narrowed is None else (narrowed[0], {**at, **narrowed[1]})

    def cut(self, route: Route, gap: Size, known: dict[str, n.Loop]) -> Route | None:
        """The route with one loop for the members for which ``gap`` is not below zero, where it runs in that."""
        for loop in reversed(route.loops):
            letter, whole = Size.letter(loop.index), n.Loop(loop.index, loop.start, loop.stop)
            if _stands_alone(gap, loop.index):
                whole = replace(whole, start=self.later(loop.start, letter - gap, known)[1])
                self.check_order(route, loop, whole.start)
            elif _stands_alone(NO_SIZE - gap, loop.index):
                whole = replace(whole, stop=self.later(loop.stop, letter + gap + 1, known)[0])
                self.check_order(route, loop, whole.stop)
            if whole != loop:
                return replace(route, loops=tuple(whole if part is loop else part for part in route.loops))
        return None

    def asked(self, route: Route, size: Size, start: Size, stop: Size) -> Route:
        """The route for some of the members that are asked for."""
        letters = [letter for letter in reversed(size.letters) if _stands_alone(size, letter)]
        if not letters or letters[0] in self.definition.letters:
            raise self.open_size(size, start, stop)
        rest = size - Size.letter(letters[0])
        bound = {loop.index for loop in route.loops}
        whole = self.members.get(letters[0])
        start, stop = start - rest, stop - rest
        # An end that a loop of the route has is cut from that.
        if whole and not bound.isdisjoint(start.letters):
            start = whole.start
        if whole and not bound.isdisjoint(stop.letters):
            stop = whole.stop
        where = n.Loop(letters[0], start, stop)
        return route if where in route.where else replace(route, where=(*route.where, where))

    def check_order(self, route: Route, bound: n.Loop, value: Size) -> None:
        """Refuse a size for a loop that has letters of loops inside it."""
        inner = {loop.index for loop in route.loops[route.loops.index(bound) :]}
        if not inner.isdisjoint(value.letters):
            raise DerivativeError(f"it cannot be told which members {bound.index} = {value} are")

    def later(self, left: Size, right: Size, known: dict[str, n.Loop]) -> tuple[Size, Size]:
        """Two ends of ranges in their order."""
        for pair in ((left, right), (right, left)):
            if _at_least(pair[1] - pair[0], known):
                return pair
        raise DerivativeError(f"it cannot be told whether member {left} comes before {right}")

    def edges_of(self, place: int) -> list[Edge]:
        if place not in self.edges:
            self.edges[place] = find_edges(self.definition, self.shapes, self.slopes, self.equations[place])
        return self.edges[place]

    def readers(self, same_step: bool = False) -> dict[str, set[str]]:
        """The signals that read each name, at any step or at the same one."""
        above: dict[str, set[str]] = {}
        for equation in self.equations:
            for node in n.walk(equation.value):
                if isinstance(node, n.Signal) and not (same_step and node.lag):
                    above.setdefault(node.name, set()).add(equation.name)
        return above

    def endless(self, member: n.Signal) -> DerivativeError:
        text = f"{member.name}[{', '.join(map(str, member.index))}]"
        problem = f"the members of {member.name} read one another, and how many paths go through {text} depends on its"
        return DerivativeError(f"{problem} place; give numbers, as in {self.example(*member.index)}")

    def open_size(self, *sizes: Size) -> DerivativeError:
        letters = [letter for size in sizes for letter in size.letters if letter in self.definition.letters]
        problem = (
            f"which paths there are depends on {letters[0]}" if letters else "it cannot be told which paths there are"
        )
        return DerivativeError(f"{problem}; give numbers, as in {self.example(*sizes)}")

    def example(self, *sizes: Size) -> str:
        """The same question with numbers."""
        letters = [letter for size in sizes for letter in size.letters if letter in self.definition.letters]
        names = [f'"{name}[{", ".join(index)}]"' if index else f'"{name}"' for name, index in self.ends]
        return f"jacobian({', '.join([*names, *(f'{letter}=2' for letter in dict.fromkeys(letters))])})"


def bounds_of_members(definition: Definition, name: str) -> list[tuple[Size, Size] | None]:
    """The range of each index of a signal's members, where all of them fill a block."""
    reads = [(place.node, place.loops) for place in occurrences(definition.program) if isinstance(place.node, n.Signal)]
    count = max((len(node.index) for node, _ in reads if node.name == name), default=0)
    targets = [(equation.target, equation.loops) for equation in definition.program.equations]
    # A tree reads members of a signal that is assigned without one.
    count = max([count, *(len(target.index) for target, _ in targets if target.name == name)])
    assigned, read = (
        [(node.index, loops) for node, loops in places if node.name == name and len(node.index) == count]
        for places in (targets, reads)
    )
    here = assigned or read
    try:
        groups = families.union([families.members(index, loops) for index, loops in here])
    except DefinitionError:
        groups = []
    if len(groups) != 1:
        return [None] * count
    index, loops = groups[0]
    ranges = {Size.letter(loop.index): (loop.start, loop.stop) for loop in loops}
    return [ranges.get(part) if part.constant is None else (part, part + 1) for part in index]


def _numbered(member: n.Signal) -> tuple[str, list[str]]:
    return member.name, [str(0 if part.constant is None else part) for part in member.index]


def _at_least(size: Size, known: dict[str, n.Loop]) -> bool | None:
    """Whether a size is never below zero, True, always, False, or now and then."""
    # There is a step before this one, by which is derived.
    size = size.substitute({n.TIME: Size.letter(n.TIME) + 1})
    if (least := _extreme(size, known)) is not None:
        low = least_count(least)
        if low is not None and low >= 0:
            return True
    if (most := _extreme(NO_SIZE - size - 1, known)) is not None:
        low = least_count(most)
        if low is not None and low >= 0:
            return False
    return None


def _extreme(size: Size, known: dict[str, n.Loop]) -> Size | None:
    """The least that a size can be over the members of loops."""
    for _ in range(len(known) + 1):
        letter = next((letter for letter in reversed([*known]) if letter in size.letters), None)
        if letter is None:
            return size
        slope = (size.substitute({letter: Size.letter(letter) + 1}) - size).constant
        loop = known[letter]
        if slope is None or (slope < 0 and loop.stop == NO_SIZE):
            return None
        size = size.substitute({letter: loop.start if slope > 0 else loop.stop - 1})
    return None


def _stands_alone(size: Size, letter: str) -> bool:
    return letter in size.letters and letter not in (size - Size.letter(letter)).letters


def _numbers(loop: n.Loop) -> range | None:
    start, stop = loop.start.constant, loop.stop.constant
    return None if start is None or stop is None or stop - start > JACOBIAN_MEMBERS else range(start, stop)


def _substituted_signal(signal: n.Signal, values: dict[str, Size]) -> n.Signal:
    return replace(signal, index=tuple(part.substitute(values) for part in signal.index)) if values else signal
