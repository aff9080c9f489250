"""Equations of a text that are not part of a cell's step."""

from __future__ import annotations

import re

from symbolic.latex.meaning.letters import is_capital
from symbolic.latex.meaning.naming import Naming
from symbolic.latex.printed.syntax import (
    Applied,
    Group,
    Printed,
    Stacked,
    Statement,
    Symbol,
    rebuild_printed,
    symbols_in,
    walk_printed,
)
from symbolic.record import replace


def equations_aside(naming: Naming, equations: list[Statement]) -> list[Statement]:
    """Equations that are not part of a step: of losses and the like, whose left side has no time and is never read."""
    if not naming.time or len(equations) == 1:
        return []
    read = {node.base for statement in equations for node in symbols_in(statement.right)}
    timed = {part.left.base for part in equations if isinstance(part.left, Symbol) and has_time(naming, part.left)}
    return [
        part
        for part in equations
        if not any(_belongs(naming, node, read) for node in walk_printed(part.left))
        or _is_static(naming, part, timed)
        or _is_update(naming, part)
    ]


def _is_update(naming: Naming, part: Statement) -> bool:
    r"""Whether an arrow gives a name without time a new value by its old one, as training does: ``W \gets W - g``."""
    left = part.left
    return part.arrow and isinstance(left, Symbol) and not has_time(naming, left) and left in symbols_in(part.right)


def _is_static(naming: Naming, part: Statement, timed: set[str]) -> bool:
    """Whether an equation is of a network without time, ``H = f(X W)``, beside one of the same signal at a step."""
    left = part.left
    if not isinstance(left, Symbol) or left.base not in timed:
        return False
    return not any(has_time(naming, node) for node in [left, *symbols_in(part.right)])


def outputs_in_time(naming: Naming, equations: list[Statement]) -> list[Statement]:
    """Outputs without a time, ``y = V h_t + c``, ``p(y_t) = softmax(V h_T)``, as those of a step."""
    if not naming.time or len(equations) == 1:
        return equations
    read = {node.base for part in equations for node in symbols_in(part.right)}
    outputs = [_output(naming, part, read) for part in equations]
    return [_in_time(naming, part, target) if target else part for part, target in zip(equations, outputs, strict=True)]


def _output(naming: Naming, part: Statement, read: set[str]) -> Symbol | None:
    """What an equation assigns that is not a part of the step and applies kernels to what the step assigns."""
    target = part.left.symbol if isinstance(part.left, Applied) else part.left
    if not isinstance(target, Symbol) or (target is part.left and _belongs(naming, target, read)):
        return None
    assigned = {name.base for name in map(naming.read, naming.targets()) if name.timed}
    symbols = symbols_in(part.right)
    kernels = any(
        # T is the number of steps, of which a loss is the mean.
        is_capital(node.base) and not naming.read(node).timed and node.base not in {*assigned, naming.time.upper()}
        for node in symbols
    )
    return target if kernels and any(node.base in assigned for node in symbols) else None


def _in_time(naming: Naming, part: Statement, target: Symbol) -> Statement:
    last = naming.time.upper()

    def at_a_step(node: Printed) -> Printed:
        if not isinstance(node, Symbol):
            return rebuild_printed(node, at_a_step)
        below, above = (
            tuple(naming.time if text.strip("()") == last else text for text in texts)
            for texts in (node.below, node.above)
        )
        return replace(node, below=below, above=above, time=naming.time if node.time == last else node.time)

    left = replace(target, below=(*target.below, naming.time))
    return replace(part, left=left, right=at_a_step(part.right))


def _belongs(naming: Naming, node: Printed, read: set[str]) -> bool:
    """Whether something on a left side is of the step: it has a time, is read, or is one of several."""
    if not isinstance(node, Symbol):
        return isinstance(node, Group | Stacked)
    if node.base in read:
        return True
    return has_time(naming, node)


def has_time(naming: Naming, node: Symbol) -> bool:
    """Whether a symbol is printed with the time, or with the number of the first step."""
    texts = [*node.below, *node.above, *([node.time] if node.time else [])]
    return any(
        re.search(rf"(?<![A-Za-z]){re.escape(naming.time)}(?![A-Za-z])", text) or text.strip("()") == "0"
        for text in texts
    )
