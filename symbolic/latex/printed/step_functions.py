r"""Whether an upright H before brackets is the step function, ``\mathrm{H}(W x_t + b)``, or a kernel of that name."""

from __future__ import annotations

import re

from symbolic.latex.printed.reader import TokenReader
from symbolic.latex.printed.tokens import Token
from symbolic.latex.printed.words import ACCENT_COMMANDS, FONT_COMMANDS

_UPRIGHT = r"\\(?:mathrm|text|textrm|textup|mathup|operatorname)\s*\{?\s*"
_OTHER_KERNELS = re.compile(_UPRIGHT + r"[A-GI-Z]\}?(?![A-Za-z])")
_STEP_ALONE = re.compile(
    _UPRIGHT + r"H(?:\}|(?![}A-Za-z]))(?!\s*(?:\\left|\\[bB]ig+l?)?\s*[(\[])(?P<after>.{0,60})", re.S
)
_STEP_KIND = r"(?:unit |heaviside |hard |binary )*(?:step|heaviside|threshold|activation|sign|function|non-?linearity)"
_SAID_AFTER = re.compile(rf"\W*(?:is|are|denotes?|stands? for|:|=|,)?\s*(?:the|a|an|our)?\s*{_STEP_KIND}", re.I)
_SAID_BEFORE = re.compile(rf"{_STEP_KIND}(?: function)?\W*$", re.I)
_DRESS = frozenset({*ACCENT_COMMANDS, *FONT_COMMANDS})
_SIGNALS = frozenset("xhsuvcyzrq")


def is_step_function(reader: TokenReader) -> bool:
    r"""Whether the H before the brackets that open here is the step function, and not a matrix.

    It is where the text says so; and where nothing declares or names H as anything else, and the brackets hold a sum
    of products with kernels, or a signal less a threshold, to which no kernel is applied.
    """
    alone = list(_STEP_ALONE.finditer(reader.source))
    if any(_says_function(reader.source, match) for match in alone):
        return True
    if alone or _OTHER_KERNELS.search(reader.source) or reader.token.text == "[":
        return False
    terms, signs = _terms(reader)
    products = [term for term in terms if _is_product(term)]
    lone = [term for term in terms if not _is_product(term)]
    if any(not _is_lone(term) for term in lone):
        return False
    if products:
        return not any(_is_signal(term) for term in lone)
    return len(terms) == 2 and signs[-1] == "-" and _is_signal(terms[0]) and not _is_signal(terms[1])


def _says_function(source: str, match: re.Match[str]) -> bool:
    before = source[max(0, match.start() - 40) : match.start()]
    return bool(_SAID_AFTER.match(match["after"].lstrip(" }$")) or _SAID_BEFORE.search(before.rstrip(" ${")))


def _terms(reader: TokenReader) -> tuple[list[list[Token]], list[str]]:
    """The tokens of each term in the brackets that open here, and the signs before them."""
    terms: list[list[Token]] = [[]]
    signs = ["+"]
    depth, place = 0, 1
    while (token := reader.at(place)).kind != "end of text":
        place += 1
        if token.kind in ("left", "open", "begin", "sub", "sup") or token.text in ("(", "[", "{"):
            depth += token.kind not in ("sub", "sup")
        elif token.kind in ("right", "close") or token.text in (")", "]", "}"):
            if not depth:
                break
            depth -= 1
        if not depth and token.kind == "sign" and token.text in ("+", "-", "−"):
            if terms[-1]:
                terms.append([])
                signs.append("-" if token.text != "+" else "+")
            else:
                signs[-1] = "-"
        else:
            terms[-1].append(token)
    return terms, signs


def _heads(term: list[Token]) -> list[Token]:
    """The letters, numbers and commands that no script holds."""
    heads: list[Token] = []
    depth, place = 0, 0
    while place < len(term):
        token = term[place]
        if token.kind in ("sub", "sup"):
            place += 1
            inner = 0
            while place < len(term):
                inner += (term[place].kind == "open") - (term[place].kind == "close")
                place += 1
                if inner <= 0:
                    break
            continue
        depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
        if not depth and token.kind in ("letter", "number", "command") and token.text[1:] not in _DRESS:
            heads.append(token)
        place += 1
    return heads


def _is_product(term: list[Token]) -> bool:
    """Whether a term is a kernel, a capital letter, with something behind it."""
    heads = _heads(term)
    opened = any(token.text in ("(", "[") for token in term)
    return bool(heads) and heads[0].text.isupper() and (len(heads) > 1 or opened)


def _is_lone(term: list[Token]) -> bool:
    return len(_heads(term)) == 1


def _is_signal(term: list[Token]) -> bool:
    """Whether a lone term has a time, or is a plain letter that signals have."""
    words = "".join(token.text if token.kind == "letter" else " " for token in term).split()
    bare = not any(token.kind == "sub" for token in term)
    primed = any(token.text in ("'", r"\prime") for token in term)
    return "t" in words or primed or (bare and _heads(term)[0].text in _SIGNALS)
