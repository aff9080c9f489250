"""The derivation of a layer's count: its sublayers, equal ones together, the sum, the number."""

from __future__ import annotations

from itertools import groupby

from symbolic.derive.algebra import check_steps
from symbolic.derive.formula import Formula, product, total
from symbolic.derive.simplify import common_factor, simplified
from symbolic.derive.step import Step, number_step
from symbolic.frameworks.layer import Layer
from symbolic.frameworks.layer_spec import Sublayer
from symbolic.language.sizes.size import Size


def layer_steps(layer: Layer, sizes: dict[str, int]) -> list[Step]:
    """The steps from the sublayers to the count, and to the number where sizes are given.

    >>> from symbolic import layer
    >>> first, *_, last = layer_steps(layer("torch.nn.RNN", num_layers=3), {})
    >>> first.words, first.expression, last.words, last.expression
    ('layer 0', m*(m + n + 2), 'like terms', m*(5*m + n + 6))
    """
    groups = [
        (size, list(sublayers)) for size, sublayers in groupby(layer.sublayers, key=lambda sublayer: sublayer.size)
    ]
    steps = [Step("sublayer", (_words(sublayers, layer),), _term(size, len(sublayers))) for size, sublayers in groups]
    if layer.unused != Size.of(0):
        steps.append(Step("unused", ("stored, read by no equation",), _term(layer.unused, 1)))
    if len(steps) > 1:
        steps.append(Step("sum", ("sum",), total(*(step.formula for step in steps))))
        if steps[-1].formula != simplified(layer.size):
            steps.append(Step("simplify", ("like terms",), simplified(layer.size)))
    check_steps([steps[-1].formula], layer.size)
    if sizes:
        steps.append(number_step(steps[-1].formula, {letter: sizes[letter] for letter in layer.counted_letters}))
    return steps


def _term(size: Size, times_over: int) -> Formula:
    return product(Size.of(times_over), common_factor(size))


def _words(sublayers: list[Sublayer], layer: Layer) -> str:
    levels = sorted({sublayer.level for sublayer in sublayers})
    both = len({sublayer.backward for sublayer in layer.sublayers}) > 1
    directions = ", both directions" if both else ""
    if len({sublayer.level for sublayer in layer.sublayers}) == 1:
        return f"one layer{directions}"
    named = f"layer {levels[0]}" if len(levels) == 1 else f"layers {levels[0]} to {levels[-1]}, each"
    width = sublayers[0].substitute(Size.letter("n"))
    reads = "" if width == Size.letter("n") else f", reading {str(width).replace('*', '·')}"
    return named + directions + reads
