"""Cells, layers and networks side by side: what each holds in each role, how they grow, where they are equal."""

from __future__ import annotations

from typing import Any

from sympy import Expr

from symbolic._cell import Cell
from symbolic.answers.compare import Comparison, Limit
from symbolic.answers.equations.comparison import EQUAL, UNKNOWN, EquationComparison
from symbolic.answers.subject import plain, plain_names
from symbolic.derive.expressions import as_read
from symbolic.derive.quantity import Counted, quantity_of, subject_of, unit_of
from symbolic.frameworks.differences import differing_equations, held_by_role
from symbolic.frameworks.layer import Layer, as_layer
from symbolic.language.sizes.size import NO_SIZE, Size, SymbolicShape
from symbolic.model.network import Model
from symbolic.report.pages.cell_text import equation_lines
from symbolic.report.writing.blocks import Block, Line, Piece, a_step, at_sizes, grid, line
from symbolic.report.writing.expressions import expression_latex, expression_text
from symbolic.report.writing.polynomials import Maths, maths

MORE_OR_FEWER = {1: "more", -1: "fewer"}


def blocks(comparison: Comparison, format: str = "text") -> list[Block]:
    """Counts and difference, roles with their arrays, limits and crossings; the equations in a terminal."""
    made: list[Block] = [_counts(comparison)]
    if quantity_of(comparison.left) != "parameters":
        return [*made, *_growth(comparison)]
    left, right = _layer(comparison.left), _layer(comparison.right)
    if left is None or right is None:
        return [*made, _parts(comparison), *_growth(comparison)]
    if format == "text":
        return [*made, _roles(left, right), *_growth(comparison), *_equations(comparison, left, right)]
    rows = [(row.role, row.left, row.right, row.difference) for row in held_by_role(left, right)]
    return [
        *made,
        grid(("role", comparison.left.label, comparison.right.label, "difference"), rows),
        *_growth(comparison),
    ]


def data(comparison: Comparison) -> dict[str, Any]:
    """Everything of `blocks` as plain data; formulas are Python's text."""
    answer: dict[str, Any] = {
        "of": quantity_of(comparison.left),
        "left": comparison.left.label,
        "right": comparison.right.label,
        "formulas": {"left": str(comparison.top), "right": str(comparison.bottom)},
        "difference": str(comparison.difference),
        "ratio": None if comparison.ratio is None else str(comparison.ratio),
        "sign": comparison.sign,
        "limits": {limit.letter: _limit(limit).text for limit in comparison.limits},
        "crossings": {crossing.letter: str(crossing.value) for crossing in comparison.crossings},
    }
    first, second = _layer(comparison.left), _layer(comparison.right)
    if first is None or second is None:
        answer["layers"] = [
            dict(zip(("layer", "left", "right", "difference"), map(str, row), strict=True)) for row in _rows(comparison)
        ]
    else:
        answer |= _by_role(first, second)
        if (verdict := comparison.equations) is not None:
            answer["equations"] |= {
                "relation": verdict.relation,
                "names": dict(verdict.names),
                "differences": list(verdict.differences),
                "sizes": dict(verdict.sizes),
                "proof": verdict.proof,
            }
    left, right = comparison.counts
    if isinstance(left, int) and isinstance(right, int):
        ratio = left / right if right else None
        answer["counts"] = {"left": left, "right": right, "difference": left - right, "ratio": ratio}
    elif comparison.sizes:
        answer["counts"] = {"left": str(left), "right": str(right)}
    if comparison.matching:
        answer["matching"] = dict(zip(("hidden", "count"), comparison.matching, strict=True))
    return answer


def _by_role(first: Layer, second: Layer) -> dict[str, Any]:
    mine, theirs = differing_equations(first, second)
    return {
        "roles": [
            {
                "role": row.role,
                "left": str(row.left),
                "right": str(row.right),
                "difference": str(row.difference),
                "left_arrays": {name: list(map(str, shape)) for name, shape in row.left_arrays},
                "right_arrays": {name: list(map(str, shape)) for name, shape in row.right_arrays},
            }
            for row in held_by_role(first, second)
        ],
        "equations": {"left": mine, "right": theirs},
    }


def _layer(counted: Counted) -> Layer | None:
    """As a layer, in the plain letters; None for a network."""
    compared = subject_of(counted)
    if not isinstance(compared, Cell | Layer):
        return None
    letters = {} if isinstance(compared, Layer) else plain_names(compared.definition.letters, compared.aliases)
    return as_layer(compared, {letter: Size.letter(name) for letter, name in letters.items()})


def _counts(comparison: Comparison) -> Block:
    rows: list[list[Piece]] = [[comparison.left.label, comparison.top], [comparison.right.label, comparison.bottom]]
    rows.append(["difference", comparison.difference])
    if comparison.ratio is not None:
        rows.append(["ratio", _formula(comparison.ratio)])
    left, right = comparison.counts
    at = at_sizes(comparison.sizes)
    head = ["", f"{unit_of(comparison.left)}{a_step(comparison.left)}"]
    if isinstance(left, int) and isinstance(right, int):
        head.append(at or "at their sizes")
        numbers = [left, right, left - right, *([f"{left / right:.4f}"] if right else [])]
        for row, number in zip(rows, numbers, strict=True):
            row.append(number)
    elif at:
        head.append(at)
        difference = comparison.difference.substitute(comparison.sizes)
        for row, count in zip(rows, (left, right, difference, ""), strict=False):
            row.append(count)
    return grid(head, rows, right=(2,))


