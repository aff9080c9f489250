"""What one step of a network takes: the sum over its layers, each by the equations that it computes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from symbolic.derive.step_work import StepWork
from symbolic.errors import UsageError
from symbolic.frameworks.layer_spec import Sublayer
from symbolic.language.operations.cost_rules import OpCount
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.placed import Placed
from symbolic.record import replace


def network_work(layers: Sequence[Placed], parameters: Size) -> StepWork:
    """The forward pass; each layer is computed at each step, a convolution at one place of its map.

    >>> from symbolic.model.network import Model
    >>> str(Model.parse("embedding(V, e) > lstm(m, layers=L) > dense(V)").work.operations.macs)
    '4*e*m - 4*m**2 + 8*L*m**2 + V*m'
    """
    whole = _total(layer_work(layer) for layer in layers)
    # A kernel that is tied is there once.
    return replace(whole, parameters=parameters)


def network_backward(layers: Sequence[Placed], inputs: bool) -> StepWork:
    """The backward pass, with or without the gradient of what the network reads.

    A frozen layer has no gradients of its own, and hands one on where something below it is trained.
    """
    found, needed = [], inputs
    for layer in layers:
        frozen = bool(layer.fixed.terms) and not layer.size.terms
        for part, times, bottom in _computed(layer) if needed or not frozen else ():
            below = part.backward_work(needed, not frozen) * bottom if bottom.terms else StepWork(OpCount())
            found.append((below + part.backward_work(True, not frozen) * (times - bottom)).substitute(layer.sizes))
        needed = needed or bool(layer.size.terms)
    return _total(found)


def layer_work(layer: Placed) -> StepWork:
    """One layer at one step; raises `UsageError` for one of which only the arrays are known."""
    if not layer.known:
        raise UsageError(f"of {layer.name} only the arrays are known, not what it computes, and so not what it costs")
    found = _total(part.work * times for part, times, _ in _computed(layer))
    return replace(found, operations=found.operations + layer.besides).substitute(layer.sizes)


def _computed(layer: Placed) -> Iterator[tuple[Sublayer, Size, Size]]:
    """The equations of a layer, how often, and how many of these read what the layer reads."""
    yield from ((term.part, term.times, term.bottom) for term in layer.terms if term.part)
    if layer.computes:
        yield from ((part, ONE, ONE) for part in layer.computes())


def _total(works: Iterable[StepWork]) -> StepWork:
    return sum(works, StepWork(OpCount()))
