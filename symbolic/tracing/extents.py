"""The extents of a traced program: letters that are known, and unknown ones that its operations tie to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from symbolic.errors import SizeError
from symbolic.language.sizes.size import Size

UNKNOWN_EXTENT = re.compile(r"u\d+_")
SPARE = "rpqdksuvwabcefgijlyz"
"""Letters for sizes that nothing ties to those of the input and the state."""


class Extents:
    """Extents as sizes. Each unknown one is a letter of its own until an operation ties it to others.

    >>> extents = Extents({"m": 5})
    >>> rows = extents.unknown(20)
    >>> extents.tie(rows, 4 * Size.letter("m"))
    >>> extents.solved(rows), extents.at(rows)
    (Size('4*m'), 20)
    """

    def __init__(self, known: Mapping[str, int]):
        self.numbers: dict[str, int] = dict(known)
        self.known = (*known,)
        self.values: dict[str, Size] = {}
        self.made = 0

    def restart(self) -> None:
        """Hand out the unknown letters once more from the first, with what is known of them."""
        self.made = 0

    def unknown(self, number: int) -> Size:
        """A new unknown extent, of which only this number is known."""
        self.made += 1
        name = f"u{self.made}_"
        self.numbers[name] = number
        return Size.letter(name)

    def at(self, size: Size) -> int:
        """The number that the extent has in the module that is traced."""
        top, bottom = size.evaluate(lambda letter: self.numbers[letter])
        return top // bottom

    def solved(self, size: Size) -> Size:
        """The size with all that is known of its letters put in."""
        while any(letter in self.values for letter in size.letters):
            size = size.substitute(self.values)
        return size

    def tie(self, left: Size, right: Size) -> None:
        """Both are the same; raises `SizeError` where their numbers differ."""
        left, right = self.solved(left), self.solved(right)
        if self.at(left) != self.at(right):
            raise SizeError(f"{self.at(left)} and {self.at(right)} are not the same size")
        rest = left - right
        letters = [name for name in self._by_choice(rest.letters) if _is_alone(rest, name)]
        values = {letter: _value(rest, letter) for letter in letters}
        made = [letter for letter in letters if UNKNOWN_EXTENT.fullmatch(letter)]
        # What is cut into parts is their sum, and no part is what the others leave.
        sums = [name for name in made if min(values[name].terms.values(), default=0) > 0]
        letter = next(iter([*sums, *letters]), None)
        if letter is not None:
            self.values[letter] = values[letter]

    def _by_choice(self, letters: Iterable[str]) -> list[str]:
        """The unknown letters first, the last made first of all; of the known ones the first that was given."""
        letters = [*letters]
        made = [letter for letter in letters if UNKNOWN_EXTENT.fullmatch(letter)]
        named = [letter for letter in letters if letter not in made and letter not in self.known]
        known = [letter for letter in self.known if letter in letters]
        return [*sorted(made, key=lambda name: -int(name[1:-1])), *named, *known]

    def name_rest(self, sizes: Iterable[Size], taken: Iterable[str]) -> None:
        """Give each letter of the sizes that is still unknown a name of its own."""
        used = {*taken, *self.known}
        for size in sizes:
            for letter in self.solved(size).letters:
                if letter in self.known or letter not in self.numbers or not letter.endswith("_"):
                    continue
                name = next(spare for spare in (*SPARE, *(f"{s}_{s}" for s in SPARE)) if spare not in used)
                used.add(name)
                self.numbers[name] = self.numbers[letter]
                self.values[letter] = Size.letter(name)


def _value(rest: Size, letter: str) -> Size:
    """What the letter is where the rest is nothing."""
    return Size.letter(letter) - rest / Size({(): rest.terms[((letter, 1),)]}, rest.denominator)


def _is_alone(size: Size, letter: str) -> bool:
    """Whether the letter stands in one term only, times a number."""
    return sum(any(name == letter for name, _ in monomial) for monomial in size.terms) == 1 and (
        ((letter, 1),) in size.terms
    )
