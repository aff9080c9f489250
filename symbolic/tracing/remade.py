"""A module made once more at other sizes, to see which of its numbers Python computes from them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any, NamedTuple

from symbolic.limits import REMADE_TRIES
from symbolic.tracing.call import CallSignature

LARGE_SIZE = 64


class Remade(NamedTuple):
    """The module at other sizes, and how it is called."""

    module: Any
    call: CallSignature


def remade(torch: Any, module: Any, call: CallSignature, alone: bool = False) -> Iterator[Remade]:
    """The same class with other numbers for its sizes, where its own arguments can be told.

    The likeliest come first, in which all that may be sizes change; with ``alone`` those in which one does.
    """
    arguments = _arguments(torch, module, call)
    if arguments is None:
        return
    sized = [name for name, value in arguments.items() if _is_size(value) and value in call.numbers.values()]
    counts = range(1, len(sized) + 1)
    for count in counts if alone else counts[::-1]:
        for chosen in combinations(sized, count):
            changed = {name: _other(arguments[name], place) for place, name in enumerate(chosen)}
            made = _made(torch, module, arguments | changed)
            if made is None:
                continue
            # Of sizes that are equal here it is not known which of them a letter is.
            choices = [
                [changed[name] for name in chosen if arguments[name] == number] or [number]
                for number in call.numbers.values()
            ]
            for numbers in product(*choices):
                yield Remade(made, call._replace(numbers=dict(zip(call.numbers, numbers, strict=True))))


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 1


def _other(number: int, place: int) -> int:
    """Another number with the same divisors, in a proportion of its own."""
    smaller = number > LARGE_SIZE and not number % 2 ** (place + 1)
    return number // 2 ** (place + 1) if smaller else number * (place + 2)


def _arguments(torch: Any, module: Any, call: CallSignature) -> dict[str, Any] | None:
    """What the module was made with: its attributes of these names, defaults, and sizes where neither is there."""
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    parameters = [*inspect.signature(type(module)).parameters.values()]
    if any(part.default is part.empty and part.kind not in (*kinds, part.VAR_KEYWORD) for part in parameters):
        return None
    named = [part for part in parameters if part.kind in kinds]
    plain = (bool, int, float, str, type(None))
    known = {
        part.name: getattr(module, part.name)
        for part in named
        if isinstance(getattr(module, part.name, part), plain) and part.name != "training"
    }
    known |= {part.name: part.default for part in named if part.name not in known and part.default is not part.empty}
    open_ = [part.name for part in named if part.name not in known]
    sizes = sorted(set(call.numbers.values()))
    if len(sizes) ** len(open_) > REMADE_TRIES:
        return None
    shapes = _shapes(module)
    for chosen in product(sizes, repeat=len(open_)):
        arguments = {part.name: {**known, **dict(zip(open_, chosen, strict=True))}[part.name] for part in named}
        made = _made(torch, module, arguments)
        if made is not None and _shapes(made) == shapes:
            return arguments
    return None


def _made(torch: Any, module: Any, arguments: Mapping[str, Any]) -> Any:
    try:
        with torch.random.fork_rng(devices=[]):
            return type(module)(**arguments).cpu().double().train(False)
    except Exception:
        # The user's own class may refuse sizes in any way: then it is not made at these.
        return None


def _shapes(module: Any) -> dict[str, tuple[int, ...]]:
    return {name: tuple(array.shape) for name, array in module.state_dict().items()}
