"""What ``T`` steps of ``B`` sequences cost, of a cell, a layer or a network: operations, memory, traffic."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from symbolic.derive.precision import Precision, read_precision, width
from symbolic.derive.quantity import Counted
from symbolic.display import Plotted
from symbolic.errors import UnknownName, UsageError
from symbolic.language.operations.cost_rules import NO_SIZE
from symbolic.language.sizes.numbers import read_sizes
from symbolic.language.sizes.size import Size
from symbolic.limits import LARGEST_WEIGHT
from symbolic.record import Record, aside, replace

if TYPE_CHECKING:
    from symbolic.derive.step_work import StepWork

AXES = (("B", "batch", ("batch", "batch_size")), ("T", "steps", ("steps", "seq_len")))
"""The letters of sequences and steps, what stands for them in a cell that has such a letter, and other words."""
BACKWARD_CHOICES = ("none", "parameters", "all")
ONCE = "once per sequence"
AT_STEPS = "at"
"""How a note begins on a layer that is computed at another number of steps than the sequence has."""
STEPS_NOT_KNOWN = "steps not known behind"
"""How a note begins on a layer behind one that does not say how many steps it gives."""
UNFOLLOWED = "steps not followed"
"""The note on a layer whose number of steps is only known once the sequence's is a number."""


class Share(Record):
    """The work of a part of the subject at each of ``steps`` steps; ``back`` is that of a step of the backward pass.

    ``work`` is None for a part whose equations are unknown; ``note`` says so, or how often it is computed.
    """

    name: str
    note: str
    steps: Size
    work: StepWork | None
    back: StepWork | None = None
    trained: Size = NO_SIZE


class LayerCost(Record):
    """What a layer of a network costs, ``cost`` as polynomials; None for one of which only the arrays are known."""

    name: str
    note: str
    cost: Cost | None


class Cost(Plotted, Record):
    """Operations and bytes, as integers where all sizes are given, else as SymPy expressions.

    ``flops`` are two for each of the ``macs``, one for an addition or a multiplication element by element,
    and the weight that was asked for, one, for an activation.

    Memory is in bytes: of all parameters; of the state between two steps; of the signals that the equations
    name, at one step, which is what inference holds, and at all steps, which is what training through time
    keeps; ``gradient_memory`` is one number for each trained parameter. Inputs are in none of these: they are signals
    of what lies below. ``traffic`` is what is moved when each step reads every parameter once, its inputs and its
    state, and writes its signals. ``answer`` says what it is
    the cost of; printed, it is the tables of ``symbolic cost``.
    """

    macs: Any
    additions: Any
    multiplications: Any
    activations: Any
    flops: Any
    parameter_memory: Any
    state_memory: Any
    activation_memory: Any
    training_memory: Any
    traffic: Any
    gradient_memory: Any
    answer: CostAnswer | None = aside(default=None)

    def __str__(self) -> str:
        return super().__str__() if self.answer else Record.__repr__(self)

    def __reduce__(self) -> tuple[Any, ...]:
        # An expression such as 4*(m + n) is multiplied out by SymPy where it is copied.
        return (attrgetter("cost"), (self.answer,)) if self.answer else super().__reduce__()

    @property
    def intensity(self) -> Any:
        """Arithmetic intensity: the FLOPs for each byte moved."""
        return self.flops / self.traffic

    @property
    def inference_total(self) -> Any:
        """The bytes that inference holds: parameters, state, and the signals of one step."""
        return self.parameter_memory + self.state_memory + self.activation_memory

    @property
    def training_total(self) -> Any:
        """The bytes that training holds, without its optimiser: parameters, gradients, state, signals of all steps."""
        return self.parameter_memory + self.gradient_memory + self.state_memory + self.training_memory

    def mapped(self, change: Callable[[Any], Any]) -> Cost:
        """The same with ``change`` applied to every entry."""
        return Cost(*map(change, self._values()))


