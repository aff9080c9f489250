"""Equations with their names forgotten: what two cells that differ in letters and order have in common."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from hashlib import blake2b
from typing import Any

from symbolic.language import nodes as n
from symbolic.language.definition import Definition

FINGERPRINT_ROUNDS = 4
"""How often states take up what stands around them."""
FINGERPRINT_VERSION = 2


class Fingerprints:
    """Numbers for the equations of a definition that do not depend on names, or on the order of sums and products.

    The parameters in ``left_out`` are left out where they are added; the gate ``swapped`` is read as 1 minus itself.
    Signals of the same step are put in, so that it does not matter how equations are cut.

    >>> from symbolic.language.definition import define
    >>> first = define("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": "n", "h": "m"})
    >>> second = define("a[t] = c + V @ s[t-1] + K @ u[t]\\ns[t] = tanh(a[t])", {"u": "n", "s": "m"})
    >>> Fingerprints(first).mark == Fingerprints(second).mark
    True
    """

    def __init__(self, definition: Definition, left_out: frozenset[str] = frozenset(), swapped: str = ""):
        self.definition, self.left_out, self.swapped = definition, left_out, swapped
        self.equations = {equation.name: equation for equation in definition.program.equations}
        self.transposed = _only_transposed(definition)

    @cached_property
    def mark(self) -> int:
        """One number for all equations, the same in every run of the program."""
        return _marked((sorted(self.states.items()), sorted(self.parameters.items())))

    @cached_property
    def states(self) -> Counter[int]:
        """The fingerprint of each state and of each output."""
        return self._states(self.colours)

    @cached_property
    def parameters(self) -> Counter[int]:
        """What is left of the states when one parameter is marked, for each of them: who is shared, who is not."""
        names = [name for name in self.definition.names.parameters if name not in self.left_out]
        marked = [key for name in names for key in self._keys(name)]
        return Counter(
            _marked(tuple(sorted(self._states({**self.colours, key: FINGERPRINT_VERSION}).items()))) for key in marked
        )

    def _keys(self, name: str) -> list[str]:
        """A parameter, or its blocks where it is applied to parts that are joined."""
        parts = max((len(call.arguments) for call in self._joined(name)), default=0)
        return [f"{name}:{place}" for place in range(parts)] if parts else [name]

    def _joined(self, name: str) -> list[n.Call]:
        return [
            node.right
            for equation in self.definition.program.equations
            for node in n.walk(equation.value)
            if isinstance(node, n.Product) and _is_joined(node) and isinstance(node.right, n.Call)
            if isinstance(node.left, n.Parameter) and node.left.name == name
        ]

    @cached_property
    def equation_parts(self) -> tuple[int, ...]:
        """The fingerprint of each equation in its order, its states not looked into."""
        colours = dict.fromkeys(self.definition.names.states, 1)
        return tuple(self._of(equation.value, colours, {}) for equation in self.definition.program.equations)

    @cached_property
    def parts(self) -> Counter[int]:
        """The fingerprints of all equations."""
        return Counter(self.equation_parts)

    @cached_property
    def colours(self) -> dict[str, int]:
        """What is known of each state by what leads to it."""
        colours = dict.fromkeys(self.definition.names.states, 1)
        for _ in range(FINGERPRINT_ROUNDS):
            known: dict[str, int] = {}
            colours = {name: self._of(self.equations[name].value, colours, known) for name in colours}
        return colours

    @cached_property
    def partial(self) -> set[str]:
        """The sums and products that are a signal of their own, which one place of the step reads."""
        program = self.definition.program
        reads = Counter(
            node.name for equation in program.equations for node in n.walk(equation.value) if isinstance(node, n.Signal)
        )
        return {
            equation.name
            for equation in program.equations
            if isinstance(equation.value, n.Add | n.Product) and not equation.loops and not equation.target.index
            if reads[equation.name] == 1 and equation.name != self.swapped
        }

    @cached_property
    def ends(self) -> list[str]:
        """The states, and the signals that nothing of the step reads."""
        inner = {
            node.name
            for equation in self.definition.program.equations
            for node in n.walk(equation.value)
            if isinstance(node, n.Signal) and not node.lag
        }
        names = self.definition.names
        return [name for name in names.signals if name in names.states or name not in inner]

    def _states(self, colours: dict[str, int]) -> Counter[int]:
        known: dict[str, int] = {}
        states = Counter(self._of(self.equations[name].value, colours, known) for name in self.ends)
        families = [
            equation for equation in self.definition.program.equations if equation.loops or equation.target.index
        ]
        return states + Counter(_marked((len(part.loops), self._of(part.value, colours, known))) for part in families)

    def _of(self, node: n.Node, colours: dict[str, int], known: dict[str, int]) -> int:
        """The fingerprint of an expression; ``known`` are those of signals of the step."""
        match node:
            case n.Number():
                return _marked(("number", float(node.value)))
            case n.Position():
                return _marked(("position", len(node.value.letters)))
            case n.Parameter():
                fixed = node.name in self.definition.fixed
                return _marked(("parameter", fixed, len(node.index), colours.get(node.name, 1)))
            case n.Signal():
                return self._signal(node, colours, known)
            case n.Add() if self._is_swapped(node):
                return self._of(self.equations[self.swapped].value, colours, known)
            case n.Add():
                return self._sum(node, colours, known)
            case n.Multiply():
                return _marked(("times", tuple(sorted(self._of(part, colours, known) for part in _factors(node)))))
            case n.Call():
                sizes = tuple(map(str, node.sizes)) if node.name in ("part", "rows") else (len(node.sizes),)
                return _marked((node.name, tuple(self._of(part, colours, known) for part in node.arguments), sizes))
            case n.Product():
                return self._sum(node, colours, known)
            case n.Transpose(value=n.Parameter() as value) if value.name in self.transposed:
                return self._of(value, colours, known)
        inner = tuple(self._of(part, colours, known) for part in n.children(node))
        exponent = getattr(node, "exponent", 0)
        return _marked((type(node).__name__, inner, exponent if isinstance(exponent, int) else len(exponent.letters)))

    def _signal(self, node: n.Signal, colours: dict[str, int], known: dict[str, int]) -> int:
        if node.name not in self.equations or node.lag or node.index:
            return _marked(("signal", node.lag, len(node.index), colours.get(node.name, 0)))
        if node.name not in known:
            inner = self._of(self.equations[node.name].value, colours, known)
            known[node.name] = _complement(inner) if node.name == self.swapped else inner
        return known[node.name]

    def _is_swapped(self, node: n.Add) -> bool:
        return bool(self.swapped) and _is_complement(node, self.swapped)

    def _sum(self, node: n.Add | n.Product, colours: dict[str, int], known: dict[str, int]) -> int:
        signed = self._terms(node, colours, known)
        terms = sorted(term if sign > 0 else _marked(("minus", term)) for term, sign in signed)
        return terms[0] if len(terms) == 1 else _marked(("sum", tuple(terms)))

    def _terms(self, node: n.Node, colours: dict[str, int], known: dict[str, int]) -> list[tuple[int, int]]:
        """The terms of a sum within a sum, and of a kernel on parts that are joined: ``W [x; h]`` is two products.

        Each has its sign. A sum that is a signal of its own is put in where nothing else reads it.
        """
        if isinstance(node, n.Signal) and node.name in self.partial and not node.lag:
            return self._terms(self.equations[node.name].value, colours, known)
        if isinstance(node, n.Add) and not self._is_swapped(node):
            return [
                (part, sign * inner)
                for term, sign in zip(node.terms, node.signs, strict=True)
                if not (isinstance(term, n.Parameter) and term.name in self.left_out)
                for part, inner in self._terms(term, colours, known)
            ]
        if isinstance(node, n.Product):
            right = node.right
            if _is_joined(node) and isinstance(right, n.Call) and isinstance(node.left, n.Parameter):
                name, fixed = node.left.name, node.left.name in self.definition.fixed
                blocks = [
                    _marked(("parameter", fixed, 0, colours.get(f"{name}:{place}", 1)))
                    for place in range(len(right.arguments))
                ]
                return [
                    (_marked(("product", block, self._of(part, colours, known))), 1)
                    for block, part in zip(blocks, right.arguments, strict=True)
                ]
            return [(_marked(("product", self._of(node.left, colours, known), self._of(right, colours, known))), 1)]
        return [(self._of(node, colours, known), 1)]


def _marked(value: Any) -> int:
    return int.from_bytes(blake2b(repr(value).encode(), digest_size=6).digest(), "big")


def _is_joined(node: n.Product) -> bool:
    """A kernel on parts that are joined, ``W @ concat(x, h)``."""
    return isinstance(node.left, n.Parameter) and isinstance(node.right, n.Call) and node.right.name == "concat"


def _factors(node: n.Node) -> list[n.Node]:
    return [*_factors(node.left), *_factors(node.right)] if isinstance(node, n.Multiply) else [node]


def _complement(fingerprint: int) -> int:
    return _marked(("sum", tuple(sorted([_marked(("number", 1.0)), _marked(("minus", fingerprint))]))))


def _is_complement(node: n.Add, gate: str) -> bool:
    """``1 - g``."""
    if len(node.terms) != 2 or node.signs != (1, -1):
        return False
    first, second = node.terms
    return first == n.Number(1) and isinstance(second, n.Signal) and second.name == gate and not second.lag


def _only_transposed(definition: Definition) -> set[str]:
    """The parameters that are read transposed and in no other way."""
    transposed: set[str] = set()
    plain: Counter[str] = Counter()
    for equation in definition.program.equations:
        for node in n.walk(equation.value):
            if isinstance(node, n.Transpose) and isinstance(node.value, n.Parameter):
                transposed.add(node.value.name)
                plain[node.value.name] -= 1
            elif isinstance(node, n.Parameter):
                plain[node.name] += 1
    return {name for name in transposed if plain[name] == 0}
