"""The state that a module begins with where it is left out: what it returns then is its state, of whatever sizes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from symbolic.limits import TRACED_TRIES
from symbolic.tracing.call import STATE_NAMES, CallSignature, LetterShape, leaves, possible_sizes
from symbolic.tracing.state_words import plain_word, returned_words, unpacked_words
from symbolic.tracing.trace import clean

STATE_SIZE_LETTERS = "rpqdkeuvswabcfgijlyz"
"""Letters for sizes of states, but for the first."""
OUTPUT_NAMES = ("y", "o", "out", "y_2", "y_3")


def calls_without_state(
    run: Callable[[CallSignature, Sequence[int]], Any],
    forward: Any,
    held: Sequence[int],
    batch: int,
    numbers: Mapping[str, int],
    likely: Mapping[str, int],
    inputs: Mapping[str, LetterShape] | None,
) -> list[CallSignature]:
    """The ways to call a module that makes its own first state, each with the shapes of that state; few or none."""
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY)
    parameters = [part for part in inspect.signature(forward).parameters.values() if part.kind in kinds]
    required = [part.name for part in parameters if part.default is part.empty]
    optional = [part.name for part in parameters if part.default is None]
    if not required or not optional or len(required) > 6:
        return []
    front = (batch,) if batch else ()
    calls: list[CallSignature] = []
    tries = 0
    for draft in _drafts(required, inputs, batch):
        letters = dict.fromkeys(letter for shape in draft.inputs.values() for letter in shape)
        every = [
            [numbers[letter]]
            if letter in numbers
            else [*dict.fromkeys([*([likely[letter]] if letter in likely else []), *possible_sizes(held)])]
            for letter in letters
        ]
        for chosen in product(*every):
            tries += 1
            if tries > TRACED_TRIES:
                return calls
            call = draft._replace(numbers=dict(zip(letters, chosen, strict=True)))
            try:
                result = run(call, front)
            except Exception:
                # A way of calling that does not work may fail anywhere in the user's own code.
                continue
            whole = next(_with_states(run, forward, call, result, optional, front), None)
            if whole is not None:
                calls.append(whole)
                if len(letters) == 1 and chosen[0] == likely.get(next(iter(letters))):
                    return [whole]
    return calls


def _drafts(required: Sequence[str], inputs: Mapping[str, LetterShape] | None, batch: int) -> Iterator[CallSignature]:
    if inputs is not None or len(required) == 1:
        signals = dict(inputs) if inputs is not None else {"x": ("n",)}
        if len(signals) == len(required):
            names = [name if name in required else "" for name in signals]
            free = [name for name in required if name not in names]
            places = {name: name if name in required else free.pop(0) for name in signals}
            yield CallSignature(signals, {}, {}, places, "", batch)
        return
    # Each a vector of its own size, or a number with or without an axis of its own.
    own = {clean(name): name for name in required}
    first, *rest = own
    for kinds in product((True, None, False), repeat=len(rest)):
        letters = iter(STATE_SIZE_LETTERS[4:])
        shapes = {name: (next(letters),) if kind else () for name, kind in zip(rest, kinds, strict=True)}
        bare = frozenset(name for name, kind in zip(rest, kinds, strict=True) if kind is None)
        yield CallSignature({first: ("n",), **shapes}, {}, {}, own, "", batch, bare=bare)


def _with_states(
    run: Callable[[CallSignature, Sequence[int]], Any],
    forward: Any,
    call: CallSignature,
    result: Any,
    optional: Sequence[str],
    front: Sequence[int],
) -> Iterator[CallSignature]:
    """The call with what of the result can be given back as the state."""
    flat = leaves(result)
    for start, stop in _places(forward, result, optional):
        states = flat[start:stop]
        argument = optional[0]
        names = _names(forward, argument, len(states), call)
        if names is None or any(tuple(leaf.shape[: len(front)]) != tuple(front) for leaf in states):
            continue
        numbers: dict[str, int] = {}
        shapes: dict[str, LetterShape] = {}
        letters = iter([letter for letter in STATE_SIZE_LETTERS if letter not in call.numbers])
        for at, (name, leaf) in enumerate(zip(names, states, strict=True)):
            extents = tuple(leaf.shape[len(front) :])
            own = tuple("m" if not at and place == len(extents) - 1 else next(letters) for place in range(len(extents)))
            shapes[name] = own
            numbers |= dict(zip(own, extents, strict=True))
        # A letter that is tied to another gives way to one that comes later.
        first = {letter: number for letter, number in numbers.items() if letter != "m"}
        packed = argument if len(names) > 1 else ""
        places = call.places if packed else {**call.places, **dict.fromkeys(names, argument)}
        outputs = iter(name for name in OUTPUT_NAMES if name not in names and name not in call.inputs)
        own_names = iter(names)
        order = [next(own_names) if start <= at < stop else next(outputs, "") for at in range(len(flat))]
        whole = call._replace(
            states=shapes,
            numbers={**first, **call.numbers, **({"m": numbers["m"]} if "m" in numbers else {})},
            places=places,
            packed=packed,
            returned=tuple(order),
        )
        if "" in order:
            continue
        try:
            again = leaves(run(whole, front))
        except Exception:
            # As above.
            continue
        if [tuple(leaf.shape) for leaf in again] == [tuple(leaf.shape) for leaf in flat]:
            yield whole


def _places(forward: Any, result: Any, optional: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the states may stand among all arrays that are returned: the likeliest first."""
    flat = leaves(result)
    count = len(flat)
    if isinstance(result, tuple | list) and len(result) > 1:
        nested = [isinstance(part, tuple | list) for part in result]
        if nested[-1]:
            yield count - len(leaves(result[-1])), count
            return
        words, own = returned_words(forward), {optional[0], *unpacked_words(forward, optional[0])}
        named = [place for place, word in enumerate(words) if plain_word(word) in own]
        if count == len(words) and len(named) == 1:
            yield named[0], named[0] + 1
            return
        yield 0, count
        yield 1, count
        return
    yield 0, count


def _names(forward: Any, argument: str, count: int, call: CallSignature) -> tuple[str, ...] | None:
    words = tuple(map(clean, unpacked_words(forward, argument)))
    taken = {*call.inputs, *call.numbers, "m"}
    if len(words) == count and not taken.intersection(words) and len({*words}) == count:
        return words
    spare = [name for name in (*STATE_NAMES, *(f"s_{at}" for at in range(2, 9))) if name not in call.inputs]
    return tuple(spare[:count]) if 0 < count <= len(spare) else None
