"""A sweep as a table, as CSV, as JSON lines, and as Parquet."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

from symbolic.answers.sweep import Sweep
from symbolic.derive.quantity import quantity_of, unit_of
from symbolic.errors import MissingPackage, UsageError
from symbolic.language.sizes.size import Size
from symbolic.limits import DOCUMENT_ROWS, TABLE_ROWS
from symbolic.report.files import write_new
from symbolic.report.writing.blocks import Block, a_step, grid, line
from symbolic.report.writing.escape import one_line

AT_ONCE = 65536
SWEEP_ENDINGS = {".csv": "csv", ".jsonl": "jsonl", ".md": "markdown", ".tex": "latex", ".txt": "text"}


def blocks(answer: Sweep, format: str = "text") -> list[Block]:
    """One table; raises `UsageError` for a longer one than anybody reads."""
    if len(answer) > TABLE_ROWS:
        raise UsageError(f"a table of {len(answer):,} rows is for a machine: --as csv, or -o FILE.csv")
    header: list[str | Size] = [Size.letter(name) if len(name) == 1 else name for name in answer.names]
    table = grid(header, list(answer.rows()), right=range(len(answer.names)))
    unit, step = unit_of(answer.subjects[0]), a_step(answer.subjects[0])
    return [line(f"{unit}{step}", indent=2), table] if step else [table]


def data(answer: Sweep) -> dict[str, Any]:
    """The columns' names and all rows; raises `UsageError` for more than one document should hold."""
    if len(answer) > DOCUMENT_ROWS:
        raise UsageError(f"{len(answer):,} rows are too many for one JSON document: --as jsonl, or -o FILE.jsonl")
    return {
        "of": quantity_of(answer.subjects[0]),
        "columns": list(answer.names),
        "rows": [list(row) for row in answer.rows()],
    }


def sweep_lines(answer: Sweep, kind: str) -> Iterator[str]:
    """The text in pieces, ``kind`` is ``csv``, ``json`` or ``jsonl``: it takes no more memory than a piece."""
    import json

    columns = len(answer.names)
    if kind == "json":
        head = {"columns": list(answer.names), "of": quantity_of(answer.subjects[0]), "rows": []}
        start = json.dumps(head, indent=2).removesuffix("[]\n}") + "["
        row, end = "\n    [\n      " + ",\n      ".join(["%d"] * columns) + "\n    ],", "\n  ]\n}\n"
    elif kind == "csv":
        start, row, end = ",".join(map(_csv_name, answer.names)) + "\n", ",".join(["%d"] * columns) + "\n", ""
    else:
        names = [json.dumps(name).replace("%", "%%") for name in answer.names]
        start, row, end = "", "{" + ", ".join(f"{name}: %d" for name in names) + "}\n", ""
    yield start
    rows = map(row.__mod__, answer.rows())
    piece = "".join(islice(rows, AT_ONCE))
    while following := "".join(islice(rows, AT_ONCE)):
        yield piece
        piece = following
    # No comma stands behind the last row of a list.
    yield (piece.removesuffix(",") if kind == "json" else piece) + end


def _csv_name(name: str) -> str:
    """A name as the head of a column: no row ends in it, and no spreadsheet takes it for a formula.

    >>> _csv_name('=1+1'), _csv_name('say "h",\\n')
    ("'=1+1", '"say ""h"", "')
    """
    plain = one_line(name)
    plain = f"'{plain}" if plain[:1] in ("=", "+", "-", "@") else plain
    return '"' + plain.replace('"', '""') + '"' if set(plain) & set(' ,"') else plain


def write_sweep(answer: Sweep, path: str | Path, text: Iterator[str], *, force: bool = False) -> None:
    """Write it whole or not at all; raises `FileError` where something is there already, without ``force``."""
    path = Path(path)
    with write_new(path, force=force) as draft:
        if path.suffix.lower() == ".parquet":
            _write_parquet(answer, draft)
        else:
            with draft.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(text)


def _write_parquet(answer: Sweep, path: Path) -> None:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingPackage("pyarrow", "for Parquet", "parquet") from None
    # A column is of one type: 64 bits where all of its values fit, else decimals of up to 76 digits.
    wide = [most >= 2**63 for most in answer.most]
    if any(wide):
        # What the terms could come to is more than what they do where some are taken away.
        highest = [0] * len(wide)
        for row in answer.rows():
            highest = [*map(max, highest, row)]
        wide = [most >= 2**63 for most in highest]
    kinds = [pyarrow.decimal256(76, 0) if large else pyarrow.int64() for large in wide]
    schema = pyarrow.schema([*zip(answer.names, kinds, strict=True)])
    rows = answer.rows()
    with pyarrow.parquet.ParquetWriter(path, schema, use_dictionary=False) as writer:
        columns = _decimal_columns if any(wide) else _integer_columns
        while (piece := columns(pyarrow, kinds, islice(rows, AT_ONCE)))[0]:
            writer.write_table(pyarrow.table(piece, schema=schema))


def _integer_columns(pyarrow: Any, kinds: list[Any], rows: Iterator[tuple[int, ...]]) -> list[Any]:
    """The columns as they lie in memory, eight bytes a number, never a Python integer for each."""
    numbers, width = array("q", chain.from_iterable(rows)), len(kinds)
    columns = (pyarrow.py_buffer(numbers[place::width]) for place in range(width))
    return [pyarrow.Array.from_buffers(pyarrow.int64(), len(numbers) // width, [None, column]) for column in columns]


def _decimal_columns(pyarrow: Any, kinds: list[Any], rows: Iterator[tuple[int, ...]]) -> list[Any]:
    """The columns of which one is too wide for eight bytes."""
    columns = [*zip(*rows, strict=True)] or [()] * len(kinds)
    return [
        pyarrow.array(column if kind == pyarrow.int64() else map(Decimal, column), type=kind)
        for column, kind in zip(columns, kinds, strict=True)
    ]
