"""A check of finished formulas: they hold only commands that typeset, whatever their names were built from."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from symbolic.errors import DefinitionError
from symbolic.language.latex_names import ALLOWED

DRAWN = {
    "Bigl",
    "Bigr",
    "colon",
    "div",
    "dots",
    "frac",
    "in",
    "le",
    "left",
    "overleftarrow",
    "prod",
    "quad",
    "right",
    "sqrt",
    "sum",
    "surd",
    "to",
    "vert",
}
"""The commands that equations, counts and diagrams use."""
COMMANDS = ALLOWED | DRAWN
"""The commands that a formula may hold, those of names among them."""
ESCAPED_SIGNS = frozenset(r",;:!_{}|\ -")
"""The signs that may stand behind a backslash."""
PLAIN_TEXT_KEYS = {
    *("name", "label", "title", "source", "summary", "note", "consulted", "text", "file", "references", "keys", "key"),
    *(
        "modifiers",
        "rule",
        "rules",
        "owner",
        "alike",
        "group",
        "why",
        "meaning",
        "expanded",
        "count_text",
        "family",
        "section",
    ),
    *("introduction", "version", "licence", "alike"),
    *("listing", "copied", "data", "searched", "folder", "root", "page", "diagram", "map", "tikz", "caption", "notes"),
}
"""Keys of a document's data that hold plain text, which is escaped where it is written, or a section that is."""
COMMAND = re.compile(r"\\([A-Za-z@]+|.|$)", re.DOTALL)
# A browser begins a tag where a letter follows; a formula reads the same with a blank between.
TAG_START = re.compile(r"<(?=[A-Za-z/!?])")
# So does a link of Markdown, where a page is read without its formulas.
LINK = re.compile(r"\](?=[(\[:])")


class Checked(dict[str, Any]):
    """Data in which every formula has been checked; several documents are made from it.

    ``laid`` keeps the same data with its equations in lines, for each width that it was asked for.
    """

    def __init__(self) -> None:
        self.laid: dict[Any, Checked] = {}


@lru_cache(maxsize=8192)
def formula(latex: str) -> str:
    r"""The formula as a document may hold it; raises `DefinitionError` for a command that does more than typeset.

    >>> formula(r"a<b \odot c"), formula("[x](javascript:y)")
    ('a< b \\odot c', '[x] (javascript:y)')
    """
    if "\\" in latex:
        for command in COMMAND.findall(latex):
            if command not in COMMANDS and command not in ESCAPED_SIGNS:
                raise DefinitionError(
                    f"a formula comes out with \\{command[:40]}, which is not a command of a formula: {latex[:80]!r}; "
                    "the names of the cell and the notation are put together to it"
                )
    if "^^" in latex:
        raise DefinitionError(f"a formula comes out with ^^, by which TeX writes any sign: {latex[:80]!r}")
    return LINK.sub("] ", TAG_START.sub("< ", latex))


def typeset(data: Any, key: str = "") -> Any:
    """The data of a document with every formula in it checked, at any depth; raises `DefinitionError`.

    >>> typeset({"title": "<b>", "equations": [{"latex": "a<b"}]})
    {'title': '<b>', 'equations': [{'latex': 'a< b'}]}
    """
    if isinstance(data, str):
        return data if key in PLAIN_TEXT_KEYS else formula(data)
    if isinstance(data, Checked):
        return data
    if isinstance(data, dict):
        checked = Checked()
        for name, value in data.items():
            # Most values are text: a call for each of them would take longer than the look at it.
            if type(value) is str:
                checked[name] = value if name in PLAIN_TEXT_KEYS else formula(value)
            elif isinstance(value, dict | list):
                checked[name] = typeset(value, name)
            else:
                checked[name] = value
        return checked
    if isinstance(data, list):
        check = str if key in PLAIN_TEXT_KEYS else formula
        return [
            check(value) if type(value) is str else typeset(value, key) if isinstance(value, dict | list) else value
            for value in data
        ]
    return data
