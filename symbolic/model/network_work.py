"""What one step of each layer of a network takes, by the equations that it computes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from symbolic.derive.cost import Share
from symbolic.derive.step_work import StepWork
from symbolic.errors import UsageError
from symbolic.frameworks.layer_spec import Sublayer
from symbolic.language.operations.cost_rules import OpCount
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.model.course import SEQUENCE_STEPS
from symbolic.model.placed import Placed
from symbolic.model.times import find_times
from symbolic.record import replace

LetterSizes = Mapping[str, Size]


def find_shares(layers: Sequence[Placed], letters: Sequence[str], steps: Size, backward: str) -> tuple[Share, ...]:
    """The work of each layer, and how often it is done; one of which only the arrays are known has none.

    In the backward pass a frozen layer has no gradients of its own, and hands one on where something below is trained.

    >>> from symbolic.model.network import Model
    >>> network = Model.parse("embedding(V, e) > lstm(m, last) > dense(V)")
    >>> for share in find_shares(network.layers, network.letters, Size.letter("T"), "none"):
    ...     print(share.name, share.steps, share.work.operations.macs)
    embedding T 0
    lstm T 4*e*m + 4*m**2
    dense 1 V*m
    """
    shares: list[Share] = []
    needed = backward == "all"
    for layer, maps in zip(layers, _maps(layers, letters), strict=True):
        note, times = find_times(layer, steps)
        if not layer.known:
            held = ", ".join(f"{array.name} {array.shape}" for array in layer.arrays or ())
            shares.append(Share(layer.name, f"not known: {held}"[:120], times, None))
            continue
        work = _with_maps(_work(layer, times), layer, maps)
        # A kernel that is tied is there once.
        work = replace(work, parameters=layer.size + layer.fixed)
        back = None
        if backward != "none":
            back = _with_maps(_backward(layer, needed, times), layer, maps)
            needed = needed or bool(layer.size.terms)
        shares.append(Share(layer.name, note, times, work, back, layer.size))
    return tuple(shares)


def find_step_work(layers: Sequence[Placed], letters: Sequence[str]) -> StepWork:
    """What one step of one sequence takes at which every layer is computed, the last step of a sequence.

    Raises `UsageError` where the arrays are all that is known of a layer.
    """
    shares = find_shares(layers, letters, SEQUENCE_STEPS, "none")
    if unknown := [share.name for share in shares if share.work is None]:
        raise UsageError(f"the operations of {unknown[0]} are not known, as its arrays are all that is known of it")
    return _total(share.work for share in shares if share.work is not None)


def find_map_letters(layers: Sequence[Placed], letters: Sequence[str]) -> tuple[str, ...]:
    """The letters of the sizes of maps that nobody says.

    >>> from symbolic.model.network import Model
    >>> Model.parse("conv(8, 3, 3) > conv(8, 3, 3)").map_letters
    ('Hh_conv', 'Ww_conv', 'Hh_conv_2', 'Ww_conv_2')
    """
    names = [str(size) for maps in _maps(layers, letters) for size in maps.values()]
    times = (find_times(layer, SEQUENCE_STEPS)[1] for layer in layers)
    names += [
        letter for size in times for letter in size.letters if letter not in letters and letter != str(SEQUENCE_STEPS)
    ]
    return tuple(dict.fromkeys(names))


def _maps(layers: Sequence[Placed], letters: Sequence[str]) -> list[LetterSizes]:
    """The letters of each layer's map, with its name behind them where more than one layer has a map."""
    map_letters = [_open_letters(layer, letters) for layer in layers]
    if sum(map(bool, map_letters)) < 2:
        return [{letter: Size.letter(letter) for letter in names} for names in map_letters]
    return [
        {letter: Size.letter(f"{letter}_{re.sub(r'[^A-Za-z0-9_]', '_', layer.name)}") for letter in names}
        for layer, names in zip(layers, map_letters, strict=True)
    ]


def _open_letters(layer: Placed, letters: Sequence[str]) -> list[str]:
    used = dict.fromkeys(layer.places.letters)
    for term in layer.terms:
        if term.part:
            used |= dict.fromkeys(
                letter
                for inner in term.part.cell.definition.letters
                if inner != term.part.cell.step_letter
                for letter in term.part.substitute(Size.letter(inner)).letters
            )
    return [letter for letter in used if letter not in letters and letter not in layer.sizes]


def _with_maps(work: StepWork, layer: Placed, maps: LetterSizes) -> StepWork:
    return (work * layer.places).substitute({**layer.sizes, **maps})


def _work(layer: Placed, steps: Size) -> StepWork:
    work = _total(_at_steps(part.work, part, steps) * times for part, times, _ in _computed(layer))
    return replace(work, operations=work.operations + _besides(layer, steps))


def _backward(layer: Placed, needed: bool, steps: Size) -> StepWork:
    """One step of the backward pass, with the gradient of what the layer reads or not."""
    frozen = bool(layer.fixed.terms) and not layer.size.terms
    works: list[StepWork] = []
    for part, times, bottom in _computed(layer) if needed or not frozen else ():
        below = part.backward_work(needed, not frozen) * bottom if bottom.terms else StepWork(OpCount())
        both = below + part.backward_work(True, not frozen) * (times - bottom)
        works.append(_at_steps(both, part, steps))
    work = _total(works)
    # Each product of two computed factors has a gradient by either.
    between = _besides(layer, steps).macs * 2 if needed or layer.size.terms else NO_SIZE
    return replace(work, operations=work.operations + OpCount(macs=between))


def _at_steps(work: StepWork, part: Sublayer, steps: Size) -> StepWork:
    """The work of a cell that reads all earlier steps, which are those of the network."""
    letter = part.cell.step_letter
    return work.substitute({letter: steps}) if letter else work


def _besides(layer: Placed, steps: Size) -> OpCount:
    return layer.besides.substitute({str(SEQUENCE_STEPS): steps}) if layer.computes or not layer.cell else layer.besides


def _computed(layer: Placed) -> Iterator[tuple[Sublayer, Size, Size]]:
    """The equations of a layer, how often, and how many of these read what the layer reads."""
    yield from ((term.part, term.times, term.bottom) for term in layer.terms if term.part)
    if layer.computes:
        for place, part in enumerate(layer.computes()):
            times = layer.repeats[place] if place < len(layer.repeats) else ONE
            yield part, times, NO_SIZE if layer.entering is not None and place >= layer.entering else times


def _total(works: Iterable[StepWork]) -> StepWork:
    return sum(works, StepWork(OpCount()))
