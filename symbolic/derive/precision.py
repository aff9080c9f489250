"""How many bits a number takes: one kind for all, or another for some parts, ``recurrent:int8,float32``."""

from __future__ import annotations

from collections.abc import Mapping

from symbolic.errors import UnknownName, UsageError
from symbolic.language.sizes.size import NO_SIZE, Size
from symbolic.limits import PRECISION_PARTS
from symbolic.record import Record

BITS_BY_DTYPE = {
    "float64": 64,
    "float32": 32,
    "float16": 16,
    "bfloat16": 16,
    "float8": 8,
    "int32": 32,
    "int16": 16,
    "int8": 8,
    "int4": 4,
}
"""How many bits a number of each kind takes in memory."""


def width(dtype: str) -> Size:
    """The bytes of a number, half a one for ``int4``; raises `UnknownName`.

    >>> str(width("bfloat16")), str(width("int4"))
    ('2', '1/2')
    """
    if str(dtype) not in BITS_BY_DTYPE:
        raise UnknownName("kind of number", dtype, BITS_BY_DTYPE)
    return Size.of(BITS_BY_DTYPE[str(dtype)]) / 8


class Precision(Record):
    """The kind of the numbers in each part that is named, and of ``rest``."""

    rest: str
    parts: Mapping[str, str]

    def size(self, stored: Size, held: Mapping[str, Size]) -> Size:
        """The bytes of all that is ``stored``, of which ``held`` says how much is in each part; raises `UnknownName`.

        A word names a layer, or each part with the word in its name; the first that names a part is its kind.

        >>> n, m = Size.letter("n"), Size.letter("m")
        >>> parts = {"input kernel": n * m, "recurrent kernel": m * m}
        >>> str(read_precision("recurrent:int8,float16").size(n * m + m * m, parts))
        '2*m*n + m**2'
        """
        words = {name: _words(name) for name in held}
        for word in self.parts:
            if not any(word in of_name for of_name in words.values()):
                raise UnknownName("part", word, sorted({word for of_name in words.values() for word in of_name}))
        total = stored * width(self.rest) + self.beside(held)
        return total if total.terms else NO_SIZE

    def beside(self, held: Mapping[str, Size]) -> Size:
        """The bytes of the parts beyond those that they would have in the kind of the rest, fewer below 0."""
        total = NO_SIZE
        for name, size in held.items():
            kind = next((kind for word, kind in self.parts.items() if word in _words(name)), self.rest)
            total = total + size * (width(kind) - width(self.rest))
        return total


def read_precision(text: str) -> Precision:
    """``int8``, or parts with their kinds and the kind of the rest; raises `UsageError` and `UnknownName`.

    >>> read_precision("recurrent:int8,float32")
    Precision(rest='float32', parts={'recurrent': 'int8'})
    >>> read_precision("recurrent int8, rest float16")
    Precision(rest='float16', parts={'recurrent': 'int8'})
    """
    rest, parts = "", dict[str, str]()
    pieces = [piece.strip() for piece in str(text).split(",")]
    if len(pieces) > PRECISION_PARTS:
        raise UsageError(f"dtype has at most {PRECISION_PARTS} parts, not {len(pieces)}")
    for piece in pieces:
        word, colon, kind = piece.replace(" ", ":", ":" not in piece).partition(":")
        word, colon = ("", "") if word.strip() == "rest" else (word, colon)
        piece = kind.strip() if kind else piece
        kind = kind.strip() if colon else piece
        width(kind)
        if colon and word.strip():
            if word.strip() in parts:
                raise UsageError(f"dtype says {word.strip()[:40]} twice")
            parts[word.strip()] = kind
        elif colon or rest:
            raise UsageError(
                f"dtype is one kind, or parts and the rest: recurrent:int8,float32; not {str(text)[:60]!r}"
            )
        else:
            rest = kind
    return Precision(rest or "float32", parts)


def _words(name: str) -> set[str]:
    """What names a part: the words of its role, and its layer."""
    role, _, layer = name.partition(" of ")
    return {*role.split(), *([layer] if layer else [])}
