"""The parts of a formula as it is written: numbers, names, signs and brackets, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symbolic.errors import FormulaError
from symbolic.language.sizes.sides import ENVIRONMENT, LETTER_RUN, formula_part
from symbolic.language.sizes.words import GREEK_NAMES, is_size_word, role_named

FormulaToken = tuple[str, str, int, int]
"""Kind, text, start and end."""

LONGEST_PRODUCT = 4
"""The letters of a product without a sign between them."""
FONT_COMMAND = r"\\(?:mathrm|mathit|mathbf|mathsf|mathtt|text|textit|textrm|texttt|textbf|mbox|operatorname|boldsymbol)"
FORMULA_TOKEN = re.compile(
    rf"""(?P<blank>\s+ | \\\\\[\d[^\]]*\] | \\[,;:!()\[\]\ \\]
                   | \\(?:left|right|[bB]igg?[lrm]?|quad|qquad|displaystyle|limits|nonumber)
                   (?![A-Za-z]) | {ENVIRONMENT} | \\(?:label|tag)\{{[^{{}}]*\}} | [~$&`\u200b\ufeff])
      | (?P<number>\d{{1,3}}(?:(?:,|\{{,\}}|\\,)\d{{3}})+(?!\d) | \d{{1,3}}(?:_\d{{3}})+(?!\w) | \d+(?:\.\d+)?)
      | (?P<power>\*\*|\^(?!\{{[\[(][A-Za-z]))
      | (?P<times>\*|·|×|⋅|∙|•|∗|\\(?:cdot|cdotp|times|ast|bullet)(?![A-Za-z])|(?<=\d)[xX](?=\d))
      | (?P<plus>\+) | (?P<minus>-|−|–) | (?P<over>/|÷)
      | (?P<open>[(\[{{]|\\\{{) | (?P<close>[)\]}}]|\\\}})
      | (?P<frac>\\[dt]?frac(?![A-Za-z]))
      | (?P<wrapped>{FONT_COMMAND}\{{(?P<inside>[^\W\d_](?:[^\\{{}}]|\\_|\\\s)*)\}}(?P<script>_(?:\{{[^{{}}]*\}}|\w))?)
      | (?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
      | (?P<name>\\?{LETTER_RUN}(?:_(?:\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}}|\w+)|\^\{{[\[(][A-Za-z][^{{}}]*\}})*\d*)
    """,
    re.VERBOSE,
)


def tokenizations(text: str, known: tuple[str, ...]) -> Iterator[list[FormulaToken]]:
    """Every way to take its runs of letters and its x, the likeliest first; raises `FormulaError`.

    ``hs`` is one name or a product, and ``x`` a size or a sign between two factors.
    """
    tokens = _tokens(text, *formula_part(text))
    runs = {word for kind, word, *_ in tokens if kind == "name" and not _is_one(word, known) and _may_split(word)}
    alone = {word for kind, word, *_ in tokens if kind == "name" and len(word) == 1}
    likely = frozenset(run for run in runs if _is_likely_word(run, alone, known))
    choices = dict.fromkeys((likely, frozenset(runs), frozenset(), frozenset(run for run in runs if len(run) > 2)))
    spread = [_spread(tokens, runs - chosen) for chosen in choices]
    for with_times in (True, False) if "x" not in known else (False,):
        for row in spread:
            signed, every = _times(row)
            if with_times == every:
                yield signed if with_times else row
    for row in spread:
        signed, every = _times(row)
        if signed != row:
            yield row if every else signed


def _tokens(text: str, start: int, stop: int) -> list[FormulaToken]:
    tokens: list[FormulaToken] = []
    place = start
    while place < stop:
        match = FORMULA_TOKEN.match(text, place, stop)
        if not match:
            raise FormulaError(f"unexpected character {text[place]!r} in formula", text, place, place + 1)
        kind, end = _kind(match), match.end()
        if kind == "name":
            name = match[0].removeprefix("\\")
            if (
                name != match[0]
                and name not in GREEK_NAMES
                and (len(name) == 1 or name.rstrip("0123456789_{}") not in GREEK_NAMES)
            ):
                raise FormulaError(f"unknown command {match[0][:40]} in formula", text, place, end)
            tokens.append(("name", _name(name), place, end))
        elif kind == "wrapped":
            name = re.sub(r"\s+", "_", match["inside"].replace("\\_", "_").replace("\\", "").strip())
            tokens.append(("name", name + _name(match["script"] or ""), place, end))
        elif kind == "number":
            tokens.append((kind, re.sub(r"[,{}\\_]", "", match[0]), place, end))
        elif kind != "blank":
            tokens.append((kind, match[0], place, end))
        place = end
    return [*tokens, ("end", "", stop, stop + 1)]


def _kind(match: re.Match[str]) -> str:
    return "wrapped" if match["wrapped"] else str(match.lastgroup)


def _name(written: str) -> str:
    """A name without what only sets it in type; one with signs in its index keeps its braces."""
    plain = re.sub(rf"{FONT_COMMAND}\s*\{{([^{{}}]*)\}}", r"\1", written)
    if re.search(r"[-+^(\[]", plain):
        return re.sub(r"\s+", "", plain)
    return re.sub(r"\s+", "_", re.sub(r"[{}\\]", "", plain).strip()).replace(",", "_")


def _is_one(word: str, known: tuple[str, ...]) -> bool:
    """Whether a name is one whatever stands around it."""
    return len(word) == 1 or word in known or word[-1].isdigit() or word[-1] == "}" or "_" in word or is_size_word(word)


def _may_split(run: str) -> bool:
    """Whether it may be a product: of letters that are used as signs, and not of many."""
    return len(run) <= LONGEST_PRODUCT and (run.isascii() or all("α" <= letter.lower() <= "ω" for letter in run))


def _is_likely_word(run: str, alone: set[str], known: tuple[str, ...]) -> bool:
    letters = {*run}
    if letters <= alone | {name for name in known if len(name) == 1}:
        return False
    if len(run) > 2 and (role_named(run) or len(run) > 3):
        return True
    return not letters & alone and (len(run) > 2 or bool(role_named(run)) or not run.isascii())


def _spread(tokens: list[FormulaToken], products: set[str] | frozenset[str]) -> list[FormulaToken]:
    """With a name for each letter of what is a product."""
    spread: list[FormulaToken] = []
    for kind, word, start, end in tokens:
        if kind != "name" or word not in products:
            spread.append((kind, word, start, end))
            continue
        spread += [("name", letter, start + place, start + place + 1) for place, letter in enumerate(word)]
    return spread


def _times(tokens: list[FormulaToken]) -> tuple[list[FormulaToken], bool]:
    """With a sign for each x between two factors, and whether every x is one."""
    before, behind = {"number", "name", "close", "raised"}, {"number", "name", "open", "frac"}
    signed, every = list(tokens), True
    for place, (kind, word, start, end) in enumerate(tokens):
        if kind != "name" or word not in ("x", "X"):
            continue
        left = signed[place - 1] if place else ("", "", 0, 0)
        right = tokens[place + 1]
        # A letter of a run is written without blanks around it.
        if left[0] in before and right[0] in behind and (left[3] < start or left[0] == "number") and end < right[2]:
            signed[place] = ("times", word, start, end)
        else:
            every = False
    return signed, every
