"""What the scripts of the site calculate with: counts as formulas in Python's spelling, which they read exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symbolic._cell import Cell
from symbolic.answers.candidates import candidates
from symbolic.catalog import example_sizes
from symbolic.derive.parameters import CountedParameter
from symbolic.derive.quantity import is_whole
from symbolic.frameworks.table import framework_rows
from symbolic.language.latex_names import latex_name
from symbolic.language.sizes.size import ONE, Size
from symbolic.report.pages.cell_names import file_name, full_title
from symbolic.report.pictures.glyphs import runs
from symbolic.report.pictures.svg import COLOUR_CLASSES
from symbolic.report.writing.operation_rows import titled_operations
from symbolic.report.writing.polynomials import formula_text


def summary_numbers(cell: Cell) -> dict[str, Any]:
    """A cell on the pages that look through all of them.

    ``letters`` are the sizes with their meaning and an example, ``over`` the one that curves and budgets move;
    ``checks`` are the extents of its shapes that are not whole, or less than a bound, at some sizes: the cell has no
    such sizes.
    """
    checks = _checked_extents(cell)
    return {
        "file": file_name(cell),
        "title": full_title(cell),
        "count": formula_text(cell.size),
        "letters": _letters(cell, [cell.size, *(size for size, _ in checks)]),
        "over": _moved(cell),
        "checks": [[formula_text(size), least] for size, least in checks],
    }


def cell_numbers(cell: Cell) -> dict[str, Any]:
    """The numbers of the page of a cell: also layers of frameworks, operations of a step, and each parameter's extents.

    A parameter is its name and its gate, both with scripts (``W_{i}``), the place of its role, its rows, its columns,
    and how many numbers it has where these are not their product.
    ``letters`` are here also those of the cost alone, such as the extent of a map.
    """
    trained = [part for part in cell.parameters if part.trainable]
    roles = [*dict.fromkeys(part.role for part in trained)]
    layers = [row.size for row in framework_rows(cell)]
    cost = [size for _, size in titled_operations(cell.work)]
    checked = [size for size, _ in _checked_extents(cell)]
    return {
        **summary_numbers(cell),
        "letters": _letters(cell, [cell.size, *checked, *layers, *cost]),
        "roles": [[role, COLOUR_CLASSES[role]] for role in roles],
        "layers": [*map(formula_text, layers)],
        "cost": [*map(formula_text, cost)],
        "parameters": [
            [
                _sign(part.name, cell),
                _sign(part.gate, cell),
                roles.index(part.role),
                *map(formula_text, _measures(part)),
            ]
            for part in trained
        ],
    }


def _sign(name: str, cell: Cell) -> str:
    """A name as it is printed, its scripts in braces."""
    parts = runs(latex_name(name, cell.definition.latex))
    return "".join(f"{'_' if part.level < 0 else '^'}{{{part.text}}}" if part.level else part.text for part in parts)


def size_fields(numbers: Mapping[str, Any], letters: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The fields of a page for the sizes, as its template gets them; ``letters`` are those of `cell_context`."""
    latex = {letter["name"]: letter["latex"] for letter in letters}
    return [
        {"name": name, "latex": latex[name], "meaning": meaning, "example": size}
        for name, meaning, size in numbers["letters"]
    ]


def candidate_numbers() -> dict[str, Any]:
    """Every cell, modified cell and layer of a framework with its count, for "what has this number?".

    ``aliases`` are the words for letters; a row is a label, its count, the place of its aliases, and its checks.
    """
    aliases: dict[tuple[tuple[str, str], ...], int] = {}
    rows = [
        [
            candidate.label,
            formula_text(candidate.size),
            aliases.setdefault(tuple(candidate.aliases.items()), len(aliases)),
            *map(formula_text, candidate.divided),
        ]
        for candidate in candidates()
    ]
    return {"aliases": [dict(names) for names in aliases], "rows": rows}


def _letters(cell: Cell, sizes: Iterable[Size]) -> list[list[Any]]:
    """The letters of some sizes in the order of the cell, each with its meaning and its example."""
    needed, example, meanings = {letter for size in sizes for letter in size.letters}, example_sizes(cell), cell.letters
    return [[letter, meanings[letter], example[letter]] for letter in cell.definition.letters if letter in needed]


def _moved(cell: Cell) -> str:
    """The letter ``m``; of a cell without it the hidden size, or its first."""
    named = ("m", cell.aliases.get("hidden", ""), *cell.size.letters)
    return next((letter for letter in named if letter in cell.size.letters), "")


def _checked_extents(cell: Cell) -> list[tuple[Size, int]]:
    """What is not whole, or less than its least, at some sizes; a family may have no members."""
    families = {members for _, members in cell.shapes.values()}
    extents = {size for shape, _ in cell.shapes.values() for size in shape}
    extents |= {size for shape in cell.signals.values() for size in shape}
    checked = [(size, 1) for size in extents] + [(size, 0) for size in families - extents]
    open_ones = [(size, least) for size, least in checked if not is_whole(size) or (size.least or 0) < least]
    return sorted(open_ones, key=lambda pair: str(pair[0]))


def _measures(part: CountedParameter) -> tuple[Size, ...]:
    rows, columns = _extents(part.extents)
    return (rows, columns) if rows * columns == part.polynomial else (rows, columns, part.polynomial)


def _extents(extents: tuple[Size, ...]) -> tuple[Size, Size]:
    """The rows and the columns of a picture: of a vector one column, of a kernel over a map all that follows."""
    rows = extents[0] if extents else ONE
    columns = ONE
    for extent in extents[1:]:
        columns = columns * extent
    return rows, columns
