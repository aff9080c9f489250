"""A backward pass: a program in the language of equations, with what its names stand for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from symbolic._cell import WORDS, Cell
from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes, infer
from symbolic.language.record import Record

if TYPE_CHECKING:
    pass

ADJOINT, NET, ARRIVING, HANDED, NAMED = "adjoint", "net", "arriving", "handed", "named"


class Symbol(Record):
    """What a name of a backward pass stands for: its kind, the name that it is of, and which."""

    kind: str
    of: str
    number: int = 1


class Step(Record):
    """One equation and the rules that it was derived by."""

    equation: n.Equation
    rules: tuple[str, ...]


class Backward(Cell):
    """The backward pass of a cell, itself a cell that runs from the last step to the first."""

    forward: Cell
    steps: tuple[Step, ...]
    symbols: dict[str, Symbol]
    outputs: tuple[str, ...]

    @classmethod
    def of(
        cls, cell: Cell, steps: tuple[Step, ...], symbols: dict[str, Symbol], outputs: tuple[str, ...]
    ) -> Backward:
        """Put together; the shapes are inferred when they are first needed."""
        found = cls.__new__(cls)
        program = n.Program(tuple(step.equation for step in steps), backward=True)
        sizes = dict(cell._shapes.names)
        sizes |= {name: sizes[symbol.of] for name, symbol in symbols.items() if symbol.kind in (ARRIVING, HANDED)}
        forward = cell.definition
        definition = Definition(program, sizes, forward.fixed, forward.activations, forward.latex)
        found.definition = definition
        for word in WORDS:
            setattr(found, word, getattr(cell, word))
        found.modifiers, found._letters = cell.modifiers, {n.STEPS: "number of time steps", **cell.letters}
        found.forward, found.steps, found.symbols, found.outputs = cell, steps, symbols, outputs
        return found

    @cached_property
    def _shapes(self) -> Shapes:
        return infer(self.definition)

    @cached_property
    def gradients(self) -> dict[str, str]:
        """The name of the gradient of each parameter and of each input."""
        names = self.forward.definition.names
        return {
            symbol.of: name
            for name, symbol in self.symbols.items()
            if symbol.kind == ADJOINT and (symbol.of in names.parameters or symbol.of in names.inputs)
        }

    def __repr__(self) -> str:
        return f"<Backward {self.label}: {', '.join(self.definition.names.signals)}>"
