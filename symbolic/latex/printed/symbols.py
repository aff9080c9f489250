"""One symbol with its accents and scripts, read from tokens."""

from __future__ import annotations

import re

from symbolic.latex.printed.errors import fault
from symbolic.latex.printed.reader import TokenReader
from symbolic.latex.printed.syntax import Symbol
from symbolic.latex.printed.tokens import Token
from symbolic.latex.printed.words import ACCENT_COMMANDS, BOLD_FONTS, FONT_COMMANDS, GREEKS, SCRIPTS, WORD_FONTS
from symbolic.record import replace


def starts_symbol(token: Token) -> bool:
    """Whether a symbol begins here."""
    if token.kind == "letter":
        return True
    name = token.text[1:]
    return token.kind == "command" and (
        name in GREEKS or name in ACCENT_COMMANDS or name in FONT_COMMANDS or name in SCRIPTS
    )


def read_symbol(reader: TokenReader) -> Symbol:
    r"""A letter, a Greek letter or a word, in any font, with accents and scripts.

    >>> from symbolic.latex.printed.tokens import read_tokens
    >>> symbol = read_symbol(TokenReader(read_tokens(r"\tilde{\mathbf{h}}^{(l)}_{t-1}"), ""))
    >>> symbol.base, symbol.accents, symbol.below, symbol.above
    ('h', ('tilde',), ('t-1',), ('(l)',))
    """
    first = reader.token
    symbol = _nucleus(reader)
    return read_scripts(reader, replace(symbol, start=first.start, end=reader.at(-1).end))


def read_scripts(reader: TokenReader, symbol: Symbol) -> Symbol:
    """The symbol with the scripts, primes and transposes that follow."""
    below, above, primes = list(symbol.below), list(symbol.above), symbol.primes
    while reader.token.kind in ("sub", "sup", "prime") or reader.token.text in (r"\prime", r"\_"):
        token = reader.take()
        if token.text == r"\_":
            # Markdown's sign of a subscript.
            token = token._replace(kind="sub")
        if token.kind == "prime" or token.text == r"\prime":
            primes += len(token.text) if token.kind == "prime" else 1
            continue
        if reader.token.kind == "sub" or reader.token.kind == "sup":
            raise fault(reader.source, "a script is missing here", token.start, reader.token.end)
        group = reader.group()
        if group and all(part.text in (r"\prime", "'") or part.kind == "prime" for part in group):
            primes += sum(max(1, part.text.count("'")) for part in group)
            continue
        check_brackets(group, reader.source)
        texts = script_texts(group)
        (below if token.kind == "sub" else above).extend(texts)
    return Symbol(
        symbol.base,
        symbol.accents,
        tuple(below),
        tuple(above),
        symbol.time,
        primes,
        start=symbol.start,
        end=reader.at(-1).end,
    )


def check_brackets(tokens: list[Token], source: str) -> None:
    """Raise `LatexError` for a bracket in a script that does not close, or closes nothing."""
    waiting: list[Token] = []
    for token in tokens:
        if token.text in ("(", "["):
            waiting.append(token)
        elif token.text in (")", "]"):
            if not waiting:
                raise fault(source, f"{token.text!r} closes no bracket", token.start, token.end)
            waiting.pop()
    if waiting:
        raise fault(source, "this bracket is never closed", waiting[0].start, waiting[0].end)


def script_texts(tokens: list[Token]) -> list[str]:
    r"""A script as texts, split at commas and semicolons outside brackets; fonts and blanks are dropped.

    >>> from symbolic.latex.printed.tokens import read_tokens
    >>> script_texts(read_tokens(r"t-1,\mathrm{in}")), script_texts(read_tokens(r"\langle t \rangle"))
    (['t-1', 'in'], ['<t>'])
    """
    texts, depth = [""], 0
    names = {r"\langle": "<", r"\rangle": ">", r"\ast": "*", r"\bullet": "*", r"\star": "*", r"\cdot": "*"}
    for token in tokens:
        if token.kind in ("open", "close"):
            continue
        text = names.get(token.text, token.text)
        if text in ("(", "["):
            depth += 1
        elif text in (")", "]"):
            depth -= 1
        if text in (",", ";", ":") and depth == 0:
            texts.append("")
            continue
        if token.kind == "command" and text.startswith("\\"):
            name = text[1:]
            if name in FONT_COMMANDS or name in SCRIPTS or name in ("quad", ","):
                continue
            text = ACCENT_COMMANDS.get(name, name)
        texts[-1] += "prime" * len(text) if token.kind == "prime" else text
    return [text for text in texts if text]


def _nucleus(reader: TokenReader) -> Symbol:
    r"""A symbol without the scripts that follow; ``\tilde{h_t}`` has the scripts of ``\tilde{h}_t``."""
    token = reader.take()
    if token.kind == "letter":
        return Symbol(token.text)
    name = token.text[1:]
    if name in GREEKS:
        return Symbol(name)
    inside = TokenReader(reader.group(), reader.source)
    if not inside.tokens:
        raise fault(reader.source, f"{token.text} lacks its argument", token.start, token.end)
    numbers = name in (*BOLD_FONTS, *SCRIPTS, "vec") and len(inside.tokens) == 1 and inside.token.kind == "number"
    if (name in WORD_FONTS or numbers) and all(
        part.kind in ("letter", "number", "sign") or part.text == r"\_" for part in inside.tokens
    ):
        word = re.sub(r"[^A-Za-z0-9]+", "_", "".join(part.text for part in inside.tokens)).strip("_")
        if word:
            return Symbol(word)
    symbol = _inner(inside, token)
    if name in ACCENT_COMMANDS:
        accent = (ACCENT_COMMANDS[name],) if ACCENT_COMMANDS[name] else ()
        return replace(symbol, accents=(*accent, *symbol.accents))
    return replace(symbol, base=f"{SCRIPTS[name]}_{symbol.base}") if name in SCRIPTS else symbol


def _inner(inside: TokenReader, token: Token) -> Symbol:
    """The one symbol within the braces of an accent or a font; letters side by side are one word."""
    if not starts_symbol(inside.token):
        raise fault(inside.source, f"{token.text} needs a symbol", token.start, inside.token.end or token.end)
    symbol = read_symbol(inside)
    while starts_symbol(inside.token):
        following = read_symbol(inside)
        symbol = Symbol(symbol.base + following.base, symbol.accents, following.below, following.above)
    if inside.token.kind != "end of text":
        raise fault(inside.source, f"{token.text} needs one symbol", token.start, inside.token.end)
    return symbol
