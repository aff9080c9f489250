"""A network: layers in a row, each reading what the one before it gives; several rows are stacks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symbolic.collector import without_collector
from symbolic.derive.cost import Costed, Share
from symbolic.derive.quantity import Counted
from symbolic.derive.step_work import StepWork
from symbolic.display import Displayed
from symbolic.errors import FitError, UsageError
from symbolic.language.sizes.carriers import Integers
from symbolic.language.sizes.numbers import read_sizes
from symbolic.language.sizes.size import NO_SIZE, Size
from symbolic.limits import NETWORK_LAYERS
from symbolic.model.course import SEQUENCE_STEPS, Course
from symbolic.model.layers import Embedding, NetworkLayer, SizeLike
from symbolic.model.layers.windows import Map
from symbolic.model.network_letters import find_aliases, find_divided, find_meanings, find_positive, substituted
from symbolic.model.placed import Placed
from symbolic.model.reading.endings import PRINTOUT
from symbolic.model.stack import Stack as Stack
from symbolic.record import Value, replace

if TYPE_CHECKING:
    from sympy import Expr

    from symbolic._cell import Cell
    from symbolic.frameworks.layer import Layer
    from symbolic.model.summary import Summary


class Model(Value, Displayed, Counted, Costed):
    """A whole network, from its layers or from stacks of them; the first layer reads ``input``.

    Without ``input`` the first layer reads ``n``, unless it is an embedding. Raises `FitError` for layers that do not
    fit together.

    >>> from symbolic.model.layers import Dense, Embedding
    >>> from symbolic.model.layers.recurrent import Recurrent
    >>> model = Model(Embedding("V", "e"), Recurrent("lstm", "m", layers="L", bidirectional=True), Dense("V"))
    >>> model.count
    V*e + 2*V*m + V + 8*m*(L - 1)*(3*m + 1) + 8*m*(e + m + 1)
    >>> model.count_at(V=10000, e=650, m=650, L=2)
    36420400
    """

    _fields = ("name", "layers")
    _asides = ("written", "notes", "program")

    name: str
    layers: tuple[Placed, ...]
    written: str
    notes: tuple[str, ...]
    program: tuple[str, str, str]
    """The text of the program that makes it, what is chosen in that, and the name of its file; empty texts for none."""

    def __init__(self, *layers: NetworkLayer | Stack, input: SizeLike | None = None, name: str = ""):
        stacks = _stacks(layers, input)
        count = sum(len(stack.layers) for stack in stacks)
        if not 1 <= count <= NETWORK_LAYERS or not all(stack.layers for stack in stacks):
            raise UsageError(
                f"a network has 1 to {NETWORK_LAYERS} layers, not {count}; of one cell, layers=N says how many"
            )
        placed: list[Placed] = []
        taken: dict[str, int] = {}
        ends: dict[str, tuple[Size | None, Course, Map]] = {}
        for stack in stacks:
            reads, course, extents = _input(stack, ends)
            for layer in stack.layers:
                called = _free(f"{stack.name}.{layer.short}" if stack.name else layer.short, taken)
                reads = _entering(called, layer, reads, placed)
                in_place = layer.place_over(called, reads, placed, extents)
                placed.append(replace(in_place, course=course, made=layer))
                reads, extents = placed[-1].gives, placed[-1].extents
                course = course.behind(layer, called)
            ends[stack.name] = reads, course, extents
        self.__dict__.update(name=name, layers=tuple(placed), written="", notes=(), program=("", "", ""))

    @classmethod
    def of(
        cls,
        placed: tuple[Placed, ...],
        name: str = "",
        written: str = "",
        notes: tuple[str, ...] = (),
        program: tuple[str, str, str] = ("", "", ""),
    ) -> Model:
        """The network of layers that have their places already, those of a real one say."""
        model = cls.__new__(cls)
        model.__dict__.update(name=name, layers=placed, written=written, notes=notes, program=program)
        return model

    @classmethod
    def parse(cls, text: str, chosen: str = "") -> Model:
        """A network as text, as a library prints it, or Python code that makes one.

        Raises `NetworkError` or `CodeError` with the place. ``chosen`` is the name of one of several networks in code.

        >>> Model.parse("embedding(65, 32) > gru(128) > dense(65)").count_at()
        72289
        >>> Model.parse("model = Sequential([LSTM(256, input_shape=(16, 4096))])").count_at()
        4457472
        """
        from symbolic.model.printouts.recognition import may_be_printout

        if not chosen and may_be_printout(text):
            from symbolic.model.printouts.reading import is_printout, read_printout

            if is_printout(text):
                printout = read_printout(text)
                return cls.of(printout.layers, notes=printout.notes)
        from symbolic.model.code.recognition import is_code

        if chosen or is_code(text):
            from symbolic.model.code.reading import read_code

            name, placed = read_code(text, chosen)
            return cls.of(placed, name, program=(text, chosen, ""))
        from symbolic.model.text import parse_rows

        return cls.of(cls(*parse_rows(text)).layers, written=" ".join(text.split()))

    @classmethod
    def load(cls, path: str | Path) -> Model:
        """A network from a file, of layers (``.keras``), code (``.py``) or text (``.toml``) say; raises `FileError`."""
        return cls.load_with_sizes(path)[0]

    @classmethod
    @without_collector
    def load_with_sizes(cls, path: str | Path) -> tuple[Model, dict[str, Any]]:
        """The network in a file, and the sizes that a ``.toml`` file gives with it."""
        from symbolic.model.reading.files import read_network_file

        path = Path(path)
        if path.name.lower().endswith(PRINTOUT):
            from symbolic.model.printouts.file import read_file

            printout = read_file(path)
            return cls.of(printout.layers, path.stem, notes=printout.notes), {}
        file = read_network_file(path)
        if file.rows:
            return cls(*file.rows, input=file.input, name=file.name), dict(file.sizes)
        return cls.of(file.placed, file.name, notes=file.notes, program=file.program), {}

    @classmethod
    def read(cls, network: Any) -> Model:
        """A live ``keras.Model`` or ``torch.nn.Module``; raises `UsageError` for anything else."""
        from symbolic.model.reading.live import read_live

        return cls.of(*read_live(network))

    @cached_property
    def size(self) -> Size:
        """How many trained parameters it has, as a polynomial."""
        return sum((layer.size for layer in self.layers), NO_SIZE)

    @cached_property
    def fixed(self) -> Size:
        """How many numbers it holds that are not trained: what is frozen, the statistics of a batch norm."""
        return sum((layer.fixed for layer in self.layers), NO_SIZE)

    @cached_property
    def letters(self) -> dict[str, str]:
        """What each letter that it counts with stands for, in the order of the layers."""
        return find_meanings(self.layers)

    @cached_property
    def aliases(self) -> dict[str, str]:
        """The letters behind ``input`` and, where all cells have the same, ``hidden`` and ``units``."""
        return {word: letter for word, letter in find_aliases(self.layers).items() if word not in self.letters}

    @property
    def label(self) -> str:
        """Its text or its name, with the numbers that were put for letters behind it."""
        return self.written or self.name or " > ".join(layer.name for layer in self.layers)

    def substitute(self, /, **sizes: Any) -> Model:
        """The same network with numbers for some of its letters; raises `SizeError`.

        >>> Model.parse("lstm(m) > dense(10)").substitute(m=5).size
        Size('20*n + 180')
        """
        if not sizes:
            return self
        numbers = read_sizes([*self.letters, *self.map_letters], [], lambda: self.aliases, sizes, self.label)
        layers = tuple(substituted(layer, numbers) for layer in self.layers)
        said = " ".join([self.label, *(f"{letter}={number}" for letter, number in numbers.items())])
        return Model.of(layers, self.name, said)

    def single_cell(self, sizes: Mapping[str, int]) -> tuple[Cell | Layer, dict[str, int]] | None:
        """The cell or the framework's layer that is the whole network, with its sizes; None for any other network."""
        from symbolic.model.network_letters import find_single

        return find_single(self.substitute(**sizes).layers)

    def takes_all(self, sizes: Mapping[str, Any]) -> bool:
        """Whether sizes are given for all letters of its count."""
        return {self.aliases.get(name, name) for name in sizes} >= {*self.counted_letters}

    @property
    def divided(self) -> tuple[Size, ...]:
        return find_divided(self.layers)

    @property
    def positive(self) -> tuple[Size, ...]:
        return find_positive(self.layers)

    @cached_property
    def work(self) -> StepWork:
        """The operations of one step of one sequence, at which every layer is computed; raises `UsageError`."""
        from symbolic.model.network_work import find_step_work

        return find_step_work(self.layers, [*self.letters])

    @property
    def stored(self) -> Size:
        return self.size + self.fixed

    @property
    def map_letters(self) -> tuple[str, ...]:
        """The letters of maps whose sizes nobody says, which a cost depends on."""
        from symbolic.model.network_work import find_map_letters

        return find_map_letters(self.layers, [*self.letters])

    @cached_property
    def held(self) -> dict[str, Size]:
        from symbolic.model.network_roles import find_parts

        return find_parts(self.layers)[-1]

    @property
    def said_steps(self) -> tuple[Size, ...]:
        """How many steps its inputs have, where they say it."""
        said = [layer.course for layer in self.layers if layer.course and layer.course.said]
        if any(map(_is_open, self.layers)):
            return ()  # Another input has T steps, which are its own.
        # In a real network the shapes of all layers are there, and the first is that of the input.
        said = said if not self.layers[0].real else said[:1]
        return tuple(dict.fromkeys(course.length or course.start for course in said))

    def shares(self, steps: Size, backward: str) -> tuple[Share, ...]:
        """What each layer takes at a step."""
        from symbolic.model.network_work import find_shares

        return find_shares(self.layers, [*self.letters], steps, backward)

    @cached_property
    def count(self) -> Expr:
        """The number of trained parameters as SymPy has it: a sum over the layers, closed in their number."""
        from sympy import Add

        return Add(*(layer.expression for layer in self.layers))

    def read_sizes(self, sizes: Mapping[str, Any]) -> dict[str, int]:
        """Numbers for the letters, bounds checked; raises `SizeError`."""
        return read_sizes(
            self.letters, self.counted_letters, lambda: self.aliases, sizes, self.label, lambda: self.letters
        )

    def count_at(self, /, **sizes: Any) -> int:
        """The number of trained parameters at the given sizes; raises `SizeError`."""
        values = self.read_sizes(sizes)
        if any(letter not in values for letter in self.letters):
            # A letter that the count does not depend on may be any number.
            return Integers(values).size(self.size)
        return sum(layer.counts_at(values)[0] for layer in self.layers)

    @without_collector
    def summary(self, /, *, dtype: str = "float32", **sizes: Any) -> Summary:
        """Each layer with its formula and, at the sizes, its number; totals and the memory that they take."""
        from symbolic.model.summary import summarise

        values = self.read_sizes(sizes) if sizes or not self.letters else None
        return summarise(self.name, self.layers, dtype, values, self.notes)

    def module(self, target: str, fused: bool = False, /, **sizes: Any) -> str:
        """The source text of a module with its layers, for ``torch`` or ``keras``; see `symbolic.model.modules`.

        Sizes are numbers for some of its letters; the others are arguments of the module.

        >>> print(Model.parse("dense(5) > relu").module("torch", n=3).splitlines()[-3].strip())
        x = self.dense(x)
        """
        from symbolic.model.modules.writing import network_module, written_row

        numbers = read_sizes(self.letters, [], lambda: self.aliases, sizes, self.label)
        return network_module(written_row(self), self.label, target, fused, numbers, self.size)

    def __repr__(self) -> str:
        return f"<Model {self.name + ': ' if self.name else ''}{' > '.join(layer.name for layer in self.layers)}>"


