"""One way in which a module is called for one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

STATE_NAMES = ("h", "c", "s", "p", "q")

LetterShape = tuple[str, ...]


class CallSignature(NamedTuple):
    """One way to call: shapes in letters by name, the letters' numbers, and which argument each name goes to.

    A number for each sequence has an axis of length 1, and none where its name is among the ``bare``.
    """

    inputs: dict[str, LetterShape]
    states: dict[str, LetterShape]
    numbers: dict[str, int]
    places: dict[str, str]
    packed: str
    batch: int
    returned: tuple[str, ...] = ()
    bare: frozenset[str] = frozenset()

    def arguments(self, arrays: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of ``forward`` by name; several states go together into the argument ``packed``."""
        values = {self.places[name]: arrays[name] for name in self.inputs if name in self.places}
        if self.packed:
            return {**values, self.packed: tuple(arrays[name] for name in self.states)}
        return {**values, **{self.places[name]: arrays[name] for name in self.states}}

    def shape(self, name: str, front: Sequence[int]) -> tuple[int, ...]:
        """The shape of an array of that name behind the axes of the batch."""
        shape = self.inputs[name] if name in self.inputs else self.states[name]
        if not shape:
            return (*front,) if name in self.bare else (*front, 1)
        return *front, *(self.numbers[letter] for letter in shape)


def leaves(result: Any) -> list[Any]:
    """The arrays of what a module returns, in order."""
    if isinstance(result, Mapping):
        return [leaf for part in result.values() for leaf in leaves(part)]
    if isinstance(result, list | tuple):
        return [leaf for part in result for leaf in leaves(part)]
    return [] if result is None else [result]


def possible_sizes(held: Sequence[int]) -> list[int]:
    """The sizes that a module with arrays of these may take: these, their parts, and what one leaves of another."""
    parts = {extent // count for extent in held for count in range(2, 9) if extent % count == 0}
    rests = {size - other for size in held for other in (*held, *parts) if size > other}
    possible = [*dict.fromkeys([*held, *sorted(parts), *sorted(rests)])]
    return [extent for extent in possible if extent > 1][:60]
