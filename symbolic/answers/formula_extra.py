"""Terms beside the cell that a formula has for the layers around it: an output layer, an embedding."""

from __future__ import annotations

from itertools import product

from symbolic.answers.formula_reading import FormulaReading
from symbolic.language.sizes.size import Size
from symbolic.limits import EXTRA_SIZES
from symbolic.record import replace

EXTRA_LAYERS, EMBEDDING = "an output layer", "an embedding"


def find_extra(reading: FormulaReading, input: str | None) -> str:
    """What the terms left aside are, where they are the whole count of such layers; ``input`` is the input's letter.

    >>> h, K = Size.letter("h"), Size.letter("K")
    >>> find_extra(FormulaReading(Size.of(0), {"h": "m"}, aside=h * K + K), "n")
    'an output layer'
    """
    names = [name for name in reading.aside.letters if name not in reading.names]
    if not names and reading.aside.terms:
        return EXTRA_LAYERS
    if not 1 <= len(names) <= EXTRA_SIZES:
        return ""
    choices = [_layers(Size.letter(name), reading, input) for name in names]
    for chosen in product(*choices):
        if sum(chosen, Size.of(0)) == reading.aside:
            return " and ".join(dict.fromkeys(kinds[size] for size, kinds in zip(chosen, choices, strict=True)))
    return ""


def without_head(reading: FormulaReading, count: Size, hidden: str) -> FormulaReading:
    """The reading without an output layer whose number of units is written out, where it is the count then.

    >>> m = Size.letter("m")
    >>> str(without_head(FormulaReading(m * m + 10 * m + 10, {"h": "m"}), m * m, "m").aside)
    '10*h + 10'
    """
    difference = reading.size - count
    units = difference.terms.get((), 0)
    name = next((name for name, letter in reading.names.items() if letter == hidden), None)
    if name is None or units < 2 or reading.aside.terms or difference != (Size.letter(hidden) + 1) * units:
        return reading
    return replace(reading, size=count, aside=(Size.letter(name) + 1) * units)


def _layers(size: Size, reading: FormulaReading, input: str | None) -> dict[Size, str]:
    """The counts of the layers that a size may belong to: a table of vectors, a layer that reads the cell."""
    tables = [size * Size.letter(name) for name, letter in reading.names.items() if letter == input]
    widths = [Size.letter(name) for name, letter in reading.names.items() if letter != input]
    heads = [head for width in widths for head in (size * width, size * width + size, size * width * 2 + size)]
    layers = dict.fromkeys(heads, EXTRA_LAYERS)
    layers |= {table + head: f"{EMBEDDING} and {EXTRA_LAYERS}" for table in tables for head in heads}
    return layers | dict.fromkeys(tables, EMBEDDING)
