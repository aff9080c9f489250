"""What the code of a network has in all frameworks: its layers in a row, their sizes, the parts of a recurrent one."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from symbolic._cell import Cell
from symbolic.code.python_names import PythonNames
from symbolic.code.size_text import size_text
from symbolic.errors import UsageError
from symbolic.frameworks.arguments import SizeOf
from symbolic.frameworks.layer import Layer
from symbolic.language.names import occurrences
from symbolic.language.output_width import find_output_width
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.layers import Last, NetworkLayer
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.modules.cell_classes import CellClasses
from symbolic.model.placed import Placed
from symbolic.version import __version__

MERGE_CODE = {"sum": "{0} + {1}", "mul": "{0} * {1}", "ave": "({0} + {1}) / 2"}
LAYERS_LISTED = 6
"""Up to how many layers are written one by one."""


class NetworkMember(NamedTuple):
    """A layer of a network: as it is written, in its place, and the name of its attribute."""

    layer: NetworkLayer
    placed: Placed
    name: str


class NetworkText:
    """The code of one network; a framework says how each kind of layer is made and called.

    The methods by the names of the kinds add to ``made``, the lines of the constructor, and to ``steps``, those of a
    call, in which ``x`` runs through the layers: ``(batch, steps, size)``, or ``(batch, size)`` once ``over`` is true.
    """

    target, framework, namespace = "", "", ""
    module, libraries = "", ("",)
    """What the classes of the framework's layers stand in, in the code that is written, and where they are read."""
    listing: tuple[list[str], list[str]] = (["["], ["]"])
    """The lines around a list of layers."""
    flipped, joined = "", ""
    """What turns a sequence around, and what lays two directions side by side."""

    def __init__(self, members: Sequence[tuple[NetworkLayer, Placed]], numbers: Mapping[str, int], fused: bool):
        self.numbers = {letter: Size.of(number) for letter, number in numbers.items()}
        self.classes = CellClasses(self.target, fused, {"Network"})
        self.made: list[str] = []
        self.steps: list[str] = []
        self.over = False
        self.names = names = PythonNames(self.reserved)
        self.members = [NetworkMember(layer, placed, names.new(placed.name)) for layer, placed in members]
        self.arguments: dict[str, str] = {}

    reserved: frozenset[str] = frozenset({"self", "x", "super"})

    def size(self, size: Size) -> str:
        """A size, whose letters become arguments of the module."""
        return size_text(size.substitute(self.numbers), self.argument)

    def argument(self, letter: str) -> str:
        if letter not in self.arguments:
            self.arguments[letter] = self.names.new(letter)
        return self.arguments[letter]

    def write(self) -> None:
        """Let each layer add its lines."""
        for member in self.members:
            method = getattr(self, type(member.layer).__name__.lower(), None)
            own = getattr(member.layer, "written", "")
            if own:
                self.add(member, f"{self.module}.{self.literal(member, own)}")
            elif method is None:
                raise self.refused(member, f"{member.placed.what} is not written as a layer of {self.framework}")
            else:
                method(member, member.layer)
            if member.layer.frozen and member.placed.terms:
                self.made.append(self.freeze(member.name))
            self.over = self.over or member.layer.last

    def refused(self, member: NetworkMember, why: str) -> UsageError:
        return UsageError(f"{member.placed.name}: {why}")

    def add(self, member: NetworkMember, made: str, called: str = "self.{0}(x)") -> None:
        """A layer that is an attribute, and is called."""
        self.made.append(f"self.{member.name} = {made}")
        self.steps.append(f"x = {called.format(member.name)}")

    def literal(self, member: NetworkMember, text: str) -> str:
        """The call of a class without its library; raises `UsageError` for another library's, and what is no value."""
        library = next((name for name in self.libraries if text.startswith(name)), None)
        if library is None:
            raise self.refused(member, f"{text[:60]} is not a layer of {self.framework}")
        name, _, rest = text.removeprefix(library).partition("(")
        try:
            call = ast.parse(f"f({rest or ')'}", mode="eval").body
            for value in [*call.args, *(word.value for word in call.keywords)]:  # pyright: ignore
                ast.literal_eval(value)
        except (SyntaxError, ValueError, MemoryError, RecursionError, AttributeError):
            raise self.refused(member, f"the arguments of {text[:60]} are not all numbers and words") from None
        return f"{name}({rest or ')'}"

    def freeze(self, name: str) -> str:
        raise NotImplementedError

    def reads(self, member: NetworkMember) -> Size:
        if member.placed.reads is None:
            raise self.refused(member, "how many numbers it reads is not known; write reshape(size) before it")
        return member.placed.reads

    def recurrent(self, member: NetworkMember, layer: Recurrent) -> None:
        """One layer or several, in one direction or two: as attributes, and in a loop where there are several."""
        self.check(member, layer)
        gives = member.placed.gives
        parts = [self.part(member, layer, self.reads(member))]
        if layer.layers != ONE and gives is not None:
            parts.append(self.part(member, layer, gives))
        self.stack(member, layer, parts)

    def listed(self, layer: Recurrent, parts: list[str]) -> list[str]:
        """The layers of a recurrent one as items of a list."""
        count = layer.layers.substitute(self.numbers).constant
        if count is not None and count <= LAYERS_LISTED:
            return [parts[0], *[parts[-1]] * (count - 1)]
        return [parts[0], f"*({parts[-1]} for _ in range({self.size(layer.layers - ONE)}))"]

    def check(self, member: NetworkMember, layer: Recurrent) -> None:
        if isinstance(layer.cell, Cell):
            self.outputs(member, layer.cell)

    def stack(self, member: NetworkMember, layer: Recurrent, parts: list[str]) -> None:
        names = [member.name, *([f"{member.name}_back"] if layer.bidirectional else [])]
        several = layer.layers != ONE
        opening, closing = self.listing
        for name in names:
            if several:
                self.made += [f"self.{name} = {opening[0]}", *opening[1:]]
                self.made += [f"{'    ' * len(opening)}{row}," for row in self.listed(layer, parts)]
                self.made += closing
            else:
                self.made.append(f"self.{name} = {parts[0]}")
        callers = ["ahead", "back"][: len(names)] if several else [f"self.{name}" for name in names]
        step = self.sequence(member, layer, f"{callers[0]}(x)")
        if layer.bidirectional:
            back = self.sequence(member, layer, f"{callers[1]}({self.flipped.format('x')})")
            merge = MERGE_CODE.get(layer.merge, self.joined)
            step = merge.format(step, self.flipped.format(back))
        if several:
            over = f"self.{names[0]}" if len(names) == 1 else f"zip(self.{names[0]}, self.{names[1]})"
            self.steps += [f"for {', '.join(callers)} in {over}:", f"    x = {step}"]
        else:
            self.steps.append(f"x = {step}")
        if layer.last and not self.gives_last(layer):
            self.steps.append("x = x[:, -1]")

    def sequence(self, member: NetworkMember, layer: Recurrent, call: str) -> str:
        """What the next layer reads of a call."""
        raise NotImplementedError

    def gives_last(self, layer: Recurrent) -> bool:
        """Whether the framework's own layer gives the last step."""
        return False

    def last(self, member: NetworkMember, layer: Last) -> None:
        self.steps.append("x = x[:, -1]")

    def part(self, member: NetworkMember, layer: Recurrent, reads: Size) -> str:
        """The code that makes one layer in one direction."""
        if isinstance(layer.cell, Layer):
            return self.framework_layer(member, layer.cell, layer, reads)
        made = self.classes.add(layer.cell, member.placed.name)
        sizes = {**layer.sizes, **({layer._free: reads} if layer._free else {})}
        arguments = [self.size(sizes.get(letter, Size.letter(letter))) for letter in made.letters]
        fixed = layer.cell.definition.fixed - layer.cell.definition.identity
        if fixed:
            raise self.refused(member, f"{sorted(fixed)[0]} is a fixed number that is given; export the cell by itself")
        return self.cell_call(made.name, arguments)

    def framework_layer(self, member: NetworkMember, kind: Layer, layer: Recurrent, reads: Size) -> str:
        raise NotImplementedError

    def cell_call(self, name: str, arguments: list[str]) -> str:
        raise NotImplementedError

    def framework_arguments(self, member: NetworkMember, kind: Layer, layer: Recurrent, reads: Size) -> dict[str, str]:
        """The arguments of a framework's layer by name, sizes as the network has them."""
        if not kind.spec.name.startswith(self.namespace):
            raise self.refused(member, f"{kind.spec.name} is not a layer of {self.framework}")
        if kind.spec.name.endswith("Cell"):
            raise self.refused(member, f"{kind.spec.name} is one step; write {kind.spec.name.removesuffix('Cell')}")
        words = {name: _spelled(str(value)) for name, value in kind.words.items()}
        sizes = {**layer.sizes, **({layer._free: reads} if layer._free else {})}
        for argument in kind.spec.arguments:
            if isinstance(argument, SizeOf) and (not argument.optional or argument.name in words):
                words[argument.name] = self.size(sizes.get(argument.letter, Size.letter(argument.letter)))
        return words

    def outputs(self, member: NetworkMember, cell: Cell) -> list[str]:
        """How each output of a cell is as the next layer reads it: "" as it is, ``last`` member alone, or ``flat``."""
        shapes, definition = cell._shapes, cell.definition
        if any(len(shapes.names[name]) > 1 for name in cell.outputs):
            raise self.refused(member, f"{cell.label} gives a matrix or a map at each step; export the cell by itself")
        if len([name for name in definition.names.inputs if name not in definition.program.static]) != 1:
            raise self.refused(member, f"{cell.label} has several inputs; export the cell by itself")
        if any(
            occurrence.node.index and occurrence.node.name in definition.names.inputs
            for occurrence in occurrences(definition.program)
        ):
            raise self.refused(member, f"{cell.label} reads several sequences at once; export the cell by itself")
        families = {equation.name for equation in definition.program.equations if equation.target.index}
        rows: list[str] = []
        for name in cell.outputs:
            width = shapes.names[name][0] if shapes.names[name] else ONE
            chain = find_output_width(definition, shapes, [name]) == width
            rows.append("" if name not in families and shapes.names[name] else "last" if chain else "flat")
        return rows

    def doc(self, label: str, count: str) -> list[str]:
        first = self.members[0]
        words = first.placed.reads is None and type(first.layer).__name__.startswith("Embedding")
        shape = "(batch, steps), numbers of words" if words else f"(batch, steps, {self.size(self.reads(first))})"
        return [f'"""{label}', "", f"Trained parameters: {count}.", f"Input: {shape}.", '"""']

    def head(self, label: str) -> str:
        made = f"Generated by symbolic-cells {__version__} from the text of a network."
        return f'"""{label} as a module of {self.framework}.\n\n{made}\n"""'


def _spelled(value: str) -> str:
    if value.lower() in ("true", "false", "none"):
        return value.capitalize()
    return value if value.replace(".", "", 1).lstrip("-").isdigit() else repr(value)
