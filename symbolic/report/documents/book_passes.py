"""Where the backward passes of a book stand: in full, as what they change from another's, or in its appendix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from symbolic.report.documents.latex_tables import type_size
from symbolic.report.pages.line_layout import group_lines
from symbolic.report.writing.lines import FormulaRow
from symbolic.report.writing.width import LENGTH_UNITS, TEXT_WIDTH, Width

MOST_LINES = 30
"""The equations of a pass that stands in its section."""
LINES_IN_COMMON = 5
"""The lines that have a range in common, from which on it is said once."""
APPENDIX_COLUMN = Width(77 * LENGTH_UNITS["mm"] / 9.25)
"""One of two columns, in quads of the small type of the appendix."""
PASS_PLACES = ("none", "full", "variant", "appendix")

PassPage = dict[str, Any]


def book_passes(cells: Sequence[Mapping[str, Any]], terms: int = 0) -> dict[str, PassPage]:
    """For each cell of a book, by its file, the ``place`` of its backward pass: one of `PASS_PLACES`.

    A ``variant`` has the cell that it is told ``of``, the ``groups`` of its lines that are not among those of that
    cell, and the signs that are ``gone``: the lines of the other that it neither has nor replaces. A pass in the
    ``appendix`` has its ``groups`` in lines for one of two columns, how many equations these ``lines`` are, and the
    ``range_latex`` of those with an index that have no other. No cell is told as a variant of a variant. ``cells`` have
    equations that are not broken into lines yet; ``terms`` is how many terms of a sum stand on one line, 0 as many as
    fit.
    """
    parts = {cell["file"]: _by_sign(cell["backward"].get("groups", [])) for cell in cells}
    entries = {cell["file"]: cell for cell in cells}
    bases = _bases({file: part for file, part in parts.items() if part})
    places: dict[str, PassPage] = {}
    for file, part in parts.items():
        groups = entries[file]["backward"].get("groups", [])
        if not part:
            places[file] = {"place": "none"}
        elif file in bases:
            places[file] = _variant(entries[file], entries[bases[file]], parts, terms)
        elif file in bases.values() or _lines(part) <= MOST_LINES:
            places[file] = {"place": "full"}
        else:
            common = _common_range(groups)
            short = [
                [{**row, "range_latex": ""} if row["range_latex"] == common else row for row in group]
                for group in groups
            ]
            lines = group_lines(short, APPENDIX_COLUMN, terms)
            narrow = not type_size([line for group in lines for line in group], APPENDIX_COLUMN)
            long = {"place": "appendix", "groups": lines, "lines": _lines(part), "range_latex": common}
            places[file] = long if narrow else {"place": "full"}
    return places


BySign = dict[str, tuple[tuple[str, str], ...]]
"""The lines of a pass, an equation with its range, by the sign on their left."""


def _by_sign(groups: Sequence[Sequence[FormulaRow]]) -> BySign:
    lines: dict[str, list[tuple[str, str]]] = {}
    for group in groups:
        for row in group:
            lines.setdefault(_sign(row), []).append((row["latex"], row["range_latex"]))
    return {sign: tuple(equations) for sign, equations in lines.items()}


def _sign(row: FormulaRow) -> str:
    return row["latex"].partition("&=")[0].strip()


def _common_range(groups: Sequence[Sequence[FormulaRow]]) -> str:
    """The range that several lines have, which is said once for all that have no other; empty where there is none."""
    ranges = Counter(row["range_latex"] for group in groups for row in group if row["range_latex"])
    common, number = max(ranges.items(), key=lambda pair: pair[1], default=("", 0))
    return common if number >= LINES_IN_COMMON else ""


def _lines(part: BySign) -> int:
    return sum(map(len, part.values()))


def _bases(parts: Mapping[str, BySign]) -> dict[str, str]:
    """The cells that are told as variants, each with its base: told in full is first what most behind it vary."""
    items = {file: frozenset(part.items()) for file, part in parts.items()}
    near = {file: [other for other in items if other != file and _varies(items[other], items[file])] for file in items}
    free, told = dict.fromkeys(items), dict[str, None]()
    places = {file: place for place, file in enumerate(items)}

    def gain(file: str) -> int:
        return sum(other in free and places[other] > places[file] for other in near[file])

    while True:
        base = max(free, key=gain, default="")
        if not base or not gain(base):
            break
        served = [other for other in near[base] if other in free]
        told[base] = None
        for file in (base, *served):
            del free[file]
    return {
        file: max((base for base in told if file in near[base]), key=lambda base: len(items[file] & items[base]))
        for file in items
        if file not in free and file not in told
    }


def _varies(lines: frozenset[Any], base: frozenset[Any]) -> bool:
    """Whether what a pass changes, and half of what falls away, is at most half of it."""
    if 3 * min(len(lines), len(base)) < len(lines) + len(base):
        # Nor would it be if all of the shorter one were in the other.
        return False
    common = len(lines & base)
    return 2 * (len(lines) - common) + len(base) - common <= len(lines)


def _variant(cell: Mapping[str, Any], base: Mapping[str, Any], parts: Mapping[str, BySign], terms: int) -> PassPage:
    lines, others = parts[cell["file"]], parts[base["file"]]
    arriving = cell["backward"]["arriving"]
    changed = [
        kept
        for group in cell["backward"]["groups"]
        if (kept := [row for row in group if lines[_sign(row)] != others.get(_sign(row))])
    ]
    return {
        "place": "variant",
        "of": {"title": base["title"], "file": base["file"]},
        "groups": group_lines(changed, TEXT_WIDTH, terms) if changed else [],
        "gone": [{"latex": sign} for sign in others if sign not in lines],
        "arriving": [] if arriving == base["backward"]["arriving"] else arriving,
    }
