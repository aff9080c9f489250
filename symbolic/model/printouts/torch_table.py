"""Summaries of PyTorch modules: torchinfo's tree, torchsummary's list, and the table of PyTorch Lightning.

Source: torchinfo 1.8, torchsummary 1.5.1, Lightning 2, Paddle 2, Gluon of MXNet 1.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from symbolic.model.printouts.printed import PrintedRow, Printout, extents, totals, whole

TREE_HEAD = re.compile(r"depth-idx\)|\(type \(var_name\)\)")
TREE = re.compile(
    r"[\s│|]*(?:[├└]─\s*|[|+`]-+\s*|\+\s+)?(?P<kind>[A-Za-z_]\w*)(?: \((?P<name>[^()]*)\))?: (?P<place>\d+-\d+)"
)
UNNUMBERED = re.compile(r"[\s│|]*(?:[├└]─\s*|[|+`]-+\s*|\+\s+)(?P<kind>[A-Za-z_]\w*) \((?P<name>[^()]*)\)(?=\s)")
ROOT_ROW = re.compile(r"(?P<kind>[A-Z]\w*)(?: \((?P<name>\w+)\))?(?=\s{2,}(?:\[|--|[\d,]+(?:\s{2,}|\s*$)))")
LISTED_ROW = re.compile(
    r"\s*(?P<kind>[A-Za-z_]\w*)-(?P<place>\d+)\s{2,}(?P<shape>[\[(].*?[\])])\s+(?P<count>[\d,]+)\s*$"
)
GLUON = {"Dense": "Linear", "Conv1D": "Conv1d", "Conv2D": "Conv2d", "Conv3D": "Conv3d"}
"""Classes of Gluon and Paddle by those of PyTorch that hold the same."""
ROUNDED = re.compile(r"(\d+(?:\.\d+)?)\s*([KMBT]?)")
ROUNDED_TOTAL = re.compile(r"(\d[\d.,]*(?:\s*[KMBT])?)\s+Total params\s*")
SUFFIX_FACTORS = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
NEVER_COUNTED = "(recursive)"


def is_tree(text: str) -> bool:
    """Whether the text is torchinfo's."""
    return TREE_HEAD.search(text) is not None


def read_tree(text: str) -> Printout:
    """The rows of torchinfo; those of modules that hold others say what is left to themselves."""
    lines = text.split("\n")
    head = next((line for line in lines if TREE_HEAD.search(line)), "")
    columns = [name for name in re.split(r"\s{2,}", head.strip()) if name]
    rows: list[PrintedRow] = []
    for place, line in enumerate(lines, 1):
        match = (
            TREE.match(line) or UNNUMBERED.match(line) or (ROOT_ROW.match(line) if not rows and line != head else None)
        )
        if not match:
            continue
        said = match.groupdict()
        cells = dict(zip(columns[1:], re.split(r"\s{2,}", line[match.end() :].strip()), strict=False))
        count = cells.get("Param #", "")
        if NEVER_COUNTED in count:
            continue
        name = said["name"] or said["kind"].lower()
        rows.append(
            PrintedRow(
                f"{name}: {said['place']}" if "place" in said else name, said["kind"], place, whole(count.strip("()")),
                extents(cells.get("Output Shape", "")), extents(cells.get("Input Shape", "")),
                trained=cells.get("Trainable", "") != "False" and not count.startswith("("),
            )
        )  # fmt: skip
    return Printout("torch", tuple(rows), tuple(totals(lines)))


def is_list(text: str) -> bool:
    """Whether the text is torchsummary's."""
    return "Param #" in text and any(LISTED_ROW.match(line) for line in text.split("\n"))


def read_list(text: str) -> Printout:
    """The rows of torchsummary, in the order in which the modules are called; Paddle says what each reads, too."""
    lines = text.split("\n")
    both = any(re.search(r"Input Shape\s+Output Shape", line) for line in lines)
    rows: list[PrintedRow] = []
    for place, line in enumerate(lines, 1):
        if not (match := LISTED_ROW.match(line)):
            continue
        reads, _, gives = re.sub(r"\s{2,}", "\n", match["shape"]).partition("\n") if both else ("", "", match["shape"])
        rows.append(
            PrintedRow(
                f"{match['kind'].lower()}-{match['place']}", GLUON.get(match["kind"], match["kind"]), place,
                whole(match["count"]), extents(gives), extents(reads),
            )
        )  # fmt: skip
    return Printout("torch", tuple(rows), tuple(totals(lines)))


def is_lightning(text: str) -> bool:
    """Whether the text is the table that Lightning prints as it begins to train."""
    return re.search(r"\|\s*Name\s*\|\s*Type\s*\|.*Params", text) is not None


def read_lightning(text: str) -> Printout:
    """The rows of Lightning, whose large numbers are rounded."""
    lines = text.split("\n")
    head = next(line for line in lines if re.search(r"\|\s*Name\s*\|\s*Type", line))
    columns = [name.strip() for name in head.split("|")]
    rows: list[PrintedRow] = []
    for place, line in enumerate(lines, 1):
        cells = dict(zip(columns, (part.strip() for part in line.split("|")), strict=False))
        bounds = rounded(cells.get("Params", ""))
        if bounds is None or not cells.get("Name"):
            continue
        low, high = bounds
        rows.append(
            PrintedRow(
                cells["Name"], cells.get("Type", ""), place, low, extents(cells.get("Out sizes", "")),
                extents(cells.get("In sizes", "")), most=high if high != low else None,
                trained=cells.get("Mode", "") != "frozen",
            )
        )  # fmt: skip
    # With a depth of several levels those that hold others stand above these, with the number of all in them.
    rows = [row for row in rows if not any(other.name.startswith(f"{row.name}.") for other in rows)]
    return Printout("torch", tuple(rows), notes=tuple(_rounded_note(lines, rows)))


def _rounded_note(lines: list[str], rows: list[PrintedRow]) -> Iterator[str]:
    """Where no numbers that are rounded to those of the rows have the total."""
    low, high = sum(row.count or 0 for row in rows), sum(row.most or row.count or 0 for row in rows)
    for place, line in enumerate(lines, 1):
        match = ROUNDED_TOTAL.fullmatch(line)
        bounds = rounded(match[1]) if match else None
        if bounds and not (low <= bounds[1] and bounds[0] <= high):
            said = f"{low:,}" if low == high else f"from {low:,} to {high:,}"
            yield f"Line {place}: total params are {(match or [''])[1].strip()}, and the rows add up to {said}."


def rounded(text: str) -> tuple[int, int] | None:
    """The smallest and the largest number that a rounded one may be.

    >>> rounded("4.5 M"), rounded("650"), rounded("12 K"), rounded("none")
    ((4450000, 4550000), (650, 650), (11500, 12500), None)
    """
    match = ROUNDED.fullmatch(text.strip())
    if not match or len(match[1]) > 12:
        return None
    power = SUFFIX_FACTORS[match[2]]
    if power == 1:
        return (int(match[1]), int(match[1])) if match[1].isdecimal() else None
    digits, _, decimals = match[1].partition(".")
    step = power // 10 ** min(len(decimals), 9)
    middle = int(digits + decimals) * step
    return middle - step // 2, middle + step // 2
