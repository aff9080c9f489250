"""This package as an archive that Python in a browser reads, with the one library that its documents need."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from symbolic.report.documents.kept_pages import PAGES_FILE
from symbolic.report.documents.templates import template_folder
from symbolic.report.files import generated

SUFFIXES = (".py", ".toml", ".json", ".bib", ".j2", ".css", ".js", ".txt", ".tex")
EPOCH = (1980, 1, 1, 0, 0, 0)


def package_archive() -> bytes:
    """The sources of this package, its templates, jinja2 and markupsafe; the same bytes for the same sources.

    The data of the catalogue's pages is left out: the site has these pages, and the archive is loaded for other cells.
    """
    import jinja2
    import markupsafe

    packages = [Path(__file__).parents[2], *(Path(str(module.__file__)).parent for module in (jinja2, markupsafe))]
    files = {
        f"{folder.name}/{path.relative_to(folder).as_posix()}": path for folder in packages for path in _sources(folder)
    }
    templates = template_folder()
    files |= {f"symbolic/templates/{path.relative_to(templates).as_posix()}": path for path in _sources(templates)}
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for name, path in sorted(files.items()):
            entry = ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, path.read_bytes())
        archive.comment = generated().encode()
    return content.getvalue()


def _sources(folder: Path) -> list[Path]:
    paths = (path for path in folder.rglob("*") if path.suffix in SUFFIXES and path != PAGES_FILE)
    return [path for path in paths if "__pycache__" not in path.parts]
