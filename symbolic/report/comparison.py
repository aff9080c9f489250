"""Two cells or layers side by side, as text and as data."""

from __future__ import annotations

from typing import Any

from sympy import expand

from symbolic._cell import Cell
from symbolic.derive.algebra import as_read, expression
from symbolic.derive.simplify import common_factor, simplified
from symbolic.frameworks.differences import Held, differing_equations, held_by_role
from symbolic.frameworks.layer import Kind, Layer, Part, Plan
from symbolic.frameworks.packing import Array, Shape, whole_number
from symbolic.language.sizes import Size
from symbolic.report.algebra import text_of, with_commas
from symbolic.report.text import aligned, equation_lines

Compared = Cell | Layer


def comparison_text(left: Compared, right: Compared, first: dict[str, int], second: dict[str, int]) -> str:
    """Both counts and their difference, what each holds in each role and where, the equations that differ."""
    one, other = as_layer(left), as_layer(right)
    parts = [_counts(one, other, first, second), _roles(held_by_role(one, other)), _equations(one, other)]
    return "\n\n".join(part for part in parts if part) + "\n"


def comparison_data(left: Compared, right: Compared, first: dict[str, int], second: dict[str, int]) -> dict[str, Any]:
    """Everything that `comparison_text` shows; formulas are SymPy's own text."""
    one, other = as_layer(left), as_layer(right)
    mine, theirs = differing_equations(one, other)
    answer: dict[str, Any] = {
        "left": one.label,
        "right": other.label,
        "sizes": {"left": first, "right": second},
        "formulas": {"left": str(one.count), "right": str(other.count)},
        "difference": str(expand(one.count - other.count)),
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
    if first and second:
        counts = whole_number(one.size, first), whole_number(other.size, second)
        answer["counts"] = dict(zip(("left", "right", "difference"), (*counts, counts[0] - counts[1]), strict=True))
    return answer


def as_layer(compared: Compared) -> Layer:
    """A cell as a layer that stores each parameter as an array of its own."""
    if isinstance(compared, Layer):
        return compared
    arrays = tuple(Array(name, name) for name in compared.trainable)
    plan = Plan((Part(compared),), arrays)
    return Layer(Kind(compared.label, (), lambda options: plan), {})


def _counts(left: Layer, right: Layer, first: dict[str, int], second: dict[str, int]) -> str:
    rows = []
    for layer, sizes in ((left, first), (right, second)):
        number = with_commas(whole_number(layer.size, sizes)) if sizes else ""
        rows.append([layer.label, _formula(layer.size), number])
    difference = left.size - right.size
    numbers = whole_number(left.size, first) - whole_number(right.size, second) if first and second else None
    rows.append(["difference", _formula(difference), "" if numbers is None else with_commas(numbers)])
    return "\n".join(f"  {line}" for line in aligned(rows))


def _roles(rows: list[Held]) -> str:
    lines = [["role", "left", "right", "difference"]]
    for row in rows:
        lines.append([row.role, _formula(row.left), _formula(row.right), _formula(row.difference)])
        for place in range(max(len(row.left_arrays), len(row.right_arrays))):
            lines.append(["", _array(row.left_arrays, place), _array(row.right_arrays, place), ""])
    return "\n".join(f"  {line}" for line in aligned(lines))


def _array(arrays: tuple[tuple[str, Shape], ...], place: int) -> str:
    if place >= len(arrays):
        return ""
    name, shape = arrays[place]
    return f"  {name} ({', '.join(_formula(extent) for extent in shape)})"


def _equations(left: Layer, right: Layer) -> str:
    mine, theirs = (equation_lines(layer.parts[0].cell) for layer in (left, right))
    if mine == theirs:
        return "  the equations are the same"
    sides = [(left, mine, theirs), (right, theirs, mine)]
    lines: list[str] = []
    for layer, own, others in sides:
        lines += [f"  only {layer.label}:", *(f"    {line}" for line in own if line not in others)]
    return "\n".join(lines)


def _formula(size: Size) -> str:
    if size == Size.of(0):
        return "0"
    if all(number < 0 for number in size.terms.values()):
        return f"-{_formula(size * -1)}" if len(size.terms) == 1 else f"-({_formula(size * -1)})"
    value = expression(size)
    return text_of(as_read(common_factor(value) if len(size.terms) < 3 else simplified(value)))
