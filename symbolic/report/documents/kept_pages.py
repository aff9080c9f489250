"""The data of the catalogue's pages, kept beside the package: what the templates get, and not what they make of it.

Data is read only where the code that makes it is still the same, and only for the entry that it was made of. After a
change of that code, ``python -m symbolic.report.documents.kept_pages`` makes it anew; until then it is made where it is
asked for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from symbolic.catalog import FOLDERS_VARIABLE, cell, entries
from symbolic.report.documents.page_data import PageData, page_data
from symbolic.report.pages.line_layout import with_lines
from symbolic.report.writing.options import DEFAULT_OPTIONS, Options
from symbolic.report.writing.typeset import Checked
from symbolic.report.writing.width import TEXT_WIDTH

PAGES_FILE = Path(__file__).with_name("pages.json")
PAGE_ROOMS = (
    *("language", "latex", "modify", "derive", "backward", "diagram", "catalog", "frameworks"),
    *("report/pages", "report/writing", "report/pictures"),
)
"""The rooms on which the data of a page depends."""
PAGE_FILES = ("report/files.py", *(f"report/documents/{name}.py" for name in ("drawn", "fragments", "page_data")))
"""What it depends on beside them and the files at the top of the package."""
SOURCE_ENDINGS = (".py", ".toml", ".bib")


def kept_page(name: str, sizes: Mapping[str, int] | None, options: Options) -> PageData | None:
    """The data of the page of a cell of the catalogue, where it is kept: in our notation, at the sizes of its entry."""
    asked = (options.notation, options.steps)
    if sizes or asked != (DEFAULT_OPTIONS.notation, DEFAULT_OPTIONS.steps) or os.environ.get(FOLDERS_VARIABLE):
        return None
    row = _kept().get(name)
    if row is None or row["entry"] != entry_digest(name):
        return None
    context, laid = Checked(), Checked()
    context.update(row["context"])
    laid.update(row["context"])
    laid.update(row["lines"])
    context.laid[TEXT_WIDTH, options.notation.terms] = laid
    return PageData(context, row["pictures"])


def write_pages(names: Iterable[str]) -> str:
    """The text of the file for some cells of the catalogue."""
    rows = ",\n".join(f"{_json(name)}: {_json(_row(name))}" for name in names)
    return f'{{"code": "{code_digest()}",\n"pages": {{\n{rows}\n}}}}\n'


def _row(name: str) -> dict[str, Any]:
    data = page_data(cell(name))
    laid = with_lines(data.context, TEXT_WIDTH, DEFAULT_OPTIONS.notation.terms)
    lines = {key: value for key, value in laid.items() if value != data.context[key]}
    return {"entry": entry_digest(name), "context": data.context, "lines": lines, "pictures": data.pictures}


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def entry_digest(name: str) -> str:
    """A text that changes when an entry of the catalogue does."""
    return sha256(repr(entries().get(name)).encode()).hexdigest()[:16]


@cache
def code_digest() -> str:
    """A text that changes when the code does by which the data is made; empty where that cannot be read."""
    package, seen = str(PAGES_FILE.parents[2]), sha256()
    try:
        paths = [
            os.path.join(package, name) for name in (*PAGE_FILES, *os.listdir(package)) if name.endswith(SOURCE_ENDINGS)
        ]
        for room in PAGE_ROOMS:
            for root, _, names in os.walk(os.path.join(package, room)):
                paths += [os.path.join(root, name) for name in names if name.endswith(SOURCE_ENDINGS)]
        for path in sorted(paths):
            seen.update(path[len(package) :].replace(os.sep, "/").encode())
            with open(path, "rb") as stream:
                seen.update(stream.read())
    except OSError:
        return ""
    return seen.hexdigest()[:16]


@cache
def _kept() -> Mapping[str, Any]:
    """The rows of the cells; none where the code is another."""
    try:
        kept = json.loads(PAGES_FILE.read_text("utf-8"))
        made_by, rows = kept["code"], kept["pages"]
    except (OSError, ValueError, TypeError, KeyError):
        return {}
    return rows if code_digest() and made_by == code_digest() and isinstance(rows, dict) else {}


if __name__ == "__main__":
    PAGES_FILE.write_text(write_pages(entries()), encoding="utf-8", newline="\n")
