"""The tables of Flax and Haiku: a row for each module, with the names and shapes of its arrays.

Source: ``tabulate`` of flax.linen and flax.nnx 0.12 and of dm-haiku 0.0.17.
"""

from __future__ import annotations

import re

from symbolic.errors import UsageError
from symbolic.model.printouts.cells import barred_rows
from symbolic.model.printouts.printed import whole
from symbolic.model.stored_array import StoredArray

ARRAY = re.compile(
    r"\b(?P<name>[A-Za-z_]\w*):\s*(?:value:\s*)?(?P<dtype>b?float\d+|[us]?int\d+|bool|b?f\d+|[su]\d+)\[(?P<shape>[\d,]*)\]"
)
DTYPE_PREFIXES = {"f": "float", "bf": "bfloat", "s": "int", "u": "uint"}
LONGEST_SIZE = 18
GRAND = re.compile(r"Total\s*Parameters:\s*([\d,]+)|Total number of parameters:\s*([\d,]+)", re.IGNORECASE)


def is_table(text: str) -> bool:
    """Whether the text is a table of Flax or of Haiku."""
    return (
        re.search(r"[┃|]\s*path\s*[┃|]|\|\s*Module\s*\|\s*(?:Config|Module params|Input|Output|Param)", text)
        is not None
    )


def read_arrays(text: str) -> tuple[list[tuple[str, tuple[StoredArray, ...], int]], list[tuple[str, int, int]]]:
    """The modules with their arrays and lines, and the total below them."""
    lines = text.split("\n")
    if (of_haiku := "Param count" in text or "Module params" in text) and "Module params" not in text:
        raise UsageError(
            "the table has no column Module params, and counts what is in a row again below it; print it too"
        )
    modules: list[tuple[str, tuple[StoredArray, ...], int]] = []
    rows = [*barred_rows(lines)]
    params = next((cells.index("Module params") for _, cells in rows if "Module params" in cells), 0)
    for place, cells in _with_what_follows(rows) if of_haiku else rows:
        name = re.split(r"[\s(]", cells[0])[0].strip("/")
        if name in ("path", "Module") or len(cells) < (2 if of_haiku else 3):
            continue
        columns = cells[params : params + 1] if of_haiku else cells[4:] or cells[-1:]
        arrays = [array for column in columns for array in _arrays(column)]
        # Haiku prints a module again for each of its methods.
        if name.endswith("…"):
            name = f"{name}{place}"  # Names that are cut off at the edge of a column may be alike.
        if arrays and (name or "network") not in [module for module, *_ in modules]:
            modules.append((name or "network", tuple(arrays), place))
    sums = [
        ("Total Parameters", value, place)
        for place, line in enumerate(lines, 1)
        if (match := GRAND.search(line)) and (value := whole(match[1] or match[2])) is not None
    ]
    return modules, sums


def _with_what_follows(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """The rows of a table without rules between them, each with the lines that go on below it."""
    made: list[tuple[int, list[str]]] = []
    for place, cells in rows:
        if made and (not cells[0] or cells[0].startswith("└")) and len(cells) == len(made[-1][1]):
            first, before = made[-1]
            made[-1] = first, [f"{left} {right}".strip() for left, right in zip(before, cells, strict=True)]
        else:
            made.append((place, cells))
    return made


def _arrays(cell: str) -> list[StoredArray]:
    matches = [(match, [part for part in match["shape"].split(",") if part]) for match in ARRAY.finditer(cell)]
    return [
        StoredArray(match["name"], tuple(map(int, parts)), _dtype(match["dtype"]))
        for match, parts in matches
        if all(len(part) <= LONGEST_SIZE for part in parts)
    ]


def _dtype(text: str) -> str:
    letters = text.rstrip("0123456789")
    return DTYPE_PREFIXES.get(letters, letters) + text[len(letters) :]
