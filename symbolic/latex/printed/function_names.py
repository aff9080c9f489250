"""Names of functions among tokens: ``\tanh``, ``\\mathrm{ReLU}``, ``tanh``; and a time in brackets, ``(t-1)``."""

from __future__ import annotations

import re

from symbolic.latex.printed.reader import TokenReader
from symbolic.latex.printed.step_functions import is_step_function
from symbolic.latex.printed.symbols import script_texts
from symbolic.latex.printed.tokens import Token
from symbolic.latex.printed.words import (
    ACCENT_COMMANDS,
    BOLD_FONTS,
    CONVOLUTIONS,
    DIAGONALS,
    FUNCTION_SPELLINGS,
    JOINS,
    LINEARS,
    NORM_WORDS,
    SHORT_FUNCTIONS,
    WORD_FONTS,
)
from symbolic.record import Record

KNOWN_FUNCTIONS = frozenset({*FUNCTION_SPELLINGS, *NORM_WORDS, *LINEARS, *CONVOLUTIONS, *JOINS, *DIAGONALS})
UNKNOWN_FUNCTION = "?"
"""Stands before the name of a function that is not known."""
CLOSING_SIGNS = {"(": ")", "[": "]", "{": "}", "<": ">", "|": "|", r"\Vert": r"\Vert", ".": "."}


class FunctionName(Record):
    """The name of a function in lower case, its scripts, and where it begins."""

    name: str
    scripts: tuple[str, ...]
    start: int


def read_function_name(reader: TokenReader) -> FunctionName | None:
    r"""Take the name of a function that begins here; nothing is taken where none does.

    >>> from symbolic.latex.printed.tokens import read_tokens
    >>> read_function_name(TokenReader(read_tokens(r"\mathrm{ReLU}(x)"), ""))
    FunctionName(name='relu', scripts=(), start=0)
    """
    place, token = reader.place, reader.token
    if token.kind == "command" and token.text[1:].lower() in KNOWN_FUNCTIONS and token.text[1:] not in ACCENT_COMMANDS:
        reader.take()
        return FunctionName(token.text[1:].lower(), _scripts(reader), token.start)
    if token.kind == "command" and token.text[1:] in WORD_FONTS:
        name = _upright(reader)
        if name is not None:
            return FunctionName(name, _scripts(reader), token.start)
    elif token.kind == "letter":
        word = _letters(reader)
        short = word in ("LN", "FC", "BN") and opens(reader.at(len(word)))
        if short or (len(word) > 2 and word.lower() in KNOWN_FUNCTIONS):
            reader.place += len(word)
            return FunctionName("layernorm" if word == "LN" else word.lower(), _scripts(reader), token.start)
    reader.place = place
    return None


def is_function_ahead(reader: TokenReader) -> bool:
    """Whether the name of a function begins here."""
    place = reader.place
    ahead = read_function_name(reader) is not None
    reader.place = place
    return ahead


def read_bare_function(reader: TokenReader) -> str | None:
    """Take an activation that stands alone in a place of a matrix; nothing is taken where none does."""
    place, token = reader.place, reader.token
    word = _letters(reader) if token.kind == "letter" else ""
    if len(word) > 1 and word.lower() in FUNCTION_SPELLINGS:
        reader.place += len(word)
        if reader.token.kind in ("row", "end", "cell", "gap"):
            return word.lower()
        reader.place = place
        return None
    reader.take()
    if token.kind == "command":
        if token.text[1:] in WORD_FONTS:
            name = reader.text_of_group().lower()
        else:
            _scripts(reader)
            name = token.text[1:].lower()
        if name in ("sigma", *FUNCTION_SPELLINGS) and reader.token.kind in ("row", "end", "cell", "gap"):
            return name
    reader.place = place
    return None


def read_time(reader: TokenReader) -> str:
    """Take the time in brackets that stands here, ``(t-1)``; nothing is taken where none does."""
    opening = reader.token
    if not opens(opening) and not (opening.kind == "sign" and opening.text == "<"):
        return ""
    closing = CLOSING_SIGNS.get(opening.text)
    text, ahead = "", 1
    while reader.at(ahead).kind in ("letter", "number", "sign", "command") and ahead < 8:
        if reader.at(ahead).text == closing:
            break
        text += reader.at(ahead).text.lstrip("\\")
        ahead += 1
    letters = "tnk" if opening.text == "[" else "tnkijs"
    time = rf"(?:[{letters}]|tau|0)(?:[+-]\d+)?|t-(?:[A-Za-z]|tau|Delta|delta)"
    if reader.at(ahead).text != closing or not re.fullmatch(time, text):
        return ""
    reader.place += ahead + 1
    return text


def opens(token: Token) -> bool:
    """Whether a bracket that may hold arguments opens here."""
    return token.kind in ("left", "sign") and token.text in ("(", "[", "{")


def _upright(reader: TokenReader) -> str | None:
    """The function behind an upright word, known or followed by brackets that hold no time."""
    bold = reader.take().text[1:] in BOLD_FONTS
    group = reader.group()
    written = "".join(part.text for part in group)
    # ``LN`` is a layer norm, ``ln`` a logarithm.
    name = "layernorm" if written == "LN" else re.sub(r"[^a-z0-9]", "", written.lower())
    following = _after_scripts(reader)
    bracketed = opens(following) or following.kind in ("open", "begin")
    if name in KNOWN_FUNCTIONS and (bracketed or (name in FUNCTION_SPELLINGS and name not in SHORT_FUNCTIONS)):
        return name
    if written == "H" and not bold and opens(reader.token) and is_step_function(reader):
        return UNKNOWN_FUNCTION + written
    if len(name) > 1 and len(group) == len(name) and opens(following) and following.text == "(":
        place = reader.place
        _scripts(reader)
        timed = bool(read_time(reader))
        reader.place = place
        return None if timed else UNKNOWN_FUNCTION + written
    return None


def _letters(reader: TokenReader) -> str:
    """The letters that stand here without a blank between them."""
    letters: list[Token] = []
    while (token := reader.at(len(letters))).kind == "letter" and (not letters or token.start == letters[-1].end):
        letters.append(token)
    return "".join(token.text for token in letters)


def _after_scripts(reader: TokenReader) -> Token:
    place = reader.place
    _scripts(reader)
    token = reader.token
    reader.place = place
    return token


def _scripts(reader: TokenReader) -> tuple[str, ...]:
    texts: list[str] = []
    while reader.token.kind in ("sub", "sup"):
        reader.take()
        texts += script_texts(reader.group())
    return tuple(texts)
