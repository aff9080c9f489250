"""How answers show themselves; what they show is made in `symbolic.report`."""

from __future__ import annotations


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


class Answered:
    """Base of an answer: ``print`` gives what the command line prints, a notebook shows it as Markdown."""

    def __str__(self) -> str:
        from symbolic.report.answers import answer_text

        return answer_text(self).rstrip("\n")

    def _repr_markdown_(self) -> str:
        from symbolic.report.answers import answer_text

        return answer_text(self, "markdown", "jupyter")

    def _repr_latex_(self) -> str:
        from symbolic.report.answers import answer_text

        return answer_text(self, "latex")
