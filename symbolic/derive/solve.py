"""The largest size within a budget of parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from symbolic.derive.quantity import Counted, at_whole, letter_of, read_some_sizes, unit_of
from symbolic.derive.roots import grows, largest
from symbolic.display import Answered
from symbolic.errors import EquationError, SizeError, UsageError
from symbolic.language.sizes.numbers import read_size_number, whole_number
from symbolic.language.sizes.size import Size
from symbolic.limits import LARGEST_COUNT, LARGEST_SIZE, SOLVE_MISFITS
from symbolic.record import Record

if TYPE_CHECKING:
    from sympy import Expr


class Solution(Answered, Record):
    """The largest ``size`` of ``letter`` whose ``count`` is within the budget; ``following`` is the next, too large.

    ``equation`` is the count with the other sizes put in.
    """

    subject: Counted
    letter: str
    budget: int
    sizes: Mapping[str, int]
    step: int
    size: int
    count: int
    following: tuple[int, int] | None
    equation: Size

    @property
    def closed(self) -> Closed | None:
        """The closed form, where the count has degree 1 or 2 in the unknown."""
        return closed_form(self.subject.size, self.letter)


class Closed(Record):
    """``a·x² + b·x + c = P`` for ``x``, a polynomial of degree 1 or 2 in ``letter``."""

    letter: str
    square: Size
    linear: Size
    constant: Size

    @property
    def value(self) -> Expr:
        """The larger root, with ``P`` for the budget."""
        from sympy import Symbol

        return self.root(Symbol("P"))

    def root(self, budget: Expr) -> Expr:
        """The larger root at a budget, in the order in which it is read."""
        from sympy import Integer, Mul, Pow, Rational, cancel, sqrt

        from symbolic.derive.expressions import as_read, expression, total

        a, b, c = map(expression, (self.square, self.linear, self.constant))
        if a == 0:
            return as_read(cancel((budget - c) / b))
        # Half of everything keeps the root free of a factor that would cancel.
        b, c = cancel(b / a), cancel((c - budget) / a)
        if b == 0:
            return sqrt(-c)
        # SymPy would give the half to each term, and order them for itself.
        root = Pow(as_read(b**2 - 4 * c), Rational(1, 2), evaluate=False)
        less = -b if b.is_Number else Mul(Integer(-1), as_read(b), evaluate=False)
        return Mul(Rational(1, 2), total(root, less), evaluate=False)

    @property
    def steps(self) -> tuple[tuple[str, Expr, Expr], ...]:
        """Each step in words, and the two sides of the equation after it."""
        from sympy import Integer, Symbol

        from symbolic.derive.count import count_expression
        from symbolic.derive.expressions import as_read, times, total

        x, budget = Symbol(self.letter), Symbol("P")
        a, b, c = map(count_expression, (self.square, self.linear, self.constant))
        rows: list[tuple[str, Expr, Expr]] = [
            ("the count is the budget P", as_read((a * x**2 + b * x + c).expand()), budget)
        ]
        if a != 0:
            linear = [times(as_read(b), x)] if b != 0 else []
            powers = total(times(as_read(a), x**2), *linear, *([as_read(c)] if c != 0 else []), -budget)
            rows.append((f"by powers of {self.letter}", powers, Integer(0)))
        name = "the positive root of a square" if a != 0 else f"solved for {self.letter}"
        return (*rows, (name, x, self.value))


def solve_size(
    subject: Counted,
    letter: str,
    /,
    budget: int | str,
    *,
    step: int | str = 1,
    **sizes: Any,
) -> Solution:
    """The answer of `symbolic.answers.solve` for a cell, a layer, a network, or what is counted of one."""
    asked = subject
    x = letter_of(asked, letter)
    most, by = read_budget(budget), read_size_number("step", step)
    known = read_some_sizes(asked, sizes)
    if x in known:
        raise SizeError(f"{letter} is the unknown; do not give it a value", letter)
    missing = [other for other in asked.counted_letters if other not in (*known, x)]
    if missing:
        raise SizeError(f"a size is missing: {' and '.join(missing)}; only {x} is the unknown", missing[0])
    equation = asked.size.substitute(known)
    if not grows(equation):
        raise SizeError(
            f"the {unit_of(asked)} of {asked.label} do not always grow with {x}; there is no largest size", x
        )
    inside = {(("k", 1),): by}
    by_steps, _ = equation.evaluate(lambda _: Size(inside))
    scaled = by_steps / equation.denominator
    last = largest(scaled, "k", 1, LARGEST_SIZE // by, most)
    if not all(at_whole(extent, known) for extent in asked.divided if x not in extent.letters):
        asked.count_at(**known, **{x: by})  # Refused, with the shape that does not fit whatever the unknown is.
    smallest = next(_fitting(asked, x, known, by, 1, 1), None)
    if last is None or smallest is None or smallest[1] > most:
        least = f"; the smallest, {x} = {smallest[0]}, has {smallest[1]:,}" if smallest else ""
        raise UsageError(f"no {x} fits a budget of {most:,} {unit_of(asked)}{least}")
    size, count = next(_fitting(asked, x, known, by, last, -1), smallest)
    following = next((pair for pair in _fitting(asked, x, known, by, last + 1, 1) if pair[1] > most), None)
    return Solution(asked, x, most, known, by, size, count, following, equation)


def read_budget(budget: int | str) -> int:
    """``10000000``, ``10M``, ``10m``, ``1.5k``, ``2e6``: a whole number; raises `UsageError`.

    >>> read_budget("1.5k")
    1500
    """
    # A letter that is not a size here: 10m is what 10M is.
    number = whole_number(str(budget).strip().upper())
    if number is None or not 1 <= number <= LARGEST_COUNT:
        raise UsageError(f"a budget is a whole number, such as 10000000 or 10M, not {str(budget)[:60]!r}")
    return number


def closed_form(size: Size, letter: str) -> Closed | None:
    """The count by powers of one letter, where no other power than the first two occurs."""
    parts = {power: Size.of(0) for power in (0, 1, 2)}
    for monomial, c in size.terms.items():
        power = dict(monomial).get(letter, 0)
        if power not in parts:
            return None
        rest = tuple(pair for pair in monomial if pair[0] != letter)
        parts[power] = parts[power] + Size({rest: c}, size.denominator)
    return Closed(letter, parts[2], parts[1], parts[0]) if parts[2].terms or parts[1].terms else None


def _fitting(subject: Counted, letter: str, known: Mapping[str, int], by: int, first: int, direction: int):
    """From ``first`` on, the multiples at which every shape is whole, with their counts."""
    for place in range(first, first + direction * SOLVE_MISFITS, direction):
        size = place * by
        if not 1 <= size <= LARGEST_SIZE:
            return
        if not all(at_whole(extent, {**known, letter: size}) for extent in subject.divided):
            continue
        try:
            yield size, subject.count_at(**known, **{letter: size})
        except (SizeError, EquationError, UsageError):
            continue
