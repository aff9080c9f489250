"""A cell that a file with LaTeX holds, named as a command names it: ``paper.tex#eq:lstm``."""

from __future__ import annotations

from collections.abc import Mapping
from os.path import basename, splitext
from typing import Any

from symbolic.latex.files import read_paper
from symbolic.latex.reading import ReadText, read_text


def read_paper_cell(name: str, choices: Mapping[str, str] | None = None) -> tuple[dict[str, Any], ReadText]:
    """The fields of the one cell of a file or a part of it, called as the file is, and what was read.

    Raises `FileError` for a file that cannot be read, `LatexError` for none or several readings.
    """
    text, part, file = read_paper(name)
    answer = read_text(text, choices=choices, part=part, file=file)
    return {**answer.only().fields, "name": splitext(basename(file))[0]}, answer
