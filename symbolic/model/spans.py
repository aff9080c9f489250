"""A text that is cut at its signs, outside of brackets and quotation marks, with the place of each piece."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symbolic.errors import NetworkError

OPENING_BRACKETS, CLOSING_BRACKETS, QUOTES = "([", ")]", "\"'"

Span = tuple[int, int]
"""Where a piece begins and ends, without the blanks around it."""


class Spans:
    """The pieces of a text; each is a `Span`. Raises `NetworkError` with the place where brackets do not close.

    >>> spans = Spans("lstm(m, layers=2) > dense(V)")
    >>> [spans.text[start:end] for start, end in spans.cut((0, len(spans.text)), ">")]
    ['lstm(m, layers=2)', 'dense(V)']
    """

    def __init__(self, text: str):
        self.text = text

    def cut(self, span: Span, sign: str) -> Iterator[Span]:
        """The pieces between a sign, where it stands in no bracket."""
        start, closing, quote = span[0], [], ""
        for place in range(*span):
            character = self.text[place]
            if quote or character in QUOTES:
                quote = _quote(quote, character)
            elif character in sign and not closing:
                yield self.trim((start, place))
                start = place + 1
            elif character in OPENING_BRACKETS:
                closing.append((CLOSING_BRACKETS[OPENING_BRACKETS.index(character)], place))
            elif character in CLOSING_BRACKETS and (not closing or closing.pop()[0] != character):
                raise self.error("this bracket was not opened", (place, place + 1))
        if closing:
            raise self.error("this bracket is not closed", (closing[0][1], closing[0][1] + 1))
        yield self.trim((start, span[1]))

    def closing(self, opened: int) -> int:
        """Where the bracket is closed; `cut` has seen that it is."""
        depth, quote = 0, ""
        for place in range(opened, len(self.text)):
            character = self.text[place]
            if quote or character in QUOTES:
                quote = _quote(quote, character)
                continue
            depth += (character in OPENING_BRACKETS) - (character in CLOSING_BRACKETS)
            if not depth:
                return place
        return -1

    def trim(self, span: Span) -> Span:
        start, end = span
        while start < end and self.text[start] == " ":
            start += 1
        while start < end and self.text[end - 1] == " ":
            end -= 1
        return start, end

    def error(self, problem: str, span: Span) -> NetworkError:
        return NetworkError(problem, self.text, *span)

    def keyed(self, span: Span) -> tuple[str, Span]:
        """The name of an argument, empty where it has none, and where its value stands."""
        written = re.match(r"([A-Za-z_]\w*)\s*=\s*", self.text[slice(*span)])
        return (written[1], (span[0] + written.end(), span[1])) if written else ("", span)


def _quote(quote: str, character: str) -> str:
    """The quotation mark that is open behind the character."""
    if not quote:
        return character
    return "" if character == quote else quote
