"""A cell of the catalogue with other equations, as a framework computes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symbolic._cell import Cell
from symbolic.errors import DefinitionError
from symbolic.language import nodes as n
from symbolic.language.names import sort_names
from symbolic.language.parser import parse
from symbolic.language.printer import SOURCE, spell_program
from symbolic.record import replace


def with_equations(
    cell: Cell,
    equations: str,
    title: str = "",
    sizes: Mapping[str, Any] | None = None,
    activations: Mapping[str, str] | None = None,
) -> Cell:
    """The cell with other equations; the sizes and the LaTeX of the names that are left stay.

    ``sizes`` are added to those of the cell. Raises `SymbolicError` where the equations do not fit together.

    >>> from symbolic import cell
    >>> with_equations(cell("rnn"), "h[t] = tanh(W @ x[t] + U @ h[t-1])", title="No bias").count
    m*(m + n)
    """
    names = sort_names(parse(equations, activations or ()))
    present = {*names.inputs, *names.signals, *names.parameters}
    return Cell(
        equations,
        {name: shape for name, shape in cell.definition.sizes.items() if name in present} | dict(sizes or {}),
        name=cell.name,
        title=title or cell.title,
        source=cell.source,
        key=cell.key,
        activations=activations,
        latex={name: latex for name, latex in cell.definition.latex.items() if name in present},
    )


def rewritten(cell: Cell, change: Callable[[n.Node], n.Node | None]) -> str:
    """The equations with each node replaced by what ``change`` makes of it, or left where that is None.

    Raises `DefinitionError` where it leaves every node, so that a change of the catalogue is noticed.

    >>> from symbolic import cell
    >>> rewritten(cell("rnn"), lambda node: n.Call("relu", node.arguments) if isinstance(node, n.Call) else None)
    'h[t] = relu(W @ x[t] + U @ h[t-1] + b)'
    """
    changes = 0

    def visit(node: n.Node) -> n.Node:
        nonlocal changes
        node = n.rebuild(node, visit)
        changed = change(node)
        changes += changed is not None
        return node if changed is None else changed

    equations = [replace(equation, value=visit(equation.value)) for equation in cell.definition.program.equations]
    if not changes:
        raise DefinitionError(f"the equations of {cell.label} have no place for this change")
    return spell_program(n.Program(tuple(equations)), SOURCE)


def without_terms(cell: Cell, names: set[str]) -> str:
    """The equations without the parameters of these names where they are added.

    >>> from symbolic import cell
    >>> without_terms(cell("rnn"), {"b"})
    'h[t] = tanh(W @ x[t] + U @ h[t-1])'
    """

    def change(node: n.Node) -> n.Node | None:
        if not isinstance(node, n.Add):
            return None
        pairs = list(zip(node.terms, node.signs, strict=True))
        kept = [pair for pair in pairs if not (isinstance(pair[0], n.Parameter) and pair[0].name in names)]
        if len(kept) == len(pairs):
            return None
        if len(kept) == 1 and kept[0][1] == 1:
            return kept[0][0]
        return n.Add(tuple(term for term, _ in kept), tuple(sign for _, sign in kept))

    return rewritten(cell, change)
