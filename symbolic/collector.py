"""The garbage collector, paused while many small values that stay are made."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

CallArguments = ParamSpec("CallArguments")
Result = TypeVar("Result")


def without_collector(function: Callable[CallArguments, Result]) -> Callable[CallArguments, Result]:
    """The function, during which the garbage collector rests.

    What such a function makes is freed when nothing refers to it any more, as nodes and shapes hold no circles; the
    collector would walk all of them again and again, and so take more than its share of a long program.
    """

    @wraps(function)
    def paused(*args: CallArguments.args, **kwargs: CallArguments.kwargs) -> Result:
        if not gc.isenabled():
            return function(*args, **kwargs)
        gc.disable()
        try:
            return function(*args, **kwargs)
        finally:
            gc.enable()

    return paused
