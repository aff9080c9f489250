"""The catalogue as a list, for people and for programs."""

from __future__ import annotations

from typing import Any

from symbolic.catalog import FAMILIES, entries, family_entries, family_of, family_title


def list_as_text() -> str:
    """The cells by family: name, title, source."""
    width = max(len(name) for name in entries())
    titles = max(len(entry.title) for entry in entries().values())
    blocks = []
    for family in FAMILIES:
        rows = [
            f"  {name.ljust(width)}  {entry.title.ljust(titles)}  {entry.source}"
            for name, entry in family_entries(family).items()
        ]
        blocks.append("\n".join([family_title(family), *rows]))
    return "\n\n".join(blocks) + "\n"


def list_as_data() -> list[dict[str, Any]]:
    """Everything that is declared of each cell."""
    from textwrap import dedent

    return [
        {
            "name": name,
            "family": family_of(name),
            "title": entry.title,
            "source": entry.source,
            "keys": list(entry.keys),
            "summary": entry.summary,
            "note": entry.note,
            "equations": dedent(entry.equations).strip(),
            "sizes": dict(entry.sizes),
            "fixed": list(entry.fixed),
            "letters": dict(entry.letters),
        }
        for name, entry in entries().items()
    ]
