"""The bibliography: one ``.bib`` file with a key for each source, and its authors in a few words."""

from __future__ import annotations

import re
from functools import cache
from os.path import dirname, join

BIBLIOGRAPHY_FILE = join(dirname(__file__), "sources.bib")
_ENTRY = r"(?sm)^@(?P<kind>\w+)\{(?P<key>[^,\s]+),\n(?P<fields>.*?)^\}"
_FIELD = r"(?m)^\s*(?P<name>\w+)\s*=\s*\{(?P<value>.*)\},?$"
_ACCENT = r"""\{?\\(['"`^~cv])\s*\{?(\\?[a-zA-Z])\}?\}?"""
_MARKS = {"'": "\u0301", '"': "\u0308", "`": "\u0300", "^": "\u0302", "~": "\u0303", "c": "\u0327", "v": "\u030c"}


@cache
def sources() -> dict[str, dict[str, str]]:
    """The fields of every entry by key, as they stand in the file.

    >>> sources()["gers2000forget"]["year"]
    '2000'
    """
    return {
        match["key"]: {field["name"]: field["value"] for field in re.finditer(_FIELD, match["fields"])}
        for match in re.finditer(_ENTRY, _text())
    }


@cache
def bibtex(key: str) -> str:
    """One entry as it stands in the file."""
    return _entries()[key]


@cache
def cited(key: str) -> str:
    """Authors and year as they are named in running text.

    >>> cited("gers2000forget"), cited("greff2017odyssey")
    ('Gers, Schmidhuber and Cummins 2000', 'Greff et al. 2017')
    """
    fields = sources()[key]
    names = [plain(name).partition(",")[0] for name in fields["author"].split(" and ")]
    if len(names) > 3:
        return f"{names[0]} et al. {fields['year']}"
    return f"{' and '.join([', '.join(names[:-1]), names[-1]] if names[1:] else names)} {fields['year']}"


def reference(key: str) -> dict[str, str]:
    """The parts of a reference as text: authors, title, where and when it appeared, links.

    >>> reference("gers2000forget")["where"]
    'Neural Computation 12(10), 2451–2471, 2000'
    """
    fields = {name: plain(value) for name, value in sources()[key].items()}
    names = [" ".join(reversed(name.split(", "))) for name in fields["author"].split(" and ")]
    shown = names if len(names) <= 8 else [*names[:6], "others"]
    place = fields.get("journal") or fields.get("booktitle") or fields.get("institution") or ""
    issue = fields.get("volume", "") + (f"({fields['number']})" if "journal" in fields and "number" in fields else "")
    where = ", ".join(
        filter(None, [f"{place} {issue}".strip(), fields.get("pages"), fields["year"], fields.get("note")])
    )
    return {
        "key": key,
        "authors": " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]])),
        "title": fields["title"],
        "where": where,
        "arxiv": fields.get("eprint", ""),
        "doi": fields.get("doi", ""),
    }


def plain(text: str) -> str:
    """A BibTeX value as text: accents as letters, quotation marks, no braces.

    >>> plain('Schmidhuber, J{\\\\"u}rgen')
    'Schmidhuber, Jürgen'
    """
    # The list of cells has no need of it, nor has a number.
    import unicodedata

    text = re.sub(_ACCENT, lambda match: match[2].removeprefix("\\") + _MARKS[match[1]], text)
    text = text.replace(r"{\l}", "ł").replace(r"\_", "_").replace(r"\&", "&").replace("--", "–")
    text = text.replace("``", "“").replace("''", "”")
    return unicodedata.normalize("NFC", text.replace("{", "").replace("}", ""))


@cache
def _entries() -> dict[str, str]:
    return {match["key"]: match[0] for match in re.finditer(_ENTRY, _text())}


@cache
def _text() -> str:
    with open(BIBLIOGRAPHY_FILE, encoding="utf-8") as file:
        return file.read()
