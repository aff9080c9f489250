"""Which layer of a framework has arrays of these names and shapes, and what its sizes are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count as numbered

from symbolic.answers.candidates import catalogued, find_layer
from symbolic.answers.levels import at_levels
from symbolic.answers.plain_layers import PlainMatch, find_plain
from symbolic.derive.solve import closed_form
from symbolic.display import Answered
from symbolic.errors import SymbolicError, UsageError
from symbolic.frameworks.layer import Layer
from symbolic.language.sizes.numbers import read_size_number
from symbolic.language.sizes.size import Size
from symbolic.limits import MOST_SHAPES, SHAPE_LEVELS, SHAPE_TRIES
from symbolic.record import Record

SHAPE_LINE = re.compile(
    r"\s*(?P<name>[A-Za-z_][\w./:-]*?)?\s*[:=]?\s*(?:torch\.Size\(|TensorShape\()?"
    r"[(\[]\s*(?P<extents>\d+(?:\s*[,x×]\s*\d+)*)\s*,?\s*[)\]]\)?\s*(?:[,;\n]|$)"
)
"""``weight_ih_l0 (240, 81)``, ``lstm.bias: torch.Size([240])``, ``(240, 81)``."""

LEVEL = re.compile(r"_l(\d{1,3})(?:_reverse)?$")
"""The level in the name of an array of PyTorch."""


class NamedShape(Record):
    """An array by its name, which may be empty, and its extents."""

    name: str
    extents: tuple[int, ...]


class ShapeMatch(Record):
    """A layer with the arrays, and its sizes by the framework's names for them; ``arrays`` are their names there.

    ``count`` is its number of parameters, where the arrays tell all of its sizes.
    """

    layer: Layer
    sizes: Mapping[str, int]
    arrays: tuple[str, ...]
    count: int | None


class ShapeIdentification(Answered, Record):
    """The layers that have arrays of these names and shapes, of each kind the one with the fewest words.

    ``others`` are layers around the recurrence, of which these are all arrays.
    """

    shapes: tuple[NamedShape, ...]
    matches: tuple[ShapeMatch, ...]
    others: tuple[PlainMatch, ...] = ()


def is_shapes(text: str) -> bool:
    """Whether a text is shapes, and no number, formula or code.

    >>> is_shapes("weight_ih_l0 (240, 81)"), is_shapes("4457472"), is_shapes("4*(n + m)"), is_shapes("LSTM(3, m=2)")
    (True, False, False, False)
    """
    return any(sign in text for sign in "([") and re.search(r"[*+^²]|\w\s*=\s*\w|>|[(\[]\s*[A-Za-z]", text) is None


def identify_shapes(text: str) -> ShapeIdentification:
    """The layers whose arrays have these names and shapes; raises `UsageError` for a text that has none.

    >>> for match in identify_shapes("weight_ih_l0 (240, 81)").matches:
    ...     print(match.layer.label, match.sizes)
    torch.nn.LSTM {'input_size': 81, 'hidden_size': 60}
    torch.nn.GRU {'input_size': 81, 'hidden_size': 80}
    torch.nn.RNN {'input_size': 81, 'hidden_size': 240}
    """
    shapes = read_shapes(text)
    deepest = max((int(level[1]) for shape in shapes if (level := LEVEL.search(shape.name))), default=0)
    if deepest >= SHAPE_LEVELS:
        raise UsageError(f"a layer has at most {SHAPE_LEVELS} levels here, and {deepest} is the last in the names")
    matches: dict[str, ShapeMatch] = {}
    for row in at_levels(catalogued(), (1, max(2, deepest + 1))):
        if not row.is_layer or row.name in matches:
            continue
        match = _matched(find_layer(row.name, row.words), shapes)
        if match is not None:
            matches[row.name] = match
    others = find_plain([(shape.name, shape.extents) for shape in shapes])
    return ShapeIdentification(shapes, tuple(matches.values()), tuple(others))


def read_shapes(text: str) -> tuple[NamedShape, ...]:
    """The arrays that a text names.

    >>> read_shapes("lstm.weight_hh_l0: torch.Size([240, 60]), bias (240,)")
    (NamedShape(name='lstm.weight_hh_l0', extents=(240, 60)), NamedShape(name='bias', extents=(240,)))
    """
    shapes: list[NamedShape] = []
    place = 0
    text = text.strip()
    while place < len(text):
        match = SHAPE_LINE.match(text, place)
        if not match:
            raise UsageError(
                f"shapes are written weight_ih_l0 (240, 81), with a comma between; not {text[place:][:60]!r}"
            )
        extents = re.split(r"\s*[,x×]\s*", match["extents"])
        shapes.append(NamedShape(match["name"] or "", tuple(read_size_number("an extent", each) for each in extents)))
        place = match.end()
        if len(shapes) > MOST_SHAPES:
            raise UsageError(f"at most {MOST_SHAPES} shapes are looked at together")
    return tuple(shapes)


def _matched(layer: Layer, shapes: Sequence[NamedShape]) -> ShapeMatch | None:
    """The layer with its sizes, where each shape is one of its arrays, each another."""
    arrays = [(array.name, array.shape(layer.sublayers)) for array in layer.arrays]
    chosen = next(_chosen(arrays, shapes, (), numbered()), None)
    if chosen is None:
        return None
    names, sizes = chosen
    try:
        # A size that is not told is 1, the least that a framework refuses.
        layer.read_sizes({**dict.fromkeys(layer.counted_letters, 1), **sizes})
    except SymbolicError:
        return None
    called = {letter: alias for alias, letter in reversed([*layer.aliases.items()])}
    told = {called.get(letter, letter): sizes[letter] for letter in layer.letters if letter in sizes}
    count = layer.count_at(**sizes) if all(letter in sizes for letter in layer.counted_letters) else None
    return ShapeMatch(layer, told, names, count)


def _chosen(
    arrays: Sequence[tuple[str, Sequence[Size]]],
    shapes: Sequence[NamedShape],
    extents: Sequence[tuple[Size, int]],
    tries: Iterator[int],
) -> Iterator[tuple[tuple[str, ...], dict[str, int]]]:
    """An array for each shape, and the sizes at which it has it, given what other extents have to be."""
    if next(tries) > SHAPE_TRIES:
        raise UsageError("there are too many ways to give these shapes names; write the names too")
    sizes, is_whole = _sized(extents)
    if sizes is None or not (shapes or is_whole):
        return
    if not shapes:
        yield (), sizes
        return
    first, *rest = shapes
    for place, (name, shape) in enumerate(arrays):
        if len(shape) == len(first.extents) and (not first.name or _is_called(first.name, name)):
            more = [*extents, *zip(shape, first.extents, strict=True)]
            others = [*arrays[:place], *arrays[place + 1 :]]
            yield from (((name, *names), numbers) for names, numbers in _chosen(others, rest, more, tries))


def _is_called(full_name: str, name: str) -> bool:
    """Whether a name is that of an array, whatever the layer is called that stands before it."""
    return full_name == name or full_name.endswith((f".{name}", f"/{name}"))


def _sized(extents: Sequence[tuple[Size, int]]) -> tuple[dict[str, int] | None, bool]:
    """The sizes that extents tell, or None where they contradict each other; and whether they tell all of them."""
    sizes: dict[str, int] = {}
    left = [*extents]
    while left:
        later: list[tuple[Size, int]] = []
        for size, extent in left:
            told = size.substitute(sizes)
            if len(told.letters) > 1:
                later.append((size, extent))  # 4*m comes before n + m.
            elif not told.letters:
                if told != Size.of(extent):
                    return None, False
            elif (value := _root(told, extent)) is None:
                return None, False
            else:
                sizes[told.letters[0]] = value
        if len(later) == len(left):
            return sizes, False
        left = later
    return sizes, True


def _root(size: Size, extent: int) -> int | None:
    """The number at which a size of one letter is an extent."""
    closed = closed_form(size, size.letters[0])
    if closed is None or closed.square.terms:
        return None
    value = ((Size.of(extent) - closed.constant) / closed.linear).constant
    return value if value is not None and value >= 1 else None
