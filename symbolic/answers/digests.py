"""A digest of each entry of the catalogue, under which what was derived of it is kept in a file."""

from __future__ import annotations

from hashlib import sha256

from symbolic.catalog import entries


def entry_digest(name: str) -> str:
    """A text that changes when the equations of an entry do.

    >>> len(entry_digest("lstm"))
    16
    """
    entry = entries()[name]
    return sha256(f"{entry.equations}|{dict(entry.sizes)}|{entry.fixed}".encode()).hexdigest()[:16]
