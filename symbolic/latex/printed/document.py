r"""Where the mathematics of a text stands: displays, formulas in the line, and the prose between them."""

from __future__ import annotations

import re
from functools import cached_property

from symbolic.latex.printed.errors import fault
from symbolic.latex.printed.macros import Macro, read_macros, refuse_commands
from symbolic.latex.printed.syntax import Symbol
from symbolic.latex.printed.wrapping import unwrap
from symbolic.record import Record


class Passage(Record):
    """A part of the source from ``start`` to ``end``, with the label and the section that it stands under."""

    start: int
    end: int
    label: str = ""
    section: str = ""


class Document(Record):
    """A text: its displays, its formulas in the line, its prose, and the macros that it defines.

    ``bare`` is a text of rows without mathematics around them; ``source`` is as it was given, ``text`` the same with
    comments and definitions blanked out, so that all places agree.
    """

    source: str
    text: str
    displays: tuple[Passage, ...]
    formulas: tuple[Passage, ...]
    macros: dict[str, Macro]
    bare: bool = False

    @cached_property
    def lists(self) -> dict[tuple[int, int], list[Symbol]]:
        """The symbols that were read in its formulas, by their places."""
        return {}


_DISPLAYS = (
    "equation|align|gather|multline|eqnarray|flalign|alignat|xalignat|displaymath|dmath|dgroup|empheq|IEEEeqnarray"
)
_BARE = "aligned|split|array|gathered|cases|alignedat|darray"
_SKIPPED = "verbatim|Verbatim|lstlisting|minted|comment|tikzpicture|thebibliography|algorithm|algorithmic|filecontents"
_SCAN = re.compile(
    rf"""\\begin\{{(?P<skipped>{_SKIPPED})\*?\}}
      | \\begin\{{(?P<display>{_DISPLAYS}|math)(?P<star>\*?)\}}
      | \\begin\{{(?P<bare>{_BARE})\*?\}}
      | (?P<bracket>\\\[(?!-?[.\d]+\s*(?:pt|cm|mm|em|ex|in|bp|\\)))
      | (?P<paren>\\\() | (?P<dollars>\$\$) | (?P<dollar>(?<!\\)\$)
      | (?P<fence>^[ \t]*(?:```|:::)[ \t]*\{{?math\}}?[^\n]*\n) | (?P<code>^[ \t]*```[^\n]*\n)
      | (?P<directive>^(?P<indent>[ \t]*)\.\.[ ]math::(?P<first>[^\n]*)\n?)
      | :math:`(?P<role>[^`]*)`
      | \\(?:sub)*section\*?\{{(?P<section>[^{{}}]*)\}} | ^\#{{1,6}}[ ](?P<heading>[^\n]*)$
      | \\label\{{(?P<label>[^{{}}]*)\}}
    """,
    re.VERBOSE | re.MULTILINE,
)


_MATHEMATICS = re.compile(r"\\[A-Za-z]|_\{|[A-Za-z]_t\b|[ₜₖₙ₋σ⊙]|\(t\s*-\s*1\)|\[t\s*-\s*1\]")
"""What bare rows of mathematics have somewhere, and prose and code have not."""


_EQUATION_ROWS = re.compile(rf"\s*\\begin\{{(?:{_BARE})\*?\}}[^$]*=")
"""Rows of equations within the signs of a formula in the line."""


