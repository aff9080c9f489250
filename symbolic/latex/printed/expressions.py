"""Printed mathematics from tokens: sums, chains of factors, functions, fractions, sums over an index."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symbolic.latex.printed.brackets import Brackets
from symbolic.latex.printed.errors import LatexError, fault
from symbolic.latex.printed.function_names import (
    KNOWN_FUNCTIONS,
    FunctionName,
    is_function_ahead,
    opens,
    read_function_name,
    read_time,
)
from symbolic.latex.printed.ranges import bounds, read_ranges, size_text
from symbolic.latex.printed.reader import TokenReader
from symbolic.latex.printed.scripted import split_transpose, with_scripts
from symbolic.latex.printed.symbols import read_scripts, read_symbol, starts_symbol
from symbolic.latex.printed.syntax import (
    Applied,
    Chain,
    Figure,
    Fraction,
    Function,
    Group,
    Joined,
    Printed,
    Summed,
    Symbol,
    Total,
)
from symbolic.latex.printed.tokens import Token
from symbolic.latex.printed.words import BOLD_FONTS, HADAMARD, PRODUCT_SIGNS, WORD_FONTS
from symbolic.limits import DEEPEST_NESTING
from symbolic.record import replace

FRACTIONS = frozenset({"frac", "tfrac", "dfrac", "cfrac"})
UNREAD_COMMANDS = frozenset(
    {"prod", "int", "iint", "oint", "argmax", "argmin", "lim", "sup", "inf", "substack", "partial"}
)
"""Commands of mathematics that no cell needs."""


def read_expression(tokens: list[Token], source: str) -> Printed:
    r"""The mathematics of one side of an equation; raises `LatexError` with the place where it cannot be read.

    >>> from symbolic.latex.printed.tokens import read_tokens
    >>> total = read_expression(read_tokens("W x_t + b"), "W x_t + b")
    >>> type(total).__name__, len(total.terms)
    ('Total', 2)
    """
    if not tokens:
        raise LatexError("there is nothing on one side of an equation")
    parser = _Parser(TokenReader(tokens, source))
    value = parser.total()
    rest = parser.reader.token
    if rest.kind != "end of text":
        what = "closes no bracket" if rest.kind == "right" or rest.text in ")]}>" else "is not expected here"
        raise parser.fail(f"{rest.text!r:.40} {what}", rest)
    return value


class _Parser(Brackets):
    def __init__(self, reader: TokenReader):
        super().__init__(reader)
        self.depth = 0

    def total(self) -> Printed:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise self.fail(f"this is nested more than {DEEPEST_NESTING} levels deep", self.reader.token)
        terms, signs = [], []
        sign: int | None = self.sign() or 1
        while sign is not None:
            terms.append(self.chain())
            signs.append(sign)
            sign = self.sign()
        self.depth -= 1
        if len(terms) == 1 and signs == [1]:
            return terms[0]
        return Total(tuple(terms), tuple(signs), start=terms[0].start, end=terms[-1].end)

    def sign(self) -> int | None:
        """Take the sign of a term, 1 or -1, where a sum goes on."""
        self.gaps()
        sign = None
        while self.reader.token.text in ("+", "-", r"\pm", r"\mp"):
            minus = self.reader.take().text == "-"
            sign = (sign or 1) * (-1 if minus else 1)
            self.gaps()
        return sign

    def chain(self) -> Printed:
        factors = [self.factor()]
        signs = []
        while (sign := self.product_sign()) is not None:
            signs.append(sign)
            factors.append(self.factor())
            self.check_factors(factors)
        if len(factors) == 1:
            return factors[0]
        return Chain(tuple(factors), tuple(signs), start=factors[0].start, end=factors[-1].end)

    def check_factors(self, factors: Sequence[Printed]) -> None:
        """Raise `LatexError` for more factors than brackets may stand in brackets: each is a level of the product."""
        if len(factors) > DEEPEST_NESTING:
            raise self.fail(f"this product has more than {DEEPEST_NESTING} factors", self.reader.token)

    def product_sign(self) -> str | None:
        """Take the sign of a product, empty for one by juxtaposition; nothing where no factor follows."""
        self.gaps()
        token = self.reader.token
        if token.kind in ("command", "sign") and (token.text in PRODUCT_SIGNS or token.text in HADAMARD):
            self.reader.take()
            self.gaps()
            return PRODUCT_SIGNS.get(token.text, "o")
        return "" if self.starts_factor(token) else None

    def starts_factor(self, token: Token) -> bool:
        if token.kind in ("number", "open", "left", "begin") or starts_symbol(token):
            return True
        if token.kind == "sign":
            return token.text in ("(", "[", "{", "<")
        name = token.text[1:]
        return token.kind == "command" and (
            name in FRACTIONS or name in ("sqrt", "sum") or name.lower() in KNOWN_FUNCTIONS
        )

    def factor(self) -> Printed:
        self.gaps()
        return with_scripts(self.reader, self.element(self.nucleus(self.reader.token)))

    def element(self, value: Printed) -> Printed:
        """``[g_t]_0``, ``[d_t]_{m/2 - 1}``: one element by its number; the value itself where no number follows."""
        place = self.reader.place
        if not (isinstance(value, Group) and value.bracket == "[" and len(value.parts) == 1):
            return value
        if self.reader.token.kind == "sub":
            self.reader.take()
            group = self.reader.group()
            text = "".join(token.text for token in group)
            if re.search(r"\d", text) and not re.search(r"[=<,]|\\", text) and size_text(text):
                index = Symbol(text, start=group[0].start, end=group[-1].end)
                return Function("element", (value.parts[0], index), start=value.start, end=self.reader.at(-1).end)
        self.reader.place = place
        return value

    def nucleus(self, token: Token) -> Printed:
        name = token.text[1:] if token.kind == "command" else ""
        if name in FRACTIONS:
            return self.fraction()
        if name == "sqrt":
            self.reader.take()
            return Function("sqrt", (self.inside(self.reader.group()),), start=token.start, end=self.reader.at(-1).end)
        if name == "sum":
            return self.sum_over()
        if name in UNREAD_COMMANDS:
            raise self.fail(f"{token.text} is not known here", token, "command")
        function = read_function_name(self.reader)
        if function is not None:
            return self.function(function)
        if starts_symbol(token):
            return self.exponential() or self.bold_product(token) or self.symbol()
        if token.kind == "number":
            self.reader.take()
            value = float(token.text) if "." in token.text else int(token.text)
            return Figure(value, start=token.start, end=token.end)
        if token.kind == "open":
            return self.braces(token)
        if token.kind == "begin":
            return self.matrix()
        if opens(token) or token.kind == "left" or (token.kind == "sign" and token.text in ("<", "|")):
            return self.bracket()
        raise self.unexpected(token)

    def exponential(self) -> Printed | None:
        r"""``e^{-w}``, ``\mathrm{e}^{k_t}``: a power of Euler's number; a label as in ``e^{(t)}`` is none."""
        reader, place, first = self.reader, self.reader.place, self.reader.token
        upright = first.kind == "command" and first.text[1:] in WORD_FONTS - BOLD_FONTS
        base = reader.group() if not upright else [part for part in reader.group() if part.kind == "letter"]
        if [part.text for part in base] == ["e"] and reader.token.kind == "sup" and reader.at(1).kind == "open":
            reader.take()
            power = reader.group()
            if power and (upright or power[0].text == "-" or any(part.kind in ("sub", "sup") for part in power)):
                return Function("exp", (self.inside(power),), start=first.start, end=reader.at(-1).end)
        reader.place = place
        return None

    def unexpected(self, token: Token) -> LatexError:
        if token.kind == "end of text":
            return self.fail("something is missing after this", self.reader.at(-1))
        if token.kind in ("sub", "sup"):
            return self.fail("a script without a symbol", token)
        if token.kind == "command":
            return self.fail(f"the command {token.text} is not known here", token, "command")
        if token.kind == "right" or token.text in (")", "]", "}", ">"):
            return self.fail(f"{token.text!r} closes no bracket", token)
        return self.fail(f"{token.text!r:.40} is not expected here", token)

    def braces(self, token: Token) -> Printed:
        """What stands in braces; a symbol is kept apart from the scripts behind them."""
        group = self.reader.group()
        if not group:
            return self.factor()
        value = _step_symbol(self.inside(group))
        if isinstance(value, Symbol):
            return Group((value,), "{", start=token.start, end=self.reader.at(-1).end)
        return value

    def bold_product(self, token: Token) -> Printed | None:
        r"""``\mathbf{W x_t}``: several symbols in one bold group."""
        if token.kind != "command" or token.text[1:] not in BOLD_FONTS or self.reader.at(1).kind != "open":
            return None
        place = self.reader.place
        self.reader.take()
        group = self.reader.group()
        letters = [part.text for part in group if part.kind == "letter"]
        mixed = len(letters) > 1 and letters[0].isupper() and any(letter.islower() for letter in letters[1:])
        if mixed or (len(letters) > 1 and any(part.kind in ("sub", "sup", "sign", "command") for part in group)):
            return self.with_last_scripts(self.inside(group))
        self.reader.place = place
        return None

    def with_last_scripts(self, value: Printed) -> Printed:
        r"""``\mathbf{W x}_t``: scripts behind a group are those of its last symbol."""
        last = value.factors[-1] if isinstance(value, Chain) else value
        if not isinstance(last, Symbol) or self.reader.token.kind not in ("sub", "sup", "prime"):
            return value
        scripted = split_transpose(read_scripts(self.reader, last))
        if not isinstance(value, Chain):
            return scripted
        return replace(value, factors=(*value.factors[:-1], scripted), end=scripted.end)

    def function(self, function: FunctionName) -> Printed:
        self.gaps()
        token = self.reader.token
        if opens(token):
            group = self.bracket()
            several = isinstance(group, Group) and (
                len(group.parts) == 1 or group.bracket == "(" or function.name in ("max", "min")
            )
            arguments = group.parts if isinstance(group, Group) and several else (group,)
        elif token.kind == "open":
            arguments = (self.nucleus(token),)
        else:
            # Without brackets a function takes the factors that stand side by side.
            factors = [self.factor()]
            while self.starts_factor(self.reader.token) and not is_function_ahead(self.reader):
                factors.append(self.factor())
                self.check_factors(factors)
            blank = ("",) * (len(factors) - 1)
            chain = Chain(tuple(factors), blank, start=factors[0].start, end=factors[-1].end)
            arguments = (chain if blank else factors[0],)
        return Function(function.name, arguments, function.scripts, start=function.start, end=self.reader.at(-1).end)

    def symbol(self) -> Printed:
        symbol = read_symbol(self.reader)
        place = self.reader.place
        time = read_time(self.reader)
        if symbol.base == "sigma" and time.isalpha() and time not in ("t", "tau"):
            # ``\sigma(i)`` is a gate of i, and no signal at the step i.
            self.reader.place, time = place, ""
        if time:
            symbol = read_scripts(self.reader, replace(symbol, time=time, end=self.reader.at(-1).end))
        value = split_transpose(symbol)
        if value is symbol and opens(self.reader.token):
            inner = self.bracket()
            if self.reader.token.kind == "sub":
                inner = with_scripts(self.reader, inner)
            if isinstance(inner, Joined):
                return Chain((symbol, inner), ("",), start=symbol.start, end=inner.end)
            group = inner if isinstance(inner, Group) else Group((inner,), start=inner.start, end=inner.end)
            if (symbol.below or symbol.above or symbol.time) and self.reader.token.kind in ("sub", "sup"):
                # ``v_t (k_t)^T``: the script is that of the brackets.
                scripted = with_scripts(self.reader, group)
                return Chain((symbol, scripted), ("",), start=symbol.start, end=scripted.end)
            return Applied(symbol, group, start=symbol.start, end=group.end)
        return value

    def fraction(self) -> Printed:
        first = self.reader.take()
        above, under = self.inside(self.reader.argument()), self.inside(self.reader.argument())
        return Fraction(above, under, start=first.start, end=self.reader.at(-1).end)

    def sum_over(self) -> Printed:
        first = self.reader.take()
        below, above = "", ""
        while self.reader.token.kind in ("sub", "sup"):
            kind = self.reader.take().kind
            text = self.reader.text_of_group().replace("'", "prime").replace(r"\prime", "prime")
            below, above = (text, above) if kind == "sub" else (below, text)
        if re.search(r"\\(?:neq?|not|setminus|backslash)|≠", below):
            raise fault(
                self.reader.source, "a sum that leaves a member out is not read", first.start, self.reader.at(-1).end
            )
        index, _, start = below.partition("=")
        listed = read_ranges(below)
        match = re.fullmatch(r"([A-Za-z]+?)\\in\S*|\\?([A-Za-z]+)", index)
        index = (match[1] or match[2]) if match else index
        body = self.chain()
        span = listed[0] if listed else bounds(index, start, above)
        return Summed(span, body, start=first.start, end=body.end)


def _step_symbol(value: Printed) -> Printed:
    r"""``\Delta t`` alone is one symbol."""
    if isinstance(value, Chain) and value.signs == ("",) and value.factors[1] == Symbol("t"):
        first = value.factors[0]
        if isinstance(first, Symbol) and first.base in ("Delta", "delta"):
            return Symbol(f"{first.base}_t", start=value.start, end=value.end)
    return value
