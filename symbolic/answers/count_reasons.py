"""Why a formula differs from a count: the parts that it leaves out or counts more than once, and product by product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, islice, permutations

from symbolic.language.sizes.size import Size
from symbolic.limits import REASON_TRIES, RENAMED_SIZES
from symbolic.record import Record


class ComparedTerm(Record):
    """A product of sizes that is in the formula or in the count, how often, and the roles that it counts."""

    product: Size
    formula: Size
    count: Size
    roles: tuple[str, ...]


class Reason(Record):
    """A role that the formula leaves out (``times`` is 0) or counts ``times`` times."""

    role: str
    size: Size
    times: float


def find_reasons(
    formula: Size, count: Size, parts: Sequence[Mapping[str, Size]]
) -> tuple[tuple[Reason, ...], Mapping[str, str]]:
    """The parts that make up the difference, and the order of letters for which they do; the coarsest parts first.

    >>> n, m = Size.letter("n"), Size.letter("m")
    >>> parts = {"kernel": m * n + m * m, "bias": m}
    >>> find_reasons(m * n + n * n, m * n + m * m + m, [parts])
    ((Reason(role='bias', size=Size('m'), times=0),), {'m': 'n', 'n': 'm'})
    """
    if formula != count:
        for names in renamings(formula, count.letters):
            if reasons := _reasons(formula.rename(names) - count, parts):
                return reasons, names
    return (), {}


def find_terms(formula: Size, count: Size, parts: Mapping[str, Size]) -> tuple[ComparedTerm, ...]:
    """Where the two differ, product by product."""
    terms = []
    for monomial in {**count.terms, **formula.terms}:
        mine = Size({(): formula.terms.get(monomial, 0)}, formula.denominator)
        theirs = Size({(): count.terms.get(monomial, 0)}, count.denominator)
        if mine != theirs:
            within = tuple(role for role, size in parts.items() if monomial in size.terms)
            terms.append(ComparedTerm(Size({monomial: 1}), mine, theirs, within))
    return tuple(terms)


def renamings(formula: Size, others: Iterable[str] = ()) -> list[dict[str, str]]:
    """Every way to put other letters for its letters, these and ``others``, as they are first; only that if many.

    >>> renamings(Size.letter("n"), "nm")
    [{}, {'n': 'm'}]
    """
    letters = formula.letters
    to = tuple(dict.fromkeys((*letters, *others)))
    if len(to) > RENAMED_SIZES:
        return [{}]
    orders = permutations(to, len(letters))
    return [{a: b for a, b in zip(letters, order, strict=True) if a != b} for order in orders]


def _reasons(difference: Size, parts: Sequence[Mapping[str, Size]]) -> tuple[Reason, ...]:
    """The fewest parts that make up the difference, each left out or counted more than once."""
    explanations = (_made_up(difference, sizes) for sizes in parts if difference.terms)
    return next((reasons for reasons in explanations if reasons), ())


def _made_up(difference: Size, parts: Mapping[str, Size]) -> tuple[Reason, ...]:
    if not {*difference.terms} <= {monomial for size in parts.values() for monomial in size.terms}:
        return ()
    ways = (
        (chosen, times)
        for number in range(1, len(parts) + 1)
        for chosen in combinations(parts, number)
        for times in _times(number)
    )
    for chosen, times in islice(ways, REASON_TRIES):
        changes = (_more(parts[part], n) for part, n in zip(chosen, times, strict=True))
        if sum(changes, Size.of(0)) == difference:
            return tuple(Reason(part, parts[part], n) for part, n in zip(chosen, times, strict=True))
    return ()


def _more(size: Size, times: float) -> Size:
    """How much more a part is counted than once."""
    return size * -1 / 2 if times == 0.5 else size * (int(times) - 1)


def _times(number: int) -> list[tuple[float, ...]]:
    """How often each of some parts may be counted: all left out, all twice, or one way each of two."""
    if number == 1:
        return [(0,), (2,), (0.5,)]
    return [(0,) * number, (2,) * number, *([(0, 2), (2, 0)] if number == 2 else [])]
