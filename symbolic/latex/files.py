"""Files with cells in LaTeX: a paper, a page in Markdown, a docstring, or standard input."""

from __future__ import annotations

from symbolic.files import read_standard_input, read_text
from symbolic.limits import LATEX_TEXT_BYTES

LATEX_ENDINGS = (".tex", ".md", ".rst", ".txt", ".ltx", ".latex")
STANDARD_INPUT = "-"


def is_text(name: str) -> bool:
    """Whether a word names a text with LaTeX in it.

    >>> is_text("paper.tex#eq:lstm"), is_text("-"), is_text("cell.toml"), is_text("lstm")
    (True, True, False, False)
    """
    path = name.partition("#")[0]
    return path == STANDARD_INPUT or path.lower().endswith(LATEX_ENDINGS)


def read_paper(name: str) -> tuple[str, str, str]:
    """The text of a file or of standard input, the part that is named behind ``#``, and the file.

    Raises `FileError` for a file that cannot be read or is too long.
    """
    path, _, part = name.partition("#")
    if path != STANDARD_INPUT:
        from pathlib import Path

        return read_text(Path(path), LATEX_TEXT_BYTES, "a text in LaTeX"), part, path
    return read_standard_input(LATEX_TEXT_BYTES, "a text in LaTeX"), part, ""
