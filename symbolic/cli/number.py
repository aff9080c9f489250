"""``symbolic count``: the number, or the formula, of what its words name."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from symbolic.cli.printing import print_answer
from symbolic.cli.words import called, read_subject
from symbolic.terminal import known_columns


def is_plain(words: Sequence[str]) -> bool:
    """Whether these are ``count`` and words behind it that a parser of options would hand on as they are.

    >>> is_plain(["count", "lstm", "n=4"]), is_plain(["count", "lstm", "--json"]), is_plain(["count"])
    (True, False, False)
    """
    # On Windows a word may be a pattern of the names of files.
    if os.name == "nt" or len(words) < 2 or words[0] != "count":
        return False
    return all(word.strip() and word[0] != "-" and "\0" not in word for word in words[1:])


def print_count(words: Sequence[str], as_json: bool = False) -> None:
    """Print the number of parameters; without sizes, the formula."""
    cell, sizes = read_subject(words)
    is_number = bool(sizes) or not cell.counted_letters
    answer = cell.count_at(**sizes) if is_number else cell.size
    if not is_number:
        from symbolic.report.writing.polynomials import formula_text

        answer = formula_text(cell.size)
    if as_json:
        key = "count" if is_number else "formula"
        print_answer({**called(cell), "sizes": sizes, key: answer})
    elif known_columns(sys.stdout):
        from symbolic.report.writing.layout import filled, tied

        print_answer(f"{filled(tied(str(answer)))}\n")
    else:
        # A program that reads the formula reads one line.
        print_answer(f"{answer}\n")
