"""The environment in which a user's template runs: no attributes of Python's own, and all that it does has bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_TURNS = 1_000_000
"""Turns of all loops, calls and filters of one document; the handbook of all cells takes some 100,000."""
MOST_CHARACTERS = 64_000_000
MOST_MEMORY = 1 << 30
"""What a template may take beyond what the process has, where the system can say so."""
COST = 200
"""The turns that a cell takes, which is derived anew."""
LONGEST = 1000
WIDEST = 10_000
LARGEST = 10**1000
A_TURN = 50
"""So many characters, or elements, of what a call or a filter gives are one turn more."""


def bounded_text(environment: BoundedEnvironment, name: str, context: Mapping[str, Any]) -> str:
    """The text of a template; each document has turns of its own."""
    environment.turns = MOST_TURNS
    text, size = [], 0
    with _bounded_memory():
        for piece in environment.get_template(name).generate(context):
            size += len(piece)
            if size > MOST_CHARACTERS:
                raise SecurityError(f"a document is at most {MOST_CHARACTERS:,} characters")
            text.append(piece)
    return "".join(text)


def costly(run: Any) -> Any:
    """A function of the template's data, of which a call takes many turns."""
    run.turns = COST
    return run


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox whose work, numbers and texts have a size; raises `SecurityError` where they would not."""

    intercepted_binops = frozenset(["+", "*", "**", "%"])

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        # It writes as many words as it is told.
        del self.globals["lipsum"]
        self.turns = MOST_TURNS
        self.filters |= {name: self._bounded(run) for name, run in self.filters.items()}
        self.filters |= {"counted": self._counted, "joined": self._joined}

    def call(self, context: Any, called: Any, *args: Any, **named: Any) -> Any:  # type: ignore[override]
        """A call takes a turn, and more for what it gives."""
        if isinstance(getattr(called, "__self__", None), str):
            _check_widths((*args, *named.values()))
        self._take(getattr(called, "turns", 1))
        return self._taken(super().call(context, called, *args, **named))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Sums; products and powers of numbers, and a text a few times over."""
        numbers = [value for value in (left, right) if isinstance(value, int | float)]
        if operator == "+" and len(numbers) < 2:
            return self._taken(super().call_binop(context, operator, left, right))
        if operator == "*" and isinstance(left, str) and isinstance(right, int) and len(left) * right <= LONGEST:
            return left * right
        if len(numbers) < 2:
            raise SecurityError(f"{operator} is for numbers here, and for a text of up to {LONGEST} characters")
        if operator == "**" and right > 64:
            raise SecurityError("an exponent is at most 64 here")
        if any(abs(number) >= LARGEST for number in numbers):
            raise SecurityError("a number that is worked with has at most 1000 digits here")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=loop.lineno)
        for texts in tree.find_all(nodes.Concat):
            parts = nodes.List(texts.nodes, lineno=texts.lineno)
            texts.nodes = [nodes.Filter(parts, "joined", [], [], None, None, lineno=texts.lineno)]
        return tree

    def _bounded(self, run: Callable[..., Any]) -> Callable[..., Any]:
        """A filter that takes turns for what it gives."""

        # The value itself stands first, or behind what jinja2 hands over.
        first = 2 if hasattr(run, "jinja_pass_arg") else 1

        @wraps(run)
        def bounded(*args: Any, **named: Any) -> Any:
            _check_widths((*args[first:], *named.values()))
            return self._taken(run(*args, **named))

        return bounded

    def _counted(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._take(1)
            yield item

    def _joined(self, parts: list[Any]) -> str:
        return self._taken("".join(map(str, parts)))

    def _taken(self, value: Any) -> Any:
        if isinstance(value, str | list | tuple | dict):
            self._take(len(value) // A_TURN)
        return self._counted(value) if isinstance(value, Iterator) else value

    def _take(self, turns: int) -> None:
        self.turns -= turns
        if self.turns < 0:
            raise SecurityError(f"the loops and calls of a document make at most {MOST_TURNS:,} turns")


def _check_widths(values: Iterable[Any]) -> None:
    """Refuse the width, or whatever number it is, by which a short text would become a long one."""
    if any(isinstance(value, int) and value > WIDEST for value in values):
        raise SecurityError(f"a width is at most {WIDEST:,} here")


@contextmanager
def _bounded_memory() -> Iterator[None]:
    """No more memory than `MOST_MEMORY` beyond what there is; without a bound where the system has none."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as stream:
            size = int(stream.read().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    bounds = [size + MOST_MEMORY, *(limit for limit in before if limit != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_AS, (min(bounds), before[1]))
    try:
        yield
    except MemoryError:
        raise SecurityError(f"a document takes at most {MOST_MEMORY >> 20} MiB of memory") from None
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
