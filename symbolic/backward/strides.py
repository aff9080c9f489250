"""Members that are read in steps of two or more, as the odd and the even rounds of a cell."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

from symbolic.errors import DerivativeError
from symbolic.language import nodes as n
from symbolic.language.families import known_multiples
from symbolic.language.sizes.size import Size


def find_steps(name: str, reads: Sequence[tuple[tuple[Size, ...], tuple[n.Loop, ...]]]) -> list[int]:
    """The step of each index over all reads of a name; raises `DerivativeError` where some have others.

    >>> k, N = Size.letter("k"), Size.letter("N")
    >>> find_steps("p", [((2 * k - 1,), (n.Loop("k", Size.of(1), N),)), ((2 * N - 1,), ())])
    [2]
    """
    steps: list[int] = []
    for place in range(len(reads[0][0])):
        step_sizes = {step for index, loops in reads if (step := _step(index[place], loops))}
        steps.append(max(step_sizes, default=1))
        if len(step_sizes) > 1:
            known = " and of ".join(map(str, sorted(step_sizes)))
            raise DerivativeError(f"the members of {name} are read in steps of {known}")
    return steps


def remainders(
    name: str, index: tuple[Size, ...], steps: Sequence[int], loops: Sequence[n.Loop] = ()
) -> tuple[int, ...]:
    """Which of the members of each step an index is; raises `DerivativeError` where that depends on the sizes.

    Of the cell's ``loops``, one that ends at ``R/2`` says that ``R`` is even.

    >>> R = Size.letter("R")
    >>> remainders("p", (R - 1,), [2], [n.Loop("i", Size.of(1), R / 2 + 1)])
    (1,)
    """
    multiples = known_multiples(loops)
    for part, step in zip(index, steps, strict=True):
        if part.denominator != 1 or any(c * multiples.get(key, 1) % step for key, c in part.terms.items() if key):
            raise DerivativeError(f"whether [{part}] is one of each {step} members of {name} depends on the sizes")
    return tuple(part.terms.get((), 0) % step for part, step in zip(index, steps, strict=True))


def _step(part: Size, loops: tuple[n.Loop, ...]) -> int:
    """The step in which loops run through an index, or 0 where none does."""
    running = {loop.index for loop in loops}
    return gcd(*(c for monomial, c in part.terms.items() if running & {letter for letter, _ in monomial}))
