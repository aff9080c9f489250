"""``symbolic report``: the documents of some cells or of all."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping

import click

from symbolic.cli.common import (
    FLAVOUR,
    JSON,
    NOTATION,
    STEPS_OPTION,
    TEMPLATES,
    WIDTH_OPTION,
    argument,
    print_answer,
    tell,
)
from symbolic.cli.completion import paths, subject_words
from symbolic.errors import UsageError


@click.command()
@argument("words", shell_complete=subject_words(several=True), nargs=-1, metavar="[CELL ...] [NAME=VALUE ...]")
@click.option(
    "-o", "--output", shell_complete=paths("dir"), default="output", show_default=True, help="The folder to write to."
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["all", "latex", "markdown", "pdf", "html"]),
    default="all",
    show_default=True,
    help="all: LaTeX and Markdown; pdf: LaTeX and the typeset handbook; html: a site, of one cell one page.",
)
@click.option("--force", is_flag=True, help="Overwrite files that this tool did not write.")
@click.option(
    "--check", is_flag=True, help="Write nothing; show how the folder differs, exit with status 1 if it does."
)
@STEPS_OPTION
@NOTATION
@WIDTH_OPTION
@FLAVOUR
@TEMPLATES
@JSON
def report(
    words: tuple[str, ...], output: str, kind: str, force: bool, check: bool, as_json: bool, **names: str
) -> None:
    """Write the documents: a handbook, and for each cell a page in Markdown and a fragment in LaTeX; or a site.

    Without CELL, the whole catalogue. The sizes are used in the worked examples.
    """
    if not output.strip():
        raise UsageError("the folder to write to has no name; write -o output")
    if check and kind == "pdf":
        raise UsageError("--check compares texts; a PDF differs from one TeX to the next, --format latex does not")
    files: dict[str, str | bytes] = {**_of_kind(kind, _documents(words, kind, **names))}
    from symbolic.report.files import differences, write_files

    if check:
        difference = differences(output, files)
        print_answer({"folder": output, "current": not difference, "diff": difference} if as_json else difference)
        raise SystemExit(1 if difference else 0)
    if kind == "pdf":
        from symbolic.report.documents.pdf import typeset

        files["handbook.pdf"] = typeset(str(files["handbook.tex"]))
    write_files(output, files, force=force)
    if as_json:
        print_answer({"folder": output, "files": sorted(files)})
    else:
        tell(f"wrote {len(files)} files to {output}: {_named(sorted(files))}")


def _documents(words: Iterable[str], kind: str, **names: str) -> Mapping[str, str | bytes]:
    """The documents of the cells that the words name, or of all, by file name."""
    from symbolic.cli.chapters import read_chapters
    from symbolic.report.writing.options import find_options

    chapters, sizes, parts = read_chapters(words)
    tell = _tell if sys.stderr.isatty() else None
    options = find_options(**names)
    files: Mapping[str, str | bytes]
    if kind == "html":
        from symbolic.report.site.site import site

        files = site(chapters, sizes, tell, options)
    else:
        from symbolic.report.documents.documents import report

        files = report(chapters, sizes, tell, options, parts=parts)
    if tell:
        tell("")
    return files


def _of_kind(kind: str, files: Mapping[str, str | bytes]) -> Mapping[str, str | bytes]:
    """Those of the documents that are asked for."""
    wanted = {"markdown": (".md", ".yml", ".svg"), "latex": (".tex", ".bib"), "pdf": (".tex", ".bib")}.get(kind, ("",))
    return {name: text for name, text in files.items() if name.endswith(wanted)}


def _named(names: list[str]) -> str:
    """Files at the top by name, files in folders by number."""
    folders = Counter(name.rpartition("/")[0] for name in names)
    inside = [f"{number} in {folder}/" for folder, number in folders.items() if folder]
    return ", ".join([*(name for name in names if "/" not in name), *inside])


def _tell(label: str) -> None:
    """What is being written, in one line on stderr, where that is a terminal."""
    print(f"\r\x1b[Kwriting {label}" if label else "\r\x1b[K", end="", file=sys.stderr, flush=True)
