"""Counts as people write them, straight from the polynomial: an answer need not wait for SymPy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import gcd

from symbolic.language.record import Record
from symbolic.language.sizes import Monomial, Size

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Maths(Record):
    """A formula in both ways of writing."""

    text: str
    latex: str


def maths(size: Size) -> Maths:
    """What all terms share in front, the rest in brackets, the highest powers first.

    >>> n, m = Size.letter("n"), Size.letter("m")
    >>> maths(4 * m * n + 4 * m * m + 4 * m)
    Maths(text='4·m·(m + n + 1)', latex='4 m (m + n + 1)')
    >>> maths(n - m * m).text
    '-m² + n'
    """
    return product(size)


@lru_cache(maxsize=4096)
def product(*factors: Size) -> Maths:
    """Several counts multiplied and not multiplied out: what their terms share in front, a bracket for each rest.

    >>> L, m = Size.letter("L"), Size.letter("m")
    >>> product(2 * L - 2, 4 * m * m + 4 * m).text
    '8·m·(L - 1)·(m + 1)'
    """
    shared, sums = Size.of(1), []
    for size in factors:
        own = _shared(size) if len(size.terms) > 1 else size
        shared = shared * own
        if len(size.terms) > 1:
            sums.append(size / own)
    if len(sums) == 1 and shared == Size.of(1):
        return Maths(_sum(sums[0], "·"), _sum(sums[0], " "))
    return Maths(*(_product(shared, sums, dot) for dot in ("·", " ")))


def _product(shared: Size, sums: list[Size], dot: str) -> str:
    front = [] if sums and shared == Size.of(1) else [_sum(shared, dot)]
    return dot.join([*front, *(f"({_sum(rest, dot)})" for rest in sums)])


def _shared(size: Size) -> Size:
    powers: dict[str, int] | None = None
    for monomial in size.terms:
        own = {name: power for name, power in monomial if power > 0}
        powers = own if powers is None else {name: min(p, own[name]) for name, p in powers.items() if name in own}
    number = gcd(*size.terms.values()) * (-1 if all(c < 0 for c in size.terms.values()) else 1)
    return Size({tuple(sorted((powers or {}).items())): number})


def _sum(size: Size, dot: str) -> str:
    words = [_term(monomial, c, size.denominator, dot) for monomial, c in sorted(size.terms.items(), key=_order(size))]
    if not words:
        return "0"
    first, *rest = words
    return first + "".join(f" - {word[1:]}" if word.startswith("-") else f" + {word}" for word in rest)


def _order(size: Size):
    letters = sorted(size.letters, key=lambda name: (name.lower(), name))

    def key(term: tuple[Monomial, int]) -> tuple[int, ...]:
        powers: Mapping[str, int] = dict(term[0])
        return tuple(-powers.get(name, 0) for name in letters)

    return key


def _term(monomial: Monomial, c: int, under: int, dot: str) -> str:
    common = gcd(c, under)
    number, under = abs(c) // common, under // common
    above = [_power(name, p, dot) for name, p in monomial if p > 0]
    below = [*([str(under)] if under != 1 else []), *(_power(name, -p, dot) for name, p in monomial if p < 0)]
    if number != 1 or not above:
        above.insert(0, str(number))
    top, bottom = dot.join(above), dot.join(below)
    if bottom:
        top = rf"\frac{{{top}}}{{{bottom}}}" if dot == " " else f"{top}/{f'({bottom})' if len(below) > 1 else bottom}"
    return f"-{top}" if c < 0 else top


def _power(name: str, power: int, dot: str) -> str:
    if dot == "·":
        return name if power == 1 else f"{name}{str(power).translate(RAISED)}"
    head, _, tail = name.partition("_")
    head = head if len(head) == 1 else rf"\mathrm{{{head}}}"
    written = f"{head}_{{{tail.replace('_', ',')}}}" if tail else head
    return written if power == 1 else f"{written}^{{{power}}}"
