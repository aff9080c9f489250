"""A layer of a framework: which cells it is, how many of them, and how it stores their parameters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial
from types import MappingProxyType, SimpleNamespace
from typing import TYPE_CHECKING, Any

from symbolic._cell import Cell
from symbolic.derive.cost import SingleSubject
from symbolic.display import Paged
from symbolic.errors import UsageError
from symbolic.frameworks.arguments import SizeOf, read_arguments, size_words
from symbolic.frameworks.layer_spec import LayerSpec, Plan, Sublayer
from symbolic.frameworks.packing import PackedArray, unused, whole_number
from symbolic.language.operations.cost_rules import OpCount
from symbolic.language.sizes.numbers import read_sizes
from symbolic.language.sizes.size import ONE, Size
from symbolic.record import Value

if TYPE_CHECKING:
    from sympy import Expr

    from symbolic.derive.step_work import StepWork


class Layer(Value, Paged, SingleSubject):
    """A layer of a framework with its options; counts and sizes as a `Cell` has them.

    >>> from symbolic import layer
    >>> lstm = layer("torch.nn.LSTM", num_layers=2)
    >>> str(lstm.size), lstm.count_at(input_size=3, hidden_size=5)
    ('4*m*n + 16*m + 12*m**2', 440)
    >>> [array.name for array in lstm.arrays][:2]
    ['weight_ih_l0', 'weight_hh_l0']
    """

    _fields = ("name", "words", "sublayers")
    _asides = ("spec", "options", "_argument_sizes", "arrays", "merge")

    name: str
    words: dict[str, str]
    sublayers: tuple[Sublayer, ...]
    spec: LayerSpec
    options: SimpleNamespace
    _argument_sizes: dict[str, int]
    arrays: tuple[PackedArray, ...]
    merge: str

    def __init__(self, spec: LayerSpec, arguments: Mapping[str, Any]):
        options, sizes = read_arguments(spec.name, spec.arguments, (*spec.ignored, *spec.uncomputed), arguments)
        words = {name: _word(value) for name, value in arguments.items()}
        self.__dict__.update(spec=spec, name=spec.name, options=options, _argument_sizes=sizes, words=words)
        self._refuse(sizes)
        plan = spec.build(options)
        self.__dict__.update(sublayers=plan.sublayers, arrays=plan.arrays, merge=plan.merge)

    def _refuse(self, sizes: Mapping[str, int]) -> None:
        """Raise `UsageError` with the framework's reason where it would refuse these arguments."""
        values = dict(vars(self.options))
        for argument in self.spec.arguments:
            if isinstance(argument, SizeOf) and isinstance(values[argument.name], str):
                values[argument.name] = sizes.get(argument.letter, Size.letter(argument.letter))
        for test, reason in self.spec.refusals:
            try:
                refused = test(SimpleNamespace(**values))
            except TypeError:  # A size that is still a letter has no order.
                continue
            if refused:
                raise UsageError(f"{self.name}: {reason}")

    @property
    def argument_sizes(self) -> dict[str, int]:
        """The numbers of its sizes that its arguments say, by letter."""
        return self._argument_sizes

    @property
    def label(self) -> str:
        """The layer as the command line takes it."""
        return " ".join([self.name, *(f"{name}={value}" for name, value in self.words.items())])

    @cached_property
    def size(self) -> Size:
        """The count as a polynomial: the sublayers, and what the arrays hold that no equation reads."""
        return sum((sublayer.size for sublayer in self.sublayers), self.unused)

    @property
    def divided(self) -> tuple[Size, ...]:
        """The extents of its shapes that divide a size: the layer has only sizes at which they are whole."""
        return tuple(sublayer.substitute(size) for sublayer in self.sublayers for size in sublayer.cell.divided)

    @cached_property
    def held(self) -> dict[str, Size]:
        from symbolic.derive.role_sizes import UNUSED, sum_roles

        cells = [(sublayer, sublayer.cell.held) for sublayer in self.sublayers]
        parts = [(role, sublayer.substitute(size)) for sublayer, held in cells for role, size in held.items()]
        return sum_roles([*parts, (UNUSED, self.unused)])

    @cached_property
    def unused(self) -> Size:
        """How many stored numbers no equation reads."""
        places = [(array, place) for array in self.arrays for place in array.owners]
        return sum((unused(array, self.sublayers[place]) for array, place in places), Size.of(0))

    @cached_property
    def work(self) -> StepWork:
        """The operations of one step of one sequence: of the sublayers, and to merge two directions."""
        from symbolic.derive.step_work import StepWork

        whole = StepWork(self.merging, parameters=self.unused)
        for sublayer in self.sublayers:
            whole = whole + sublayer.work
        return whole

    @property
    def merging(self) -> OpCount:
        """The operations that merge the outputs of two directions, level by level."""
        return sum(
            (merging(self.merge) * sublayer.output for sublayer in self.sublayers if sublayer.backward), OpCount()
        )

    def backward_work(self, inputs: bool = True) -> StepWork:
        """The operations of one step backward; all levels but the first need the gradient of their input."""
        from symbolic.derive.step_work import StepWork

        return sum(
            (sublayer.backward_work(inputs or sublayer.level > 0) for sublayer in self.sublayers), StepWork(OpCount())
        )

    @cached_property
    def letters(self) -> dict[str, str]:
        """What each size letter stands for: the framework's name of it."""
        meanings = {a.letter: a.meaning or a.name for a in self.spec.arguments if isinstance(a, SizeOf)}
        for sublayer in self.sublayers:
            for letter, meaning in sublayer.cell.letters.items():
                for inner in sublayer.substitute(Size.letter(letter)).letters:
                    meanings.setdefault(inner, meaning)
        used = {
            letter
            for sublayer in self.sublayers
            for inner in sublayer.cell.letters
            for letter in sublayer.substitute(Size.letter(inner)).letters
        }
        return {letter: meaning for letter, meaning in meanings.items() if letter in used}

    @cached_property
    def aliases(self) -> dict[str, str]:
        """The letters behind the framework's names of sizes, and behind ``input``, ``hidden``, ``units``."""
        sizes = [argument for argument in self.spec.arguments if isinstance(argument, SizeOf)]
        names = {word: a.letter for a in sizes for word in (a.name, *size_words(a)) if a.letter in self.letters}
        return {word: letter for word, letter in names.items() if word not in self.letters}

    def read_sizes(self, sizes: Mapping[str, Any]) -> dict[str, int]:
        """Numbers for the letters, those of the layer's own arguments included."""
        # An argument may be the size of an input that the equations do not have.
        arguments = {letter: number for letter, number in self.argument_sizes.items() if letter in self.letters}
        numbers = {**arguments, **sizes}
        read = read_sizes(self.letters, self.counted_letters, lambda: self.aliases, numbers, self.label)
        self._refuse(read)
        return read

    def count_at(self, /, **sizes: Any) -> int:
        """The number of parameters at the given sizes, on plain integers; raises `SizeError`."""
        return whole_number(self.size, self.read_sizes(sizes))

    def shapes_at(self, /, **sizes: Any) -> dict[str, tuple[int, ...]]:
        """The shape of each stored array at the given sizes.

        >>> from symbolic import layer
        >>> layer("torch.nn.RNN", bias=False).shapes_at(input_size=3, hidden_size=5)
        {'weight_ih_l0': (5, 3), 'weight_hh_l0': (5, 5)}
        """
        values = self.read_sizes(sizes)
        return {a.name: tuple(whole_number(size, values) for size in a.shape(self.sublayers)) for a in self.arrays}

    @cached_property
    def count(self) -> Expr:
        """The number of parameters as a SymPy expression."""
        from symbolic.derive.count import count_expression

        return count_expression(self.size)

    def unpack(self, arrays: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
        """The parameters of the equations, a mapping for each sublayer, from the arrays of the framework.

        Raises `ArrayError` for a name, a shape or a dtype that is not the layer's.
        """
        from symbolic.frameworks.conversion import unpack_layer

        return unpack_layer(self, arrays)

    def pack(self, parameters: tuple[Mapping[str, Any], ...] | list[Mapping[str, Any]]) -> dict[str, Any]:
        """The arrays of the framework from the parameters of each sublayer, the inverse of `unpack`."""
        from symbolic.frameworks.conversion import pack_layer

        return pack_layer(self, parameters)

    def run(self, arrays: Mapping[str, Any], inputs: Any, state: Any = None) -> Any:
        """The output over time and the last states; see `symbolic.frameworks.running.run_layer`."""
        from symbolic.frameworks.running import run_layer

        return run_layer(self, arrays, inputs, state)

    def __repr__(self) -> str:
        return f"<Layer {self.label}>"


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def merging(way: str) -> OpCount:
    """The operations per number where two directions are added, multiplied or averaged; none side by side."""
    kinds = {"sum": OpCount(additions=ONE), "mul": OpCount(multiplications=ONE)}
    return {**kinds, "ave": kinds["sum"] + kinds["mul"]}.get(way, OpCount())


def as_layer(cell: Cell | Layer, sizes: Mapping[str, Size] = MappingProxyType({})) -> Layer:
    """A cell as a layer that stores each parameter as an array; a layer stays as it is.

    ``sizes`` replace letters of the cell.

    >>> from symbolic import cell
    >>> [array.name for array in as_layer(cell("rnn")).arrays]
    ['W', 'U', 'b']
    """
    if isinstance(cell, Layer):
        return cell
    arrays = tuple(PackedArray(name, name) for name in cell.trainable)
    return Layer(LayerSpec(cell.label, (), partial(_planned, Plan((Sublayer(cell, sizes),), arrays))), {})


def _planned(plan: Plan, _: SimpleNamespace) -> Plan:
    """A plan that no option changes."""
    return plan
