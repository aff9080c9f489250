"""Recurrent layers of any cell: how many, in which directions, and what those past the first read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from symbolic._cell import TEXT_FIELDS, Cell
from symbolic.catalog import cell as find_cell
from symbolic.errors import FitError, SizeError, UsageError, did_you_mean
from symbolic.frameworks import is_layer
from symbolic.frameworks import layer as find_layer
from symbolic.frameworks.arguments import FALSE, SizeOf
from symbolic.frameworks.layer import Layer, as_layer, merging
from symbolic.frameworks.layer_spec import Sublayer
from symbolic.frameworks.running import MERGES
from symbolic.language.definition import with_output
from symbolic.language.operations.cost_rules import OpCount
from symbolic.language.output_width import find_output_width
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.model.layers.base import ExtentsLike, NetworkLayer, SizeLike, read_extents, read_size
from symbolic.model.layers.framework_words import SizeArguments, check_directions, takes_directions, with_arguments
from symbolic.model.layers.windows import Map
from symbolic.model.placed import Placed, Term
from symbolic.modify import MODIFIERS


class Recurrent(NetworkLayer):
    """``layers`` equal layers of a cell, in one or two directions, one above the other.

    ``cell`` is a `Cell`, a layer of a framework, or the name of either. ``units`` is its hidden size; its other
    sizes, its modifiers, and the arguments of a framework's layer go by name. More than one size without a name are
    the framework's arguments in its order, as in ``torch.nn.LSTM(10, 20, 2)``. What the framework's layer has an
    argument for, directions and their merging say, is its own. Else two directions are merged by ``concat``, ``sum``,
    ``mul`` or ``ave``; past the first, a layer reads what that gives. ``last``: only the last step goes on, so that
    what follows is computed once per sequence. ``output`` names the signals of a cell that go on, where its equations
    leave more than one. ``map`` are the sizes of a convolutional cell's map. What is not said
    of a size stays its letter. Raises `SymbolicError` where the cell or the words are not known.

    >>> placed = Recurrent("lstm", "m", layers="L").place("lstm", Size.letter("e"), ())
    >>> str(placed.size)
    '4*e*m - 4*m**2 + 8*L*m**2 + 4*L*m'
    >>> Recurrent("torch.nn.LSTM", 4, num_layers=2, bidirectional=True).place("lstm", Size.of(2), ()).size
    Size('704')
    """

    def __init__(
        self,
        cell: Cell | Layer | str,
        /,
        *units: SizeLike | None,
        layers: SizeLike = 1,
        bidirectional: bool = False,
        merge: str = "concat",
        last: bool = False,
        output: str | Sequence[str] = "",
        map: ExtentsLike | None = None,
        frozen: bool = False,
        name: str = "",
        **words: Any,
    ):
        super().__init__(name, frozen)
        if merge not in MERGES:
            raise UsageError(f"two directions are merged by {', '.join(MERGES)}, not by {str(merge)[:40]!r}")
        self.layers, self.bidirectional, self.merge = read_size("layers", layers), bidirectional, merge
        self.last = last or str(words.get("return_sequences", True)).lower() in FALSE
        self.cell, sizes = self._subject(
            cell, [*units] if len(units) > 1 else [size for size in units if size is not None], words
        )
        takes = self.cell.spec.others if isinstance(self.cell, Layer) else ()
        self.open_ended = "return_sequences" in {*takes} - words.keys() and not self.last
        self.output = output.strip("[]()").replace(",", " ").split() if isinstance(output, str) else [*output]
        if self.output:
            self.cell = _giving(self.cell, self.output)
        self.aliases, self.layer = self.cell.aliases, as_layer(self.cell)
        self.sizes: dict[str, Size] = {letter: Size.of(number) for letter, number in self.layer.argument_sizes.items()}
        for word, value in sizes:
            self._give(word, value)
        if map is not None:
            self._give_map(read_extents("map", map))
        clash = set(self.layers.letters) & ({*self.layer.letters} - self.sizes.keys())
        if clash:
            letter = min(clash)
            raise SizeError(
                f"{self.layer.name} has a size {letter} of its own; call the number of layers otherwise, or give "
                f"the cell's, {letter}=1 say",
                letter,
            )

    def _subject(
        self, cell: Cell | Layer | str, units: Sequence[SizeLike | None], words: dict[str, Any]
    ) -> tuple[Cell | Layer, SizeArguments]:
        """The cell or layer that is meant, and its sizes by their words."""
        if isinstance(cell, str) and is_layer(cell):
            cell = find_layer(cell)
        if isinstance(cell, Layer):
            if self.bidirectional and takes_directions(cell, self.merge):
                words = {**words, "bidirectional": True}
                words |= {} if self.merge == "concat" else {"merge_mode": self.merge}
                self.bidirectional, self.merge = False, "concat"
            layer, sizes = with_arguments(cell, units, words)
            if self.bidirectional:
                check_directions(layer)
            return layer, sizes
        modifiers = {name: value for name, value in words.items() if name in MODIFIERS}
        made = find_cell(cell, **modifiers) if isinstance(cell, str) else cell.modified(**modifiers)
        if len(units) > 1:
            raise UsageError(f"{made.label} takes one size without a name, its hidden size; {len(units)} are given")
        sizes = [("hidden", size) for size in units]
        return made, [*sizes, *((name, value) for name, value in words.items() if name not in MODIFIERS)]

    def _give(self, word: str, value: SizeLike) -> None:
        letter = word if word in self.layer.letters else self.aliases.get(word)
        if letter is None:
            known = list(dict.fromkeys([*self.layer.letters, *self.aliases]))
            meant = did_you_mean(word, [*known, *MODIFIERS, "layers", "bidirectional", "merge", "frozen", "name"])
            raise SizeError(f"{self.layer.name} has no size {word[:40]!r}; it has {', '.join(known)}{meant}", word)
        size = read_size(word, value)
        if self.sizes.get(letter, size) != size:
            raise SizeError(f"{letter} is given twice, as {self.sizes[letter]} and as {size}", letter, value)
        self.sizes[letter] = size

    def _give_map(self, extents: Sequence[Size]) -> None:
        """The sizes of the map of a convolutional cell, an axis each."""
        axes = [letter for letter in ("Dd", "Hh", "Ww") if letter in self.layer.letters]
        if len(axes) != len(extents):
            has = f"a map of {len(axes)} axes" if axes else "no map"
            raise UsageError(f"{self.layer.name} has {has}, and map={'×'.join(str(size) for size in extents)}")
        self.sizes |= dict(zip(axes, extents, strict=True))

    def __repr__(self) -> str:
        sizes = "".join(f" {letter}={size}" for letter, size in self.sizes.items())
        return f"<Recurrent {self.cell.label}{sizes} layers={self.layers}>"

    @property
    def short(self) -> str:
        return self.name or self.layer.name.split()[0].rpartition(".")[2].lower()

    def place(self, name: str, reads: Size | None, before: Sequence[Placed]) -> Placed:
        sizes = dict(self.sizes)
        if self._free and self._free not in sizes and reads is not None:
            sizes[self._free] = reads
        needed, gives = self._enters.substitute(sizes), self._leaves.substitute(sizes)
        if reads is not None:
            _fit(name, needed, reads, before[-1].name if before else "the input")
        if self.layers != ONE and not self._inner:
            _fit(f"a layer of {name} past the first", needed, gives, "the one below")
        ordered = {letter: sizes[letter] for letter in self.layer.letters if letter in sizes}
        return Placed(name, self._what, self._terms, ordered, needed, gives, self.cell, besides=self._merging)

    keeps_steps = True
    ends_sequence = True

    @property
    def axes(self) -> int:
        return 2 if "Ww" in self.layer.letters else 1

    def map_behind(self, extents: Map) -> Map:
        if self.open_ended and len(extents or ()) == 1:
            return None  # Keras gives the last step by itself, and a text all of them.
        return () if self.last and len(extents or ()) < 2 else extents[1:] if self.last and extents else extents

    @cached_property
    def _enters(self) -> Size:
        return _input(self.layer)

    @cached_property
    def _leaves(self) -> Size:
        return _output(self.layer) * (2 if self.bidirectional and self.merge == "concat" else 1)

    @cached_property
    def _free(self) -> str | None:
        """The letter that what it reads is put for."""
        letters = self._enters.letters
        return letters[0] if letters and self._enters == Size.letter(letters[0]) else None

    @cached_property
    def _inner(self) -> dict[str, Size]:
        """What a layer past the first reads, unless the sizes leave no choice of that."""
        return {self._free: self._leaves} if self._free and self._free not in self._leaves.letters else {}

    @cached_property
    def _terms(self) -> tuple[Term, ...]:
        """What it holds, equal sublayers together: of the first layer, and of those past it."""
        sides = 2 if self.bidirectional else 1
        stack = [({}, Size.of(sides)), *([(self._inner, (self.layers - 1) * sides)] if self.layers != ONE else [])]
        parts: dict[tuple[Cell, tuple[tuple[str, Size], ...]], tuple[Sublayer, Size, Size]] = {}
        for place, (inner, times) in enumerate(stack):
            for part in self.layer.sublayers:
                letters = part.cell.definition.letters
                placed = {letter: part.substitute(Size.letter(letter)).substitute(inner) for letter in letters}
                sizes = {letter: size for letter, size in placed.items() if size != Size.letter(letter)}
                key = (part.cell, tuple(sizes.items()))
                bottom = times if place == 0 and part.level == 0 else NO_SIZE
                _, before, below = parts.get(key, (None, NO_SIZE, NO_SIZE))
                parts[key] = (Sublayer(part.cell, sizes, offsets=part.offsets), before + times, below + bottom)
        terms = [term for part, times, bottom in parts.values() for term in self._held(part, times, bottom)]
        if self.layer.unused != NO_SIZE:
            words = "stored, read by no equation"
            terms += [
                Term(words, self.layer.unused.substitute(inner), times, not self.frozen) for inner, times in stack
            ]
        return tuple(terms)

    def _held(self, part: Sublayer, times: Size, bottom: Size) -> Iterator[Term]:
        yield Term(part.cell.label, part.size, times, not self.frozen, part, bottom)
        if part.cell.fixed_size != NO_SIZE:
            fixed = ", ".join(sorted(part.cell.definition.fixed))
            yield Term(f"{fixed} of {part.cell.label}", part.substitute(part.cell.fixed_size), times, False)

    @cached_property
    def _merging(self) -> OpCount:
        """What it takes to merge two directions, in all layers."""
        merged = self.layer.merging
        if self.bidirectional:
            merged = merged * 2 + merging(self.merge) * _output(self.layer)
        return merged * self.layers

    @cached_property
    def _what(self) -> str:
        sizes = {argument.name for argument in self.layer.spec.arguments if isinstance(argument, SizeOf)}
        said = [f"{name}={value}" for name, value in self.layer.words.items() if name not in sizes]
        words = [" ".join([self.layer.name, *said])]
        words += [f"{self.layers} layers"] if self.layers != ONE else []
        if self.bidirectional:
            words += ["both directions", *([f"merged by {self.merge}"] if self.merge != "concat" else [])]
        words += [f"gives {' and '.join(self.output)}"] if self.output else []
        return ", ".join([*words, *(["frozen"] if self.frozen else [])])


def _giving(cell: Cell | Layer, output: Sequence[str]) -> Cell:
    """The cell with these signals as what it gives."""
    if isinstance(cell, Layer):
        raise UsageError(f"{cell.label} gives what its framework says; output is for a cell")
    words = {field: getattr(cell, field) for field in TEXT_FIELDS}
    return Cell.of(with_output(cell.definition, output), words, cell._letters, cell.modifiers)


def _fit(name: str, needed: Size, offered: Size, giver: str) -> None:
    if needed != offered:
        raise FitError(f"{name} reads {needed} numbers per step, and {giver} gives {offered}")


def _input(layer: Layer) -> Size:
    """How many numbers it reads at each step, in its letters."""
    part = layer.sublayers[0]
    names, shapes = part.cell.definition.names, part.cell.signals
    for name in names.inputs:
        if shapes[name]:
            return part.substitute(shapes[name][0])
    raise FitError(f"{part.cell.label} does not read a vector at each step, so it cannot be a layer of a network")


def _output(layer: Layer) -> Size:
    """How many numbers its last level gives at each step, in its letters."""
    last = [part for part in layer.sublayers if part.level == layer.sublayers[-1].level]
    cell = last[0].cell
    width = last[0].substitute(find_output_width(cell.definition, cell._shapes, cell.outputs))
    return width * len(last) if layer.merge == "concat" else width
