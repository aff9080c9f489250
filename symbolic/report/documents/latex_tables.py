"""Filters of LaTeX templates: rows of data as cells, and these as a table that fits the width of the document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from jinja2 import Environment

from symbolic.report.writing import tabular as tables
from symbolic.report.writing.escape import latex_math
from symbolic.report.writing.measure import measure
from symbolic.report.writing.width import Width

TYPE_SIZES = ((1.0, ""), (0.91, r"\small"), (0.82, r"\footnotesize"), (0.73, r"\scriptsize"))
"""How much narrower each size of type is."""


def add_tables(environment: Environment, width: Width) -> None:
    """The filters ``cells``, ``tabular``, ``fits``, ``type_size``, and those of the table of gates."""
    filters: dict[str, Callable[..., Any]] = environment.filters

    def cells(rows: Iterable[Mapping[str, Any]], *columns: str, numbered: int | None = None) -> list[list[str]]:
        """The values of some keys, ``key:filter``, behind a number where that is asked for."""
        pairs = [column.partition(":")[::2] for column in columns]
        written = [[filters[kind](row[key]) for key, kind in pairs] for row in rows]
        if numbered is None:
            return written
        return [[str(place), *row] for place, row in enumerate(written, numbered + 1)]

    def tabular(
        rows: tables.Rows,
        head: Sequence[str] = (),
        foot: Sequence[str] = (),
        right: Collection[int] = (),
        inside: bool = False,
        both: bool = False,
        broken: bool = False,
    ) -> str:
        at = Width(width.quads * tables.BOTH_COLUMNS, width.asked) if both and width.asked else width
        return tables.tabular(rows, at, head=head, foot=foot, right=right, inside=inside, broken=broken)

    def fits(rows: tables.Rows, head: Sequence[str] = (), foot: Sequence[str] = ()) -> bool:
        return tables.fits([*rows, *([foot] if foot else [])], width, head)

    filters |= {"cells": cells, "tabular": tabular, "fits": fits}
    filters |= {"gate_cells": _gate_cells, "gate_head": _gate_head, "gate_foot": _gate_foot}
    # Both columns where there are two: where no width was asked for, TeX finds out.
    environment.globals["wide"] = "*" if width.asked else r"\ifdim\columnwidth<\textwidth *\fi"
    filters["type_size"] = lambda rows: type_size(rows, width)


def type_size(rows: Sequence[Mapping[str, str]], width: Width) -> str:
    """The size of type for equations of which one line could not be broken."""
    lefts = [measure(row["latex"].partition("&")[0]) for row in rows]
    widest = max(lefts, default=0) + max((measure(row["latex"].partition("&")[2]) for row in rows), default=0)
    ranges = max((measure(row["range_latex"]) for row in rows), default=0)
    share = width.quads / (widest + (ranges + 2 if ranges else 0)) if widest else 1
    return next((size for least, size in TYPE_SIZES if share >= least - 0.03), r"\tiny")


def _gate_cells(table: Mapping[str, Any]) -> list[list[str]]:
    return [
        [latex_math(row["gate_latex"]), *map(latex_math, row["cells"]), latex_math(row["sum_latex"])]
        for row in table["rows"]
    ]


def _gate_head(table: Mapping[str, Any]) -> list[str]:
    return ["gate", *map(_stacked, table["roles"]), "sum"]


def _gate_foot(table: Mapping[str, Any]) -> list[str]:
    return ["sum", *map(latex_math, table["sums"]), latex_math(table["total_latex"])]


def _stacked(text: str) -> str:
    """The words of a heading one below the other."""
    rows = text.replace(" ", r"\\")
    return rf"\begin{{tabular}}[b]{{@{{}}l@{{}}}}{rows}\end{{tabular}}" if " " in text else text