class CostAnswer(Plotted, Record):
    """What a cost is of; printed, it is the tables of ``symbolic cost``.

    ``formulas`` are its entries as polynomials, ``sizes`` the numbers for letters, ``axes`` the letters of
    sequences and of steps, ``layers`` the costs of the layers of a network.
    """

    subject: Costed
    axes: tuple[str, str]
    sizes: dict[str, int]
    dtype: str
    activation: int
    backward: str
    formulas: Cost
    layers: tuple[LayerCost, ...] = ()

    @property
    def numbers(self) -> Cost | None:
        """The entries as integers, where every letter has its number."""
        letters = {letter for size in self.formulas._values() for letter in size.letters}
        return self.formulas.mapped(self._whole) if letters <= self.sizes.keys() else None

    def _whole(self, size: Size) -> int:
        # Half a byte is a whole one.
        top, bottom = size.evaluate(self.sizes.__getitem__)
        return -(-top // bottom)

    @property
    def cost(self) -> Cost:
        """The entries as integers, or as SymPy expressions in the letters that are left."""
        return replace(self.numbers or self.left.mapped(_expression), answer=self)

    @property
    def left(self) -> Cost:
        """The entries with numbers for the letters that have one."""
        return self.formulas.mapped(lambda size: size.substitute(self.sizes))


def find_cost(
    subject: Costed,
    B: Any = None,
    T: Any = None,
    /,
    *,
    dtype: str = "float32",
    activation: int | str = 1,
    backward: str = "none",
    **sizes: Any,
) -> CostAnswer:
    """The cost; sizes without a number stay letters, ``B`` and ``T`` among them.

    ``backward`` is ``none``; ``parameters``, with their gradients; or ``all``, with that of the input too.

    Raises `SizeError` for sizes that are unknown or do not fit, `UnknownName` for a kind of number,
    `UsageError` for a weight.

    >>> from symbolic import cell
    >>> find_cost(cell("lstm"), 32, 100, n=4096, m=256).cost.macs
    14260633600
    """
    letters, aliases = (*subject.letters, *subject.map_letters), dict(subject.aliases)
    arguments = {letter: number for letter, number in subject.argument_sizes.items() if letter in letters}
    numbers: dict[str, Any] = {**arguments, **sizes}
    axes: list[str] = []
    for (letter, other, words), value in zip(AXES, (B, T), strict=True):
        axis = other if letter in letters and letter != subject.step_letter else letter
        if hasattr(value, "name"):
            axis = value.name
        elif value is not None:
            numbers[axis] = value
        aliases |= {word: axis for word in words if word not in letters}
        axes.append(axis)
    read = read_sizes([*letters, *axes], [], lambda: aliases, numbers, subject.label)
    values = {letter: read[letter] for letter in (*letters, *axes) if letter in read}
    batch, steps = axes
    precision = read_precision(dtype)
    precision.size(NO_SIZE, subject.held)  # Each part that it names is one of the subject.
    if backward not in BACKWARD_CHOICES:
        raise UnknownName("backward pass", backward, BACKWARD_CHOICES)
    layers = tuple(
        LayerCost(
            share.name, share.note, _spent(share, Size.letter(batch), precision, subject.held, weight(activation))
        )
        for share in _shares(subject, steps, values, backward)
    )
    whole = [layer.cost for layer in layers if layer.cost is not None]
    total = Cost(*(sum(entries, NO_SIZE) for entries in zip(*(cost._values() for cost in whole), strict=True)))
    if letters and all(letter in values for letter in letters):
        # What counts has to divide as the equations need it, though a product of sizes may be whole.
        subject.count_at(**{letter: values[letter] for letter in subject.letters})
    named = layers if any(layer.name for layer in layers) else ()
    return CostAnswer(subject, (batch, steps), values, dtype, weight(activation), backward, total, named)


def _shares(subject: Costed, letter: str, values: dict[str, int], backward: str) -> Sequence[Share]:
    """The parts at a sequence of so many steps, a letter or a number; raises `UsageError` for one that does not fit."""
    said = subject.said_steps
    numbers = [size.substitute(values).constant for size in said]
    for size, number in zip(said, numbers, strict=True):
        if letter in values and number != values[letter]:
            has = f"{size} steps" if number is None or size.constant else f"{size} = {number} steps"
            other = f"give {size} in place of {letter}" if number is None else f"{letter} is {values[letter]}"
            raise UsageError(f"the input of {subject.label[:80]} has {has}, as it says itself; {other}")
    if len(numbers) == 1 and numbers[0] is not None:
        values[letter] = numbers[0]
    shares = subject.shares(Size.letter(letter), backward)
    if letter in values and any(share.note == UNFOLLOWED for share in shares):
        # Behind a stride the number of steps is no polynomial of the letter.
        shares = subject.shares(Size.of(values[letter]), backward)
    for share in shares:
        times = share.steps.substitute(values).constant
        if times is not None and times < 1:
            raise UsageError(f"{share.name}: a sequence of {values.get(letter, letter)} steps is too short for it")
    return shares


def _spent(share: Share, batch: Size, precision: Precision, held: Mapping[str, Size], activation: int) -> Cost | None:
    """The cost of a part; parameters of another kind of number are read in that, all else is in that of the rest."""
    if share.work is None:
        return None
    cost = find_spent(share.work, batch, share.steps, width(precision.rest), activation, share.back, share.trained)
    own = {name: size for name, size in held.items() if not share.name or name.endswith(f" of {share.name}")}
    beside = precision.beside(own)
    passes = 2 if share.back else 1
    return replace(
        cost,
        parameter_memory=cost.parameter_memory + beside,
        traffic=cost.traffic + beside * share.steps * passes,
    )


def find_spent(
    work: StepWork,
    batch: Size,
    steps: Size,
    width: Size,
    activation: int = 1,
    back: StepWork | None = None,
    trained: Size = NO_SIZE,
) -> Cost:
    """The cost as polynomials, without SymPy: ``width`` bytes per number, ``back`` the work of a backward pass.

    A step of the backward pass reads what its equations do, and adds to the gradients of the ``trained`` parameters.

    >>> from symbolic import cell
    >>> spent = find_spent(cell("lstm").work, Size.letter("B"), Size.letter("T"), Size.of(4))
    >>> str(spent.macs), str(spent.training_memory)
    ('4*B*T*m*n + 4*B*T*m**2', '24*B*T*m')
    """
    runs = batch * steps
    operations = work.operations * runs + work.once * batch
    moved = work.parameters * steps + (work.inputs + work.state + work.signals) * runs
    if back:
        operations = operations + back.operations * runs + back.once * batch
        moved = moved + (back.parameters + trained) * steps + (back.inputs + back.state + back.signals) * runs
    return Cost(
        operations.macs,
        operations.additions,
        operations.multiplications,
        operations.activations,
        operations.flops(activation),
        work.parameters * width,
        work.state * batch * width,
        work.signals * batch * width,
        work.signals * runs * width,
        moved * width,
        trained * width,
    )


def weight(activation: Any) -> int:
    """The FLOPs of one activation, a whole number, 0 to leave them out; raises `UsageError`."""
    text = str(activation)
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= LARGEST_WEIGHT):
        problem = f"a whole number from 0 to {LARGEST_WEIGHT:,}, not {text[:40]!r}"
        raise UsageError(f"activation is the number of FLOPs of one activation, {problem}")
    return int(text)


