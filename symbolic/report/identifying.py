"""What `symbolic.answers.identify` found, as tables."""

from __future__ import annotations

from typing import Any

from symbolic.answers.candidates import Candidate
from symbolic.answers.identify import Identification, Match
from symbolic.catalog import entries
from symbolic.report.blocks import Block, Piece, grid, line

MOST_SHOWN = 12


def blocks(found: Identification, face: str = "text") -> list[Block]:
    """A table of what has the number, or of what comes nearest."""
    if not found.matches:
        made: list[Block] = [line(f"no cell, modified cell or layer has {found.number:,} parameters at these sizes")]
        rows = [(m.candidate.label, m.candidate.size, m.count, f"{m.off:+,}") for m in found.nearest]
        return [*made, grid(("nearest", "parameters", "number", "off by"), rows, right=(2, 3))] if rows else made
    made = []
    for title, is_layer in (("cells", False), ("framework layers", True)):
        matches = [match for match in found.matches if match.candidate.is_layer is is_layer]
        if not matches:
            continue
        columns = [title, "parameters", *(["sizes"] if found.ranges else [] if is_layer else ["title"])]
        made.append(grid(columns, [_row(match)[: len(columns)] for match in matches[:MOST_SHOWN]]))
        if len(matches) > MOST_SHOWN:
            made.append(line(f"and {len(matches) - MOST_SHOWN} more; --json lists them all", indent=2))
    return made


def data(found: Identification) -> dict[str, Any]:
    """Everything of `blocks` as plain data, nothing left out."""
    return {
        "number": found.number,
        "sizes": dict(found.given),
        "ranges": {name: list(pair) for name, pair in found.ranges.items()},
        "matches": [{**_data(m.candidate), "sizes": dict(m.sizes)} for m in found.matches],
        "nearest": [{**_data(m.candidate), "count": m.count, "off": m.off} for m in found.nearest],
    }


def _row(match: Match) -> tuple[Piece, Piece, Piece]:
    candidate = match.candidate
    sizes = ", ".join(f"{letter} = {value}" for letter, value in match.sizes.items())
    title = entries()[candidate.name].title if candidate.name in entries() else ""
    return candidate.label, candidate.size, sizes or title


def _data(candidate: Candidate) -> dict[str, Any]:
    return {"subject": candidate.label, "formula": str(candidate.size), "layer": candidate.is_layer}
