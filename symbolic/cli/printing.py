"""How an answer, a note and a refusal are printed; no command and no option is needed for that."""

from __future__ import annotations

import re
import sys
from typing import Any

from symbolic.terminal import known_columns

CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters of a terminal: those that begin an escape sequence, and those that reverse a line."""


def print_answer(answer: Any) -> None:
    """Text as it is, anything else as one JSON document with sorted keys."""
    if not isinstance(answer, str):
        import json

        answer = json.dumps(answer, sort_keys=True, indent=2) + "\n"
    sys.stdout.write(printable(answer))
    sys.stdout.flush()


def printable(text: str) -> str:
    r"""The text with control characters spelled out, so that a name moves no cursor.

    >>> printable("a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    return CONTROL_CHARACTERS.sub(lambda sign: ascii(sign[0])[1:-1], text)


def told(text: str) -> str:
    """A message in the width of the terminal behind stderr; what stands below its first line is an excerpt.

    >>> told("error: there is no cell 'lsmt'; did you mean lstm?")
    "error: there is no cell 'lsmt'; did you mean lstm?"
    """
    first, newline, rest = printable(text).partition("\n")
    width = known_columns(sys.stderr)
    if width is not None:
        # A number is printed without it.
        from textwrap import wrap

        first = "\n".join(wrap(first, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False))
    return first + newline + rest


def tell(text: str) -> None:
    """Print a note on stderr, beside the answer."""
    print(told(text), file=sys.stderr, flush=True)
