"""The environment in which a user's template runs: no attributes of Python's own, no loop without an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_TURNS = 1_000_000
"""Turns of all loops of one document; the handbook of all cells takes some 30,000."""
MOST_CHARACTERS = 64_000_000
WIDEST = 1000


def bounded_text(environment: BoundedEnvironment, name: str, context: Mapping[str, Any]) -> str:
    """The text of a template; each document has turns of its own."""
    template = environment.get_template(name)
    environment.turns = iter(range(MOST_TURNS))
    text, size = [], 0
    for piece in template.generate(context):
        size += len(piece)
        if size > MOST_CHARACTERS:
            raise SecurityError(f"a document is at most {MOST_CHARACTERS:,} characters")
        text.append(piece)
    return "".join(text)


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox whose loops end and whose text has a size; raises `SecurityError` where they would not."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.filters["counted"] = self._counted
        self.filters["center"] = _no_wider
        # It writes as many words as it is told.
        del self.globals["lipsum"]
        self.turns: Iterator[int] = iter(())

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Products and powers of numbers, and a text a few times over."""
        if operator == "*" and isinstance(left, str) and isinstance(right, int) and len(left) * right <= WIDEST:
            return left * right
        if not all(isinstance(value, int | float) for value in (left, right)):
            raise SecurityError(f"{operator} is for numbers here, and for a text of up to {WIDEST} characters")
        if operator == "**" and right > 64:
            raise SecurityError("an exponent is at most 64 here")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=loop.lineno)
        return tree

    def _counted(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            if next(self.turns, None) is None:
                raise SecurityError(f"the loops of a document make at most {MOST_TURNS:,} turns")
            yield item


def _no_wider(text: str, width: int = 80) -> str:
    return str(text).center(min(width, WIDEST))