def read_document(source: str) -> Document:
    r"""Find the mathematics of a text in LaTeX, Markdown or reStructuredText.

    Raises `LatexError` for a display that is never closed.

    >>> document = read_document(r"A cell, $$ h_t = W x_t $$ where $x_t$ is the input.")
    >>> [document.source[part.start : part.end].strip() for part in document.displays]
    ['h_t = W x_t']
    """
    macros, text = read_macros(source)
    text = unwrap(_without_comments(text))
    refuse_commands(source, text)
    displays: list[Passage] = []
    formulas: list[Passage] = []
    section, place = "", 0
    lone: re.Match[str] | None = None
    while match := _SCAN.search(text, place):
        place = match.end()
        if match["section"] is not None or match["heading"] is not None:
            section = (match["section"] or match["heading"] or "").strip()
        elif match["label"] is not None:
            continue
        elif match["skipped"]:
            place = _after(text, match, rf"\\end\{{{match['skipped']}\*?\}}", source)[1]
        elif match["display"]:
            end, place = _after(text, match, rf"\\end\{{{match['display']}\*?\}}", source)
            # The environment is kept around its rows, whose columns it knows.
            displays.append(_passage(text, match.start(), place, section))
        elif match["bare"]:
            end, place = _matching_end(text, match, source)
            displays.append(_passage(text, match.start(), place, section))
        elif match["bracket"] or match["dollars"]:
            end, place = _after(text, match, r"\\\]" if match["bracket"] else r"\$\$", source)
            displays.append(_passage(text, match.end(), end, section))
        elif match["dollar"]:
            closing = re.compile(r"(?<!\\)\$|\n[ \t]*\n|\Z").search(text, match.end())
            if closing and closing[0] == "$" and _EQUATION_ROWS.match(text, match.end()):
                displays.append(_passage(text, match.end(), closing.start(), section))
                place = closing.end()
            elif closing and closing[0] == "$":
                formulas.append(Passage(match.end(), closing.start(), "", section))
                place = closing.end()
            else:
                lone = lone or match
        elif match["paren"]:
            end, place = _after(text, match, r"\\\)", source)
            formulas.append(Passage(match.end(), end, "", section))
        elif match["role"] is not None:
            formulas.append(Passage(match.start("role"), match.end("role"), "", section))
        elif match["fence"]:
            closing = re.compile(r"^[ \t]*(?:```|:::)", re.M).search(text, match.end())
            end = closing.start() if closing else len(text)
            place = closing.end() if closing else len(text)
            displays.append(_passage(text, match.end(), end, section))
        elif match["code"]:
            closing = re.compile(r"^[ \t]*```", re.M).search(text, match.end())
            place = closing.end() if closing else len(text)
        elif match["directive"]:
            end = _end_of_directive(text, match)
            displays.append(_passage(text, match.start("first"), end, section))
            place = end
    if lone and not displays and not formulas:
        raise fault(source, "$ is never closed", lone.start(), lone.end())
    bare = not displays and not formulas and "=" in text and bool(_MATHEMATICS.search(text))
    if bare:
        displays = [_passage(text, start, end, section) for start, end in _equation_lines(text)]
    return Document(source, text, tuple(displays), tuple(formulas), macros, bare)


_FORMULA_SIGNS = re.compile(r"[-+*/\\_^()\[\]@⊙∘]")
_PROSE = re.compile(r"(?<![\\\w{])[A-Za-z]{2,}(?![\w(\[{^])")


def _equation_lines(text: str) -> list[tuple[int, int]]:
    """The runs of lines that are not prose, of a text of bare rows: prose has words and no sign of equality."""
    runs: list[tuple[int, int]] = []
    place, open_run = 0, False
    for line in text.splitlines(keepends=True):
        fence = re.fullmatch(r"\s*(?:```|~~~)\w*\s*", line)
        # What stands in the marks of code is no equation of the text.
        line, end = re.sub(r"(`+)[^`]*\1", " ", line), place + len(line)
        heading = line.rstrip().endswith(":") and not re.search(r"[=\\_]", line)
        words = len(_PROSE.findall(line))
        item = re.sub(r"^\s*(?:[-*+]|\d+\.)\s", "", line)
        prose = (
            heading
            or bool(fence)
            or ("=" not in line and (words > 2 or (words > 0 and not _FORMULA_SIGNS.search(item))))
        )
        if not prose:
            runs = [*runs[:-1], (runs[-1][0], end)] if open_run else [*runs, (place, end)]
        open_run, place = not prose, end
    return [(start, end) for start, end in runs if "=" in text[start:end]] or [(0, len(text))]


def _without_comments(text: str) -> str:
    return re.sub(r"(?<!\\)%[^\n]*", lambda match: " " * len(match[0]), text)


def _passage(text: str, start: int, end: int, section: str) -> Passage:
    label = re.search(r"\\label\{([^{}]*)\}|^\s*:label:\s*(\S+)", text[start:end], re.M)
    return Passage(start, end, (label[1] or label[2]) if label else "", section)


def _after(text: str, match: re.Match[str], closing: str, source: str) -> tuple[int, int]:
    """Where the text between an opening and its closing ends, and where what follows begins."""
    end = re.compile(closing).search(text, match.end())
    if end is None:
        raise fault(source, f"{match[0].strip()} is never closed", match.start(), match.end())
    return end.start(), end.end()


def _matching_end(text: str, match: re.Match[str], source: str) -> tuple[int, int]:
    depth = 0
    for part in re.compile(r"\\(begin|end)\{[A-Za-z*]+\}").finditer(text, match.start()):
        depth += 1 if part[1] == "begin" else -1
        if depth == 0:
            return part.start(), part.end()
    raise fault(source, f"{match[0].strip()} is never closed", match.start(), match.end())


def _end_of_directive(text: str, match: re.Match[str]) -> int:
    """Where the lines end that stand deeper than the directive."""
    margin = len(match["indent"].expandtabs())
    place = match.end()
    end = place
    while place < len(text):
        line_end = text.find("\n", place)
        line_end = len(text) if line_end < 0 else line_end
        line = text[place:line_end].expandtabs()
        if line.strip():
            if len(line) - len(line.lstrip()) <= margin:
                break
            end = line_end
        place = line_end + 1
    return max(end, match.end())
