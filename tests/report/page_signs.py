"""The signs of formulas as a reader sees them: letters with their accents and scripts, without the steps."""

from __future__ import annotations

import re

from symbolic.language.braces import group_at

TOKEN = re.compile(r"\\([A-Za-z]+|.)|[A-Za-z]|[{}_^']|\S")
ACCENTS = {"tilde", "hat", "bar", "check", "breve", "acute", "overline", "overleftarrow", "vec", "dot"}
FONTS = {"boldsymbol", "mathrm", "mathcal", "mathbf", "mathit"}
BEFORE = {"delta", "Delta", "partial"}
"""Signs that make one with what they stand before."""
PLAIN = {
    *("frac", "sum", "left", "right", "quad", "top", "odot", "cdot", "ast", "star", "otimes", "le", "langle", "rangle"),
    *("Bigl", "Bigr", "sqrt", "vert", "begin", "end", ",", ";", "!", "\\", "|", "prime"),
}
TIME = re.compile(r"\(?(\\?\w+ \+ )?(t|0|T)( ?[-+] ?.+)?\)?|\\langle (\\?\w+ \+ )?t( ?[-+] ?.+)?\\rangle")
MEMBERS = re.compile(r"\(([^()]*)\)")
BRACED = (r"\top", r"\ast", "-1")
"""What stands behind braces as an operation: a transpose, a conjugate, an inverse."""


def page_signs(latex: str) -> list[str]:
    r"""The signs in a formula, in its order; the step at which a signal is read is left out.

    >>> page_signs(r"\delta \bar{h}_{t} + W_{i} x_{t-1} \odot {h_{t}}^{\top}")
    ['\\delta \\bar{h}', 'W_{i}', 'x', 'h']
    """
    signs: list[str] = []
    _read(latex.replace("&", " "), signs)
    return signs


def _read(latex: str, signs: list[str]) -> None:
    place = 0
    while place < len(latex):
        place = _sign(latex, place, signs)


def _sign(latex: str, place: int, signs: list[str]) -> int:
    """One sign from a place on, and the place behind it."""
    while place < len(latex) and latex[place].isspace():
        place += 1
    match = TOKEN.match(latex, place)
    if not match:
        return len(latex)
    base, end = _base(latex, match, signs)
    braced = match[0] == "{"
    scripts: list[str] = []
    while end < len(latex) and latex[end] in "_^'":
        if latex[end] == "'":
            scripts, end = [*scripts, "'"], end + 1
            continue
        mark, (inside, end) = latex[end], _argument(latex, end + 1)
        kept = []
        # Members stand in brackets, and are letters of their own.
        for members in MEMBERS.findall(inside) if mark == "^" else ():
            for part in members.split(","):
                if not TIME.fullmatch(part.strip()):
                    _read(part, signs)
        if mark == "^":
            inside = MEMBERS.sub("", inside)
        for part in inside.split(","):
            if not TIME.fullmatch(part.strip()) and part.strip() and not (braced and part.strip() in BRACED):
                kept.append(part.strip())
        if base and kept and not (mark == "^" and all(part.isdigit() for part in kept)):
            scripts.append(f"{mark}{{{','.join(kept)}}}")
        elif not base:
            for part in kept:
                _read(part, signs)
    if base:
        signs.append(base + "".join(sorted(scripts)))
    return end


def _base(latex: str, match: re.Match[str], signs: list[str]) -> tuple[str, int]:
    word, end = match[1], match.end()
    if word in ACCENTS | FONTS:
        inside, end = _argument(latex, end)
        return f"\\{word}{{{inside}}}", end
    if word in BEFORE:
        before: list[str] = []
        while end < len(latex) and latex[end].isspace():
            end += 1
        # The scripts of a derivative are those of what it is of.
        following = TOKEN.match(latex, end)
        base, end = _base(latex, following, before) if following else ("", end)
        return (f"\\{word} {base}" if base else ""), end
    if word is not None:
        return ("" if word in PLAIN or not word.isalpha() else f"\\{word}"), end
    if match[0] == "{":
        inside, end = group_at(latex, match.start())
        inner = page_signs(inside)
        # Braces around one letter with its scripts; what stands behind them is of the whole.
        if len(inner) == 1 and re.fullmatch(r"[\\A-Za-z]\S*.*", inside):
            return inner[0], end
        signs += inner
        return "", end
    return (match[0] if match[0].isalpha() else ""), end


def _argument(latex: str, place: int) -> tuple[str, int]:
    while place < len(latex) and latex[place].isspace():
        place += 1
    if latex[place : place + 1] == "{":
        return group_at(latex, place)
    match = TOKEN.match(latex, place)
    return (match[0], match.end()) if match else ("", place + 1)
