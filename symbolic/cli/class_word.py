"""A word that names a class in a file of code, ``units.py::Unit``, where the user has said that the file may run."""

from __future__ import annotations

import re

CLASS = re.compile(r"(?P<file>[^:]+\.py)::(?P<name>[A-Za-z_]\w*)(?P<arguments>\(.*\))?", re.DOTALL)

_given: list[bool] = []


def allow(given: bool) -> None:
    """Whether ``--run`` was given."""
    _given[:] = [True] if given else []


def is_class(word: str) -> bool:
    """Whether a word names a class in a file of code that is to be run; without ``--run`` files of code are parsed.

    >>> is_class("units.py::Unit")
    False
    """
    return bool(_given) and CLASS.fullmatch(word) is not None
