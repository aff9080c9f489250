"""Names that are read by the number of a step alone, ``q[k]``: inputs at that step, or parameters with one for each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from symbolic.language import nodes as n
from symbolic.language.lags import reaches_back
from symbolic.language.names import Occurrence, error, occurrences
from symbolic.language.sizes.size import Size


def check_read_by_number(program: n.Program, inputs: Collection[str], fixed: Collection[str]) -> None:
    """Raise `EquationError` where a small name that is read by the number of a step alone may be either.

    A capital is a parameter, and so is a name of ``fixed``; a name that has a time somewhere is an input. Of one name
    alone that is read by the number, where no other can be the input, that is the input.

    >>> from symbolic.language.parser import parse
    >>> check_read_by_number(parse("h[t] = sum(A[k] @ x[k] for k in range(1, t + 1))"), ["x"], [])
    """
    if not any(
        line.loops or any(isinstance(node, n.Family) for node in n.walk(line.value)) for line in program.equations
    ):
        return
    every = [*_numbered(occurrences(program))]
    if not every:
        return
    timed = {occurrence.node.name for occurrence in occurrences(program) if _has_time(occurrence.node)}
    timed.update(equation.name for equation in program.equations)
    open_names: dict[str, Occurrence] = {}
    for occurrence in every:
        if occurrence.node.name not in timed and occurrence.node.name not in fixed:
            open_names.setdefault(occurrence.node.name, occurrence)
    beside = not timed.isdisjoint(inputs)
    for name, occurrence in open_names.items():
        counts_back = _counts_back(occurrence, inputs)
        # Beside h[t-k] it is a weight; the one name that can be the input of a cell is that.
        if counts_back if beside else len(open_names) == 1 and not counts_back:
            continue
        loop = _loop(occurrence)
        written = f"{name}[{loop.index}]"
        problem = f"{written} may be an input at step {loop.index} or a parameter with a member for each step"
        remedy = (
            f"write a parameter with a capital, {name[0].upper()}{name[1:]}[{loop.index}], and an input with its time"
        )
        raise error(
            program, f"{problem}; {remedy}, {name}[t-{loop.index}] for {loop.index} in range(t)", occurrence.node
        )


def _numbered(every: Iterator[Occurrence]) -> Iterator[Occurrence]:
    """Small names with the number of a step as their index."""
    for occurrence in every:
        node = occurrence.node
        first = node.lag if isinstance(node, n.Signal) else node.index[0] if node.index else 0
        if not isinstance(first, Size) or node.name[0].isupper():
            continue
        by_number = n.TIME in first.letters if isinstance(node, n.Signal) else True
        if by_number and any(loop.index in first.letters for loop in _through_steps(occurrence.loops)):
            yield occurrence


def _has_time(node: n.Parameter | n.Signal) -> bool:
    return isinstance(node, n.Signal) and not (isinstance(node.lag, Size) and n.TIME in node.lag.letters)


def _through_steps(loops: Sequence[n.Loop]) -> list[n.Loop]:
    return [loop for loop in loops if reaches_back([loop])]


def _loop(occurrence: Occurrence) -> n.Loop:
    """The range over steps that its first index runs through."""
    node = occurrence.node
    first = node.lag if isinstance(node, n.Signal) else node.index[0]
    letters = first.letters if isinstance(first, Size) else ()
    return next(loop for loop in _through_steps(occurrence.loops) if loop.index in letters)


def _counts_back(occurrence: Occurrence, inputs: Collection[str]) -> bool:
    """Whether its index is a number of steps back elsewhere in the equation, ``h[t-k]`` beside ``w[k]``.

    In ``sum(K[t-j] * x[j] for j in range(1, t + 1))`` it is the number of a step, of which ``K`` is one further back
    than there are, or the weight of a convolution.
    """
    loop = _loop(occurrence)
    beside = [
        node
        for node in n.walk(occurrence.equation.value)
        if isinstance(node, n.Signal)
        and isinstance(node.lag, Size)
        and loop.index in node.lag.letters
        and n.TIME not in node.lag.letters
    ]
    past_the_first = loop.stop == Size.letter(n.TIME) + 1
    weights = [node for node in beside if node.name in inputs and (past_the_first or node.name[0].isupper())]
    return bool(beside) and len(weights) < len(beside)
