"""The classes of the cells of a network, each once, in one file of code."""

from __future__ import annotations

import ast
from typing import NamedTuple

from symbolic._cell import Cell
from symbolic.code.module import layer_frame, module_text
from symbolic.code.python_names import class_name
from symbolic.errors import UsageError
from symbolic.record import replace


class CellClass(NamedTuple):
    """The class of a cell over time, the letters of its arguments in their order, and whether it gives its states."""

    name: str
    letters: tuple[str, ...]
    states: bool


class CellClasses:
    """Collects the texts of cells: imports, functions and classes, none of them twice."""

    def __init__(self, target: str, fused: bool, taken: set[str]):
        self.target, self.fused, self.taken = target, fused, taken
        self.imports: dict[str, None] = {}
        self.parts: dict[str, str] = {}
        self.known: dict[Cell, CellClass] = {}

    def add(self, cell: Cell, layer: str) -> CellClass:
        """The class of a cell; raises `UsageError` that names the layer where there is none over time."""
        if cell in self.known:
            return self.known[cell]
        name, number = class_name(cell.name), 2
        while name in self.taken:
            name, number = f"{class_name(cell.name)}{number}", number + 1
        self.taken |= {name, f"{name}Cell"}
        exported = replace(cell.exported, name=name)
        written = module_text(exported, self.target, self.fused)
        lines = written.split("\n")
        names: list[str] = []
        for node in ast.parse(written).body:
            part = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            if isinstance(node, ast.Import | ast.ImportFrom):
                self.imports[part] = None
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                if self.parts.setdefault(node.name, part) != part:
                    raise UsageError(f"{layer}: another layer has a function {node.name} too; call it otherwise")
                names.append(node.name)
        if name not in names:
            raise UsageError(f"{layer}: {cell.label} has no class over time in {self.target}; export it by itself")
        self.known[cell] = CellClass(name, *layer_frame(exported, self.fused))
        return self.known[cell]
