"""What a user's template reads and writes, beside jinja2's own sandbox: templates of its folder, and one text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from jinja2.exceptions import SecurityError, TemplateNotFound

from symbolic.limits import DOCUMENT_CHARACTERS, TEMPLATE_BYTES

TEMPLATE = ".j2"


class TemplateFolder(FileSystemLoader):
    """The templates of a user's folder: files that end in ``.j2``, none that is hidden, none that is a link out."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        parts = template.split("/")
        if any(part.startswith(".") for part in parts) or not template.endswith(TEMPLATE):
            raise TemplateNotFound(template)
        folder = Path(self.searchpath[0]).resolve()
        path = Path(folder, template)
        if path.is_file() and not path.resolve().is_relative_to(folder):
            raise SecurityError(f"{template} is a link that leads out of the folder of the templates")
        if path.exists() and not path.is_file():
            raise SecurityError(f"{template} is not a regular file")
        if path.is_file() and path.stat().st_size > TEMPLATE_BYTES:
            raise SecurityError(f"{template} is larger than {TEMPLATE_BYTES // 1024} KiB, the bound of a template")
        return super().get_source(environment, template)


def bounded_text(environment: Environment, name: str, context: Mapping[str, Any]) -> str:
    """The text of a template; raises `SecurityError` where it writes more than a document holds."""
    pieces, size = [], 0
    for piece in environment.get_template(name).generate(context):
        size += len(piece)
        if size > DOCUMENT_CHARACTERS:
            raise SecurityError(f"a document is at most {DOCUMENT_CHARACTERS:,} characters")
        pieces.append(piece)
    return "".join(pieces)
