"""The labels of a diagram, as the notation writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from symbolic._cell import Cell
from symbolic.diagram.graph import BLOCK, GATE_BOX, JOIN, LINEAR, OPERATION, SINKS, DiagramNode, Panel
from symbolic.language import nodes as n
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.printer import spell
from symbolic.record import replace
from symbolic.report.pictures.glyphs import text_width
from symbolic.report.writing.notation import Notation
from symbolic.report.writing.scalars import scalars_of
from symbolic.report.writing.styles import latex_style, loop_range

OPERATION_LATEX = {"*": r"\times", "+": "+", "-": "-", "/": r"\div", "sum": r"\sum", "dot": r"\cdot"}
OPERATION_LATEX |= {"@": r"\cdot", "outer": r"\otimes", "concat": r"\Vert", "sqrt": r"\surd", "abs": r"|\cdot|"}
MOST_KERNELS = 2
LABEL_TYPE_SIZE, LABEL_SMALL_TYPE, TALL = 14, 11, 3


class NodeLabel(NamedTuple):
    """What stands in a node, and the name of what it computes."""

    sign: str = ""
    name: str = ""


def find_labels(cell: Cell, panels: tuple[Panel, ...], notation: Notation) -> list[list[NodeLabel]]:
    """The words of each node of each panel, all formulas in LaTeX."""
    style = latex_style(cell.definition.latex, notation, scalars_of(cell))
    style = replace(style, static=cell.definition.program.static)
    names = cell.definition.latex

    def function(name: str) -> str:
        if name in OPERATION_LATEX:
            return OPERATION_LATEX[name]
        if name.startswith("**"):
            return rf"{{\cdot}}^{{{name[2:]}}}"
        if name.endswith("*"):
            return rf"{name[:-1]}\cdot"
        if re.search(r"[-+/]", name):
            return name
        row = OPERATIONS.get(name)
        written = notation.functions.get(name) or names.get(name) or (row.latex if row else "")
        if not written or "{" in written.replace(r"\mathrm{", ""):
            written = r"\mathrm{" + name.replace("_", r"\_") + "}"
        return written

    def words(node: DiagramNode, panel: Panel) -> NodeLabel:
        name = spell(node.named, style) if node.named else ""
        if node.kind == BLOCK:
            inner = panels[node.panel]
            targets = dict.fromkeys(
                spell(other.named, style) for other in inner.nodes if other.kind in SINKS and other.named
            )
            leaving = ", ".join([*targets][:3]) + (r",\dots" if len(targets) > 3 else "")
            if inner.first:
                return NodeLabel(leaving, rf"\mathrm{{eq.}}\,{inner.first}\dots {inner.last}")
            return NodeLabel(leaving, loop_range(node.stack[0], style.size))
        if node.kind == LINEAR:
            return NodeLabel(_kernels(node, lambda kernel: spell(kernel, style)), name)
        if node.kind == OPERATION or (node.kind == JOIN and node.function):
            return NodeLabel(function(node.function), name)
        if node.function:
            return NodeLabel(function(node.function), name)
        return NodeLabel("f" if node.kind not in (GATE_BOX, JOIN, *SINKS, "state", "input") else "", name)

    return [[words(node, panel) for node in panel.nodes] for panel in panels]


def _kernels(node: DiagramNode, write: Callable[[n.Node], str]) -> str:
    if not node.kernels:
        return "+"
    shown = [write(kernel) for kernel in node.kernels[:MOST_KERNELS]]
    return ",\\,".join(shown) + (r",\,\dots" if len(node.kernels) > MOST_KERNELS else "")


def node_size(node: DiagramNode, words: NodeLabel, named: bool) -> tuple[int, int]:
    """Width and height of a node with its words inside; ``named`` says that its name is one of them."""
    if node.kind == OPERATION or node.kind == JOIN:
        wide = text_width(words.sign, LABEL_TYPE_SIZE)
        return (24, 24) if wide <= 20 else (wide + 10 + wide % 2, 24)
    inner = max(text_width(words.sign, LABEL_TYPE_SIZE), text_width(words.name, LABEL_SMALL_TYPE) if named else 0)
    # Scripts come out wider in TeX.
    width = max(38, inner + max(14, 10 + inner // 8))
    return width + width % 2, (36 + 2 * TALL * is_tall(words)) if named else 26


def is_tall(words: NodeLabel) -> bool:
    """Whether what is below the line in the sign would touch what is above it in the name."""
    return "_" in words.sign and "^" in words.name


def title_of(panel: Panel, cell: Cell, notation: Notation) -> str:
    """The heading of an inner panel: the range of its members, in LaTeX."""
    style = latex_style(cell.definition.latex, notation)
    return r",\; ".join(loop_range(loop, style.size) for loop in panel.loops)
