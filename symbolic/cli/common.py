"""What the commands share: their options, and how an answer is printed."""

from __future__ import annotations

import sys
from typing import Any

import click

NOTATION = click.option(
    "--notation",
    default="own",
    show_default=True,
    metavar="NAME|FILE.toml",
    help="How names and signs are written: own, goodfellow, keras, olah, pytorch, or a file.",
)
FLAVOUR = click.option(
    "--flavour",
    default="github",
    show_default=True,
    metavar="NAME",
    help="Of the Markdown: github, jupyter, myst or quarto.",
)
TEMPLATES = click.option(
    "--templates",
    default="",
    metavar="FOLDER",
    help="A folder whose files take the place of the templates of the same name.",
)
PART = click.option(
    "--part", metavar="NAME", help="Only the equations, table, derivation, cost, count or backward; LaTeX has a label."
)
FACE = click.option(
    "--as",
    "face",
    type=click.Choice(["text", "latex", "markdown"]),
    default="text",
    show_default=True,
    help="How the answer is written.",
)
OF = click.option(
    "--of",
    type=click.Choice(["parameters", "macs", "flops"]),
    default="parameters",
    show_default=True,
    help="What is counted; macs and flops are of one step of one sequence.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
WORDS = click.argument("words", nargs=-1, required=True, metavar="CELL [NAME=VALUE ...]")


def print_answer(answer: Any) -> None:
    """Text as it is, anything else as one JSON document with sorted keys."""
    if not isinstance(answer, str):
        import json

        answer = json.dumps(answer, sort_keys=True, indent=2) + "\n"
    sys.stdout.write(answer)
    sys.stdout.flush()


def print_found(found: Any, face: str, as_json: bool) -> None:
    """An answer of `symbolic.answers` in the face that was asked for."""
    from symbolic.report.answers.faces import answer_data, answer_text

    print_answer(answer_data(found) if as_json else answer_text(found, face))
