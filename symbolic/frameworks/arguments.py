"""What a framework's layer takes: its own argument names, their defaults and how they are read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from math import inf
from types import SimpleNamespace
from typing import Any

from symbolic.errors import SizeError, UsageError, did_you_mean
from symbolic.language.sizes.numbers import NOT_SIZES, read_size_number
from symbolic.record import Record

TRUE, FALSE = ("true", "yes", "1"), ("false", "no", "0")


class Argument(Record, ABC):
    """An argument by the framework's name; ``default`` is the framework's."""

    name: str

    @abstractmethod
    def read(self, value: Any) -> Any:
        """What the layer takes for a word or a number; raises `UsageError` or `SizeError`."""


class SizeOf(Argument):
    """A size of the layer: its letter in the formulas, or a number.

    An ``optional`` size can be left out, as None or 0. Where the framework also takes a size for each of
    several axes, ``axes`` is how many.
    """

    letter: str
    meaning: str = ""
    optional: bool = False
    default: int | None = None
    axes: int = 0

    def read(self, value: Any) -> Any:
        if self.optional and str(value) in ("0", "None"):
            return None
        if value == self.letter:
            return self.letter
        if self.axes and not isinstance(value, int) and "," in str(value):
            parts = [part for part in str(value).strip("()[] ").split(",") if part.strip()]
            if len(parts) != self.axes:
                raise UsageError(f"{self.name} is one number or {self.axes} with commas, not {str(value)[:40]!r}")
            return tuple(read_size_number(self.name, part.strip()) for part in parts)
        return read_size_number(self.name, value)


class Whole(Argument):
    """A whole number that is not a size, such as the number of layers."""

    default: int = 1
    most: int = 1000

    def read(self, value: Any) -> int:
        return read_size_number(self.name, value, self.most)


class Flag(Argument):
    """True or false."""

    default: bool = False

    def read(self, value: Any) -> bool:
        text = str(value).lower()
        if text not in TRUE + FALSE:
            raise UsageError(f"{self.name} is true or false, not {str(value)[:40]!r}")
        return text in TRUE


class Real(Argument):
    """A number that the layer adds when it computes, such as a forget bias."""

    default: float = 0.0

    def read(self, value: Any) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = inf
        if not abs(number) < 1e6:
            raise UsageError(f"{self.name} is a number, not {str(value)[:40]!r}")
        return number


class Choice(Argument):
    """One of several words, the default first."""

    values: tuple[str, ...]

    @property
    def default(self) -> str:
        return self.values[0]

    def read(self, value: Any) -> str:
        text = str(value)
        if text not in self.values:
            raise UsageError(f"{self.name} is {', '.join(self.values[:-1])} or {self.values[-1]}, not {text[:40]!r}")
        return text


class Probability(Argument):
    """A number from 0 to 1."""

    def read(self, value: Any) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = inf
        if not 0 <= number <= 1:
            raise UsageError(f"{self.name} is a number from 0 to 1, not {str(value)[:40]!r}")
        return number


class Anything(Argument):
    """An argument with any value, which is not checked."""

    def read(self, value: Any) -> Any:
        return value


class Refused(Argument):
    """An argument that the layer accepts only to refuse it with a reason."""

    reason: str

    def read(self, value: Any) -> Any:
        raise UsageError(self.reason)


class Way(Choice):
    """A choice that changes what is computed and no array; a layer can be run only with the values ``run``."""

    run: tuple[str, ...]


def read_arguments(
    layer: str, known: Iterable[Argument], ignored: Iterable[str | Argument], values: Mapping[str, Any]
) -> tuple[SimpleNamespace, dict[str, int]]:
    """The options of a layer with the defaults filled in, and the numbers of its sizes by letter.

    A size without a number is its letter, an optional one None. ``ignored`` are arguments of the framework
    that change no array: they are checked where their values are known, and left out of the options. Raises
    `UsageError` for an argument that is unknown, wrong or there twice, `SizeError` for a wrong size.

    >>> read_arguments("torch.nn.RNN", (SizeOf("input_size", "n"), Flag("bias", True)), (), {"input_size": "3"})
    (namespace(input_size=3, bias=True), {'n': 3})
    """
    arguments = {argument.name: argument for argument in known}
    unread = [Anything(argument) if isinstance(argument, str) else argument for argument in ignored]
    others = {argument.name: argument for argument in unread}
    names = {name: name for name in others} | _names(arguments)
    options = {name: _default(argument) for name, argument in arguments.items()}
    numbers: dict[str, int] = {}
    words: dict[str, str] = {}
    for word, value in values.items():
        name = names.get(word)
        if name is None:
            raise _unknown(layer, word, list(arguments), list(others))
        if name in words:
            raise UsageError(f"{name} is given twice, as {words[name]} and as {word}")
        words[name] = word
        try:
            if name in arguments:
                options[name] = arguments[name].read(value)
            else:
                others[name].read(value)
        except SizeError as error:
            raise SizeError(f"{layer}: {error.problem}", error.letter, error.value) from None
        except UsageError as error:
            raise UsageError(f"{layer}: {error}") from None
    for name, argument in arguments.items():
        if isinstance(argument, SizeOf):
            value = options[name]
            if isinstance(value, int):
                numbers[argument.letter] = value
            elif isinstance(value, tuple):
                numbers |= {f"{argument.letter}{axis}": size for axis, size in enumerate(value, 1)}
    return SimpleNamespace(**options), numbers


def _default(argument: Any) -> Any:
    if isinstance(argument, SizeOf):
        return argument.default if argument.default or argument.optional else argument.letter
    return argument.default


def _names(arguments: Mapping[str, Argument]) -> dict[str, str]:
    """The names of each argument: the framework's, and for a size also its letter and the plain words."""
    names = {name: name for name in arguments}
    for name, argument in arguments.items():
        if isinstance(argument, SizeOf):
            for word in (argument.letter, *size_words(argument)):
                names.setdefault(word, name)
    return names


def size_words(argument: SizeOf) -> tuple[str, ...]:
    """The words of `Cell.aliases` for the same size."""
    return {"n": ("input",), "c": ("input",), "m": ("hidden", "units"), "h": ("hidden",), "r": ("projection",)}.get(
        argument.letter, ()
    )


def _unknown(layer: str, word: str, known: list[str], ignored: list[str]) -> UsageError:
    if word in NOT_SIZES:
        return UsageError(f"the parameter count does not depend on {NOT_SIZES[word]}; {layer} takes {', '.join(known)}")
    ending = did_you_mean(word, [*known, *ignored], f"it takes {', '.join(known)}")
    return UsageError(f"{layer} has no argument {word[:40]!r}{ending}")
