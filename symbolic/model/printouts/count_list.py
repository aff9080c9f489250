"""Lists of arrays with how many numbers each holds, without shapes, as a loop over ``named_parameters`` prints them."""

from __future__ import annotations

import re

from symbolic.model.placed import Placed
from symbolic.model.printouts.printed import totals, whole
from symbolic.model.reading.real import unknown_layer
from symbolic.model.stored_array import StoredArray

LINE = re.compile(r"[\s|*-]*['\"]?(?P<name>[A-Za-z_0-9][\w-]*(?:[./][\w-]+)+)['\"]?[\s:,=|]+(?P<count>\d[\d,]*)[\s|,]*")


def find_counts(text: str) -> tuple[tuple[Placed, ...], tuple[tuple[str, int, int], ...]] | None:
    """The modules with the numbers of their arrays, and the totals below them; None where it is no such list.

    >>> layers, _ = find_counts("| fc.weight | 640 |\\n| fc.bias   |  10 |")
    >>> [(layer.name, str(layer.size)) for layer in layers]
    [('fc', '650')]
    """
    lines = [line for line in text.split("\n") if re.search(r"\w", line)]
    matches = [match for line in lines if (match := LINE.fullmatch(line))]
    if len(matches) < 2 or 2 * len(matches) <= len(lines):
        return None
    modules: dict[str, list[StoredArray]] = {}
    for match in matches:
        module, _, name = match["name"].replace("/", ".").rpartition(".")
        count = whole(match["count"])
        if count is not None:
            modules.setdefault(module, []).append(StoredArray(name, (count,)))
    said = "its shapes are not printed"
    layers = tuple(unknown_layer(module, "arrays", arrays, said) for module, arrays in modules.items())
    return layers, tuple(totals(text.split("\n")))
