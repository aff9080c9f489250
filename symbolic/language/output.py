"""What a cell outputs at each step: as its author says, or as its equations determine it."""

from __future__ import annotations

from symbolic.errors import DefinitionError
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.lags import least_lag
from symbolic.language.names import walk_with_loops
from symbolic.language.reachable import reachable


def find_outputs(definition: Definition, shapes: Shapes) -> tuple[str, ...]:
    """The signals that the next layer and the loss read; nearly always one.

    They are those that the author names, ``output = "h"``. Where none is named, the output is the state or result
    on which no other state or result of the same step depends; a matrix among vectors is a memory and no output.
    Of several the last one that is assigned is the output where it is the only state among them.
    Raises `DefinitionError` where more than one remains.

    >>> from symbolic.language.definition import define
    >>> from symbolic.language.inference import infer
    >>> cell = define("h[t] = tanh(W @ x[t] + U @ h[t-1])\\ny[t] = V @ h[t]", {"x": "n", "h": "m", "y": "q"})
    >>> find_outputs(cell, infer(cell))
    ('y',)
    """
    if definition.output:
        return definition.output
    candidates = output_candidates(definition, shapes)
    if not candidates:
        raise DefinitionError("every signal of the step is read by another one: none is left as the output of the cell")
    states = [name for name in candidates if name in definition.names.states]
    if len(candidates) == 1 or states == [candidates[-1]]:
        return candidates[-1:]
    first, *_, last = candidates
    problem = f"the output of the cell could be {' or '.join(candidates)}: no other signal of the step depends on them"
    raise DefinitionError(f'{problem}; choose with output="{last}", or output=["{first}", "{last}"] for several')


def output_candidates(definition: Definition, shapes: Shapes) -> tuple[str, ...]:
    """The signals that can be the output, in the order in which they are assigned; the named ones where there are."""
    if definition.output:
        return definition.output
    names = definition.names
    most = max([1, *(len(shapes.names[name]) for name in names.inputs)])
    reads = _reads_of_the_step(definition)
    inner = {name for below in reads.values() for name in below}
    ends = [name for name in names.signals if name in names.states or name not in inner]
    ends = [name for name in ends if len(shapes.names[name]) <= most] or ends
    needed = reachable(ends, reads.__getitem__)
    every = _reads_of_the_step(definition, earlier=True)
    below = {name: reachable([name], every.__getitem__) for name in ends}
    needed |= {name for name in ends if any(name in below[end] and end not in below[name] for end in ends)}
    return tuple(name for name in ends if name not in needed)


def _reads_of_the_step(definition: Definition, earlier: bool = False) -> dict[str, set[str]]:
    """The other signals that each signal is computed from at the same step, with the ``earlier`` members or without."""
    reads: dict[str, set[str]] = {name: set() for name in definition.names.signals}
    for equation in definition.program.equations:
        for node, loops in walk_with_loops(equation.value, equation.loops):
            if not isinstance(node, n.Signal) or least_lag(node.lag, loops):
                continue
            if earlier or not _is_earlier(node, equation.target):
                reads.setdefault(equation.name, set()).add(node.name)
    for name, below in reads.items():
        below.intersection_update(reads.keys() - {name})
    return reads


def _is_earlier(member: n.Signal, target: n.Parameter | n.Signal) -> bool:
    """Whether a member comes before another in their loop, as ``s[t, k-1]`` before ``y[t, k]``."""
    steps = [(mine - theirs).constant for mine, theirs in zip(target.index, member.index, strict=False)]
    return any(step is not None and step > 0 for step in steps)
