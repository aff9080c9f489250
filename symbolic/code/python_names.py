"""Names of Python for the names of a cell, none of them twice and none with another meaning."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable
from keyword import iskeyword

# What the style guide of Python calls ambiguous, and what ruff refuses.
AMBIGUOUS = frozenset({"l", "O", "I"})
ACRONYMS = ("lstm", "gru", "rnn", "rhn")


class PythonNames:
    """Hands out a name of Python for each thing, with an underscore behind it where it is taken.

    >>> names = PythonNames({"self"})
    >>> names.new("h"), names.new("h"), names.new("lambda"), names.new("self"), names.new("l")
    ('h', 'h_', 'lambda_', 'self_', 'l_')
    """

    def __init__(self, reserved: Iterable[str] = ()):
        self.taken = {*reserved}

    def new(self, wanted: str) -> str:
        name = wanted.lstrip("_") or "value"
        name = f"v{name}" if name[0].isdigit() else name
        while name in self.taken or name in AMBIGUOUS or iskeyword(name) or hasattr(builtins, name):
            name += "_"
        self.taken.add(name)
        return name


def names(text: str) -> frozenset[str]:
    """The names in a text, between blanks."""
    return frozenset(text.split())


def class_name(name: str) -> str:
    """The name of a class for a cell.

    >>> class_name("peephole_lstm"), class_name("fastrnn"), class_name("mut1"), class_name("my cell!"), class_name("")
    ('PeepholeLSTM', 'FastRNN', 'Mut1', 'MyCell', 'Recurrent')
    """
    parts = [_capital(part) for part in re.split(r"[^A-Za-z0-9]+", name) if part]
    joined = "".join(parts) or "Recurrent"
    return joined if joined[0].isalpha() else f"Cell{joined}"


def _capital(part: str) -> str:
    for word in ACRONYMS:
        if part.lower().endswith(word):
            stem = part[: -len(word)]
            return (stem.upper() if len(stem) < 3 else stem.capitalize()) + word.upper()
    return part[0].upper() + part[1:]
