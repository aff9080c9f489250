"""A Jacobian from one step to the next, path by path."""

from __future__ import annotations

from typing import Any

from symbolic.backward.jacobian import Jacobian, Path
from symbolic.language import nodes as n
from symbolic.language.printer import SOURCE, spell
from symbolic.report.writing.blocks import Block, Piece, grid, line
from symbolic.report.writing.polynomials import Maths
from symbolic.report.writing.styles import TEXT, latex_style


def blocks(jacobian: Jacobian, format: str = "text") -> list[Block]:
    """What is derived by what, and a row for each path: its matrix, and the signals that it goes through."""
    above, below = _maths(n.Signal(jacobian.of), jacobian), _maths(n.Signal(jacobian.by, 1), jacobian)
    quotient = Maths(f"∂{above.text}/∂{below.text}", rf"\frac{{\partial {above.latex}}}{{\partial {below.latex}}}")
    if not jacobian.paths:
        return [line(quotient, " = 0")]
    rows = [(_maths(path.node, jacobian), _through(path, jacobian)) for path in jacobian.paths]
    return [line(quotient, " is the sum of:" if len(rows) > 1 else " is:"), grid(("", ""), rows)]


def data(jacobian: Jacobian) -> dict[str, Any]:
    """The same in the language of equations."""
    paths = [
        {"through": [spell(signal, SOURCE) for signal in path.through], "matrix": spell(path.node, SOURCE)}
        for path in jacobian.paths
    ]
    return {"of": jacobian.of, "by": jacobian.by, "paths": paths, "sum": jacobian.text}


def _through(path: Path, jacobian: Jacobian) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for signal in path.through:
        pieces += [", " if pieces else "through ", _maths(signal, jacobian)]
    return tuple(pieces) or ("directly",)


def _maths(node: n.Node, jacobian: Jacobian) -> Maths:
    return Maths(spell(node, TEXT), spell(node, latex_style(jacobian.latex_names)))
