"""A cell with its loops written out, at numbers for the sizes that they run over."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from symbolic.answers.equations.trees import COUNTED_CALLS
from symbolic.errors import SymbolicError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import infer
from symbolic.language.nodes import Node
from symbolic.language.sizes.size import Size
from symbolic.limits import UNROLLED_NODES
from symbolic.record import replace


class UnrollingError(SymbolicError):
    """Loops that are not written out: they run over a size without a number, or there are too many members."""


def loop_letters(definition: Definition) -> tuple[str, ...]:
    """The letters that only say how many there are: how deep, how many heads, how often an element is repeated."""
    ranges = [
        letter
        for equation in definition.program.equations
        for node in n.walk(equation.value)
        for letter in (*_bounds(equation, node), *_counts(node))
        if letter not in definition.indices and letter not in (n.TIME, n.STEPS)
    ]
    return tuple(dict.fromkeys(ranges))


def _bounds(equation: n.Equation, node: Node) -> list[str]:
    loops = (*equation.loops, *(node.loops if isinstance(node, n.Family) else ()))
    return [letter for loop in loops for letter in (*loop.start.letters, *loop.stop.letters)]


def _counts(node: Node) -> list[str]:
    """The letters that a call is told apart by; a size of an input or a state may be among them."""
    if not isinstance(node, n.Call) or node.name not in COUNTED_CALLS:
        return []
    return [letter for size in node.sizes for letter in size.letters]


def unroll(definition: Definition, numbers: Mapping[str, int]) -> Definition:
    """The definition without loops; members of signals have names of their own, those of parameters their number.

    >>> from symbolic.language.definition import define
    >>> from symbolic.language.printer import SOURCE, spell_program
    >>> text = "s[t, 0] = W @ x[t]; for k in range(1, L): s[t, k] = tanh(U[k] @ s[t, k-1]); h[t] = s[t, L-1]"
    >>> own = define(text.replace("; ", chr(10)), {"x": "n", "h": "m"})
    >>> print(spell_program(unroll(own, {"L": 2}).program, SOURCE))
    s_0[t] = W @ x[t]
    s_1[t] = tanh(U[1] @ s_0[t])
    h[t] = s_1[t]
    """
    writer = _Unroller(definition, {letter: Size.of(number) for letter, number in numbers.items()})
    equations = writer.equations()
    declared = {**_blocks(definition), **definition.sizes}
    sizes = {
        new: tuple(size.substitute(writer.numbers) for size in shape)
        for name, shape in declared.items()
        for new in writer.members.get(name, (name,))
    }
    output = tuple(new for name in definition.output for new in writer.members.get(name, (name,)))
    return replace(definition, output=output).rewritten(equations, sizes)


def _blocks(definition: Definition) -> dict[str, tuple[Size, ...]]:
    """The shapes of the blocks of block-diagonal matrices, which the parts that they are applied to do not tell."""
    blocks = [
        node.body.name
        for equation in definition.program.equations
        for node in n.walk(equation.value)
        if isinstance(node, n.Family) and node.name == "blockdiag" and isinstance(node.body, n.Parameter)
    ]
    shapes = infer(definition).names if blocks else {}
    return {name: shapes[name] for name in blocks}


def _known(size: Size, at: dict[str, Size]) -> int:
    number = size.substitute(at).constant
    if number is None:
        raise UnrollingError("an index or the time is a number that is not known")
    return number


class _Unroller:
    def __init__(self, definition: Definition, numbers: dict[str, Size]):
        self.definition, self.numbers = definition, numbers
        self.taken = {*definition.used_names}
        self.members: dict[str, list[str]] = {}
        self.names: dict[tuple[str, tuple[Size, ...]], str] = {}
        self.nodes = 0

    def equations(self) -> list[n.Equation]:
        written = []
        for equation in self.definition.program.equations:
            for at in self._runs(equation.loops, self.numbers):
                written.append(n.Equation(self._read(equation.target, at), self._put(equation.value, at)))
        return written

    def _runs(self, loops: tuple[n.Loop, ...], at: dict[str, Size]) -> list[dict[str, Size]]:
        if not loops:
            return [at]
        first, *rest = loops
        start, stop = (bound.substitute(at).constant for bound in (first.start, first.stop))
        if start is None or stop is None or stop - start > UNROLLED_NODES:
            raise UnrollingError("the members are too many, or not counted")
        return [run for k in range(start, stop) for run in self._runs(tuple(rest), {**at, first.index: Size.of(k)})]

    def _put(self, node: Node, at: dict[str, Size]) -> Node:
        self.nodes += 1
        if self.nodes > UNROLLED_NODES:
            raise UnrollingError("the members are too many")
        match node:
            case n.Parameter() | n.Signal():
                return self._read(node, at)
            case n.Position():
                return n.Number(_known(node.value, at))
            case n.Power() if isinstance(node.exponent, Size):
                return n.Power(self._put(node.base, at), _known(node.exponent, at))
            case n.Product(left=n.Family(name="blockdiag", loops=(_,)) as blocks):
                return self._by_blocks(blocks, node.right, at)
            case n.Family():
                return self._family(node, at)
            case n.Call():
                sizes = tuple(size.substitute(at) for size in node.sizes)
                return n.Call(node.name, tuple(self._put(part, at) for part in node.arguments), sizes)
        return n.rebuild(node, lambda part: self._put(part, at))

    def _read(self, node: n.Parameter | n.Signal, at: dict[str, Size]) -> n.Parameter | n.Signal:
        if isinstance(node, n.Parameter):
            return n.Parameter(node.name, tuple(part.substitute(at) for part in node.index))
        lag = node.lag if isinstance(node.lag, int) else node.lag.substitute(at).constant
        if lag is None:
            raise UnrollingError("a number of steps is not known")
        return n.Signal(self._member(node, at), lag)

    def _family(self, node: n.Family, at: dict[str, Size]) -> Node:
        first, *rest = [self._put(node.body, run) for run in self._runs(node.loops, at)] or [
            n.Number(int(node.name == "prod"))
        ]
        if not rest:
            return first
        if node.name == "sum":
            return n.Add((first, *rest), (1,) * (1 + len(rest)))
        if node.name == "concat":
            return n.Call("concat", (first, *rest))
        if node.name == "prod":
            return reduce(n.Multiply, rest, first)
        raise UnrollingError(f"{node.name} over a family is not written out")

    def _by_blocks(self, node: n.Family, right: Node, at: dict[str, Size]) -> Node:
        """A block-diagonal matrix times a vector: each block times its part."""
        runs = self._runs(node.loops, at)
        whole, count = self._put(right, at), Size.of(len(runs))
        rows = [
            n.Product(self._put(node.body, run), n.Call("part", (whole,), (Size.of(place), count)))
            for place, run in enumerate(runs)
        ]
        return n.Call("concat", tuple(rows)) if len(rows) > 1 else n.Product(self._put(node.body, runs[0]), whole)

    def _member(self, node: n.Signal, at: dict[str, Size]) -> str:
        if not node.index:
            return node.name
        index = tuple(part.substitute(at) for part in node.index)
        key = node.name, index
        if key not in self.names:
            name = f"{node.name}_{'_'.join(str(part.constant) for part in index)}"
            while name in self.taken:
                name += "_"
            self.taken.add(name)
            self.names[key] = name
            self.members.setdefault(node.name, []).append(name)
        return self.names[key]
