"""How answers show themselves in a notebook; what they show is made in `symbolic.report.notebook`."""

from __future__ import annotations

from typing import Any


class Displayed:
    """Base of what a notebook shows as mathematics: in HTML first, in Markdown and LaTeX for an export."""

    def _repr_html_(self) -> str:
        from symbolic.report.notebook import notebook_view

        return notebook_view(self, "html")

    def _repr_markdown_(self) -> str:
        from symbolic.report.notebook import notebook_view

        return notebook_view(self, "markdown")

    def _repr_latex_(self) -> str:
        from symbolic.report.notebook import notebook_view

        return notebook_view(self, "latex")


class Printed:
    """Base of the summary of a network: printed, it is the table of the command line."""

    def __str__(self) -> str:
        from symbolic.report.blocks import written
        from symbolic.report.summary import summary_blocks

        answer: Any = self
        return written(summary_blocks(answer)).rstrip("\n")
