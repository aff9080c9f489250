r"""What a text is wrapped in where it is copied from a program, a page or a chat: blanked, so that all places agree."""

from __future__ import annotations

import re


def unwrap(text: str) -> str:
    r"""The text without escapes, tags, margins of comments and quotations; with the displays of LaTeX for others.

    >>> unwrap(r"f_t = \\sigma(x_t) \\\\ c_t")
    'f_t =  \\sigma(x_t)   \\\\ c_t'
    >>> unwrap(r"\f$ x_t \f$ in \f{align*}{ h_t \f}")
    '  $ x_t   $ in          \\[ h_t  \\]'
    >>> unwrap("[\nh_t = x_t\n]")
    '\\[h_t = x_t\\]'
    """
    for step in _STEPS:
        text = step(text)
    return text


_SINGLE = re.compile(r"(?<!\\)\\(?!\\)[A-Za-z]")


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _without_escapes(text: str) -> str:
    r"""The escapes of a program's string or of Markdown as blanks: ``\\sigma``, ``W\_{xh}``, ``\\qquad``."""
    if "\\\\" in text and not _SINGLE.search(text) and re.search(r"\\\\[A-Za-z]{2}", text):
        text = re.sub(r"(?:\\\\)+", lambda match: " " * (len(match[0]) // 2) + "\\" * (len(match[0]) // 2), text)
    text = re.sub(r"(?<!\\)\\(?=\\(?:q?quad(?![a-z])|!))", " ", text)
    return text.replace(r"\_", " _") if r"\_{" in text else text


_TAG = re.compile(
    r"</?(?:div|span|br|center|strong|em|sub|sup|li|ul|ol|table|tr|td|th|code|pre|details|summary|section|h[1-6])\b[^<>]*>"
    r"|^\s*</?p>|</p>\s*$",
    re.M,
)
_ENTITIES = {"&amp;": "&    ", "&lt;": "<   ", "&gt;": ">   ", "&emsp;": " " * 6, "&nbsp;": " " * 6}


def _without_tags(text: str) -> str:
    text = _TAG.sub(_blank, text) if "</" in text or "<br" in text else text
    return re.sub("|".join(_ENTITIES), lambda match: _ENTITIES[match[0]], text)


_MARGIN = re.compile(r"^[ \t]*(?://+!?|/?\*+/?|--+|;+|#)(?=\s|\Z)", re.M)


def _without_margin(text: str) -> str:
    """The signs of a program's comment as blanks, where each line begins with one; those of quotations anywhere."""
    text = re.sub(r"^[ \t]*>+(?= )", _blank, text, flags=re.M)
    lines = [line for line in text.splitlines() if line.strip()]
    dollars = re.search(r"(?<![\\@]f)\$", text)
    if len(lines) < 2 or not all(map(_MARGIN.match, lines)) or ("*" in lines[-1][:2] and dollars):
        return text
    return _MARGIN.sub(_blank, text)


def _with_displays(text: str) -> str:
    r"""The mathematics of Doxygen, ``\f[ .. \f]`` and ``\f$``, as that of LaTeX."""
    signs = {"[": r" \[", "]": r" \]", "$": "  $", "}": r" \]"}
    text = re.sub(r"^[ \t]*:(?:nowrap|name|class|number):[^\n]*$", _blank, text, flags=re.M)
    text = re.sub(r"[\\@]f\{\w+\*?\}\{?", lambda match: r"\[".rjust(len(match[0])), text)
    text = re.sub(r"[\\@]f([\[\]$}])", lambda match: signs[match[1]], text)
    # What a display begins with in words, "Cell update:".
    return re.sub(r"(?<=\$\$)\s*(?:[A-Za-z][a-z]+ ){0,3}[A-Za-z][a-z]+:(?=\s)", _blank, text)


_BRACKETS_ALONE = re.compile(r"^([ \t]*)\[\n((?:(?!\s*[\[\]]\s*$).+\n)+?)([ \t]*)\](?=[ \t]*$)", re.M)


def _with_brackets(text: str) -> str:
    """Brackets alone in their lines as those of displays, which lose their backslashes where a chat is copied."""
    return text if re.search(r"(?<!\\)\\\[|\$\$", text) else _BRACKETS_ALONE.sub(_as_display, text)


def _as_display(match: re.Match[str]) -> str:
    return match[0] if "=" not in match[2] else f"{match[1]}\\[{match[2][:-1]}{match[3]}\\]"


_ALGORITHM = re.compile(r"\\begin\{(algorithm\w*)\*?\}.*?\\end\{\1\*?\}", re.S)


def _with_algorithms(text: str) -> str:
    """The formulas of an algorithm, where the text has no others."""
    if r"\begin{algorithm" not in text or re.search(r"\$|\\\[|\\\(|\\begin\{(?!algorithm)", _ALGORITHM.sub("", text)):
        return text
    return re.sub(r"\\(?:begin|end)\{algorithm\w*\*?\}", _blank, text)


def _with_activations(text: str) -> str:
    r"""The activations that programs call by their argument, ``act_g(``, as those of papers, ``\phi(``."""
    called = r"(?<![A-Za-z\\{_])act(?:[A-Z][a-z]+|_\w|_\{\w+\})(?=\s*\()"
    return re.sub(called, lambda match: r"\phi".rjust(len(match[0])), text)


_STEPS = (
    *(_without_escapes, _without_tags, _without_margin, _with_displays, _with_brackets, _with_algorithms),
    _with_activations,
)
