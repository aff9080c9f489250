"""A backward pass: a program in the language of equations, with what its names stand for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from symbolic.language import nodes as n
from symbolic.language.braces import split_scripts
from symbolic.language.definition import Definition, define_backward
from symbolic.language.inference import Shapes
from symbolic.language.latex_names import latex_name
from symbolic.language.sizes.carriers import Integers
from symbolic.record import Record, replace

NET_ACCENTS = (r"\bar", r"\check", r"\breve", r"\acute")
"""What is put over a letter for what is inside its activation, the first that is free."""
ADJOINT, NET, ARRIVING, HANDED, NAMED = "adjoint", "net", "arriving", "handed", "named"


class BackwardSymbol(Record):
    """What a name of a backward pass stands for: its kind, the name that it is of, and which.

    ``lag`` is how many steps earlier what is handed arrives; where that is a size, its letters ``#0``, ``#1`` are the
    first indices of the name.
    """

    kind: str
    of: str
    number: int = 1
    lag: n.Lag = 1

    def handed_to(self, index: tuple[int, ...], sizes: Mapping[str, int]) -> tuple[int, tuple[int, ...]]:
        """How many steps earlier a member arrives, and at which member."""
        if isinstance(self.lag, int):
            return self.lag, index
        branches = sum(letter.startswith("#") for letter in self.lag.letters)
        if n.TIME in self.lag.letters:
            # Where members stand for steps, the first of them is the first step.
            return 0, index[branches:]
        at = {**sizes, **{f"#{place}": number for place, number in enumerate(index[:branches])}}
        return Integers(at).size(self.lag), index[branches:]


class BackwardStep(Record):
    """One equation and the rules that it was derived by."""

    equation: n.Equation
    rules: tuple[str, ...]


class Pass(Record):
    """The backward pass of the equations ``forward``, itself equations that run from the last step to the first.

    Its inputs are those of the ``forward`` equations, their signals, and what arrives from the loss at the ``outputs``;
    its states are what a step hands to the one before. ``steps`` are its equations with the rules that they came by,
    ``symbols`` says what each of its names stands for. ``unread`` defines those values of the forward pass at which
    something arrives, but which no line reads.
    """

    definition: Definition
    forward: Definition
    steps: tuple[BackwardStep, ...]
    symbols: dict[str, BackwardSymbol]
    outputs: tuple[str, ...]
    unread: tuple[n.Equation, ...] = ()

    @classmethod
    def of(
        cls,
        forward: Definition,
        shapes: Shapes,
        steps: tuple[BackwardStep, ...],
        symbols: dict[str, BackwardSymbol],
        outputs: tuple[str, ...],
        unread: tuple[n.Equation, ...] = (),
    ) -> Pass:
        """The pass with its definition; its shapes are inferred when they are first needed."""
        sizes = dict(shapes.names)
        sizes |= {name: sizes[symbol.of] for name, symbol in symbols.items() if symbol.kind in (ARRIVING, HANDED)}
        latex = dict(forward.latex)
        written = {latex_name(name, latex) for name in (*forward.names.inputs, *forward.names.signals)}
        for name, symbol in symbols.items():
            if symbol.kind != NAMED:
                latex[name] = _latex_name(symbol, latex, written)
        equations = [step.equation for step in steps]
        values = {name for name, symbol in symbols.items() if symbol.kind == NAMED}
        static = static_names(forward.program.static, equations, values)
        definition = define_backward(forward, equations, sizes, latex, static)
        return cls(definition, forward, steps, symbols, outputs, unread)

    @property
    def gradients(self) -> dict[str, str]:
        """The name of the gradient of each parameter and of each input."""
        names = self.forward.names
        return {
            symbol.of: name
            for name, symbol in self.symbols.items()
            if symbol.kind == ADJOINT and (symbol.of in names.parameters or symbol.of in names.inputs)
        }

    @property
    def constant(self) -> tuple[str, ...]:
        """The parameters that are not trained: they have no gradient."""
        return tuple(name for name in self.forward.names.parameters if name in self.forward.fixed)

    @property
    def zero(self) -> tuple[str, ...]:
        """The parameters and inputs on which the loss does not depend: their gradient is zero."""
        names = self.forward.names
        known = {*self.gradients, *self.constant}
        return tuple(name for name in (*names.parameters, *names.inputs) if name not in known)

    @property
    def conventions(self) -> tuple[str, ...]:
        """The value by convention where a derivative does not exist."""
        used = {
            node.name
            for equation in self.forward.program.equations
            for node in n.walk(equation.value)
            if isinstance(node, n.Call)
        }
        return tuple(text for names, text in CONVENTIONS if not used.isdisjoint(names))

    def only(self, steps: tuple[BackwardStep, ...]) -> Definition:
        """The definition with some of its equations."""
        program = replace(self.definition.program, equations=tuple(step.equation for step in steps))
        return replace(self.definition, program=program)


def static_names(
    names: frozenset[str], equations: Sequence[n.Equation], values: Collection[str] = ()
) -> frozenset[str]:
    """The signals that do not change with time: sums over the steps, and what is computed of those ``names`` alone.

    Beside such names the ``values`` that are computed of parameters alone are among them.
    """
    static = set(names)
    if static:
        reads = {line.name: n.walk(line.value) for line in equations if line.name in values}
        static |= {name for name, nodes in reads.items() if not any(isinstance(node, n.Signal) for node in nodes)}
    while True:
        more = {
            line.name
            for line in equations
            if isinstance(line.target, n.Signal) and line.name not in static and _is_static(line.value, static)
        }
        if not more:
            return frozenset(static)
        static |= more


def _is_static(node: n.Node, static: Collection[str]) -> bool:
    """Whether something that does not change with time is read, and nothing that does, outside sums over the steps."""
    waiting, some = [node], False
    while waiting:
        part = waiting.pop()
        if isinstance(part, n.Family) and any(loop.index == n.TIME for loop in part.loops):
            some = True
        elif isinstance(part, n.Signal):
            if part.name not in static:
                return False
            some = True
        else:
            waiting += n.children(part)
    return some


def _latex_name(symbol: BackwardSymbol, names: Mapping[str, str], written: Collection[str]) -> str:
    r"""``\delta h``, ``\delta\bar{h}``, ``\partial\mathcal{L}/\partial h``, ``\overleftarrow{\delta h}``."""
    of = latex_name(symbol.of, names)
    if symbol.kind == NET:
        net = _barred(of, written)
        # A letter has one superscript; braces with something behind it in them keep two apart.
        apart = f"{{{net}{{}}}}" if "^" in split_scripts(net)[1] else net
        primes = r"\prime" * (symbol.number - 1)
        return rf"\delta {apart}^{{{primes}}}" if primes else rf"\delta {net}"
    if symbol.kind == HANDED:
        return rf"\overleftarrow{{\delta {of}}}" + (f"^{{{symbol.number}}}" if symbol.number > 1 else "")
    return {ADJOINT: rf"\delta {of}", ARRIVING: rf"\partial\mathcal{{L}}/\partial {of}"}[symbol.kind]


def _barred(latex: str, written: Collection[str]) -> str:
    r"""The letter with the bar of Greff et al. for what is inside its activation, its scripts behind.

    Where the author has a bar over it, or another signal is written so, the accent is another one.

    >>> _barred("h_{1}", ()), _barred("h", [r"\bar{h}"])
    ('\\bar{h}_{1}', '\\check{h}')
    """
    letter, scripts = split_scripts(latex)
    accents = [accent for accent in NET_ACCENTS if not re.search(rf"\\(over)?{accent[1:]}", letter)]
    nets = [rf"{accent}{{{letter}}}{scripts}" for accent in accents]
    return next((net for net in nets if net not in written), nets[-1])


CONVENTIONS = (
    (("relu",), "the derivative of ReLU at 0 is 0"),
    (("abs",), "the derivative of the absolute value at 0 is 0"),
    (("max", "min"), "of equal arguments of max or min the first takes all, a number before others"),
    (("heaviside", "sign"), "the derivative of a step is 0, at its jump too"),
    (("mod",), "the derivative of mod at its jumps is that beside them"),
)
