"""The dimensions of a symbol from those that a text declares."""

from __future__ import annotations

from collections.abc import Iterable

from symbolic.language.size_parser import parse_size
from symbolic.latex.printed.syntax import Range


def own_dims(
    dims: tuple[str, ...], *, batch: bool = False, column: bool = False, diagonal: bool = False, rows: bool = False
) -> tuple[str, ...]:
    """The dimensions of one symbol of a step.

    ``batch`` are those of a batch of rows, ``column`` those of a kernel whose last column is a bias, ``diagonal`` those
    of a diagonal matrix, and ``rows`` those of a matrix that is read row by row.

    >>> own_dims(("m", "n + 1"), column=True), own_dims(("m", "m"), diagonal=True), own_dims(("1", "n"))
    (('m', 'n'), ('m',), ('n',))
    """
    if len(dims) != 2:
        return dims
    if "1" in dims:
        return tuple(size for size in dims if size != "1")
    if batch or rows:
        return dims[1:]
    if diagonal and dims[0] == dims[1]:
        return dims[:1]
    return (dims[0], str(parse_size(f"{dims[1]} - 1"))) if column else dims


def is_read_by_rows(dims: tuple[str, ...], indices: list[tuple[str, ...]], ranges: Iterable[Range]) -> bool:
    """Whether each use of a matrix has one index, which ends with its rows: ``M_i`` for i from 1 to N, of N rows.

    >>> is_read_by_rows(("N", "d"), [("i",), ("i",)], [Range("i", "1", "N + 1")])
    True
    """
    ends = {span.index: span.stop.removesuffix(" + 1") for span in ranges}
    single = len(dims) == 2 and bool(indices) and all(len(index) == 1 for index in indices)
    return single and all(ends.get(index[0]) == dims[0] for index in indices)
