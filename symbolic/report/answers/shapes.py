"""The answer of `symbolic.answers.shapes` as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbolic.answers.shapes import NamedShape, ShapeIdentification
from symbolic.report.writing.blocks import Block, Piece, at_sizes, grid, line

SHAPES_SHOWN = 16


def blocks(answer: ShapeIdentification, format: str = "text") -> list[Block]:
    """A row for each kind of layer, with its sizes and how many parameters it has."""
    asked = ", ".join(map(_written, answer.shapes))
    if not answer.matches and not answer.others:
        words = "Write the names as the framework has them, with the whole layer before them or without."
        return [line(f"no layer has arrays of these names and shapes: {asked}"), line(words, indent=2)]
    rows: list[tuple[Piece, ...]] = [
        (match.layer.label, at_sizes(match.sizes), "" if match.count is None else match.count)
        for match in answer.matches
    ]
    rows += [(match.label, _sizes(match.sizes), match.count) for match in answer.others]
    shown = rows[:SHAPES_SHOWN]
    table = grid(("layers with these arrays", "sizes", "parameters"), shown, right=(2,))
    more = f"and {len(rows) - len(shown)} more; --json lists them all"
    return [table, *([line(more, indent=2)] if len(rows) > len(shown) else [])]


def data(answer: ShapeIdentification) -> dict[str, Any]:
    """Everything of `blocks` as plain data."""
    return {
        "shapes": [{"name": shape.name, "shape": list(shape.extents)} for shape in answer.shapes],
        "matches": [
            {
                "subject": match.layer.label,
                "sizes": dict(match.sizes),
                "arrays": list(match.arrays),
                "count": match.count,
            }
            for match in answer.matches
        ],
        "others": [
            {
                "class": match.label,
                "sizes": {name: _plain(size) for name, size in match.sizes.items()},
                "arrays": list(match.arrays),
                "count": match.count,
            }
            for match in answer.others
        ],
    }


def _plain(size: int | tuple[int, ...]) -> int | list[int]:
    return size if isinstance(size, int) else list(size)


def _sizes(sizes: Mapping[str, int | tuple[int, ...]]) -> str:
    """Sizes as `at_sizes` writes them, those of a kernel with a cross between."""
    shown = {name: f"{size:,}" if isinstance(size, int) else "×".join(map(str, size)) for name, size in sizes.items()}
    return ", ".join(f"{name} = {size}" for name, size in shown.items())


def _written(shape: NamedShape) -> str:
    extents = ", ".join(map(str, shape.extents))
    return f"{shape.name} ({extents})".strip()
