"""Cells and layers side by side: what each holds in each role, how they grow, where they are equal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symbolic.answers.compare import Comparison, Crossing, Limit
from symbolic.answers.subject import Subject
from symbolic.frameworks.differences import differing_equations, held_by_role
from symbolic.frameworks.layer import Layer, as_layer
from symbolic.frameworks.packing import Shape
from symbolic.report.blocks import Block, Line, Piece, grid, line
from symbolic.report.polynomials import Maths, maths

MORE = {1: "more", -1: "fewer"}


def comparison_blocks(found: Comparison, face: str = "text") -> list[Block]:
    """Counts and difference, roles with their arrays, limits and crossings; the equations in a terminal."""
    left, right = found.left, found.right
    blocks: list[Block] = [_counts(found)]
    if face == "text":
        blocks.append(_roles(as_layer(left), as_layer(right)))
    else:
        rows = [
            (row.role, row.left, row.right, row.difference) for row in held_by_role(as_layer(left), as_layer(right))
        ]
        blocks.append(grid(("role", left.label, right.label, "difference"), rows))
    blocks += _growth(found)
    return [*blocks, *(_equations(as_layer(left), as_layer(right)) if face == "text" else [])]


def comparison_data(found: Comparison) -> dict[str, Any]:
    """Everything of `comparison_blocks` as plain data; formulas are Python's text."""
    one, other = as_layer(found.left), as_layer(found.right)
    mine, theirs = differing_equations(one, other)
    answer: dict[str, Any] = {
        "left": found.left.label,
        "right": found.right.label,
        "formulas": {"left": str(found.top), "right": str(found.bottom)},
        "difference": str(found.difference),
        "sign": found.sign,
        "limits": {limit.letter: _limit(limit).text for limit in found.limits},
        "crossings": {crossing.letter: str(_crossing(crossing)) for crossing in found.crossings},
        "roles": [
            {
                "role": row.role,
                "left": str(row.left),
                "right": str(row.right),
                "difference": str(row.difference),
                "left_arrays": {name: list(map(str, shape)) for name, shape in row.left_arrays},
                "right_arrays": {name: list(map(str, shape)) for name, shape in row.right_arrays},
            }
            for row in held_by_role(one, other)
        ],
        "equations": {"left": mine, "right": theirs},
    }
    if found.numbers:
        left, right = found.numbers
        answer["counts"] = {"left": left, "right": right, "difference": left - right, "ratio": left / right}
    if found.matching:
        answer["matching"] = dict(zip(("hidden", "count"), found.matching, strict=True))
    return answer


def counts_blocks(counted: Iterable[tuple[Subject, int | None]]) -> list[Block]:
    """Several, each with its formula and, with sizes, its count and its ratio to the first."""
    counted = list(counted)
    first = counted[0][1]
    if first is None:
        return [grid(("", "parameters"), [(one.label, one.size) for one, _ in counted])]
    rows = [(one.label, one.size, count, f"{count / first:.4f}") for one, count in counted if count is not None]
    return [grid(("", "parameters", "number", "ratio"), rows, right=(2, 3))]


def _counts(found: Comparison) -> Block:
    rows: list[list[Piece]] = [[found.left.label, found.top], [found.right.label, found.bottom]]
    rows.append(["difference", found.difference])
    if found.numbers:
        left, right = found.numbers
        for row, number in zip(rows, (left, right, left - right), strict=True):
            row.append(number)
        rows.append(["ratio", "", f"{left / right:.4f}"])
    return grid(("",) * len(rows[0]), rows, right=(2,))


def _growth(found: Comparison) -> list[Block]:
    if found.sign == 0:
        return [line("They are equal at all sizes.", indent=2)]
    blocks: list[Block] = []
    if found.sign is not None:
        words = f"{found.left.label} has {MORE[found.sign]} parameters than {found.right.label} at all sizes."
        blocks.append(line(words, indent=2))
    for limit in found.limits:
        blocks.append(line(f"The ratio, as {limit.letter} grows, tends to ", _limit(limit), ".", indent=2))
    for crossing in found.crossings:
        value = _crossing(crossing)
        from symbolic.report.algebra import latex_of, text_of

        blocks.append(
            line(f"They are equal at {crossing.letter} = ", Maths(text_of(value), latex_of(value)), ".", indent=2)
        )
    if found.matching and found.sign:
        size, count = found.matching
        letter = found.right.aliases["hidden"]
        nearest = f"{found.right.label} comes nearest to that count with {letter} = {size}: {count:,}."
        blocks.append(line(nearest, indent=2))
    return blocks


def _limit(limit: Limit) -> Maths:
    if limit.unbounded:
        return Maths("∞", r"\infty")
    top, bottom = maths(limit.top), maths(limit.bottom)
    if bottom.text == "1" or not limit.top.terms:
        return top
    above, below = (f"({one.text})" if " " in one.text or "·" in one.text else one.text for one in (top, bottom))
    return Maths(f"{above}/{below}", rf"\frac{{{top.latex}}}{{{bottom.latex}}}")


def _crossing(crossing: Crossing) -> Any:
    """The size at which the difference is nothing, as SymPy has it."""
    from symbolic.derive.algebra import as_read

    return as_read(crossing.closed.value.doit().subs("P", 0))


def _roles(left: Layer, right: Layer) -> Block:
    rows: list[tuple[Piece, ...]] = []
    for row in held_by_role(left, right):
        rows.append((row.role, row.left, row.right, row.difference))
        for place in range(max(len(row.left_arrays), len(row.right_arrays))):
            rows.append(("", _array(row.left_arrays, place), _array(row.right_arrays, place), ""))
    return grid(("role", "left", "right", "difference"), rows)


def _array(arrays: tuple[tuple[str, Shape], ...], place: int) -> str:
    if place >= len(arrays):
        return ""
    name, shape = arrays[place]
    return f"  {name} ({', '.join(maths(extent).text for extent in shape)})"


def _equations(left: Layer, right: Layer) -> list[Block]:
    from symbolic.report.text import equation_lines

    mine, theirs = (equation_lines(layer.parts[0].cell) for layer in (left, right))
    if mine == theirs:
        return [Line(("",)), line("The equations are the same.", indent=2)]
    blocks: list[Block] = []
    for layer, own, others in ((left, mine, theirs), (right, theirs, mine)):
        blocks += [Line(("",)), line(f"only {layer.label}:", indent=2)]
        blocks += [line(one, indent=4) for one in own if one not in others]
    return blocks
