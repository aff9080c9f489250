"""The operations and numbers of one step of a cell, as polynomials in its sizes, without SymPy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from symbolic.errors import DefinitionError
from symbolic.language import families
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.lags import average_over_steps, lag_range, least_lag, reaches_back, through_all_steps
from symbolic.language.operations.cost_rules import (
    PRODUCT_COST_RULES,
    CostRule,
    OpCount,
    evaluated,
    extent,
    weighted_sum,
)
from symbolic.language.operations.products import is_product_or_sum
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.running import Loops, running
from symbolic.language.sizes.carriers import Polynomials
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.language.structured import is_structured
from symbolic.record import Record, replace

NO_WORK = OpCount()


class SignalRead(NamedTuple):
    """A signal that is read, with the loops around it."""

    node: n.Signal
    loops: Loops


class ComputedNode(NamedTuple):
    """A node of an equation with the loops that it is computed in.

    ``is_new`` is false where its value is computed already, ``is_outside`` true where it does not depend on all of the
    loops around it.
    """

    node: n.Node
    loops: Loops
    is_new: bool = True
    is_outside: bool = False


class StepWork(Record):
    """One step of one sequence: its operations, and how many numbers it holds.

    ``parameters`` are all that are stored, fixed ones too; ``inputs`` are read at the step, ``signals``
    assigned; ``state`` is read from earlier steps, or does not change with them; the operations of that come ``once``
    a sequence. Works add up, and a number of equal ones is a product.
    """

    operations: OpCount
    parameters: Size = NO_SIZE
    inputs: Size = NO_SIZE
    signals: Size = NO_SIZE
    state: Size = NO_SIZE
    once: OpCount = OpCount()

    def __add__(self, other: StepWork) -> StepWork:
        return StepWork(*(a + b for a, b in zip(self._values(), other._values(), strict=True)))

    def __mul__(self, times: Size | int) -> StepWork:
        return StepWork(*(value * times for value in self._values()))

    def substitute(self, sizes: Mapping[str, Size | int]) -> StepWork:
        """The same with sizes in place of letters."""
        return StepWork(*(value.substitute(sizes) for value in self._values()))


def find_work(definition: Definition, shapes: Shapes, before: Iterable[n.Equation] = ()) -> StepWork:
    """The work of the equations as they are written, each node once for each member of its family.

    A product, or a sum over a family, that a step writes again in the same loops is computed once; so is one inside a
    loop on whose index it does not depend. What the equations ``before`` compute is there already. A product with an
    identity costs nothing, and it is not stored. Where only the diagonal of a product is read, only that is computed.

    A matrix product is one multiply-accumulate for each pair of numbers that it multiplies, and it is
    accumulated onto the sum that it stands in: ``W @ x[t] + U @ h[t-1] + b`` has no additions besides.
    In a backward pass a dot product, which is the gradient of a number, is multiplied and added up element by
    element, as automatic differentiation does it.
    A change of sign is free, and so is what only moves numbers. An expression of parameters alone
    counts like any other.

    >>> from symbolic.language.definition import define
    >>> from symbolic.language.inference import infer
    >>> cell = define("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"})
    >>> work = find_work(cell, infer(cell))
    >>> [str(size) for size in (work.operations.macs, work.operations.additions, work.operations.activations)]
    ['m*n + m**2', '0', 'm']
    """
    equations, names, static = definition.program.equations, definition.names, definition.program.static
    named = [part for part in equations if part.name in names.signals and not _is_stored_only(part, definition)]
    signals = [equation for equation in named if equation.name not in static]
    kept = [equation for equation in named if equation.name in static]
    tally: Counter[tuple[int, Size]] = Counter()
    tally_once: Counter[tuple[int, Size]] = Counter()
    reads: dict[str, list[SignalRead]] = {}
    computed: set[tuple[n.Node, Loops]] = set()
    for equation in before:
        for _ in _once(equation, computed):
            pass
    for equation in equations:
        written = list(_once(equation, computed))
        for node, loops, *_ in written:
            if isinstance(node, n.Signal):
                reads.setdefault(node.name, []).append(SignalRead(node, loops))
        is_total = isinstance(equation.target, n.Parameter)
        timeless = equation.name in static or (is_total and not any(map(_is_over_steps, written)))
        for part, operations in zip(written, _operations(written, shapes, definition), strict=True):
            if operations is not NO_WORK:
                # Most nodes take the same, and a sum of polynomials takes its time.
                counts = tally_once if timeless and not _is_over_steps(part) else tally
                counts.update((kind, size) for kind, size in enumerate(operations._values()) if size.terms)
    stored = [name for name in names.parameters if name not in definition.identity | definition.size_values]
    work = StepWork(
        _summed(tally),
        parameters=sum((shapes.size(name) for name in stored), NO_SIZE),
        inputs=sum(
            (
                extent(shapes.names[name]) * _members(reads[name])
                for name in names.inputs
                if name in reads and name not in static
            ),
            NO_SIZE,
        ),
        signals=sum((extent(shapes.names[equation.name]) * _count(equation.loops) for equation in signals), NO_SIZE),
        state=sum((_kept(definition, shapes, name, places) for name, places in reads.items()), NO_SIZE)
        + sum((extent(shapes.names[equation.name]) * _count(equation.loops) for equation in kept), NO_SIZE),
        once=_summed(tally_once),
    )
    return _averaged(work) if definition.counts_steps else work


def _averaged(work: StepWork) -> StepWork:
    """The work of a step on the average over all steps; what is kept, as much as at the last one."""
    operations = OpCount(*map(average_over_steps, work.operations._values()))
    inputs, signals = average_over_steps(work.inputs), average_over_steps(work.signals)
    return replace(work, operations=operations, inputs=inputs, signals=signals, state=through_all_steps(work.state))


def _summed(tally: Counter[tuple[int, Size]]) -> OpCount:
    """What was counted, each size as many times as it came."""
    kinds = [[size * times for (kind, size), times in tally.items() if kind == place] for place in range(4)]
    return OpCount(*(sum(sizes, NO_SIZE) for sizes in kinds))


def _is_stored_only(equation: n.Equation, definition: Definition) -> bool:
    """Whether it only says that a parameter is there: nothing is computed, and nothing reads it."""
    # Where the author does not say what goes on, this signal may.
    if not isinstance(equation.value, n.Parameter) or equation.name in (definition.output or (equation.name,)):
        return False
    return not any(
        isinstance(part, n.Signal) and part.name == equation.name
        for other in definition.program.equations
        for part in n.walk(other.value)
    )


def _is_over_steps(part: ComputedNode) -> bool:
    """Whether a node is a sum over the steps or within one."""
    loops = (*part.loops, *part.node.loops) if isinstance(part.node, n.Family) else part.loops
    return any(loop.index == n.TIME for loop in loops)


def _once(equation: n.Equation, computed: set[tuple[n.Node, Loops]]) -> Iterator[ComputedNode]:
    """The nodes of an equation in reading order, but what is below a product that is ``computed`` already.

    Any other product becomes so. It is computed in the loops that it depends on, and so is all that is below it.
    """
    waiting = [(equation.value, equation.loops)]
    while waiting:
        node, loops = waiting.pop()
        around = loops
        if is_product_or_sum(node):
            # A sum over the steps computes at each of them what the other equations compute.
            key = node, running(node, around)
            loops = tuple(loop for loop in around if loop in key[1] or loop.index == n.TIME)
            if key in computed:
                yield ComputedNode(node, loops, False)
                continue
            computed.add(key)
        yield ComputedNode(node, loops, True, loops != around)
        inner = (*loops, *node.loops) if isinstance(node, n.Family) else loops
        waiting += [(part, inner) for part in n.children(node)[::-1]]


def _operations(written: Sequence[ComputedNode], shapes: Shapes, definition: Definition) -> list[OpCount]:
    """The operations of each node, without those below it."""
    counts: list[OpCount] = []
    waiting: list[bool] = []
    for node, loops, is_new, is_outside in reversed(written):
        # What is below a node comes after it.
        parts = n.children(node) if is_new else ()
        joined = [waiting.pop() and shapes.nodes[part] == shapes.nodes[node] for part in parts]
        waiting.append(is_new and not is_outside and _is_accumulated(node, definition, joined))
        product = _read_at_diagonal(node)
        if product and counts[-1].macs.terms:
            # The product comes right after the diagonal that is read of it.
            counts[-1] = OpCount(_filled(product.left, shapes, loops))
        counts.append(_taken(node, loops, shapes, definition, joined) if is_new else NO_WORK)
    return counts[::-1]


def _taken(node: n.Node, loops: Loops, shapes: Shapes, definition: Definition, joined: Sequence[bool]) -> OpCount:
    """The operations of one node, without those below it, over all members of the loops around it.

    ``joined`` says which of the nodes below it are accumulated onto it.
    """
    match node:
        case n.Add():
            return OpCount(additions=_extent(node, shapes) * max(joined.count(False) - 1, 0)) * _count(loops)
        case n.Multiply() | n.Divide():
            return OpCount(multiplications=_extent(node, shapes)) * _count(loops)
        case n.Power():
            if not isinstance(node.exponent, int):
                return OpCount(activations=_extent(node, shapes)) * _count(loops)
            return OpCount(multiplications=_extent(node, shapes) * _squarings(node.exponent)) * _count(loops)
        case n.Product() if not _has_identity(node, definition.identity):
            return OpCount(_pairs(node, shapes, loops))
        case n.Family() if node.name == "sum" and not all(joined):
            # A sum over the steps goes on from one to the next, and one over all earlier steps may have no member.
            begun = NO_SIZE if _from_zero(node.loops, loops) else _count(loops)
            return OpCount(additions=_extent(node, shapes) * (_count((*loops, *node.loops)) - begun))
        case n.Family() if node.name == "prod":
            least = [least_lag(loop.stop - loop.start, (*loops, *node.loops)) for loop in node.loops]
            begun = NO_SIZE if _from_zero(node.loops, loops) or not all(least) else _count(loops)
            return OpCount(multiplications=_extent(node, shapes) * (_count((*loops, *node.loops)) - begun))
        case n.Call():
            rule = _rule(node, definition)
            arguments = [shapes.nodes[argument] for argument in node.arguments]
            return _begun(rule(arguments, shapes.nodes[node])) * _count(loops)
    return NO_WORK


def _begun(operations: OpCount) -> OpCount:
    """With a sum that begins at zero where at the first step there is nothing to begin with."""
    first = operations.additions.substitute({n.TIME: 1}).constant if n.TIME in operations.additions.letters else None
    return (
        replace(operations, additions=operations.additions - first) if first is not None and first < 0 else operations
    )


def _from_zero(loops: Loops, outer: Loops) -> bool:
    """Whether a sum or a product begins with none of its members, as it may have none; any other with its first."""
    if reaches_back(loops) or any(loop.index == n.TIME for loop in loops):
        return True
    around = (*outer, *loops)
    dependent = {loop.index for loop in around}
    nested = [loop for loop in loops if not dependent.isdisjoint((*loop.start.letters, *loop.stop.letters))]
    return not all(least_lag(loop.stop - loop.start, around) for loop in nested)


def _is_accumulated(node: n.Node, definition: Definition, joined: Sequence[bool]) -> bool:
    """Whether a node consists of products, which are added to the rest of a sum as they are computed."""
    match node:
        case n.Product():
            return not _has_identity(node, definition.identity)
        case n.Call():
            return _rule(node, definition) in PRODUCT_COST_RULES
        case n.Negate() | n.Add():
            return all(joined)
        case n.Family():
            return node.name == "sum" and all(joined)
    return False


def _read_at_diagonal(node: n.Node) -> n.Product | None:
    """The product of which a node is the diagonal."""
    if not isinstance(node, n.Call) or node.name != "diagonal":
        return None
    (matrix,) = node.arguments
    return matrix if isinstance(matrix, n.Product) else None


def _rule(node: n.Call, definition: Definition) -> CostRule:
    """What an operation costs; what gathers a gradient is multiplied and added up element by element."""
    if node.name == "dot" and definition.program.backward:
        return weighted_sum
    return OPERATIONS[node.name].cost if node.name in OPERATIONS else evaluated


def _has_identity(node: n.Product, identity: Collection[str]) -> bool:
    """Whether a product only hands on its other factor."""
    factors = (part.value if isinstance(part, n.Transpose) else part for part in (node.left, node.right))
    return any(isinstance(part, n.Parameter) and part.name in identity for part in factors)


def _pairs(node: n.Product, shapes: Shapes, loops: Loops) -> Size:
    """How many pairs of numbers a product multiplies, zeros of a structured matrix left out."""
    left, right = shapes.nodes[node.left], shapes.nodes[node.right]
    if is_structured(node.right) and len(left) == 2:
        return extent(left[:1]) * _filled(node.right, shapes, loops)
    return _filled(node.left, shapes, loops) * extent(right[1:])


def _filled(node: n.Node, shapes: Shapes, loops: Loops) -> Size:
    """How many numbers of a matrix are not zero by the way it is written."""
    match node:
        case n.Transpose():
            return _filled(node.value, shapes, loops)
        case n.Family() if node.name in ("blockdiag", "blocks"):
            return _extent(node.body, shapes) * _count((*loops, *node.loops))
        case n.Call() if node.name == "diag":
            return _extent(node.arguments[0], shapes) * _count(loops)
    return _extent(node, shapes) * _count(loops)


def _squarings(exponent: int) -> int:
    """The products of a power by repeated squaring; a reciprocal is one more."""
    positive = abs(exponent)
    return max(positive.bit_length() + positive.bit_count() - 2, 0) + (exponent < 0)


def _kept(definition: Definition, shapes: Shapes, name: str, reads: Sequence[SignalRead]) -> Size:
    """What is read of a signal from other steps, for as many steps as it is kept."""
    past = [read for read in reads if read.node.lag]
    if not past:
        return NO_SIZE
    assigned = [equation for equation in definition.program.equations if equation.name == name]
    indexed = [equation for equation in assigned if equation.target.index]
    members = sum((_count(equation.loops) for equation in indexed), NO_SIZE) if indexed else _members(past)
    return extent(shapes.names[name]) * members * _longest(past)


def _longest(reads: Sequence[SignalRead]) -> Size:
    """How many steps back is read at most; where it cannot be told which of two is more, both are kept."""
    longest: list[Size] = []
    for lag in dict.fromkeys(end for read in reads for end in _ends(read)):
        steps = lag if families.at_most(NO_SIZE, lag) or _is_earlier(lag) else lag * -1
        if not any(families.at_most(steps, other) for other in longest):
            longest = [*(other for other in longest if not families.at_most(other, steps)), steps]
    return sum(longest, NO_SIZE)


def _is_earlier(lag: Size) -> bool:
    """Whether a read of all earlier steps goes back as far as there are, as `t - 2` at all but the first ones."""
    return lag.terms.get(((n.TIME, 1),), 0) > 0 and n.STEPS not in lag.letters


def _ends(read: SignalRead) -> Sequence[Size]:
    """The nearest and the farthest step of a read; of all earlier steps the farthest."""
    ends = lag_range(read.node.lag, read.loops)
    return [end for end in ends if n.TIME in end.letters] or ends


def _members(reads: Sequence[SignalRead]) -> Size:
    """How many members of a family are read; those that cannot be told apart count at each place."""
    total = NO_SIZE
    for rank in {len(read.node.index) for read in reads}:
        alike = [read for read in reads if len(read.node.index) == rank]
        try:
            groups = families.union([families.members(read.node.index, read.loops) for read in alike])
        except DefinitionError:
            groups = [(read.node.index, read.loops) for read in alike]
        total = total + sum((_count(loops) for _, loops in groups), NO_SIZE)
    return total


def _extent(node: n.Node, shapes: Shapes) -> Size:
    return extent(shapes.nodes[node])


def _count(loops: Loops) -> Size:
    """How many members there are at one step."""
    members = [loop for loop in loops if loop.index != n.TIME]
    return families.count(Polynomials(), members) if members else ONE