def _is_open(layer: Placed) -> bool:
    """Whether it is computed at each step of a sequence of which nobody says how long it is."""
    course = layer.course
    return (
        course is not None and not (course.vector or course.open_at or course.maps) and course.start == SEQUENCE_STEPS
    )


def _stacks(layers: tuple[NetworkLayer | Stack, ...], input: SizeLike | None) -> tuple[Stack, ...]:
    stacks = tuple(part for part in layers if isinstance(part, Stack))
    plain = tuple(part for part in layers if isinstance(part, NetworkLayer))
    if strange := [part for part in layers if not isinstance(part, Stack | NetworkLayer)]:
        kind = type(strange[0]).__name__
        raise UsageError(
            f'a network is made of layers, such as Recurrent("lstm", "m"), not of {kind}; of a text, by Model.parse'
        )
    if stacks and plain:
        raise UsageError('a network is made of layers, such as Dense("V"), or of stacks of them, not of both')
    if not stacks:
        return (Stack("", *plain, input=input),)
    if input is not None:
        raise UsageError("each stack has an input of its own")
    names = [stack.name for stack in stacks]
    if len({*names}) < len(names):
        raise FitError(f"two stacks are called {next(name for name in names if names.count(name) > 1)}")
    return stacks


def _input(stack: Stack, ends: Mapping[str, tuple[Size | None, Course, Map]]) -> tuple[Size | None, Course, Map]:
    """What a stack reads, at which steps, and on which map; raises `FitError` where that is unknown."""
    if stack.input is not None:
        return ends.get(str(stack.input), (stack.input, Course.of(stack.extents), stack.extents))
    if not ends or isinstance(stack.layers[0], Embedding):
        return None, Course(), None
    before, (width, _, _) = list(ends.items())[-1]
    raise FitError(
        f"the input of {stack.name} is missing: {stack.name}(input={before}) reads the {width} numbers that {before} "
        f"gives, {stack.name}(input=n) a sequence of its own with n numbers per step"
    )


def _entering(name: str, layer: NetworkLayer, reads: Size | None, before: list[Placed]) -> Size | None:
    """What the layer reads; raises `FitError` where it says another size, and where nobody says one."""
    flat = reads is None and before and before[-1].reads is not None and before[-1].gives is None
    if flat and layer.enters is None:
        raise FitError(
            f"how many numbers {before[-1].name} gives is not known; begin with the map that is read, such as "
            f"input(28, 28, 1) > ..., or write reshape(w) in place of {before[-1].name} where it gives w numbers"
        )
    if layer.enters is not None and reads is not None and reads != layer.enters:
        giver = before[-1].name if before else "the input"
        raise FitError(f"{name} reads {layer.enters} numbers per step, and {giver} gives {reads}")
    return reads if layer.enters is None else layer.enters


def _free(name: str, taken: dict[str, int]) -> str:
    """The name, numbered where it is taken; ``taken`` says how far each is numbered."""
    place = taken.get(name, 0) + 1
    while (called := f"{name}_{place}" if place > 1 else name) in taken:
        place += 1
    taken[name] = place
    taken.setdefault(called, 1)
    return called
