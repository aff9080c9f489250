"""A ``.txt`` file: a summary as a library prints it, or a list of names and shapes."""

from __future__ import annotations

from pathlib import Path

from symbolic.errors import FileError, UsageError
from symbolic.files import read_text
from symbolic.limits import PRINTOUT_BYTES
from symbolic.model.printouts.reading import ReadPrintout, is_printout, read_printout


def read_file(path: Path) -> ReadPrintout:
    """The layers of the printout in a file; raises `FileError` where it holds none."""
    text = read_text(path, PRINTOUT_BYTES, "a printout")
    if not is_printout(text):
        raise FileError(path, "this is neither a summary of a network nor a list of names and shapes")
    try:
        return read_printout(text)
    except UsageError as error:
        raise FileError(path, str(error)) from None
