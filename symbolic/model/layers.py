"""The layers around the recurrence: embedding, head, normalisation, convolution, and what holds nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import prod
from types import MappingProxyType
from typing import ClassVar

from symbolic.errors import EquationError, FitError, SizeError, UsageError
from symbolic.frameworks.layer_spec import Sublayer
from symbolic.language.parser import parse_size
from symbolic.language.sizes.given import read_size_number
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.equations import dense, normalised
from symbolic.model.placed import Placed, Term

Given = int | str | Size
V, E, N, M = map(Size.letter, "Venm")


def read_size(name: str, value: Given) -> Size:
    """A size as it is written: a number, letters, an expression of them; raises `SizeError`.

    >>> str(read_size("units", "2*m"))
    '2*m'
    """
    if isinstance(value, Size):
        size = value
    else:
        text = str(value).strip()
        if isinstance(value, bool) or not isinstance(value, str) or text.lstrip("+-").isdigit():
            return Size.of(read_size_number(name, value))
        try:
            size = parse_size(text)
        except EquationError as error:
            raise SizeError(f"{name}: {error.problem}", name, value) from None
    if size.constant is not None:
        read_size_number(name, size.constant)
    return size


class NetworkLayer:
    """Base of the layers of a network.

    ``word`` is the name in a network as text. A layer is made with its sizes, and `place` says what it holds once
    the size that it reads is known. ``frozen`` parameters are counted, and not trained.
    """

    word: ClassVar[str] = ""

    def __init__(self, name: str = "", frozen: bool = False):
        self.name, self.frozen = name, frozen

    @property
    def short(self) -> str:
        """The name that it gets in a network where it has none of its own."""
        return self.name or self.word

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        """The layer behind those of ``before``; ``reads`` None is the input of a network that does not say it."""
        raise NotImplementedError

    def _placed(
        self,
        name: str,
        what: str,
        held: Mapping[str, Size],
        sizes: Mapping[str, Size],
        reads: Size | None,
        gives: Size | None,
        fixed: Mapping[str, Size] = MappingProxyType({}),
        computes: Callable[[], Sublayer] | None = None,
    ) -> Placed:
        terms = [Term(words, size, trained=not self.frozen) for words, size in held.items()]
        terms += [Term(words, size, trained=False) for words, size in fixed.items()]
        what += ", frozen" if self.frozen else ""
        return Placed(name, what, tuple(terms), sizes, reads, gives, computes=computes)


class Embedding(NetworkLayer):
    """A vector of ``width`` for each of ``vocabulary`` words; it begins a network or a stack.

    >>> str(Embedding("V", "e").place("embedding", None, ()).size)
    'V*e'
    """

    word = "embedding"

    def __init__(self, vocabulary: Given, width: Given, *, frozen: bool = False, name: str = ""):
        super().__init__(name, frozen)
        self.vocabulary, self.width = read_size("vocabulary", vocabulary), read_size("width", width)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        if reads is not None:
            given = before[-1].name if before else "the input"
            raise FitError(
                f"{name} reads words, and {given} gives {reads} numbers; a second sequence is a stack of its own, "
                'such as "encoder: embedding(V, e) > lstm(m); decoder: embedding(W, e) > lstm(m) > dense(W)"'
            )
        return self._placed(
            name, "embedding", {"embeddings": V * E}, {"V": self.vocabulary, "e": self.width}, None, self.width
        )


class Dense(NetworkLayer):
    """A product with a kernel and, unless ``bias`` is false, a bias: ``n·m + m``.

    ``tied``: the kernel is that of an embedding before it, the other way round, and counted there.

    >>> str(Dense("V").place("dense", Size.letter("m"), ()).size)
    'V*m + V'
    """

    word = "dense"

    def __init__(self, units: Given, *, bias: bool = True, tied: bool = False, frozen: bool = False, name: str = ""):
        super().__init__(name, frozen)
        self.units, self.bias, self.tied = read_size("units", units), bias, tied

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        reads = reads or N
        held = {} if self.tied else {"kernel": N * M}
        held |= {"bias": M} if self.bias else {}
        tied = f", tied to {self._embedding(name, reads, before)}" if self.tied else ""
        what = f"dense{tied}{'' if self.bias else ', no bias'}"
        sizes = {"n": reads, "m": self.units}
        return self._placed(name, what, held, sizes, reads, self.units, computes=partial(dense, self.bias))

    def _embedding(self, name: str, reads: Size, before: Sequence[Placed]) -> str:
        tables = [one for one in before if {"V", "e"} <= one.sizes.keys()]
        for one in tables:
            if (one.sizes["V"], one.sizes["e"]) == (self.units, reads):
                return one.name
        known = " and ".join(f"{one.name} has {one.sizes['V']} × {one.sizes['e']}" for one in tables)
        needed = f"{name} reads {reads} and gives {self.units}"
        raise FitError(
            f"{needed}: it can be tied to an embedding of {self.units} × {reads}; {known or 'there is none'}"
        )


class Conv(NetworkLayer):
    """A convolution with one extent an axis: ``k·n·m + m`` over time, ``k1·k2·n·m + m`` over a map.

    The channels come in and go out; behind a map, `Reshape` says how many numbers a step has.

    >>> str(Conv("c", 5, 3, groups=2).place("conv", Size.of(4), ()).size)
    '31*c'
    """

    word = "conv"

    def __init__(
        self,
        filters: Given,
        *extents: Given,
        bias: bool = True,
        groups: Given = 1,
        frozen: bool = False,
        name: str = "",
    ):
        super().__init__(name, frozen)
        if not 1 <= len(extents) <= 3:
            raise UsageError(f"a convolution has one to three extents, such as conv(64, 5); {len(extents)} are given")
        self.filters, self.bias, self.groups = read_size("filters", filters), bias, read_size("groups", groups)
        self.extents = tuple(read_size("extent", extent) for extent in extents)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        reads = reads or N
        letters = ["k"] if len(self.extents) == 1 else [f"k{axis}" for axis in range(1, len(self.extents) + 1)]
        sizes = {**dict(zip(letters, self.extents, strict=True)), "n": reads, "m": self.filters}
        kernel = prod(map(Size.letter, letters), start=ONE) * N * M
        if self.groups != ONE:
            sizes["g"], kernel = self.groups, kernel / Size.letter("g")
        what = f"convolution over {'×'.join(map(str, self.extents))}"
        held = {"kernel": kernel, **({"bias": M} if self.bias else {})}
        # At one place of the map it is a dense layer on what the kernel covers.
        computes = partial(dense, self.bias, kernel / M)
        return self._placed(name, what, held, sizes, reads, self.filters, computes=computes)


class LayerNorm(NetworkLayer):
    """A gain and a bias for each number that it reads: ``2·n``."""

    word = "layer_norm"
    title = "layer norm"
    fixed: ClassVar[Mapping[str, Size]] = MappingProxyType({})

    def __init__(self, *, gain: bool = True, bias: bool = True, frozen: bool = False, name: str = ""):
        super().__init__(name, frozen)
        self.gain, self.bias = gain, bias

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        reads = reads or N
        held = {**({"gain": N} if self.gain else {}), **({"bias": N} if self.bias else {})}
        computes = partial(normalised, self.word, self.gain, self.bias)
        return self._placed(name, self.title, held, {"n": reads}, reads, reads, self.fixed, computes)


class BatchNorm(LayerNorm):
    """A gain and a bias that are trained, a mean and a variance that are not.

    >>> placed = BatchNorm().place("batch_norm", Size.letter("m"), ())
    >>> str(placed.size), str(placed.fixed)
    ('2*m', '2*m')
    """

    word = "batch_norm"
    title = "batch norm"
    fixed: ClassVar[Mapping[str, Size]] = MappingProxyType({"mean": N, "variance": N})


class Dropout(NetworkLayer):
    """Nothing to count; ``rate`` is of the numbers that are left out in training."""

    word = "dropout"

    def __init__(self, rate: float = 0.5, *, name: str = ""):
        super().__init__(name)
        if not isinstance(rate, int | float) or not 0 <= rate < 1:
            raise UsageError(f"the rate of a dropout is a number from 0 to below 1, not {str(rate)[:40]}")

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        return self._placed(name, "dropout", {}, {}, reads, reads)


class Reshape(NetworkLayer):
    """Nothing to count: the next layer reads ``width`` numbers a step, a flattened map or a context beside."""

    word = "reshape"

    def __init__(self, width: Given, *, name: str = ""):
        super().__init__(name)
        self.width = read_size("width", width)

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        return self._placed(name, "reshape", {}, {}, reads, self.width)
