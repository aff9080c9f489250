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

MOST_SHOWN = 12
WIDTH = 48
"""Of the names, and of the sizes, in one row."""


def blocks(answer: Identification, format: str = "text") -> list[Block]:
    """A table of what has the number, or of what comes nearest."""
    if not answer.matches:
        return [*_nearest(answer), line(_hint(answer), indent=2)]
    made: list[Block] = []
    for title, is_layer in (("cells", False), ("framework layers", True)):
        matches = [match for match in answer.matches if match.candidate.is_layer is is_layer]
        if not matches:
            continue
        columns = [title, "parameters", *(["sizes"] if answer.ranges else [] if is_layer else ["title"])]
        rows = _by_sizes(matches) if answer.ranges else [_row(match)[: len(columns)] for match in matches]
        made.append(grid(columns, rows[:MOST_SHOWN]))
        if len(rows) > MOST_SHOWN:
            made.append(line(f"and {len(rows) - MOST_SHOWN} more; --json lists them all", indent=2))
    return made


def data(answer: Identification) -> dict[str, Any]:
    """Everything of `blocks` as plain data, nothing left out."""
    return {
        "number": answer.number,
        "sizes": dict(answer.sizes),
        "ranges": {name: list(pair) for name, pair in answer.ranges.items()},
        "matches": [{**_data(m.candidate), "sizes": dict(m.sizes)} for m in answer.matches],
        "nearest": [{**_data(m.candidate), "count": m.count, "off": m.off} for m in answer.nearest],
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
    shown = max(1, sum(length <= WIDTH for length in lengths))
    more = [f"{len(words) - shown} more"] if shown < len(words) else []
    return sign.join([*words[:shown], *more])


def _nearest(answer: Identification) -> list[Block]:
    at = "within these bounds" if answer.ranges else "at these sizes"
    made: list[Block] = [line(f"no cell, modified cell or layer has {answer.number:,} parameters {at}")]
    rows = [(m.candidate.label, m.candidate.size, m.count, f"{m.off:+,}") for m in answer.nearest]
    return [*made, grid(("nearest", "parameters", "number", "off by"), rows, right=(2, 3))] if rows else made


def _hint(answer: Identification) -> str:
    names = " and ".join((*answer.sizes, *answer.ranges))
    return (
        f"Asked were the counts that depend on {names} and on nothing else. A size that is not known has bounds, "
        "such as m=1:4096."
    )


def _data(candidate: Candidate) -> dict[str, Any]:
    return {"subject": candidate.label, "formula": str(candidate.size), "layer": candidate.is_layer}
