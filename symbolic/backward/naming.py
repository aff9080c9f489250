"""Names for what a backward pass computes, none of which the cell uses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symbolic.backward.program import NAMED, BackwardStep, BackwardSymbol
from symbolic.language import nodes as n
from symbolic.record import replace

VALUE_LETTERS = "vqsapewujzl"
"""What values of the forward pass are called: the first that begins no name of the cell."""


class FreshNames:
    """The names in use, and ``latex``, how they are written; ``symbols`` says what each new one stands for."""

    def __init__(self, taken: Iterable[str], latex: Iterable[str] = ()):
        self.taken = set(taken)
        self.symbols: dict[str, BackwardSymbol] = {}
        first = {name[:1] for name in (*self.taken, *latex)}
        self.letter = next((letter for letter in VALUE_LETTERS if letter not in first), VALUE_LETTERS[0])

    def fresh(self, wanted: str, kind: str, of: str, number: int = 1, lag: n.Lag = 1) -> str:
        """A name that is not in use, ``wanted`` where that is free."""
        name = wanted
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        self.symbols[name] = BackwardSymbol(kind, of, number, lag)
        return name

    def value(self) -> str:
        """The next name for a value of the forward pass."""
        number = sum(symbol.kind == NAMED for symbol in self.symbols.values()) + 1
        return self.fresh(f"{self.letter}_{number}", NAMED, f"{self.letter}_{number}", number)

    def is_value(self, name: str) -> bool:
        return name in self.symbols and self.symbols[name].kind == NAMED

    def arranged(
        self, steps: Sequence[BackwardStep], unread: Sequence[BackwardStep] = ()
    ) -> tuple[list[BackwardStep], list[BackwardStep]]:
        """Each named value before what reads it, and numbered in that order, behind those that are ``unread``."""
        named = {step.equation.name: step for step in steps if self.is_value(step.equation.name)}
        derived = {step.equation.name for step in steps} - named.keys()
        reads = {id(step): read(step.equation.value) for step in steps}
        late = {name for name, step in named.items() if not derived.isdisjoint(reads[id(step)])}
        order = dict.fromkeys(step.equation.name for step in unread)

        def define(step: BackwardStep, which: set[str]) -> None:
            for name in reads[id(step)]:
                if name in which and name not in order:
                    define(named[name], which)
                    order[name] = None

        for step in steps:
            define(step, named.keys() - late)
        equations = [named[name] for name in order if name in named]
        for step in steps:
            if step.equation.name not in named:
                before = len(order)
                define(step, late)
                equations += [named[name] for name in list(order)[before:]]
                equations.append(step)
        renamed = _renamed([*unread, *equations], self._numbered(list(order)))
        return renamed[len(unread) :], renamed[: len(unread)]

    def _numbered(self, order: Sequence[str]) -> dict[str, str]:
        """New names for the values in this order, and for what arrives at them."""
        for name in [name for name in self.symbols if self.is_value(name)]:
            self._forget(name)
        names = {name: self.value() for name in order}
        values = {*names.values()}
        adjoints = {name: symbol for name, symbol in self.symbols.items() if symbol.of in names and name not in values}
        for name in adjoints:
            self._forget(name)
        for name, symbol in adjoints.items():
            of = names[symbol.of]
            names[name] = self.fresh(name.replace(symbol.of, of), symbol.kind, of, symbol.number, symbol.lag)
        return names

    def _forget(self, name: str) -> None:
        del self.symbols[name]
        self.taken.discard(name)


def read(node: n.Node) -> list[str]:
    """The names of all signals and parameters in a node, in reading order."""
    return [part.name for part in n.walk(node) if isinstance(part, n.Parameter | n.Signal)]


def _renamed(steps: list[BackwardStep], names: dict[str, str]) -> list[BackwardStep]:
    def change(node: n.Node) -> n.Node:
        if isinstance(node, n.Signal):
            return replace(node, name=names[node.name]) if node.name in names else node
        return n.rebuild(node, change)

    if all(old == new for old, new in names.items()):
        return steps
    changed: list[BackwardStep] = []
    for step in steps:
        target = step.equation.target
        renamed = replace(target, name=names.get(target.name, target.name))
        changed.append(
            replace(step, equation=replace(step.equation, target=renamed, value=change(step.equation.value)))
        )
    return changed
