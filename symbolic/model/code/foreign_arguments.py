"""The arguments of a class that another framework has under other names: each is understood, harmless or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symbolic.errors import UsageError, did_you_mean
from symbolic.record import Record

Words = dict[str, Any]
"""Arguments by name."""

Today = tuple[str, list[Any], Words]
"""The full name of a class of today, with its arguments by position and by name."""

LEFT_OUT_FLAGS = ("use_bias", "scale", "center", "double_bias", "bidirectional")
"""What is left out where it is None, as where it is False."""


class ForeignClass(Record):
    """A class, and how it is written here.

    ``today`` is the class that has the same arrays. ``takes`` are the arguments in their order: ``units`` and
    ``with_bias>use_bias`` are understood, the second under another name; ``.name`` changes no array; ``!skip`` is
    refused unless it is None or False. Those behind ``*`` go by name alone. ``always`` is said in any case, and
    ``change`` turns values into those of the class here.

    >>> linear = ForeignClass("Linear", "keras.layers.Dense", "output_size>units with_bias>use_bias * .name", {})
    >>> linear.arguments([10, False], {"name": "head"})
    {'units': 10, 'use_bias': False}
    """

    name: str
    today: str
    takes: str
    always: Words
    change: Callable[[Words], Words] | None = None

    def arguments(self, values: list[Any], words: Words) -> Words:
        """What is understood, by its name here; raises `UsageError` that names what is not."""
        before, _, _ = self.takes.partition("*")
        every = self.takes.replace("*", " ").split()
        known = {written.lstrip(".!").partition(">")[0]: written for written in every}
        names = [written.lstrip(".!").partition(">")[0] for written in before.split()]
        if len(values) > len(names):
            raise UsageError(f"{self.name} takes at most {len(names)} arguments by position: {', '.join(names)}")
        given = dict(zip(names, values, strict=False))
        for name, value in words.items():
            if name in given:
                raise UsageError(f"{self.name}: {name} is given twice, by position and by name")
            if name == "**":
                raise UsageError(f"{self.name}: what ** hands in is only known at run time")
            if name not in known:
                raise UsageError(
                    f"{self.name} has no argument {name[:40]!r} that is known here{did_you_mean(name, known)}"
                )
            given[name] = value
        made: Words = {}
        for name, value in given.items():
            written = known[name]
            if written.startswith("!") and value not in (None, False):
                raise UsageError(f"{self.name}: with {name} it holds other arrays, for which there is no formula here")
            if not written.startswith((".", "!")):
                made[written.partition(">")[2] or name] = value
        made = self.change(made) if self.change else made
        made = {name: False if value is None and name in LEFT_OUT_FLAGS else value for name, value in made.items()}
        return {**self.always, **{name: value for name, value in made.items() if value is not None}}
