"""The derivation as data: from the equations to the count and to the number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from symbolic.derive.algebra import algebra
from symbolic.derive.formula import Formula, polynomial
from symbolic.derive.gate_groups import GateGroup
from symbolic.derive.origins import Origin, find_origins
from symbolic.derive.parameters import CountedParameter
from symbolic.derive.simplify import simplified
from symbolic.derive.step import Step, Told, listed, number_step
from symbolic.derive.story import counted_again, gate_pieces, long_story, short_story
from symbolic.derive.widths import ShapeGroup, find_widths
from symbolic.display import Displayed
from symbolic.errors import ProofError
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.sizes.size import NO_SIZE, Size
from symbolic.record import Record, aside, replace

if TYPE_CHECKING:
    from sympy import Expr


class Derivation(Displayed, Record):
    """All steps. ``shapes`` are the parameters, ``groups`` the gates, ``steps`` lead to the count, ``formula``.

    ``sizes`` are the numbers for the letters, ``number`` the exact result; both are empty without sizes;
    ``latex_names`` is how the author typesets names, ``static`` the signals that are written without a time.
    ``widths`` and ``origins`` are what the first steps say.
    """

    shapes: tuple[CountedParameter, ...]
    groups: tuple[GateGroup, ...]
    steps: tuple[Step, ...]
    formula: Formula
    sizes: dict[str, int]
    number: int | None
    latex_names: Mapping[str, str] = aside(default=MappingProxyType({}))
    static: frozenset[str] = aside(default=frozenset())
    widths: tuple[ShapeGroup, ...] = aside(default=())
    origins: tuple[Origin, ...] = aside(default=())

    @cached_property
    def long(self) -> Derivation:
        """The same in more detail: a step for each parameter and each gate, and the number counted again.

        >>> from symbolic import cell
        >>> derivation = cell("rnn").derivation(n=3, m=5)
        >>> len(derivation.steps), len(derivation.long.steps)
        (8, 12)
        """
        gates = [
            Step("gate", _gate_pieces(gate, self.origins), group.gate_formula)
            for group in self.groups
            for gate in group.gates
        ]
        counting = [step for step in self.steps if step.rule not in ("size", "shape", "gate")]
        again = counted_again(self.origins, counting[-1].sizes) if self.number is not None and counting else []
        steps = (*long_story(self.widths, self.origins), *gates, *counting, *again)
        return replace(self, steps=steps if self.steps else ())

    @cached_property
    def result(self) -> Expr:
        """The count for SymPy, unevaluated."""
        from symbolic.derive.expressions import as_written

        return as_written(self.formula)


def derive(
    definition: Definition,
    shapes: Shapes,
    parameters: tuple[CountedParameter, ...],
    groups: tuple[GateGroup, ...],
    size: Size,
    sizes: dict[str, int],
    number: int | None = None,
) -> Derivation:
    """Derive the count step by step; `ProofError` where a step is not equal to it, or the number is not its value.

    >>> from symbolic import cell
    >>> [step.rule for step in cell("lstm").derivation(n=4096, m=256).steps]
    ['size', 'size', 'shape', 'shape', 'shape', 'gate', 'equal gates', 'common factor', 'substitute']
    """
    origins = find_origins(definition, shapes, parameters)
    if sum((polynomial(origin.formula) for origin in origins), NO_SIZE) != size:
        raise ProofError("the shapes of the parameters do not add up to the count")
    widths = find_widths(definition, shapes) if origins else ()
    order = [*definition.names.inputs, *definition.names.signals]
    result = simplified(size)
    gates = [Step("gate", gate_pieces(group.gates), group.gate_formula) for group in groups]
    steps = [*short_story(widths, origins, order), *gates, *algebra(groups, size)]
    if sizes and origins:
        steps.append(number_step(result, {letter: sizes[letter] for letter in sizes if letter in size.letters}))
        if number not in (None, steps[-1].number):
            raise ProofError("the formula and the shapes give different numbers")
    told = {"latex_names": definition.latex, "static": definition.program.static}
    return Derivation(parameters, groups, tuple(steps), result, sizes, number, **told, widths=widths, origins=origins)


def _gate_pieces(gate: str, origins: Iterable[Origin]) -> tuple[Told, ...]:
    return (*gate_pieces([gate]), ": ", *listed(o.node for o in origins if o.parameter.gate == gate))
