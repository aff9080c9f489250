"""What the layers of a network share: their sizes as they are written, and how they take their places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from math import prod
from types import MappingProxyType
from typing import Any, ClassVar

from symbolic.errors import EquationError, FitError, SizeError
from symbolic.frameworks.layer_spec import Sublayer
from symbolic.language.operations.cost_rules import OpCount
from symbolic.language.size_parser import parse_size
from symbolic.language.sizes.numbers import read_size_number, whole_number
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.layers.windows import Map
from symbolic.model.placed import Placed, Term
from symbolic.record import Value, hash_of, replace

SizeLike = int | str | Size
ExtentsLike = SizeLike | list[SizeLike] | tuple[SizeLike, ...]
NO_OPERATIONS = OpCount()
NO_ARGUMENTS: Mapping[str, Size] = MappingProxyType({})


class NetworkLayer(Value):
    """Base of the layers of a network.

    ``word`` is the name in a network as text. A layer is made with its sizes, and `place` says what it holds once
    the size that it reads is known. ``frozen`` parameters are counted, and not trained. Two layers are equal when they
    are of one kind and made with the same.
    """

    word: ClassVar[str] = ""

    def __init__(self, name: str = "", frozen: bool = False):
        self.name, self.frozen = name, frozen

    last = False
    """Whether its last step alone goes on."""

    repeats = False
    """Whether it gives several steps of the one that it reads."""

    flattens = False
    """Whether all numbers of what it reads become one vector."""

    axes = 0
    """Along how many axes it reads: one of a sequence, several of a map, none where each place is by itself."""

    map: Map = None
    """The map at whose places it is computed, where it says that itself."""

    at_each_place = False
    """Whether it is computed at each place of a map by itself."""

    keeps_steps = False
    """Whether there are as many steps behind it, whatever its map is."""

    by_step = False
    """Whether it is about the numbers of one step, where nobody says how many steps there are."""

    ends_sequence = False
    """Whether it reads a sequence where it makes one vector, also one whose steps are maps."""

    enters: Size | None = None
    """The size that it says itself it reads, as PyTorch's layers do."""

    written = ""
    """The call of a framework's class, where it was written as one."""

    def __setattr__(self, name: str, value: Any) -> None:
        # Each kind has attributes of its own, which it sets as it is made.
        self.__dict__[name] = value

    def _state(self) -> dict[str, Any]:
        kind = type(self)
        return {
            name: value
            for name, value in vars(self).items()
            if not isinstance(getattr(kind, name, None), cached_property)
        }

    def _values(self) -> tuple[Any, ...]:
        return tuple(sorted(self._state().items()))

    def __hash__(self) -> int:
        return hash_of((type(self), self._values()))

    def __repr__(self) -> str:
        said = {name: value for name, value in self._state().items() if value not in (None, False, "", (), {})}
        return " ".join([f"<{type(self).__name__}", *(f"{name}={value}" for name, value in said.items())]) + ">"

    @property
    def short(self) -> str:
        """The name that it gets in a network where it has none of its own."""
        return self.name or self.word

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        """The layer behind those of ``before``; ``reads`` None is the input of a network that does not say it."""
        raise NotImplementedError

    def place_over(self, name: str, reads: Size | None, before: Sequence[Placed], extents: Map) -> Placed:
        """The layer on a map of these extents, with those of the map that it gives."""
        placed = replace(self.place(name, reads, before), extents=self.map_behind(extents))
        places = prod(extents, start=ONE) if self.at_each_place and extents and len(extents) > 1 else ONE
        return replace(placed, places=placed.places * places)

    def map_behind(self, extents: Map) -> Map:
        """The extents of the map that it gives, None where nothing says them."""
        return extents

    def computed_map(self, extents: Map) -> Map:
        """The map at whose places it is computed, that which it reads; a convolution at those of what it gives."""
        return extents

    def _placed(
        self,
        name: str,
        what: str,
        held: Mapping[str, Size],
        sizes: Mapping[str, Size],
        reads: Size | None,
        gives: Size | None,
        fixed: Mapping[str, Size] = NO_ARGUMENTS,
        computes: Callable[[], tuple[Sublayer, ...]] | None = None,
        besides: OpCount = NO_OPERATIONS,
        entering: int | None = None,
        places: Size = ONE,
    ) -> Placed:
        """The layer with what it has ``held``, array by array, in letters of its own; ``fixed`` is never trained."""
        terms = [Term(words, size, trained=not self.frozen) for words, size in held.items()]
        terms += [Term(words, size, trained=False) for words, size in fixed.items()]
        what += ", frozen" if self.frozen else ""
        work = {"computes": computes, "besides": besides, "entering": entering, "places": places}
        return Placed(name, what, tuple(terms), sizes, reads, gives, **work)


def equal_parts(name: str, reads: Size, parts: Size, problem: str) -> Size:
    """What each of several equal parts of the numbers of a step has; raises `FitError` where they are not equal."""
    if reads.constant and parts.constant and reads.constant % parts.constant:
        raise FitError(f"{name} reads {reads} numbers, which {problem}")
    return reads / parts


def read_size(name: str, value: SizeLike) -> Size:
    """A size as it is written: a number, letters, an expression of them; raises `SizeError`.

    >>> str(read_size("units", "2*m"))
    '2*m'
    """
    if isinstance(value, Size):
        size = value
    else:
        text = str(value).strip()
        if isinstance(value, bool) or not isinstance(value, str) or whole_number(text.lstrip("+-")) is not None:
            return Size.of(read_size_number(name, value))
        try:
            size = parse_size(text)
        except EquationError as error:
            raise SizeError(f"{name}: {error.problem}", name, value) from None
    if size.constant is not None:
        read_size_number(name, size.constant)
    return size


def read_extents(name: str, values: ExtentsLike) -> tuple[Size, ...]:
    """A size for each axis, or the size of the only one.

    >>> [str(size) for size in read_extents("extent", (3, "k"))], read_extents("map", 28)
    (['3', 'k'], (Size('28'),))
    """
    several = values if isinstance(values, list | tuple) else (values,)
    return tuple(read_size(name, value) for value in several)
