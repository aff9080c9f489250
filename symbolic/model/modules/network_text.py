"""What the code of a network has in all frameworks: its layers in a row, their sizes, the parts of a recurrent one."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from symbolic._cell import Cell
from symbolic.code.python_names import PythonNames
from symbolic.code.size_text import size_text
from symbolic.errors import UsageError
from symbolic.frameworks.arguments import SizeOf
from symbolic.frameworks.layer import Layer
from symbolic.language.names import occurrences
from symbolic.language.output_width import find_output_width
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.layers import (
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalPool,
    Last,
    LayerNorm,
    NetworkLayer,
    Plain,
    Pool,
    RMSNorm,
)
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.modules.as_cells import as_cells
from symbolic.model.modules.cell_classes import CellClasses
from symbolic.model.modules.class_call import ClassCall, NumberFunction, find_function, read_activation, read_call
from symbolic.model.placed import Placed
from symbolic.version import __version__

MERGE_CODE = {"sum": "{0} + {1}", "mul": "{0} * {1}", "ave": "({0} + {1}) / 2"}
BESIDE_ARGUMENTS = ("frozen", "trainable", "name", "map")
"""What is said of a layer beside the arguments of its class, and written in other ways."""

CONVOLUTION_WORDS = (
    "in_channels out_channels filters kernel_size stride strides padding dilation dilation_rate groups bias use_bias "
    "activation"
)
TRANSLATED: dict[type[NetworkLayer], str] = {
    Dense: "in_features out_features units bias use_bias activation",
    Embedding: "num_embeddings embedding_dim input_dim output_dim",
    Conv: CONVOLUTION_WORDS,
    LayerNorm: "normalized_shape eps epsilon elementwise_affine bias center scale axis",
    RMSNorm: "normalized_shape eps epsilon elementwise_affine axis",
    BatchNorm: "num_features eps epsilon momentum affine bias center scale axis track_running_stats",
}
"""The arguments of classes with which another framework has the same layer."""

POOL_WORDS = "kernel_size pool_size stride strides padding count_include_pad"
NORMAL_WORDS = ("eps", "epsilon", "momentum")
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
        self.besides: list[str] = []
        """Arguments of the layer that is written, beside those that follow from its kind."""

    shape: tuple[Any, ...] = ()
    """The axes of the input, the batch left aside, where a program says them."""
    ends_first: bool | None = None
    """Whether a program gives the channels before the steps, where it says so."""
    first = False
    """Whether the channels come before the steps or the axes of a map."""

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
        self.begin()
        for member in self.members:
            own = getattr(member.layer, "written", "")
            if not own:
                self.by_kind(member)
            elif own.startswith(self.libraries) and not member.placed.letters:
                self.of_class(member, own)
            else:
                self.translated(member, own)
            if member.layer.frozen and member.placed.terms:
                self.made.append(self.freeze(member.name))
            self.over = self.over or member.layer.last

    def by_kind(self, member: NetworkMember) -> None:
        method = getattr(self, type(member.layer).__name__.lower(), None)
        if method is None:
            raise self.refused(member, f"{member.placed.what} is not written as a layer of {self.framework}")
        method(member, member.layer)

    def of_class(self, member: NetworkMember, own: str) -> None:
        """A layer of the framework's own, as it was written."""
        self.add(member, f"{self.module}.{self.literal(member, own)}")

    def translated(self, member: NetworkMember, own: str) -> None:
        """A layer by the class of another framework; raises `UsageError` where this one does not have the same."""
        try:
            call = read_call(own)
            if call is None:
                raise UsageError(f"{own[:60]} is not a layer of {self.framework}")
            function = find_function(call)
            if function is not None:
                self.function(member, function)
                return
            if call.kind == "Dropout":
                call.only("p", "rate")
                self.dropout(member, Dropout(call.named.get("p", call.named.get("rate", 0.5))))
                return
            if isinstance(member.layer, Plain):
                self.plain_class(member, call, member.layer)
                return
            allowed = TRANSLATED.get(type(member.layer))
            if allowed is None:
                raise UsageError(f"{own[:60]} is not a layer of {self.framework}")
            ours = own.startswith(self.libraries)
            call.only(*(word for word in allowed.split() if not (ours and word in NORMAL_WORDS)))
            self.besides = self.normal_arguments(call)
            self.by_kind(member)
            self.besides = []
            if (after := read_activation(call.named.get("activation"))) is not None:
                self.function(member._replace(name=self.names.new(f"{member.name}_{after.name}")), after)
        except UsageError as error:
            if str(error).startswith(f"{member.placed.name}: "):
                raise
            raise self.refused(member, str(error)) from None

    def plain_class(self, member: NetworkMember, call: ClassCall, layer: Plain) -> None:
        """A pool or what lays numbers out, by another framework's class."""
        if layer.pool is not None:
            call.only(*POOL_WORDS.split())
            if call.named.get("count_include_pad") is False and layer.pool.padding != "valid":
                raise UsageError(f"count_include_pad=False of {call.kind} is not written in another framework")
            kind = "max" if call.kind.startswith("Max") else "average"
            window: Any = layer.pool.padding
            self.pool(member, Pool(*layer.pool.extents, stride=layer.pool.stride, padding=window, kind=kind))
        elif call.kind == "Flatten" and not call.named:
            self.flatten(member, Flatten())
        elif call.kind.startswith("Global") and not call.named:
            self.globalpool(member, GlobalPool(kind="max" if "Max" in call.kind else "average"))
        elif call.kind == "Identity":
            return
        else:
            raise UsageError(f"{call.kind} is not a layer of {self.framework}")

    def normal_arguments(self, call: ClassCall) -> list[str]:
        """What a norm adds to the variance, and how fast a batch norm forgets, which frameworks say otherwise."""
        return []

    def function(self, member: NetworkMember, function: NumberFunction) -> None:
        raise NotImplementedError

    def dropout(self, member: NetworkMember, layer: Dropout) -> None:
        raise NotImplementedError

    def pool(self, member: NetworkMember, layer: Pool) -> None:
        raise NotImplementedError

    def flatten(self, member: NetworkMember, layer: Flatten) -> None:
        raise NotImplementedError

    def globalpool(self, member: NetworkMember, layer: GlobalPool) -> None:
        raise NotImplementedError

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
            values = [node for node in call.args if ast.unparse(node) != "frozen"]  # pyright: ignore
            words = [word for word in call.keywords if word.arg not in BESIDE_ARGUMENTS]  # pyright: ignore
            for value in [*values, *(word.value for word in words)]:
                ast.literal_eval(value)
        except (SyntaxError, ValueError, MemoryError, RecursionError, AttributeError):
            raise self.refused(member, f"the arguments of {text[:60]} are not all numbers and words") from None
        said = [ast.unparse(value) for value in values] + [f"{word.arg}={ast.unparse(word.value)}" for word in words]
        return f"{name}({', '.join(said)})"

    def freeze(self, name: str) -> str:
        raise NotImplementedError

    def reads(self, member: NetworkMember) -> Size:
        if member.placed.reads is None:
            raise self.refused(member, "how many numbers it reads is not known; write reshape(size) before it")
        return member.placed.reads

    def recurrent(self, member: NetworkMember, layer: Recurrent) -> None:
        """One layer or several, in one direction or two: as attributes, and in a loop where there are several."""
        if isinstance(layer.cell, Layer) and not layer.cell.spec.name.startswith(self.namespace):
            try:
                layer = as_cells(layer, layer.cell, member.placed, self.reads(member))
            except UsageError as error:
                raise self.refused(member, f"{error} in {self.framework}") from None
        if self.over:
            raise self.refused(member, "it reads steps, and one vector goes on before it; write repeat(steps) there")
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
            self.last_step()

    def sequence(self, member: NetworkMember, layer: Recurrent, call: str) -> str:
        """What the next layer reads of a call."""
        raise NotImplementedError

    def gives_last(self, layer: Recurrent) -> bool:
        """Whether the framework's own layer gives the last step."""
        return False

    def last(self, member: NetworkMember, layer: Last) -> None:
        self.last_step()

    def last_step(self) -> None:
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

    def begin(self) -> None:
        """Note the axes of the input, as the module reads it."""
        placed = self.members[0].placed
        width = "" if placed.reads is None else self.size(placed.reads)
        names = ["steps"] if self.axes == 1 else ["depth", "height", "width"][3 - self.axes :]
        names, self.vector = ([] if self.over else names), self.over
        self.entered = ", ".join([width, *names] if self.first else [*names, width])

    @property
    def axes(self) -> int:
        """How many axes there are beside the batch and the channels."""
        every = (getattr(member.layer, "axes", 0) for member in self.members)
        said = (len(member.placed.extents or ()) for member in self.members)
        return max(1, *every, *said)

    def doc(self, label: str, count: str) -> list[str]:
        first = self.members[0]
        words = first.placed.reads is None and type(first.layer).__name__.startswith("Embedding")
        shape = "(batch, steps), numbers of words" if words else f"(batch, {self.entered})"
        return [f'"""{label}', "", f"Trained parameters: {count}.", f"Input: {shape}.", '"""']

    def head(self, label: str) -> str:
        made = f"Generated by symbolic-cells {__version__} from the text of a network."
        return f'"""{label} as a module of {self.framework}.\n\n{made}\n"""'


def _spelled(value: str) -> str:
    if value.lower() in ("true", "false", "none"):
        return value.capitalize()
    return value if value.replace(".", "", 1).lstrip("-").isdigit() else repr(value)
