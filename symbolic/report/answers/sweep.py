"""A sweep as a table, as CSV, as JSON lines, as Parquet, and as a plot."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

from symbolic.answers.sweep import Sweep, Values
from symbolic.derive.quantity import quantity_of, unit_of
from symbolic.errors import FileError, MissingPackage, UsageError
from symbolic.limits import DOCUMENT_ROWS, TABLE_ROWS
from symbolic.record import replace
from symbolic.report.files import exists, staged
from symbolic.report.writing.blocks import Block, a_step, grid, line
from symbolic.report.writing.escape import one_line

AT_ONCE = 65536
MOST_POINTS = 2000
"""The points of a curve; a picture cannot show more."""
PLOTS = (".svg", ".pdf", ".png")
ENDINGS = {".csv": "csv", ".jsonl": "jsonl", ".md": "markdown", ".tex": "latex", ".txt": "text"}


def blocks(answer: Sweep, format: str = "text") -> list[Block]:
    """One table; raises `UsageError` for a longer one than anybody reads."""
    if len(answer) > TABLE_ROWS:
        raise UsageError(f"a table of {len(answer):,} rows is for a machine: --as csv, or -o FILE.csv")
    table = grid(answer.names, list(answer.rows()), right=range(len(answer.names)))
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
    with _draft(path, force) as draft:
        if path.suffix.lower() == ".parquet":
            _write_parquet(answer, draft)
        else:
            with draft.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(text)


def plot_sweep(answer: Sweep, path: str | Path, *, force: bool = False) -> None:
    """Curves over the one size that runs, as SVG, PDF or PNG. Needs the extra ``plot``."""
    path = Path(path)
    if path.suffix.lower() not in PLOTS:
        raise UsageError(f"a plot is .svg, .pdf or .png, not {path.name[:60]!r}")
    running = [name for name, values in answer.sizes.items() if len(values) > 1]
    if len(running) != 1:
        title = " and ".join(running) or "none"
        raise UsageError(f"a plot is over one size, such as m=64:4096:64; those that run here: {title}")
    try:
        import matplotlib
    except ImportError:
        raise MissingPackage("matplotlib", "for a plot", "plot") from None
    matplotlib.use("Agg")
    # The same picture gives the same bytes.
    settings: Any = {
        "svg.hashsalt": "symbolic",
        "svg.fonttype": "path",
        "font.family": "serif",
        "mathtext.fontset": "cm",
    }
    from matplotlib import pyplot
    from matplotlib.ticker import EngFormatter

    (name,) = running
    answer = replace(answer, sizes={**answer.sizes, name: _thinned(answer.sizes[name])})
    columns = dict(zip(answer.names, zip(*answer.rows(), strict=True), strict=True))
    fixed = [f"{other} = {values[0]}" for other, values in answer.sizes.items() if len(values) == 1]
    with pyplot.rc_context(settings):
        figure, axes = pyplot.subplots(figsize=(6.0, 3.8), layout="constrained")
        styles = ("-", "--", "-.", ":")
        for place, subject in enumerate(answer.subjects):
            axes.plot(
                columns[name],
                [float(count) for count in columns[subject.label]],
                styles[place % 4],
                label=subject.label,
            )
        axes.set_xlabel(name + (f"   (at {', '.join(fixed)})" if fixed else ""))
        axes.set_ylabel(f"{unit_of(answer.subjects[0])}{a_step(answer.subjects[0])}")
        axes.yaxis.set_major_formatter(EngFormatter(sep=""))
        axes.set_ylim(bottom=0)
        axes.margins(x=0)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, fontsize="small")
        metadata = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(path.suffix.lower())
        try:
            with _draft(path, force) as draft:
                figure.savefig(draft, format=path.suffix.lower()[1:], dpi=200, metadata=metadata)
        finally:
            pyplot.close(figure)


@contextmanager
def _draft(path: Path, force: bool) -> Iterator[Path]:
    """A file to write to, which takes the place of the other when all is written."""
    if exists(path) and not force:
        raise FileError(path, "there is a file of that name; --force overwrites it")
    if not path.parent.is_dir():
        raise FileError(path, "cannot be written: there is no such folder")
    with staged(path.parent) as drafts:
        yield drafts / path.name


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


def _thinned(values: Values) -> Values:
    """At most `MOST_POINTS` of the values, the first and the last among them."""
    if len(values) <= MOST_POINTS:
        return values
    last = len(values) - 1
    return tuple(values[last * place // (MOST_POINTS - 1)] for place in range(MOST_POINTS))
