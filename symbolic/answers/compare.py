"""Two counts compared, in symbols and in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from math import gcd, sqrt
from typing import TYPE_CHECKING, Any, cast, overload

from symbolic._cell import Cell
from symbolic.answers.budgets import Budgets, find_budgets
from symbolic.answers.bytes import find_quantity
from symbolic.answers.counts import Counts, counts
from symbolic.answers.equations.comparison import EquationComparison, compare_equations
from symbolic.answers.subject import Subject, find_subject, plain, plain_names
from symbolic.derive.quantity import Counted, count_with, quantity_of, shared_sizes, subject_of
from symbolic.derive.sign import is_never_negative, sign
from symbolic.derive.simplify import can_factor, lowest_terms, shared_factor
from symbolic.derive.solve import Closed, closed_form, solve_size
from symbolic.display import Plotted
from symbolic.errors import SymbolicError, UsageError
from symbolic.frameworks.layer import Layer
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.record import Record, aside

if TYPE_CHECKING:
    from sympy import Expr


class Crossing(Record):
    """Where two counts are equal: the size of ``letter``; ``place`` is about where, when the others are given."""

    letter: str
    closed: Closed
    place: float | None = None

    @property
    def value(self) -> Expr:
        """The size in closed form, the larger where there are two."""
        from sympy import Integer

        return self.closed.root(Integer(0))


class Limit(Record):
    """What the ratio tends to as ``letter`` grows: ``top / bottom``, 0 or without a bound."""

    letter: str
    top: Size
    bottom: Size

    @property
    def unbounded(self) -> bool:
        return not self.bottom.terms


class Comparison(Plotted, Record):
    """Difference and ratio of two counts, left to right, in the plain letters ``n``, ``m`` and ``r``.

    ``sign`` is 1 where the left has more at all sizes, -1 where the right has, 0 where they are equal and None
    where that depends on the sizes. ``counts`` are both at the sizes given: numbers, or what is left of a formula where
    some are missing; ``sizes`` are those given, but for one that is not the same in both. ``matching`` is the hidden
    size at which the right comes nearest to the left's number, with its count; ``read`` are the sizes of each in its
    own letters.
    """

    left: Counted
    right: Counted
    top: Size
    bottom: Size
    difference: Size
    sign: int | None
    limits: tuple[Limit, ...]
    crossings: tuple[Crossing, ...]
    sizes: Mapping[str, int]
    counts: tuple[int | Size, int | Size]
    matching: tuple[int, int] | None
    read: tuple[Mapping[str, int], Mapping[str, int]] = aside(default=({}, {}))

    @property
    def ratio(self) -> Expr | None:
        """The left count over the right one, what they share cancelled; None where the right has nothing."""
        if not self.bottom.terms:
            return None
        from symbolic.derive.expressions import expression

        top, bottom = lowest_terms(self.top, self.bottom) if self.top.terms else (NO_SIZE, ONE)
        return cast("Expr", expression(top) / expression(bottom))

    @cached_property
    def equations(self) -> EquationComparison | None:
        """How the equations of two cells or layers differ, see `EquationComparison`; None for networks.

        >>> compare("lstm", "peephole_lstm").equations.differences[0]
        'f: peephole_lstm adds p_f * c[t-1], lstm does not'
        """
        left, right = _cell(self.left), _cell(self.right)
        if left is None or right is None or quantity_of(self.left) != "parameters":
            return None
        names = self.left.label, self.right.label
        return compare_equations(left, right, names if names[0] != names[1] else ("the first", "the second"))

    @property
    def reduced(self) -> bool:
        """Whether all that both counts share is known, and cancelled in the ratio."""
        return all(can_factor(size / shared_factor(size)) for size in (self.top, self.bottom) if len(size.terms) > 1)


@overload
def compare(
    *subjects: Subject | str,
    budget: int | str,
    of: str = ...,
    dtype: str | None = ...,
    step: int | str = ...,
    **sizes: Any,
) -> Budgets: ...
@overload
def compare(left: Subject | str, right: Subject | str, /, *, of: str = ..., **sizes: Any) -> Comparison: ...
@overload
def compare(
    first: Subject | str,
    second: Subject | str,
    third: Subject | str,
    /,
    *more: Subject | str,
    of: str = ...,
    **sizes: Any,
) -> Counts: ...
@overload
def compare(*subjects: Subject | str, of: str = ..., **sizes: Any) -> Comparison | Counts | Budgets: ...
def compare(
    *subjects: Subject | str,
    of: str = "parameters",
    dtype: str | None = None,
    budget: int | str | None = None,
    step: int | str = 1,
    **sizes: Any,
) -> Comparison | Counts | Budgets:
    """Difference, ratio with its limits, where the counts cross, and the size that matches; of more than two, `counts`.

    The counts are ``of`` parameters, or of the ``macs`` or ``flops`` of one step of one sequence, or of the ``bytes``
    of all stored numbers of the kind ``dtype``. With a ``budget``, the size at which each meets it. Raises
    `SizeError` for a size that none of them has, `UsageError` for fewer than two.

    >>> comparison = compare("lstm", "gru", n=100, m=50)
    >>> str(comparison.difference), comparison.sign, comparison.counts, comparison.matching
    ('m*n + m**2 + m', 1, (30200, 22650), (62, 30318))
    >>> compare("lstm", "gru", "rnn", n=100, m=50).counts
    (30200, 22650, 7550)
    >>> [solution.size for solution in compare("lstm", "gru", n=40, budget="100k").solutions]
    [138, 163]
    """
    if budget is not None and subjects:
        return find_budgets(*subjects, budget=budget, of=of, dtype=dtype, step=step, **sizes)
    if len(subjects) != 2:
        if len(subjects) < 2:
            labels = ", ".join(find_subject(subject).label for subject in subjects) or "none"
            raise UsageError(
                f"two cells, layers or networks are needed, such as gru keras.layers.GRU; given: {labels[:200]}"
            )
        return counts(*subjects, of=of, dtype=dtype, **sizes)
    mine, theirs = (find_quantity(subject, of, dtype) for subject in subjects)
    first, second = (shared_sizes(subject, (mine, theirs), sizes) for subject in (mine, theirs))
    top, bottom = plain(mine.size, mine.aliases), plain(theirs.size, theirs.aliases)
    plain_sizes = _plainly(mine, first), _plainly(theirs, second)
    known = {
        letter: size
        for letter, size in {**plain_sizes[0], **plain_sizes[1]}.items()
        if plain_sizes[0].get(letter, size) == size
    }
    numbers = _plain_count(mine, first), _plain_count(theirs, second)
    letters = dict.fromkeys((*top.letters, *bottom.letters))
    return Comparison(
        mine,
        theirs,
        top,
        bottom,
        top - bottom,
        sign(top - bottom),
        tuple(_limit(top, bottom, letter) for letter in letters),
        _crossings(top - bottom, known),
        known,
        numbers,
        _matching(theirs, second, *numbers),
        read=(first, second),
    )


def _cell(counted: Counted) -> Cell | None:
    """The cell itself, or that of the first sublayer of a layer."""
    subject = subject_of(counted)
    subject = subject.sublayers[0].cell if isinstance(subject, Layer) else subject
    return subject if isinstance(subject, Cell) else None


def _plain_count(subject: Counted, sizes: Mapping[str, int]) -> int | Size:
    count = count_with(subject, sizes)
    return count if isinstance(count, int) else plain(count, subject.aliases)


def _plainly(subject: Counted, sizes: Mapping[str, int]) -> dict[str, int]:
    names = plain_names(subject.counted_letters, subject.aliases)
    return {names[letter]: number for letter, number in sizes.items()}


def _limit(top: Size, bottom: Size, letter: str) -> Limit:
    above, below = _leading(top, letter), _leading(bottom, letter)
    highest = max(above[0], below[0])
    top, bottom = (part if power == highest else Size.of(0) for power, part in (above, below))
    if top.terms and bottom.terms:
        shared = _common([top, bottom])
        top, bottom = top / shared, bottom / shared
    return Limit(letter, top, bottom)


def _leading(size: Size, letter: str) -> tuple[int, Size]:
    """The highest power of a letter, and what it is multiplied by."""
    highest = max((dict(monomial).get(letter, 0) for monomial in size.terms), default=0)
    terms = {
        tuple(pair for pair in monomial if pair[0] != letter): c
        for monomial, c in size.terms.items()
        if dict(monomial).get(letter, 0) == highest
    }
    return highest, Size(terms, size.denominator)


def _crossings(difference: Size, known: Mapping[str, int]) -> tuple[Crossing, ...]:
    """For each letter, the size at which the difference is zero, where there is a closed form.

    With numbers for the others, only where that size is a positive number.
    """
    if sign(difference) is not None:
        return ()
    # A size is never zero, so a factor of all terms does not matter.
    shared = difference / _common([difference])
    crossings = []
    for letter in shared.letters:
        closed = closed_form(shared, letter)
        if closed is None:
            continue
        if not all(other in known for other in shared.letters if other != letter):
            if not _is_too_small(closed):
                crossings.append(Crossing(letter, closed))
        elif (place := _place(closed, known)) > 0:
            crossings.append(Crossing(letter, closed, place))
    return tuple(crossings)


def _is_too_small(closed: Closed) -> bool:
    """Whether the larger root is known to be at most 1 at all sizes of the others: below it nothing is a size."""
    a, b, c = closed.square, closed.linear, closed.constant
    first = a if a.terms else b
    if is_never_negative(first * -1):
        a, b, c = a * -1, b * -1, c * -1
    elif not is_never_negative(first):
        return False
    at_one, slope = a + b + c, 2 * a + b
    if not (at_one.letters or slope.letters):
        return sign(at_one) == 1 and sign(slope) == 1
    return bool(at_one.terms) and is_never_negative(at_one) and is_never_negative(slope)


def _place(closed: Closed, known: Mapping[str, int]) -> float:
    """The larger root as a number; 0 without a root."""
    a, b, c = (
        top / bottom
        for part in (closed.square, closed.linear, closed.constant)
        for top, bottom in [part.evaluate(known.__getitem__)]
    )
    if a == 0:
        return -c / b if b else 0
    under = b * b - 4 * a * c
    return (-b / a + sqrt(under) / abs(a)) / 2 if under >= 0 else 0


def _common(sizes: Iterable[Size]) -> Size:
    """What all terms of all of them share."""
    powers: dict[str, int] | None = None
    numbers: list[int] = []
    for size in sizes:
        for monomial, c in size.terms.items():
            exponents = dict(monomial)
            powers = (
                exponents
                if powers is None
                else {name: min(p, exponents[name]) for name, p in powers.items() if name in exponents}
            )
            numbers.append(c)
    return Size({tuple(sorted((powers or {}).items())): gcd(*numbers)})


def _matching(right: Counted, sizes: Mapping[str, int], wanted: int | Size, has: int | Size) -> tuple[int, int] | None:
    letter = right.aliases.get("hidden")
    if letter is None or letter not in sizes or not (isinstance(wanted, int) and isinstance(has, int)):
        return None
    try:
        others = {name: size for name, size in sizes.items() if name != letter}
        solution = solve_size(right, letter, wanted, **others)
    except SymbolicError:
        return None
    nearest = [(solution.size, solution.count), *([solution.following] if solution.following else [])]
    return min(nearest, key=lambda pair: abs(pair[1] - wanted))
