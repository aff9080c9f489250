"""Sizes as they are written: polynomials in letters, ``n``, ``2*m``, ``m/H``, ``n + m``.

A `Size` is the carrier on which a cell is checked when it is made. The same inference runs on
plain integers and on SymPy expressions, see `symbolic.language.sizes.carriers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import chain
from math import gcd, prod
from typing import Any

from symbolic.errors import SizeError
from symbolic.limits import SIZE_COEFFICIENT, SIZE_DEGREE, SIZE_TERMS

Monomial = tuple[tuple[str, int], ...]

ONE_TERM: dict[Monomial, int] = {(): 1}
TOO_LONG = "the numbers in a size have at most 100 digits"


class Size:
    """An exact sum of products of letters, in the order in which it was written.

    Powers may be negative (``m/H``), coefficients are rational: ``terms`` holds integers over one
    common ``denominator``. Two sizes are equal when they are the same polynomial. A size past the
    bounds of this module raises `SizeError`, so that no short text can ask for a long computation.

    >>> m, H = Size.letter("m"), Size.letter("H")
    >>> m / H * H == m
    True
    >>> str(2 * m + 1), str(m / H)
    ('2*m + 1', 'm/H')
    """

    __slots__ = ("denominator", "terms")

    def __init__(self, terms: Mapping[Monomial, int], denominator: int = 1):
        kept = {monomial: c for monomial, c in terms.items() if c} if 0 in terms.values() else dict(terms)
        if denominator != 1:
            shared = gcd(denominator, *kept.values())
            if denominator < 0:
                shared = -shared
            kept = {monomial: c // shared for monomial, c in kept.items()}
            denominator //= shared
        self.terms: dict[Monomial, int] = kept
        self.denominator: int = denominator
        self._check_bounds()

    @staticmethod
    @lru_cache(maxsize=1024)
    def of(number: int) -> Size:
        return Size({(): number})

    @staticmethod
    @lru_cache(maxsize=1024)
    def letter(name: str) -> Size:
        return Size({((name, 1),): 1})

    def _check_bounds(self) -> None:
        if len(self.terms) > SIZE_TERMS:
            raise SizeError(f"a size has at most {SIZE_TERMS} terms")
        if self.denominator > SIZE_COEFFICIENT:
            raise SizeError(TOO_LONG)
        # Every sum and product passes here, and a generator takes longer than the few terms.
        for monomial, c in self.terms.items():
            degree = 0
            for _, power in monomial:
                degree += abs(power)
            if degree > SIZE_DEGREE:
                raise SizeError(f"a size multiplies at most {SIZE_DEGREE} letters")
            if not -SIZE_COEFFICIENT <= c <= SIZE_COEFFICIENT:
                raise SizeError(TOO_LONG)

    def __add__(self, other: Size | int) -> Size:
        return self._plus(_size(other), 1)

    def _plus(self, other: Size, sign: int) -> Size:
        if not other.terms:
            return self
        below, above = self.denominator, other.denominator
        terms = self.terms.copy() if above == 1 else {k: c * above for k, c in self.terms.items()}
        for monomial, c in other.terms.items():
            terms[monomial] = terms.get(monomial, 0) + sign * c * below
        return Size(terms, below * above)

    def __mul__(self, other: Size | int) -> Size:
        other = _size(other)
        if other.terms == ONE_TERM and other.denominator == 1:
            return self
        if self.terms == ONE_TERM and self.denominator == 1:
            return other
        terms: dict[Monomial, int] = {}
        for a, x in self.terms.items():
            for b, y in other.terms.items():
                product = _times(a, b)
                terms[product] = terms.get(product, 0) + x * y
        return Size(terms, self.denominator * other.denominator)

    def __truediv__(self, other: Size | int) -> Size:
        other = _size(other)
        if len(other.terms) != 1:
            raise SizeError(f"a size can be divided by a number or by letters, not by {other}")
        ((monomial, c),) = other.terms.items()
        inverse = Size({tuple((name, -power) for name, power in monomial): other.denominator}, c)
        return self * inverse

    def __sub__(self, other: Size | int) -> Size:
        return self._plus(_size(other), -1)

    def __radd__(self, other: int) -> Size:
        return _size(other) + self

    def __rsub__(self, other: int) -> Size:
        return _size(other) - self

    def __rmul__(self, other: int) -> Size:
        return self * other

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Size) and (self.terms, self.denominator) == (other.terms, other.denominator)

    def __hash__(self) -> int:
        return hash((frozenset(self.terms.items()), self.denominator))

    def __reduce__(self) -> tuple[Any, ...]:
        return Size, (self.terms, self.denominator)

    def __repr__(self) -> str:
        return f"Size({str(self)!r})"

    def __str__(self) -> str:
        return _spell(self)

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters in it, in the order in which they stand."""
        return tuple(dict.fromkeys([name for monomial in self.terms for name, _ in monomial]))

    @property
    def constant(self) -> int | None:
        """Its value, or None where it contains letters or is not an integer."""
        if self.denominator != 1 or any(self.terms):
            return None
        return self.terms.get((), 0)

    @property
    def least(self) -> int | None:
        """The smallest value with every letter at least 1, or None where that is unknown."""
        if self.denominator != 1 or any(c < 0 or any(p < 0 for _, p in k) for k, c in self.terms.items() if k):
            return None
        return sum(self.terms.values())

    def substitute(self, values: Mapping[str, Size | int]) -> Size:
        """With other sizes, or numbers, in place of some of its letters, all at once.

        >>> m, n = Size.letter("m"), Size.letter("n")
        >>> str((m * n + m / n).substitute({"n": 4})), str((m * n).substitute({"m": n, "n": 2 * m}))
        ('17*m/4', '2*m*n')
        """
        if not values or not any(name in values for monomial in self.terms for name, _ in monomial):
            return self
        if all(isinstance(value, int) and value > 0 for value in values.values()):
            return self._at({letter: value for letter, value in values.items() if isinstance(value, int)})
        top, bottom = self.evaluate(lambda letter: _size(values[letter]) if letter in values else Size.letter(letter))
        return _size(top) / bottom

    def _at(self, numbers: Mapping[str, int]) -> Size:
        """Numbers in place of letters, in one go over the terms."""
        powers = [[(name, power) for name, power in monomial if name in numbers] for monomial in self.terms]
        lowest: dict[str, int] = {}
        for name, power in chain.from_iterable(powers):
            lowest[name] = min(lowest.get(name, 0), power)
        bottom = prod(numbers[name] ** -power for name, power in lowest.items())
        terms: dict[Monomial, int] = {}
        for (monomial, c), held in zip(self.terms.items(), powers, strict=True):
            rest = tuple(pair for pair in monomial if pair[0] not in numbers)
            above = dict(held)
            value = c * prod(numbers[name] ** (above.get(name, 0) - power) for name, power in lowest.items())
            terms[rest] = terms.get(rest, 0) + value
        return Size(terms, self.denominator * bottom)

    def rename(self, names: Mapping[str, str]) -> Size:
        """With other letters in place of some of its letters, all at once.

        >>> m, n = Size.letter("m"), Size.letter("n")
        >>> str((m * n + m).rename({"m": "n", "n": "m"})), str((m + n).rename({"m": "n"}))
        ('m*n + n', '2*n')
        """
        terms: dict[Monomial, int] = {}
        for monomial, c in self.terms.items():
            powers: dict[str, int] = {}
            for name, power in monomial:
                letter = names.get(name, name)
                powers[letter] = powers.get(letter, 0) + power
            renamed = tuple(sorted(pair for pair in powers.items() if pair[1]))
            terms[renamed] = terms.get(renamed, 0) + c
        return Size(terms, self.denominator)

    def evaluate(self, value: Callable[[str], Any]) -> tuple[Any, int]:
        """Numerator and denominator at the values of the letters, for any kind of number.

        Negative powers are cleared first, so that integers stay exact.

        >>> (Size.letter("m") / Size.letter("H")).evaluate({"m": 12, "H": 4}.__getitem__)
        (12, 4)
        """
        lowest: dict[str, int] = {}
        for monomial in self.terms:
            for name, power in monomial:
                lowest[name] = min(lowest.get(name, 0), power)
        bottom: Any = self.denominator
        for name, power in lowest.items():
            for _ in range(-power):
                bottom = bottom * value(name)
        top: Any = 0
        for monomial, c in self.terms.items():
            powers = dict(monomial)
            part: Any = c
            for name in {**powers, **lowest}:
                for _ in range(powers.get(name, 0) - lowest[name]):
                    part = part * value(name)
            top = top + part
        return top, bottom


NO_SIZE, ONE = Size.of(0), Size.of(1)

SymbolicShape = tuple[Size, ...]
"""A shape in letters."""


def _size(value: Size | int) -> Size:
    return value if isinstance(value, Size) else Size.of(value)


@lru_cache(maxsize=4096)
def _times(a: Monomial, b: Monomial) -> Monomial:
    powers = dict(a)
    for name, power in b:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _spell(size: Size) -> str:
    words = []
    for monomial, c in size.terms.items():
        above = [name if p == 1 else f"{name}**{p}" for name, p in monomial if p > 0]
        below = [name if p == -1 else f"{name}**{-p}" for name, p in monomial if p < 0]
        shared = gcd(c, size.denominator)
        number, under = abs(c) // shared, size.denominator // shared
        if number != 1 or not above:
            above.insert(0, str(number))
        if under != 1:
            below.insert(0, str(under))
        text = "*".join(above) + "".join(f"/{name}" for name in below)
        words.append(("-" if c < 0 else "+", text))
    if not words:
        return "0"
    first = ("-" if words[0][0] == "-" else "") + words[0][1]
    return first + "".join(f" {sign} {text}" for sign, text in words[1:])
