"""Counts as people write them, straight from the polynomial: an answer need not wait for SymPy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import gcd

from symbolic.language.sizes.size import ONE, Monomial, Size
from symbolic.record import Record

Names = tuple[tuple[str, str], ...]
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Maths(Record):
    """A formula in both ways of writing."""

    text: str
    latex: str


def maths(size: Size, names: Names = ()) -> Maths:
    """What all terms share in front, the rest in brackets, the highest powers first.

    ``names`` are letters with their LaTeX, where it is not the plain one.

    >>> n, m = Size.letter("n"), Size.letter("m")
    >>> maths(4 * m * n + 4 * m * m + 4 * m)
    Maths(text='4·m·(m + n + 1)', latex='4 m (m + n + 1)')
    >>> maths(n - m * m).text
    'n - m²'
    """
    return product(size, names=names)


@lru_cache(maxsize=4096)
def product(*factors: Size, names: Names = ()) -> Maths:
    """Several counts multiplied and not multiplied out: what their terms share in front, a bracket for each rest.

    >>> L, m = Size.letter("L"), Size.letter("m")
    >>> product(2 * L - 2, 4 * m * m + 4 * m).text
    '8·m·(L - 1)·(m + 1)'
    """
    shared, sums = ONE, []
    for size in factors:
        own = _shared(size) if len(size.terms) > 1 else size
        shared = shared * own
        if len(size.terms) > 1:
            sums.append(size / own)
    if len(sums) == 1 and shared == ONE:
        return Maths(*(_sum(sums[0], dot, names) for dot in ("·", " ")))
    return Maths(*(_product(shared, sums, dot, names) for dot in ("·", " ")))


def _product(shared: Size, sums: list[Size], dot: str, names: Names) -> str:
    front = [] if sums and shared == ONE else [_sum(shared, dot, names)]
    return dot.join([*front, *(f"({_sum(rest, dot, names)})" for rest in sums)])


def _shared(size: Size) -> Size:
    powers: dict[str, int] | None = None
    for monomial in size.terms:
        own = {name: power for name, power in monomial if power > 0}
        powers = own if powers is None else {name: min(p, own[name]) for name, p in powers.items() if name in own}
    number = gcd(*size.terms.values()) * (-1 if all(c < 0 for c in size.terms.values()) else 1)
    return Size({tuple(sorted((powers or {}).items())): number})


def _sum(size: Size, dot: str, names: Names) -> str:
    terms = sorted(size.terms.items(), key=_order(size))
    # A sum starts with what is added, where anything is.
    first = next((place for place, (_, c) in enumerate(terms) if c > 0), 0)
    words = [
        _term(monomial, c, size.denominator, dot, names)
        for monomial, c in (*terms[first : first + 1], *terms[:first], *terms[first + 1 :])
    ]
    if not words:
        return "0"
    return words[0] + "".join(f" - {word[1:]}" if word.startswith("-") else f" + {word}" for word in words[1:])


def _order(size: Size):
    letters = sorted(size.letters, key=lambda name: (name.lower(), name))

    def key(term: tuple[Monomial, int]) -> tuple[int, ...]:
        powers: Mapping[str, int] = dict(term[0])
        return tuple(-powers.get(name, 0) for name in letters)

    return key


def _term(monomial: Monomial, c: int, under: int, dot: str, names: Names) -> str:
    common = gcd(c, under)
    number, under = abs(c) // common, under // common
    above = [_power(name, p, dot, names) for name, p in monomial if p > 0]
    below = [*([str(under)] if under != 1 else []), *(_power(name, -p, dot, names) for name, p in monomial if p < 0)]
    if number != 1 or not above:
        above.insert(0, str(number))
    top, bottom = dot.join(above), dot.join(below)
    if bottom:
        top = rf"\frac{{{top}}}{{{bottom}}}" if dot == " " else f"{top}/{f'({bottom})' if len(below) > 1 else bottom}"
    return f"-{top}" if c < 0 else top


def _power(name: str, power: int, dot: str, names: Names) -> str:
    if dot == "·":
        return name if power == 1 else f"{name}{str(power).translate(RAISED)}"
    written = dict(names).get(name) or _plain(name)
    if power == 1:
        return written
    return f"{{{written}}}^{{{power}}}" if "^" in written or "'" in written else f"{written}^{{{power}}}"


def _plain(name: str) -> str:
    head, _, tail = name.partition("_")
    head = head if len(head) == 1 else rf"\mathrm{{{head}}}"
    return f"{head}_{{{tail.replace('_', ',')}}}" if tail else head
