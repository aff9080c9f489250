"""Objects that show themselves. How is not known here: the front page of the package hands it in."""

from __future__ import annotations

from collections.abc import Callable

_PRINTERS: dict[str, Callable[..., str]] = {}


def show_with(**printers: Callable[..., str]) -> None:
    """``view(shown, kind)`` writes an object for a notebook, ``answer(found, format, flavour)`` an answer as text."""
    _PRINTERS.update(printers)


class Displayed:
    """Base of what a notebook shows as mathematics: in HTML first, in Markdown and LaTeX for an export."""

    def _repr_html_(self) -> str:
        return _PRINTERS["view"](self, "html")

    def _repr_markdown_(self) -> str:
        return _PRINTERS["view"](self, "markdown")

    def _repr_latex_(self) -> str:
        return _PRINTERS["view"](self, "latex")


class Answered:
    """Base of an answer: ``print`` gives what the command line prints, a notebook shows it as Markdown."""

    def __str__(self) -> str:
        return _PRINTERS["answer"](self).rstrip("\n")

    def _repr_markdown_(self) -> str:
        return _PRINTERS["answer"](self, "markdown", "jupyter")

    def _repr_latex_(self) -> str:
        return _PRINTERS["answer"](self, "latex")
