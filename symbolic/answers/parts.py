"""The count of a subject in parts that a formula may leave out: roles, layers of a network, kinds of operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from symbolic.derive.quantity import Counted, Quantity
from symbolic.language.roles import BIAS
from symbolic.language.sizes.size import Size
from symbolic.model.network import Model
from symbolic.model.network_roles import find_parts

if TYPE_CHECKING:
    from symbolic._cell import Cell
    from symbolic.frameworks.layer import Layer


def part_sizes(subject: Counted) -> tuple[dict[str, Size], ...]:
    """How many numbers each part has, the coarsest parts first; each of the mappings makes up the whole.

    >>> from symbolic import Model, cell
    >>> [[*parts] for parts in part_sizes(cell("rnn"))]
    [['input kernel', 'recurrent kernel', 'bias']]
    >>> len(part_sizes(Model.parse("rnn(m) > dense(10)")))
    3
    """
    if isinstance(subject, Quantity):
        return (_operation_sizes(subject),)
    return find_parts(subject.layers) if isinstance(subject, Model) else (cast("Cell | Layer", subject).held,)


def all_biases(subject: Counted) -> Size | None:
    """How many numbers all biases of a cell or a layer have; None where it has none."""
    return None if isinstance(subject, Model) else part_sizes(subject)[-1].get(BIAS)


def _operation_sizes(subject: Quantity) -> dict[str, Size]:
    operations = subject.subject.work.operations
    if subject.of == "macs":
        return {"multiply-accumulate": operations.macs}
    parts = {
        "multiply-accumulate": operations.macs * 2,
        "addition": operations.additions,
        "multiplication": operations.multiplications,
        "activation": operations.activations,
    }
    return {part: size for part, size in parts.items() if size.terms}
