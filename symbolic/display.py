"""Objects that print themselves; the front page of the package provides the printers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_PRINTERS: dict[str, Callable[..., Any]] = {}


def show_with(**printers: Callable[..., Any]) -> None:
    """``write(shown, format, **options)`` writes an object as ``text``, ``latex`` or ``markdown``.

    ``view(shown, kind)`` writes one for a notebook, ``kind`` is ``html``, ``markdown`` or ``latex``;
    ``draw(shown, kind)`` makes a picture of it, ``plot(shown)`` curves or bars.
    """
    _PRINTERS.update(printers)


class Printable:
    """Base of objects that ``print`` and a prompt show as the command line does."""

    def __str__(self) -> str:
        return _PRINTERS["write"](self, "text").rstrip("\n")

    def __repr__(self) -> str:
        return str(self)

    @property
    def text(self) -> str:
        """What ``print`` shows."""
        return str(self)


class Answered(Printable):
    """Base of an answer, which a notebook shows as Markdown."""

    def latex(self, *, notation: str = "own", width: str = "", caption: str = "", label: str = "") -> str:
        r"""The same in LaTeX; it needs amsmath and booktabs.

        ``notation`` is a name or a file, ``width`` is ``column``, ``text`` or a length such as ``84mm``. With a
        ``caption`` the tables stand in one float, which may have a ``label``. Raises `UnknownName`, `UsageError`.

        >>> from symbolic import compare
        >>> tables = compare("lstm", "gru").latex(caption="Two cells.", label="tab:two")
        >>> next(line for line in tables.splitlines() if "caption" in line)
        '\\caption{Two cells.}\\label{tab:two}'
        """
        options = {"notation": notation, "width": width, "caption": caption, "label": label}
        return _PRINTERS["write"](self, "latex", **options)

    def markdown(self, flavour: str = "github", *, notation: str = "own", caption: str = "", label: str = "") -> str:
        """The same in Markdown, of ``github``, ``jupyter``, ``myst`` or ``quarto``; else as `latex`."""
        options = {"flavour": flavour, "notation": notation, "caption": caption, "label": label}
        return _PRINTERS["write"](self, "markdown", **options)

    def _repr_markdown_(self) -> str | None:
        return self.markdown("jupyter")

    def _repr_latex_(self) -> str | None:
        return self.latex()


class Viewed:
    """Base of objects that a notebook shows as mathematics: in HTML, and for an export in Markdown and LaTeX."""

    def _repr_html_(self) -> str:
        return _PRINTERS["view"](self, "html")

    def _repr_markdown_(self) -> str:
        return _PRINTERS["view"](self, "markdown")

    def _repr_latex_(self) -> str:
        return _PRINTERS["view"](self, "latex")


class Plotted(Answered):
    """Base of an answer that can be plotted."""

    def plot(self) -> Drawn:
        r"""Its curves or bars, which a notebook shows; raises `UsageError`, `SizeError` where a number is missing.

        >>> from symbolic import compare, sweep
        >>> sweep("lstm", "gru", n=512, m="64:4096:64").plot().svg().splitlines()[1]
        '<title>Parameters over m, at n = 512</title>'
        >>> compare("lstm", "gru", n=512, m=256).plot().tikz().splitlines()[0]
        '\\begin{tikzpicture}'
        """
        return _PRINTERS["plot"](self)


class Displayed(Viewed, Answered):
    """Base of an answer that is mathematics: a table, a derivation, a network."""


class Drawn:
    """Base of a picture, which a notebook shows as it is."""

    def svg(self) -> str:
        """The picture as an SVG document."""
        return _PRINTERS["write"](self, "svg")

    def tikz(self) -> str:
        """The picture as a ``tikzpicture``; it needs tikz and amsmath, a plot pgfplots."""
        return _PRINTERS["write"](self, "tikz")

    def _repr_svg_(self) -> str:
        return self.svg()


class Paged(Viewed, Printable):
    """Base of a cell or layer, which has a page, as ``symbolic show``, ``latex`` and ``markdown`` print it."""

    def latex(self, /, *, part: str | None = None, notation: str = "own", steps: str = "short", **sizes: Any) -> str:
        r"""The page as a LaTeX fragment for ``\input``, or one ``part`` of it; it needs amsmath and booktabs.

        The parts of a cell are ``equations``, ``table``, ``derivation``, ``cost``, ``count``, ``backward``, ``diagram``
        and ``map``;
        ``notation`` is a name or a file; ``steps="all"`` derives the count parameter by parameter. Raises
        `UnknownName`, `SizeError`.
        """
        return _PRINTERS["write"](self, "latex", part=part, notation=notation, steps=steps, sizes=sizes)

    def markdown(
        self,
        /,
        *,
        part: str | None = None,
        notation: str = "own",
        flavour: str = "github",
        steps: str = "short",
        **sizes: Any,
    ) -> str:
        """The page in Markdown of a ``flavour``: ``github``, ``jupyter``, ``myst`` or ``quarto``; else as `latex`."""
        options = {"part": part, "notation": notation, "flavour": flavour, "steps": steps}
        return _PRINTERS["write"](self, "markdown", **options, sizes=sizes)

    def diagram(self, /, *, notation: str = "own") -> Drawn:
        """The diagram of a cell, from its equations; of a layer that of its cell. Raises `UnknownName`.

        >>> from symbolic import cell
        >>> cell("lstm").diagram().svg().splitlines()[1]
        '<title>Diagram of the LSTM with forget gate</title>'
        """
        return _PRINTERS["draw"](self, "diagram", notation=notation)

    def weight_map(self, /, *, notation: str = "own", **sizes: Any) -> Drawn:
        """The matrices of a cell to scale, coloured by role; of a layer its arrays. Raises `SizeError`.

        Without sizes a cell is drawn at those of its worked example.

        >>> from symbolic import cell
        >>> cell("lstm").weight_map(n=8, m=4).svg().splitlines()[1]
        '<title>Weights of the LSTM with forget gate</title>'
        """
        return _PRINTERS["draw"](self, "map", notation=notation, sizes=sizes)
