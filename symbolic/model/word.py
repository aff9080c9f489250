"""A word that is a network: a text or the name of a file, with numbers for its letters behind it."""

from __future__ import annotations

import re
from collections.abc import Collection
from os.path import exists
from typing import TYPE_CHECKING, Any

from symbolic.errors import UsageError
from symbolic.files import read_standard_input
from symbolic.limits import CODE_BYTES

if TYPE_CHECKING:
    from symbolic.model.network import Model

PROGRAM_MARK = "::"
"""What stands between a program and the name of a network in it."""

LETTER_SIZE = re.compile(r"[A-Za-z]\w*=[^\s()>]+")
"""A number for a letter, ``m=256``."""
CALL_START = re.compile(r"\w\s*\(")


def is_network(word: str) -> bool:
    """Whether a word is a network: a file of one, or a text with the brackets of layers or a > between them.

    >>> is_network("lstm(m) > dense(V)"), is_network("net.keras"), is_network("lstm"), is_network("my-cell.toml")
    (True, True, False, False)
    >>> is_network("net.py::Net"), is_network("-"), is_network("model = Sequential([LSTM(64)])")
    (True, True, True)
    >>> is_network("project=(r+1)")
    False
    """
    if _is_stdin(word) or _is_program(word):
        return True
    head = word.partition("=")[0]
    if "(" in head or ">" in head:
        return True
    name, _ = _cut(word)
    if "." not in name:
        return False
    if name.lower().endswith(".toml"):
        from pathlib import Path

        from symbolic.model.reading.toml import holds_network

        return holds_network(Path(name))
    from symbolic.model.reading.endings import NETWORK_ENDINGS

    return name.lower().endswith(NETWORK_ENDINGS)


def read_network(word: str, open_letters: Collection[str] = ()) -> Model:
    """The network of a text or a file, with its numbers; those that a file gives for ``open_letters`` are left out.

    Raises `SymbolicError`.

    >>> read_network("lstm(m) > dense(10) m=5").letters
    {'n': 'input size of lstm'}
    """
    network, sizes = read_network_and_sizes(word, open_letters)
    return network.substitute(**sizes)


def read_network_and_sizes(word: str, open_letters: Collection[str] = ()) -> tuple[Model, dict[str, Any]]:
    """The network of a text or a file in letters, and the numbers that the file gives or that stand behind it.

    >>> read_network_and_sizes("lstm(m) > dense(10) m=5")[1]
    {'m': '5'}
    """
    from symbolic.model.network import Model
    from symbolic.model.reading.endings import NETWORK_ENDINGS

    name, words = _cut(word)
    if _is_stdin(name):
        text = read_standard_input(CODE_BYTES, "a program", errors="replace")
        network, sizes = Model.parse(text, name.lstrip("-").removeprefix(PROGRAM_MARK)), dict[str, Any]()
    elif name.partition(PROGRAM_MARK)[0].lower().endswith(NETWORK_ENDINGS) or exists(name):
        network, numbers = Model.load_with_sizes(name)
        sizes = {letter: number for letter, number in numbers.items() if letter not in open_letters}
    else:
        network, sizes = Model.parse(name), dict[str, Any]()
    own: dict[str, str] = {}
    for size in words:
        letter, _, number = size.partition("=")
        if letter in own:
            raise UsageError(f"{letter} is given twice, as {own[letter][:40]!r} and as {number[:40]!r}")
        own[letter] = number
    return network, {**sizes, **own}


def _is_stdin(word: str) -> bool:
    return word == "-" or word.startswith(PROGRAM_MARK)


def _is_program(word: str) -> bool:
    from symbolic.model.reading.endings import PROGRAMS

    if word.partition(PROGRAM_MARK)[0].lower().endswith(PROGRAMS):
        return True
    # What has brackets and no call is a value, such as project=(r+1).
    if not CALL_START.search(word):
        return False
    from symbolic.model.code.recognition import is_code

    return is_code(word)


def _cut(word: str) -> tuple[str, list[str]]:
    """The network, and each size behind it."""
    name, sizes = word.strip(), list[str]()
    if "\n" in name:
        return name, []
    while len(pieces := name.rsplit(None, 1)) == 2 and LETTER_SIZE.fullmatch(pieces[1]):
        name = pieces[0]
        sizes.insert(0, pieces[1])
    return name, sizes
