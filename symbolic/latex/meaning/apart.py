r"""Equations beside a cell that have nothing to do with it: an optimiser, a schedule, a network without time."""

from __future__ import annotations

from symbolic.latex.meaning.aside import has_time
from symbolic.latex.meaning.letters import is_capital
from symbolic.latex.meaning.naming import Naming, SymbolName
from symbolic.latex.meaning.sides import SymbolKey
from symbolic.latex.printed.syntax import Applied, Function, Statement, Symbol, symbols_in, walk_printed
from symbolic.latex.printed.words import FUNCTION_LETTERS


def equations_apart(naming: Naming, equations: list[Statement]) -> list[Statement]:
    """The equations that share no signal with those of the cell, not even an input, and are no cell themselves.

    Such are steps without a kernel and an activation, as of an optimiser, and equations without the time of the cell.
    Nothing is apart where no group of equations applies kernels to what it assigned at an earlier step.
    """
    groups = _connected(naming, equations)
    cells = [group for group in groups if _is_cell(naming, group)]
    if not cells or len(groups) == len(cells):
        return []
    others = [part for group in groups if group not in cells and not _computes(naming, group) for part in group]
    return [part for part in equations if part in others]


def _connected(naming: Naming, equations: list[Statement]) -> list[list[Statement]]:
    """The equations in groups of which no one reads what another assigns, or reads over time."""
    assigned = [{_name(naming, symbol) for symbol in symbols_in(part.left)} for part in equations]
    every = set().union(*assigned)
    names = [
        own
        | {
            name
            for symbol in symbols_in(part.right)
            if (name := _name(naming, symbol)) in every or has_time(naming, symbol)
        }
        for own, part in zip(assigned, equations, strict=True)
    ]
    groups: list[tuple[set[SymbolKey], list[Statement]]] = []
    for own, part in zip(names, equations, strict=True):
        near = [group for group in groups if group[0] & own]
        joined = (own.union(*(group[0] for group in near)), [each for group in near for each in group[1]] + [part])
        groups = [group for group in groups if group not in near] + [joined]
    return [parts for _, parts in groups]


def _name(naming: Naming, symbol: Symbol) -> SymbolKey:
    """A name by its letter and accents alone: ``A_i`` may be a part of ``A``."""
    key = naming.read(symbol).key
    return key[0], key[1], ()


def _is_cell(naming: Naming, group: list[Statement]) -> bool:
    """Whether equations read something that they assign at an earlier step, and have a kernel."""
    targets = {naming.read(symbol).key for part in group for symbol in symbols_in(part.left)}
    read = [naming.read(symbol) for part in group for symbol in symbols_in(part.right)]
    recurrent = any(name.lag > 0 and name.key in targets for name in read)
    return recurrent and any(_is_kernel(naming, name) for name in read)


def _is_kernel(naming: Naming, name: SymbolName) -> bool:
    return not name.timed and is_capital(name.base) and name.base != naming.time.upper()


def _computes(naming: Naming, group: list[Statement]) -> bool:
    """Whether equations have the time of the cell, and a kernel or an activation."""
    nodes = [node for part in group for node in walk_printed(part)]
    symbols = [node for node in nodes if isinstance(node, Symbol)]
    if naming.time and not any(has_time(naming, symbol) for symbol in symbols):
        return False
    names = map(naming.read, symbols)
    activated = any(isinstance(node, Function) and node.name.lower() in _ACTIVATION_NAMES for node in nodes)
    letters = any(isinstance(node, Applied) and node.symbol.base in FUNCTION_LETTERS for node in nodes)
    return activated or letters or any(_is_kernel(naming, name) for name in names)


_ACTIVATION_NAMES = frozenset(
    ("tanh", "sigmoid", "sigm", "sigma", "logistic", "relu", "softplus", "softmax", "elu", "gelu", "silu", "swish")
)
