"""LaTeX as tokens, each with its place in the source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from symbolic.latex.printed.errors import LatexError, fault
from symbolic.limits import LATEX_NUMBER_DIGITS, LATEX_TEXT_BYTES


class Token(NamedTuple):
    """``kind`` is command, letter, number, open, close, sub, sup, row, cell, prime, math, words or sign."""

    kind: str
    text: str
    start: int
    end: int


_PATTERN = re.compile(
    r"""(?P<row>\\\\\*?(?:\[[^\]\n]{0,20}\])?)
      | (?P<command>\\(?:[A-Za-z]+\*?|[^A-Za-z\s]|(?=\s|$)))
      | (?P<open>\{) | (?P<close>\}) | (?P<sub>_) | (?P<sup>\^) | (?P<cell>&)
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<prime>['’′]+) | (?P<hadamard>\.\*)
      | (?P<math>\$\$?)
      | (?P<letter>[^\W\d_])
      | (?P<blank>\s+)
    """,
    re.VERBOSE,
)

_UNICODE_SIGNS = {
    "−": "-",
    "–": "-",
    "·": r"\cdot",
    "⋅": r"\cdot",
    "×": r"\times",
    "⊙": r"\odot",
    "⊘": r"\oslash",
    "∘": r"\circ",
    "◦": r"\circ",
    "∗": "*",
    "⊗": r"\otimes",
    "⊕": r"\oplus",
    "∈": r"\in",
    "ℝ": r"\mathbb{R}",
    "ᵀ": r"^{\top}",
    "⊤": r"\top",
    "∑": r"\sum",
    "Σ": r"\Sigma",
    "‖": r"\Vert",
    "∥": r"\Vert",
    "…": r"\dots",
    "⋯": r"\cdots",
    "≤": r"\le",
    "≥": r"\ge",
    "←": r"\leftarrow",
    "≔": "=",
    "⟨": r"\langle",
    "⟩": r"\rangle",
    "√": r"\sqrt",
    "½": r"\frac{1}{2}",
    "∀": r"\forall",
    "∞": r"\infty",
    "⟦": "[",
    "⟧": "]",
    "σ": r"\sigma",
    "ς": r"\sigma",
    "ϕ": r"\phi",
    "ϵ": r"\epsilon",
}
_GREEK = {
    unicodedata.lookup(f"GREEK {case} LETTER {name}"): "\\" + (name.lower() if case == "SMALL" else name.title())
    for name in (
        *("ALPHA", "BETA", "GAMMA", "DELTA", "EPSILON", "ZETA", "ETA", "THETA", "IOTA", "KAPPA", "MU", "NU", "XI"),
        *("PI", "RHO", "SIGMA", "TAU", "UPSILON", "PHI", "CHI", "PSI", "OMEGA"),
    )
    for case in ("SMALL", "CAPITAL")
} | {"λ": r"\lambda", "Λ": r"\Lambda"}
_ACCENTS = {"\u0303": r"\tilde", "\u0302": r"\hat", "\u0304": r"\bar", "\u0307": r"\dot", "\u0305": r"\bar"}
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-()aehijklmnoprstuvx", strict=True))
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁱⁿᵗᵏˡ", "0123456789+-()intkl", strict=True))
_EAST_ASIAN_WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
"""Words in the scripts of East Asia, which have no letters of mathematics."""
_COMMENT = re.compile(r"#(?=\s)")
"""What begins a comment in the text of a program."""
_PLAIN_SCRIPT = re.compile(r"_([A-Za-z]-\d|[A-Za-z][A-Za-z0-9]+)")
"""A script without braces where no command stands: ``h_tilde``, ``h_t-1``."""
_ARROW = re.compile(r"\[(\w+)\s*(?:->|→)\s*(\w+)\]")
"""From where to where a kernel goes, ``W[x->i]``."""
_SCRIPTED = re.compile(f"[{''.join(_SUBSCRIPTS)}]+|[{''.join(_SUPERSCRIPTS)}]+")


def read_tokens(source: str, start: int = 0, end: int | None = None) -> list[Token]:
    r"""The tokens of a part of the source; comments and blanks are left out, other scripts become commands.

    Raises `LatexError` for a text that is too long or holds a character that is not mathematics.

    >>> [token.text for token in read_tokens("h_t = W x_t % the state")]
    ['h', '_', 't', '=', 'W', 'x', '_', 't']
    >>> [token.text for token in read_tokens("h̃ₜ = σ(x)")]
    ['\\tilde', '{', 'h', '}', '_', '{', 't', '}', '=', '\\sigma', '(', 'x', ')']
    """
    end = len(source) if end is None else end
    plain = "\\" not in source
    tokens: list[Token] = []
    place = start
    while place < end:
        if source[place] == "%" or _COMMENT.match(source, place, end):
            # The mark at the beginning of a line is that of a whole text in comments.
            first = source[place] == "#" and not source[source.rfind("\n", 0, place) + 1 : place].strip()
            place = place + 1 if first else _after_comment(source, place, end)
            continue
        if words := _EAST_ASIAN_WORDS.match(source, place, end):
            tokens.append(Token("words", words[0], *words.span()))
            place = words.end()
            continue
        scripted = _SCRIPTED.match(source, place, end)
        if scripted:
            tokens += _script(scripted)
            place = scripted.end()
            continue
        if arrow := _ARROW.match(source, place, end):
            tokens += _script_of(arrow.span(), "_", arrow[1] + arrow[2])
            place = arrow.end()
            continue
        if plain and (word := _PLAIN_SCRIPT.match(source, place, end)):
            tokens += _script_of(word.span(), "_", word[1])
            place = word.end()
            continue
        match = _PATTERN.match(source, place, end)
        kind, text = (str(match.lastgroup), match[0]) if match else ("sign", source[place])
        after = place + len(text)
        if kind == "number" and len(text) > LATEX_NUMBER_DIGITS:
            raise fault(source, f"a number has at most {LATEX_NUMBER_DIGITS} digits", place, after)
        if kind != "blank":
            tokens += _spelled(source, kind, text, place, after)
        place = after
        if place < end and source[place] in _ACCENTS and tokens:
            letter = tokens.pop()
            at = (letter.start, place + 1)
            command = Token("command", _ACCENTS[source[place]], *at)
            tokens += [command, Token("open", "{", *at), letter, Token("close", "}", *at)]
            place += 1
    return tokens


CLOSING_KINDS = {"open": "close", "left": "right", "begin": "end"}
"""The kinds of tokens that open something, each with the kind that closes it."""


def depths(tokens: Iterable[Token], *opening: str) -> Iterator[int]:
    r"""How many braces, brackets or environments are open behind each token; ``opening`` are the kinds that open one.

    >>> list(depths(read_tokens("a_{t-1}"), "open"))
    [0, 0, 1, 1, 1, 1, 0]
    """
    change = dict.fromkeys(opening, 1) | {CLOSING_KINDS[kind]: -1 for kind in opening}
    return accumulate(change.get(token.kind, 0) for token in tokens)


def nesting(tokens: Iterable[Token]) -> Iterator[int]:
    """How many of all that opens and closes is open behind each token, plain brackets too."""
    signs = {"(": "open", "[": "open", ")": "close", "]": "close"}
    kinds = (token._replace(kind=signs.get(token.text, "")) if token.kind == "sign" else token for token in tokens)
    return depths(kinds, *CLOSING_KINDS)


def closing_place(tokens: Sequence[Token], place: int) -> int | None:
    r"""Where what opens at a place is closed; None where it never is.

    >>> closing_place(read_tokens("{a{b}}c"), 0), closing_place(read_tokens("{a"), 0)
    (5, None)
    """
    behind = depths(tokens[place:], tokens[place].kind)
    return next((end for end, depth in enumerate(behind, place) if depth == 0), None)


def _after_comment(source: str, place: int, end: int) -> int:
    line = source.find("\n", place, end)
    return end if line < 0 else line + 1


def _script(match: re.Match[str]) -> list[Token]:
    table = _SUBSCRIPTS if match[0][0] in _SUBSCRIPTS else _SUPERSCRIPTS
    written = "".join(table[character] for character in match[0])
    return _script_of(match.span(), "_" if table is _SUBSCRIPTS else "^", written)


def _script_of(at: tuple[int, int], sign: str, written: str) -> list[Token]:
    kind = "sub" if sign == "_" else "sup"
    inner = read_tokens(written)
    placed = [token._replace(start=at[0], end=at[1]) for token in inner]
    return [Token(kind, sign, *at), Token("open", "{", *at), *placed, Token("close", "}", *at)]


def _spelled(source: str, kind: str, text: str, start: int, end: int) -> list[Token]:
    if kind == "hadamard":
        return [Token("command", r"\odot", start, end)]
    if kind in ("letter", "sign") and not text.isascii():
        plain = _UNICODE_SIGNS.get(text) or _GREEK.get(text)
        if plain is None:
            plain = unicodedata.normalize("NFKC", text)
            if plain == text or not plain.isascii():
                if kind == "letter":
                    return [Token("letter", text, start, end)]
                shown = text if text.isprintable() else f"U+{ord(text):04X}"
                raise fault(source, f"unexpected character {shown!r}", start, end)
        return [token._replace(start=start, end=end) for token in read_tokens(plain)]
    if kind == "sign" and (ord(text) < 32 or ord(text) == 127):
        raise fault(source, f"unexpected control character U+{ord(text):04X}", start, end)
    return [Token(kind, text, start, end)]


def check_length(source: str) -> None:
    """Raise `LatexError` for what is not text, or is beyond the bound."""
    if not isinstance(source, str):
        raise LatexError(f"a text in LaTeX is a string, not {type(source).__name__}")
    if len(source.encode("utf-8", "replace")) > LATEX_TEXT_BYTES:
        raise LatexError(f"a text in LaTeX is at most {LATEX_TEXT_BYTES // 1024} KiB long")
