"""The data of a page with its equations in lines that fit."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from symbolic.report.writing.lines import FormulaRow, fitted_lines
from symbolic.report.writing.typeset import Checked, typeset
from symbolic.report.writing.width import TEXT_WIDTH, TooWide, Width


def with_lines(context: Mapping[str, Any], width: Width = TEXT_WIDTH, terms: int = 0) -> dict[str, Any]:
    """The context of a cell or a layer with the lines of its equations and of its backward pass.

    ``terms`` is the most terms of a sum on one line, 0 is as many as fit. Raises `TooWide` where a width was asked for.
    """
    if not isinstance(context, Checked):
        return _laid(context, width, terms)
    if (width, terms) not in context.laid:
        context.laid[width, terms] = typeset(_laid(context, width, terms))
    return context.laid[width, terms]


def _laid(context: Mapping[str, Any], width: Width, terms: int) -> dict[str, Any]:
    rows = context["equations"]
    if rows and isinstance(rows[0], list):
        lines: list[Any] = [fitted_lines(part, width, terms) for part in rows]
    else:
        lines = fitted_lines(rows, width, terms)
    backward = context.get("backward")
    changed: dict[str, Any] = {"equations": lines}
    if "count_rows" in context:
        changed["count_rows"] = fitted_lines(context["count_rows"], width)
    if backward and "groups" in backward:
        changed["backward"] = {**backward, **_ruled_lines(backward, width, terms)}
    if "jacobian" in context:
        changed["jacobian"] = {**context["jacobian"], "rows": fitted_lines(context["jacobian"]["rows"], width, terms)}
    return {**context, **changed}


def _ruled_lines(backward: Mapping[str, Any], width: Width, terms: int) -> dict[str, Any]:
    """The lines of a backward pass with the letters of their rules, or without these where they leave no room."""
    groups = backward["groups"]
    try:
        return {"groups": group_lines(groups, width, terms)}
    except TooWide:
        plain = [[{**row, "rules": ""} for row in group] for group in groups]
        return {"groups": group_lines(plain, width, terms), "rule_legend": []}


def group_lines(groups: list[list[FormulaRow]], width: Width = TEXT_WIDTH, terms: int = 0) -> list[list[FormulaRow]]:
    """The lines of groups that stand in one display."""
    rows = [{**row, "group": str(place)} for place, group in enumerate(groups) for row in group]
    lines = fitted_lines(rows, width, terms)
    last = ""
    for line in lines:
        last = line["group"] = line["group"] or last
    return [list(group) for _, group in groupby(lines, lambda line: line["group"])]
