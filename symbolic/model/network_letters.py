"""The letters of a network: what each stands for, and which numbers they can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from symbolic._cell import Cell
from symbolic.derive.quantity import is_whole
from symbolic.derive.sign import is_never_negative
from symbolic.frameworks.layer import Layer
from symbolic.language.sizes.size import Size
from symbolic.model.placed import Placed
from symbolic.record import replace


def find_meanings(layers: Sequence[Placed]) -> dict[str, str]:
    """What each letter stands for, in the order of the layers: a size of the first that has it alone.

    >>> from symbolic.model.network import Model
    >>> find_meanings(Model.parse("input(7) > lstm(m, layers=L) > dense(V)").layers)
    {'m': 'hidden size (units) of lstm', 'L': 'number of layers of lstm', 'V': 'size of dense'}
    """
    letters = dict.fromkeys(letter for layer in layers for letter in layer.letters)
    return {letter: next(_meanings(layers, letter)) for letter in letters}


def _meanings(layers: Sequence[Placed], letter: str) -> Iterator[str]:
    holding = [layer for layer in layers if letter in layer.letters]
    for layer in holding:
        named = {name: size for name, size in layer.sizes.items() if size == Size.letter(letter)}
        own = dict(layer.cell.letters) if layer.cell else {}
        yield from (f"{own[name]} of {layer.name}" for name in (*named, letter) if name in own)
        if layer.cell and any(letter in term.times.letters for term in layer.terms):
            yield f"number of layers of {layer.name}"
    yield f"size of {holding[0].name}"


def find_aliases(layers: Sequence[Placed]) -> dict[str, str]:
    """The letters behind ``input``, what the first layer reads, and ``hidden``, where all cells have the same.

    >>> from symbolic.model.network import Model
    >>> find_aliases(Model.parse("input(d) > lstm(h) > dense(10)").layers)
    {'input': 'd', 'hidden': 'h', 'units': 'h'}
    """
    letters = {letter for layer in layers for letter in layer.letters}
    hidden = [
        layer.sizes.get(layer.cell.aliases["hidden"], Size.letter(layer.cell.aliases["hidden"]))
        for layer in layers
        if layer.cell and "hidden" in layer.cell.aliases
    ]
    named = {"input": layers[0].reads, "hidden": hidden[0] if len({*hidden}) == 1 else None}
    known = {
        word: size.letters[0]
        for word, size in named.items()
        if size and size.letters and size == Size.letter(size.letters[0]) and size.letters[0] in letters
    }
    if len({*known.values()}) < len(known):
        return {}  # One letter is both.
    return known | ({"units": known["hidden"]} if "hidden" in known else {})


def find_divided(layers: Sequence[Placed]) -> tuple[Size, ...]:
    """The extents of shapes that divide a size: the network has only sizes at which they are whole."""
    return tuple(dict.fromkeys(size for size in _extents(layers) if not is_whole(size)))


def find_positive(layers: Sequence[Placed]) -> tuple[Size, ...]:
    """The sizes of layers that are below 1 at some numbers, ``m - 2``: the network has them from 1 on."""
    sizes = (size for layer in layers for size in layer.sizes.values())
    return tuple(dict.fromkeys(size for size in sizes if not is_never_negative(size - 1)))


def _extents(layers: Sequence[Placed]) -> Iterator[Size]:
    for layer in layers:
        yield from layer.sizes.values()
        for term in layer.terms:
            divided = [term.part.substitute(size) for size in term.part.cell.divided] if term.part else [term.size]
            yield from (size.substitute(layer.sizes) for size in (*divided, term.times))


def substituted(layer: Placed, numbers: Mapping[str, int]) -> Placed:
    """The layer with numbers for letters of its network."""
    # A letter that the layer has a size for is one of its own, and another in the network.
    outer = {letter: number for letter, number in numbers.items() if letter not in layer.sizes}
    sizes = {letter: size.substitute(numbers) for letter, size in layer.sizes.items()}
    sizes |= {letter: Size.of(number) for letter, number in outer.items() if letter in _own_letters(layer)}
    reads, gives = (size and size.substitute(numbers) for size in (layer.reads, layer.gives))
    besides, places = layer.besides.substitute(outer), layer.places.substitute(outer)
    return replace(layer, sizes=sizes, reads=reads, gives=gives, besides=besides, places=places)


def _own_letters(layer: Placed) -> set[str]:
    letters = {letter for term in layer.terms for letter in term.whole.letters}
    parts = (term.part for term in layer.terms if term.part)
    return letters | {
        outer
        for part in parts
        for letter in part.cell.definition.letters
        for outer in part.substitute(Size.letter(letter)).letters
    }


def find_single(layers: tuple[Placed, ...]) -> tuple[Cell | Layer, dict[str, int]] | None:
    """The cell of the only layer, with its sizes, where the layer is that cell once and all its sizes are numbers."""
    layer, *rest = layers
    cell = layer.cell
    if rest or cell is None or layer.letters:
        return None
    numbers = {letter: layer.sizes[letter].constant for letter in cell.letters if letter in layer.sizes}
    sizes = {letter: number for letter, number in numbers.items() if number is not None}
    if sizes.keys() != {*cell.letters} or cell.size.substitute(sizes) != layer.derived:
        return None
    return cell, sizes
