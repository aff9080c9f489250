"""One named operation of the language: how it is written, computed, derived and costed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symbolic.language.operations import adjoint_rules, cost_rules, shape_rules
from symbolic.record import Record

Compute = Callable[..., Any]


class Operation(Record):
    """A named operation of the language.

    ``arity`` is the least and the most number of arguments, then the number of sizes written after
    them. ``text`` and ``latex`` are how it is written: a function name, a pattern with ``{0}`` around all
    arguments, or ``{value}`` around all but the sizes, or one with ``{0}`` and ``{1}`` between two.
    ``compute`` is what it computes on NumPy arrays, of a family from all its members. ``activation``
    marks a function that makes a gate of a sum; ``family`` is the shape rule when it runs over a
    family. ``kernel`` says that the first argument is applied to the second as a matrix is; ``roles``
    are what a bare parameter is in each argument. Over a family ``spans`` is how many indices it lays out, 1 for all
    together, and ``gathers`` says that it takes the vector of all members; ``places`` says that its sizes may differ
    from member to member. ``derivative`` of a
    function of one number is its slope, a formula of its output ``y`` or of its input ``u``; of another operation
    it is the rule that hands an adjoint on to the arguments; ``member`` is that rule for a member of a family.
    ``cost`` is how many operations it takes. ``across`` says that it goes over the elements of a vector or a row,
    so that a single number is refused.
    """

    name: str
    arity: tuple[int, int, int]
    shape: shape_rules.ShapeRule
    latex: str
    text: str
    compute: Compute
    activation: bool = False
    family: shape_rules.FamilyRule | None = None
    kernel: bool = False
    roles: tuple[str, ...] = ()
    gathers: bool = False
    spans: int = 1
    places: bool = False
    derivative: str | adjoint_rules.Derivative | None = None
    member: adjoint_rules.MemberDerivative | None = None
    cost: cost_rules.CostRule = cost_rules.nothing
    across: bool = False
