"""Files with cells in LaTeX: a paper, a page in Markdown, a docstring, or standard input."""

from __future__ import annotations

import sys

from symbolic.errors import FileError
from symbolic.files import read_text
from symbolic.limits import LATEX_TEXT_BYTES

ENDINGS = (".tex", ".md", ".rst", ".txt", ".ltx", ".latex")
STANDARD_INPUT = "-"


def is_text(name: str) -> bool:
    """Whether a word names a text with LaTeX in it.

    >>> is_text("paper.tex#eq:lstm"), is_text("-"), is_text("cell.toml"), is_text("lstm")
    (True, True, False, False)
    """
    path = name.partition("#")[0]
    return path == STANDARD_INPUT or path.lower().endswith(ENDINGS)


def read_paper(name: str) -> tuple[str, str, str]:
    """The text of a file or of standard input, the part that is named behind ``#``, and the file.

    Raises `FileError` for a file that cannot be read or is too long.
    """
    path, _, part = name.partition("#")
    if path != STANDARD_INPUT:
        from pathlib import Path

        return read_text(Path(path), LATEX_TEXT_BYTES, "a text in LaTeX"), part, path
    raw = sys.stdin.buffer.read(LATEX_TEXT_BYTES + 1)
    if len(raw) > LATEX_TEXT_BYTES:
        raise FileError("standard input", f"a text in LaTeX is at most {LATEX_TEXT_BYTES // 1024} KiB")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n"), part, ""
    except UnicodeDecodeError:
        raise FileError("standard input", "not UTF-8 text") from None