def _growth(comparison: Comparison) -> list[Block]:
    if comparison.sign == 0:
        return [line("They are equal at all sizes.", indent=2)]
    made: list[Block] = []
    if comparison.sign is not None:
        more = f"{comparison.left.label} has {MORE_OR_FEWER[comparison.sign]} {unit_of(comparison.left)}"
        made.append(line(f"{more} than {comparison.right.label} at all sizes.", indent=2))
    if comparison.ratio is not None and not comparison.reduced:
        made.append(
            line("The ratio is not in lowest terms: the counts are too long to look for their factors.", indent=2)
        )
    if comparison.ratio is not None and comparison.ratio.free_symbols:
        for limit in comparison.limits:
            made.append(line(f"The ratio, as {limit.letter} grows, tends to ", _limit(limit), ".", indent=2))
    for crossing in comparison.crossings:
        about = f", about {crossing.place:.1f}" if crossing.place else ""
        words = f"They are equal at {crossing.letter} = "
        made.append(line(words, _formula(crossing.value), f"{about}.", indent=2))
    if comparison.matching and comparison.sign:
        size, count = comparison.matching
        letter = comparison.right.aliases["hidden"]
        nearest = f"{comparison.right.label} comes nearest to that count with {letter} = {size}: {count:,}."
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
    above, below = (f"({side.text})" if " " in side.text or "·" in side.text else side.text for side in (top, bottom))
    return Maths(f"{above}/{below}", rf"\frac{{{top.latex}}}{{{bottom.latex}}}")


def _parts(comparison: Comparison) -> Block:
    return grid(("layer", "left", "right", "difference"), _rows(comparison))


def _rows(comparison: Comparison) -> list[tuple[str, Size, Size, Size]]:
    """The layers of two networks, those with the same name beside each other; a cell is a layer of its own."""
    left, right = map(_layers, (comparison.left, comparison.right))
    names = [*left, *(name for name in right if name not in left)]
    rows = [(name, left.get(name, NO_SIZE), right.get(name, NO_SIZE)) for name in names]
    return [(name, mine, theirs, mine - theirs) for name, mine, theirs in rows if mine.terms or theirs.terms]


def _same(verdict: EquationComparison | None, left: Layer, right: Layer) -> list[Block]:
    """That the equations are the same, and the names of the one on the other where they differ."""
    pairs = [(name, other) for name, other in verdict.names if name != other] if verdict is not None else []
    sizes = ", ".join(f"{letter} = {size}" for letter, size in verdict.sizes) if verdict is not None else ""
    where = f", with {sizes}" if sizes else ""
    if not pairs:
        return [line(f"The equations are the same{where}.", indent=2)]
    head = f"The equations are the same but for names{where}:"
    return [line(head, indent=2), grid((left.label, right.label), sorted(pairs))]


def _layers(counted: Counted) -> dict[str, Size]:
    compared = subject_of(counted)
    if isinstance(compared, Model):
        return {layer.name: layer.size for layer in compared.layers}
    return {compared.label: plain(compared.size, compared.aliases)}


def _roles(left: Layer, right: Layer) -> Block:
    rows: list[tuple[Piece, ...]] = []
    for row in held_by_role(left, right):
        rows.append((row.role, row.left, row.right, row.difference))
        for place in range(max(len(row.left_arrays), len(row.right_arrays))):
            rows.append(("", _array(row.left_arrays, place), _array(row.right_arrays, place), ""))
    return grid(("role", "left", "right", "difference"), rows)


def _array(arrays: tuple[tuple[str, SymbolicShape], ...], place: int) -> str:
    if place >= len(arrays):
        return ""
    name, shape = arrays[place]
    return f"  {name} ({', '.join(maths(extent).text for extent in shape)})"


def _equations(comparison: Comparison, left: Layer, right: Layer) -> list[Block]:
    mine, theirs = (equation_lines(layer.sublayers[0].cell) for layer in (left, right))
    verdict = comparison.equations
    if mine == theirs or (verdict is not None and verdict.relation == EQUAL):
        return [Line(("",)), *_same(verdict, left, right)]
    blocks: list[Block] = []
    if verdict is not None and verdict.relation == UNKNOWN:
        blocks += [Line(("",)), line("It cannot be told whether the equations are the same.", indent=2)]
    if verdict is not None and verdict.differences:
        head = "They are written differently:" if verdict.relation == UNKNOWN else "Where the equations differ:"
        blocks += [Line(("",)), line(head, indent=2)]
        blocks += [line(said, indent=4) for said in verdict.differences]
    for layer, equations, others in ((left, mine, theirs), (right, theirs, mine)):
        blocks += [Line(("",)), line(f"only {layer.label}:", indent=2)]
        blocks += [line(equation, indent=4) for equation in equations if equation not in others]
    return blocks
