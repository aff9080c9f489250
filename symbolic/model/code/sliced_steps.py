"""Where a `forward` of PyTorch takes some of the steps of a sequence itself, and which layers are called behind it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from symbolic.model.code.freezing import named_parts
from symbolic.model.code.values import FunctionValue, Instance
from symbolic.model.course import Course
from symbolic.model.placed import Placed
from symbolic.record import replace

GATHERING = ("mean", "sum", "max", "amax", "select", "narrow", "index_select")
"""Methods that leave another number of steps where they are asked for the axis of the steps."""

STEP_AXES = ("1", "-2")


def told_of_slices(rows: Iterable[Placed], networks: Iterable[Any]) -> list[Placed]:
    """The rows, of which those behind a slice of the steps say that theirs are not known."""
    behind = {
        f"{path}.{name}".lstrip("."): line
        for network in networks
        for path, part in named_parts(network)
        if isinstance(part, Instance)
        for name, line in _called_behind(part)
    }
    return [_told(row, behind) for row in rows]


def slice_line(node: ast.AST) -> int:
    """The line of the first slice of steps in a function, 0 where there is none.

    >>> slice_line(ast.parse("y = x[:, ::2]")), slice_line(ast.parse("b, n = x.shape[:2]; y = x[:, :, 0]"))
    (1, 0)
    >>> [slice_line(ast.parse(text)) for text in ("x[:, -1]", "h[-1]", "x.mean(1)", "x.mean(dim=-1)", "x[0]")]
    [1, 1, 1, 0, 0]
    """
    lines = [
        part.lineno for part in ast.walk(node) if isinstance(part, ast.Subscript | ast.Call) and _takes_steps(part)
    ]
    return min(lines, default=0)


def _told(row: Placed, behind: dict[str, int]) -> Placed:
    name = next((name for name in behind if row.name == name or row.name.startswith(f"{name}.")), None)
    if name is None or row.course is not None:
        return row
    return replace(row, course=Course(open_at=f"the slice of line {behind[name]}"))


def _called_behind(part: Instance) -> Iterator[tuple[str, int]]:
    """The layers that `forward` calls at or behind its first slice of steps; all, where it goes round in a loop."""
    found = part.kind.find("forward")
    node = found[0].node if found and isinstance(found[0], FunctionValue) else None
    line = slice_line(node) if node else 0
    if node is None or not line:
        return
    loops = [loop for loop in ast.walk(node) if isinstance(loop, ast.For | ast.While | ast.ListComp)]
    start = min([line, *(loop.lineno for loop in loops if loop.lineno <= line <= (loop.end_lineno or line))])
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and (call.end_lineno or 0) >= start:
            holder = call.func.value
            inside = any(slice_line(argument) for argument in call.args)
            if isinstance(holder, ast.Name) and holder.id == "self" and (call.lineno > line or inside or start < line):
                yield call.func.attr, line


def _takes_steps(part: ast.Subscript | ast.Call) -> bool:
    if isinstance(part, ast.Call):
        said = [*part.args[:1], *(word.value for word in part.keywords if word.arg in ("dim", "axis"))]
        method = isinstance(part.func, ast.Attribute) and part.func.attr in GATHERING
        return method and any(ast.unparse(value) in STEP_AXES for value in said)
    if not isinstance(part.ctx, ast.Load) or (isinstance(part.value, ast.Attribute) and part.value.attr == "shape"):
        return False
    if not isinstance(part.slice, ast.Tuple):
        return isinstance(part.value, ast.Name) and ast.unparse(part.slice) == "-1"
    first, second = (*part.slice.elts, None, None)[:2]
    if isinstance(first, ast.Constant) and first.value is Ellipsis:
        return False
    if isinstance(second, ast.Slice):
        return any(end is not None for end in (second.lower, second.upper, second.step))
    return isinstance(second, ast.UnaryOp | ast.Constant) and ast.unparse(second).lstrip("-").isdecimal()
