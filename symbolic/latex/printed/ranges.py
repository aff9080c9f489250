r"""Ranges of an index as they are printed: ``0 \le k < N``, ``i = 1, \dots, N``, ``j = 0`` to ``N - 1``."""

from __future__ import annotations

import re

from symbolic.errors import SymbolicError
from symbolic.language.size_parser import parse_size
from symbolic.latex.printed.syntax import Range

_LESS = r"(?:\\leqslant|\\leq|\\le|\\lt|<|≤)"
_BETWEEN_BOUNDS = re.compile(rf"(?P<first>.+?){_LESS}(?P<index>\\?[A-Za-z]+){_LESS}(?P<last>.+)")
_LISTED_INDEX = re.compile(
    r"\\?(?P<index>[A-Za-z]+)(?:=|\\in\\?\{?)\(?(?P<first>\w+),(?:\w+,)?(?:\\l?dots|\\cdots|\.\.\.|…),?(?P<last>[^,{}]+?)\\?\}?"
)

_EACH = re.compile(r"\\?(?P<index>[A-Za-z]+)(?:=|\\in\\?\{)(?P<numbers>\d{1,3}(?:,\d{1,3})+)\\?\}?")


def read_ranges(text: str) -> tuple[Range, ...]:
    r"""The ranges in a condition, or none where it is not a condition.

    >>> read_ranges(r"0\lek<N/2")
    (Range(index='k', first='0', stop='N/2'),)
    >>> read_ranges(r"i=1,\dots,N"), read_ranges(r"t>0")
    ((Range(index='i', first='1', stop='N + 1'),), ())
    """
    text = re.sub(r"\\[,;:!]|\\quad|\\qquad|[\s~]", "", text).strip("().,;")
    listed = _LISTED_INDEX.fullmatch(text)
    if listed:
        return _range(listed["index"], listed["first"], listed["last"], True)
    each = _EACH.fullmatch(text)
    numbers = list(map(int, each["numbers"].split(","))) if each else []
    if each and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return _range(each["index"], str(numbers[0]), str(numbers[-1]), True)
    ranges: list[Range] = []
    for part in re.split(r"[,;]", text):
        between = _BETWEEN_BOUNDS.fullmatch(part)
        if not between:
            return ()
        inclusive = not re.search(r"(?:<|\\lt)[^<]*$", part)
        ranges += _range(between["index"].lstrip("\\"), between["first"], between["last"], inclusive)
    return tuple(ranges)


def bounds(index: str, first: str, last: str) -> Range:
    """The range of a sum with its two bounds, both included."""
    read = _range(index, first, last, True) if first and last else ()
    return read[0] if read else Range(index)


def _range(index: str, first: str, last: str, inclusive: bool) -> tuple[Range, ...]:
    start, stop = size_text(first), size_text(last)
    if not start or not stop:
        return ()
    if inclusive:
        stop = str(parse_size(f"{stop} + 1"))
    return (Range(index, start, stop),)


def size_text(written: str) -> str:
    r"""A size as the language writes it, or nothing: ``2d``, ``d_h``, ``4 n_{hid}``, ``(m + n)``.

    >>> size_text(r"2d"), size_text(r"d_{\text{in}}"), size_text("m + n"), size_text(r"|h|")
    ('2*d', 'd_in', 'm + n', '')
    """
    text = re.sub(r"\\(?:mathrm|text|textrm|mathit|mathsf|operatorname)\{([^{}]*)\}", r"\1", written.strip().strip("$"))
    text = re.sub(r"\\(?:left|right|,|;|!|cdot|quad)|[~$]", " ", text)
    text = re.sub(r"_\{([^{}]*)\}", lambda match: "_" + re.sub(r"[^A-Za-z0-9]", "", match[1]), text)
    text = re.sub(r"\\([A-Za-z]+)", r"\1", text).replace("{", "(").replace("}", ")").strip()
    text = re.sub(r"_\(([A-Za-z0-9]+)\)", r"_\1", text)
    text = re.sub(
        r"(?<![A-Za-z_\d])(\d+)\s*(?=[A-Za-z(])|(?<=\))\s*(?=[A-Za-z(])|(?<=[A-Za-z0-9_)])\s+(?=[A-Za-z(])",
        _times,
        text,
    )
    try:
        return str(parse_size(text)) if text else ""
    except SymbolicError:
        return ""


def _times(match: re.Match[str]) -> str:
    return f"{match[1] or ''}*"
