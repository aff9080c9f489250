"""Equations of a text that are no part of a cell's step."""

from __future__ import annotations

import re

from symbolic.latex.meaning.naming import Naming
from symbolic.latex.printed.syntax import Group, Printed, Stacked, Statement, Symbol, walk_printed


def equations_aside(naming: Naming, equations: list[Statement]) -> list[Statement]:
    """Equations that are no part of a step: of losses and the like, whose left side has no time and is never read."""
    if not naming.time or len(equations) == 1:
        return []
    read = {node.base for statement in equations for node in walk_printed(statement.right) if isinstance(node, Symbol)}
    return [part for part in equations if not any(_belongs(naming, node, read) for node in walk_printed(part.left))]


def _belongs(naming: Naming, node: Printed, read: set[str]) -> bool:
    """Whether something on a left side is of the step: it has a time, is read, or is one of several."""
    if not isinstance(node, Symbol):
        return isinstance(node, Group | Stacked)
    if node.base in read:
        return True
    texts = [*node.below, *node.above, *([node.time] if node.time else [])]
    return any(
        re.search(rf"(?<![A-Za-z]){re.escape(naming.time)}(?![A-Za-z])", text) or text.strip("()") == "0"
        for text in texts
    )
