"""One step of a derivation: a result with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from symbolic.derive.formula import Formula, polynomial
from symbolic.language import nodes as n
from symbolic.language.printer import SOURCE, spell
from symbolic.language.sizes.carriers import Integers
from symbolic.language.sizes.size import Size
from symbolic.record import Record

if TYPE_CHECKING:
    from sympy import Expr

NO_SIZES: Mapping[str, int] = MappingProxyType({})
Told = str | n.Node | Size
"""A piece of a reason: words, what stands in an equation, or a size."""


class Step(Record):
    """One step: the rule's name, its reason piece by piece, and the result as it is read.

    ``members`` are the names whose shape, ``extents``, the step finds; ``formula`` is how many numbers the first of
    them holds. ``sizes`` are the numbers in place of letters, and ``number`` the result at them, where there are any.
    """

    rule: str
    reason: tuple[Told, ...]
    formula: Formula
    members: tuple[n.Node, ...] = ()
    extents: tuple[Size, ...] = ()
    sizes: Mapping[str, int] = NO_SIZES
    number: int | None = None

    @property
    def words(self) -> str:
        """The reason as plain text, what stands in an equation in the language of equations."""
        return "".join(spell(piece, SOURCE) if isinstance(piece, n.Node) else str(piece) for piece in self.reason)

    @property
    def names(self) -> list[str]:
        """The ``members`` by their names, in the language of equations."""
        return [spell(node, SOURCE) for node in self.members]

    @cached_property
    def expression(self) -> Expr:
        """The result for SymPy, unevaluated."""
        from symbolic.derive.expressions import as_written, substitute

        written = as_written(self.formula)
        return substitute(written, dict(self.sizes)) if self.sizes else written


def number_step(
    formula: Formula, sizes: Mapping[str, int], rule: str = "substitute", reason: tuple[Told, ...] = ()
) -> Step:
    """A step that puts numbers in place of the letters; raises `SizeError` where the result is not whole."""
    numbers = ", ".join(f"{letter} = {number}" for letter, number in sizes.items())
    number = Integers(sizes).size(polynomial(formula))
    return Step(rule, reason or (numbers,), formula, sizes=sizes, number=number)


def listed(pieces: Iterable[Told]) -> list[Told]:
    """Pieces with commas between, and a word before the last."""
    *first, last = pieces
    joined: list[Told] = [part for piece in first for part in (piece, ", ")]
    return [*joined[:-1], " and ", last] if joined else [last]
