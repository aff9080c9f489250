"""The summary of a Keras model, of Keras 1 to 3: a box, or plain lines; with the layers of inner models, or without.

Source: what ``model.summary()`` prints in Keras 3.15 and tf_keras 2.21, and in older versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from symbolic.errors import UsageError
from symbolic.model.printouts.cells import barred_rows, ruled_rows
from symbolic.model.printouts.printed import PrintedRow, Printout, extents, totals, whole
from symbolic.record import replace

COLUMN_HEADS = ("Layer (type)", "Output Shape", "Param #", "Connected to", "Trainable")
NAME_AND_CLASS = re.compile(r"[└│|\s]*(?P<name>\S(?:.*\S)?)\s*\((?P<kind>[A-Za-z_]\w*)[…).]*$")
NARROW_HEADING = re.compile(r"(?<= )P(?:a(?:r(?:am?)?)?)? +(?= *(?:Connected|Trainable|$))")
INNER_ROW = re.compile(r"[\s|]*└|\|")
READS_LAYER = re.compile(r"'?([\w./-]+…?)'?\s*\[\d+\]\[\d+\]|'?\b([A-Za-z_][\w./-]*)'?")


def is_table(text: str) -> bool:
    """Whether the text holds such a table.

    >>> is_table("Layer (type)    Output Shape    Param #"), is_table("Layer (type:depth-idx)   Output Shape")
    (True, False)
    """
    return any("Layer (type)" in line for line in text.split("\n")) and "Output Shape" in text


def read_table(text: str) -> Printout:
    """The rows of the table; those of an inner model stand for it, where they are printed."""
    lines = [NARROW_HEADING.sub(_unbroken, line) if "Layer (type)" in line else line for line in text.split("\n")]
    head = next((line for line in lines if "Layer (type)" in line and "Param #" in line), "")
    if not head:
        raise UsageError("the table has no column of numbers, Param #: it is cut off; print it in a wider window")
    boxed = head.lstrip().startswith(("│", "┃", "|"))
    columns = sorted((name for name in COLUMN_HEADS if name in head), key=head.find)
    if boxed:
        cells = list(barred_rows([line if line.lstrip()[:1] in "│┃|├┡└┏+" else "" for line in lines]))
    else:
        cells = list(ruled_rows([re.sub(r"^\|(.*)\|$", r" \1 ", line) for line in lines], columns))
    inner = {place for place, line in enumerate(lines, 1) if INNER_ROW.match(line.lstrip("│┃").lstrip(" "))}
    rows = [row for place, parts in cells if (row := _row(place, parts, columns, place in inner or "└" in parts[0]))]
    sequential = re.search(r'Model: "sequential|Sequential', text) is not None
    return Printout("keras", tuple(_kept(rows)), tuple(totals(lines)), sequential or "Connected to" in columns)


def _unbroken(head: re.Match[str]) -> str:
    """The head of a narrow column, whose end stands on the next line, where the column has room for it."""
    return "Param #".ljust(len(head[0])) if len(head[0]) >= len("Param #") else head[0]


def _kept(rows: list[tuple[PrintedRow, bool]]) -> Iterator[PrintedRow]:
    """The rows without those of models whose layers follow; in a model of branches the order says nothing."""
    loose = False
    for (row, inner), (_, following) in zip(rows, [*rows[1:], (None, False)], strict=False):
        if following and not inner:
            loose = row.kind != "Sequential"
        else:
            yield replace(row, loose=loose and inner)


def _row(place: int, parts: list[str], columns: list[str], inner: bool) -> tuple[PrintedRow, bool] | None:
    cells = dict(zip(columns, parts, strict=False))
    first = cells["Layer (type)"]
    if first == "Layer (type)" or not any(character.isalnum() for character in first):
        return None
    match = NAME_AND_CLASS.match(first)
    name, kind = (match["name"], match["kind"]) if match else (first.lstrip("└ "), "")
    if match is None and whole(cells.get("Param #", "")) is None:
        return None
    # What is cut off has lost its numbers in brackets.
    connected = READS_LAYER.findall(cells.get("Connected to", "")) if "Connected to" in columns else None
    sources = None if connected is None else tuple(name or f"{cut}…" for name, cut in connected)
    frozen = cells.get("Trainable", "") == "N"
    row = PrintedRow(
        name.replace(" ", ""),
        kind,
        place,
        whole(cells.get("Param #", "")),
        extents(cells.get("Output Shape", "")),
        sources=sources,
        trained=not frozen,
    )
    return row, inner