def _expression(size: Size) -> Any:
    from symbolic.derive.count import count_expression

    return count_expression(size)


class Costed:
    """Base of cells, layers and networks: each says what one step takes, and so what a run costs."""

    # Some of it is cached properties, which cannot be abstract: what a kind has to answer raises here, as in `Counted`,
    # and a test asks each kind.
    @property
    def label(self) -> str:
        """The name, as errors call it."""
        raise NotImplementedError

    @cached_property
    def letters(self) -> Collection[str]:
        """The size letters."""
        raise NotImplementedError

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """The letters behind plain names of sizes."""
        raise NotImplementedError

    @cached_property
    def held(self) -> Mapping[str, Size]:
        """How many trained numbers each part has: a role, in a network that of a layer."""
        raise NotImplementedError

    @property
    def map_letters(self) -> Collection[str]:
        """The letters of maps whose sizes the count does not depend on, beside the letters of the subject."""
        return ()

    @property
    def step_letter(self) -> str:
        """The letter of the number of steps, where the equations have it."""
        return ""

    @property
    def said_steps(self) -> Collection[Size]:
        """How many steps the inputs have, where they say it themselves."""
        return ()

    @property
    def argument_sizes(self) -> Mapping[str, int]:
        """The sizes that the arguments of a layer say, by letter; cells and networks have none."""
        return {}

    def shares(self, steps: Size, backward: str) -> Sequence[Share]:
        """The work of each part at a step."""
        raise NotImplementedError

    def count_at(self, /, **sizes: Any) -> int:
        """The number of parameters at sizes for all letters; raises `SizeError`."""
        raise NotImplementedError

    def cost(
        self,
        B: Any = None,
        T: Any = None,
        /,
        *,
        dtype: str = "float32",
        activation: int = 1,
        backward: str = "none",
        **sizes: Any,
    ) -> Cost:
        """Operations and memory of ``T`` steps of ``B`` sequences; see `symbolic.derive.cost.Cost`.

        ``B`` and ``T`` may go by name too, or as ``batch`` and ``steps``; what is not given stays a letter.
        ``dtype`` is the kind of number in memory, or parts with theirs (``recurrent:int8,float32``: all but the weights
        of that part is float32, gradients too), ``activation`` the FLOPs of an activation;
        ``backward`` is ``none``, ``parameters`` or, with the gradient of the input, ``all``. A network computes each
        layer at each step, those after a last step once per sequence, and a convolution at each place of its map; a
        layer of which only the arrays are known is left out. Raises `SizeError`, `UnknownName` for a kind of number,
        `UsageError` for a weight.

        >>> from symbolic import Model, cell
        >>> cell("rnn").cost().macs
        B*T*m*(m + n)
        >>> cell("rnn").cost(32, 100, n=4096, m=256).macs
        3565158400
        >>> Model.parse("rnn(256) > dense(10)").cost(32, 100, n=4096).macs
        3573350400
        """
        return find_cost(self, B, T, dtype=dtype, activation=activation, backward=backward, **sizes).cost


class SingleSubject(Counted, Costed):
    """Base of a cell and of a layer: a subject of one part."""

    @property
    def stored(self) -> Size:
        """How many numbers are stored, trained or not, as a polynomial."""
        return self.work.parameters

    def backward_work(self, inputs: bool = True) -> StepWork:
        """The operations of one step of the backward pass, with or without the gradient of the input."""
        # As in `Costed`, a test asks each kind.
        raise NotImplementedError

    def shares(self, steps: Size, backward: str) -> Sequence[Share]:
        """The work at a step, of one part without a name."""
        back = None if backward == "none" else self.backward_work(inputs=backward == "all")
        return (Share("", "", steps, self.work, back, self.size),)
