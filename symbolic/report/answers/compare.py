"""Cells and layers side by side: what each holds in each role, how they grow, where they are equal."""

from __future__ import annotations

from typing import Any

from sympy import Expr

from symbolic.answers.compare import Comparison, Limit
from symbolic.answers.subject import Measured, plain_names
from symbolic.derive.expressions import as_read
from symbolic.derive.quantity import quantity_of, unit_of, whole_subject
from symbolic.frameworks.differences import differing_equations, held_by_role
from symbolic.frameworks.layer import Layer, as_layer
from symbolic.frameworks.packing import Shape
from symbolic.language.sizes.size import Size
from symbolic.report.pages.cell_text import equation_lines
from symbolic.report.writing.blocks import Block, Line, Piece, a_step, at_sizes, grid, line
from symbolic.report.writing.expressions import expression_latex, expression_text
from symbolic.report.writing.polynomials import Maths, maths

MORE = {1: "more", -1: "fewer"}


def blocks(found: Comparison, format: str = "text") -> list[Block]:
    """Counts and difference, roles with their arrays, limits and crossings; the equations in a terminal."""
    made: list[Block] = [_counts(found)]
    if quantity_of(found.left) != "parameters":
        return [*made, *_growth(found)]
    left, right = _layer(found.left), _layer(found.right)
    if format == "text":
        return [*made, _roles(left, right), *_growth(found), *_equations(left, right)]
    rows = [(row.role, row.left, row.right, row.difference) for row in held_by_role(left, right)]
    return [*made, grid(("role", found.left.label, found.right.label, "difference"), rows), *_growth(found)]


def data(found: Comparison) -> dict[str, Any]:
    """Everything of `blocks` as plain data; formulas are Python's text."""
    one, other = _layer(found.left), _layer(found.right)
    mine, theirs = differing_equations(one, other)
    answer: dict[str, Any] = {
        "of": quantity_of(found.left),
        "left": found.left.label,
        "right": found.right.label,
        "formulas": {"left": str(found.top), "right": str(found.bottom)},
        "difference": str(found.difference),
        "ratio": None if found.ratio is None else str(found.ratio),
        "sign": found.sign,
        "limits": {limit.letter: _limit(limit).text for limit in found.limits},
        "crossings": {crossing.letter: str(crossing.value) for crossing in found.crossings},
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
    left, right = found.counts
    if isinstance(left, int) and isinstance(right, int):
        ratio = left / right if right else None
        answer["counts"] = {"left": left, "right": right, "difference": left - right, "ratio": ratio}
    elif found.sizes:
        answer["counts"] = {"left": str(left), "right": str(right)}
    if found.matching:
        answer["matching"] = dict(zip(("hidden", "count"), found.matching, strict=True))
    return answer


def _layer(measured: Measured) -> Layer:
    """As a layer, in the plain letters."""
    compared = whole_subject(measured)
    letters = {} if isinstance(compared, Layer) else plain_names(compared.definition.letters, compared.aliases)
    return as_layer(compared, {letter: Size.letter(name) for letter, name in letters.items()})


def _counts(found: Comparison) -> Block:
    rows: list[list[Piece]] = [[found.left.label, found.top], [found.right.label, found.bottom]]
    rows.append(["difference", found.difference])
    if found.ratio is not None:
        rows.append(["ratio", _formula(found.ratio)])
    left, right = found.counts
    given = at_sizes(found.sizes)
    head = ["", f"{unit_of(found.left)}{a_step(found.left)}"]
    if isinstance(left, int) and isinstance(right, int):
        head.append(given or "at their sizes")
        numbers = [left, right, left - right, *([f"{left / right:.4f}"] if right else [])]
        for row, number in zip(rows, numbers, strict=True):
            row.append(number)
    elif given:
        head.append(given)
        difference = found.difference.substitute(found.sizes)
        for row, count in zip(rows, (left, right, difference, ""), strict=False):
            row.append(count)
    return grid(head, rows, right=(2,))


def _growth(found: Comparison) -> list[Block]:
    if found.sign == 0:
        return [line("They are equal at all sizes.", indent=2)]
    made: list[Block] = []
    if found.sign is not None:
        words = (
            f"{found.left.label} has {MORE[found.sign]} {unit_of(found.left)} than {found.right.label} at all sizes."
        )
        made.append(line(words, indent=2))
    if found.ratio is not None and found.ratio.free_symbols:
        for limit in found.limits:
            made.append(line(f"The ratio, as {limit.letter} grows, tends to ", _limit(limit), ".", indent=2))
    for crossing in found.crossings:
        about = f", about {crossing.place:.1f}" if crossing.place else ""
        words = f"They are equal at {crossing.letter} = "
        made.append(line(words, _formula(crossing.value), f"{about}.", indent=2))
    if found.matching and found.sign:
        size, count = found.matching
        letter = found.right.aliases["hidden"]
        nearest = f"{found.right.label} comes nearest to that count with {letter} = {size}: {count:,}."
        made.append(line(nearest, indent=2))
    return made


def _formula(value: Expr) -> Maths:
    read = as_read(value)
    return Maths(expression_text(read), expression_latex(read))


def _limit(limit: Limit) -> Maths:
    if limit.unbounded:
        return Maths("∞", r"\infty")
    top, bottom = maths(limit.top), maths(limit.bottom)
    if bottom.text == "1" or not limit.top.terms:
        return top
    above, below = (f"({one.text})" if " " in one.text or "·" in one.text else one.text for one in (top, bottom))
    return Maths(f"{above}/{below}", rf"\frac{{{top.latex}}}{{{bottom.latex}}}")


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
    mine, theirs = (equation_lines(layer.sublayers[0].cell) for layer in (left, right))
    if mine == theirs:
        return [Line(("",)), line("The equations are the same.", indent=2)]
    blocks: list[Block] = []
    for layer, own, others in ((left, mine, theirs), (right, theirs, mine)):
        blocks += [Line(("",)), line(f"only {layer.label}:", indent=2)]
        blocks += [line(one, indent=4) for one in own if one not in others]
    return blocks
