"""A network that is real: its layers with the arrays that are stored for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from types import MappingProxyType

from symbolic.errors import SymbolicError
from symbolic.language.sizes.size import Size
from symbolic.model.layers import NetworkLayer
from symbolic.model.placed import Placed, Shape, Term
from symbolic.record import replace

Arrays = Mapping[str, Shape]


def real_layer(
    name: str,
    make: Callable[[], NetworkLayer],
    reads: int | None,
    stored: Arrays,
    otherwise: str,
    before: Sequence[Placed] = (),
) -> Placed:
    """The layer in its place with its arrays; one that cannot be made is known by its arrays alone."""
    name, stored = printable(name), _printable(stored)
    try:
        placed = make().place(name, None if reads is None else Size.of(reads), before)
    except SymbolicError:
        return unknown_layer(name, otherwise, stored)
    # A size that nothing says: the arrays still say how many numbers there are.
    return unknown_layer(name, otherwise, stored) if placed.letters else replace(placed, stored=stored)


def unknown_layer(name: str, what: str, stored: Arrays, fixed: Arrays = MappingProxyType({})) -> Placed:
    """A layer of which only the arrays are known: counted as they are, ``fixed`` those that are not trained."""
    stored, fixed = _printable(stored), _printable(fixed)
    terms = [Term(array, Size.of(prod(shape))) for array, shape in stored.items()]
    terms += [Term(array, Size.of(prod(shape)), trained=False) for array, shape in fixed.items()]
    return Placed(printable(name), printable(what), tuple(terms), stored={**stored, **fixed}, known=not terms)


def by_path(arrays: Arrays) -> dict[str, dict[str, Shape]]:
    """The arrays below each path, by the rest of theirs.

    >>> by_path({"a/b/0": (3,)})
    {'a/b': {'0': (3,)}, 'a': {'b/0': (3,)}}
    """
    found: dict[str, dict[str, Shape]] = {}
    for path, shape in arrays.items():
        head = path
        while "/" in head:
            head = head.rpartition("/")[0]
            found.setdefault(head, {})[path[len(head) + 1 :]] = shape
    return found


def printable(name: str) -> str:
    """A name from a file as a terminal may show it.

    >>> printable("lstm\\x1b[2J")
    'lstm?[2J'
    """
    return "".join(character if character.isprintable() else "?" for character in name)


def _printable(arrays: Arrays) -> Arrays:
    return {printable(name): shape for name, shape in arrays.items()}
