"""How a module is called for one step: what it takes, of which sizes, and what it returns."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from symbolic.errors import SymbolicError, UsageError
from symbolic.limits import TRACED_TRIES
from symbolic.tracing.call import STATE_NAMES, CallSignature, LetterShape, leaves, possible_sizes
from symbolic.tracing.own_state import calls_without_state
from symbolic.tracing.state_words import is_state_word, plain_word, returned_words, unpacked_words
from symbolic.tracing.trace import clean

INPUT_NAMES = ("input_size", "in_features", "input_dim", "n_in", "d_in", "in_dim", "n_inputs", "d_input", "dim_in")
HIDDEN_NAMES = (
    "hidden_size",
    "hidden_dim",
    "units",
    "state_size",
    "hidden_features",
    "num_units",
    "n_hidden",
    "d_hidden",
    "features",
)
BATCHES = (7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97)


def find_call(
    run: Callable[[CallSignature, Sequence[int]], Any],
    forward: Any,
    sizes: Sequence[tuple[int, ...]],
    attributes: Mapping[str, Any],
    inputs: Mapping[str, Any] | None,
    state: Mapping[str, Any] | None,
    returns: Sequence[str] | None,
    numbers: Mapping[str, int],
) -> CallSignature:
    """The one way in which ``run``, which calls the module, gives states of the shapes that it was given.

    Raises `UsageError` where none is found, or several.
    """
    held = sorted({extent for shape in sizes for extent in shape if extent > 1})
    batch = next(number for number in BATCHES if all(extent % number for extent in held))
    problem: Exception | None = None
    shapes = _shapes(inputs, "inputs") if inputs is not None else None
    if state is None and returns is None:
        likely = _likely(CallSignature(shapes or {"x": ("n",)}, {}, {}, {}, "", batch), attributes)
        for size in (batch, 0):
            own = calls_without_state(run, forward, held, size, numbers, likely, shapes)
            if own:
                return _one_of(own)
    for fronts in ((batch,), ()):
        calls: dict[tuple[int, ...], CallSignature] = {}
        tries = 0
        for draft in _with_bare(_drafts(forward, inputs, state, batch if fronts else 0)):
            if calls and draft.bare:
                break
            for chosen in _choices(draft, held, attributes, numbers):
                tries += 1
                if tries > TRACED_TRIES:
                    break
                call = draft._replace(numbers=chosen)
                try:
                    result = run(call, fronts)
                except SymbolicError:
                    raise
                except Exception as refusal:
                    # A way of calling that does not work may fail anywhere in the user's own code.
                    problem = problem or refusal
                    continue
                names = returned(result, call, fronts, returns, forward)
                if names is not None:
                    calls.setdefault(tuple(chosen.values()), call._replace(returned=names))
                    if _by_attributes(draft, chosen, attributes):
                        return call._replace(returned=names)
            if calls:
                break
        if calls:
            return _one_of([*calls.values()])
    said = f"; it says: {str(problem).splitlines()[0][:160]}" if problem and str(problem) else ""
    raise UsageError(
        "forward gives no state of the size that it takes; name the inputs and the state with their sizes, as in "
        f'inputs={{"x": "n"}}, state={{"h": "m", "c": "m"}}, n=3, m=5{said}'
    )


def _one_of(calls: Sequence[CallSignature]) -> CallSignature:
    if len(calls) == 1:
        return calls[0]
    ways = " or ".join(", ".join(f"{letter}={number}" for letter, number in call.numbers.items()) for call in calls[:3])
    raise UsageError(f"forward runs at several sizes, {ways}; say which, as in from_module(module, n=3, m=5)")


def _with_bare(drafts: Iterator[CallSignature]) -> Iterator[CallSignature]:
    """Each draft, and then those with a number for each sequence without an axis of its own."""
    every = [*drafts]
    yield from every
    for draft in every:
        numbers = frozenset(name for name, shape in (*draft.inputs.items(), *draft.states.items()) if not shape)
        if numbers:
            yield draft._replace(bare=numbers)


def _drafts(
    forward: Any, inputs: Mapping[str, Any] | None, state: Mapping[str, Any] | None, batch: int
) -> Iterator[CallSignature]:
    """The ways in which arguments may be given, sizes left open."""
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY)
    parameters = [part for part in inspect.signature(forward).parameters.values() if part.kind in kinds]
    if not parameters:
        raise UsageError("forward takes no input")
    names = [part.name for part in parameters]
    input_shapes = _shapes(inputs, "inputs") if inputs is not None else {"x": ("n",)}
    states = _shapes(state, "state") if state is not None else None
    if both := {*input_shapes} & {*(states or {})}:
        raise UsageError(f"{', '.join(sorted(both))} is named as an input and as a state; give them names of their own")
    places: dict[str, str] = {name: name for name in (*input_shapes, *(states or {})) if name in names}
    free = [name for name in names if name not in places.values()]
    for name in input_shapes:
        if name not in places:
            if not free:
                raise UsageError(f"forward takes {', '.join(names)}: there is no argument for {name}")
            # A state comes first where a function is made for a scan.
            places[name] = next((word for word in free if not is_state_word(word)), free[0])
            free.remove(places[name])
    required = [part.name for part in parameters if part.default is part.empty and part.name in free]
    if states is None:
        if len(required) > 1:
            own = {_state_name(name): name for name in required}
            odd = next((word for word in required if not _is_state(word)), None)
            if odd:
                raise UsageError(
                    f"forward takes {', '.join(names)}, and whether {odd} is an input or a state is not known; say it, "
                    f'as in inputs={{"{names[0]}": "n", "{odd}": "k"}}, state={{"h": "m"}}; the size of a number is 1'
                )
            yield CallSignature(input_shapes, dict.fromkeys(own, ("m",)), {}, {**places, **own}, "", batch)
            return
        if not free:
            yield CallSignature(input_shapes, {}, {}, places, "", batch)
            return
        yield CallSignature(input_shapes, {"h": ("m",)}, {}, {**places, "h": free[0]}, "", batch)
        for count in (2, 3):
            words = tuple(map(clean, unpacked_words(forward, free[0])))
            own_words = len(words) == count and not {*input_shapes, "n", "m"}.intersection(words)
            packed: dict[str, LetterShape] = dict.fromkeys(words if own_words else STATE_NAMES[:count], ("m",))
            yield CallSignature(input_shapes, packed, {}, places, free[0], batch)
        if input_shapes == {"x": ("n",)}:
            # A state that holds the last input has its size.
            yield CallSignature(input_shapes, {"h": ("m",), "p": ("n",)}, {}, places, free[0], batch)
        return
    waiting = [name for name in states if name not in places]
    if not waiting:
        yield CallSignature(input_shapes, states, {}, places, "", batch)
    elif len(waiting) == 1 and free:
        yield CallSignature(input_shapes, states, {}, {**places, waiting[0]: free[0]}, "", batch)
        yield CallSignature(input_shapes, states, {}, places, free[0], batch)
    elif free:
        both = CallSignature(input_shapes, states, {}, places, free[0], batch)
        apart = both._replace(places={**places, **dict(zip(waiting, free, strict=False))}, packed="")
        ways = [both, apart] if len(required) == 1 else [apart, both]
        yield from (way for way in ways if way.packed or len(free) >= len(waiting))
    else:
        raise UsageError(f"forward takes {', '.join(names)}: there is no argument for {', '.join(waiting)}")


def _is_state(word: str) -> bool:
    word = word.lower()
    return word[0] in "hc" or any(part in word for part in ("state", "hid", "mem", "prev", "last"))


def _state_name(name: str) -> str:
    name = clean(name)
    return name[0] if name in ("hx", "cx", "h0", "c0", "h_prev", "c_prev", "hidden") else name


def _shapes(mapping: Mapping[str, Any], what: str) -> dict[str, LetterShape]:
    if not isinstance(mapping, Mapping) or not all(isinstance(name, str) and name.isidentifier() for name in mapping):
        raise UsageError(f'{what} is a mapping such as {{"x": "n"}}')
    shapes = {}
    for name, shape in mapping.items():
        parts = () if shape in (1, "1") else tuple(shape) if isinstance(shape, list | tuple) else (shape,)
        if not all(isinstance(part, str) and part.isidentifier() for part in parts):
            raise UsageError(f'{what}: the size of {name} is 1 or a letter such as "n", or several as in ("n", "q")')
        shapes[name] = parts
    return shapes


def _choices(
    draft: CallSignature, held: Sequence[int], attributes: Mapping[str, Any], numbers: Mapping[str, int]
) -> Iterator[dict[str, int]]:
    letters = dict.fromkeys(letter for shape in (*draft.inputs.values(), *draft.states.values()) for letter in shape)
    likely = _likely(draft, attributes)
    if all(letter in numbers or letter in likely for letter in letters):
        yield {letter: numbers.get(letter, likely.get(letter, 0)) for letter in letters}
        if all(letter in numbers for letter in letters):
            return
    possible = possible_sizes(held)
    every = [[numbers[letter]] if letter in numbers else possible for letter in letters]
    for chosen in product(*every):
        yield dict(zip(letters, chosen, strict=True))


def _likely(draft: CallSignature, attributes: Mapping[str, Any]) -> dict[str, int]:
    """The numbers that the module says of the first input's and the first state's size."""
    likely: dict[str, int] = {}
    for shapes, words in ((draft.states, HIDDEN_NAMES), (draft.inputs, INPUT_NAMES)):
        first = next(iter(shapes.values()), ())
        number = next((attributes[word] for word in words if _is_size(attributes.get(word))), None)
        if number is not None and len(first) == 1:
            likely[first[0]] = number
    return likely


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _by_attributes(draft: CallSignature, chosen: Mapping[str, int], attributes: Mapping[str, Any]) -> bool:
    return _likely(draft, attributes) == chosen


def returned(
    result: Any, call: CallSignature, front: Sequence[int], names: Sequence[str] | None, forward: Any
) -> tuple[str, ...] | None:
    """The name of each array that is returned, or None where the states do not come back with their shapes."""
    flat, states = leaves(result), [*call.states]
    if names is not None:
        if len(names) != len(flat):
            raise UsageError(f"forward returns {len(flat)} arrays, and returns names {len(names)}")
        order = tuple(names)
    elif len(flat) == len(states):
        order = tuple(states)
        if not call.packed and len({id(leaf) for leaf in flat}) < len(flat):
            return None
    elif len(flat) == len(states) + 1:
        order = _with_output(flat, states, call, front, forward)
    else:
        return None
    places = dict(zip(order, flat, strict=True))
    fits = all(tuple(places[name].shape) == call.shape(name, front) for name in states if name in places)
    return order if fits and all(name in places for name in states) else None


def _with_output(
    flat: list[Any], states: list[str], call: CallSignature, front: Sequence[int], forward: Any
) -> tuple[str, ...]:
    """An output before the states, as in ``return y, h``, or behind them where only that fits."""
    output = next(name for name in ("y", "o", "out") if name not in call.states and name not in call.inputs)
    first, last = (output, *states), (*states, output)
    if len(states) != 1 or flat[0] is flat[1]:
        return first
    shape = call.shape(states[0], front)
    if tuple(flat[0].shape) != shape or tuple(flat[1].shape) != shape:
        return first if tuple(flat[1].shape) == shape else last
    words = returned_words(forward)
    own = {states[0], *(word for name in call.places.values() for word in (name, *unpacked_words(forward, name)))}
    named = [place for place, word in enumerate(words) if plain_word(word) in own - {*call.inputs}]
    if len(words) == 2 and len(named) == 1:
        return last if named == [0] else first
    words = [_kind(word) for word in words]
    if len(words) == 2 and words[0] != words[1]:
        return first if words[0] < words[1] else last
    raise UsageError(
        "forward returns two arrays of the size of its state; say which is which, as in "
        f'returns=["{output}", "{states[0]}"]'
    )


def _kind(word: str) -> int:
    """-1 for the name of an output, 1 for that of a state, 0 for any other."""
    word = word.lower()
    if "out" in word or word.split("_")[0] in ("y", "o"):
        return -1
    return 1 if "state" in word or "hid" in word or word.split("_")[0] in ("h", "new_h", "hx", "hy", "s") else 0
