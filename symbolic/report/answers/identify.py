"""The answer of `symbolic.answers.identify` as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

from symbolic.answers.candidates import Candidate
from symbolic.answers.identify import Identification, Match
from symbolic.catalog import entries
from symbolic.language.sizes.size import Size
from symbolic.report.writing.blocks import Block, Piece, at_sizes, grid, line

CANDIDATES_SHOWN = 12
COLUMN_WIDTHS = 48
"""Of the names, and of the sizes, in one row."""


def blocks(answer: Identification, format: str = "text") -> list[Block]:
    """A table of what has the number, or of what comes nearest."""
    if not answer.matches:
        return [
            *_nearest(answer),
            *_searched(answer),
            *([line(_hint(answer), indent=2)] if answer.with_catalogue else []),
        ]
    made: list[Block] = []
    for title in ("networks", "cells", "framework layers"):
        matches = [match for match in answer.matches if _kind(match.candidate) == title]
        if not matches:
            continue
        has_sizes = any(match.sizes for match in matches)
        columns = [title, "parameters", *(["sizes"] if has_sizes else ["title"] if title == "cells" else [])]
        rows = _by_sizes(matches) if has_sizes else [_row(match)[: len(columns)] for match in matches]
        made.append(grid(columns, rows[:CANDIDATES_SHOWN]))
        if len(rows) > CANDIDATES_SHOWN:
            made.append(line(f"and {len(rows) - CANDIDATES_SHOWN} more; --json lists them all", indent=2))
    return [*made, *_searched(answer)]


def _kind(candidate: Candidate) -> str:
    return "framework layers" if candidate.is_layer else "networks" if candidate.is_network else "cells"


def _searched(answer: Identification) -> list[Block]:
    """The bounds that nobody gave, one line for what has the same."""
    labels: dict[str, list[str]] = {}
    for label, bounds in answer.searched.items():
        words = " and ".join(f"{letter} from {low:,} to {high:,}" for letter, (low, high) in bounds.items())
        labels.setdefault(words, []).append(label)
    lines = [f"{_some(names, ', ')}: searched with {words}." for words, names in labels.items() if words]
    if answer.with_catalogue:
        low, high = answer.levels
        lines.append(f"Layers of PyTorch and cuDNN: searched with {low} to {high} levels.")
    return [line(words, indent=2) for words in lines]


def data(answer: Identification) -> dict[str, Any]:
    """Everything of `blocks` as plain data, nothing left out."""
    return {
        "number": answer.number,
        "sizes": dict(answer.sizes),
        "ranges": {name: list(pair) for name, pair in answer.ranges.items()},
        "matches": [{**_data(m.candidate), "sizes": dict(m.sizes)} for m in answer.matches],
        "nearest": [
            {**_data(m.candidate), "sizes": dict(m.sizes), "count": m.count, "off": m.off} for m in answer.nearest
        ],
        "searched": {
            label: {letter: list(pair) for letter, pair in bounds.items()} for label, bounds in answer.searched.items()
        },
        "levels": list(answer.levels),
    }


def _row(match: Match) -> tuple[Piece, ...]:
    candidate = match.candidate
    return candidate.label, candidate.size, entries()[candidate.name].title if candidate.name in entries() else ""


def _by_sizes(matches: Iterable[Match]) -> list[tuple[Piece, ...]]:
    """A row a count with all sizes at which it is the number; what has the same count shares it."""
    sizes: dict[tuple[str, Size], list[str]] = {}
    for match in matches:
        words = at_sizes(match.sizes)
        sizes.setdefault((match.candidate.label, match.candidate.size), []).append(words)
    rows: dict[tuple[Size, tuple[str, ...]], list[str]] = {}
    for (label, size), places in sizes.items():
        rows.setdefault((size, tuple(places)), []).append(label)
    return [(_some(labels, ", "), size, _some(places, "; ")) for (size, places), labels in rows.items()]


def _some(words: Sequence[str], sign: str) -> str:
    """As many as fit, at least one."""
    lengths = accumulate(len(word) + len(sign) for word in words)
    shown = max(1, sum(length <= COLUMN_WIDTHS for length in lengths))
    more = [f"{len(words) - shown} more"] if shown < len(words) else []
    return sign.join([*words[:shown], *more])


def _nearest(answer: Identification) -> list[Block]:
    at = "within these bounds" if answer.ranges or any(answer.searched.values()) else "at these sizes"
    asked = "no cell, modified cell or layer" if answer.with_catalogue else "nothing that was named"
    made: list[Block] = [line(f"{asked} has {answer.number:,} parameters {at}")]
    named = [", at ".join(filter(None, (m.candidate.label, at_sizes(m.sizes)))) for m in answer.nearest]
    rows = [(label, m.candidate.size, m.count, f"{m.off:+,}") for label, m in zip(named, answer.nearest, strict=True)]
    return [*made, grid(("nearest", "parameters", "number", "off by"), rows, right=(2, 3))] if rows else made


def _hint(answer: Identification) -> str:
    names = " and ".join((*answer.sizes, *answer.ranges))
    return (
        f"Asked were the counts that depend on {names} and on nothing else. A size that is not known has bounds, "
        "such as m=1:4096."
    )


def _data(candidate: Candidate) -> dict[str, Any]:
    return {"subject": candidate.label, "formula": str(candidate.size), "layer": candidate.is_layer}
