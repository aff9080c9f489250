"""The count of a network in parts: by role, by layer, and by role in each layer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symbolic.language.sizes.size import NO_SIZE, Size
from symbolic.model.placed import Placed


def find_parts(layers: Iterable[Placed]) -> tuple[dict[str, Size], dict[str, Size], dict[str, Size]]:
    """How many trained parameters each role has in all layers, each layer, and each role in each layer.

    >>> from symbolic.model.network import Model
    >>> roles, whole, parts = find_parts(Model.parse("rnn(m) > dense(10)").layers)
    >>> [*roles], [*whole], str(parts["bias of dense"])
    (['input kernel', 'recurrent kernel', 'bias', 'kernel'], ['parameters of rnn', 'parameters of dense'], '10')
    """
    roles: dict[str, Size] = {}
    whole: dict[str, Size] = {}
    parts: dict[str, Size] = {}
    for layer in layers:
        for role, size in _held(layer):
            for sums, name in (
                (roles, role),
                (whole, f"parameters of {layer.name}"),
                (parts, f"{role} of {layer.name}"),
            ):
                sums[name] = sums.get(name, NO_SIZE) + size
    return roles, whole, parts


def _held(layer: Placed) -> Iterator[tuple[str, Size]]:
    if layer.arrays is not None:
        yield "parameters", layer.size
        return
    for term in layer.terms:
        if not term.trained:
            continue
        held = term.part.cell.held.items() if term.part else [(term.words, term.size)]
        for role, size in held:
            whole = (term.part.substitute(size) if term.part else size) * term.times
            yield role, whole.substitute(layer.sizes)
