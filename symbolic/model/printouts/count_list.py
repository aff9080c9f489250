"""Lists of arrays with how many numbers each holds, without shapes, as a loop over ``named_parameters`` prints them."""

from __future__ import annotations

import re

from symbolic.model.placed import Placed
from symbolic.model.printouts.printed import totals, whole
from symbolic.model.reading.real import unknown_layer
from symbolic.model.stored_array import StoredArray

BETWEEN_NAME_AND_COUNT = r"['\"]?[\s:,=|]+(?:\((?:None|\d+)(?:, ?(?:None|\d+))*,?\)[\s|,]+)?"
COUNT_LINE = re.compile(
    rf"[\s|*-]*['\"]?(?P<name>[A-Za-z_0-9][\w-]*(?:[./][\w-]+)*){BETWEEN_NAME_AND_COUNT}(?P<count>\d[\d,]*)[\s|,]*"
)
SUM_LINE = re.compile(
    r"(?:total|trainable|non[-_]?trainable|sum|all|params?|parameters?|epoch|step|size)", re.IGNORECASE
)
"""A name that is no array's: of a sum, of something else that is counted."""


def find_counts(text: str) -> tuple[tuple[Placed, ...], tuple[tuple[str, int, int], ...]] | None:
    """The modules with the numbers of their arrays, and the totals below them; None where it is not such a list.

    >>> layers, _ = find_counts("| fc.weight | 640 |\\n| fc.bias   |  10 |")
    >>> [(layer.name, str(layer.size)) for layer in layers]
    [('fc', '650')]
    """
    lines = [line for line in text.split("\n") if re.search(r"\w", line)]
    matches = [
        match for line in lines if (match := COUNT_LINE.fullmatch(line)) and not SUM_LINE.fullmatch(match["name"])
    ]
    told = [match for match in matches if re.search(r"[./]|\(None", match[0])]
    if len(told) < 2 or 2 * len(told) < len(matches) or 2 * len(matches) <= len(lines):
        return None
    modules: dict[str, list[StoredArray]] = {}
    for match in matches:
        path = match["name"].replace("/", ".")
        module, _, name = path.rpartition(".") if "." in path else (path, "", "")
        count = whole(match["count"])
        if count is not None:
            modules.setdefault(module, []).append(StoredArray(name or "as printed", (count,)))
    said = "its shapes are not printed"
    layers = tuple(unknown_layer(module, "arrays", arrays, said) for module, arrays in modules.items())
    return layers, tuple(totals(text.split("\n")))
