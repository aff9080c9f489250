"""What the modules of all frameworks have in common: names, documentation, arguments, the body of a step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from math import prod
from textwrap import wrap
from types import MappingProxyType

from symbolic.code.dialect import Dialect
from symbolic.code.expressions import Expressions
from symbolic.code.names import CodeNames
from symbolic.code.program import (
    GLOROT,
    ONES,
    ORTHOGONAL,
    UNIFORM,
    ZEROS,
    CellProgram,
    ModuleArgument,
    StoredParameter,
    find_program,
)
from symbolic.code.python_names import class_name
from symbolic.code.size_text import size_text
from symbolic.code.statements import CODE_INDENT, Statements
from symbolic.code.text import ATOM_RANK, Text
from symbolic.errors import DefinitionError
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.sizes.size import Size
from symbolic.record import Record, aside
from symbolic.version import __version__


class Exported(Record):
    """What is asked of a cell, by the names that it has there."""

    name: str
    title: str
    source: str
    label: str
    definition: Definition
    shapes: Shapes
    roles: Mapping[str, str]
    aliases: Mapping[str, str]
    letters: Mapping[str, str]
    outputs: tuple[str, ...]
    divided: tuple[Size, ...]
    size: Size
    stacked: Mapping[str, tuple[str, ...]] = aside(default=MappingProxyType({}))
    """Of which parameters of the cell one consists that is put together."""
    cut: Mapping[str, tuple[str, ...]] = aside(default=MappingProxyType({}))
    """A signal of which each part is read by itself, and by what."""


class Frame:
    """A cell with the names that its module has; ``array`` is the type of arrays, ``grows`` says if states may."""

    array = ""
    grows = False

    def __init__(self, cell: Exported, dialect: Dialect, reserved: frozenset[str], typed: str):
        self.cell = cell
        self.program: CellProgram = find_program(cell.definition, cell.shapes, cell.roles, cell.outputs, cell.divided)
        if not self.grows and any(state.grows for state in self.program.states):
            problem = "this framework keeps a fixed number of earlier steps, and these equations read all of them"
            raise DefinitionError(f"{problem}; export to torch or numpy, or end the range at a size, range(1, K + 1)")
        self.class_name = class_name(cell.name)
        self.names = CodeNames(self.program, dialect, cell.aliases, reserved | {self.class_name})
        self.expressions = Expressions(self.program, self.names)
        self.statements = Statements(self.program, self.expressions, typed)
        self.expressions.parted = {name: self.names.new_parts(name, read) for name, read in cell.cut.items()}
        leading = self.program.timed or self.program.inputs
        self.first: ModuleArgument | None = leading[0] if leading else None
        if self.first:
            self.names.like = self.names.value(self.first.name)
        elif self.program.states:
            self.names.like = self.names.before(self.program.states[0].name)

    @cached_property
    def step(self) -> list[str]:
        """The statements of one step, without the way in and out."""
        return self.statements.step()

    @cached_property
    def results(self) -> tuple[list[str], list[str], list[str]]:
        """Lines that close the step, then its outputs and the states after it."""
        return self.statements.results()

    @property
    def over_time(self) -> bool:
        """Whether a layer runs the cell: one with several predecessors, or without inputs, is run by hand."""
        return bool(self.program.timed) and not self.program.children

    @property
    def fixed(self) -> list[StoredParameter]:
        """The fixed parameters that are given; an identity is not, nor is the number of a size."""
        known = self.cell.definition.identity | self.cell.definition.size_values
        return [stored for stored in self.program.parameters if stored.fixed and stored.name not in known]

    def attribute(self, stored: StoredParameter) -> str:
        """A fixed parameter in the constructor: its argument, or that of the size whose number it is."""
        if stored.name in self.cell.definition.size_values:
            return f"float({self.names.argument(stored.name)})"
        return self.names.attribute(stored.name)

    @property
    def trained(self) -> list[StoredParameter]:
        return [stored for stored in self.program.parameters if not stored.fixed]

    @property
    def sizes(self) -> list[str]:
        """The names of the sizes as arguments."""
        return [self.names.argument(letter) for letter in self.program.letters]

    def extent(self, size: Size) -> str:
        """A size in terms of the arguments."""
        return size_text(size, self.names.argument)

    def extents(self, shape: tuple[Size, ...]) -> str:
        return ", ".join(map(self.extent, shape))

    def shape_of(self, stored: StoredParameter) -> str:
        shape = self.extents(stored.shape)
        return f"({shape},)" if len(stored.shape) == 1 else f"({shape})"

    def fans(self, own: tuple[Size, ...]) -> str:
        """How many inputs and outputs a kernel has together."""
        places = prod(own[2:], start=Size.of(1))
        return self.extent(sum((extent * places for extent in own[:2]), Size.of(0)))

    def checks(self) -> list[str]:
        """Statements that refuse sizes at which a part of a size is not whole."""
        lines: list[str] = []
        for size in self.program.divided:
            top, bottom = _fraction(size)
            above, below = self.extent(top), size_text(bottom, self.names.argument, inside=True)
            above = f"({above})" if " " in above else above
            spelled = f"{above} must be divisible by {below}"
            line = f'if {above} % {below}:\n{CODE_INDENT}raise ValueError("{spelled}")'
            lines += [row for row in line.split("\n") if line not in lines]
        return lines

    def axes(self, value: ModuleArgument) -> int:
        """How many axes of an input or a state stand behind the batch."""
        return len(value.members) + len(value.shape) + bool(value.kept)

    def state_shape(self, state: ModuleArgument) -> list[str]:
        """The axes of a state behind the batch: earlier steps, members, its own."""
        kept: list[str] = []
        if state.kept:
            reaches = [self.expressions.size(size, {}) for size in state.kept]
            kept = [reaches[0] if len(reaches) == 1 else f"max({', '.join(reaches)})"]
        return [*kept, *(self.expressions.size(size, {}) for size in (*state.members, *state.shape))]

    def documented(self, value: ModuleArgument) -> str:
        """An input or a state in words: ``x: (batch, input_size)``."""
        kept = "" if not value.kept else "steps, "
        shape = ", ".join(self.extent(size) for size in (*value.members, *value.shape))
        return f"({', '.join(part for part in ('batch', kept.strip(', '), shape) if part)})"

    def module_doc(self, framework: str) -> str:
        """The docstring of the file."""
        lines = [f"{_plain(self.cell.title or self.class_name)} as {framework}."]
        if self.cell.source:
            lines += ["", *wrap(f"Source: {_plain(self.cell.source)}", 100)]
        label = self.cell.label
        lines += ["", f"Generated by symbolic-cells {__version__} from the equations of {_plain(label)}."]
        return '"""' + "\n".join([*lines, '"""']) if len(lines) > 1 else f'"""{lines[0]}"""'

    def cell_doc(self) -> list[str]:
        """The docstring of the cell: its parameters, sizes, inputs and states."""
        meanings = self.cell.letters
        lines = [f'"""One step of {_plain(self.cell.title or self.class_name)}.', ""]
        lines += wrap(f"Trained parameters: {self.extent(self.cell.size)}.", 110)
        for letter in self.program.letters:
            written = f" ({letter} in the equations)" if self.names.argument(letter) != letter else ""
            lines.append(f"{self.names.argument(letter)}: {_plain(meanings[letter])}{written}.")
        for stored in self.fixed:
            shape = self.extents(stored.shape)
            lines.append(f"{self.names.attribute(stored.name)}: fixed, {f'({shape})' if shape else 'a number'}.")
        for name, parts in self.cell.stacked.items():
            whole = f"{self.names.attribute(name)}: {', '.join(parts)} of the equations, one below the other."
            lines += wrap(whole, 110)
        lines.append("")
        for value in self.program.inputs:
            lines.append(f"Input {self.names.value(value.name)}: {self.documented(value)}.")
        for state in self.program.states:
            lines.append(f"State {state.name}: {self.documented(state)}.")
        return [*lines, '"""']

    def helpers(self) -> list[str]:
        """The texts of the helpers and activations that the statements use."""
        own = [word.removeprefix("activation ") for word in self.names.used if word.startswith("activation ")]
        texts = [self.activation(name) for name in own]
        helpers = self.names.dialect.helpers
        return [*(helpers[word].text for word in self.names.used if word in helpers), *texts]

    def activation(self, name: str) -> str:
        """An activation of the cell's own as a function."""
        self.expressions.argument = Text("a", ATOM_RANK, 0, True)
        text = self.expressions.text(self.cell.definition.activations[name], {}).text
        self.expressions.argument = None
        return f"def {self.names.activation(name)}(a: {self.array}) -> {self.array}:\n{CODE_INDENT}return {text}"

    def uses(self, classes: list[list[str]], word: str) -> bool:
        """Whether the classes or their helpers hold a word."""
        used = re.compile(rf"(?<![\w.]){re.escape(word)}")
        lines = [line for part in classes for line in part if not line.lstrip().startswith("#")]
        return any(used.search(text) for text in [*lines, *self.helpers()])

    def starts_doc(self) -> str:
        """How parameters are initialised, in words."""
        words = {
            GLOROT: "Glorot for kernels",
            ORTHOGONAL: "orthogonal for recurrent ones",
            UNIFORM: "uniform for vectors beside them",
            ZEROS: "zeros for biases",
            ONES: "ones for scales",
        }
        used = {stored.start for stored in self.trained}
        return ", ".join(text for start, text in words.items() if start in used).capitalize() + "."


def indented(lines: list[str], depth: int = 1) -> list[str]:
    return [CODE_INDENT * depth + line if line else line for line in lines]


def _fraction(size: Size) -> tuple[Size, Size]:
    """A size as a numerator over a denominator, both polynomials."""
    lowest: dict[str, int] = {}
    for monomial in size.terms:
        for name, power in monomial:
            lowest[name] = min(lowest.get(name, 0), power)
    bottom = Size.of(size.denominator)
    for name, power in lowest.items():
        for _ in range(-power):
            bottom = bottom * Size.letter(name)
    return size * bottom, bottom


def _plain(text: str) -> str:
    """Text that a docstring holds as it is."""
    return " ".join(text.replace("\\", "/").replace('"""', "''").replace('"', "'").split())


def call_lines(start: str, parts: list[str], end: str) -> list[str]:
    """A signature, on several lines where it is long."""
    line = start + ", ".join(parts) + end
    return [line] if len(line) < 100 else [start, *(f"{CODE_INDENT}{part}," for part in parts), end]
