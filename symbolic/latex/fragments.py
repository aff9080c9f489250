"""Cells that a text prints in pieces, a gate a section: fragments that are whole together."""

from __future__ import annotations

from collections.abc import Callable

from symbolic.latex.part import DisplayGroup, stepless_names

MOST_SECTIONS = 8
"""So many sections in a row are read as one cell at most."""


def join_fragments(
    parts: list[DisplayGroup], is_recurrent: Callable[[DisplayGroup], bool], is_whole: Callable[[DisplayGroup], bool]
) -> list[DisplayGroup]:
    """Parts, where those that are a cell only together with the next ones are one; a whole one stays by itself."""
    recurrent = [is_recurrent(part) for part in parts]
    if len(parts) < 2 or not any(recurrent):
        return parts
    whole = [part_recurs and is_whole(part) for part, part_recurs in zip(parts, recurrent, strict=True)]
    done: list[DisplayGroup] = []
    place = 0
    while place < len(parts):
        near = any(recurrent[place : place + MOST_SECTIONS]) and not whole[place]
        end, cell = _whole_from(parts, whole, place, is_whole) if near else (place + 1, parts[place])
        done.append(cell)
        place = end
    return done


def join_related(parts: list[DisplayGroup]) -> DisplayGroup | None:
    """All parts as one, where each belongs to those before it: a cell that is wrong somewhere, in pieces."""
    cell = parts[0]
    for following in parts[1:MOST_SECTIONS]:
        if not _belong(cell, following):
            return None
        cell = _joined(cell, following)
    return cell if len(parts) <= MOST_SECTIONS else None


def _whole_from(
    parts: list[DisplayGroup], whole: list[bool], place: int, is_whole: Callable[[DisplayGroup], bool]
) -> tuple[int, DisplayGroup]:
    """The cell that begins at a part, and where what follows begins; the part alone where there is none."""
    first = parts[place]
    cell = first
    for end in range(place + 1, min(len(parts), place + MOST_SECTIONS)):
        following = parts[end]
        if whole[end] or not _belong(cell, following):
            break
        cell = _joined(cell, following)
        if is_whole(cell):
            return end + 1, cell
    return place + 1, first


def _belong(part: DisplayGroup, following: DisplayGroup) -> bool:
    """Whether one reads what the other assigns, or both read the same two, and no signal is assigned by both."""
    lefts, others = (stepless_names([each.left for each in block.equations]) for block in (part, following))
    rights, read = (stepless_names([each.right for each in block.equations]) for block in (part, following))
    related = (others & rights) | (lefts & read)
    return (bool(related) or len(rights & read) > 1) and not lefts & others


def _joined(part: DisplayGroup, following: DisplayGroup) -> DisplayGroup:
    return DisplayGroup(
        (*part.passages, *following.passages),
        (*part.statements, *following.statements),
        (*part.faults, *following.faults),
        part.start,
        following.end,
    )
