"""A Jacobian from one step to the next, path by path."""

from __future__ import annotations

from typing import Any

from symbolic.backward.jacobian import Jacobian, Path
from symbolic.language import nodes as n
from symbolic.language.printer import SOURCE, spell
from symbolic.language.sizes.size import Size
from symbolic.record import replace
from symbolic.report.writing.blocks import Block, Piece, grid, line
from symbolic.report.writing.polynomials import Maths, maths
from symbolic.report.writing.styles import TEXT_STYLE, latex_style


def blocks(jacobian: Jacobian, format: str = "text") -> list[Block]:
    """What is derived by what, and a row for each path: its matrix, and the signals that it goes through."""
    of, by = jacobian.ends
    above, below = _maths(of, jacobian), _maths(replace(by, lag=1), jacobian)
    quotient = Maths(f"∂{above.text}/∂{below.text}", rf"\frac{{\partial {above.latex}}}{{\partial {below.latex}}}")
    if not jacobian.paths:
        return [line(quotient, " = 0")]
    change: tuple[Piece, ...] = ()
    if jacobian.change:
        change = (", applied to a small change ", _maths(n.Parameter(jacobian.change), jacobian), " of ", below, ",")
    rows = [(_maths(path.node, jacobian), _through(path, jacobian)) for path in jacobian.paths]
    return [line(quotient, *change, " is the sum of:" if len(rows) > 1 else " is:"), grid(("", ""), rows)]


def data(jacobian: Jacobian) -> dict[str, Any]:
    """The same in the language of equations."""
    paths = [
        {
            "through": [spell(signal, SOURCE) for signal in path.through],
            "matrix": spell(path.node, SOURCE),
            "where": [{"index": loop.index, "from": str(loop.start), "to": str(loop.stop - 1)} for loop in path.where],
        }
        for path in jacobian.paths
    ]
    return {"of": jacobian.of, "by": jacobian.by, "change": jacobian.change, "paths": paths, "sum": jacobian.text}


def _through(path: Path, jacobian: Jacobian) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for signal in path.through:
        pieces += [", " if pieces else "through ", _maths(signal, jacobian)]
    for loop in path.where:
        pieces += [", for " if loop is path.where[0] else " and ", _members(loop)]
    return (*(() if path.through else ("directly",)), *pieces)


def _members(loop: n.Loop) -> Maths:
    index, start, last = (maths(size) for size in (Size.letter(loop.index), loop.start, loop.stop - 1))
    if loop.start == loop.stop - 1:
        return Maths(f"{index.text} = {start.text}", f"{index.latex} = {start.latex}")
    text = f"{start.text} ≤ {index.text} ≤ {last.text}"
    return Maths(text, rf"{start.latex} \le {index.latex} \le {last.latex}")


def _maths(node: n.Node, jacobian: Jacobian) -> Maths:
    return Maths(spell(node, TEXT_STYLE), spell(node, latex_style(jacobian.latex_names)))
