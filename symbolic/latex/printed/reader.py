"""Tokens with a place in them."""

from __future__ import annotations

from symbolic.latex.printed.errors import fault
from symbolic.latex.printed.tokens import Token
from symbolic.latex.printed.words import ACCENT_COMMANDS, FONT_COMMANDS, SCRIPTS

WITH_ARGUMENT = frozenset({*ACCENT_COMMANDS, *FONT_COMMANDS, *SCRIPTS})
"""Commands that stand for a symbol together with the braces behind them, ``x_\\text{in}``."""


class TokenReader:
    """Tokens that are taken one by one."""

    def __init__(self, tokens: list[Token], source: str):
        self.tokens, self.source, self.place = tokens, source, 0

    @property
    def token(self) -> Token:
        if self.place < len(self.tokens):
            return self.tokens[self.place]
        at = self.tokens[-1].end if self.tokens else 0
        return Token("end of text", "", at, at)

    def at(self, ahead: int) -> Token:
        place = self.place + ahead
        return self.tokens[place] if 0 <= place < len(self.tokens) else Token("end of text", "", 0, 0)

    def take(self) -> Token:
        token = self.token
        self.place += 1
        return token

    def group(self) -> list[Token]:
        """The tokens of the next argument, its braces taken off."""
        first = self.take()
        if first.kind != "open":
            if first.kind == "command" and first.text[1:] in WITH_ARGUMENT and self.token.kind == "open":
                opening = self.token
                return [first, opening, *self.group(), self.at(-1)]
            return [first] if first.kind != "end of text" else []
        depth, inside = 1, []
        while self.place < len(self.tokens):
            token = self.take()
            depth += {"open": 1, "close": -1}.get(token.kind, 0)
            if depth == 0:
                return inside
            inside.append(token)
        raise fault(self.source, "this brace is never closed", first.start, first.end)

    def argument(self) -> list[Token]:
        r"""The tokens of the next argument, of a number without braces one digit: ``\frac12``."""
        token = self.token
        if token.kind == "number" and len(token.text) > 1 and token.text.isdigit():
            digits = token._replace(text=token.text[0]), token._replace(text=token.text[1:])
            self.tokens = [*self.tokens[: self.place], *digits, *self.tokens[self.place + 1 :]]
        return self.group()

    def text_of_group(self) -> str:
        """The next argument as one text, its inner braces left out."""
        return "".join(token.text for token in self.group() if token.kind not in ("open", "close"))
