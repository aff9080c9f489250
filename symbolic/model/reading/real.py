"""A network that is real: its layers with the arrays that are stored for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from symbolic.errors import SymbolicError
from symbolic.language.sizes.size import Size
from symbolic.model.layers import NetworkLayer
from symbolic.model.placed import Placed, Term
from symbolic.model.stored_array import Shape, StoredArray
from symbolic.record import replace

ArrayShapes = Mapping[str, Shape]


def real_layer(
    name: str,
    make: Callable[[], NetworkLayer],
    reads: int | None,
    arrays: Sequence[StoredArray],
    otherwise: str,
    before: Sequence[Placed] = (),
    remark: str = "",
    counted_in: str = "",
) -> Placed:
    """The layer in its place with its arrays; one that cannot be made is known by its arrays alone.

    The arrays are what is counted, and say what is trained: a layer is frozen where none is that could be. ``remark``
    is the reason, in a few words, why they are not those of the equations ("quantised", "weight norm"). Arrays that an
    earlier layer holds are left out here, and ``counted_in`` is the name of that layer.

    >>> from symbolic.model.layers import Dense
    >>> kernel = StoredArray("kernel", (3, 4), "float32", trained=False)
    >>> layer = real_layer("head", lambda: Dense(4), 3, [kernel], "Dense", counted_in="table")
    >>> layer.what, str(layer.derived), str(layer.size), str(layer.fixed)
    ('dense, frozen', '16', '0', '12')
    """
    try:
        placed = make().place(printable(name), Size.of(reads) if reads and reads > 0 else None, before)
    except SymbolicError:
        return unknown_layer(name, otherwise, arrays, remark, counted_in)
    if placed.letters:
        # A size that nothing says: the arrays still say how many numbers there are.
        return unknown_layer(name, otherwise, arrays, remark, counted_in)
    frozen = bool(arrays) and not any(array.trained for array in arrays) and any(term.trained for term in placed.terms)
    return replace(
        placed,
        what=placed.what + (", frozen" if frozen else ""),
        arrays=_printable(arrays),
        remark=printable(remark),
        counted_in=printable(counted_in),
    )


def unknown_layer(
    name: str, what: str, arrays: Sequence[StoredArray], remark: str = "", counted_in: str = ""
) -> Placed:
    """A layer of which only the arrays are known: counted as they are."""
    terms = tuple(Term(printable(array.name), Size.of(array.count), trained=array.trained) for array in arrays)
    return Placed(
        printable(name),
        printable(what),
        terms,
        arrays=_printable(arrays),
        remark=printable(remark),
        counted_in=printable(counted_in),
        known=not terms,
    )


def printable(name: str) -> str:
    """A name from a file as a terminal may show it.

    >>> printable("lstm\\x1b[2J")
    'lstm?[2J'
    """
    return "".join(character if character.isprintable() else "?" for character in name)


def _printable(arrays: Sequence[StoredArray]) -> tuple[StoredArray, ...]:
    return tuple(replace(array, name=printable(array.name)) for array in arrays)
