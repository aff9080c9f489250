"""Flavours of Markdown: how each wants its mathematics and its references."""

from __future__ import annotations

from collections.abc import Callable

from symbolic.errors import UnknownName
from symbolic.record import Record


class Flavour(Record):
    """``inline`` is a formula in a line; ``opening`` and ``closing`` stand around one of its own, with its label."""

    inline: Callable[[str], str]
    opening: Callable[[str], str]
    closing: Callable[[str], str]
    refer: Callable[[str], str]


def find_flavour(name: str) -> Flavour:
    """A flavour by name; raises `UnknownName`.

    >>> find_flavour("quarto").closing("lstm")
    '$$ {#eq-lstm}'
    """
    if name not in FLAVOURS:
        raise UnknownName("flavour", name, FLAVOURS)
    return FLAVOURS[name]


def _github(latex: str) -> str:
    return f"$`{_barless(latex)}`$" if latex else ""


def _dollars(latex: str) -> str:
    return f"${_barless(latex)}$" if latex else ""


def _barless(latex: str) -> str:
    r"""A bar would end the cell of a table, in mathematics too: ``|h|`` is ``\vert h\vert``."""
    return latex.replace(r"\|", r"\Vert ").replace("|", r"\vert ")


FLAVOURS = {
    "github": Flavour(_github, lambda label: "```math", lambda label: "```", lambda label: "the equations"),
    "myst": Flavour(
        _dollars,
        lambda label: f"```{{math}}\n:label: eq-{label}\n",
        lambda label: "```",
        lambda label: f"equation {{eq}}`eq-{label}`",
    ),
    "quarto": Flavour(_dollars, lambda label: "$$", lambda label: f"$$ {{#eq-{label}}}", lambda label: f"@eq-{label}"),
    "jupyter": Flavour(_dollars, lambda label: "$$", lambda label: "$$", lambda label: "the equations"),
}
